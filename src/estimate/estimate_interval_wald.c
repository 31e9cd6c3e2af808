/* estimate_interval_wald.c: p +- t se.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  (void)level;
  double margin = measure->t * sqrt(measure->variance);
  return (pm_limits){.lower = measure->rate - margin, .upper = measure->rate + margin};
}

const pm_estimate_interval_method pm_estimate_interval_wald = {
    .about =
        {
            .name = "wald",
            .title = "The rate plus or minus t standard errors",
            .citation = "Cochran 1977, Sampling Techniques, section 5.4",
            .use = "For thousands of records and rates well inside 0 to 100%, or where the "
                   "margin must be the product of its factors.",
            .avoid = "Near 0 or 100% and for small samples: it is too narrow there, and has "
                     "no width at all at the ends.",
        },
    .compute = compute,
};
