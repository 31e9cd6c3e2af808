/* bench_targets.c: how long the least cost of many targets takes, and how far it is above
   the bound, beside Chromy's algorithm with numbers rounded up, which is what is mostly
   done: 10,000 strata in 100 domains of 5 rates, and the nation: 505 targets.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/allocate.h>
#include <plusminus/num.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_clock.h"

enum { DOMAINS = 100, RATES = 5, TARGETS = (DOMAINS + 1) * RATES, LOADS = 2 * RATES, RUNS = 5 };

typedef struct problem {
  size_t strata;
  double *size, *low, *cost, *load, *n;
  size_t *starts, *target;
  double limit[TARGETS];
} problem;

static void *room(size_t count, size_t size)
{
  void *block = calloc(count, size);
  if (block == NULL)
    exit(1);
  return block;
}

static void draw_strata(problem *p, bool has_costs, double *whole, double *all)
{
  pm_random random;
  const pm_random_place place = {.seed = 1, .major = has_costs};
  pm_random_begin(&random, &place);
  for (size_t h = 0; h < p->strata; h++) {
    p->size[h] = floor(20 * exp(5 * pm_random_uniform(&random)));
    p->low[h] = 2;
    p->cost[h] = has_costs ? 1 + (double)pm_random_below(&random, 4) : 1;
    whole[h % DOMAINS] += p->size[h];
    *all += p->size[h];
  }
  for (size_t e = 0; e < p->strata * LOADS; e++)
    p->load[e] = 0.1 + 0.85 * pm_random_uniform(&random);
}

/* Strata of 20 to 2,968 records; rates from 10 to 95 %; 5 points in each domain, 1 in the
   nation. */
static problem make(size_t strata, bool has_costs)
{
  problem p = {.strata = strata};
  double whole[DOMAINS] = {0}, all = 0;
  double z = pm_normal_quantile(0.025, PM_TAIL_UPPER);
  p.size = room(4 * strata, sizeof(double));
  p.low = p.size + strata;
  p.cost = p.low + strata;
  p.n = p.cost + strata;
  p.load = room(strata * LOADS, sizeof(double));
  p.starts = room(strata + 1, sizeof(size_t));
  p.target = room(strata * LOADS, sizeof(size_t));
  draw_strata(&p, has_costs, whole, &all);
  for (size_t j = 0; j < TARGETS; j++)
    p.limit[j] = pow((j < DOMAINS * RATES ? 0.05 : 0.01) / z, 2);
  for (size_t h = 0, e = 0; h < strata; h++) {
    for (size_t k = 0; k < LOADS; k++, e++) {
      double share = p.size[h] / (k < RATES ? whole[h % DOMAINS] : all);
      double rate = p.load[e];
      p.target[e] = (k < RATES ? h % DOMAINS * RATES : DOMAINS * RATES) + k % RATES;
      p.load[e] = share * share * rate * (1 - rate) * p.size[h] / (p.size[h] - 1);
      p.limit[p.target[e]] += p.load[e] / p.size[h];
    }
    p.starts[h + 1] = e;
  }
  return p;
}

static void free_problem(problem *p)
{
  free(p->size);
  free(p->load);
  free(p->starts);
  free(p->target);
}

/* --------------------------------------------------------------------- Chromy -- */

/* Prices times the square of what is used of the limit, until that is 1 or the price is
   none (Chromy 1987); then every number rounded up. */
static double chromy(const problem *p)
{
  double price[TARGETS], used[TARGETS];
  double cost = 0;
  for (size_t j = 0; j < TARGETS; j++)
    price[j] = 1;
  for (int step = 0; step < 500; step++) {
    memset(used, 0, sizeof used);
    for (size_t h = 0; h < p->strata; h++) {
      double pull = 0;
      for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
        pull += price[p->target[e]] * p->load[e] / p->limit[p->target[e]];
      p->n[h] = fmin(fmax(sqrt(pull / p->cost[h]), p->low[h]), p->size[h]);
      for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
        used[p->target[e]] += p->load[e] / p->n[h] / p->limit[p->target[e]];
    }
    for (size_t j = 0; j < TARGETS; j++)
      price[j] *= used[j] * used[j];
  }
  for (size_t h = 0; h < p->strata; h++)
    cost += p->cost[h] * ceil(p->n[h]);
  return cost;
}

/* ------------------------------------------------------------------------ both -- */

static double fastest(double best, double start)
{
  return fmin(best, clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - start);
}

static void compare(size_t strata, bool has_costs)
{
  problem p = make(strata, has_costs);
  const pm_targets_request request = {strata,   TARGETS, p.cost,  p.low, p.size, p.starts,
                                      p.target, p.load,  p.limit, 0,     NULL};
  pm_targets_result found = {.n = p.n};
  double ours = 1e9, theirs = 1e9, cost = 0;
  for (int run = 0; run < RUNS; run++) {
    double start = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (pm_allocate_targets(&request, &found, NULL) != PM_OK)
      exit(1);
    ours = fastest(ours, start);
    if (run > 0)
      continue;
    start = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    cost = chromy(&p);
    theirs = fastest(theirs, start);
  }
  printf("%6zu strata, %d targets, %s: cost %.0f, bound %.0f, %.3f %% above, %.3f s; Chromy, "
         "rounded up: %.2f %% above, %.1f times as long\n",
         strata, TARGETS, has_costs ? "costs 1 to 4" : "equal costs", found.cost,
         found.lower_bound, 100 * found.gap, ours, 100 * (cost / found.lower_bound - 1),
         theirs / ours);
  free_problem(&p);
}

int main(void)
{
  compare(1000, false);
  compare(10000, false);
  compare(10000, true);
  compare(30000, false);
  return 0;
}
