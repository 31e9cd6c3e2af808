/* groups_why.c: why two groups take so many records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"
#include "plan_checks.h"
#include "plan_why.h"

/* What is to be explained: sizes, or with sizes given the power that they have, or the
   difference that they tell. */
typedef struct groups_why {
  const pm_groups_method *method;
  double n1, n2; /* 0: not given */
  bool tells;    /* the difference */
} groups_why;

/* The less the better: records to be drawn; less the power; the difference's size. */
static double outcome(const groups_why *asked, const pm_groups_plan *plan)
{
  pm_groups_size size;
  double found = (double)NAN;
  if (asked->n1 == 0)
    return pm_groups_plan_size(asked->method, plan, &size, NULL) == PM_OK
               ? size.n1_issued + size.n2_issued
               : (double)NAN;
  if (asked->tells)
    return pm_groups_plan_detectable(asked->method, plan, asked->n1, asked->n2, &found, NULL) ==
                   PM_OK
               ? fabs(found)
               : (double)NAN;
  return pm_groups_plan_power(asked->method, plan, asked->n1, asked->n2, &found, NULL) == PM_OK
             ? -found
             : (double)NAN;
}

/* By 2 points, or a fifth where that is less. */
static double step(double value)
{
  return fmin(0.02, fabs(value) / 5);
}

static void relax_effect(plan_relaxations *list, const groups_why *asked,
                         const pm_groups_plan *plan)
{
  pm_groups_plan relaxed = *plan;
  bool is_difference = plan->aim == PM_GROUPS_DIFFERENCE;
  if (asked->tells)
    return;
  if (is_difference)
    relaxed.difference += copysign(step(plan->difference), plan->difference);
  else
    relaxed.margin += step(plan->margin);
  plan_relaxation relaxation = {
      .term = is_difference ? "difference" : "margin",
      .title = is_difference ? "the difference" : "the margin",
      .issued = outcome(asked, &relaxed),
      .before = is_difference ? "for " : "with a margin of ",
      .to = is_difference ? relaxed.difference : relaxed.margin,
      .between = " instead of ",
      .from = is_difference ? plan->difference : plan->margin,
      .unit = PLAN_UNIT_POINTS,
  };
  plan_relaxations_add(list, &relaxation);
}

static void relax_risks(plan_relaxations *list, const groups_why *asked,
                        const pm_groups_plan *plan)
{
  pm_groups_plan relaxed = *plan;
  double power = plan->power == 0 ? 0.8 : plan->power;
  relaxed.power = power > 0.6 ? power - 0.1 : (double)NAN;
  plan_relaxation relaxation = {
      "power",        "the power", outcome(asked, &relaxed), "with a power of ", relaxed.power,
      " instead of ", power,       PLAN_UNIT_PERCENT};
  if (asked->n1 == 0 || asked->tells)
    plan_relaxations_add(list, &relaxation);
  relaxed = *plan;
  relaxed.conf = plan_lower_conf(plan->conf);
  plan_relax_conf(list, outcome(asked, &relaxed), relaxed.conf, plan->conf);
}

/* What is as it would be relaxed is left out: to search for a size takes time. */
static void relax_design(plan_relaxations *list, const groups_why *asked,
                         const pm_groups_plan *plan)
{
  double none = (double)NAN;
  pm_groups_plan relaxed = *plan;
  relaxed.share1 = relaxed.share2 = 0;
  if (asked->n1 == 0 && pm_plan_factor(plan->share1) != pm_plan_factor(plan->share2)) {
    plan_relaxation relaxation = {
        "shares", "the shares", outcome(asked, &relaxed), "with groups of one size", none,
        "",       none,         PLAN_UNIT_NUMBER};
    plan_relaxations_add(list, &relaxation);
  }
  relaxed = *plan;
  relaxed.deff = 0;
  if (pm_plan_factor(plan->deff) > 1)
    plan_relax_deff(list, outcome(asked, &relaxed), plan->deff);
  relaxed = *plan;
  relaxed.response = 0;
  if (asked->n1 == 0 && pm_plan_factor(plan->response) < 1)
    plan_relax_response(list, outcome(asked, &relaxed), plan->response);
  relaxed = *plan;
  relaxed.eligible = 0;
  if (asked->n1 == 0 && pm_plan_factor(plan->eligible) < 1)
    plan_relax_eligible(list, outcome(asked, &relaxed), plan->eligible);
}

