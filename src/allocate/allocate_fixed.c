/* allocate_fixed.c: a fixed total or budget shared among strata: what the request
   means, what contradicts it, and what was reached.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <float.h>
#include <math.h>
#include <plusminus/num.h>

#include "allocate/apportion.h"
#include "allocate/knapsack.h"
#include "allocate/stratum_check.h"
#include "core/memory.h"

/* How far binary rounding may push a budget that is met exactly in decimals. */
static const double SLACK = 16 * DBL_EPSILON;

/* A square below this, the largest being about 1, is none: it would not change any sum. */
static const double SQUARE_LEAST = 1e-200;

/* A mean to which a spread can be related. */
static const double MEAN_LEAST = 1e-30;

/* A request being met. */
typedef struct job {
  const pm_allocation_request *request;
  const pm_allocation_method *method;
  pm_allocation_whole whole;
  pm_apportion problem;
  double *columns; /* the block that the problem's columns are in */
  double scale;    /* a weight of the problem times this is the method's */
  bool is_budget;
} job;

/* ---------------------------------------------------------------- the request -- */

static pm_status find_method(job *it, pm_error *error)
{
  const pm_allocation_request *request = it->request;
  const char *name = request->method != NULL ? request->method : "neyman";
  it->method = pm_allocation_find(name);
  if (it->method == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no allocation '%s'", name);
  it->whole.parameter = request->has_parameter ? request->parameter : it->method->parameter;
  bool takes = (it->method->flags & PM_ALLOCATION_PARAMETER) != 0;
  if (request->has_parameter && !takes)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s has no parameter", name);
  if (takes && !(it->whole.parameter >= 0 && it->whole.parameter <= 1))
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "the parameter of %s is within 0 and 1",
                        name);
  return PM_OK;
}

static pm_status check_limit(job *it, pm_error *error)
{
  const pm_allocation_request *request = it->request;
  it->is_budget = request->total == 0;
  if ((request->total != 0) == (request->budget != 0))
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "either a total or a budget is to be given");
  if (it->is_budget && !(request->budget > 0 && isfinite(request->budget)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a budget must be above 0");
  if (!it->is_budget && !(request->total >= 1 && floor(request->total) == request->total))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a total must be a whole number of at least 1");
  return PM_OK;
}

/* What the method needs to know of each stratum. */
static pm_status check_known(const job *it, pm_error *error)
{
  const pm_allocation_request *request = it->request;
  pm_status status = PM_OK;
  bool needs_mean = it->method->flags & PM_ALLOCATION_MEAN && it->whole.has_spread;
  for (size_t h = 0; needs_mean && h < request->count; h++) {
    if (request->strata[h].mean >= MEAN_LEAST && isfinite(request->strata[h].mean))
      continue;
    char name[PM_STRATUM_NAME];
    pm_stratum_name(request->strata, h, name);
    status = pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "%s: %s needs a mean or rate above 0, to which its spread is related",
                          name, it->method->about.name);
  }
  return status;
}

static void sum_up(job *it)
{
  const pm_allocation_request *request = it->request;
  pm_sum population = {0, 0};
  for (size_t h = 0; h < request->count; h++) {
    pm_sum_add(&population, request->strata[h].population);
    it->whole.has_spread = it->whole.has_spread || request->strata[h].spread > 0;
  }
  it->whole.population = pm_sum_value(&population);
  it->whole.count = (double)request->count;
}

/* ---------------------------------------------------------------- the problem -- */

/* Bring the largest square to at most 1 by an even power of two, whose root is the result,
   and take the roots of all. */
static double scale_squares(pm_apportion *problem)
{
  double largest = 0;
  for (size_t h = 0; h < problem->count; h++)
    largest = fmax(largest, problem->square[h]);
  int exponent = 0;
  (void)frexp(largest, &exponent);
  int half = (exponent + 1) / 2;
  for (size_t h = 0; h < problem->count; h++) {
    double square = ldexp(problem->square[h], -2 * half);
    problem->square[h] = square < SQUARE_LEAST ? 0 : square;
    problem->weight[h] = sqrt(problem->square[h]);
  }
  return ldexp(1, half);
}

