/* interval_hypergeometric.c: both tails of the hypergeometric distribution
   inverted (Konijn 1973; Buonaccorsi 1987). Of the population's N, M are
   compliant; the lower limit is the smallest M with P(X >= x | M) above the
   tail, the upper limit the largest with P(X <= x | M) above it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "count_search.h"
#include "interval_method.h"

static pm_status hypergeometric(const pm_level *level, const pm_case *data,
                                pm_interval *interval)
{
  pm_count_limits(0, level, data, interval);
  return PM_OK;
}

const pm_interval_method pm_interval_hypergeometric = {
    .about = {.name = "hypergeometric",
              .title = "Exact interval for a finite population",
              .citation = "Konijn 1973, Statistical Theory of Sample Survey Design and "
                          "Analysis; Buonaccorsi 1987, The American Statistician 41, 215-218",
              .use = "When the size of the population is known, above all when the sample is a "
                     "good part of it: coverage is never below the level.",
              .avoid = "Where the typical coverage matters: like clopper-pearson it is wider "
                       "than the level asks for."},
    .flags =
        PM_INTERVAL_EXACT | PM_INTERVAL_POPULATION | PM_INTERVAL_WHOLE | PM_INTERVAL_SEARCHED,
    .compute = hypergeometric,
};
