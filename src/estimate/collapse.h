/* collapse.h: which strata a lonely one is put together with.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_COLLAPSE_H
#define PM_ESTIMATE_COLLAPSE_H

#include <stddef.h>
#include <stdint.h>

typedef struct pm_collapse_stratum {
  const char *label;
  double size;       /* that orders them */
  double units;      /* n */
  double population; /* N; NaN or INFINITY: not told */
  uint32_t number;   /* its place in group_of */
} pm_collapse_stratum;

/* Every stratum in which one unit of several was sampled with its neighbour in the order
   of size, then label: the next larger, the largest with the one before it; until none is
   lonely, or one group is left. Strata that were taken whole are passed over, as what they
   add is known to be 0, unless there is no other. strata is used up. group_of: for each number,
   that of its group. Returns how many groups there are. The outcomes have no part in it: to
   look at them would make the variance too small (Wolter 2007, 2.5). */
size_t pm_collapse(pm_collapse_stratum *strata, size_t count, uint32_t *group_of);

/* Units about their mean. */
typedef struct pm_collapse_units {
  double n, mean, squares;
} pm_collapse_units;

/* Add other units (Chan, Golub & LeVeque 1983). */
void pm_collapse_add(pm_collapse_units *sum, const pm_collapse_units *more);

#endif
