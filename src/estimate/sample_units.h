/* sample_units.h: the sampled units that a run's replicates are made of.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_UNITS_H
#define PM_ESTIMATE_SAMPLE_UNITS_H

#include "estimate/sample_listing.h"
#include "estimate/sample_recalibrate.h"

typedef struct pm_unit_table {
  pm_sample_run *run;
  pm_sample_listing listing; /* the estimates; none where the run has no domains */
  double *quantiles;         /* of each estimate that is one; NULL: none is */
  pm_recalibration *anew;    /* by categories; NULL: weights stay as they are, or each record's
                                is calibrated anew */
  pm_replicate_table table;
  const uint32_t *numbers; /* of each cluster of the first stage: its unit; records are the
                              units of their own numbers */
} pm_unit_table;

/* Are records the units of the first stage, and not clusters of them? */
bool pm_sample_units_are_records(const pm_sample_run *run);
/* The unit, in the table's order, that a record which was kept is in. */
uint32_t pm_sample_unit_of(const pm_unit_table *units, size_t record);

/* What a record has of a statistic, one of whose estimates has this number: x and y as
   replicates see them, by a weight of 1. Where it lies at or below a quantile or not is the y
   of that. False: it lacks it. */
bool pm_sample_unit_value(const pm_unit_table *units, size_t record, size_t statistic,
                          size_t number, pm_replicate_total *found);

/* The table, in the arena of the run's estimates. False: out of memory. */
bool pm_unit_table_make(pm_unit_table *units, pm_sample_run *run);

#endif
