/* size.c: the size of a sample for one rate: the checks of a request, and what
   is the same for every method.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_checks.h"
#include "size_coverage.h"
#include "size_text.h"

#include <string.h>

static const double CONF_DEFAULT = 0.95;

static const pm_size_method *find(const char *name)
{
  if (name == NULL)
    return &pm_size_wald;
  return (const pm_size_method *)(const void *)pm_family_find(&pm_size_family, name);
}

/* ------------------------------------------------------------- request -- */

const char *pm_size_refusal(const pm_size_request *request)
{
  const pm_size_method *method = find(request->method);
  if (method == NULL)
    return NULL;
  bool has_population = request->population > 0 && isfinite(request->population);
  if ((method->flags & PM_SIZE_POPULATION) != 0 && !has_population)
    return "needs the size of the population";
  if ((method->flags & PM_SIZE_EVERY_RATE) != 0 && request->prior_n > 0)
    return "holds for every rate, and takes no prior";
  if ((method->flags & PM_SIZE_AT_RATE) != 0 && request->width != PM_WIDTH_AT_RATE)
    return "has no expected or assured width; wilson has";
  return NULL;
}

static pm_status domain(pm_error *error, const char *message)
{
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s", message);
}

static pm_status check_shares(const pm_size_request *request, pm_error *error)
{
  if (!(request->response >= 0 && request->response <= 1))
    return domain(error, "a response rate must be above 0 and at most 1");
  if (!(request->eligible >= 0 && request->eligible <= 1))
    return domain(error, "a share of eligible records must be above 0 and at most 1");
  return PM_OK;
}

static pm_status check_rate(const pm_size_request *request, pm_error *error)
{
  if (!(request->rate >= 0 && request->rate <= 1))
    return domain(error, "a rate must be within 0 and 1");
  if (!(request->prior_n >= 0 && isfinite(request->prior_n) && request->prior_x >= 0 &&
        request->prior_x <= request->prior_n))
    return domain(error, "a prior is x compliant of n records, 0 <= x <= n");
  if (request->width == PM_WIDTH_ASSURED && !(request->assurance > 0 && request->assurance < 1))
    return domain(error, "an assurance must be above 0 and below 1");
  if (request->width != PM_WIDTH_ASSURED && request->assurance != 0)
    return domain(error, "an assurance belongs to an assured width");
  return PM_OK;
}

static pm_status check_prices(const pm_size_request *request, pm_error *error)
{
  if (!(request->minutes_per_record >= 0 && isfinite(request->minutes_per_record)))
    return domain(error, "minutes per record must be above 0");
  if (!(request->cost_per_record >= 0 && isfinite(request->cost_per_record)))
    return domain(error, "a cost per record must be above 0");
  return PM_OK;
}

static pm_status check_design(const pm_size_request *request, pm_error *error)
{
  if (!(request->deff >= 0 && isfinite(request->deff)))
    return domain(error, "a design effect must be above 0");
  if (!(request->population == 0 || request->population >= 1))
    return domain(error, "a population must be at least 1");
  return check_shares(request, error);
}

static pm_status check_method(const pm_size_request *request, const pm_size_method *method,
                              pm_error *error)
{
  if (method == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "unknown size method '%s'",
                        request->method);
  const char *why = pm_size_refusal(request);
  if (why != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s %s", method->about.name, why);
  if ((method->flags & PM_SIZE_POPULATION) != 0 &&
      request->population != floor(request->population))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s needs a whole population",
                        method->about.name);
  return PM_OK;
}

static double or_default(double given, double fallback)
{
  return given == 0 ? fallback : given;
}

/* The posterior of the earlier sample, and its mean in place of the rate. */
static void take_prior(const pm_size_request *request, pm_size_plan *plan)
{
  double start = request->prior == PM_PRIOR_UNIFORM ? 1 : 0.5;
  plan->is_uncertain = request->prior_n > 0;
  plan->a = request->prior_x + start;
  plan->b = request->prior_n - request->prior_x + start;
  plan->rate = plan->is_uncertain ? plan->a / (plan->a + plan->b) : request->rate;
  if ((plan->method->flags & PM_SIZE_EVERY_RATE) != 0)
    plan->rate = (double)NAN;
}