/* Does the method share by a spread that no stratum has? */
static bool is_without_spread(const job *it)
{
  return (it->method->flags & PM_ALLOCATION_SPREAD) != 0 && !it->whole.has_spread;
}

/* Where no stratum has a spread, every allocation has the variance 0: shares are those of
   a spread that is the same for all. */
static void fill(job *it)
{
  const pm_allocation_request *request = it->request;
  pm_apportion *problem = &it->problem;
  for (size_t h = 0; h < problem->count; h++) {
    const pm_stratum_plan *stratum = &request->strata[h];
    pm_stratum_plan shared = *stratum;
    shared.spread = is_without_spread(it) ? 1 : stratum->spread;
    problem->square[h] = it->method->square(&shared, &it->whole);
    problem->minimum[h] = stratum_minimum(stratum);
    problem->maximum[h] = stratum_maximum(stratum);
    problem->cost[h] = it->is_budget ? stratum_cost(stratum) : 1;
  }
  it->scale = scale_squares(problem);
}

static pm_status make_problem(job *it, double *n, pm_error *error)
{
  const pm_allocation_request *request = it->request;
  size_t count = request->count;
  it->columns = pm_memory_resize(request->allocator, NULL, 5 * count * sizeof *it->columns);
  if (it->columns == NULL)
    return pm_memory_fault(error);
  it->problem = (pm_apportion){.strata = request->strata,
                               .count = count,
                               .weight = it->columns,
                               .minimum = it->columns + count,
                               .maximum = it->columns + 2 * count,
                               .cost = it->columns + 3 * count,
                               .square = it->columns + 4 * count,
                               .limit = it->is_budget ? request->budget : request->total,
                               .n = n,
                               .allocator = request->allocator};
  fill(it);
  return PM_OK;
}

static double spent_at(const pm_apportion *problem, double *bound)
{
  pm_apportion at = *problem;
  at.n = bound;
  return pm_apportion_spent(&at);
}

static pm_status refuse_limit(const job *it, double at, pm_error *error)
{
  const pm_stratum_limit limit = {.strata = it->request->strata,
                                  .count = it->problem.count,
                                  .at = at,
                                  .limit = it->problem.limit,
                                  .is_budget = it->is_budget};
  return pm_stratum_limit_fault(&limit, error);
}

/* A budget need not be spent; a total is a total. */
static pm_status check_reach(job *it, pm_error *error)
{
  pm_apportion *problem = &it->problem;
  double least = spent_at(problem, problem->minimum);
  double most = spent_at(problem, problem->maximum);
  if (least > problem->limit * (1 + SLACK))
    return refuse_limit(it, least, error);
  if (most < problem->limit && !it->is_budget)
    return refuse_limit(it, most, error);
  return PM_OK;
}

/* ---------------------------------------------------------------- the solution -- */

/* What is left of a total when every stratum with a weight is full goes to the others,
   by their size. */
static pm_status share_rest(job *it)
{
  pm_apportion *problem = &it->problem;
  if (it->is_budget || pm_apportion_spent(problem) >= problem->limit)
    return PM_OK;
  for (size_t h = 0; h < problem->count; h++) {
    bool is_full = problem->square[h] > 0;
    double population = it->request->strata[h].population;
    problem->minimum[h] = is_full ? problem->maximum[h] : problem->minimum[h];
    problem->square[h] = is_full ? 0 : population * population;
  }
  (void)scale_squares(problem);
  pm_apportion_end last;
  return pm_apportion_run(problem, &last);
}

/* The best that a budget pays for, or the order of priorities as far as it goes. */
static pm_status solve(job *it, pm_knapsack_end *end)
{
  pm_apportion *problem = &it->problem;
  bool is_search = it->is_budget && it->method->flags & PM_ALLOCATION_COST;
  pm_apportion_end reached;
  if (it->is_budget)
    problem->limit *= 1 + SLACK;
  if (is_search)
    problem->limit = pm_knapsack_budget(problem) * (1 + SLACK);
  *end = (pm_knapsack_end){.below = 0, .is_exact = true};
  pm_status status = pm_apportion_run(problem, &reached);
  if (status == PM_OK && is_search)
    status = pm_knapsack_finish(problem, &reached, end);
  return status;
}

