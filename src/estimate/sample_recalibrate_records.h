/* sample_recalibrate_records.h: weights that are calibrated anew in every replicate, whatever
   they are calibrated to.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_RECALIBRATE_RECORDS_H
#define PM_ESTIMATE_SAMPLE_RECALIBRATE_RECORDS_H

#include "estimate/sample_units.h"

/* As pm_recalibration_run, by categories or, where totals of numbers are known, record by
   record; the job's table is that of the units. */
pm_status pm_sample_recalibrate(const pm_unit_table *units, pm_replicates *replicates,
                                const pm_recalibration_job *job,
                                pm_replicate_variance *variances);

#endif
