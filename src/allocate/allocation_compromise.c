/* allocation_compromise.c: a part in proportion to size, the rest the same for all.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

static double square(const pm_stratum_plan *stratum, const pm_allocation_whole *whole)
{
  double k = whole->parameter;
  double share = k * stratum->population / whole->population + (1 - k) / whole->count;
  return share * share;
}

const pm_allocation_method pm_allocation_compromise = {
    .about = {.name = "compromise",
              .title = "In proportion to k W + (1 - k)/H: between proportional and equal",
              .citation = "Costa, Satorra & Ventura 2004, SORT 28, 69-86",
              .use =
                  "When both the whole and every stratum matter: k = 1 is proportional, k = 0 "
                  "equal.",
              .avoid =
                  "When margins are stated for the domains: targets find the least cost that "
                  "meets them."},
    .flags = PM_ALLOCATION_PARAMETER,
    .square = square,
    .parameter = 0.5,
};
