/* knapsack.c: the best whole numbers that a budget pays for, from those that records in
   the order of their priorities end with.

   METHOD: Let m be the priority of the first record that did not fit. Whatever n, its
   sum f(n) = sum c w^2/n is L + sum of losses + m * (budget - cost), where L is that of
   the relaxed problem, in which a part of that record may be bought, and the loss of a
   stratum, what its n is worse than the n* of the order at the price m, is never
   negative (Everett 1963). So an n that beats the best one known has losses below what
   that one is above L: few strata may leave their n*, and by few records. They are taken
   in the order of the least that leaving costs them, and of all combinations of moves so
   far only those are kept that no other one beats in cost and sum at once (Nemhauser &
   Ullmann 1969); when leaving costs the next stratum more than the best is above L, the
   best is proven (the expanding core of Pisinger 1997).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/knapsack.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/apportion_heap.h"
#include "core/memory.h"

/* As many strata, and combinations of moves, as a search takes: some 100 ms. Beyond them
   the bound tells. */
enum { CORE_MOST = 1000, STATES_MOST = 200000, NODES_MOST = 3000000 };

/* A stratum that may leave its n*. */
typedef struct candidate {
  size_t stratum;
  double base;               /* n* */
  double gain;               /* c w^2 */
  double cost;               /* of a record */
  double room_down, room_up; /* records within the bounds */
  double least;              /* what the first record up or down loses, whichever is less */
  double cheaper;            /* most that those after it can save */
} candidate;

/* A combination of moves of the strata so far. */
typedef struct state {
  double dearer; /* than n* */
  double loss;
  size_t node; /* its last move */
} state;

/* A move, and those before it. */
typedef struct node {
  size_t before, item;
  double move;
} node;

enum { NO_NODE = 0 };

typedef struct search {
  const pm_apportion *problem;
  double price;     /* m */
  double slack;     /* of the budget at n* */
  candidate *items; /* a heap, the greatest least first, then in rising order */
  size_t count;
  double next; /* the least loss of those that found no room */
  state *states;
  size_t count_states, room_states;
  node *nodes;
  size_t count_nodes, room_nodes;
  double best; /* f - L of the best found */
  size_t best_node;
  bool has_better;
  bool is_proven;
  bool is_memory_out;
} search;

/* What the stratum is worse with n* + move than with n*, at the price. */
static double loss_of(const search *it, const candidate *item, double move)
{
  double n = item->base + move;
  double saved = item->gain * move / (item->base * n);
  return fmax(0, it->price * item->cost * move - saved);
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
    candidate item = {.base = base[h],
                      .gain = problem->cost[h] * problem->square[h],
                      .cost = problem->cost[h]};
    double move = problem->n[h] - base[h];
    sum += move > 0 ? loss_of(it, &item, move) : 0;
  }
  return sum;
}

/* ------------------------------------------------------------------ the core -- */

static candidate candidate_of(const search *it, const double *base, size_t h)
{
  const pm_apportion *problem = it->problem;
  candidate item = {.stratum = h,
                    .base = base[h],
                    .gain = problem->cost[h] * problem->square[h],
                    .cost = problem->cost[h],
                    .room_down = base[h] - problem->minimum[h],
                    .room_up = problem->maximum[h] - base[h],
                    .least = (double)INFINITY};
  if (problem->square[h] > 0 && item.room_up > 0)
    item.least = loss_of(it, &item, 1);
  if (problem->square[h] > 0 && item.room_down > 0)
    item.least = fmin(item.least, loss_of(it, &item, -1));
  return item;
}

static void swap(candidate *a, candidate *b)
{
  candidate kept = *a;
  *a = *b;
  *b = kept;
}

/* The items as a heap whose first has the greatest least loss. */
static void sink(search *it, size_t place)
{
  for (;;) {
    size_t top = place;
    for (size_t child = 2 * place + 1; child <= 2 * place + 2; child++)
      if (child < it->count && it->items[child].least > it->items[top].least)
        top = child;
    if (top == place)
      return;
    swap(&it->items[place], &it->items[top]);
    place = top;
  }
}