static void fill(const pm_size_request *request, pm_size_plan *plan)
{
  plan->design.deff = or_default(request->deff, 1);
  plan->design.population = or_default(request->population, (double)INFINITY);
  plan->response = or_default(request->response, 1);
  plan->usable = plan->response * or_default(request->eligible, 1);
  plan->hours = or_default(request->minutes_per_record, (double)NAN) / 60;
  plan->cost = or_default(request->cost_per_record, (double)NAN);
  plan->width = request->width;
  plan->assurance = request->assurance;
  take_prior(request, plan);
}

pm_status pm_size_resolve(const pm_size_request *request, pm_size_plan *plan, pm_error *error)
{
  *plan = (pm_size_plan){.method = find(request->method)};
  pm_status status = check_rate(request, error);
  if (status == PM_OK)
    status = check_design(request, error);
  if (status == PM_OK)
    status = check_prices(request, error);
  if (status == PM_OK)
    status = check_method(request, plan->method, error);
  if (status == PM_OK)
    status = pm_level_make(&plan->level, or_default(request->conf, CONF_DEFAULT), PM_SIDE_TWO,
                           error);
  if (status == PM_OK)
    fill(request, plan);
  if (status == PM_OK && (plan->method->flags & PM_SIZE_INSIDE) != 0 &&
      (plan->rate == 0 || plan->rate == 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s needs a rate above 0 and below 1",
                        plan->method->about.name);
  return status;
}

/* --------------------------------------------------------------- worth -- */

static bool is_own(const pm_size_plan *plan)
{
  return (plan->method->flags & PM_SIZE_POPULATION) != 0;
}

double pm_size_worth(const pm_size_plan *plan, double n)
{
  double worth = pm_plan_design_worth(&plan->design, n), of = plan->design.population;
  if (is_own(plan)) /* what is drawn from the population itself is worth so much */
    worth = isinf(worth) ? of : worth / ((of - 1) / of + worth / of);
  return floor(worth * (1 + PM_PLAN_SLACK));
}

double pm_size_for_worth(const pm_size_plan *plan, double worth)
{
  double of = plan->design.population;
  if (is_own(plan))
    worth = worth >= of ? (double)INFINITY : worth * ((of - 1) / (of - worth));
  return pm_plan_design_size(&plan->design, worth);
}

/* --------------------------------------------------------------- sizes -- */

/* Is a mean over the results that n records may have one of too many terms? */
static bool is_too_long(const pm_size_plan *plan, double n)
{
  static const double MOST = 2e7;
  bool is_mean = plan->width == PM_WIDTH_EXPECTED;
  double results = plan->is_uncertain ? n : 9 * sqrt(n);
  return (plan->method->flags & PM_SIZE_POPULATION) != 0 && is_mean && results > MOST;
}

/* NaN with a fault. */
static pm_status find_margin(const pm_size_plan *plan, double n, double *margin,
                             pm_error *error)
{
  *margin = 0;
  if (n >= plan->design.population)
    return PM_OK;
  if (!pm_size_is_searched(plan)) {
    *margin = plan->method->margin(plan, pm_plan_design_worth(&plan->design, n));
    return PM_OK;
  }
  double worth = pm_size_worth(plan, n);
  if (worth < 1)
    return domain(error, "so few records of this design are worth less than one");
  if (is_too_long(plan, worth))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "%s sums over more results of so many records than anybody waits for; "
                        "clopper-pearson does not",
                        plan->method->about.name);
  return pm_size_searched_margin(plan, worth, margin, error);
}

static bool meets(const pm_size_plan *plan, double n)
{
  double worth = pm_plan_design_worth(&plan->design, n);
  return plan->method->margin(plan, worth) <= plan->margin * (1 + PM_PLAN_SLACK);
}

static double issued(const pm_size_plan *plan, double n)
{
  return pm_plan_whole_up(fmax(1, n) / plan->usable);
}

static void by_formula(const pm_size_plan *plan, pm_size *size)
{
  double large = fmax(0, plan->method->large(plan));
  size->unrounded = pm_plan_design_size(&plan->design, large);
  double whole = fmin(fmax(1, ceil(size->unrounded)), plan->design.population);
  /* Rounding can lift a whole number over the ceiling (0.035 * 400 is
     14.000000000000002); the margin that one record less buys tells. */
  if (whole > 1 && whole <= PM_PLAN_RECORDS_MOST && meets(plan, whole - 1))
    whole -= 1;
  size->n = size->n_safe = whole;
  size->n_issued = size->n_issued_safe = issued(plan, fmin(size->unrounded, whole));
}

