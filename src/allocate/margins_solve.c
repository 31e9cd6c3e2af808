/* margins_solve.c: targets of domains as loads and limits, and the margins that numbers of
   records reach.

   A domain's margin e is met when sum W_h^2 S_h^2 (1/n_h - 1/N_h) <= (e/z)^2 (Cochran
   1977, eq. 5.7): the part with N_h does not depend on n_h and moves to the right side.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <float.h>
#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/margins.h"
#include "allocate/stratum_check.h"
#include "core/number_text.h"

/* A price that makes less than this part of the cost is none: prices are found to about
   1e-10. */
static const double PRICE_LEAST = 1e-8;

/* But where rounding ends the search for prices, a target with room may keep one of 1e-6: a
   price below PRICE_DOUBTFUL is believed only of a target with less room than this part. */
static const double PRICE_DOUBTFUL = 1e-5;
static const double ROOM_DOUBTFUL = 0.01;

double pm_margin_spread2(const pm_margins *it, size_t stratum, size_t rate)
{
  const pm_stratum_plan *plan = &it->request.strata[stratum];
  double spread = it->request.rate_count > 0
                      ? pm_rate_spread(it->request.rate[stratum][rate], plan->population)
                      : plan->spread;
  return spread * spread;
}

/* (N-1)^2/N^2 turns W^2 S^2 into the load of estimate's variance. */
static double factor_of(const pm_margins *it, size_t stratum)
{
  double population = it->request.strata[stratum].population;
  double part = (population - it->offset) / population;
  return part * part;
}

/* The load of a stratum in its domain of the facet. */
static double load_of(const pm_margins *it, size_t stratum, const pm_facet *facet, size_t rate)
{
  double share =
      it->request.strata[stratum].population / facet->population[facet->code[stratum]];
  return share * share * pm_margin_spread2(it, stratum, rate) * factor_of(it, stratum);
}

/* ------------------------------------------------------------------ problem -- */

typedef struct ordered {
  const char *label;
  size_t stratum;
} ordered;

