/* targets.c: the least cost that meets all targets: what is settled is taken out, prices
   are found, whole numbers are made at those prices, and the certificate is drawn up.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#include "allocate/targets_problem.h"
#include "core/number_text.h"

enum { RELAXATIONS_MOST = 4 };

static const double EFFORT = 20;
static const double RECORDS_MOST = 9007199254740992;

/* ------------------------------------------------------------------- checks -- */

static pm_status check_stratum(const pm_targets_request *request, size_t h, pm_error *error)
{
  double low = request->minimum == NULL ? 0 : request->minimum[h];
  double high = request->maximum == NULL ? (double)INFINITY : request->maximum[h];
  double cost = request->cost == NULL ? 1 : request->cost[h];
  if (!(cost > 0 && isfinite(cost)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "stratum %zu: a record costs %s, which must be above 0", h + 1,
                        pm_number_short(cost, 2).text);
  if (!(low >= 0 && low <= RECORDS_MOST && low == floor(low)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "stratum %zu: the minimum of %s is not a whole number of records",
                        h + 1, pm_number_short(low, 2).text);
  if (!(high == floor(high) && (high <= RECORDS_MOST || isinf(high))))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "stratum %zu: the maximum of %s is not a whole number of records",
                        h + 1, pm_number_short(high, 2).text);
  if (low > high)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "stratum %zu: the minimum of %.0f is %.0f above the maximum of %.0f",
                        h + 1, low, low - high, high);
  if (request->starts[h + 1] < request->starts[h])
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "stratum %zu: its loads end before they begin", h + 1);
  return PM_OK;
}

static pm_status check_load(const pm_targets_request *request, size_t h, size_t e,
                            pm_error *error)
{
  if (request->target[e] >= request->targets)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "stratum %zu has a load of target %zu, and there are %zu", h + 1,
                        request->target[e] + 1, request->targets);
  if (!(request->load[e] >= 0 && isfinite(request->load[e])))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "stratum %zu: a load of %s is not a number from 0", h + 1,
                        pm_number_short(request->load[e], 4).text);
  return PM_OK;
}

static pm_status check(const pm_targets_request *request, pm_error *error)
{
  pm_status status = PM_OK;
  if (!(request->effort >= 0 && isfinite(request->effort)))
    status = pm_error_add(error, PM_ERROR_USAGE, NULL, "an effort of %s is none",
                          pm_number_short(request->effort, 4).text);
  for (size_t h = 0; h < request->strata && status == PM_OK; h++) {
    status = check_stratum(request, h, error);
    for (size_t e = request->starts[h]; e < request->starts[h + 1] && status == PM_OK; e++)
      status = check_load(request, h, e, error);
  }
  for (size_t j = 0; j < request->targets && status == PM_OK; j++)
    if (!(request->limit[j] > 0 && isfinite(request->limit[j])))
      status =
          pm_error_add(error, PM_ERROR_DOMAIN, NULL, "target %zu: a limit of %s is not above 0",
                       j + 1, pm_number_short(request->limit[j], 4).text);
  return status;
}

/* ------------------------------------------------------------------- prices -- */

typedef struct priced {
  double *price, *inverse, *pieces; /* the last tried */
  double *best;                     /* prices with the highest bound */
  double bound;
} priced;

/* The two neighbouring whole numbers between which a stratum is at these prices: its best,
   and the one to which the price is nearer. */
static void find_pieces(const pm_targets_problem *p, const double *price, double *pieces)
{
  for (size_t h = 0; h < p->strata; h++) {
    double pull = pm_targets_pull(p, h, price);
    double n = pm_targets_whole(p->cost[h], pull, p->low[h], p->high[h]);
    double ratio = pull / p->cost[h];
    pieces[h] = ratio - n * (n - 1) < n * (n + 1) - ratio ? n - 1 : n;
  }
}

/* The dual of the whole numbers is a little above that of all numbers: from the prices of
   the latter, chords between whole numbers lead there. */
