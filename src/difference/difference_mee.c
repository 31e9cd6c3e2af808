/* difference_mee.c: limits by the score statistic as it is: Mee 1984 for
   differences, Koopman 1984 (and Gart & Nam 1988, without skewness) for ratios,
   Cornfield 1956 without continuity correction for odds ratios.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_score.h"

static pm_status mee(const pm_level *level, pm_scale scale, const pm_pair *pair,
                     pm_difference *difference)
{
  return score_limits(level, scale, pair, SCORE_PLAIN, difference);
}

const pm_difference_method pm_difference_mee = {
    .about = {.name = "mee",
              .title = "Score interval (ratios: Koopman; odds ratios: Cornfield, uncorrected)",
              .citation =
                  "Mee 1984, Biometrics 40, 1175-1176; Koopman 1984, Biometrics 40, "
                  "513-517; Cornfield 1956, Proceedings of the Third Berkeley Symposium "
                  "4, 135-148",
              .use = "As miettinen-nurminen, when the p-value must be that of Pearson's "
                     "chi-squared test to the last digit.",
              .avoid = "With very few records, where the factor N/(N-1) of miettinen-nurminen "
                       "brings the coverage closer to the level."},
    .flags = PM_DIFFERENCE_POPULATION | PM_DIFFERENCE_RATIO | PM_DIFFERENCE_ODDS,
    .compute = mee,
};
