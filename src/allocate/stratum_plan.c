/* stratum_plan.c: what a stratum's records buy, and what holds their number.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

#include <math.h>
#include <plusminus/num.h>

const char *pm_stratum_state_text(pm_stratum_state state)
{
  static const char *const texts[] = {[PM_STRATUM_FREE] = "",
                                      [PM_STRATUM_TAKE_ALL] = "take-all",
                                      [PM_STRATUM_AT_MINIMUM] = "at minimum",
                                      [PM_STRATUM_AT_MAXIMUM] = "at maximum"};
  return (size_t)state < sizeof texts / sizeof texts[0] ? texts[state] : "";
}

pm_stratum_state pm_stratum_state_of(const pm_stratum_plan *stratum, double n)
{
  if (n >= stratum->population)
    return PM_STRATUM_TAKE_ALL;
  if (n <= stratum_minimum(stratum))
    return PM_STRATUM_AT_MINIMUM;
  return n >= stratum_maximum(stratum) ? PM_STRATUM_AT_MAXIMUM : PM_STRATUM_FREE;
}

double pm_stratum_weight(const pm_stratum_plan *stratum, double n)
{
  return stratum->population / n;
}

double pm_rate_spread(double rate, double population)
{
  return population > 1 ? sqrt(rate * (1 - rate) * (population / (population - 1))) : 0;
}

/* The variance of the mean of n records. */
static double variance(const pm_stratum_plan *stratum, double n)
{
  double left = (stratum->population - n) / stratum->population;
  return stratum->spread * stratum->spread * left / n;
}

double pm_stratum_margin(const pm_stratum_plan *stratum, double n, double z)
{
  return z * sqrt(variance(stratum, n));
}

double pm_strata_margin(const pm_stratum_plan *strata, size_t count, const double *n, double z)
{
  pm_sum population = {0, 0};
  for (size_t h = 0; h < count; h++)
    pm_sum_add(&population, strata[h].population);
  pm_sum sum = {0, 0};
  for (size_t h = 0; h < count; h++) {
    double share = strata[h].population / pm_sum_value(&population);
    pm_sum_add(&sum, share * share * variance(&strata[h], n[h]));
  }
  return z * sqrt(pm_sum_value(&sum));
}
