/* interval_jeffreys.c: quantiles of the posterior under the prior Beta(1/2, 1/2)
   (Brown, Cai & DasGupta 2001, section 3.1.3). At x = 0 the lower limit is 0
   and at x = n the upper is 1; the other limit keeps its tail.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

#include <plusminus/num.h>

static pm_status jeffreys(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double a = data->x + 0.5;
  double b = data->n - data->x + 0.5;
  if (wants_lower(level) && data->x > 0)
    interval->lower = pm_beta_quantile(level->tail, a, b, PM_TAIL_LOWER);
  if (wants_upper(level) && data->x < data->n)
    interval->upper = pm_beta_quantile(level->tail, a, b, PM_TAIL_UPPER);
  return PM_OK;
}

const pm_interval_method pm_interval_jeffreys = {
    .about = {.name = "jeffreys",
              .title = "Quantiles of the posterior under the prior Beta(1/2, 1/2)",
              .citation = "Brown, Cai & DasGupta 2001, Statistical Science 16, 101-133, "
                          "section 3.1.3",
              .use = "Like wilson, and for one-sided limits, where its error is shared more "
                     "evenly between the tails.",
              .avoid = "Where coverage must never be below the level."},
    .compute = jeffreys,
};
