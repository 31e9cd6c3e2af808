/* groups_request.c: what a plan for two groups cannot be, and its defaults.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_request.h"
#include "plan_checks.h"
#include "plan_design.h"

#include "core/number_text.h"

static const double POWER_USUAL = 0.8;

/* The flag of each aim, and how a message calls it. */
static const struct {
  unsigned flag;
  const char *name;
} aims[] = {
    [PM_GROUPS_DIFFERENCE] = {PM_GROUPS_FOR_DIFFERENCE, "detecting a difference"},
    [PM_GROUPS_NON_INFERIORITY] = {PM_GROUPS_FOR_NON_INFERIORITY, "non-inferiority"},
    [PM_GROUPS_EQUIVALENCE] = {PM_GROUPS_FOR_EQUIVALENCE, "equivalence"},
};

static pm_status check_method(const pm_groups_method *method, const pm_groups_plan *plan,
                              pm_error *error)
{
  if ((method->flags & aims[plan->aim].flag) == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s has no form for %s",
                        method->about.name, aims[plan->aim].name);
  if ((method->flags & PM_GROUPS_WHOLE) != 0 && pm_plan_factor(plan->deff) != 1)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s counts whole records and has no form for a design effect of %s",
                        method->about.name, pm_number_show(plan->deff).text);
  return PM_OK;
}

static pm_status check_rates(const pm_groups_plan *plan, pm_error *error)
{
  pm_status status = pm_plan_check_rate(plan->rate, error);
  if (status != PM_OK)
    return status;
  double second = plan->rate + plan->difference;
  if (isnan(second))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a difference must be a number");
  double beyond = fmax(second - 1, -second);
  if (beyond <= PM_PLAN_SLACK)
    return PM_OK;
  return pm_error_add(
      error, PM_ERROR_DOMAIN, NULL,
      "a rate of %s and a difference of %s points make %s, which is %s points %s",
      pm_number_percent(plan->rate).text, pm_number_show_short(100 * plan->difference).text,
      pm_number_percent(second).text, pm_number_show_short(100 * beyond).text,
      second > 1 ? "above 100%" : "below 0%");
}

static pm_status check_power(double power, double conf, pm_error *error)
{
  if (power <= 1 - conf)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "a power of %s is no more than the risk of %s that the level allows "
                        "when there is nothing to be found",
                        pm_number_percent(power).text, pm_number_percent(1 - conf).text);
  if (power >= 0.5 && power < 1)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "a power must be from 50%% to below 100%%, not %s",
                      pm_number_percent(power).text);
}

static pm_status check_shares(const pm_groups_plan *plan, groups_request *request,
                              pm_error *error)
{
  double share1 = pm_plan_factor(plan->share1);
  double share2 = pm_plan_factor(plan->share2);
  if (!(share1 > 0 && share2 > 0 && isfinite(share1) && isfinite(share2)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the groups' shares must be above 0, not %s and %s",
                        pm_number_show(share1).text, pm_number_show(share2).text);
  double larger = fmax(share1, share2);
  request->part1 = share1 / larger;
  request->part2 = share2 / larger;
  return PM_OK;
}

static pm_status check_margin(const pm_groups_plan *plan, pm_error *error)
{
  if (plan->aim == PM_GROUPS_DIFFERENCE || (plan->margin > 0 && plan->margin < 1))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "a margin of %s must be above 0 and below 100 points, not %s points",
                      aims[plan->aim].name, pm_number_show_short(100 * plan->margin).text);
}

pm_status groups_request_make(groups_request *request, const pm_groups_method *method,
                              const pm_groups_plan *plan, pm_error *error)
{
  double power = plan->power == 0 ? POWER_USUAL : plan->power;
  *request = (groups_request){.method = method,
                              .aim = plan->aim,
                              .p1 = plan->rate,
                              .p2 = fmin(1, fmax(0, plan->rate + plan->difference)),
                              .margin = plan->margin,
                              .miss_most = 1 - power,
                              .deff = pm_plan_factor(plan->deff)};
  pm_status status = check_method(method, plan, error);
  if (status == PM_OK)
    status = check_rates(plan, error);
  if (status == PM_OK)
    status = pm_level_make(&request->level, plan->conf, PM_SIDE_TWO, error);
  if (status == PM_OK)
    status = check_power(power, plan->conf, error);
  if (status == PM_OK)
    status = check_shares(plan, request, error);
  if (status == PM_OK)
    status = check_margin(plan, error);
  if (status == PM_OK)
    status = pm_plan_check_deff(plan->deff, error);
  if (status == PM_OK)
    status = pm_plan_check_kept(plan->response, plan->eligible, &request->kept, error);
  return status;
}

pm_status groups_request_check_effect(const groups_request *request, pm_error *error)
{
  double difference = request->p2 - request->p1;
  if (request->aim == PM_GROUPS_DIFFERENCE && difference == 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "there is no difference to be detected: it is 0");
  double beyond = request->aim == PM_GROUPS_EQUIVALENCE ? fabs(difference) - request->margin
                                                        : -difference - request->margin;
  if (request->aim == PM_GROUPS_DIFFERENCE || beyond < -PM_PLAN_SLACK)
    return PM_OK;
  bool is_at = beyond <= PM_PLAN_SLACK;
  return pm_error_add(
      error, PM_ERROR_DOMAIN, NULL,
      "a difference of %s points is %s%s the margin of %s, so that no number of records can "
      "show %s",
      pm_number_show_short(100 * difference).text,
      is_at ? "" : pm_number_show_short(100 * beyond).text, is_at ? "at" : " beyond",
      pm_number_show_short(100 * request->margin).text, aims[request->aim].name);
}
