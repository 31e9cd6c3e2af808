/* plan_detect.c: the smallest difference that two samples of one size can tell:
   the plan for two groups by fleiss, asked the other way round.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"

pm_status pm_plan_detectable(double rate, double n, double conf, double power, int direction,
                             double *difference, pm_error *error)
{
  *difference = (double)NAN;
  if (direction == 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a direction must be below or above 0");
  if (power == 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a power must be from 0.5 to below 1");
  pm_groups_plan plan = {.rate = rate, .difference = direction, .conf = conf, .power = power};
  return pm_groups_plan_detectable(&pm_groups_fleiss, &plan, n, n, difference, error);
}
