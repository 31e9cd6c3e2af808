/* knapsack.c: the best whole numbers that a budget pays for, from those that records in
   the order of their priorities end with.

   METHOD: Let m be the priority of the first record that did not fit. Whatever n, its
   sum f(n) = sum c w^2/n is L + sum of losses + m * (budget - cost), where L is that of
   the relaxed problem, in which a part of that record may be bought, and the loss of a
   stratum, what its n is worse than the n* of the order at the price m, is never
   negative. So an n that beats the best one known has losses below what that one is
   above L: few strata may leave their n*, and by few records. Those are searched depth
   first, dear records first (Lagrangian bound: Everett 1963; core: Balas & Zemel 1980).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/knapsack.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/apportion_heap.h"
#include "core/memory.h"

/* As many strata, and steps, as a search takes: some 50 ms. Beyond them the bound tells. */
enum { CANDIDATES_MOST = 250, STEPS_MOST = 3000000 };

/* A stratum that may leave its n*. */
typedef struct candidate {
  size_t stratum;
  double base; /* n* */
  double gain; /* c w^2 */
  double cost;
  double low, high;       /* n may go so far */
  double move, best;      /* from n*: now, and in the best found */
  double dearer, cheaper; /* most that it and those after it can add to the cost, or save */
} candidate;

typedef struct search {
  const pm_apportion *problem;
  double price; /* m */
  double slack; /* of the budget at n* */
  candidate *items;
  size_t count;
  double best; /* f - L of the best found */
  bool has_better;
  bool is_whole; /* all candidates are there, and all steps were taken */
  long steps;
} search;

/* What the stratum is worse with n* + move than with n*, at the price. */
static double loss_of(const search *it, const candidate *item, double move)
{
  double n = item->base + move;
  double saved = item->gain * move / (item->base * n);
  return fmax(0, it->price * item->cost * move - saved);
}

/* How far n may move in one direction before its loss alone is too much. */
static double reach(const search *it, const candidate *item, double step, double most)
{
  double far = 0;
  while (fabs(far) < most && loss_of(it, item, far + step) < it->best)
    far += step;
  return far;
}

/* ----------------------------------------------------------- the first best -- */

static double least_cost(const pm_apportion *problem)
{
  double least = problem->cost[0];
  for (size_t h = 1; h < problem->count; h++)
    least = fmin(least, problem->cost[h]);
  return least;
}

/* Records that fit, in the order of their priorities, passing over those that do not. */
static pm_status fill_up(const pm_apportion *problem, double *slack)
{
  apportion_heap heap;
  double least = least_cost(problem);
  if (apportion_heap_make(&heap, problem) != PM_OK)
    return PM_ERROR_MEMORY;
  while (heap.count > 0 && least <= *slack) {
    size_t h = heap.entries[0].stratum;
    if (problem->cost[h] > *slack) {
      apportion_heap_drop(&heap);
      continue;
    }
    *slack -= problem->cost[h];
    problem->n[h]++;
    apportion_heap_renew(&heap);
  }
  apportion_heap_free(&heap);
  return PM_OK;
}

/* f - L of n, when its bases are those of the order. */
static double value_of(const search *it, const double *base, double slack)
{
  const pm_apportion *problem = it->problem;
  double sum = it->price * slack;
  for (size_t h = 0; h < problem->count; h++) {
    double weight = problem->weight[h];
    candidate item = {
        .base = base[h], .gain = problem->cost[h] * weight * weight, .cost = problem->cost[h]};
    double move = problem->n[h] - base[h];
    sum += move > 0 ? loss_of(it, &item, move) : 0;
  }
  return sum;
}

/* ---------------------------------------------------------------- the search -- */

static candidate candidate_of(const search *it, const double *base, size_t h)
{
  const pm_apportion *problem = it->problem;
  double weight = problem->weight[h];
  candidate item = {.stratum = h,
                    .base = base[h],
                    .gain = problem->cost[h] * weight * weight,
                    .cost = problem->cost[h]};
  if (weight > 0) {
    item.high = reach(it, &item, 1, problem->maximum[h] - base[h]);
    item.low = reach(it, &item, -1, base[h] - problem->minimum[h]);
  }
  return item;
}

/* All that may move; when there are too many, the first. */
static void collect(search *it, const double *base)
{
  it->is_whole = true;
  for (size_t h = 0; h < it->problem->count; h++) {
    candidate item = candidate_of(it, base, h);
    if (item.high <= 0 && item.low >= 0)
      continue;
    if (it->count == CANDIDATES_MOST) {
      it->is_whole = false;
      return;
    }
    it->items[it->count++] = item;
  }
}

