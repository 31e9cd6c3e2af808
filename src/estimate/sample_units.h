/* sample_units.h: the sampled units that a run's replicates are made of.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_UNITS_H
#define PM_ESTIMATE_SAMPLE_UNITS_H

#include "estimate/sample_listing.h"
#include "estimate/sample_recalibrate.h"

typedef struct pm_unit_table {
  pm_sample_run *run;
  pm_sample_listing listing; /* the estimates; none where the run has no domains */
  pm_recalibration *anew;    /* NULL: weights stay as they are */
  pm_replicate_table table;
  const uint32_t *numbers; /* of each cluster of the first stage: its unit; records are the
                              units of their own numbers */
} pm_unit_table;

/* Are records the units of the first stage, and not clusters of them? */
bool pm_sample_units_are_records(const pm_sample_run *run);
/* The unit, in the table's order, that a record which was kept is in. */
uint32_t pm_sample_unit_of(const pm_unit_table *units, size_t record);

/* The table, in the arena of the run's estimates. False: out of memory. */
bool pm_unit_table_make(pm_unit_table *units, pm_sample_run *run);

#endif
