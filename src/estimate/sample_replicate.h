/* sample_replicate.h: what replicates of a run are made with, for all that wants some.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_REPLICATE_H
#define PM_ESTIMATE_SAMPLE_REPLICATE_H

#include "estimate/sample_units.h"

/* What replicates do not serve: two phases, unequal chances without replacement, weights that
   are trimmed. PM_ERROR_USAGE. */
pm_status pm_sample_check_replicates(const pm_sample_run *run);

/* Do stages behind the first add to the variance? Those of which less than all was sampled do,
   where the first stage's populations are told. */
bool pm_sample_has_later_stages(const pm_sample_design *design);

/* Plan those of the request's variance; as pm_replicates_new. */
pm_status pm_sample_plan_replicates(pm_replicates **replicates, const pm_unit_table *units,
                                    const pm_estimate_request *request, pm_crew *crew);

#endif
