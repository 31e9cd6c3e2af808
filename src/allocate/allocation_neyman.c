/* allocation_neyman.c: as many records from a stratum as its size and its spread ask for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

/* Without scruple about the constant that the finite population takes off: it does not
   depend on n_h. */
static double square(const pm_stratum_plan *stratum, const pm_allocation_whole *whole)
{
  (void)whole;
  double weight = stratum->population * stratum->spread;
  return weight * weight;
}

const pm_allocation_method pm_allocation_neyman = {
    .about = {.name = "neyman",
              .title = "In proportion to N S: the least variance of the whole for a total",
              .citation =
                  "Tschuprow 1923; Neyman 1934, Journal of the Royal Statistical Society "
                  "97, 558-625; in whole numbers Wright 2012, The American Statistician "
                  "66, 217-224, and 2017, Statistics & Probability Letters 129, 50-57",
              .use = "When the margin of the whole matters, and a record costs the same "
                     "everywhere.",
              .avoid = "When every stratum has to be told apart as well: small ones get few "
                       "records; and with guessed spreads that are near 0."},
    .flags = PM_ALLOCATION_SPREAD | PM_ALLOCATION_VARIANCE,
    .square = square,
};
