/* estimate_interval_wilson_fpc.c: wilson, without the loss of what is gained by auditing a
   large part of the population.

   wilson takes p q/v records in the place of n, and at most n, because a variance that
   seems to be smaller than a simple random sample's may have been estimated too small. The
   part of the population that was audited is no estimate. So the cap here is what a simple
   random sample of n records of N is worth, n(N - 1)/(N - n), by which interval's
   wilson-fpc replaces n: gains from strata, which are estimated, stay capped. Where N is not
   known this is wilson.

   Of a simple random sample itself v = (1 - n/N) p q/(n - 1), so that p q/v is
   (n - 1)N/(N - n), below the cap by the factor (n - 1)N/(n(N - 1)): the interval is
   interval's wilson-fpc but for this and t. Where v is 0 it is the cap, and then but for t.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>

static double effective_n(const pm_measure *measure, const pm_level *level)
{
  (void)level;
  bool is_flat = !(measure->variance > 0) || measure->rate <= 0 || measure->rate >= 1;
  return is_flat ? pm_measure_share_worth(measure) : pm_measure_plain_n(measure);
}

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  double n = fmin(effective_n(measure, level), pm_measure_share_worth(measure));
  return pm_measure_wilson(measure, n);
}

const pm_estimate_interval_method pm_estimate_interval_wilson_fpc = {
    .about =
        {
            .name = "wilson-fpc",
            .title =
                "Wilson's score interval, its effective sample size capped at n(N-1)/(N-n)",
            .citation =
                "Wilson 1927; effective n: Korn & Graubard 1998, Survey Methodology 24, "
                "193-201; finite population: Cochran 1977, Sampling Techniques, "
                "section 2.6",
            .use = "When a large part of the population was audited, as planned by size "
                   "--population: wilson loses what that gains.",
            .avoid = "When the population is not known: it is wilson then.",
        },
    .compute = compute,
    .effective_n = effective_n,
    .most_n = pm_measure_share_worth,
};