static int by_label(const void *left, const void *right)
{
  const ordered *a = left;
  const ordered *b = right;
  int order = a->label != NULL && b->label != NULL ? strcmp(a->label, b->label) : 0;
  return order != 0 ? order : (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

/* The solver sees strata in the order of their labels, whatever that of the file. */
static pm_status order_strata(pm_margins *it)
{
  size_t count = it->request.count;
  ordered *list = pm_arena_alloc(it->arena, count * sizeof *list);
  it->order = pm_arena_alloc(it->arena, count * sizeof *it->order);
  if (list == NULL || it->order == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < count; h++)
    list[h] = (ordered){it->request.strata[h].label, h};
  qsort(list, count, sizeof *list, by_label);
  for (size_t h = 0; h < count; h++)
    it->order[h] = list[h].stratum;
  return PM_OK;
}

static pm_status make_room(pm_margins *it)
{
  enum { OF_STRATUM = 6 };
  size_t strata = it->request.count;
  size_t entries = strata * it->facet_count * it->rates;
  double *room = pm_arena_alloc(it->arena, OF_STRATUM * strata * sizeof *room);
  it->limit = pm_arena_alloc(it->arena, 2 * it->count * sizeof *it->limit);
  it->load = pm_arena_alloc(it->arena, entries * sizeof *it->load);
  it->target = pm_arena_alloc(it->arena, entries * sizeof *it->target);
  it->starts = pm_arena_alloc(it->arena, (strata + 1) * sizeof *it->starts);
  if (room == NULL || it->limit == NULL || it->load == NULL || it->target == NULL ||
      it->starts == NULL)
    return PM_ERROR_MEMORY;
  it->price = it->limit + it->count;
  double **const arrays[OF_STRATUM] = {&it->cost,  &it->low, &it->high,
                                       &it->found, &it->n,   &it->least};
  for (size_t i = 0; i < OF_STRATUM; i++)
    *arrays[i] = room + i * strata;
  return PM_OK;
}

static size_t add_loads(pm_margins *it, size_t stratum, size_t entry, pm_sum *constants)
{
  for (size_t f = 0; f < it->facet_count; f++)
    for (size_t r = 0; r < it->rates; r++) {
      const pm_facet *facet = &it->facets[f];
      size_t target = facet->target[facet->code[stratum] * it->rates + r];
      if (target == PM_MARGINS_NONE)
        continue;
      double load = load_of(it, stratum, facet, r);
      double last = it->request.strata[stratum].population - it->offset;
      pm_sum_add(&constants[target], load > 0 ? load / last : 0);
      it->target[entry] = target;
      it->load[entry++] = load;
    }
  return entry;
}

/* All rates that are none are told. */
static pm_status check_rates(const pm_margins_request *request, pm_error *error)
{
  pm_status status = PM_OK;
  char name[PM_STRATUM_NAME];
  for (size_t i = 0; i < request->count; i++)
    for (size_t r = 0; r < request->rate_count; r++) {
      double rate = request->rate[i][r];
      if (rate >= 0 && rate <= 1)
        continue;
      pm_stratum_name(request->strata, i, name);
      status = pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s: '%s' of %s is not a rate", name,
                            request->rates[r], pm_number_short(rate, 4).text);
    }
  return status;
}

pm_status pm_margins_load(pm_margins *it, pm_error *error)
{
  const pm_margins_request *request = &it->request;
  pm_status status = pm_stratum_plans_check(request->strata, request->count, error);
  if (status == PM_OK)
    status = check_rates(request, error);
  if (status == PM_OK)
    status = order_strata(it);
  if (status == PM_OK)
    status = make_room(it);
  if (status != PM_OK)
    return status;
  pm_sum *constants = pm_arena_alloc(it->arena, it->count * sizeof *constants);
  if (constants == NULL)
    return PM_ERROR_MEMORY;
  size_t entry = 0;
  for (size_t i = 0; i < request->count; i++) {
    const pm_stratum_plan *plan = &request->strata[it->order[i]];
    it->cost[i] = stratum_cost(plan);
    it->low[i] = stratum_minimum(plan) - it->offset;
    it->high[i] = stratum_maximum(plan) - it->offset;
    it->starts[i] = entry;
    entry = add_loads(it, it->order[i], entry, constants);
  }
  it->starts[request->count] = entry;
  for (size_t j = 0; j < it->count; j++)
    it->work[j].constant = pm_sum_value(&constants[j]);
  it->problem = (pm_targets_request){.strata = request->count,
                                     .targets = it->count,
                                     .cost = it->cost,
                                     .minimum = it->low,
                                     .maximum = it->high,
                                     .starts = it->starts,
                                     .target = it->target,
                                     .load = it->load,
                                     .limit = it->limit,
                                     .effort = request->effort,
                                     .allocator = request->allocator};
  return it->method != NULL ? pm_margins_prepare(it) : PM_OK;
}

/* ------------------------------------------------------------------ margins -- */

/* What the solver makes small, of each target, with these m in the solver's order. */
static pm_status sum_variances(const pm_margins *it, const double *m, double *variances)
{
  pm_sum *sums = pm_arena_alloc(it->arena, it->count * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  for (size_t i = 0; i < it->request.count; i++) {
    double last = it->request.strata[it->order[i]].population - it->offset;
    double open = (last - m[i]) / last / m[i];
    for (size_t e = it->starts[i]; e < it->starts[i + 1]; e++)
      pm_sum_add(&sums[it->target[e]], it->load[e] > 0 ? it->load[e] * open : 0);
  }
  for (size_t j = 0; j < it->count; j++)
    variances[j] = pm_sum_value(&sums[j]);
  return PM_OK;
}

static void set_limits(pm_margins *it)
{
  for (size_t j = 0; j < it->count; j++) {
    it->work[j].asked = fmax(it->work[j].asked, it->work[j].floor);
    double se = it->work[j].asked / it->level.z;
    it->limit[j] = se * se + it->work[j].constant;
  }
}

/* sum W^2 S^2 (1/n - 1/N) of each target. */
static pm_status sum_planned(const pm_margins *it, double *variances)
{
  pm_sum *sums = pm_arena_alloc(it->arena, it->count * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  for (size_t i = 0; i < it->request.count; i++) {
    double population = it->request.strata[it->order[i]].population;
    double open = (population - it->found[i]) / population / it->found[i];
    for (size_t e = it->starts[i]; e < it->starts[i + 1]; e++)
      if (it->load[e] > 0)
        pm_sum_add(&sums[it->target[e]], it->load[e] / factor_of(it, it->order[i]) * open);
  }
  for (size_t j = 0; j < it->count; j++)
    variances[j] = pm_sum_value(&sums[j]);
  return PM_OK;
}

/* Could the target be met at these numbers, as the solver judges it? */
static bool is_within(const pm_margins *it, size_t target, double variance)
{
  double used = variance + it->work[target].constant;
  return used <= it->limit[target] * (1 + 1e-12);
}

pm_status pm_margins_least(const pm_margins *it, double *margins)
{
  pm_status status = sum_variances(it, it->high, margins);
  for (size_t j = 0; j < it->count && status == PM_OK; j++)
    margins[j] = it->level.z * sqrt(fmax(margins[j], 0));
  return status;
}

pm_status pm_margins_check(const pm_margins *it, pm_error *error)
{
  bool is_rate = it->request.rate_count > 0;
  const char *unit = is_rate ? "%" : "";
  const char *points = is_rate ? " points" : "";
  double *variances = pm_arena_alloc(it->arena, it->count * sizeof *variances);
  pm_status status =
      variances == NULL ? PM_ERROR_MEMORY : sum_variances(it, it->high, variances);
  for (size_t j = 0; j < it->count && status != PM_ERROR_MEMORY; j++) {
    const pm_margin_goal *goal = &it->request.goals[it->targets[j].goal];
    const char *name = pm_margin_name(it, &it->targets[j]);
    double least = it->level.z * sqrt(variances[j]);
    double scale = is_rate ? 100 : 1;
    pm_place place = {.file = goal->file, .row = goal->row};
    if (is_within(it, j, variances[j]))
      continue;
    if (name == NULL)
      return PM_ERROR_MEMORY;
    status = pm_error_add(error, PM_ERROR_DOMAIN, &place,
                          "%s: a margin of %s%s cannot be met: with every stratum at its "
                          "maximum it is %s%s, which is %s%s above",
                          name, pm_number_short(scale * it->work[j].asked, 4).text, unit,
                          pm_number_short(scale * least, 2).text, unit,
                          pm_number_short(scale * (least - it->work[j].asked), 2).text, points);
  }
  return status;
}

static double cost_of(const pm_margins *it)
{
  return fmax(it->result.cost, DBL_MIN);
}

/* To six digits: prices are no more exact, and what is printed should not depend on how a
   processor rounds. */
static double rounded(double price)
{
  double digits = 5 - floor(log10(price));
  if (!isfinite(digits))
    return 0;
  double scale = pow(10, fabs(digits));
  return digits >= 0 ? round(price * scale) / scale : round(price / scale) * scale;
}

static bool is_priced(const pm_margins *it, size_t target, double used)
{
  double part = it->price[target] * it->limit[target] / cost_of(it);
  bool is_doubtful = part <= PRICE_DOUBTFUL && used < it->limit[target] * (1 - ROOM_DOUBTFUL);
  return part > PRICE_LEAST && !is_doubtful;
}

/* From m to n, each with its cost. */
static void count_records(pm_margins *it)
{
  pm_sum first = {0, 0};
  for (size_t i = 0; i < it->request.count; i++) {
    it->found[i] += it->offset;
    it->n[it->order[i]] = it->found[i];
    pm_sum_add(&first, it->offset * it->cost[i]);
  }
  if (it->offset == 0)
    return;
  it->result.cost += pm_sum_value(&first);
  it->result.lower_bound += pm_sum_value(&first);
  it->result.gap = (it->result.cost - it->result.lower_bound) / it->result.lower_bound;
}

/* What is reached, of each target. */
static pm_status measure(pm_margins *it)
{
  double *variances = pm_arena_alloc(it->arena, 2 * it->count * sizeof *variances);
  double *planned = variances == NULL ? NULL : variances + it->count;
  pm_status status =
      variances == NULL ? PM_ERROR_MEMORY : sum_variances(it, it->found, variances);
  count_records(it);
  if (status == PM_OK)
    status = sum_planned(it, planned);
  if (status != PM_OK)
    return status;
  for (size_t j = 0; j < it->count; j++) {
    pm_margin_target *target = &it->targets[j];
    double used = variances[j] + it->work[j].constant;
    target->achieved = it->level.z * sqrt(planned[j]);
    /* What is met may be missed by a hair's rounding. */
    target->slack = fmax(target->target - target->achieved, 0);
    target->n = 0;
    bool has_price = is_priced(it, j, used);
    /* d cost/d margin: of b = (margin/z)^2 + constant. */
    double slope = 2 * it->work[j].asked / (it->level.z * it->level.z);
    target->price = has_price ? rounded(it->price[j] * slope * target->step) : 0;
    target->is_binding = has_price || used >= it->limit[j] * (1 - 1e-9);
  }
  for (size_t i = 0; i < it->request.count; i++)
    for (size_t e = it->starts[i]; e < it->starts[i + 1]; e++)
      it->targets[it->target[e]].n += it->found[i];
  return PM_OK;
}

pm_status pm_margins_solve(pm_margins *it, pm_error *error)
{
  set_limits(it);
  pm_status status = pm_margins_check(it, error);
  if (status != PM_OK)
    return status;
  it->result = (pm_targets_result){.n = it->found, .price = it->price};
  status = pm_allocate_targets(&it->problem, &it->result, error);
  if (status != PM_OK)
    return status;
  return measure(it);
}