/* Is the width a sum over results of a population that is not small? */
static bool is_summed(const pm_size_plan *plan)
{
  static const double SMALL = 1e4;
  return (plan->method->flags & PM_SIZE_POPULATION) != 0 && plan->width != PM_WIDTH_AT_RATE &&
         plan->design.population > SMALL;
}

/* Smaller margins take longer to find than anybody waits, and no audit has them. In a
   population widths are sums over the results near the rate, over all where the rate is
   uncertain, or over all that have nearly this width. Near a rate of 0 or 1 there are
   fewer. */
static double least_margin(const pm_size_plan *plan)
{
  if (!pm_size_is_searched(plan))
    return 0;
  bool is_sum = is_summed(plan);
  if (is_sum && (plan->width == PM_WIDTH_ASSURED || plan->is_uncertain))
    return 1e-3;
  double share = isnan(plan->rate) ? 1 : fmax(4 * plan->rate * (1 - plan->rate), 1e-4);
  return (is_sum ? 1e-4 : 1e-5) * share;
}

static pm_status too_small(const pm_size_plan *plan, double least, pm_error *error)
{
  char text[PM_SIZE_WHY_TEXT];
  pm_size_text line = {text, sizeof text, 0};
  pm_size_add(&line, plan->method->about.name);
  pm_size_add(&line, " is found by a search, which ends at margins of ");
  pm_size_add_points(&line, least);
  if (is_summed(plan))
    pm_size_add(&line, " for such a width; clopper-pearson, which corrects for the population, "
                       "goes on");
  return domain(error, text);
}

/* The largest population of which a width is looked at for a margin below that. */
static const double CENSUS_MOST = 1e5;

/* A margin below that: all of the population, where all but one are far from it. Widths are
   a saw, whose teeth are no higher than half of it. */
static pm_status by_census(const pm_size_plan *plan, pm_size *size, pm_error *error)
{
  double all = plan->design.population;
  double bought = (double)INFINITY;
  bool can_look = all <= CENSUS_MOST;
  pm_status status = can_look && all > 1 ? find_margin(plan, all - 1, &bought, error) : PM_OK;
  if (status != PM_OK)
    return status;
  if (!can_look || !(bought > 2 * plan->margin))
    return too_small(plan, least_margin(plan), error);
  size->n = size->n_safe = size->unrounded = all;
  size->n_issued = size->n_issued_safe = issued(plan, all);
  return PM_OK;
}

static pm_status by_search(const pm_size_plan *plan, pm_size *size, pm_error *error)
{
  if (plan->margin < least_margin(plan) * (1 - PM_PLAN_SLACK))
    return by_census(plan, size, error);
  pm_status status = pm_size_searched(plan, size, error);
  size->n_issued = issued(plan, fmin(size->unrounded, size->n));
  return status;
}

/* The population has no more than the response leaves of it. */
static pm_status check_reach(const pm_size_plan *plan, const pm_size *size, pm_error *error)
{
  double most = plan->design.population * plan->response, bought;
  double short_by = fmin(size->unrounded, size->n) - most;
  if (!(short_by > most * PM_PLAN_SLACK))
    return PM_OK;
  double left = floor(most * (1 + PM_PLAN_SLACK));
  pm_status status = find_margin(plan, fmax(1, left), &bought, error);
  if (status != PM_OK)
    return status;
  char text[PM_SIZE_WHY_TEXT];
  pm_size_text line = {text, sizeof text, 0};
  pm_size_add(&line, "a margin of ");
  pm_size_add_points(&line, plan->margin);
  pm_size_add(&line, " takes ");
  pm_size_add_count(&line, size->n);
  pm_size_add(&line, " usable records, and a response of ");
  pm_size_add_percent(&line, plan->response);
  pm_size_add(&line, " leaves ");
  pm_size_add_count(&line, left);
  pm_size_add(&line, " of the population's ");
  pm_size_add_count(&line, plan->design.population);
  pm_size_add(&line, ": ");
  pm_size_add_count(&line, size->n - left);
  pm_size_add(&line, " too few");
  if (left < 1)
    return domain(error, text);
  pm_size_add(&line, "; they buy ");
  pm_size_add_number(&line, 100 * bought, 2);
  pm_size_add(&line, " points");
  return domain(error, text);
}

