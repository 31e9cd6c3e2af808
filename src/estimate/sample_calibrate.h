/* sample_calibrate.h: the weights of a sample calibrated to totals. Records that are in the
   same categories of all margins have the same factor g: they are a unit of calibration,
   and every cell of the tally lies in one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_CALIBRATE_H
#define PM_ESTIMATE_SAMPLE_CALIBRATE_H

#include "calibrate/calibrator.h"
#include "estimate/sample_run.h"

#include <math.h>

typedef struct pm_sample_calibration {
  const pm_calibration *request;
  pm_calibrator calibrator;
  double *weights;               /* of each unit: the design's, all its records together */
  double *g;                     /* of each unit */
  pm_normal_equations equations; /* of the design's weights */
  uint32_t **units;              /* of each split: of each cell; by_record: groups of units */
  uint32_t **orders;             /* of each split: the cells by the place of their leaf */
  const pm_margin **margins;     /* the request's that have categories, ... */
  const pm_margin **numbers;     /* ... and those of numbers */
  bool by_record;                /* each record is a unit of its own */
  double **sums;                 /* by_record, of each split: of each cell and statistic, its
                                    PM_SUMS_LEAST with calibrated weights */
  uint32_t *record_order;        /* the records that were kept, by the place of their leaf */
} pm_sample_calibration;

static inline double pm_sample_factor(const pm_sample_calibration *calibration, size_t split,
                                      uint32_t cell)
{
  return calibration->g[calibration->units[split][cell]];
}

/* What is left of a value beside what explains it; what rounding alone may have left is
   nothing, so that a total that was given has no variance. */
static inline double pm_sample_residual(double value, double explained)
{
  double left = value - explained;
  return fabs(left) > 1e-12 * (fabs(value) + fabs(explained)) ? left : 0;
}

/* Set the design's calibration; the run's room has the allocator. PM_ERROR_USAGE: an
   unknown method, bounds that are none, a column that the tally was not told of.
   PM_ERROR_DATA, PM_ERROR_NUMERIC: as pm_estimate_tally. */
pm_status pm_sample_calibrate(pm_sample_run *run, const pm_calibration *request);
void pm_sample_calibration_free(pm_sample_design *design);

/* A fault that names a total that is not met; in so many a replicate, 0: in the sample. */
pm_status pm_sample_refuse_calibration(const pm_sample_run *run,
                                       const pm_sample_calibration *calibration,
                                       const pm_calibration_miss *miss, size_t replicate);

/* Sort the cells into units: sets calibrator, units and orders. */
pm_status pm_sample_categorise(pm_sample_run *run, pm_sample_calibration *calibration);

/* Make every record a unit, for what is known of numbers. False: out of memory. */
bool pm_sample_expand(pm_sample_run *run, pm_sample_calibration *calibration);
/* The sums of the cells, once g is known. False: out of memory. */
bool pm_sample_add_records(pm_sample_run *run, pm_sample_calibration *calibration);

/* A record that was kept: what it stands for by the design, and calibrated. */
double pm_sample_design_weight(const pm_sample_design *design, size_t record);
double pm_sample_record_weight(const pm_sample_design *design, size_t record);

/* Room for u of each record that was kept, and whether it is of the domain, all 0. NULL:
   out of memory. */
double *pm_sample_record_room(pm_sample_room *room, const pm_sample_design *design);
/* The leaves of all records, from that. False: out of memory. */
bool pm_sample_project_records(pm_sample_room *room, const pm_sample_design *design);

/* The leaves of all cells of a split: what is in one of so many domains, which have no
   records in common, less what the margins explain of it. False: out of memory. */
bool pm_sample_project_residuals(pm_sample_room *room, const pm_sample_slice *slices,
                                 const pm_linear *linears, size_t count);
/* The same, by_record. */
bool pm_sample_project_kept(pm_sample_room *room, const pm_sample_slice *slices,
                            const pm_linear *linears, size_t count);

#endif
