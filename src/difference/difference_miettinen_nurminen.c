/* difference_miettinen_nurminen.c: limits by the score statistic with the
   variance multiplied by N/(N-1), N = n1 + n2 (Miettinen & Nurminen 1985).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_score.h"

static pm_status miettinen_nurminen(const pm_level *level, pm_scale scale, const pm_pair *pair,
                                    pm_difference *difference)
{
  return score_limits(level, scale, pair, SCORE_CORRECTED, difference);
}

const pm_difference_method pm_difference_miettinen_nurminen = {
    .about = {.name = "miettinen-nurminen",
              .title = "Score interval, its variance by N/(N-1)",
              .citation = "Miettinen & Nurminen 1985, Statistics in Medicine 4, 213-226, "
                          "equations 8 to 13",
              .use = "In general, on every scale: it covers close to the level from a handful "
                     "of records upwards, and agrees with the N-1 chi-squared test.",
              .avoid = "Where coverage must never be below the level."},
    .flags = PM_DIFFERENCE_POPULATION | PM_DIFFERENCE_RATIO | PM_DIFFERENCE_ODDS,
    .compute = miettinen_nurminen,
};
