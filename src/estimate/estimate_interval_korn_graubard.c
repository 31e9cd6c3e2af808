/* estimate_interval_korn_graubard.c: Clopper & Pearson's limits with the effective
   number of records, which need not be whole, in place of n.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "interval/interval_method.h"

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  double n = fmin(pm_measure_adjusted_n(measure, level), measure->n);
  return pm_measure_limits(measure, &pm_interval_clopper_pearson, level, n);
}

const pm_estimate_interval_method pm_estimate_interval_korn_graubard = {
    .about =
        {
            .name = "korn-graubard",
            .title = "Clopper-Pearson at the effective sample size, capped at n",
            .citation = "Korn & Graubard 1998, Survey Methodology 24, 193-201; Clopper & "
                        "Pearson 1934",
            .use = "When coverage had better be above the level than below it, and where the "
                   "reliability of a published rate is judged (Parker et al. 2017).",
            .avoid = "When a typical coverage at the level is enough: it is wider than wilson.",
        },
    .compute = compute,
    .effective_n = pm_measure_adjusted_n,
    .most_n = pm_measure_records,
};
