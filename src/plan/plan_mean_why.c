/* plan_mean_why.c: why a mean takes so many records, and a rate whose precision is a
   share of it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_checks.h"
#include "plan_why.h"

#include <math.h>

static const double MORE = 1.1; /* a target is relaxed by a tenth of it */

/* "a margin of 2", "a margin of 10%", "a cv of 5%" */
static void tell_precision(pm_size_text *line, const pm_precision *precision)
{
  bool is_margin = precision->kind == PM_PRECISION_MARGIN;
  pm_size_add(line, precision->kind == PM_PRECISION_CV ? "a cv of " : "a margin of ");
  pm_size_add_number(line, precision->value * (is_margin ? 1 : 100), 4);
  pm_size_add(line, is_margin ? "" : "%");
}

static void relax_target(plan_relaxations *list, const pm_precision *precision, double issued)
{
  bool is_margin = precision->kind == PM_PRECISION_MARGIN;
  bool is_cv = precision->kind == PM_PRECISION_CV;
  plan_relaxation relaxation = {is_cv ? "cv" : "margin",
                                is_cv ? "the cv" : "the margin",
                                issued,
                                is_cv ? "with a cv of " : "with a margin of ",
                                MORE * precision->value,
                                " instead of ",
                                precision->value,
                                is_margin ? PLAN_UNIT_NUMBER : PLAN_UNIT_PERCENT};
  plan_relaxations_add(list, &relaxation);
}

/* --------------------------------------------------------------- means -- */

/* What is to be drawn, or with n the margin that it buys. */
static double mean_outcome(const pm_mean_plan *plan, const pm_precision *precision, double n)
{
  pm_mean_size size;
  if (precision == NULL)
    return pm_mean_plan_precision(plan, n, &size, NULL) == PM_OK ? size.margin : (double)NAN;
  return pm_mean_plan_size(plan, precision, &size, NULL) == PM_OK ? size.n_issued : (double)NAN;
}

static void relax_mean(plan_relaxations *list, const pm_mean_plan *plan,
                       const pm_precision *precision, double n)
{
  pm_mean_plan relaxed = *plan;
  relaxed.conf = plan_lower_conf(plan->conf);
  plan_relax_conf(list, mean_outcome(&relaxed, precision, n), relaxed.conf, plan->conf);
  relaxed = *plan;
  relaxed.sd = plan->sd / MORE;
  plan_relaxation relaxation = {"sd",
                                "the spread",
                                mean_outcome(&relaxed, precision, n),
                                "were the standard deviation ",
                                relaxed.sd,
                                " instead of ",
                                plan->sd,
                                PLAN_UNIT_NUMBER};
  plan_relaxations_add(list, &relaxation);
  relaxed = *plan;
  relaxed.deff = 0;
  plan_relax_deff(list, mean_outcome(&relaxed, precision, n), plan->deff);
  relaxed = *plan;
  relaxed.response = 0;
  plan_relax_response(list, mean_outcome(&relaxed, precision, n), plan->response);
  relaxed = *plan;
  relaxed.eligible = 0;
  plan_relax_eligible(list, mean_outcome(&relaxed, precision, n), plan->eligible);
}

static void tell_mean(pm_size_text *line, const pm_mean_plan *plan,
                      const pm_precision *precision, const pm_mean_size *size)
{
  pm_size_add_count(line, size->n_issued);
  pm_size_add(line, " because a standard deviation of ");
  pm_size_add_number(line, plan->sd, 4);
  pm_size_add(line, " takes ");
  pm_size_add_count(line, size->n_large);
  pm_size_add(line, " for ");
  tell_precision(line, precision);
  if (precision->kind != PM_PRECISION_CV) {
    pm_size_add(line, " with ");
    pm_size_add_percent(line, plan->conf);
    pm_size_add(line, " confidence");
  }
  if (pm_plan_factor(plan->deff) != 1) {
    pm_size_add(line, "; times ");
    pm_size_add_number(line, plan->deff, 3);
    pm_size_add(line, " for the design effect");
  }
  if (plan->population != 0) {
    pm_size_add(line, "; from a population of ");
    pm_size_add_count(line, plan->population);
    pm_size_add(line, plan->student ? " and with Student's t: " : ": ");
    pm_size_add_count(line, size->n);
  } else if (plan->student && precision->kind != PM_PRECISION_CV) {
    pm_size_add(line, "; with Student's t ");
    pm_size_add_count(line, size->n);
  }
}

pm_status pm_mean_plan_why(const pm_mean_plan *plan, const pm_precision *precision,
                           pm_size_why *why, pm_error *error)
{
  pm_mean_size size;
  pm_precision wider = {precision->kind, MORE * precision->value};
  plan_relaxations list = {.count = 0};
  plan_why_clear(why);
  pm_status status = pm_mean_plan_size(plan, precision, &size, error);
  if (status != PM_OK)
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  tell_mean(&line, plan, precision, &size);
  relax_target(&list, precision, mean_outcome(plan, &wider, 0));
  relax_mean(&list, plan, precision, 0);
  plan_relaxations_tell(&list, size.n_issued, &line, why);
  pm_size_add(&line, ".");
  return PM_OK;
}