/* Is the least variance what was sought? Neyman's is that of a total, optimal's that of a
   budget; where all costs are the same, both are both. */
static bool is_least_sought(const job *it)
{
  const pm_stratum_plan *strata = it->request->strata;
  unsigned flags = it->method->flags;
  bool is_same = true;
  for (size_t h = 1; h < it->request->count; h++)
    is_same = is_same && stratum_cost(&strata[h]) == stratum_cost(&strata[0]);
  bool is_of_budget = (flags & PM_ALLOCATION_COST) != 0;
  return (flags & PM_ALLOCATION_VARIANCE) != 0 && (is_same || is_of_budget == it->is_budget);
}

/* What is known of the best: below is in units of the problem's own sum. */
static void certify(const job *it, const pm_knapsack_end *end, pm_allocation *found)
{
  const pm_allocation_request *request = it->request;
  bool is_least = is_least_sought(it) && it->whole.has_spread;
  double se = pm_strata_margin(request->strata, request->count, it->problem.n, 1);
  double unit = it->scale / it->whole.population;
  double least = fmax(0, se * se - end->below * unit * unit);
  found->is_exact = end->is_exact;
  found->se = it->whole.has_spread ? se : (double)NAN;
  found->least_se = !is_least ? (double)NAN : end->is_exact ? se : sqrt(least);
  found->gap = !is_least ? (double)NAN : end->is_exact ? 0 : (se * se - least) / least;
}

static void add_up(const job *it, pm_allocation *found)
{
  pm_sum total = {0, 0};
  pm_sum cost = {0, 0};
  for (size_t h = 0; h < it->problem.count; h++) {
    pm_sum_add(&total, it->problem.n[h]);
    pm_sum_add(&cost, it->problem.n[h] * stratum_cost(&it->request->strata[h]));
  }
  found->total = pm_sum_value(&total);
  found->cost = pm_sum_value(&cost);
}

static pm_status settle(job *it, pm_allocation *found)
{
  pm_knapsack_end end;
  pm_status status = solve(it, &end);
  if (status == PM_OK)
    status = share_rest(it);
  if (status != PM_OK)
    return status;
  certify(it, &end, found);
  add_up(it, found);
  return PM_OK;
}

/* ----------------------------------------------------------------- together -- */

static pm_status check(job *it, pm_error *error)
{
  pm_status status = find_method(it, error);
  if (status == PM_OK)
    status = check_limit(it, error);
  if (status == PM_OK)
    status = pm_stratum_plans_check(it->request->strata, it->request->count, error);
  if (status != PM_OK)
    return status;
  sum_up(it);
  return check_known(it, error);
}

pm_status pm_allocate_fixed(const pm_allocation_request *request, double *n,
                            pm_allocation *found, pm_notes *notes, pm_error *error)
{
  job it = {.request = request};
  pm_status status = check(&it, error);
  if (status == PM_OK)
    status = make_problem(&it, n, error);
  if (status == PM_OK)
    status = check_reach(&it, error);
  if (status == PM_OK && settle(&it, found) != PM_OK)
    status = pm_memory_fault(error);
  if (status == PM_OK) {
    bool is_by_cv = (it.method->flags & PM_ALLOCATION_MEAN) != 0;
    bool is_by_spread = is_by_cv || (it.method->flags & PM_ALLOCATION_SPREAD) != 0;
    const pm_stratum_remarks remarks = {.strata = request->strata,
                                        .count = request->count,
                                        .n = n,
                                        .rest = is_by_spread ? PM_STRATUM_LEFT : NULL,
                                        .is_shared = true,
                                        .is_by_cv = is_by_cv};
    status = pm_stratum_remark(&remarks, notes, error);
  }
  (void)pm_memory_resize(request->allocator, it.columns, 0);
  return status;
}
