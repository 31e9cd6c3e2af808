/* interval_mid_p_hypergeometric.c: both tails of the hypergeometric distribution
   inverted, with half the probability of the observed point in each. Of the
   population's N, M are compliant; the lower limit is the smallest M with
   P(X > x | M) + P(X = x | M)/2 above the tail, the upper limit the largest with
   P(X < x | M) + P(X = x | M)/2 above it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "count_search.h"
#include "interval_method.h"

static pm_status mid_p_hypergeometric(const pm_level *level, const pm_case *data,
                                      pm_interval *interval)
{
  pm_count_limits(0.5, level, data, interval);
  return PM_OK;
}

const pm_interval_method pm_interval_mid_p_hypergeometric = {
    .about = {.name = "mid-p-hypergeometric",
              .title = "Exact tails for a finite population with half the probability of the "
                       "observed point",
              .citation = "Lancaster 1949, Biometrika 36, 370-382, with the tails of Konijn "
                          "1973, Statistical Theory of Sample Survey Design and Analysis",
              .use = "When hypergeometric is wanted but is wider than need be: coverage is "
                     "close to the level and seldom far below.",
              .avoid = "Where coverage must never be below the level."},
    .flags = PM_INTERVAL_POPULATION | PM_INTERVAL_WHOLE | PM_INTERVAL_SEARCHED,
    .compute = mid_p_hypergeometric,
};
