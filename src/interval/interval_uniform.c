/* interval_uniform.c: quantiles of the posterior under the uniform prior (Bayes
   1763). At x = 0 the lower limit is 0 and at x = n the upper is
   1; the other limit keeps its tail.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

#include <plusminus/num.h>

static pm_status uniform(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double a = data->x + 1;
  double b = data->n - data->x + 1;
  if (wants_lower(level) && data->x > 0)
    interval->lower = pm_beta_quantile(level->tail, a, b, PM_TAIL_LOWER);
  if (wants_upper(level) && data->x < data->n)
    interval->upper = pm_beta_quantile(level->tail, a, b, PM_TAIL_UPPER);
  return PM_OK;
}

const pm_interval_method pm_interval_uniform = {
    .about = {.name = "uniform",
              .title = "Quantiles of the posterior under the uniform prior",
              .citation = "Bayes 1763, Philosophical Transactions 53, 370-418; Gelman et al. "
                          "2013, Bayesian Data Analysis, 3rd edition, section 2.1",
              .use = "When every rate is held to be equally likely beforehand and the reader "
                     "expects a Bayesian statement.",
              .avoid = "For rates near 0 or 1 with few records: the prior draws the limits "
                       "towards a half, and they can miss the rate too often."},
    .compute = uniform,
};
