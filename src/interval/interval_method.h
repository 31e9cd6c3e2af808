/* interval_method.h: what the method files of this folder share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   A row's function gets a case that pm_interval_compute has checked, no census
   when the row needs a population, and an interval preset to [0, 1]; it may
   leave a limit that the level does not ask for, or that is 0 or 1, as it is. */
#ifndef PM_INTERVAL_METHOD_H
#define PM_INTERVAL_METHOD_H

#include <math.h>
#include <plusminus/interval.h>

#define PM_INTERVAL_ROW(name) extern const pm_interval_method pm_interval_##name;
#include "methods.def"
#undef PM_INTERVAL_ROW

static inline bool wants_lower(const pm_level *level)
{
  return level->side != PM_SIDE_UPPER;
}

static inline bool wants_upper(const pm_level *level)
{
  return level->side != PM_SIDE_LOWER;
}

/* The score interval's limits are the roots of (Wilson 1927)
     (n + z^2) p^2 - (2x + z^2) p + x^2/n = 0,
   and have no difference of like terms when the larger is taken by the formula
   and the smaller from the product of the roots. wilson_sum is the larger
   root's numerator, twice. */
static inline double wilson_sum(double z, double x, double n)
{
  return 2 * x + z * z + z * sqrt(z * z + 4 * x * ((n - x) / n));
}

static inline double wilson_lower(double z, double x, double n)
{
  return x <= 0 ? 0 : 2 * x * (x / n) / wilson_sum(z, x, n);
}

static inline double wilson_upper(double z, double x, double n)
{
  return x >= n ? 1 : wilson_sum(z, x, n) / (2 * (n + z * z));
}

/* What a sample from a finite population is worth, as a multiple of its size:
   the variance of its rate is that of a sample so much larger from a large one
   (Cochran 1977, section 3.2). */
static inline double population_gain(const pm_case *data)
{
  return (data->population - 1) / (data->population - data->n);
}

#endif
