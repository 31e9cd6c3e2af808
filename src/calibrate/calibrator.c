/* calibrator.c: units, parameters and totals; which way leads to g.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

#include <plusminus/num.h>
#include <string.h>

/* Last steps of Newton's method that moved no further have arrived. Where the totals leave some
   records nothing, their g goes on to fall by a factor of e in each step. */
static const double STILL = 0.5;

void pm_calibrator_add_up(const pm_calibrator *c, const double *weights, const double *g,
                          double *sums)
{
  memset(sums, 0, c->parameters * sizeof *sums);
  double *next = sums;
  for (size_t m = 0; m < c->margins; next += c->sizes[m], m++)
    for (size_t i = 0; i < c->units; i++)
      next[c->categories[m][i]] += weights[i] * (g != NULL ? g[i] : 1);
  for (size_t k = 0; k < c->numbers; k++)
    for (size_t i = 0; i < c->units; i++)
      next[k] += weights[i] * (g != NULL ? g[i] : 1) * c->values[k][i];
}

double pm_calibrator_product(const pm_calibrator *c, size_t unit, const double *beta)
{
  double product = 0;
  for (size_t m = 0; m < c->margins; beta += c->sizes[m], m++)
    product += beta[c->categories[m][unit]];
  for (size_t k = 0; k < c->numbers; k++)
    product += beta[k] * c->values[k][unit];
  return product;
}

/* By proportions; where few records hold margins together that are nearly one, cycles come
   nearer ever more slowly, and Newton's method has the same solution in a few steps. */
static pm_status rake(const pm_calibrator *c, const double *weights, double *g,
                      const pm_allocator *allocator, pm_calibration_miss *miss)
{
  pm_calibration_miss other = {.cycles = 0};
  pm_status status = pm_calibrate_proportions(c, weights, g, allocator, miss);
  if (status != PM_ERROR_NUMERIC || !(miss->reached > 0))
    return status;
  status = pm_calibrate_newton(c, weights, g, allocator, &other);
  return status == PM_OK && other.moved > STILL ? PM_ERROR_NUMERIC : status;
}

pm_status pm_calibrate(const pm_calibrator *c, const double *weights, double *g,
                       const pm_allocator *allocator, pm_calibration_miss *miss)
{
  pm_calibration_miss own;
  if (miss == NULL)
    miss = &own;
  *miss = (pm_calibration_miss){.cycles = 0};
  for (size_t i = 0; i < c->units; i++)
    g[i] = 1;
  return c->method->is_proportional && c->numbers == 0 && c->lowest == NULL
             ? rake(c, weights, g, allocator, miss)
             : pm_calibrate_newton(c, weights, g, allocator, miss);
}
