/* allocation_power.c: Bankier's compromise between the whole and its strata.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

#include <math.h>

static double importance(const pm_stratum_plan *stratum)
{
  return stratum->importance == 0 ? stratum->population : stratum->importance;
}

/* Without a spread anywhere the coefficients of variation are taken to be the same. */
static double square(const pm_stratum_plan *stratum, const pm_allocation_whole *whole)
{
  double cv = whole->has_spread ? stratum->spread / stratum->mean : 1;
  return cv * cv * pow(importance(stratum), 2 * whole->parameter);
}

const pm_allocation_method pm_allocation_power = {
    .about = {.name = "power",
              .title =
                  "In proportion to X^q S/mean: q = 0 gives every stratum about the same CV",
              .citation = "Bankier 1988, The American Statistician 42, 174-177, eq. 4",
              .use = "When strata matter by a power of their importance X (their size, or what "
                     "is given), and precision is a coefficient of variation.",
              .avoid = "For rates whose margins are in percentage points: the coefficient of "
                       "variation of a rate depends on which of the two outcomes is counted."},
    .flags = PM_ALLOCATION_MEAN | PM_ALLOCATION_PARAMETER,
    .square = square,
    .parameter = 0.5,
};
