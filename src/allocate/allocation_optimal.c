/* allocation_optimal.c: the least variance that a budget pays for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

static double square(const pm_stratum_plan *stratum, const pm_allocation_whole *whole)
{
  (void)whole;
  double weight = stratum->population * stratum->spread;
  return weight * weight / stratum_cost(stratum);
}

const pm_allocation_method pm_allocation_optimal = {
    .about = {.name = "optimal",
              .title = "In proportion to N S / sqrt(c): the least variance of the whole for a "
                       "budget",
              .citation = "Cochran 1977, Sampling Techniques, eq. 5.22-5.23",
              .use = "When a record costs more in some strata than in others, with a budget: "
                     "whole numbers are then searched for the least variance it can pay.",
              .avoid =
                  "With a fixed total, unless the costs are to count: neyman has the least "
                  "variance then."},
    .flags = PM_ALLOCATION_SPREAD | PM_ALLOCATION_COST | PM_ALLOCATION_VARIANCE,
    .square = square,
};
