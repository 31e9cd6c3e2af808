/* interval_wald.c: the normal interval with the estimated standard error.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status wald(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double p = interval->estimate;
  double q = (data->n - data->x) / data->n;
  double half = level->z * sqrt(p * q / data->n);
  interval->lower = p - half;
  interval->upper = p + half;
  return PM_OK;
}

const pm_interval_method pm_interval_wald = {
    .about = {.name = "wald",
              .title = "Normal interval with the estimated standard error",
              .citation = "Newcombe 1998, Statistics in Medicine 17, 857-872, method 1",
              .use = "To repeat published margins that were made this way.",
              .avoid =
                  "For anything else: it covers too rarely with few records or a rate near "
                  "0 or 1, and has no width at 0 and 1."},
    .flags = PM_INTERVAL_DEGENERATE,
    .compute = wald,
};
