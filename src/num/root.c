/* root.c: a root within a bracket.

   Chandrupatla, T. R. (1997), A new hybrid quadratic/bisection algorithm for
   finding the zero of a nonlinear function without using derivatives.
   Advances in Engineering Software 28, 145-149.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include <float.h>
#include <math.h>

typedef struct point {
  double x;
  double f;
} point;

/* Where in the bracket (0 at newest, 1 at other) to look next: by inverse
   quadratic interpolation when the three points allow it, else the middle. */
static double step(point newest, point other, point dropped)
{
  double xi = (newest.x - other.x) / (dropped.x - other.x);
  double phi = (newest.f - other.f) / (dropped.f - other.f);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi))
    return 0.5;
  return newest.f / (other.f - newest.f) * dropped.f / (other.f - dropped.f) +
         (dropped.x - newest.x) / (other.x - newest.x) * newest.f / (dropped.f - newest.f) *
             other.f / (dropped.f - other.f);
}

pm_status pm_root_find(pm_function *f, void *context, double low, double high, double tolerance,
                       double *root)
{
  enum { STEPS_MAX = 3000 }; /* more than the halvings between any two doubles */
  *root = (double)NAN;
  point newest = {low, f(low, context)};
  point other = {high, f(high, context)};
  if (!isfinite(newest.f) || !isfinite(other.f) || (newest.f > 0 && other.f > 0) ||
      (newest.f < 0 && other.f < 0))
    return PM_ERROR_NUMERIC;
  double t = 0.5;
  for (int i = 0; i < STEPS_MAX; i++) {
    point best = fabs(newest.f) < fabs(other.f) ? newest : other;
    double width = fabs(other.x - newest.x);
    double least = (2 * DBL_EPSILON + tolerance / 2) * fabs(best.x) + DBL_MIN;
    if (best.f == 0 || width <= 2 * least) {
      *root = best.x;
      return PM_OK;
    }
    t = fmin(fmax(t, least / width), 1 - least / width);
    double x = newest.x + t * (other.x - newest.x);
    point probe = {x, f(x, context)};
    if (!isfinite(probe.f))
      return PM_ERROR_NUMERIC;
    point dropped = newest;
    if ((probe.f > 0) != (newest.f > 0)) {
      dropped = other;
      other = newest;
    }
    newest = probe;
    t = step(newest, other, dropped);
  }
  return PM_ERROR_NUMERIC;
}
