/* stratified_miettinen_nurminen.c: limits by the score statistic of all strata
   (Miettinen & Nurminen 1985, section 5, with weights that are fixed),
     T(d) = (D - d)^2/V(d),  D = sum w_h d_h,
   where V(d) is the curve of stratified_curve.c. The interval is the hull of
   {d: T(d) <= z^2}.

   T need not rise away from D: two samples of which nobody is compliant are no
   trouble to d = 0, where their V_h is 0, but to every other d. So a root of
   T = z^2 may not be the limit. Let s(d) = z^2 V(d) - (D - d)^2; the lower
   limit is the least d with s(d) >= 0, and s(-1) <= 0. A stretch from a to b is
   left behind only where its end points and the bounds of its slopes show that
   s < 0 on all of it; it holds the limit at its one root where s rises on all
   of it; else it is halved. The p-value is that of the least T on the other side
   of 0, found in the same way: what it is at 0, unless T falls beyond. Thus it
   is below alpha exactly when the hull leaves 0 out.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "stratified_curve.h"

#include <float.h>

/* Shorter stretches are not halved: a limit is there; the least T is not. */
static const double SHORTEST = 1e-11;
static const double SHORTEST_FOR_LEAST = 1e-9; /* T there is right to its square */

/* Which d are sought: those with T(d) <= z2. */
typedef struct quest {
  const pm_strata_view *view;
  double z2;
  double spread; /* about the root of V near the limit, to start from; NaN: not known */
} quest;

static double squared_gap(const quest *q, double d)
{
  double gap = q->view->estimate - d;
  return gap * gap;
}

/* Of s on a stretch. */
typedef struct bounds {
  curve_stretch curve;
  double first, last; /* at its ends */
  double low, high;   /* of its slope */
  double peak;        /* nothing on it is above */
} bounds;

static bounds bounds_of(const quest *q, double from, double to)
{
  bounds b = {.curve = stratified_curve_stretch(q->view, from, to)};
  b.first = q->z2 * b.curve.first - squared_gap(q, from);
  b.last = q->z2 * b.curve.last - squared_gap(q, to);
  b.low = q->z2 * b.curve.slope_low + 2 * (q->view->estimate - to);
  b.high = q->z2 * b.curve.slope_high + 2 * (q->view->estimate - from);
  if (b.low >= 0 || b.high <= 0)
    b.peak = b.low >= 0 ? b.last : b.first;
  else /* where the steepest lines through the ends meet */
    b.peak = b.first + b.high * (b.last - b.first - b.low * (to - from)) / (b.high - b.low);
  return b;
}

/* ---------------------------------------------------------- one crossing -- */

/* A d between those given at which T is z2, for T is above at `low` and not at
   `high`: by Newton's method, for the root of T is nearly a straight line, and by
   halving where its steps do not shrink. is_first: s rises all the way up to it. */
static double crossing(const quest *q, double low, double high, bool *is_first)
{
  enum { STEPS_MAX = 400 };
  static const double CLOSE = 1e-9; /* one step later it is exact */
  double z = sqrt(q->z2);
  double estimate = q->view->estimate;
  double at = estimate - z * q->spread;
  if (!(at > low && at < high))
    at = low + (high - low) / 2;
  double before = (double)INFINITY; /* the length of the step before */
  for (int i = 0; i < STEPS_MAX; i++) {
    curve_point now = stratified_curve_point(q->view, at);
    double gap = estimate - at;
    double spread = sqrt(now.variance);
    double next = at + (gap - z * spread) / (1 + gap * now.slope / (2 * now.variance));
    if (gap > z * spread)
      low = at;
    else
      high = at;
    if (fabs(next - at) <= CLOSE * gap || high - low <= 4 * DBL_EPSILON) {
      *is_first = q->z2 * now.floor + 2 * gap > CLOSE * gap;
      return fmin(fmax(next, low), high);
    }
    if (!(next > low && next < high && fabs(next - at) < before / 2))
      next = low + (high - low) / 2;
    before = fabs(next - at);
    at = next;
  }
  *is_first = true;
  return (double)NAN;
}

/* ------------------------------------------------------------- the limit -- */

