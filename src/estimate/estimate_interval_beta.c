/* estimate_interval_beta.c: korn-graubard without its cap: a sample that is worth
   more than its n records is taken at that worth.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "interval/interval_method.h"

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  double n = pm_measure_adjusted_n(measure, level);
  return pm_measure_limits(measure, &pm_interval_clopper_pearson, level, n);
}

const pm_estimate_interval_method pm_estimate_interval_beta = {
    .about =
        {
            .name = "beta",
            .title = "Clopper-Pearson at the effective sample size, not capped",
            .citation =
                "Korn & Graubard 1998, Survey Methodology 24, 193-201; without the cap: "
                "Lumley 2010, Complex Surveys",
            .use = "To agree with R's svyciprop(method = \"beta\"), and where stratifying or a "
                   "large sampled part makes records worth more than their number.",
            .avoid = "When the variance itself is uncertain, as in few strata of few records: "
                     "one that is too small by chance then makes the interval too narrow.",
        },
    .compute = compute,
    .effective_n = pm_measure_adjusted_n,
};
