/* plan_mean.c: the records that the precision of a mean needs, and what records
   buy (Cochran 1977, 4.6; Valliant, Dever & Kreuter 2018, 3.2-3.3).

   With Student's t the quantile depends on n. It falls as n rises, as the
   standard error does, so the smallest n is found by halving.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_checks.h"
#include "plan_design.h"

#include "core/number_text.h"

#include <plusminus/interval.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>

/* ------------------------------------------------------------- targets -- */

static pm_status check_precision(const pm_precision *precision, double estimate,
                                 const char *what, pm_error *error)
{
  bool is_relative = precision->kind != PM_PRECISION_MARGIN;
  const char *name = precision->kind == PM_PRECISION_CV ? "a coefficient of variation"
                     : is_relative                      ? "a relative margin"
                                                        : "a margin";
  if (!(precision->value > 0 && isfinite(precision->value)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s must be above 0, not %s", name,
                        pm_number_show(precision->value).text);
  if (is_relative && !(estimate != 0 && isfinite(estimate)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s needs a %s other than 0", name, what);
  return PM_OK;
}

pm_status pm_plan_rate_margin(const pm_precision *precision, double rate, double conf,
                              double *margin, pm_error *error)
{
  pm_level level;
  *margin = (double)NAN;
  pm_status status = pm_plan_check_rate(rate, error);
  if (status == PM_OK)
    status = check_precision(precision, rate, "rate", error);
  if (status == PM_OK)
    status = pm_level_make(&level, conf, PM_SIDE_TWO, error);
  if (status != PM_OK)
    return status;
  double unit = precision->kind == PM_PRECISION_MARGIN ? 1 : rate;
  *margin = precision->value * unit * (precision->kind == PM_PRECISION_CV ? level.z : 1);
  return PM_OK;
}

/* ---------------------------------------------------------------- means -- */

/* A plan with its defaults filled in. */
typedef struct resolved {
  pm_level level;
  double sd, mean, deff, kept;
  double population; /* INFINITY: large */
  bool student;
} resolved;

static pm_status resolve(const pm_mean_plan *plan, resolved *known, pm_error *error)
{
  *known = (resolved){.sd = plan->sd,
                      .mean = fabs(plan->mean),
                      .deff = pm_plan_factor(plan->deff),
                      .population = plan->population == 0 ? (double)INFINITY : plan->population,
                      .student = plan->student};
  if (!(plan->sd >= 0 && isfinite(plan->sd)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a standard deviation must not be negative, as %s is",
                        pm_number_show(plan->sd).text);
  if (!isfinite(plan->mean))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a mean must be a number");
  pm_status status = pm_plan_check_population(plan->population, error);
  if (status == PM_OK)
    status = pm_plan_check_deff(plan->deff, error);
  if (status == PM_OK)
    status = pm_plan_check_kept(plan->response, plan->eligible, &known->kept, error);
  return status == PM_OK ? pm_level_make(&known->level, plan->conf, PM_SIDE_TWO, error)
                         : status;
}

static double se_of(const resolved *known, double n)
{
  if (n >= known->population)
    return 0;
  return known->sd * sqrt(known->deff * (1 / n - 1 / known->population));
}

static double quantile_of(const resolved *known, double n)
{
  return known->student ? pm_t_quantile(known->level.tail, n - 1, PM_TAIL_UPPER)
                        : known->level.z;
}

/* No sd, no margin, however little is known of the quantile. */
static double margin_of(const resolved *known, double n)
{
  double se = se_of(known, n);
  return se == 0 ? 0 : quantile_of(known, n) * se;
}

static void measure(const resolved *known, double n, pm_mean_size *size)
{
  bool has_mean = known->mean > 0;
  *size = (pm_mean_size){.n = n,
                         .n_issued = pm_plan_whole_up(n / known->kept),
                         .margin = margin_of(known, n),
                         .n_large = (double)NAN,
                         .n_exact = n};
  size->relative = has_mean ? size->margin / known->mean : (double)NAN;
  size->cv = has_mean ? se_of(known, n) / known->mean : (double)NAN;
}

/* n0/(1 + n0/N), in the form that has its limits when n0 is 0 or endless. */
static double corrected(const resolved *known, double large)
{
  return 1 / (1 / large + 1 / known->population);
}

/* The first whole n from `low` on at which t's margin is small enough. */
static double search(const resolved *known, double low, double margin)
{
  double high = low;
  while (margin_of(known, high) > margin * (1 + PM_PLAN_SLACK) && high < PM_PLAN_RECORDS_MOST)
    high = fmin(2 * high, known->population);
  while (high - low > 1) {
    double middle = floor((low + high) / 2);
    if (margin_of(known, middle) <= margin * (1 + PM_PLAN_SLACK))
      high = middle;
    else
      low = middle;
  }
  return margin_of(known, low) <= margin * (1 + PM_PLAN_SLACK) ? low : high;
}

/* A margin that is asked for in one of three ways, in the mean's units. */
static double margin_asked(const resolved *known, const pm_precision *precision)
{
  if (precision->kind == PM_PRECISION_MARGIN)
    return precision->value;
  return precision->value * known->mean *
         (precision->kind == PM_PRECISION_CV ? known->level.z : 1);
}

pm_status pm_mean_plan_size(const pm_mean_plan *plan, const pm_precision *precision,
                            pm_mean_size *size, pm_error *error)
{
  resolved known;
  double none = (double)NAN;
  *size = (pm_mean_size){none, none, none, none, none, none, none};
  pm_status status = resolve(plan, &known, error);
  if (status == PM_OK)
    status = check_precision(precision, plan->mean, "mean", error);
  if (status != PM_OK)
    return status;
  double margin = margin_asked(&known, precision);
  double ratio = known.level.z * known.sd / margin;
  double large = ratio * ratio;
  double exact = corrected(&known, large * known.deff);
  double n = fmin(fmax(1, pm_plan_whole_up(exact)), known.population);
  bool is_searched = known.student && precision->kind != PM_PRECISION_CV;
  if (is_searched)
    n = search(&known, fmin(fmax(2, n), known.population), margin);
  status = pm_plan_check_most(n / known.kept, error);
  if (status == PM_OK)
    status = pm_plan_check_usable(n, plan->population, plan->response, error);
  if (status != PM_OK)
    return status;
  measure(&known, n, size);
  size->n_large = large;
  if (is_searched)
    return PM_OK;
  size->n_exact = fmin(exact, n);
  size->n_issued = fmax(1, pm_plan_whole_up(size->n_exact / known.kept));
  return PM_OK;
}

pm_status pm_mean_plan_precision(const pm_mean_plan *plan, double n, pm_mean_size *size,
                                 pm_error *error)
{
  resolved known;
  double none = (double)NAN;
  *size = (pm_mean_size){none, none, none, none, none, none, none};
  pm_status status = resolve(plan, &known, error);
  if (status == PM_OK)
    status = pm_plan_check_records(n, plan->population, error);
  if (status == PM_OK)
    status = pm_plan_check_usable(n, plan->population, plan->response, error);
  if (status == PM_OK && plan->student && n < 2)
    status = pm_error_add(error, PM_ERROR_DOMAIN, NULL, "Student's t needs at least 2 records");
  if (status == PM_OK)
    measure(&known, n, size);
  return status;
}
