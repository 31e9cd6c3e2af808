/* calibrate_newton.c: g = F(x'lambda), lambda found by Newton's method.

   METHOD: the sums of F(x'lambda) d x less the totals are the gradient of a convex function
   of lambda (Deville & Sarndal 1992, section 2), since F rises. A Newton step that passes
   the least value of that function on its way by far, seen from the gradient's sign there,
   is halved. Limits cut F without changing that it rises; but where they cut it for every unit
   it is flat and shows no way, as it may at lambda = 0 where weights and totals are of other
   sizes: the way begins where the totals are met without limits. F = 1 + u needs one step, and
   one more against rounding.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 100, HALVINGS_MOST = 60 };

typedef struct newton {
  const pm_calibrator *calibrator;
  const double *weights;
  double *g;
  bool is_free; /* limits are not heeded yet */
  pm_normal_equations equations;
  double *slopes; /* of each unit: d F'(u) */
  double *lambda, *trial, *step, *lack, *sums;
  pm_calibration_miss *miss;
} newton;

/* g of a unit where x'lambda is u: by the method, cut at the unit's own limits. */
static double factor_at(const newton *n, size_t unit, double u, double *slope)
{
  const pm_calibrator *c = n->calibrator;
  double g = c->method->factor(u, &c->range, slope);
  if (n->is_free || (g > c->lowest[unit] && g < c->highest[unit]))
    return g;
  *slope = 0;
  return g > c->lowest[unit] ? c->highest[unit] : c->lowest[unit];
}

/* g at lambda, its slopes, and what is lacking of the totals; how far the worst total is
   from being met, relative: NaN where g is none. */
static double evaluate(newton *n, const double *lambda)
{
  const pm_calibrator *c = n->calibrator;
  double worst = 0;
  for (size_t i = 0; i < c->units; i++) {
    double slope;
    double u = pm_calibrator_product(c, i, lambda);
    n->g[i] = n->weights[i] > 0 ? factor_at(n, i, u, &slope) : 1;
    n->slopes[i] = n->weights[i] > 0 ? n->weights[i] * slope : 0;
  }
  pm_calibrator_add_up(c, n->weights, n->g, n->sums);
  for (size_t p = 0; p < c->parameters; p++) {
    n->lack[p] = c->totals[p] - n->sums[p];
    double off = fabs(n->lack[p] / c->totals[p]);
    if (off <= worst)
      continue;
    worst = off;
    n->miss->parameter = p;
    n->miss->reached = n->sums[p];
  }
  return worst;
}

/* How steeply the function still falls along the step; NaN where it has no value. */
static double descent(const newton *n)
{
  double sum = 0;
  for (size_t p = 0; p < n->calibrator->parameters; p++)
    sum += n->lack[p] * n->step[p];
  return sum;
}

/* Along the step from lambda; how far from the totals that ends. */
static double advance(newton *n)
{
  double before = descent(n);
  double length = 1;
  double off = 0;
  for (int i = 0; i < HALVINGS_MOST; i++, length /= 2) {
    for (size_t p = 0; p < n->calibrator->parameters; p++)
      n->trial[p] = n->lambda[p] + length * n->step[p];
    off = evaluate(n, n->trial);
    if (descent(n) >= -before / 2)
      break;
  }
  memcpy(n->lambda, n->trial, n->calibrator->parameters * sizeof *n->lambda);
  return off;
}

static pm_status iterate(newton *n)
{
  double off = evaluate(n, n->lambda);
  double last = (double)INFINITY;
  for (n->miss->cycles = 0; n->miss->cycles < STEPS_MOST; n->miss->cycles++) {
    bool is_met = off <= PM_CALIBRATION_TOLERANCE;
    /* Rounding may keep a large sum from being met that closely; it is then met as closely
       as it can be. */
    if (is_met || (off <= 1e3 * PM_CALIBRATION_TOLERANCE && off >= last / 2))
      return PM_OK;
    last = off;
    pm_normal_equations_factor(&n->equations, n->slopes);
    pm_normal_equations_solve(&n->equations, n->lack, n->step);
    off = advance(n);
    if (isnan(off))
      return PM_ERROR_NUMERIC;
  }
  return PM_ERROR_NUMERIC;
}

pm_status pm_calibrate_newton(const pm_calibrator *c, const double *weights, double *g,
                              const pm_allocator *allocator, pm_calibration_miss *miss)
{
  enum { VECTORS = 5 };
  size_t size = c->parameters + 1;
  double *room = pm_memory_resize(allocator, NULL, VECTORS * size * sizeof *room);
  double *slopes = pm_memory_resize(allocator, NULL, (c->units + 1) * sizeof *slopes);
  newton n = {.calibrator = c,
              .weights = weights,
              .g = g,
              .is_free = true,
              .slopes = slopes,
              .lambda = room,
              .miss = miss};
  bool has_room = pm_normal_equations_new(&n.equations, c, allocator);
  pm_status status = PM_ERROR_MEMORY;
  if (has_room && room != NULL && slopes != NULL) {
    memset(room, 0, VECTORS * size * sizeof *room);
    n.trial = room + size;
    n.step = room + 2 * size;
    n.lack = room + 3 * size;
    n.sums = room + 4 * size;
    status = iterate(&n);
    n.is_free = false;
    if (status == PM_OK && c->lowest != NULL)
      status = iterate(&n);
  }
  pm_normal_equations_free(&n.equations);
  (void)pm_memory_resize(allocator, slopes, 0);
  (void)pm_memory_resize(allocator, room, 0);
  return status;
}