pm_status pm_size_check_margin(const pm_size_plan *plan, pm_error *error)
{
  if (!(plan->margin > 0 && isfinite(plan->margin)))
    return domain(error, "a margin must be above 0");
  if ((plan->method->flags & PM_SIZE_INSIDE) != 0 && plan->margin >= 0.5)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s needs a margin below 50 points",
                        plan->method->about.name);
  return PM_OK;
}

static pm_size nothing(void)
{
  double nan = (double)NAN;
  return (pm_size){nan, nan, nan, nan, nan, nan, nan, nan, nan};
}

static void price(const pm_size_plan *plan, pm_size *size)
{
  size->hours = size->n_issued * plan->hours;
  size->cost = size->n_issued * plan->cost;
}

static pm_status find_size(const pm_size_request *request, bool is_first_enough, pm_size *size,
                           pm_error *error)
{
  pm_size_plan plan;
  *size = nothing();
  pm_status status = pm_size_resolve(request, &plan, error);
  if (status != PM_OK)
    return status;
  plan.is_first_enough = is_first_enough;
  plan.margin = request->margin;
  status = pm_size_check_margin(&plan, error);
  if (status != PM_OK)
    return status;
  pm_size found = {.rate = plan.rate, .achieved_margin = (double)NAN};
  if (pm_size_is_searched(&plan))
    status = by_search(&plan, &found, error);
  else
    by_formula(&plan, &found);
  if (status == PM_OK && !(found.n_safe <= PM_PLAN_RECORDS_MOST))
    return domain(error, "this margin takes more records than can be counted");
  if (status == PM_OK)
    status = check_reach(&plan, &found, error);
  if (status == PM_OK && !is_first_enough)
    status = find_margin(&plan, found.n, &found.achieved_margin, error);
  price(&plan, &found);
  if (status == PM_OK)
    *size = found;
  return status;
}

pm_status pm_size_for_margin(const pm_size_request *request, pm_size *size, pm_error *error)
{
  return find_size(request, false, size, error);
}

pm_status pm_size_first(const pm_size_request *request, pm_size *size, pm_error *error)
{
  return find_size(request, true, size, error);
}

static pm_status check_records(const pm_size_plan *plan, double n, pm_error *error)
{
  if (!(n > 0 && isfinite(n)))
    return domain(error, "a number of records must be above 0");
  if (n <= plan->design.population)
    return PM_OK;
  char text[PM_SIZE_WHY_TEXT];
  pm_size_text line = {text, sizeof text, 0};
  pm_size_add_count(&line, n);
  pm_size_add(&line, " records are ");
  pm_size_add_count(&line, n - plan->design.population);
  pm_size_add(&line, " more than the population's ");
  pm_size_add_count(&line, plan->design.population);
  return domain(error, text);
}

pm_status pm_size_margin(const pm_size_request *request, double n, pm_size *size,
                         pm_error *error)
{
  pm_size_plan plan;
  *size = nothing();
  pm_status status = pm_size_resolve(request, &plan, error);
  if (status == PM_OK)
    status = check_records(&plan, n, error);
  if (status == PM_OK && isfinite(plan.design.population))
    status = pm_plan_check_usable(n, plan.design.population, plan.response, error);
  if (status != PM_OK)
    return status;
  pm_size bought = {.rate = plan.rate, .n = n, .n_safe = n, .unrounded = n};
  bought.n_issued = bought.n_issued_safe = issued(&plan, n);
  status = find_margin(&plan, n, &bought.achieved_margin, error);
  price(&plan, &bought);
  if (status == PM_OK)
    *size = bought;
  return status;
}

pm_status pm_size_coverage(const pm_size_request *request, double n, double *coverage,
                           pm_error *error)
{
  pm_size_plan plan;
  pm_size_request any = *request;
  any.method = NULL; /* no method takes account of the population itself */
  any.width = PM_WIDTH_AT_RATE;
  any.assurance = 0;
  *coverage = (double)NAN;
  pm_status status = pm_size_resolve(&any, &plan, error);
  plan.margin = request->margin;
  if (status == PM_OK)
    status = pm_size_check_margin(&plan, error);
  if (status == PM_OK)
    status = check_records(&plan, n, error);
  if (status != PM_OK)
    return status;
  double worth = n >= plan.design.population ? (double)INFINITY : pm_size_worth(&plan, n);
  if (worth < 1)
    return domain(error, "so few records of this design are worth less than one");
  *coverage = isinf(worth) ? 1 : pm_size_least_coverage(worth, plan.margin);
  return PM_OK;
}
