/* targets_reduce.c: what of a request is left to decide.

   Three facts settle much of it. A target that is met by the minima alone never binds. A
   stratum must have at least the records that a target needs of it when all other strata
   are at their maximum. A stratum that no live target looks at stays at its minimum.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/targets_problem.h"
#include "core/number_text.h"

/* The request with bounds made tight, by its own numbering. */
typedef struct reduction {
  const pm_targets_request *request;
  pm_targets_problem *problem;
  double *low, *high;
  double *most, *least; /* of a target: sum a/n at the minima, at the maxima; of its limit */
  size_t *place;        /* of a target in the problem, or NONE */
  pm_arena *arena;
} reduction;

#define NONE SIZE_MAX

static double load_of(const reduction *r, size_t entry)
{
  return r->request->load[entry] / r->request->limit[r->request->target[entry]];
}

/* a/n, where nothing needs no records. */
static double use_of(double load, double n)
{
  return load > 0 ? load / n : 0;
}

/* Sum a/n of each target, without the error that many terms bring. */
static pm_status sum_uses(const reduction *r, const double *n, double *uses)
{
  const pm_targets_request *request = r->request;
  pm_sum *sums = pm_arena_alloc(r->arena, request->targets * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < request->strata; h++)
    for (size_t e = request->starts[h]; e < request->starts[h + 1]; e++)
      pm_sum_add(&sums[request->target[e]], use_of(load_of(r, e), n[h]));
  for (size_t j = 0; j < request->targets; j++)
    uses[j] = pm_sum_value(&sums[j]);
  return PM_OK;
}

/* The fewest records of a stratum that leave a target its chance: all others at their
   maximum. */
static double fewest(const reduction *r, size_t entry, double n_most)
{
  double load = load_of(r, entry);
  double others = r->least[r->request->target[entry]] - use_of(load, n_most);
  double room = 1 + PM_TARGETS_STEP_SLACK - fmax(others, 0);
  double n = fmax(ceil(load / room), 1);
  return n > 1 && load / (n - 1) <= room ? n - 1 : n;
}

static void tighten(const reduction *r)
{
  const pm_targets_request *request = r->request;
  for (size_t h = 0; h < request->strata; h++)
    for (size_t e = request->starts[h]; e < request->starts[h + 1]; e++)
      if (request->load[e] > 0)
        r->low[h] = fmin(fmax(r->low[h], fewest(r, e, r->high[h])), r->high[h]);
}

static pm_status check_reach(const reduction *r, pm_error *error)
{
  const pm_targets_request *request = r->request;
  pm_status status = PM_OK;
  for (size_t j = 0; j < request->targets; j++)
    if (!(r->least[j] <= 1 + PM_TARGETS_SLACK)) {
      status = PM_ERROR_DOMAIN;
      (void)pm_error_add(error, status, NULL,
                         "target %zu cannot be met: with every stratum at its maximum "
                         "%s is left, and its limit is %s",
                         j + 1, pm_number_short(r->least[j] * request->limit[j], 9).text,
                         pm_number_short(request->limit[j], 9).text);
    }
  return status;
}

/* ------------------------------------------------------------ live targets -- */

typedef struct live_target {
  size_t requested, strata, first;
} live_target;

static int by_profile(const void *left, const void *right)
{
  const live_target *a = left;
  const live_target *b = right;
  if (a->strata != b->strata)
    return a->strata < b->strata ? -1 : 1;
  if (a->first != b->first)
    return a->first < b->first ? -1 : 1;
  return (a->requested > b->requested) - (a->requested < b->requested);
}

static bool is_open(const reduction *r, size_t h)
{
  return r->low[h] < r->high[h];
}

static bool is_live(const reduction *r, size_t target)
{
  return r->most[target] > 1 + PM_TARGETS_SLACK;
}

static void count_strata(const reduction *r, live_target *all)
{
  const pm_targets_request *request = r->request;
  for (size_t h = request->strata; h-- > 0;)
    for (size_t e = request->starts[h]; e < request->starts[h + 1] && is_open(r, h); e++)
      if (request->load[e] > 0) {
        all[request->target[e]].strata++;
        all[request->target[e]].first = h;
      }
}

