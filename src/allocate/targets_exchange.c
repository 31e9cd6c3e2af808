/* targets_exchange.c: a record more of one stratum, so that dearer or more records of
   others can go.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <stdlib.h>

#include "allocate/targets_problem.h"

/* How many strata may give up records for one that gets one. */
enum { GIVERS_MOST = 16 };

typedef struct exchange {
  pm_targets_state *state;
  double gain;  /* what the numbers lose less at the prices, as it is now */
  size_t *seen; /* of a stratum: the last turn that looked at it */
  size_t turn;
  double work;
  size_t givers[GIVERS_MOST];
  size_t giver_count;
} exchange;

static double more_loss(const pm_targets_state *s, size_t h)
{
  double n = s->n[h];
  return s->problem->cost[h] - s->pull[h] * (1 / n - 1 / (n + 1));
}

static double less_loss(const pm_targets_state *s, size_t h)
{
  double n = s->n[h];
  return s->pull[h] * (1 / (n - 1) - 1 / n) - s->problem->cost[h];
}

/* Take one record of the stratum that shares a target with h, is not h, can spare it, and
   loses least by it. */
static bool take_one(exchange *x, size_t h)
{
  pm_targets_state *s = x->state;
  const pm_targets_problem *p = s->problem;
  size_t best = p->strata;
  double least = (double)INFINITY;
  x->turn++;
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++) {
    size_t j = p->target[e];
    for (size_t f = p->columns[j]; f < p->columns[j + 1]; f++) {
      size_t k = p->stratum[f];
      if (x->seen[k] == x->turn || k == h)
        continue;
      x->seen[k] = x->turn;
      x->work -= 1;
      if (s->n[k] <= p->low[k])
        continue;
      double loss = less_loss(s, k);
      if (loss < least && pm_targets_allow(s, k, s->n[k] - 1)) {
        least = loss;
        best = k;
      }
    }
  }
  if (best == p->strata)
    return false;
  x->givers[x->giver_count++] = best;
  x->gain -= least;
  pm_targets_move(s, best, s->n[best] - 1);
  return true;
}

static void give_back(exchange *x, size_t h)
{
  pm_targets_state *s = x->state;
  while (x->giver_count > 0) {
    size_t k = x->givers[--x->giver_count];
    pm_targets_move(s, k, s->n[k] + 1);
  }
  pm_targets_move(s, h, s->n[h] - 1);
}

/* Whether a record more of h paid off; else all is as it was. At the same cost it does
   when the numbers lose less at the prices: then targets have more room for the next. */
static bool try_more(exchange *x, size_t h)
{
  pm_targets_state *s = x->state;
  double before = s->cost;
  if (s->n[h] >= s->problem->high[h])
    return false;
  x->giver_count = 0;
  x->gain = -more_loss(s, h);
  pm_targets_move(s, h, s->n[h] + 1);
  while (x->giver_count < GIVERS_MOST && take_one(x, h))
    ;
  if (s->cost < before * (1 - 1e-12) || (s->cost <= before * (1 + 1e-15) && x->gain > 1e-6))
    return true;
  give_back(x, h);
  return false;
}

/* Strata by what a record more loses, the least first. */
typedef struct place {
  double loss;
  size_t stratum;
} place;

static int by_loss(const void *left, const void *right)
{
  const place *a = left;
  const place *b = right;
  if (a->loss != b->loss)
    return a->loss < b->loss ? -1 : 1;
  return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

pm_status pm_targets_exchange(pm_targets_state *state, double work, pm_arena *arena)
{
  const pm_targets_problem *p = state->problem;
  exchange x = {.state = state, .work = work};
  place *places = pm_arena_alloc(arena, p->strata * sizeof *places);
  x.seen = pm_arena_alloc(arena, p->strata * sizeof *x.seen);
  if (places == NULL || x.seen == NULL)
    return PM_ERROR_MEMORY;
  bool is_better = true;
  while (is_better && x.work > 0) {
    is_better = false;
    for (size_t h = 0; h < p->strata; h++)
      places[h] = (place){more_loss(state, h), h};
    if (p->strata > 0)
      qsort(places, p->strata, sizeof *places, by_loss);
    for (size_t i = 0; i < p->strata && x.work > 0; i++)
      is_better = try_more(&x, places[i].stratum) || is_better;
  }
  pm_targets_refresh(state);
  return PM_OK;
}