static void tell_aim(pm_size_text *line, const pm_groups_plan *plan)
{
  if (plan->aim == PM_GROUPS_DIFFERENCE) {
    pm_size_add(line, " to tell ");
    pm_size_add_percent(line, plan->rate);
    pm_size_add(line, " from ");
    pm_size_add_percent(line, plan->rate + plan->difference);
  } else {
    pm_size_add(line, plan->aim == PM_GROUPS_EQUIVALENCE
                          ? " to show that the rates differ by less than "
                          : " to show that the second rate is not lower by ");
    pm_size_add_points(line, plan->margin);
  }
}

static void tell_risks(pm_size_text *line, const groups_why *asked, const pm_groups_plan *plan)
{
  if (asked->n1 == 0 || asked->tells) {
    pm_size_add(line, " with a power of ");
    pm_size_add_percent(line, plan->power == 0 ? 0.8 : plan->power);
  }
  pm_size_add(line, " at ");
  pm_size_add_percent(line, plan->conf);
  pm_size_add(line, " confidence");
}

static void tell_sizes(pm_size_text *line, double n1, double n2)
{
  pm_size_add_count(line, n1);
  pm_size_add(line, " and ");
  pm_size_add_count(line, n2);
}

static void relax(pm_size_text *line, plan_relaxations *list, const groups_why *asked,
                  const pm_groups_plan *plan, double now, pm_size_why *why)
{
  relax_effect(list, asked, plan);
  relax_risks(list, asked, plan);
  relax_design(list, asked, plan);
  plan_relaxations_tell(list, now, line, why);
  pm_size_add(line, ".");
}

pm_status pm_groups_plan_why(const pm_groups_method *method, const pm_groups_plan *plan,
                             const pm_groups_size *size, pm_size_why *why, pm_error *error)
{
  double now = size->n1_issued + size->n2_issued;
  groups_why asked = {.method = method};
  plan_relaxations list = {.count = 0};
  plan_why_clear(why);
  if (!(now >= 2))
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no size to be explained");
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_count(&line, now);
  pm_size_add(&line, " because ");
  pm_size_add(&line, method->about.name);
  pm_size_add(&line, " takes ");
  tell_sizes(&line, size->n1, size->n2);
  tell_aim(&line, plan);
  tell_risks(&line, &asked, plan);
  relax(&line, &list, &asked, plan, now, why);
  return PM_OK;
}

pm_status pm_groups_plan_why_power(const pm_groups_method *method, const pm_groups_plan *plan,
                                   double n1, double n2, pm_size_why *why, pm_error *error)
{
  double power;
  groups_why asked = {method, n1, n2, false};
  plan_relaxations list = {.buys = true, .unit = PLAN_UNIT_SHARE};
  plan_why_clear(why);
  pm_status status = pm_groups_plan_power(method, plan, n1, n2, &power, error);
  if (status != PM_OK)
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_number(&line, 100 * power, 1);
  pm_size_add(&line, "% because ");
  tell_sizes(&line, n1, n2);
  pm_size_add(&line, " records have that power by ");
  pm_size_add(&line, method->about.name);
  tell_aim(&line, plan);
  tell_risks(&line, &asked, plan);
  relax(&line, &list, &asked, plan, -power, why);
  return PM_OK;
}

pm_status pm_groups_plan_why_detectable(const pm_groups_method *method,
                                        const pm_groups_plan *plan, double n1, double n2,
                                        pm_size_why *why, pm_error *error)
{
  double difference;
  groups_why asked = {method, n1, n2, true};
  plan_relaxations list = {.buys = true, .unit = PLAN_UNIT_POINTS};
  plan_why_clear(why);
  pm_status status = pm_groups_plan_detectable(method, plan, n1, n2, &difference, error);
  if (status != PM_OK || isnan(difference))
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_number(&line, 100 * difference, 2);
  pm_size_add(&line, " points because ");
  pm_size_add(&line, method->about.name);
  pm_size_add(&line, " tells that much from ");
  pm_size_add_percent(&line, plan->rate);
  pm_size_add(&line, " with ");
  tell_sizes(&line, n1, n2);
  pm_size_add(&line, " records");
  tell_risks(&line, &asked, plan);
  relax(&line, &list, &asked, plan, fabs(difference), why);
  return PM_OK;
}
