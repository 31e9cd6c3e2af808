/* apportion.c: the first of all records in the order of their priorities
   w^2/(n(n - 1)), as many as the limit allows.

   METHOD: The records whose priority is at least 1/t^2 are a beginning of that order:
   of a stratum, the n with n(n - 1) <= (w t)^2, within its bounds. A t at which they
   are just within the limit is found from the real solution n = clip(w t, m, M), whose
   sum is a broken line in t, by Newton's steps within a bracket. What is then left, as
   far as records of the same priority, is handed out by a heap. So the time is that of
   a few passes over the strata, whatever the total.

   REFERENCES: Wright 2012, The American Statistician 66, 217-224; Wright 2017,
   Statistics & Probability Letters 129, 50-57; Huntington 1928, Transactions of the AMS
   30, 85-110. That to add the best record next is optimal: Gross 1956.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/apportion.h"

#include <math.h>

#include "allocate/apportion_heap.h"
#include <plusminus/num.h>

/* Steps towards t, and how many records for each stratum may be left to the heap: each
   costs there about what a pass costs for some dozens of strata. */
enum { STEPS_MOST = 60, STRATA_PER_RECORD = 64, RECORDS_LEFT = 16 };

/* A bracket narrower than this holds records of one priority only. */
static const double NARROW = 1e-14;

/* Here every stratum with a weight is full: weights are at least 1e-100, and records at
   most 2^53. */
static const double T_FULL = 1e120;

/* The cost of what t gives, and its slope: that of the strata within their bounds. */
typedef struct spending {
  double total, slope;
} spending;

static inline double clip(double x, double low, double high)
{
  double capped = x < high ? x : high;
  return capped > low ? capped : low;
}

/* The real solution. */
static spending spend_real(const pm_apportion *problem, double t)
{
  spending found = {0, 0};
  for (size_t h = 0; h < problem->count; h++) {
    double x = problem->weight[h] * t;
    double kept = clip(x, problem->minimum[h], problem->maximum[h]);
    found.total += problem->cost[h] * kept;
    found.slope += kept == x ? problem->cost[h] * problem->weight[h] : 0;
  }
  return found;
}

/* The largest n with n(n - 1) <= (w t)^2, but for rounding. */
static inline double whole_of(const pm_apportion *problem, size_t h, double t)
{
  double x = problem->weight[h] * t;
  double root = clip(0.5 + sqrt(0.25 + x * x), problem->minimum[h], problem->maximum[h]);
  return (double)(int64_t)root;
}

static spending spend_whole(const pm_apportion *problem, double t)
{
  spending found = {0, 0};
  for (size_t h = 0; h < problem->count; h++) {
    double n = whole_of(problem, h, t);
    bool is_free = n > problem->minimum[h] && n < problem->maximum[h];
    found.total += problem->cost[h] * n;
    found.slope += is_free ? problem->cost[h] * problem->weight[h] : 0;
  }
  return found;
}

/* The least t beyond this one, at which t is within the limit, that takes another record:
   a hair above, so that rounding does not leave it out. */
static double next_record(const pm_apportion *problem, double t)
{
  double next = (double)INFINITY;
  for (size_t h = 0; h < problem->count; h++) {
    double n = whole_of(problem, h, t);
    double at = sqrt(n * (n + 1)) / problem->weight[h];
    if (n < problem->maximum[h] && at < next)
      next = at;
  }
  return fmax(next, t) * (1 + NARROW);
}

typedef spending spender(const pm_apportion *problem, double t);

/* The largest t that a spender was seen to stay within the limit at, and the smallest
   at which it did not. */
typedef struct bracket {
  double low, high;
} bracket;

static double halfway(const bracket *range)
{
  if (isinf(range->high))
    return range->low > 0 ? 4 * range->low : 1;
  return range->low > 0 ? sqrt(range->low) * sqrt(range->high) : range->high / 16;
}

