/* margins_frontier.c: what other margins would cost, and what each such plan gives the whole
   and its widest domain.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>

#include "allocate/margins_interval.h"
#include "core/number_text.h"

static const double MARGIN_MOST = 1e100; /* as of a goal: its square is finite */

/* A facet whose margins are shown, whatever is asked of it. */
typedef struct outlook {
  const pm_facet *facet;                         /* NULL: there is none */
  bool has_goals;                                /* some target is of it */
  pm_sum *planned, *estimated, *rates, *records; /* of each value */
} outlook;

typedef struct outlooks {
  outlook whole, domains;
} outlooks;

/* The column of the first goal that is for all of its values, or else the first there is. */
static const char *column_of_worst(const pm_margins_request *request)
{
  for (size_t g = 0; g < request->goal_count; g++) {
    const pm_margin_goal *goal = &request->goals[g];
    if (goal->column != NULL && goal->value == NULL)
      return goal->column;
  }
  return request->column_count > 0 ? request->columns[0] : NULL;
}

/* The goals' facet of the column, or one of its own. */
static pm_status find_facet(const pm_margins *it, const char *column, const pm_facet **facet)
{
  *facet = pm_margins_facet_of(it, column);
  if (*facet != NULL)
    return PM_OK;
  pm_facet *own = pm_arena_alloc(it->arena, sizeof *own);
  if (own == NULL)
    return PM_ERROR_MEMORY;
  *own = (pm_facet){.column = column};
  *facet = own;
  return pm_margins_facet(it, own);
}

static pm_status look_at(const pm_margins *it, const char *column, outlook *out)
{
  enum { SUMS = 4 };
  pm_status status = find_facet(it, column, &out->facet);
  if (status != PM_OK)
    return status;
  size_t count = out->facet->count;
  for (size_t i = 0; i < count * it->rates; i++)
    out->has_goals = out->has_goals || out->facet->target[i] != PM_MARGINS_NONE;
  out->planned = pm_arena_alloc(it->arena, SUMS * count * sizeof *out->planned);
  if (out->planned == NULL)
    return PM_ERROR_MEMORY;
  out->estimated = out->planned + count;
  out->rates = out->estimated + count;
  out->records = out->rates + count;
  return PM_OK;
}

static pm_status look(const pm_margins *it, outlooks *out)
{
  const char *column = column_of_worst(&it->request);
  *out = (outlooks){.whole = {.facet = NULL}};
  pm_status status = look_at(it, NULL, &out->whole);
  return status == PM_OK && column != NULL ? look_at(it, column, &out->domains) : status;
}

/* The rates that goals of the facet are for; without goals, all. */
static bool is_shown(const pm_margins *it, const outlook *out, size_t rate)
{
  const pm_facet *facet = out->facet;
  for (size_t v = 0; v < facet->count; v++)
    if (facet->target[v * it->rates + rate] != PM_MARGINS_NONE)
      return true;
  return !out->has_goals;
}

/* What the records that the plan gives the strata make of each value. */
static void add_up(const pm_margins *it, const outlook *out, size_t rate)
{
  const pm_facet *facet = out->facet;
  for (size_t v = 0; v < facet->count; v++)
    out->planned[v] = out->estimated[v] = out->rates[v] = out->records[v] = (pm_sum){0, 0};
  for (size_t h = 0; h < it->request.count; h++) {
    size_t v = facet->code[h];
    double population = it->request.strata[h].population;
    double share = population / facet->population[v];
    double n = it->n[h];
    double open = share * share * (population - n) / population;
    pm_sum_add(&out->planned[v], open * pm_margin_spread2(it, h, rate) / n);
    pm_sum_add(&out->records[v], n);
    if (it->method == NULL)
      continue;
    double p = it->request.rate[h][rate];
    pm_sum_add(&out->rates[v], share * p);
    pm_sum_add(&out->estimated[v], open * p * (1 - p) / fmax(n - 1, 1));
  }
}

/* The margin of a value: its target's, or measured as a target's is. */
static double margin_of(const pm_margins *it, const outlook *out, size_t value, size_t rate)
{
  const pm_facet *facet = out->facet;
  size_t j = facet->target[value * it->rates + rate];
  if (j != PM_MARGINS_NONE)
    return isnan(it->targets[j].half_width) ? it->targets[j].achieved
                                            : it->targets[j].half_width;
  if (it->method == NULL)
    return it->level.z * sqrt(pm_sum_value(&out->planned[value]));
  const pm_margin_target domain = {.population = facet->population[value],
                                   .strata = facet->strata[value],
                                   .n = pm_sum_value(&out->records[value]),
                                   .estimate = fmin(pm_sum_value(&out->rates[value]), 1)};
  return pm_margins_half_width(it, &domain, pm_sum_value(&out->estimated[value]));
}

/* The widest margin of the facet, and of which value. */
static double widest_of(const pm_margins *it, const outlook *out, const char **value)
{
  double widest = (double)NAN;
  *value = NULL;
  for (size_t r = 0; r < it->rates && out->facet != NULL; r++) {
    if (!is_shown(it, out, r))
      continue;
    add_up(it, out, r);
    for (size_t v = 0; v < out->facet->count; v++) {
      double margin = margin_of(it, out, v, r);
      if (margin <= widest)
        continue;
      widest = margin;
      *value = out->facet->values[v];
    }
  }
  return widest;
}

static pm_status find_point(pm_margins *it, const outlooks *out, pm_frontier_point *point,
                            pm_error *error)
{
  double none = (double)NAN;
  double whole = point->whole;
  double domains = point->domains;
  pm_error faults = {0};
  *point = (pm_frontier_point){whole, domains, false, none, none, none, none, none, none, NULL};
  for (size_t j = 0; j < it->count; j++)
    it->work[j].asked = it->work[j].goal = fmin(
        it->targets[j].target * (it->targets[j].column == NULL ? whole : domains), MARGIN_MOST);
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
  const char *all;
  point->margin = widest_of(it, &out->whole, &all);
  point->worst = widest_of(it, &out->domains, &point->domain);
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
  outlooks out;
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
