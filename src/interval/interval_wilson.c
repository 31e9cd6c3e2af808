/* interval_wilson.c: the score interval (Wilson 1927).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status wilson(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double z = level->z;
  double x = data->x;
  double n = data->n;
  interval->lower = wilson_lower(z, x, n);
  interval->upper = wilson_upper(z, x, n);
  return PM_OK;
}

const pm_interval_method pm_interval_wilson = {
    .about = {.name = "wilson",
              .title = "Score interval",
              .citation = "Wilson 1927, Journal of the American Statistical Association 22, "
                          "209-212",
              .use = "In general: its coverage is close to the level on average from a handful "
                     "of records upwards, and falls well below only next to rates of 0 and 1.",
              .avoid = "Where coverage must never be below the level, or for a one-sided claim "
                       "about a rate near 0 or 1."},
    .compute = wilson,
};
