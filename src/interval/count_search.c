/* count_search.c: the first number of compliant ones in a finite population that
   the sample does not reject, by secants within a bracket.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "count_search.h"

#include "interval_method.h"

/* Probabilities this close are equal: 1 - 0.9 is not quite 0.1, and a tail that
   just reaches the level must not count as above it. */
static const double TIE = 1e-11;

/* Where the smallest M is likely to be: the score interval corrected for the
   population and for continuity. */
static double likely_count(const pm_count_test *test, const pm_level *level,
                           const pm_case *data)
{
  double gain = population_gain(data);
  double rate = wilson_lower(level->z, (data->x - test->correction) * gain, data->n * gain);
  return floor(rate * data->population);
}

/* A number of compliant ones, and by how much its tail is above the level's,
   as a logarithm. */
typedef struct probe {
  double count;
  double excess;
} probe;

static probe probe_at(const pm_count_test *test, const pm_level *level, const pm_case *data,
                      double count)
{
  double tail = test->tail(data, count);
  return (probe){count, log(tail / (level->tail * (1 + TIE)))};
}

/* Where to look next: the whole number on the other side of the secant's root,
   or the neighbour when there is no secant yet. */
static double next_count(probe newest, probe before)
{
  double slope = (newest.excess - before.excess) / (newest.count - before.count);
  double root = newest.count - newest.excess / slope;
  if (!isfinite(root))
    root = newest.count;
  return newest.excess > 0 ? fmin(floor(root), newest.count - 1)
                           : fmax(floor(root) + 1, newest.count + 1);
}

/* The smallest M with an excess: `low` has none and `high` has one. Secants lead
   from the likely place; one that leaves the bracket, and any after the first
   dozen, gives way to halving. */
double pm_smallest_count(const pm_count_test *test, const pm_level *level, const pm_case *data)
{
  enum { SECANTS_MAX = 12 };
  double low = data->x - 1;
  double high = data->population - data->n + data->x;
  double count = likely_count(test, level, data);
  probe before = {(double)NAN, (double)NAN};
  for (int i = 0; high - low > 1; i++) {
    if (i >= SECANTS_MAX || !(count > low && count < high))
      count = floor(low + (high - low) / 2);
    probe newest = probe_at(test, level, data, count);
    if (newest.excess > 0)
      high = count;
    else
      low = count;
    count = next_count(newest, before);
    before = newest;
  }
  return high;
}

void pm_count_limits(const pm_count_test *test, const pm_level *level, const pm_case *data,
                     pm_interval *interval)
{
  double population = data->population;
  pm_case mirror = {data->n - data->x, data->n, population};
  if (wants_lower(level))
    interval->lower = pm_smallest_count(test, level, data) / population;
  if (wants_upper(level))
    interval->upper = (population - pm_smallest_count(test, level, &mirror)) / population;
}