static pm_status find_prices(const pm_targets_problem *p, priced *found, pm_arena *arena)
{
  for (int k = 0; k < RELAXATIONS_MOST; k++) {
    pm_status status =
        pm_targets_relax(p, k == 0 ? NULL : found->pieces, found->price, found->inverse, arena);
    if (status != PM_OK)
      return status;
    double bound = pm_targets_bound(p, found->price);
    bool is_better = k == 0 || bound > found->bound;
    bool is_done = k > 0 && !(bound > found->bound + fabs(found->bound) * 1e-7);
    if (is_better) {
      memcpy(found->best, found->price, p->targets * sizeof(double));
      found->bound = bound;
    }
    if (is_done)
      break;
    find_pieces(p, found->best, found->pieces);
  }
  return PM_OK;
}

/* ------------------------------------------------------------ whole numbers -- */

static bool make_state(pm_targets_state *state, const pm_targets_problem *p,
                       const double *price, pm_arena *arena)
{
  *state = (pm_targets_state){.problem = p};
  double *room = pm_arena_alloc(arena, 2 * (p->strata + p->targets) * sizeof *room);
  if (room == NULL)
    return false;
  state->n = room;
  state->pull = room + p->strata;
  state->used = room + 2 * p->strata;
  state->price = state->used + p->targets;
  memcpy(state->price, price, p->targets * sizeof(double));
  for (size_t h = 0; h < p->strata; h++) {
    state->pull[h] = pm_targets_pull(p, h, price);
    state->n[h] = pm_targets_whole(p->cost[h], state->pull[h], p->low[h], p->high[h]);
  }
  return true;
}

/* A bound on a sum of whole numbers is a whole number. */
static double rounded_bound(const pm_targets_problem *p, double bound, double cost)
{
  double whole = p->is_whole && cost <= RECORDS_MOST ? ceil(bound) : bound;
  return fmin(whole, cost);
}

/* What is found as it gets better. */
typedef struct finding {
  pm_targets_state *state;
  double *n;    /* other numbers to begin from */
  double bound; /* of the cost of the state's strata, not rounded up */
  double effort;
  bool is_exact;
} finding;

static pm_status improve(finding *f, pm_arena *arena)
{
  pm_status status = pm_targets_repair(f->state, arena);
  if (status == PM_OK && !pm_targets_is_met(f->state))
    return PM_ERROR_NUMERIC;
  return status == PM_OK ? pm_targets_exchange(f->state, f->effort / 4, arena) : status;
}

/* Group by group: the numbers that lose least, and what that adds to the bound. */
static pm_status search_groups(finding *f, const pm_targets_groups *groups, pm_arena *arena)
{
  const pm_targets_problem *p = f->state->problem;
  bool is_all = groups->columns[groups->count] == p->targets;
  bool is_least = true;
  double added = 0;
  memcpy(f->n, f->state->n, p->strata * sizeof *f->n);
  for (size_t g = 0; g < groups->count; g++) {
    if (groups->columns[g + 1] == groups->columns[g])
      continue;
    pm_targets_part part = {.group = g,
                            .margin = is_all && p->is_whole ? 0.5 : 0,
                            .work = f->effort / 2 / (double)groups->count,
                            .n = f->n};
    pm_status status = pm_targets_search(f->state, groups, &part, arena);
    if (status != PM_OK)
      return status;
    added += part.least;
    is_least = is_least && part.is_least;
  }
  f->bound += added * (1 - 1e-12);
  /* Groups that share no target are problems of their own. */
  f->is_exact = is_all && is_least;
  return PM_OK;
}

/* Begin once more from what the groups found, and keep the cheaper. */
static pm_status begin_again(finding *f, pm_arena *arena)
{
  pm_targets_state *state = f->state;
  size_t size = state->problem->strata * sizeof(double);
  double cost = state->cost;
  double *kept = state->n;
  state->n = f->n;
  pm_targets_refresh(state);
  pm_status status = f->is_exact && pm_targets_is_met(state) ? PM_OK : improve(f, arena);
  if (status == PM_OK && state->cost <= cost)
    memcpy(kept, state->n, size);
  else
    f->is_exact = false;
  state->n = kept;
  pm_targets_refresh(state);
  return status;
}

static bool is_proven(const finding *f)
{
  return rounded_bound(f->state->problem, f->bound, f->state->cost) >= f->state->cost;
}

