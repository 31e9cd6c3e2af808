/* allocate_case.h: allocation problems small enough to look at every allocation, and the
   shares of the methods as their papers have them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_ALLOCATE_CASE_H
#define TESTS_ALLOCATE_CASE_H

#include <math.h>
#include <plusminus/allocate.h>
#include <string.h>

#include "support.h"

enum { STRATA_MOST = 5 };

typedef struct allocate_case {
  pm_stratum_plan strata[STRATA_MOST];
  size_t count;
  const char *method;
  double parameter; /* NaN: none */
  double total, budget;
} allocate_case;

/* A whole number from low to high; true once in so many times. */
static inline double case_draw(pm_random *random, double low, double high)
{
  return low + (double)pm_random_below(random, (uint64_t)(high - low + 1));
}

static inline bool case_once(pm_random *random, uint64_t times)
{
  return pm_random_below(random, times) == 0;
}

/* The least and the most records of a stratum. */
static inline double case_low(const pm_stratum_plan *s)
{
  return s->take_all ? s->population : s->minimum > 1 ? s->minimum : 1;
}

static inline double case_high(const pm_stratum_plan *s)
{
  bool is_bounded = !s->take_all && s->maximum > 0 && s->maximum < s->population;
  return is_bounded ? s->maximum : s->population;
}

static inline double case_cost(const pm_stratum_plan *s)
{
  return s->cost > 0 ? s->cost : 1;
}

/* w_h^2, from the definitions. */
static inline double case_square(const allocate_case *it, size_t h)
{
  const pm_stratum_plan *s = &it->strata[h];
  double population = 0;
  for (size_t i = 0; i < it->count; i++)
    population += it->strata[i].population;
  double N = s->population;
  double variance = s->spread * s->spread;
  double size = s->importance > 0 ? s->importance : N;
  double k = it->parameter;
  double mixed = k * (N / population) + (1 - k) / (double)it->count;
  if (strcmp(it->method, "equal") == 0)
    return 1;
  if (strcmp(it->method, "proportional") == 0)
    return N * N;
  if (strcmp(it->method, "sqrt") == 0)
    return N;
  if (strcmp(it->method, "power") == 0)
    return variance / (s->mean * s->mean) * pow(size, 2 * k);
  if (strcmp(it->method, "compromise") == 0)
    return mixed * mixed;
  if (strcmp(it->method, "neyman") == 0)
    return N * N * variance;
  return N * N * variance / case_cost(s);
}

static inline pm_allocation_request case_request(const allocate_case *it)
{
  return (pm_allocation_request){.method = it->method,
                                 .strata = it->strata,
                                 .count = it->count,
                                 .total = it->total,
                                 .budget = it->budget,
                                 .has_parameter = !isnan(it->parameter),
                                 .parameter = it->parameter};
}

/* Every allocation within the bounds, one after the other: the first is the minima. */
static inline void case_first(const allocate_case *it, double n[STRATA_MOST])
{
  for (size_t h = 0; h < it->count; h++)
    n[h] = case_low(&it->strata[h]);
}

static inline bool case_next(const allocate_case *it, double n[STRATA_MOST])
{
  for (size_t h = 0; h < it->count; h++) {
    if (n[h] < case_high(&it->strata[h])) {
      n[h]++;
      return true;
    }
    n[h] = case_low(&it->strata[h]);
  }
  return false;
}

#endif
