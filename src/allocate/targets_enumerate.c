/* targets_enumerate.c: all allocations that the bound does not exclude.

   METHOD: at prices lambda, an allocation that meets all targets costs the bound, plus
   what each stratum's n loses against its best, e_h(n) = c n + t/n - min, plus what each
   target leaves unused at its price. To be cheaper than what is known, all these together
   must stay below the gap. So each stratum has a few n left, and the search goes through
   them stratum by stratum, and turns back where the losses so far, with the least that the
   targets will leave unused, pass the gap, or where a target cannot be met any more.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/targets_problem.h"

typedef struct range {
  size_t stratum;
  double best, from, to; /* n that loses nothing, and those that may be considered */
  double least;          /* c n + t/n at the best */
} range;

typedef struct search {
  pm_targets_state *state;
  range *ranges;
  double *least_used, *most_used; /* of a target: with what is decided, and all others at
                                     the ends of their ranges */
  double *n, *found;
  double budget; /* what losses may come to */
  double bound, step;
  double work;
} search;

static double loss_at(const search *s, const range *r, double n)
{
  const pm_targets_problem *p = s->state->problem;
  return p->cost[r->stratum] * n + s->state->pull[r->stratum] / n - r->least;
}

/* The last n from best on in this direction that loses no more than the budget. */
static double reach(const search *s, const range *r, double direction, double end)
{
  double n = r->best;
  double stride = 1;
  while (stride >= 1) {
    double next = direction > 0 ? fmin(n + stride, end) : fmax(n - stride, end);
    if (next != n && loss_at(s, r, next) <= s->budget) {
      n = next;
      stride *= 2;
    } else {
      stride /= 2;
    }
  }
  return n;
}

static int by_width(const void *left, const void *right)
{
  const range *a = left;
  const range *b = right;
  double wide = (a->to - a->from) - (b->to - b->from);
  if (wide != 0)
    return wide < 0 ? -1 : 1;
  return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

static void set_budget(search *s, double cost)
{
  s->budget = cost - s->step - s->bound;
}

static void find_ranges(search *s)
{
  const pm_targets_problem *p = s->state->problem;
  for (size_t h = 0; h < p->strata; h++) {
    range *r = &s->ranges[h];
    double pull = s->state->pull[h];
    r->stratum = h;
    r->best = pm_targets_whole(p->cost[h], pull, p->low[h], p->high[h]);
    r->least = p->cost[h] * r->best + pull / r->best;
    r->from = reach(s, r, -1, p->low[h]);
    r->to = reach(s, r, 1, p->high[h]);
  }
  qsort(s->ranges, p->strata, sizeof *s->ranges, by_width);
  for (size_t i = 0; i < p->strata; i++) {
    const range *r = &s->ranges[i];
    for (size_t e = p->starts[r->stratum]; e < p->starts[r->stratum + 1]; e++) {
      s->least_used[p->target[e]] += p->load[e] / r->to;
      s->most_used[p->target[e]] += p->load[e] / r->from;
    }
  }
}

/* Put the stratum's use into the sums in the place of its range's; sign -1: back. */
static void decide(search *s, const range *r, double n, double sign)
{
  const pm_targets_problem *p = s->state->problem;
  for (size_t e = p->starts[r->stratum]; e < p->starts[r->stratum + 1]; e++) {
    size_t j = p->target[e];
    s->least_used[j] += sign * p->load[e] * (1 / n - 1 / r->to);
    s->most_used[j] += sign * p->load[e] * (1 / n - 1 / r->from);
  }
}

/* What is left of the budget when the targets' unused room is paid for; NaN: a target
   cannot be met. Rounding is given the benefit of the doubt: the leaf decides. */
static double left_over(const search *s, double budget)
{
  const pm_targets_problem *p = s->state->problem;
  for (size_t j = 0; j < p->targets; j++) {
    double room = p->room[j] + PM_TARGETS_SLACK;
    if (s->least_used[j] > room + 1e-14)
      return (double)NAN;
    if (s->most_used[j] < room)
      budget -= s->state->price[j] * (room - s->most_used[j]);
  }
  return budget + 1e-12 * s->bound;
}

/* All is decided: does it meet the targets, summed without rounding's drift? */
static void consider(search *s)
{
  pm_targets_state *state = s->state;
  const pm_targets_problem *p = state->problem;
  double *n = state->n;
  double before = state->cost;
  state->n = s->n;
  pm_targets_refresh(state);
  if (state->cost <= before - s->step && pm_targets_is_met(state)) {
    memcpy(s->found, s->n, p->strata * sizeof *n);
    set_budget(s, state->cost);
  } else {
    state->cost = before;
  }
  state->n = n;
}

static void look(search *s, size_t depth, double spent)
{
  const pm_targets_problem *p = s->state->problem;
  if (depth == p->strata) {
    consider(s);
    return;
  }
  const range *r = &s->ranges[depth];
  double down = r->best;
  double up = r->best + 1;
  /* Outwards from the best, the smaller loss first. */
  while (s->work > 0 && (down >= r->from || up <= r->to)) {
    double loss_down = down >= r->from ? loss_at(s, r, down) : (double)INFINITY;
    double loss_up = up <= r->to ? loss_at(s, r, up) : (double)INFINITY;
    double n = loss_down <= loss_up ? down-- : up++;
    double total = spent + fmin(loss_down, loss_up);
    s->work -= (double)(p->targets + 4);
    if (total > s->budget + 1e-12 * s->bound)
      return;
    s->n[r->stratum] = n;
    decide(s, r, n, 1);
    if (left_over(s, s->budget - total) >= 0)
      look(s, depth + 1, total);
    decide(s, r, n, -1);
  }
}

pm_status pm_targets_enumerate(pm_targets_state *state, double work, bool *is_exact,
                               pm_arena *arena)
{
  const pm_targets_problem *p = state->problem;
  search s = {.state = state, .work = work};
  *is_exact = false;
  s.bound = pm_targets_bound(p, state->price);
  s.step = p->is_whole ? 1 : state->cost * 1e-12;
  set_budget(&s, state->cost);
  s.ranges = pm_arena_alloc(arena, p->strata * sizeof *s.ranges);
  double *room = pm_arena_alloc(arena, 2 * (p->strata + p->targets) * sizeof *room);
  if (s.ranges == NULL || room == NULL)
    return PM_ERROR_MEMORY;
  s.n = room;
  s.found = room + p->strata;
  s.least_used = room + 2 * p->strata;
  s.most_used = s.least_used + p->targets;
  memcpy(s.found, state->n, p->strata * sizeof *s.n);
  if (s.budget >= 0) {
    find_ranges(&s);
    look(&s, 0, 0);
  }
  memcpy(state->n, s.found, p->strata * sizeof *s.n);
  pm_targets_refresh(state);
  *is_exact = s.work > 0;
  return PM_OK;
}
