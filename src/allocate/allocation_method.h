/* allocation_method.h: what the files of the allocations share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_ALLOCATION_METHOD_H
#define PM_ALLOCATE_ALLOCATION_METHOD_H

#include <plusminus/allocate.h>

#define PM_ALLOCATION_ROW(name) extern const pm_allocation_method pm_allocation_##name;
#include "allocations.def"
#undef PM_ALLOCATION_ROW

/* The bounds and the cost of a stratum, with what stands for 0 filled in. */
static inline double stratum_maximum(const pm_stratum_plan *stratum)
{
  bool is_open =
      stratum->take_all || stratum->maximum == 0 || stratum->maximum > stratum->population;
  return is_open ? stratum->population : stratum->maximum;
}

static inline double stratum_minimum(const pm_stratum_plan *stratum)
{
  if (stratum->take_all)
    return stratum->population;
  return stratum->minimum == 0 ? 1 : stratum->minimum;
}

static inline double stratum_cost(const pm_stratum_plan *stratum)
{
  return stratum->cost == 0 ? 1 : stratum->cost;
}

#endif
