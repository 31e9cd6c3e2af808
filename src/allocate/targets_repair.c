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
        p->room[p->target[e]] + PM_TARGETS_STEP_SLACK)
      return false;
  return true;
}

/* ------------------------------------------------------------------ adding -- */

/* What a target misses is measured against its room, which rounding may have left at 0. */
static const double ROOM_LEAST = 1e-9;

static double missing_of(const pm_targets_state *state, size_t target)
{
  double room = state->problem->room[target];
  return (state->used[target] - room) / fmax(room, ROOM_LEAST);
}

/* How much a record more does for all targets that are missed, and no more than they miss,
   for each unit of what it costs beyond what the met ones pay for it at their prices. */
static double worth(const pm_targets_state *state, size_t h)
{
  const pm_targets_problem *p = state->problem;
  double gain = 1 / state->n[h] - 1 / (state->n[h] + 1);
  double filled = 0;
  double paid = 0;
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++) {
    size_t j = p->target[e];
    double missing = missing_of(state, j);
    if (missing > 0)
      filled += fmin(p->load[e] * gain / fmax(p->room[j], ROOM_LEAST), missing);
    paid += state->price[j] * p->load[e] * gain;
  }
  return filled / fmax(p->cost[h] - paid, 0.05 * p->cost[h]);
}

/* The target that is missed most, or targets. */
static size_t most_missed(const pm_targets_state *state)
{
  const pm_targets_problem *p = state->problem;
  size_t most = p->targets;
  for (size_t j = 0; j < p->targets; j++)
    if (!is_met(state, j) &&
        (most == p->targets || missing_of(state, j) > missing_of(state, most)))
      most = j;
  return most;
}

/* The number of records of a stratum, of this load, that fills a target by itself; but no
   more than a little above what it has, so that others get their share. */
static double filling(const pm_targets_state *state, size_t h, size_t target, double load)
{
  enum { PARTS = 64 };
  double n = state->n[h];
  double inverse = 1 / n - (state->used[target] - state->problem->room[target]) / load;
  double wanted = inverse > 0 ? ceil(1 / inverse) : (double)INFINITY;
  double most = n + fmax(1, floor(n / PARTS));
  return fmin(fmin(fmax(wanted, n + 1), most), state->problem->high[h]);
}

/* Records to the stratum of the target where they do most; false: all of them are full,
   which only rounding can bring about. */
static bool add_for(pm_targets_state *state, size_t target)
{
  const pm_targets_problem *p = state->problem;
  size_t best = p->entries;
  double most = -1;
  for (size_t e = p->columns[target]; e < p->columns[target + 1]; e++) {
    size_t h = p->stratum[e];
    double value = state->n[h] < p->high[h] ? worth(state, h) : -1;
    if (value > most) {
      most = value;
      best = e;
    }
  }
  if (best == p->entries)
    return false;
  size_t h = p->stratum[best];
  pm_targets_move(state, h, filling(state, h, target, p->share[best]));
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

/* The fewest records of a stratum that its targets allow. */
static double fewest(const pm_targets_state *state, size_t h)
{
  const pm_targets_problem *p = state->problem;
  double inverse = 1 / p->low[h];
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++) {
    size_t j = p->target[e];
    double left = p->room[j] + PM_TARGETS_STEP_SLACK - state->used[j];
    inverse = fmin(inverse, 1 / state->n[h] + left / p->load[e]);
  }
  double n = fmax(ceil(1 / inverse), p->low[h]);
  /* The quotient's rounding may be one off either way. */
  if (pm_targets_allow(state, h, n - 1))
    return n - 1;
  return n < state->n[h] && pm_targets_allow(state, h, n) ? n : fmin(n + 1, state->n[h]);
}

/* Records that no target needs, in the order of what they save; but for the last time, not
   below where the prices would have the stratum. What a target does not allow now it will not
   allow later, as records only get fewer. */
static void drop(pm_targets_state *state, candidate *list, bool is_last)
{
  const pm_targets_problem *p = state->problem;
  size_t count = 0;
  for (size_t h = 0; h < p->strata; h++) {
    double n = state->n[h];
    if (n > p->low[h] && pm_targets_allow(state, h, n - 1))
      list[count++] = (candidate){p->cost[h] - state->pull[h] * (1 / (n - 1) - 1 / n), h};
  }
  if (count > 0)
    qsort(list, count, sizeof *list, by_saving);
  for (size_t i = 0; i < count; i++) {
    size_t h = list[i].stratum;
    double least =
        is_last ? 0 : pm_targets_whole(p->cost[h], state->pull[h], p->low[h], p->high[h]);
    double n = fmax(fewest(state, h), least);
    if (n < state->n[h] && pm_targets_allow(state, h, n))
      pm_targets_move(state, h, n);
  }
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
  /* First down to where the prices would have a stratum, then as far as it goes. */
  drop(state, list, false);
  drop(state, list, true);
  pm_targets_refresh(state);
  return PM_OK;
}
