/* targets_repair.c: an allocation in whole records that meets all targets, and from which
   none can be taken away.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>

#include "allocate/targets_problem.h"

/* Moves after which the targets' sums are made anew: their rounding stays far below the
   slack. */
enum { MOVES_MOST = 256 };

void pm_targets_refresh(pm_targets_state *state)
{
  const pm_targets_problem *p = state->problem;
  pm_sum cost = {0, 0};
  for (size_t h = 0; h < p->strata; h++)
    pm_sum_add(&cost, p->cost[h] * state->n[h]);
  state->cost = pm_sum_value(&cost);
  for (size_t j = 0; j < p->targets; j++) {
    pm_sum sum = {0, 0};
    for (size_t e = p->columns[j]; e < p->columns[j + 1]; e++)
      pm_sum_add(&sum, p->share[e] / state->n[p->stratum[e]]);
    state->used[j] = pm_sum_value(&sum);
  }
  state->moves = 0;
}

void pm_targets_move(pm_targets_state *state, size_t h, double to)
{
  const pm_targets_problem *p = state->problem;
  double change = 1 / to - 1 / state->n[h];
  state->cost += p->cost[h] * (to - state->n[h]);
  state->n[h] = to;
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
    state->used[p->target[e]] += p->load[e] * change;
  if (++state->moves > MOVES_MOST * (p->strata / 64 + 1))
    pm_targets_refresh(state);
}

static bool is_met(const pm_targets_state *state, size_t target)
{
  return state->used[target] <= state->problem->room[target] + PM_TARGETS_SLACK;
}

bool pm_targets_is_met(const pm_targets_state *state)
{
  for (size_t j = 0; j < state->problem->targets; j++)
    if (!is_met(state, j))
      return false;
  return true;
}

bool pm_targets_allow(const pm_targets_state *state, size_t h, double to)
{
  const pm_targets_problem *p = state->problem;
  double change = 1 / to - 1 / state->n[h];
  if (to < p->low[h] || to > p->high[h])
    return false;
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
    if (state->used[p->target[e]] + p->load[e] * change >
        p->room[p->target[e]] + PM_TARGETS_SLACK)
      return false;
  return true;
}

/* ------------------------------------------------------------------ adding -- */

/* How much a record more does for all targets that are missed, valued at their prices and
   no more than they miss, for each unit of what it costs beyond what the met ones pay. */
static double worth(const pm_targets_state *state, size_t h)
{
  const pm_targets_problem *p = state->problem;
  double gain = 1 / state->n[h] - 1 / (state->n[h] + 1);
  double filled = 0;
  double paid = 0;
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++) {
    size_t j = p->target[e];
    double missing = state->used[j] - p->room[j];
    if (missing > 0)
      filled += fmin(p->load[e] * gain, missing) / p->room[j];
    paid += state->price[j] * p->load[e] * gain;
  }
  double left = fmax(p->cost[h] - paid, 0.05 * p->cost[h]);
  return filled / left;
}

/* The target that is missed most, or targets. */
static size_t most_missed(const pm_targets_state *state)
{
  const pm_targets_problem *p = state->problem;
  size_t most = p->targets;
  double missing = 0;
  for (size_t j = 0; j < p->targets; j++) {
    double miss = (state->used[j] - p->room[j]) / p->room[j];
    if (!is_met(state, j) && miss > missing) {
      missing = miss;
      most = j;
    }
  }
  return most;
}

/* A record to the stratum of the target where it does most; false: all of them are full,
   which only rounding can bring about. */
static bool add_for(pm_targets_state *state, size_t target)
{
  const pm_targets_problem *p = state->problem;
  size_t best = p->strata;
  double most = 0;
  for (size_t e = p->columns[target]; e < p->columns[target + 1]; e++) {
    size_t h = p->stratum[e];
    double value = state->n[h] < p->high[h] ? worth(state, h) : 0;
    if (value > most) {
      most = value;
      best = h;
    }
  }
  if (best == p->strata)
    return false;
  pm_targets_move(state, best, state->n[best] + 1);
  return true;
}

/* ----------------------------------------------------------------- dropping -- */

typedef struct candidate {
  double saving; /* the cost of a record less what the prices say that it is worth */
  size_t stratum;
} candidate;

static int by_saving(const void *left, const void *right)
{
  const candidate *a = left;
  const candidate *b = right;
  if (a->saving != b->saving)
    return a->saving > b->saving ? -1 : 1;
  return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

/* In the order of what they save, records that no target needs. What a target does not
   allow now it will not allow later, as records only get fewer. */
static void drop(pm_targets_state *state, candidate *list)
{
  const pm_targets_problem *p = state->problem;
  size_t count = 0;
  for (size_t h = 0; h < p->strata; h++) {
    double n = state->n[h];
    if (pm_targets_allow(state, h, n - 1))
      list[count++] = (candidate){p->cost[h] - state->pull[h] * (1 / (n - 1) - 1 / n), h};
  }
  if (count > 0)
    qsort(list, count, sizeof *list, by_saving);
  for (size_t i = 0; i < count; i++)
    while (pm_targets_allow(state, list[i].stratum, state->n[list[i].stratum] - 1))
      pm_targets_move(state, list[i].stratum, state->n[list[i].stratum] - 1);
}

pm_status pm_targets_repair(pm_targets_state *state, pm_arena *arena)
{
  const pm_targets_problem *p = state->problem;
  candidate *list = pm_arena_alloc(arena, p->strata * sizeof *list);
  if (list == NULL)
    return PM_ERROR_MEMORY;
  pm_targets_refresh(state);
  for (;;) {
    size_t target = most_missed(state);
    if (target < p->targets && add_for(state, target))
      continue;
    size_t moves = state->moves;
    pm_targets_refresh(state);
    if (moves == 0 || pm_targets_is_met(state))
      break;
  }
  drop(state, list);
  pm_targets_refresh(state);
  return PM_OK;
}
