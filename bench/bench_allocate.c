/* bench_allocate.c: a million strata shared out in whole numbers, beside a bare loop that
   finds the real solution only, by halving a bracket sixty times, in the same run.

   Strata: sizes from 20 to 5,000, spreads from 0.05 to 0.50, of a third of them floors of
   2 to 5 and of a third caps of a tenth to all. Each time is the least of some rounds.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/allocate.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench_clock.h"
#include "draw.h"

enum { STRATA = 1000000, ROUNDS = 5, HALVINGS = 60 };

static _Noreturn void fail(const char *what)
{
  fprintf(stderr, "bench_allocate: %s\n", what);
  exit(EXIT_FAILURE);
}

/* All of it runs in one thread: the processor's time is that of a machine with nothing else
   to do. */
static double seconds(void)
{
  return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static void make(pm_stratum_plan *strata)
{
  uint64_t state = 1;
  for (size_t h = 0; h < STRATA; h++) {
    pm_stratum_plan *s = &strata[h];
    *s = (pm_stratum_plan){.population = draw_between(&state, 20, 5000)};
    s->spread = 0.01 * draw_between(&state, 5, 50);
    s->cost = 0.25 * draw_between(&state, 4, 40);
    if (draw_between(&state, 0, 2) == 0)
      s->minimum = draw_between(&state, 2, 5);
    if (draw_between(&state, 0, 2) == 0)
      s->maximum = fmax(5, floor(s->population * 0.1 * draw_between(&state, 1, 10)));
  }
}

static double low_of(const pm_stratum_plan *s)
{
  return s->minimum > 0 ? s->minimum : 1;
}

static double high_of(const pm_stratum_plan *s)
{
  return s->maximum > 0 ? s->maximum : s->population;
}

/* sum clip(N S t, m, M) brought to the total. */
static double bare_loop(const pm_stratum_plan *strata, double total, double *n)
{
  double low = 0;
  double high = total;
  for (int i = 0; i < HALVINGS; i++) {
    double t = (low + high) / 2;
    double sum = 0;
    for (size_t h = 0; h < STRATA; h++) {
      double x = strata[h].population * strata[h].spread * t;
      sum += fmin(fmax(x, low_of(&strata[h])), high_of(&strata[h]));
    }
    *(sum < total ? &low : &high) = t;
  }
  double sum = 0;
  for (size_t h = 0; h < STRATA; h++) {
    double x = strata[h].population * strata[h].spread * low;
    n[h] = fmin(fmax(x, low_of(&strata[h])), high_of(&strata[h]));
    sum += n[h];
  }
  return sum;
}

static double time_ours(const pm_allocation_request *request, double *n, pm_allocation *found)
{
  double best = (double)INFINITY;
  for (int round = 0; round < ROUNDS; round++) {
    double start = seconds();
    if (pm_allocate_fixed(request, n, found, NULL, NULL) != PM_OK)
      fail("no allocation");
    best = fmin(best, seconds() - start);
  }
  return best;
}

static double time_bare(const pm_stratum_plan *strata, double total, double *n)
{
  double best = (double)INFINITY;
  for (int round = 0; round < ROUNDS; round++) {
    double start = seconds();
    if (fabs(bare_loop(strata, total, n) - total) > 1e-3 * total)
      fail("the bare loop went astray");
    best = fmin(best, seconds() - start);
  }
  return best;
}

static void compare(const pm_stratum_plan *strata, double total, double *n)
{
  pm_allocation found;
  pm_allocation_request request = {.strata = strata, .count = STRATA, .total = total};
  double ours = time_ours(&request, n, &found);
  double bare = time_bare(strata, total, n);
  printf("neyman, exact in whole numbers, %.0f of %d strata: %.3f s; bare loop, real: %.3f s; "
         "ratio %.2f\n",
         total, STRATA, ours, bare, ours / bare);
}

/* 10,000 of the strata in 100 domains, seven records of ten, the same margin in each. */
static void time_even(const pm_stratum_plan *strata, double *n)
{
  enum { FEW = 10000, DOMAINS = 100 };
  static size_t domain[FEW];
  static pm_stratum_plan open[FEW];
  double se[DOMAINS];
  double population = 0;
  double best = (double)INFINITY;
  for (size_t h = 0; h < FEW; h++) {
    open[h] = (pm_stratum_plan){.population = strata[h].population, .spread = strata[h].spread};
    population += strata[h].population;
    domain[h] = h % DOMAINS;
  }
  const pm_even_request request = {.strata = open,
                                   .count = FEW,
                                   .domain = domain,
                                   .domain_count = DOMAINS,
                                   .total = floor(0.7 * population)};
  for (int round = 0; round < ROUNDS; round++) {
    double start = seconds();
    if (pm_allocate_even(&request, n, se, NULL, NULL) != PM_OK)
      fail("no even allocation");
    best = fmin(best, seconds() - start);
  }
  double low = se[0];
  double high = se[0];
  for (size_t d = 1; d < DOMAINS; d++) {
    low = fmin(low, se[d]);
    high = fmax(high, se[d]);
  }
  printf("even margins, %d strata in %d domains, 70 %% of all: %.3f s, largest/least margin "
         "%.6f\n",
         FEW, DOMAINS, best, high / low);
}

int main(void)
{
  pm_stratum_plan *strata = calloc(STRATA, sizeof *strata);
  double *n = calloc(STRATA, sizeof *n);
  if (strata == NULL || n == NULL)
    fail("out of memory");
  make(strata);
  compare(strata, 4e6, n);
  compare(strata, 4e7, n);
  compare(strata, 1e9, n);
  pm_allocation found;
  const pm_allocation_request budget = {
      .method = "optimal", .strata = strata, .count = STRATA, .budget = 1e8};
  double ours = time_ours(&budget, n, &found);
  printf("optimal, a budget of 1e8: %.3f s, gap %.1e, %s\n", ours, found.gap,
         found.is_exact ? "exact" : "bounded");
  time_even(strata, n);
  for (size_t h = 0; h < STRATA; h++)
    strata[h] = (pm_stratum_plan){.population = 100, .spread = 1};
  pm_allocation_request equal = {.strata = strata, .count = STRATA, .total = 10500000};
  printf("neyman, all strata the same: %.3f s\n", time_ours(&equal, n, &found));
  free(n);
  free(strata);
  return EXIT_SUCCESS;
}