/* The least d from `from` to `to` with s(d) >= 0; false: there is none. */
static bool find_first(const quest *q, double from, double to, double *d)
{
  bounds b = bounds_of(q, from, to);
  if (b.peak < 0)
    return false;
  bool is_here = !isnan(b.peak) && b.first < 0;
  if (is_here && b.low >= 0) {
    bool ignored;
    *d = crossing(q, from, to, &ignored);
    return true;
  }
  if (!is_here || to - from < SHORTEST) {
    *d = isnan(b.peak) ? (double)NAN : from;
    return true;
  }
  double middle = from + (to - from) / 2;
  return find_first(q, from, middle, d) || find_first(q, middle, to, d);
}

/* The lower limit, known to be between. */
static double lower_limit(const quest *q, double from, double to)
{
  bool is_first;
  double found;
  if (q->z2 == 0 || from >= to)
    return to;
  double last = crossing(q, from, to, &is_first);
  if (is_first)
    return last;
  return find_first(q, from, last, &found) ? found : last;
}

/* --------------------------------------------------------------- p-value -- */

/* The least T and where it is; and the root of V at 0. */
typedef struct least {
  double at;
  double z2;
  double spread;
} least;

static void take_least(least *best, const quest *q, double d, double variance)
{
  double z2 = squared_gap(q, d) / variance;
  if (z2 < best->z2)
    *best = (least){d, z2, best->spread};
}

static void find_least(const pm_strata_view *view, double from, double to, least *best)
{
  quest q = {view, best->z2, (double)NAN};
  bounds b = bounds_of(&q, from, to);
  take_least(best, &q, from, b.curve.first);
  take_least(best, &q, to, b.curve.last);
  if (isnan(b.peak))
    best->z2 = (double)NAN;
  if (!(b.peak > 4 * DBL_EPSILON * squared_gap(&q, from)) || to - from < SHORTEST_FOR_LEAST)
    return;
  double middle = from + (to - from) / 2;
  find_least(view, middle, to, best);
  find_least(view, from, middle, best);
}

/* Of all differences that are not positive, for an estimate that is not negative. */
static least least_beyond_null(const pm_strata_view *view)
{
  curve_point null = stratified_curve_point(view, 0);
  least best = {0, 0, sqrt(null.variance)};
  if (view->estimate == 0)
    return best;
  best.z2 = squared_gap(&(quest){view, 0, 0}, 0) / null.variance;
  if (!(best.z2 * null.floor + 2 * view->estimate > 0))
    find_least(view, -1, 0, &best);
  return best;
}

/* ------------------------------------------------------------------- all -- */

/* The lower limit of a view. Where its estimate is positive, whether the p-value
   rejects no difference decides on which side of 0 it is. */
static double view_limit(const pm_strata_view *view, const pm_level *level, const least *best,
                         bool is_rejected)
{
  quest q = {view, level->z * level->z, best->spread};
  if (!(view->estimate > 0))
    return lower_limit(&q, -1, view->estimate);
  return is_rejected ? lower_limit(&q, 0, view->estimate) : lower_limit(&q, -1, best->at);
}

static bool has_records(const pm_pairs *pairs)
{
  for (size_t h = 0; h < pairs->count; h++)
    if (!(pairs->pairs[h].n1 + pairs->pairs[h].n2 > 1))
      return false;
  return true;
}

static pm_status miettinen_nurminen(const pm_level *level, const pm_pairs *pairs,
                                    pm_difference *difference)
{
  if (!has_records(pairs))
    return PM_ERROR_DOMAIN;
  pm_strata_view forward = pm_strata_view_make(pairs);
  pm_strata_view backward = pm_strata_view_turned(&forward);
  bool is_higher = forward.estimate > 0;
  least best = least_beyond_null(is_higher ? &forward : &backward);
  double z = sqrt(best.z2);
  difference->p_value = normal_p_value(level, is_higher ? z : -z);
  bool is_rejected = difference->p_value < 1 - level->conf;
  if (wants_lower(level))
    difference->lower = view_limit(&forward, level, &best, is_rejected);
  if (wants_upper(level))
    difference->upper = -view_limit(&backward, level, &best, is_rejected);
  return PM_OK;
}

const pm_stratified_difference_method pm_stratified_difference_miettinen_nurminen = {
    .about = {.name = "stratified-miettinen-nurminen",
              .title = "Score interval of all strata, their variances by N/(N-1)",
              .citation = "Miettinen & Nurminen 1985, Statistics in Medicine 4, 213-226, "
                          "section 5, with fixed weights",
              .use = "In general, and where many strata are small or have nobody or everybody "
                     "compliant: each adds what it can be at the difference in question.",
              .avoid = "Where coverage must never be below the level, or with finite "
                       "populations, for which it has no form."},
    .compute = miettinen_nurminen,
};
