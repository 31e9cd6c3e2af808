/* sample_recalibrate.h: weights that are calibrated anew in every replicate. The engine of
   replicates makes the totals of cells, which g does not yet multiply: those of each unit of
   calibration (its weights), then those of each estimate in each unit that it has.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_RECALIBRATE_H
#define PM_ESTIMATE_SAMPLE_RECALIBRATE_H

#include "estimate/sample_calibrate.h"
#include "estimate/sample_pairs.h"

typedef struct pm_recalibration pm_recalibration;

/* Of a run that is calibrated by categories; it lives as long as the run's estimates. NULL:
   out of memory. */
pm_recalibration *pm_recalibration_new(const pm_sample_listing *listing);

/* The cell of an estimate in a unit; the first cells are the units' own. */
uint32_t pm_recalibration_cell(pm_recalibration *anew, size_t estimate, uint32_t unit);
/* How many there are, once every one was asked for. */
size_t pm_recalibration_cells(const pm_recalibration *anew);

typedef struct pm_recalibration_job {
  const pm_replicate_table *table; /* of these cells */
  const pm_sample_pairs *pairs;    /* differences, too */
  double *g;                       /* kept for each replicate, of each unit of calibration;
                                      NULL: it is not wanted */
  pm_crew *crew;                   /* NULL: the caller's thread alone */
} pm_recalibration_job;

/* The variances of all estimates and, behind them, differences: of what each replicate's
   calibrated weights make, about what those of the sample do. PM_ERROR_NUMERIC: a replicate
   cannot be calibrated, and which; PM_ERROR_MEMORY. */
pm_status pm_recalibration_run(pm_recalibration *anew, pm_replicates *replicates,
                               const pm_recalibration_job *job,
                               pm_replicate_variance *variances);

#endif
