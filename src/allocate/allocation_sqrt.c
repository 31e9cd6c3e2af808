/* allocation_sqrt.c: between equal and proportional: by the square root of the size.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

static double square(const pm_stratum_plan *stratum, const pm_allocation_whole *whole)
{
  (void)whole;
  return stratum->population;
}

const pm_allocation_method pm_allocation_sqrt = {
    .about = {.name = "sqrt",
              .title = "In proportion to sqrt(N): between equal and proportional",
              .citation =
                  "Bankier 1988, The American Statistician 42, 174-177, with q = 1/2 and "
                  "the same coefficient of variation everywhere",
              .use = "As a simple compromise between the whole and its strata.",
              .avoid = "When the spreads are known and differ: power takes account of them."},
    .square = square,
};
