/* estimate_interval_wilson.c: the score interval with the effective number of
   records in place of n and t in place of z.

   The limits solve (p - P)^2 = (t^2/n) P (1 - P); each is written so that no
   digits cancel at its own end. a = t^2/n.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>

pm_limits pm_measure_wilson(const pm_measure *measure, double n)
{
  double p = measure->rate;
  double q = 1 - p;
  double a = measure->t * measure->t / n;
  double root = sqrt(a * (p * q + a / 4));
  return (pm_limits){.lower = p > 0 ? p * p / (p + a / 2 + root) : 0,
                     .upper = q > 0 ? 1 - q * q / (q + a / 2 + root) : 1};
}

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  (void)level;
  return pm_measure_wilson(measure, fmin(pm_measure_plain_n(measure), measure->n));
}

const pm_estimate_interval_method pm_estimate_interval_wilson = {
    .about =
        {
            .name = "wilson",
            .title = "Wilson's score interval at the effective sample size",
            .citation =
                "Wilson 1927; effective n: Korn & Graubard 1998, Survey Methodology 24, "
                "193-201; "
                "Dean & Pagano 2015, Journal of Survey Statistics and Methodology 3, 484-503",
            .use = "The default. Honest for small domains and for rates near 0 or 100%.",
            .avoid = "When a large part of the population was audited: the effective sample "
                     "size is capped at the number of records, so it is wider than need be, "
                     "and wilson-fpc is not.",
        },
    .compute = compute,
    .effective_n = pm_measure_level_n,
    .most_n = pm_measure_records,
};
