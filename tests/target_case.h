/* target_case.h: small problems of least cost, drawn at random, and all their allocations.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_TARGET_CASE_H
#define TESTS_TARGET_CASE_H

#include <math.h>
#include <plusminus/allocate.h>

enum { CASE_STRATA = 5, CASE_TARGETS = 6, CASE_LOADS = CASE_STRATA * CASE_TARGETS };

typedef struct target_case {
  size_t strata, targets;
  double cost[CASE_STRATA], low[CASE_STRATA], high[CASE_STRATA];
  size_t starts[CASE_STRATA + 1], target[CASE_LOADS];
  double load[CASE_LOADS], limit[CASE_TARGETS];
  double n[CASE_STRATA], used[CASE_TARGETS], price[CASE_TARGETS];
} target_case;

typedef struct target_draw {
  pm_random random;
} target_draw;

static inline int draw_below(target_draw *draw, int bound)
{
  return (int)pm_random_below(&draw->random, (uint64_t)bound);
}

static inline double draw_uniform(target_draw *draw)
{
  return pm_random_uniform(&draw->random);
}

/* One of four kinds of cost: all 1, small whole ones, tenths, any. */
static inline double draw_cost(target_draw *draw, int kind)
{
  switch (kind) {
  case 0:
    return 1;
  case 1:
    return 1 + draw_below(draw, 5);
  case 2:
    return (1 + draw_below(draw, 40)) / 10.0;
  default:
    return 0.1 + draw_uniform(draw);
  }
}

static inline double case_use(const target_case *it, size_t target, const double *n)
{
  double used = 0;
  for (size_t h = 0; h < it->strata; h++)
    for (size_t e = it->starts[h]; e < it->starts[h + 1]; e++)
      if (it->target[e] == target && it->load[e] > 0)
        used += it->load[e] / n[h];
  return used;
}

/* A limit between what the maxima leave and what the minima do; sometimes exactly the
   former, or a little below it, or that of the target before. */
static inline double draw_limit(target_draw *draw, const target_case *it, size_t target)
{
  double fewest[CASE_STRATA];
  for (size_t h = 0; h < it->strata; h++)
    fewest[h] = fmax(it->low[h], 1);
  double least = case_use(it, target, it->high);
  double most = case_use(it, target, fewest);
  double limit = least + (most - least) * draw_uniform(draw) * draw_uniform(draw);
  switch (draw_below(draw, 12)) {
  case 0:
    limit = least;
    break;
  case 1:
    limit = target > 0 ? it->limit[target - 1] : limit;
    break;
  case 2:
    limit = 0.97 * least;
    break;
  default:
    break;
  }
  return limit > 0 ? limit : 1;
}

/* Up to five strata of up to 14 records, of which some have m = M or no spread. */
static inline void draw_case(target_case *it, uint64_t seed, uint64_t number)
{
  target_draw draw;
  const pm_random_place place = {.seed = seed, .major = number};
  pm_random_begin(&draw.random, &place);
  it->strata = 1 + (size_t)draw_below(&draw, CASE_STRATA);
  it->targets = 1 + (size_t)draw_below(&draw, CASE_TARGETS);
  int kind = draw_below(&draw, 4);
  size_t loads = 0;
  for (size_t h = 0; h < it->strata; h++) {
    it->low[h] = draw_below(&draw, 3);
    it->high[h] = fmax(it->low[h] + (draw_below(&draw, 4) > 0 ? draw_below(&draw, 12) : 0), 1);
    it->cost[h] = draw_cost(&draw, kind);
    it->starts[h] = loads;
    for (size_t j = 0; j < it->targets; j++) {
      if (j > 0 && draw_below(&draw, 3) == 0)
        continue;
      it->target[loads] = j;
      it->load[loads++] =
          draw_below(&draw, 8) > 0 ? 10 * draw_uniform(&draw) * draw_uniform(&draw) : 0;
    }
  }
  it->starts[it->strata] = loads;
  for (size_t j = 0; j < it->targets; j++)
    it->limit[j] = draw_limit(&draw, it, j);
}

static inline pm_targets_request case_request(const target_case *it)
{
  return (pm_targets_request){.strata = it->strata,
                              .targets = it->targets,
                              .cost = it->cost,
                              .minimum = it->low,
                              .maximum = it->high,
                              .starts = it->starts,
                              .target = it->target,
                              .load = it->load,
                              .limit = it->limit};
}

/* Does this allocation meet every target? */
static inline bool case_is_met(const target_case *it, const double *n)
{
  for (size_t j = 0; j < it->targets; j++)
    if (case_use(it, j, n) > it->limit[j] * (1 + 1e-12))
      return false;
  return true;
}

static inline double case_cost(const target_case *it, const double *n)
{
  double cost = 0;
  for (size_t h = 0; h < it->strata; h++)
    cost += it->cost[h] * n[h];
  return cost;
}

/* The least cost among all allocations; INFINITY: none meets the targets. */
static inline double case_enumerate(const target_case *it)
{
  double first[CASE_STRATA], n[CASE_STRATA];
  double best = (double)INFINITY;
  for (size_t h = 0; h < it->strata; h++) {
    bool is_seen = false;
    for (size_t e = it->starts[h]; e < it->starts[h + 1]; e++)
      is_seen = is_seen || it->load[e] > 0;
    n[h] = first[h] = is_seen ? fmax(it->low[h], 1) : it->low[h];
  }
  for (size_t h = 0; h < it->strata;) {
    if (case_is_met(it, n))
      best = fmin(best, case_cost(it, n));
    for (h = 0; h < it->strata && ++n[h] > it->high[h]; h++)
      n[h] = first[h];
  }
  return best;
}

#endif
