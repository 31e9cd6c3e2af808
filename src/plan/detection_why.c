/* detection_why.c: why discovery and acceptance take so many records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "detection_method.h"
#include "plan_why.h"

/* What is to be explained: a size, or with n given the errors that may pass in it. */
typedef struct detection_why {
  const pm_detection_method *method;
  double n; /* 0: not given */
} detection_why;

/* The less the better: records to be drawn; less the errors that may pass. */
static double outcome(const detection_why *asked, const pm_detection_plan *plan)
{
  pm_detection_size size;
  pm_status status = asked->n == 0
                         ? pm_detection_plan_size(asked->method, plan, &size, NULL)
                         : pm_detection_plan_accept(asked->method, plan, asked->n, &size, NULL);
  if (status != PM_OK)
    return (double)NAN;
  return asked->n == 0 ? size.n_issued : -size.accept;
}

static void relax_rates(plan_relaxations *list, const detection_why *asked,
                        const pm_detection_plan *plan)
{
  pm_detection_plan relaxed = *plan;
  relaxed.rate += fmin(0.01, plan->rate / 5);
  plan_relaxation relaxation = {"rate",         "the tolerable rate", outcome(asked, &relaxed),
                                "to find out ", relaxed.rate,         " instead of ",
                                plan->rate,     PLAN_UNIT_PERCENT};
  plan_relaxations_add(list, &relaxation);
  relaxed = *plan;
  relaxed.acceptable -= fmin(0.01, plan->acceptable / 5);
  relaxation = (plan_relaxation){
      "acceptable",       "the acceptable rate", outcome(asked, &relaxed), "to pass ",
      relaxed.acceptable, " instead of ",        plan->acceptable,         PLAN_UNIT_PERCENT};
  if (plan->acceptable > 0)
    plan_relaxations_add(list, &relaxation);
}

static void relax_risks(plan_relaxations *list, const detection_why *asked,
                        const pm_detection_plan *plan)
{
  pm_detection_plan relaxed = *plan;
  double risk = plan->risk == 0 ? 0.05 : plan->risk;
  relaxed.conf = plan_lower_conf(plan->conf);
  plan_relax_conf(list, outcome(asked, &relaxed), relaxed.conf, plan->conf);
  relaxed = *plan;
  relaxed.risk = fmin(0.5, 2 * risk);
  plan_relaxation relaxation = {"risk",
                                "the risk of failing",
                                outcome(asked, &relaxed),
                                "with a risk of ",
                                relaxed.risk,
                                " instead of ",
                                risk,
                                PLAN_UNIT_PERCENT};
  if (plan->acceptable > 0)
    plan_relaxations_add(list, &relaxation);
  relaxed = *plan;
  relaxed.accept = 0;
  relaxation = (plan_relaxation){"accept",
                                 "that errors pass",
                                 outcome(asked, &relaxed),
                                 "if no error passed instead of ",
                                 (double)NAN,
                                 "",
                                 plan->accept,
                                 PLAN_UNIT_NUMBER};
  if (plan->acceptable == 0 && asked->n == 0)
    plan_relaxations_add(list, &relaxation);
}

static void relax_kept(plan_relaxations *list, const detection_why *asked,
                       const pm_detection_plan *plan)
{
  pm_detection_plan relaxed = *plan;
  relaxed.response = 0;
  plan_relax_response(list, outcome(asked, &relaxed), plan->response);
  relaxed = *plan;
  relaxed.eligible = 0;
  plan_relax_eligible(list, outcome(asked, &relaxed), plan->eligible);
}

static void tell_chance(pm_size_text *line, const pm_detection_method *method,
                        const pm_detection_plan *plan, const pm_detection_size *size)
{
  pm_size_add_count(line, size->n);
  pm_size_add(line,
              size->n > 1 ? " records of a population with " : " record of a population with ");
  pm_size_add_percent(line, plan->rate);
  pm_size_add(line, size->n > 1 ? " of errors hold " : " of errors holds ");
  pm_size_add(line, size->accept > 0 ? "at most " : "none");
  if (size->accept > 0)
    pm_size_add_count(line, size->accept);
  pm_size_add(line, " of them with a chance of only ");
  pm_size_add_number(line, 100 * size->passes, 2);
  pm_size_add(line, "% (");
  pm_size_add(line, method->about.name);
  pm_size_add(line, ")");
}

pm_status pm_detection_plan_why(const pm_detection_method *method,
                                const pm_detection_plan *plan, pm_size_why *why,
                                pm_error *error)
{
  pm_detection_size size;
  plan_relaxations list = {.count = 0};
  detection_why asked = {.method = method};
  plan_why_clear(why);
  pm_status status = pm_detection_plan_size(method, plan, &size, error);
  if (status != PM_OK)
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_count(&line, size.n_issued);
  pm_size_add(&line, " because ");
  tell_chance(&line, method, plan, &size);
  relax_rates(&list, &asked, plan);
  relax_risks(&list, &asked, plan);
  relax_kept(&list, &asked, plan);
  plan_relaxations_tell(&list, size.n_issued, &line, why);
  pm_size_add(&line, ".");
  return PM_OK;
}

pm_status pm_detection_plan_why_accept(const pm_detection_method *method,
                                       const pm_detection_plan *plan, double n,
                                       pm_size_why *why, pm_error *error)
{
  pm_detection_size size;
  detection_why asked = {method, n};
  plan_relaxations list = {.buys = true, .unit = PLAN_UNIT_NUMBER};
  plan_why_clear(why);
  pm_status status = pm_detection_plan_accept(method, plan, n, &size, error);
  if (status != PM_OK || size.accept < 0)
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_count(&line, size.accept);
  pm_size_add(&line, size.accept == 1 ? " error passes because " : " errors pass because ");
  tell_chance(&line, method, plan, &size);
  relax_rates(&list, &asked, plan);
  relax_risks(&list, &asked, plan);
  plan_relaxations_tell(&list, -size.accept, &line, why);
  pm_size_add(&line, ".");
  return PM_OK;
}