static pm_status find_whole(finding *f, pm_arena *arena)
{
  pm_targets_groups groups;
  pm_status status = improve(f, arena);
  if (status != PM_OK || is_proven(f))
    return status;
  status = pm_targets_group(&groups, f->state->problem, arena);
  if (status != PM_OK || groups.columns[groups.count] == 0)
    return status;
  status = search_groups(f, &groups, arena);
  return status == PM_OK ? begin_again(f, arena) : status;
}

/* ------------------------------------------------------------------ results -- */

static pm_status sum_used(const pm_targets_request *request, const pm_targets_result *result,
                          pm_arena *arena)
{
  pm_sum *sums = pm_arena_alloc(arena, request->targets * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < request->strata; h++)
    for (size_t e = request->starts[h]; e < request->starts[h + 1]; e++)
      if (request->load[e] > 0)
        pm_sum_add(&sums[request->target[e]], request->load[e] / result->n[h]);
  for (size_t j = 0; j < request->targets && result->used != NULL; j++)
    result->used[j] = pm_sum_value(&sums[j]);
  return PM_OK;
}

static double whole_cost(const pm_targets_request *request, const double *n)
{
  pm_sum sum = {0, 0};
  for (size_t h = 0; h < request->strata; h++)
    pm_sum_add(&sum, (request->cost == NULL ? 1 : request->cost[h]) * n[h]);
  return pm_sum_value(&sum);
}

static pm_status hand_over(const pm_targets_request *request, const pm_targets_state *state,
                           double bound, pm_targets_result *result, pm_arena *arena)
{
  const pm_targets_problem *p = state->problem;
  for (size_t h = 0; h < p->strata; h++)
    result->n[p->origin[h]] = state->n[h];
  for (size_t j = 0; j < request->targets && result->price != NULL; j++)
    result->price[j] = 0;
  for (size_t j = 0; j < p->targets && result->price != NULL; j++)
    result->price[p->requested[j]] = state->price[j] * p->unit / p->limit[j];
  if (result->price != NULL)
    pm_targets_price_settled(p, request, result);
  result->cost = whole_cost(request, result->n);
  /* The part that is still open, in the request's units. */
  double open = (state->cost - rounded_bound(p, bound, state->cost)) * p->unit;
  result->lower_bound = result->is_exact ? result->cost : result->cost - open;
  result->gap = result->is_exact ? 0 : open / result->lower_bound;
  return sum_used(request, result, arena);
}

static pm_status solve(const pm_targets_request *request, pm_targets_result *result,
                       pm_arena *arena, pm_error *error)
{
  pm_targets_problem p;
  pm_targets_state state;
  double effort = 1e6 * (request->effort > 0 ? request->effort : EFFORT);
  pm_status status = pm_targets_reduce(&p, request, result->n, arena, error);
  if (status != PM_OK)
    return status;
  double *room = pm_arena_alloc(arena, 2 * (p.strata + p.targets) * sizeof *room);
  if (room == NULL)
    return PM_ERROR_MEMORY;
  priced found = {.price = room,
                  .best = room + p.targets,
                  .inverse = room + 2 * p.targets,
                  .pieces = room + 2 * p.targets + p.strata};
  if (p.strata > 0)
    status = find_prices(&p, &found, arena);
  if (status == PM_OK && !make_state(&state, &p, found.best, arena))
    status = PM_ERROR_MEMORY;
  finding f = {.state = &state, .n = found.inverse, .bound = found.bound, .effort = effort};
  if (status == PM_OK && p.strata > 0)
    status = find_whole(&f, arena);
  if (status == PM_ERROR_NUMERIC)
    return pm_error_add(error, status, NULL,
                        "rounding keeps the targets from being met; are they near a census?");
  if (status != PM_OK)
    return status;
  result->is_exact = f.is_exact || is_proven(&f);
  return hand_over(request, &state, f.bound, result, arena);
}

pm_status pm_allocate_targets(const pm_targets_request *request, pm_targets_result *result,
                              pm_error *error)
{
  pm_status status = check(request, error);
  if (status != PM_OK)
    return status;
  pm_arena *arena = pm_arena_new(request->allocator);
  status = arena == NULL ? PM_ERROR_MEMORY : solve(request, result, arena, error);
  pm_arena_free(arena);
  return status == PM_ERROR_MEMORY ? pm_memory_fault(error) : status;
}