static void rise(search *it, size_t place)
{
  while (place > 0 && it->items[place].least > it->items[(place - 1) / 2].least) {
    swap(&it->items[place], &it->items[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
}

static int compare_least(const void *a, const void *b)
{
  const candidate *first = a;
  const candidate *second = b;
  if (first->least != second->least)
    return first->least < second->least ? -1 : 1;
  return first->stratum < second->stratum ? -1 : 1;
}

/* The strata that leave their n* most easily, and how easily the next would. */
static void collect(search *it, const double *base)
{
  it->next = it->best;
  for (size_t h = 0; h < it->problem->count; h++) {
    candidate item = candidate_of(it, base, h);
    if (item.least >= it->best)
      continue;
    if (it->count < CORE_MOST) {
      it->items[it->count] = item;
      rise(it, it->count++);
      continue;
    }
    it->next = fmin(it->next, fmax(item.least, it->items[0].least));
    if (item.least < it->items[0].least) {
      it->items[0] = item;
      sink(it, 0);
    }
  }
  qsort(it->items, it->count, sizeof *it->items, compare_least);
  double cheaper = 0;
  for (size_t i = it->count; i-- > 0;) {
    it->items[i].cheaper = cheaper;
    cheaper += it->items[i].cost * it->items[i].room_down;
  }
}

/* ---------------------------------------------------------------- the search -- */

/* What the combination makes of the sum, but for a constant. */
static double sum_of(const search *it, const state *at)
{
  return at->loss - it->price * at->dearer;
}

static int compare_states(const void *a, const void *b)
{
  const state *first = a;
  const state *second = b;
  if (first->dearer != second->dearer)
    return first->dearer < second->dearer ? -1 : 1;
  if (first->loss != second->loss)
    return first->loss < second->loss ? -1 : 1;
  return first->node < second->node ? -1 : first->node > second->node;
}

/* Add a combination with one more move, if it may be part of a better one. False: there
   is no room, or memory. */
static bool try_move(search *it, const candidate *item, size_t from, double move, bool *is_done)
{
  state at = it->states[from];
  at.loss += loss_of(it, item, move);
  at.dearer += item->cost * move;
  *is_done = at.loss >= it->best;
  if (*is_done || at.dearer - it->slack > item->cheaper)
    return true;
  void *states = it->states;
  void *nodes = it->nodes;
  const pm_allocator *allocator = it->problem->allocator;
  if (it->count_states >= STATES_MOST || it->count_nodes >= NODES_MOST)
    return false;
  bool has_room = pm_memory_reserve(allocator, &states, &it->room_states, it->count_states + 1,
                                    sizeof *it->states) &&
                  pm_memory_reserve(allocator, &nodes, &it->room_nodes, it->count_nodes + 1,
                                    sizeof *it->nodes);
  it->states = states;
  it->nodes = nodes;
  it->is_memory_out = !has_room;
  if (!has_room)
    return false;
  it->nodes[it->count_nodes] = (node){at.node, (size_t)(item - it->items), move};
  at.node = it->count_nodes++;
  it->states[it->count_states++] = at;
  double value = at.loss + it->price * (it->slack - at.dearer);
  if (at.dearer <= it->slack && value < it->best) {
    it->best = value;
    it->best_node = at.node;
    it->has_better = true;
  }
  return true;
}

/* All moves of the item from one combination. */
static bool try_moves(search *it, const candidate *item, size_t from)
{
  bool is_done = false;
  for (double move = 1; move <= item->room_up && !is_done; move++)
    if (!try_move(it, item, from, move, &is_done))
      return false;
  is_done = false;
  for (double move = 1; move <= item->room_down && !is_done; move++)
    if (!try_move(it, item, from, -move, &is_done))
      return false;
  return true;
}

/* Keep what nothing else beats in cost and sum, and what can still lead to the best. */
static void thin_out(search *it, const candidate *item)
{
  qsort(it->states, it->count_states, sizeof *it->states, compare_states);
  size_t kept = 0;
  double least = (double)INFINITY;
  for (size_t i = 0; i < it->count_states; i++) {
    const state *at = &it->states[i];
    double sum = sum_of(it, at);
    if (sum >= least || at->loss >= it->best || at->dearer - it->slack > item->cheaper)
      continue;
    least = sum;
    it->states[kept++] = *at;
  }
  it->count_states = kept;
}

/* Is the best proven when it ends? */
static bool search_core(search *it)
{
  for (size_t i = 0; i < it->count; i++) {
    const candidate *item = &it->items[i];
    if (item->least >= it->best)
      return true;
    size_t before = it->count_states;
    for (size_t from = 0; from < before; from++)
      if (!try_moves(it, item, from))
        return false;
    thin_out(it, item);
  }
  return it->next >= it->best;
}

static void take_best(const search *it, const double *base)
{
  if (!it->has_better)
    return;
  memcpy(it->problem->n, base, it->problem->count * sizeof *base);
  for (size_t at = it->best_node; at != NO_NODE; at = it->nodes[at].before)
    it->problem->n[it->items[it->nodes[at].item].stratum] += it->nodes[at].move;
}

static pm_status run(search *it, double *base)
{
  const pm_apportion *problem = it->problem;
  const pm_allocator *allocator = problem->allocator;
  double slack = it->slack;
  memcpy(base, problem->n, problem->count * sizeof *base);
  pm_status status = fill_up(problem, &slack);
  if (status != PM_OK)
    return status;
  it->best = value_of(it, base, slack);
  collect(it, base);
  it->states = pm_memory_resize(allocator, NULL, sizeof *it->states);
  it->nodes = pm_memory_resize(allocator, NULL, sizeof *it->nodes);
  if (it->states == NULL || it->nodes == NULL)
    return PM_ERROR_MEMORY;
  it->room_states = it->count_states = 1;
  it->room_nodes = it->count_nodes = 1;
  it->states[0] = (state){.dearer = 0, .loss = 0, .node = NO_NODE};
  it->is_proven = search_core(it);
  take_best(it, base);
  return it->is_memory_out ? PM_ERROR_MEMORY : PM_OK;
}

pm_status pm_knapsack_finish(const pm_apportion *problem, const pm_apportion_end *start,
                             pm_knapsack_end *end)
{
  *end = (pm_knapsack_end){.below = 0, .is_exact = true};
  if (start->is_full)
    return PM_OK;
  const pm_allocator *allocator = problem->allocator;
  search it = {
      .problem = problem, .price = start->priority, .slack = problem->limit - start->spent};
  double *base = pm_memory_resize(allocator, NULL, problem->count * sizeof *base);
  it.items = pm_memory_resize(allocator, NULL, CORE_MOST * sizeof *it.items);
  pm_status status = base != NULL && it.items != NULL ? run(&it, base) : PM_ERROR_MEMORY;
  *end = (pm_knapsack_end){.below = it.is_proven ? 0 : it.best, .is_exact = it.is_proven};
  (void)pm_memory_resize(allocator, it.states, 0);
  (void)pm_memory_resize(allocator, it.nodes, 0);
  (void)pm_memory_resize(allocator, it.items, 0);
  (void)pm_memory_resize(allocator, base, 0);
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
