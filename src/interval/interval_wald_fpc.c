/* interval_wald_fpc.c: the normal interval with the estimated standard error of
   a sample from a finite population, sqrt((1-f) p q/(n-1)) with f = n/N (Cochran
   1977, equation 3.8). From a single record no variance can be estimated: the
   limits are then 0 and 1.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status wald_fpc(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double n = data->n;
  if (n <= 1)
    return PM_OK; /* the interval is preset to [0, 1] */
  double p = interval->estimate;
  double q = (n - data->x) / n;
  double left = (data->population - n) / data->population;
  double half = level->z * sqrt(left * p * q / (n - 1));
  interval->lower = p - half;
  interval->upper = p + half;
  return PM_OK;
}

const pm_interval_method pm_interval_wald_fpc = {
    .about = {.name = "wald-fpc",
              .title = "Normal interval with the standard error of a finite population",
              .citation = "Cochran 1977, Sampling Techniques, section 3.2, equation 3.8",
              .use = "To repeat published margins that were made this way.",
              .avoid = "For anything else: like wald it covers too rarely with few records or "
                       "a rate near 0 or 1, and has no width at 0 and 1. One record has no "
                       "variance: its limits are 0 and 1."},
    .flags = PM_INTERVAL_POPULATION | PM_INTERVAL_DEGENERATE,
    .compute = wald_fpc,
};
