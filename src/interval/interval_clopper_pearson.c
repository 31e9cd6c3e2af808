/* interval_clopper_pearson.c: both binomial tails inverted (Clopper & Pearson
   1934), by quantiles of the beta distribution.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval/clopper_pearson_all.h"
#include "interval_method.h"

#include <plusminus/num.h>

/* At x = n the lower limit solves p^n = tail. */
static double lower_limit(double tail, double x, double n)
{
  if (x == n)
    return exp(log(tail) / n);
  return x == 0 ? 0 : pm_beta_quantile(tail, x, n - x + 1, PM_TAIL_LOWER);
}

/* At x = 0 the upper limit solves (1-p)^n = tail. */
static double upper_limit(double tail, double x, double n)
{
  if (x == 0)
    return -expm1(log(tail) / n);
  return x == n ? 1 : pm_beta_quantile(tail, x + 1, n - x, PM_TAIL_UPPER);
}

static pm_status clopper_pearson(const pm_level *level, const pm_case *data,
                                 pm_interval *interval)
{
  if (wants_lower(level))
    interval->lower = lower_limit(level->tail, data->x, data->n);
  if (wants_upper(level))
    interval->upper = upper_limit(level->tail, data->x, data->n);
  return PM_OK;
}

const pm_interval_method pm_interval_clopper_pearson = {
    .about = {.name = "clopper-pearson",
              .title = "Exact interval by inverting both binomial tails",
              .citation = "Clopper & Pearson 1934, Biometrika 26, 404-413",
              .use = "Where coverage must never be below the level, as in a claim that will be "
                     "contested.",
              .avoid = "Where the typical coverage matters: it is wider than the level asks "
                       "for, the more so the fewer the records."},
    .flags = PM_INTERVAL_EXACT,
    .compute = clopper_pearson,
    .compute_all = pm_clopper_pearson_all,
};