/* What a margin a tenth less takes. */
static void tell_tenth(pm_size_text *line, const pm_mean_plan *plan, double n, double margin)
{
  pm_mean_size more;
  pm_precision tighter = {PM_PRECISION_MARGIN, margin / MORE};
  if (!(margin > 0) || pm_mean_plan_size(plan, &tighter, &more, NULL) != PM_OK)
    return;
  pm_size_add(line, " For ");
  pm_size_add_number(line, tighter.value, 4);
  pm_size_add(line, " it takes ");
  pm_size_add_count(line, more.n - n);
  pm_size_add(line, " more.");
}

pm_status pm_mean_plan_why_bought(const pm_mean_plan *plan, double n, pm_size_why *why,
                                  pm_error *error)
{
  pm_mean_size size;
  plan_relaxations list = {.buys = true};
  plan_why_clear(why);
  pm_status status = pm_mean_plan_precision(plan, n, &size, error);
  if (status != PM_OK)
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add(&line, "The mean has a margin of ");
  pm_size_add_number(&line, size.margin, 4);
  pm_size_add(&line, " because ");
  pm_size_add_count(&line, n);
  if (size.margin > 0) {
    pm_size_add(&line, n > 1 ? " records" : " record");
    pm_size_add(&line, " with a standard deviation of ");
    pm_size_add_number(&line, plan->sd, 4);
    pm_size_add(&line, n > 1 ? " buy that with " : " buys that with ");
    pm_size_add_percent(&line, plan->conf == 0 ? 0.95 : plan->conf);
    pm_size_add(&line, " confidence");
  } else {
    pm_size_add(&line, plan->sd > 0 ? " records are all there are" : " records do not differ");
  }
  relax_mean(&list, plan, NULL, n);
  plan_relaxations_tell(&list, size.margin, &line, why);
  pm_size_add(&line, ".");
  tell_tenth(&line, plan, n, size.margin);
  return PM_OK;
}

/* --------------------------------------------------------------- rates -- */

static double rate_issued(const pm_size_request *request, const pm_precision *precision)
{
  pm_size size;
  pm_size_request asked = *request;
  double conf = request->conf == 0 ? 0.95 : request->conf;
  pm_status status = pm_plan_rate_margin(precision, request->rate, conf, &asked.margin, NULL);
  if (status == PM_OK)
    status = pm_size_for_margin(&asked, &size, NULL);
  return status == PM_OK ? size.n_issued : (double)NAN;
}

static void relax_request(plan_relaxations *list, const pm_size_request *request,
                          const pm_precision *precision)
{
  pm_size_request relaxed = *request;
  relaxed.rate += request->rate < 0.5 ? request->rate / 10 : 0.05;
  plan_relaxation relaxation = {
      "rate",           "the rate",       rate_issued(&relaxed, precision),
      "were the rate ", relaxed.rate,     " instead of ",
      request->rate,    PLAN_UNIT_PERCENT};
  plan_relaxations_add(list, &relaxation);
  relaxed = *request;
  double conf = request->conf == 0 ? 0.95 : request->conf;
  relaxed.conf = plan_lower_conf(conf);
  plan_relax_conf(list, rate_issued(&relaxed, precision), relaxed.conf, conf);
  relaxed = *request;
  relaxed.deff = 0;
  plan_relax_deff(list, rate_issued(&relaxed, precision), request->deff);
  relaxed = *request;
  relaxed.response = 0;
  plan_relax_response(list, rate_issued(&relaxed, precision), request->response);
  relaxed = *request;
  relaxed.eligible = 0;
  plan_relax_eligible(list, rate_issued(&relaxed, precision), request->eligible);
}

pm_status pm_size_explain_precision(const pm_size_request *request,
                                    const pm_precision *precision, const pm_size *size,
                                    pm_size_why *why, pm_error *error)
{
  pm_precision wider = {precision->kind, MORE * precision->value};
  plan_relaxations list = {.count = 0};
  pm_status status = pm_size_explain(request, size, why, error);
  if (status != PM_OK)
    return status;
  plan_why_clear(why);
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_count(&line, size->n_issued);
  pm_size_add(&line, " because ");
  tell_precision(&line, precision);
  pm_size_add(&line, " at a rate of ");
  pm_size_add_percent(&line, request->rate);
  pm_size_add(&line, " is a margin of ");
  pm_size_add_points(&line, request->margin);
  relax_target(&list, precision, rate_issued(request, &wider));
  relax_request(&list, request, precision);
  plan_relaxations_tell(&list, size->n_issued, &line, why);
  pm_size_add(&line, ".");
  return PM_OK;
}
