/* margins_frontier.c: what other margins would cost, and what each such plan gives the whole
   and its widest domain.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#include "allocate/margins_interval.h"
#include "core/number_text.h"

/* What is asked of no margin, but is shown: the whole, and the values of a column. */
typedef struct outlook {
  pm_facet whole, domains; /* count 0: not needed */
} outlook;

/* The column of the first goal that is for all of its values, or else of the first. */
static const char *column_of_worst(const pm_margins_request *request)
{
  const char *first = NULL;
  for (size_t g = 0; g < request->goal_count; g++) {
    const pm_margin_goal *goal = &request->goals[g];
    if (goal->column != NULL && goal->value == NULL)
      return goal->column;
    first = first != NULL ? first : goal->column;
  }
  return first;
}

static bool has_whole(const pm_margins_request *request)
{
  for (size_t g = 0; g < request->goal_count; g++)
    if (request->goals[g].column == NULL)
      return true;
  return false;
}

static pm_status look(const pm_margins *it, outlook *out)
{
  const pm_margins_request *request = &it->request;
  pm_status status = PM_OK;
  *out = (outlook){.domains.at = 0};
  if (!has_whole(request))
    status = pm_margins_facet(it, &out->whole);
  if (status != PM_OK || column_of_worst(request) != NULL || request->column_count == 0)
    return status;
  out->domains.column = request->columns[0];
  return pm_margins_facet(it, &out->domains);
}

/* The margin of a domain for which there is no goal: as that of a target, from the records
   that the plan gives its strata. */
static double margin_of(const pm_margins *it, const pm_facet *facet, size_t value, size_t rate)
{
  pm_margin_target domain = {.population = facet->population[value],
                             .strata = facet->strata[value]};
  pm_sum planned = {0, 0}, estimated = {0, 0}, rates = {0, 0};
  for (size_t h = 0; h < it->request.count; h++) {
    if (facet->code[h] != value)
      continue;
    double population = it->request.strata[h].population;
    double share = population / domain.population;
    double n = it->n[h];
    double open = share * share * (population - n) / population;
    pm_sum_add(&planned, open * pm_margin_spread2(it, h, rate) / n);
    domain.n += n;
    if (it->method == NULL)
      continue;
    double p = it->request.rate[h][rate];
    pm_sum_add(&rates, share * p);
    pm_sum_add(&estimated, open * p * (1 - p) / fmax(n - 1, 1));
  }
  if (it->method == NULL)
    return it->level.z * sqrt(pm_sum_value(&planned));
  domain.estimate = fmin(pm_sum_value(&rates), 1);
  return pm_margins_half_width(it, &domain, pm_sum_value(&estimated));
}

/* The widest of the rates' margins. */
static double widest_of(const pm_margins *it, const pm_facet *facet, size_t value)
{
  double widest = 0;
  for (size_t r = 0; r < it->rates; r++)
    widest = fmax(widest, margin_of(it, facet, value, r));
  return widest;
}

static void take_domain(pm_frontier_point *point, const char *value, double margin)
{
  if (margin <= point->worst)
    return;
  point->worst = margin;
  point->domain = value;
}

static void find_targets(const pm_margins *it, pm_frontier_point *point)
{
  const char *column = column_of_worst(&it->request);
  for (size_t j = 0; j < it->count; j++) {
    const pm_margin_target *target = &it->targets[j];
    double margin = isnan(target->half_width) ? target->achieved : target->half_width;
    if (target->column == NULL)
      point->margin = fmax(point->margin, margin);
    else if (strcmp(target->column, column) == 0)
      take_domain(point, target->value, margin);
  }
}

static void find_margins(const pm_margins *it, const outlook *out, pm_frontier_point *point)
{
  find_targets(it, point);
  if (out->whole.count > 0)
    point->margin = widest_of(it, &out->whole, 0);
  for (size_t v = 0; v < out->domains.count; v++)
    take_domain(point, out->domains.values[v], widest_of(it, &out->domains, v));
}

static pm_status find_point(pm_margins *it, const outlook *out, pm_frontier_point *point,
                            pm_error *error)
{
  double none = (double)NAN;
  double whole = point->whole;
  double domains = point->domains;
  pm_error faults = {0};
  *point = (pm_frontier_point){whole, domains, false, none, none, none, none, none, none, NULL};
  for (size_t j = 0; j < it->count; j++)
    it->work[j].asked = it->work[j].goal =
        it->targets[j].target * (it->targets[j].column == NULL ? whole : domains);
  pm_status status = PM_OK;
  if (it->method != NULL)
    status = pm_margins_again(it, 0, &faults);
  if (status == PM_OK)
    status = pm_margins_settle(it, NULL, &faults);
  if (status == PM_ERROR_DOMAIN)
    return PM_OK;
  if (status != PM_OK)
    return status == PM_ERROR_MEMORY
               ? status
               : pm_error_add(error, status, NULL, "%s", faults.faults[0].text);
  point->is_possible = true;
  point->n = pm_margins_total(it);
  point->cost = it->result.cost;
  point->lower_bound = it->result.lower_bound;
  point->gap = it->result.gap;
  find_margins(it, out, point);
  return PM_OK;
}

static pm_status check_factor(size_t point, double factor, pm_error *error)
{
  if (factor > 0 && isfinite(factor))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "point %zu of the frontier: a margin cannot be taken %s times", point + 1,
                      pm_number_short(factor, 4).text);
}

static pm_status check_points(const pm_frontier_point *points, size_t count, pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < count && status == PM_OK; i++) {
    status = check_factor(i, points[i].whole, error);
    if (status == PM_OK)
      status = check_factor(i, points[i].domains, error);
  }
  return status;
}

pm_status pm_margins_frontier(const pm_margins_request *request, pm_frontier_point *points,
                              size_t count, pm_error *error)
{
  pm_margins *it;
  outlook out;
  pm_status status = check_points(points, count, error);
  if (status != PM_OK)
    return status;
  status = pm_margins_begin(&it, request);
  if (status != PM_OK)
    return pm_memory_fault(error);
  status = pm_margins_pose(it, error);
  if (status == PM_OK)
    status = look(it, &out);
  for (size_t i = 0; i < count && status == PM_OK; i++)
    status = find_point(it, &out, &points[i], error);
  /* The domain's name is the caller's own text. */
  pm_margins_free(it);
  return status == PM_ERROR_MEMORY ? pm_memory_fault(error) : status;
}
