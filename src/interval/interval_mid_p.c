/* interval_mid_p.c: both binomial tails inverted, with half the probability of
   the observed point in each (Lancaster 1949; Berry & Armitage 1995).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

#include "num/beta.h"

/* P(X > x) + P(X = x)/2 = tail for 0 < x < n is halfway between the tails
   I_p(x, n-x+1) and I_p(x+1, n-x). */
static pm_beta_point solve(double tail, double x, double n)
{
  double a = x;
  double b = n - x;
  pm_beta_problem problem = {a, b, (1 / b - 1 / a) / 2, tail};
  return pm_beta_solve(&problem);
}

static double lower_limit(double tail, double x, double n)
{
  if (x == n)
    return exp(log(2 * tail) / n);
  return x == 0 ? 0 : solve(tail, x, n).x;
}

/* Compliant and not compliant change places. */
static double upper_limit(double tail, double x, double n)
{
  if (x == 0)
    return 0 - expm1(log(2 * tail) / n); /* not -0 when the tail is 1/2 */
  return x == n ? 1 : solve(tail, n - x, n).y;
}

static pm_status mid_p(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  if (wants_lower(level))
    interval->lower = lower_limit(level->tail, data->x, data->n);
  if (wants_upper(level))
    interval->upper = upper_limit(level->tail, data->x, data->n);
  return PM_OK;
}

const pm_interval_method pm_interval_mid_p = {
    .about = {.name = "mid-p",
              .title = "Exact tails with half the probability of the observed point",
              .citation = "Lancaster 1949, Biometrika 36, 370-382; Berry & Armitage 1995, The "
                          "Statistician 44, 417-423",
              .use = "When clopper-pearson is wanted but is wider than need be: coverage is "
                     "close to the level and seldom far below.",
              .avoid = "Where coverage must never be below the level."},
    .flags = PM_INTERVAL_WHOLE,
    .compute = mid_p,
};
