/* interval_logit.c: the normal interval for the log odds with the estimated
   standard error 1/sqrt(n p q), p = x/n. At x = 0 and x = n the log odds do not
   exist; the limits are then those of Clopper & Pearson 1934, in closed form.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status logit(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double x = data->x;
  double y = data->n - data->x;
  if (x == 0 || y == 0)
    return pm_interval_clopper_pearson.compute(level, data, interval);
  double ratio = exp(level->z / sqrt(x * (y / data->n)));
  interval->lower = x / (x + y * ratio);
  interval->upper = x / (x + y / ratio);
  return PM_OK;
}

const pm_interval_method pm_interval_logit = {
    .about = {.name = "logit",
              .title = "Normal interval for the log odds",
              .citation = "Newcombe 2001, The American Statistician 55, 200-202; Brown, Cai & "
                          "DasGupta 2001, Statistical Science 16, 101-133, section 4",
              .use = "To agree with a logistic regression, whose interval for a single rate it "
                     "is.",
              .avoid = "At 0 and 1, where the log odds do not exist and clopper-pearson's "
                       "limits are given instead, and next to them, where it is so wide that "
                       "a limit can fall when one more is compliant."},
    .compute = logit,
};