static pm_status list_targets(reduction *r)
{
  const pm_targets_request *request = r->request;
  pm_targets_problem *p = r->problem;
  live_target *all = pm_arena_alloc(r->arena, request->targets * sizeof *all);
  p->requested = pm_arena_alloc(r->arena, request->targets * sizeof *p->requested);
  p->limit = pm_arena_alloc(r->arena, request->targets * sizeof(double));
  p->room = pm_arena_alloc(r->arena, request->targets * sizeof(double));
  if (all == NULL || p->requested == NULL || p->limit == NULL || p->room == NULL)
    return PM_ERROR_MEMORY;
  for (size_t j = 0; j < request->targets; j++)
    all[j].requested = j;
  count_strata(r, all);
  for (size_t j = 0; j < request->targets; j++)
    if (is_live(r, j) && all[j].strata > 0)
      all[p->targets++] = all[j];
  if (p->targets > 0)
    qsort(all, p->targets, sizeof *all, by_profile);
  for (size_t j = 0; j < request->targets; j++)
    r->place[j] = NONE;
  for (size_t j = 0; j < p->targets; j++) {
    p->requested[j] = all[j].requested;
    p->limit[j] = request->limit[all[j].requested];
    p->room[j] = 1;
    r->place[all[j].requested] = j;
  }
  return PM_OK;
}

/* ------------------------------------------------------------- live strata -- */

static bool is_wanted(const reduction *r, size_t entry)
{
  return r->request->load[entry] > 0 && r->place[r->request->target[entry]] != NONE;
}

static size_t wanted_entries(const reduction *r, size_t h)
{
  size_t count = 0;
  for (size_t e = r->request->starts[h]; e < r->request->starts[h + 1]; e++)
    count += is_wanted(r, e);
  return count;
}

static bool make_room(pm_targets_problem *p, pm_arena *arena)
{
  p->starts = pm_arena_alloc(arena, (p->strata + 1) * sizeof *p->starts);
  p->columns = pm_arena_alloc(arena, (p->targets + 2) * sizeof *p->columns);
  p->target = pm_arena_alloc(arena, p->entries * sizeof *p->target);
  p->stratum = pm_arena_alloc(arena, p->entries * sizeof *p->stratum);
  p->load = pm_arena_alloc(arena, p->entries * sizeof(double));
  p->share = pm_arena_alloc(arena, p->entries * sizeof(double));
  p->cost = pm_arena_alloc(arena, p->strata * sizeof(double));
  p->low = pm_arena_alloc(arena, p->strata * sizeof(double));
  p->high = pm_arena_alloc(arena, p->strata * sizeof(double));
  p->origin = pm_arena_alloc(arena, p->strata * sizeof *p->origin);
  return p->starts != NULL && p->columns != NULL && p->target != NULL && p->stratum != NULL &&
         p->load != NULL && p->share != NULL && p->cost != NULL && p->low != NULL &&
         p->high != NULL && p->origin != NULL;
}

/* Into its place among the stratum's entries, by rising target. */
static void insert_entry(pm_targets_problem *p, size_t h, size_t target, double load)
{
  size_t e = p->starts[h + 1]++;
  for (; e > p->starts[h] && p->target[e - 1] > target; e--) {
    p->target[e] = p->target[e - 1];
    p->load[e] = p->load[e - 1];
  }
  p->target[e] = target;
  p->load[e] = load;
}

static double request_cost(const pm_targets_request *request, size_t h)
{
  return request->cost == NULL ? 1 : request->cost[h];
}

static void take_stratum(const reduction *r, size_t h)
{
  pm_targets_problem *p = r->problem;
  size_t at = p->strata++;
  p->starts[at + 1] = p->starts[at];
  p->cost[at] = request_cost(r->request, h);
  p->low[at] = r->low[h];
  p->high[at] = r->high[h];
  p->origin[at] = h;
  for (size_t e = r->request->starts[h]; e < r->request->starts[h + 1]; e++)
    if (is_wanted(r, e))
      insert_entry(p, at, r->place[r->request->target[e]], load_of(r, e));
}

static void decide_stratum(const reduction *r, size_t h, double *n)
{
  n[h] = r->low[h];
  for (size_t e = r->request->starts[h]; e < r->request->starts[h + 1]; e++)
    if (is_wanted(r, e))
      r->problem->room[r->place[r->request->target[e]]] -= load_of(r, e) / n[h];
}

