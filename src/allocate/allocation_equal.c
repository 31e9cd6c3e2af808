/* allocation_equal.c: as many records from every stratum.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

static double square(const pm_stratum_plan *stratum, const pm_allocation_whole *whole)
{
  (void)stratum;
  (void)whole;
  return 1;
}

const pm_allocation_method pm_allocation_equal = {
    .about = {.name = "equal",
              .title = "The same number from every stratum, within its bounds",
              .citation = "Cochran 1977, Sampling Techniques, 5.5",
              .use = "When strata are to be compared, and matter as much as each other.",
              .avoid = "When the whole matters: large strata then have the largest part of its "
                       "variance."},
    .square = square,
};