/* Raise range->low until at most `left` of the limit is not spent there, beginning at t, or
   until the next record of all is one of a priority that the limit ends in: many strata may
   have it, and a narrower bracket would hold them all still. */
static void close_in(const pm_apportion *problem, spender *spend, double left, double t,
                     bracket *range)
{
  bool is_next = false;
  for (int step = 0; step < STEPS_MOST; step++) {
    spending found = spend(problem, t);
    double rest = problem->limit - found.total;
    if (rest >= 0)
      range->low = t;
    else
      range->high = t;
    if ((rest >= 0 && rest <= left) || range->high - range->low <= NARROW * range->high ||
        (rest < 0 && is_next))
      return;
    is_next = spend == spend_whole && step % 8 == 3 && range->low > 0;
    if (is_next) {
      t = next_record(problem, range->low);
      continue;
    }
    /* Aim a little low: it has to end within the limit. */
    double next = t + (rest - left / 2) / found.slope;
    bool is_within = next > range->low && next < range->high;
    t = is_within && step % 8 != 7 ? next : halfway(range);
  }
}

/* All records whose priority is at least that of t; returns what they cost. The counts
   from the root are set right where rounding made them one too many or too few, so
   that they follow the very numbers that the heap compares. */
static double take(const pm_apportion *problem, double t)
{
  double least = t > 0 ? 1 / (t * t) : (double)INFINITY;
  for (size_t h = 0; h < problem->count; h++) {
    double n = whole_of(problem, h, t);
    double square = problem->square[h];
    while (n > problem->minimum[h] && apportion_priority(square, n) < least)
      n--;
    while (n < problem->maximum[h] && apportion_priority(square, n + 1) >= least)
      n++;
    problem->n[h] = n;
  }
  return pm_apportion_spent(problem);
}

static double mean_cost(const pm_apportion *problem)
{
  double sum = 0;
  for (size_t h = 0; h < problem->count; h++)
    sum += problem->cost[h];
  return sum / (double)problem->count;
}

/* The records before the last t within the limit. */
static double take_most(const pm_apportion *problem)
{
  bracket range = {0, T_FULL};
  if (spend_whole(problem, T_FULL).total > problem->limit) {
    double left = (double)(problem->count / STRATA_PER_RECORD + RECORDS_LEFT);
    double unit = mean_cost(problem);
    close_in(problem, spend_real, unit, 1, &range);
    double start = range.low > 0 ? range.low : 1;
    range = (bracket){0, T_FULL};
    close_in(problem, spend_whole, left * unit, start, &range);
  } else {
    range.low = T_FULL;
  }
  double spent = take(problem, range.low);
  for (double back = NARROW; spent > problem->limit; back *= 16)
    spent = take(problem, back < 1 ? range.low * (1 - back) : 0);
  return spent;
}

double pm_apportion_spent(const pm_apportion *problem)
{
  pm_sum spent = {0, 0};
  for (size_t h = 0; h < problem->count; h++)
    pm_sum_add(&spent, problem->cost[h] * problem->n[h]);
  return pm_sum_value(&spent);
}

pm_status pm_apportion_run(const pm_apportion *problem, pm_apportion_end *end)
{
  pm_sum spent = {take_most(problem), 0};
  apportion_heap heap;
  if (apportion_heap_make(&heap, problem) != PM_OK)
    return PM_ERROR_MEMORY;
  while (heap.count > 0) {
    size_t h = heap.entries[0].stratum;
    pm_sum next = spent;
    pm_sum_add(&next, problem->cost[h]);
    if (pm_sum_value(&next) > problem->limit)
      break;
    spent = next;
    problem->n[h]++;
    apportion_heap_renew(&heap);
  }
  end->spent = pm_sum_value(&spent);
  end->is_full = heap.count == 0;
  end->priority = heap.count == 0 ? 0 : heap.entries[0].priority;
  apportion_heap_free(&heap);
  return PM_OK;
}
