/* margins_interval.h: half widths of the interval that margins are held to.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_MARGINS_INTERVAL_H
#define PM_ALLOCATE_MARGINS_INTERVAL_H

#include "allocate/margins.h"

/* Of a target with its n, when its rate has this variance. */
double pm_margins_half_width(const pm_margins *it, const pm_margin_target *target,
                             double variance);

/* Is its half width above its goal? */
static inline bool pm_margin_is_wide(const pm_margins *it, size_t target)
{
  return it->targets[target].half_width > it->work[target].goal * (1 + 1e-12);
}

/* Has no stratum of it a spread? */
static inline bool pm_margin_is_still(const pm_margins *it, size_t target)
{
  return it->work[target].still >= it->targets[target].strata;
}

/* Raise the least numbers of strata without a spread as far as targets that are too wide
   need records; is_last: to their maxima. PM_ERROR_MEMORY. */
pm_status pm_margins_raise(pm_margins *it, bool is_last);

/* Is the least number of the stratum, in the solver's numbering, above the minimum that it was
   given? One that is at its minimum as it is, or taken whole, is not raised. */
bool pm_margins_has_raised(const pm_margins *it, size_t stratum);

/* Targets without a spread that have no more records than they need: they bind, at a price
   that is not known. */
void pm_margins_bind_still(pm_margins *it);

#endif
