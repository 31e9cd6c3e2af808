/* detection_plan.c: the smallest sample that finds out a population at the
   tolerable rate, and passes one at the acceptable rate.

   The chance to pass falls as n rises, so for each accept number c there is one
   smallest n that finds out the tolerable rate, found by halving, and it is also
   the n at which the acceptable rate is likeliest to pass. That n rises with c: the
   first c at which both risks hold has the smallest n (Guenther 1969, Journal of
   Quality Technology 1, 105-109).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "detection_method.h"
#include "plan_checks.h"
#include "plan_design.h"

#include "core/number_text.h"

#include <plusminus/interval.h>

static const double RISK_USUAL = 0.05;

/* A probability that reaches its bound but for rounding meets it. */
static const double REACHED = 1 + 1e-12;

/* More errors accepted than this are not searched. */
enum { ACCEPT_MOST = 100000 };

typedef struct request {
  const pm_detection_method *method;
  const pm_detection_plan *plan;
  double population; /* of the method; 0: large */
  double alpha;      /* chance to pass at the tolerable rate: at most this */
  double rate, acceptable;
  double risk, kept;
  bool has_two;
} request;

static double passes(const request *r, double n, double accept, double rate)
{
  pm_detection_case sample = {n, accept, rate, r->population};
  return r->method->passes(&sample);
}

/* -------------------------------------------------------------- checks -- */

static pm_status check_population(const pm_detection_method *method, double population,
                                  pm_error *error)
{
  if (population == 0 && (method->flags & PM_DETECTION_POPULATION) != 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s needs the size of the population",
                        method->about.name);
  return pm_plan_check_population(population, error);
}

static pm_status check_rates(const pm_detection_plan *plan, pm_error *error)
{
  if (!(plan->rate > 0 && plan->rate <= 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a tolerable rate must be above 0 and at most 100%%, not %s",
                        pm_number_percent(plan->rate).text);
  if (!(plan->acceptable >= 0 && plan->acceptable < plan->rate))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "an acceptable rate of %s must be below the tolerable rate of %s",
                        pm_number_percent(plan->acceptable).text,
                        pm_number_percent(plan->rate).text);
  if (!(plan->risk >= 0 && plan->risk <= 0.5))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the risk of failing at the acceptable rate is at most 50%%, not %s",
                        pm_number_percent(plan->risk).text);
  if (!(plan->accept >= 0 && plan->accept <= ACCEPT_MOST &&
        plan->accept == floor(plan->accept)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the errors that pass are a whole number from 0 to %d, not %s",
                        ACCEPT_MOST, pm_number_show(plan->accept).text);
  return PM_OK;
}

/* Rounded down, but for a whole number that rounding lowered. */
static double whole_down(double value)
{
  return floor(value * (1 + PM_PLAN_SLACK));
}

/* Rates of a finite population are of whole errors: the fewest that are intolerable,
   the most that are acceptable. */
static pm_status count_errors(request *r, pm_error *error)
{
  double N = r->population;
  if (N == 0)
    return PM_OK;
  double intolerable = pm_plan_whole_up(r->rate * N);
  r->rate = intolerable / N;
  if (r->has_two)
    r->acceptable = whole_down(r->acceptable * N) / N;
  if (r->has_two || intolerable > r->plan->accept)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "a population of %s at the tolerable rate has %s error%s, no more than "
                      "the %s that pass",
                      pm_number_show(N).text, pm_number_show(intolerable).text,
                      intolerable == 1 ? "" : "s", pm_number_show(r->plan->accept).text);
}

static pm_status request_make(request *r, const pm_detection_method *method,
                              const pm_detection_plan *plan, pm_error *error)
{
  pm_level level;
  bool is_finite = (method->flags & PM_DETECTION_POPULATION) != 0;
  *r = (request){.method = method,
                 .plan = plan,
                 .population = is_finite ? plan->population : 0,
                 .rate = plan->rate,
                 .acceptable = plan->acceptable,
                 .risk = plan->risk == 0 ? RISK_USUAL : plan->risk,
                 .has_two = plan->acceptable > 0};
  pm_status status = check_population(method, plan->population, error);
  if (status == PM_OK)
    status = check_rates(plan, error);
  if (status == PM_OK)
    status = pm_level_make(&level, plan->conf, PM_SIDE_UPPER, error);
  if (status == PM_OK)
    status = pm_plan_check_kept(plan->response, plan->eligible, &r->kept, error);
  if (status != PM_OK)
    return status;
  r->alpha = level.tail * REACHED + 1.1e-16; /* what conf's last place hides */
  return count_errors(r, error);
}

/* -------------------------------------------------------------- search -- */

static bool finds_out(const request *r, double n, double accept)
{
  return passes(r, n, accept, r->rate) <= r->alpha;
}

/* The smallest n above `low`, which is known to find out too little. `first` is the first
   step up, then come 1, 2, 4, ... */
static double smallest(const request *r, double low, double accept, double first)
{
  double most = r->population == 0 ? PM_PLAN_RECORDS_MOST : r->population;
  double high = fmin(low + first, most), step = 1;
  while (high < most && !finds_out(r, high, accept)) {
    low = high;
    high = fmin(high + step, most);
    step *= 2;
  }
  while (high - low > 1) {
    double middle = floor(low + (high - low) / 2);
    if (finds_out(r, middle, accept))
      high = middle;
    else
      low = middle;
  }
  return high;
}

static double fails_at(const request *r, double n, double accept)
{
  return r->has_two ? 1 - passes(r, n, accept, r->acceptable) : (double)NAN;
}

