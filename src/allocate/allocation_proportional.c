/* allocation_proportional.c: as many records from a stratum as its size asks for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

static double square(const pm_stratum_plan *stratum, const pm_allocation_whole *whole)
{
  (void)whole;
  return stratum->population * stratum->population;
}

const pm_allocation_method pm_allocation_proportional = {
    .about = {.name = "proportional",
              .title = "In proportion to N: every record has about the same weight",
              .citation =
                  "Bowley 1926, Bulletin of the International Statistical Institute 22, "
                  "supplement; in whole numbers Huntington 1928, Transactions of the AMS "
                  "30, 85-110",
              .use =
                  "When the spreads are not known or about the same, and when many things are "
                  "measured at once.",
              .avoid = "When small strata need margins of their own."},
    .square = square,
};
