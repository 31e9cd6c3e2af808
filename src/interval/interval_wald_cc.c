/* interval_wald_cc.c: the normal interval with the estimated standard error,
   widened by half a record on either side.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status wald_cc(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double p = interval->estimate;
  double q = (data->n - data->x) / data->n;
  double half = level->z * sqrt(p * q / data->n) + 0.5 / data->n;
  interval->lower = p - half;
  interval->upper = p + half;
  return PM_OK;
}

const pm_interval_method pm_interval_wald_cc = {
    .about = {.name = "wald-cc",
              .title = "Normal interval with the estimated standard error and continuity "
                       "correction",
              .citation = "Newcombe 1998, Statistics in Medicine 17, 857-872, method 2",
              .use = "To repeat published margins that were made this way.",
              .avoid = "For anything else: near 0 and 1 it covers too rarely, and at 0 and 1 "
                       "its width is half a record whatever the level."},
    .compute = wald_cc,
};
