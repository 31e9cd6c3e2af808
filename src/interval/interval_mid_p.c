/* interval_mid_p.c: both binomial tails inverted, with half the probability of
   the observed point in each (Lancaster 1949; Berry & Armitage 1995).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

#include <float.h>
#include <plusminus/num.h>

static const double TOLERANCE = 1e-14;

typedef struct mid_tail {
  double x, n, probability;
} mid_tail;

/* A tail to what it shall be, as a logarithm: nearly a straight line in p. At a
   p that rounds to 1 no tail is left; its logarithm is then only very low. */
static double compare(const mid_tail *t, double beyond, double p)
{
  double tail = beyond + pm_binomial_pmf(t->x, t->n, p) / 2;
  return log(fmax(tail, DBL_MIN) / t->probability);
}

/* P(X > x) + P(X = x)/2 */
static double above(double p, void *context)
{
  const mid_tail *t = context;
  return compare(t, pm_binomial_tail(t->x + 1, t->n, p, PM_TAIL_UPPER), p);
}

/* P(X < x) + P(X = x)/2 */
static double below(double p, void *context)
{
  const mid_tail *t = context;
  return compare(t, pm_binomial_tail(t->x - 1, t->n, p, PM_TAIL_LOWER), p);
}

/* A limit lies between those with all and with none of the observed point in
   the tail, which are quantiles of beta distributions. Close to 1 they can be
   the same double. */
static pm_status solve(pm_function *f, mid_tail *t, pm_tail tail, double *limit)
{
  double low = pm_beta_quantile(t->probability, t->x, t->n - t->x + 1, tail);
  double high = pm_beta_quantile(t->probability, t->x + 1, t->n - t->x, tail);
  *limit = high;
  return low == high ? PM_OK : pm_root_find(f, t, low, high, TOLERANCE, limit);
}

static pm_status lower_limit(mid_tail *t, double *limit)
{
  if (t->x == 0)
    return PM_OK;
  if (t->x < t->n)
    return solve(above, t, PM_TAIL_LOWER, limit);
  *limit = exp(log(2 * t->probability) / t->n);
  return PM_OK;
}

static pm_status upper_limit(mid_tail *t, double *limit)
{
  if (t->x == t->n)
    return PM_OK;
  if (t->x > 0)
    return solve(below, t, PM_TAIL_UPPER, limit);
  *limit = 0 - expm1(log(2 * t->probability) / t->n); /* not -0 when the tail is 1/2 */
  return PM_OK;
}

static pm_status mid_p(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  mid_tail tail = {data->x, data->n, level->tail};
  pm_status status = PM_OK;
  if (wants_lower(level))
    status = lower_limit(&tail, &interval->lower);
  if (status == PM_OK && wants_upper(level))
    status = upper_limit(&tail, &interval->upper);
  return status;
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