static pm_status list_strata(const reduction *r, double *n)
{
  pm_targets_problem *p = r->problem;
  for (size_t h = 0; h < r->request->strata; h++) {
    size_t wanted = is_open(r, h) ? wanted_entries(r, h) : 0;
    p->strata += wanted > 0;
    p->entries += wanted;
  }
  if (!make_room(p, r->arena))
    return PM_ERROR_MEMORY;
  p->strata = 0;
  for (size_t h = 0; h < r->request->strata; h++)
    if (is_open(r, h) && wanted_entries(r, h) > 0)
      take_stratum(r, h);
    else
      decide_stratum(r, h, n);
  return PM_OK;
}

/* The entries once more, target by target. */
static void transpose(pm_targets_problem *p)
{
  for (size_t e = 0; e < p->entries; e++)
    p->columns[p->target[e] + 2]++;
  for (size_t j = 0; j < p->targets; j++)
    p->columns[j + 2] += p->columns[j + 1];
  for (size_t h = 0; h < p->strata; h++)
    for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++) {
      size_t at = p->columns[p->target[e] + 1]++;
      p->stratum[at] = h;
      p->share[at] = p->load[e];
    }
}

/* ------------------------------------------------------------------- costs -- */

/* The largest whole number that divides both. */
static double divisor(double a, double b)
{
  while (b > 0) {
    double rest = fmod(a, b);
    a = b;
    b = rest;
  }
  return a;
}

/* All costs as whole numbers of a unit, if decimals are enough to tell it: a bound on the
   cost may then be rounded up, and sums of costs are exact. */
static void find_unit(pm_targets_problem *p)
{
  static const double scales[] = {1, 10, 100, 1000, 10000};
  const double MOST = 1e9;
  p->unit = 1;
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
    double scale = scales[i];
    double common = 0;
    bool is_whole = true;
    for (size_t h = 0; h < p->strata && is_whole; h++) {
      double whole = round(p->cost[h] * scale);
      is_whole = whole >= 1 && whole <= MOST && whole / scale == p->cost[h];
      common = divisor(whole, common);
    }
    if (!is_whole)
      continue;
    for (size_t h = 0; h < p->strata; h++)
      p->cost[h] = round(p->cost[h] * scale) / common;
    p->unit = common / scale;
    p->is_whole = true;
    return;
  }
}

static void add_decided(const reduction *r, const double *n)
{
  pm_sum sum = {0, 0};
  for (size_t h = 0; h < r->request->strata; h++)
    if (!is_open(r, h) || wanted_entries(r, h) == 0)
      pm_sum_add(&sum, request_cost(r->request, h) * n[h]);
  r->problem->decided = pm_sum_value(&sum);
}

/* --------------------------------------------------------------- the whole -- */

static void copy_bounds(const reduction *r)
{
  const pm_targets_request *request = r->request;
  for (size_t h = 0; h < request->strata; h++) {
    r->low[h] = request->minimum == NULL ? 0 : request->minimum[h];
    r->high[h] = request->maximum == NULL ? (double)INFINITY : request->maximum[h];
  }
}

static pm_status bound(const reduction *r, pm_error *error)
{
  copy_bounds(r);
  pm_status status = sum_uses(r, r->high, r->least);
  if (status == PM_OK)
    status = check_reach(r, error);
  if (status != PM_OK)
    return status;
  tighten(r);
  return sum_uses(r, r->low, r->most);
}

pm_status pm_targets_reduce(pm_targets_problem *problem, const pm_targets_request *request,
                            double *n, pm_arena *arena, pm_error *error)
{
  *problem = (pm_targets_problem){0};
  reduction r = {.request = request, .problem = problem, .arena = arena};
  r.low = pm_arena_alloc(arena, request->strata * sizeof(double));
  r.high = pm_arena_alloc(arena, request->strata * sizeof(double));
  r.most = pm_arena_alloc(arena, request->targets * sizeof(double));
  r.least = pm_arena_alloc(arena, request->targets * sizeof(double));
  r.place = pm_arena_alloc(arena, request->targets * sizeof *r.place);
  if (r.low == NULL || r.high == NULL || r.most == NULL || r.least == NULL || r.place == NULL)
    return PM_ERROR_MEMORY;
  pm_status status = bound(&r, error);
  if (status == PM_OK)
    status = list_targets(&r);
  if (status == PM_OK)
    status = list_strata(&r, n);
  if (status != PM_OK)
    return status;
  transpose(problem);
  add_decided(&r, n);
  find_unit(problem);
  return PM_OK;
}