static int compare_costs(const void *a, const void *b)
{
  const candidate *first = a;
  const candidate *second = b;
  if (first->cost != second->cost)
    return first->cost < second->cost ? 1 : -1;
  return first->stratum < second->stratum ? -1 : 1;
}

static void prepare(search *it)
{
  qsort(it->items, it->count, sizeof *it->items, compare_costs);
  double dearer = 0;
  double cheaper = 0;
  for (size_t i = it->count; i-- > 0;) {
    candidate *item = &it->items[i];
    dearer += item->cost * item->high;
    cheaper -= item->cost * item->low;
    item->dearer = dearer;
    item->cheaper = cheaper;
  }
}

static void keep_best(search *it, double value)
{
  it->best = value;
  it->has_better = true;
  for (size_t i = 0; i < it->count; i++)
    it->items[i].best = it->items[i].move;
}

static void descend(search *it, size_t place, double slack, double loss);

/* Every move of a candidate in one direction that may still be part of a better one. */
static void try_moves(search *it, size_t place, double slack, double loss, double step)
{
  candidate *item = &it->items[place];
  double far = step > 0 ? item->high : -item->low;
  for (double moves = 1; moves <= far; moves++) {
    double move = step * moves;
    double worse = loss + loss_of(it, item, move);
    if (worse >= it->best)
      return;
    item->move = move;
    descend(it, place + 1, slack - item->cost * move, worse);
  }
}

/* Choose for the candidates from `place` on. */
static void descend(search *it, size_t place, double slack, double loss)
{
  bool is_end = place == it->count;
  double dearer = is_end ? 0 : it->items[place].dearer;
  double cheaper = is_end ? 0 : it->items[place].cheaper;
  if (slack + cheaper < 0 || loss + it->price * fmax(0, slack - dearer) >= it->best)
    return;
  if (is_end) {
    keep_best(it, loss + it->price * slack);
    return;
  }
  if (it->steps++ >= STEPS_MOST) {
    it->is_whole = false;
    return;
  }
  it->items[place].move = 0;
  descend(it, place + 1, slack, loss);
  try_moves(it, place, slack, loss, 1);
  try_moves(it, place, slack, loss, -1);
  it->items[place].move = 0;
}

static void take_best(const search *it, const double *base)
{
  if (!it->has_better)
    return;
  memcpy(it->problem->n, base, it->problem->count * sizeof *base);
  for (size_t i = 0; i < it->count; i++)
    it->problem->n[it->items[i].stratum] += it->items[i].best;
}

static pm_status run(search *it, double *base)
{
  const pm_apportion *problem = it->problem;
  double slack = it->slack;
  memcpy(base, problem->n, problem->count * sizeof *base);
  pm_status status = fill_up(problem, &slack);
  if (status != PM_OK)
    return status;
  it->best = value_of(it, base, slack);
  collect(it, base);
  prepare(it);
  descend(it, 0, it->slack, 0);
  take_best(it, base);
  return PM_OK;
}

pm_status pm_knapsack_finish(const pm_apportion *problem, const pm_apportion_end *start,
                             pm_knapsack_end *end)
{
  *end = (pm_knapsack_end){.below = 0, .is_exact = true};
  if (start->is_full)
    return PM_OK;
  search it = {
      .problem = problem, .price = start->priority, .slack = problem->limit - start->spent};
  double *base = pm_memory_resize(problem->allocator, NULL, problem->count * sizeof *base);
  it.items = pm_memory_resize(problem->allocator, NULL, CANDIDATES_MOST * sizeof *it.items);
  pm_status status = base != NULL && it.items != NULL ? run(&it, base) : PM_ERROR_MEMORY;
  *end = (pm_knapsack_end){.below = it.is_whole ? 0 : it.best, .is_exact = it.is_whole};
  (void)pm_memory_resize(problem->allocator, it.items, 0);
  (void)pm_memory_resize(problem->allocator, base, 0);
  return status;
}

/* ----------------------------------------------------------------- the budget -- */

/* The largest number of which all costs, times scale, are multiples; 0: there is none. */
static double common_unit(const pm_apportion *problem, double scale)
{
  double unit = 0;
  for (size_t h = 0; h < problem->count; h++) {
    double scaled = problem->cost[h] * scale;
    double rest = round(scaled);
    if (rest < 1 || rest > 1e12 || fabs(scaled - rest) > 4 * DBL_EPSILON * rest)
      return 0;
    while (rest > 0) {
      double next = fmod(unit, rest);
      unit = rest;
      rest = next;
    }
  }
  return unit;
}

double pm_knapsack_budget(const pm_apportion *problem)
{
  for (double scale = 1; scale <= 1e6; scale *= 10) {
    double unit = common_unit(problem, scale);
    if (unit > 0)
      return floor(problem->limit * scale / unit) * unit / scale;
  }
  return problem->limit;
}
