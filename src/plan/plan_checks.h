/* plan_checks.h: what several plans refuse, with one wording.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_PLAN_CHECKS_H
#define PM_PLAN_CHECKS_H

#include <plusminus/core.h>

/* A share or a factor of which 0 stands for 1, its default. */
static inline double pm_plan_factor(double given)
{
  return given == 0 ? 1 : given;
}

/* Each PM_OK or PM_ERROR_DOMAIN. */
pm_status pm_plan_check_rate(double rate, pm_error *error);
pm_status pm_plan_check_population(double population, pm_error *error); /* 0: large */
pm_status pm_plan_check_deff(double deff, pm_error *error);             /* 0: 1 */

/* The shares of the issued that are usable and eligible, 0 for 1: *kept is their
   product. */
pm_status pm_plan_check_kept(double response, double eligible, double *kept, pm_error *error);

/* Of n whole records from a population. */
pm_status pm_plan_check_records(double n, double population, pm_error *error);

/* Of n usable records, given or needed, when the response leaves fewer of the population. */
pm_status pm_plan_check_usable(double n, double population, double response, pm_error *error);

/* More records than can be counted. */
pm_status pm_plan_check_most(double n, pm_error *error);

#endif
