/* plan_checks.c: what several plans refuse, with one wording.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_checks.h"
#include "plan_design.h"

#include "core/number_text.h"

pm_status pm_plan_check_rate(double rate, pm_error *error)
{
  if (rate >= 0 && rate <= 1)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "a rate must be within 0%% and 100%%, not %s",
                      pm_number_percent(rate).text);
}

pm_status pm_plan_check_population(double population, pm_error *error)
{
  if (population == 0 || (population >= 1 && population <= PM_PLAN_RECORDS_MOST &&
                          population == floor(population)))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "a population is a whole number from 1 to 2^53, not %s",
                      pm_number_show(population).text);
}

pm_status pm_plan_check_deff(double deff, pm_error *error)
{
  if (deff >= 0 && isfinite(deff))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a design effect must be above 0, not %s",
                      pm_number_show(deff).text);
}

static pm_status check_share(const char *what, double share, pm_error *error)
{
  if (share >= 0 && share <= 1)
    return PM_OK;
  return pm_error_add(
      error, PM_ERROR_DOMAIN, NULL,
      "the share of records that are %s must be above 0 and at most 100%%, not %s", what,
      pm_number_percent(share).text);
}

pm_status pm_plan_check_kept(double response, double eligible, double *kept, pm_error *error)
{
  pm_status status = check_share("usable", response, error);
  if (status == PM_OK)
    status = check_share("eligible", eligible, error);
  *kept = pm_plan_factor(response) * pm_plan_factor(eligible);
  return status;
}

pm_status pm_plan_check_records(double n, double population, pm_error *error)
{
  if (!(n >= 1 && n <= PM_PLAN_RECORDS_MOST && n == floor(n)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a number of records is whole, from 1 to 2^53, not %s",
                        pm_number_show(n).text);
  if (population == 0 || n <= population)
    return PM_OK;
  return pm_error_add(
      error, PM_ERROR_DOMAIN, NULL, "%s records are %s more than the %s of the population",
      pm_number_show_grouped(n).text, pm_number_show_grouped(n - population).text,
      pm_number_show_grouped(population).text);
}

pm_status pm_plan_check_most(double n, pm_error *error)
{
  if (n <= PM_PLAN_RECORDS_MOST)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "this takes more records than can be counted: above 2^53");
}

pm_status pm_plan_check_usable(double n, double population, double response, pm_error *error)
{
  double left = floor(population * pm_plan_factor(response) * (1 + PM_PLAN_SLACK));
  if (population == 0 || n <= left)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "%s usable records are %s more than the %s that a response of %s leaves "
                      "of the population's %s",
                      pm_number_show_grouped(n).text, pm_number_show_grouped(n - left).text,
                      pm_number_show_grouped(left).text, pm_number_percent(response).text,
                      pm_number_show_grouped(population).text);
}