static void settle(const request *r, double n, double accept, pm_detection_size *size)
{
  *size = (pm_detection_size){.n = n,
                              .n_issued = pm_plan_whole_up(n / r->kept),
                              .accept = accept,
                              .passes = accept < 0 ? 0 : passes(r, n, accept, r->rate),
                              .fails = accept < 0 ? 1 : fails_at(r, n, accept),
                              .rate_counted = r->rate,
                              .acceptable_counted = r->acceptable};
  if (!r->has_two)
    size->fails = size->acceptable_counted = (double)NAN;
}

static const pm_detection_size nothing = {(double)NAN, (double)NAN, (double)NAN, (double)NAN,
                                          (double)NAN, (double)NAN, (double)NAN};

/* A method that takes the population as large may take more than there are. */
static pm_status check_taken(const request *r, double n, pm_error *error)
{
  double all = r->plan->population;
  if (all == 0 || n <= all)
    return pm_plan_check_usable(n, all, r->plan->response, error);
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "%s takes %s records, as from a large population: %s more than the %s of "
                      "this one, which hypergeometric counts",
                      r->method->about.name, pm_number_show_grouped(n).text,
                      pm_number_show_grouped(n - all).text, pm_number_show_grouped(all).text);
}

pm_status pm_detection_plan_size(const pm_detection_method *method,
                                 const pm_detection_plan *plan, pm_detection_size *size,
                                 pm_error *error)
{
  request r;
  *size = nothing;
  pm_status status = request_make(&r, method, plan, error);
  if (status != PM_OK)
    return status;
  double accept = r.has_two ? 0 : plan->accept, gained = 1;
  double n = smallest(&r, accept, accept, fmax(1, floor(accept / 64)));
  while (r.has_two && fails_at(&r, n, accept) > r.risk * REACHED && accept < ACCEPT_MOST) {
    double before = n;
    accept++;
    n = smallest(&r, n, accept, fmax(1, gained - 1)); /* they are about evenly spaced */
    gained = n - before;
  }
  if (accept >= ACCEPT_MOST && r.has_two)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "rates of %s and %s are too close: telling them apart takes more than "
                        "%s records",
                        pm_number_percent(plan->acceptable).text,
                        pm_number_percent(plan->rate).text, pm_number_show(n).text);
  status = pm_plan_check_most(n >= PM_PLAN_RECORDS_MOST ? (double)INFINITY : n / r.kept, error);
  if (status == PM_OK)
    status = check_taken(&r, n, error);
  if (status == PM_OK)
    settle(&r, n, accept, size);
  return status;
}

pm_status pm_detection_plan_accept(const pm_detection_method *method,
                                   const pm_detection_plan *plan, double n,
                                   pm_detection_size *size, pm_error *error)
{
  request r;
  pm_detection_plan none_accepted = *plan;
  none_accepted.accept = 0;
  *size = nothing;
  pm_status status = request_make(&r, method, &none_accepted, error);
  if (status == PM_OK)
    status = pm_plan_check_records(n, plan->population, error);
  if (status == PM_OK)
    status = pm_plan_check_usable(n, plan->population, plan->response, error);
  if (status != PM_OK)
    return status;
  double low = -1; /* passes seldom enough */
  double high = n; /* always passes */
  while (high - low > 1) {
    double middle = floor((low + high) / 2);
    if (finds_out(&r, n, middle))
      low = middle;
    else
      high = middle;
  }
  settle(&r, n, low, size);
  return PM_OK;
}

/* ------------------------------------------------------------- a point -- */

pm_status pm_detection_passes(const pm_detection_method *method,
                              const pm_detection_case *sample, pm_detection_point *point,
                              pm_error *error)
{
  *point = (pm_detection_point){(double)NAN, (double)NAN};
  bool is_finite = (method->flags & PM_DETECTION_POPULATION) != 0;
  pm_status status = check_population(method, sample->population, error);
  if (status == PM_OK)
    status = pm_plan_check_rate(sample->rate, error);
  if (status == PM_OK)
    status = pm_plan_check_records(sample->n, is_finite ? sample->population : 0, error);
  if (status == PM_OK && !(sample->accept >= 0 && isfinite(sample->accept) &&
                           sample->accept == floor(sample->accept)))
    status = pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "the errors that pass are a whole number, not %s",
                          pm_number_show(sample->accept).text);
  if (status != PM_OK)
    return status;
  request r = {.method = method, .population = is_finite ? sample->population : 0};
  double rate =
      is_finite ? round(sample->rate * sample->population) / sample->population : sample->rate;
  *point = (pm_detection_point){rate, passes(&r, sample->n, sample->accept, rate)};
  return PM_OK;
}

typedef struct factor_context {
  double accept, alpha;
} factor_context;

static double excess_at_mean(double mean, void *context)
{
  const factor_context *c = context;
  return poisson_passes(mean, c->accept) / c->alpha - 1;
}

pm_status pm_detection_factor(double conf, double accept, double *factor, pm_error *error)
{
  pm_level level;
  *factor = (double)NAN;
  pm_status status = pm_level_make(&level, conf, PM_SIDE_UPPER, error);
  if (status != PM_OK)
    return status;
  if (!(accept >= 0 && accept <= ACCEPT_MOST && accept == floor(accept)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the errors that pass are a whole number from 0 to %d, not %s",
                        ACCEPT_MOST, pm_number_show(accept).text);
  factor_context context = {accept, level.tail};
  double high = 1;
  while (excess_at_mean(high, &context) > 0)
    high *= 2;
  status = pm_root_find(excess_at_mean, &context, 0, high, 1e-15, factor);
  return status == PM_OK
             ? PM_OK
             : pm_error_add(error, status, NULL, "the reliability factor was not found");
}
