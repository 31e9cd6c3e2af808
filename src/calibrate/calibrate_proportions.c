/* calibrate_proportions.c: post-stratification, which is one step, and raking.

   METHOD: each margin in turn has its weights multiplied by what they lack (Deming &
   Stephan 1940, Annals of Mathematical Statistics 11, 427-444), until a whole cycle finds
   every category within 1e-12 of its total, relative. Where no weights meet all totals,
   because of combinations without records, the cycles do not end by themselves.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

#include <math.h>
#include <string.h>

enum { CYCLES_MOST = 10000 };

typedef struct raking {
  const pm_calibrator *calibrator;
  const double *weights;
  double *g;
  double *sums; /* of the categories of a margin */
} raking;

/* One margin; how far its worst category was from its total is kept when it is the worst
   of the cycle so far. */
static double adjust(const raking *r, size_t margin, size_t first, pm_calibration_miss *miss,
                     double worst)
{
  const pm_calibrator *c = r->calibrator;
  const uint32_t *categories = c->categories[margin];
  const double *totals = c->totals + first;
  double *sums = r->sums;
  memset(sums, 0, c->sizes[margin] * sizeof *sums);
  for (size_t i = 0; i < c->units; i++)
    sums[categories[i]] += r->weights[i] * r->g[i];
  for (size_t k = 0; k < c->sizes[margin]; k++) {
    double off = fabs(sums[k] / totals[k] - 1);
    if (!(off <= worst)) {
      worst = off;
      miss->parameter = first + k;
      miss->reached = sums[k];
    }
    sums[k] = sums[k] > 0 ? totals[k] / sums[k] : 1;
  }
  for (size_t i = 0; i < c->units; i++)
    r->g[i] *= r->weights[i] > 0 ? sums[categories[i]] : 1;
  return worst;
}

static pm_status rake(const raking *r, pm_calibration_miss *miss)
{
  const pm_calibrator *c = r->calibrator;
  for (miss->cycles = 1; miss->cycles <= CYCLES_MOST; miss->cycles++) {
    double worst = 0;
    for (size_t m = 0, first = 0; m < c->margins; first += c->sizes[m], m++)
      worst = adjust(r, m, first, miss, worst);
    if (!isfinite(worst))
      return PM_ERROR_NUMERIC;
    if (worst <= PM_CALIBRATION_TOLERANCE)
      return PM_OK;
  }
  miss->cycles = CYCLES_MOST;
  return PM_ERROR_NUMERIC;
}

pm_status pm_calibrate_proportions(const pm_calibrator *calibrator, const double *weights,
                                   double *g, const pm_allocator *allocator,
                                   pm_calibration_miss *miss)
{
  double *sums = pm_memory_resize(allocator, NULL, (calibrator->parameters + 1) * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  raking r = {calibrator, weights, g, sums};
  pm_status status = rake(&r, miss);
  (void)pm_memory_resize(allocator, sums, 0);
  return status;
}
