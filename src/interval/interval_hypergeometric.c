/* interval_hypergeometric.c: both tails of the hypergeometric distribution
   inverted (Konijn 1973; Buonaccorsi 1987). Of the population's N, M are
   compliant; the lower limit is the smallest M with P(X >= x | M) above the
   tail, the upper limit the largest with P(X <= x | M) above it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

#include <plusminus/num.h>

/* Probabilities this close are equal: 1 - 0.9 is not quite 0.1, and a tail that
   just reaches the level must not count as above it. */
static const double TIE = 1e-11;

/* Where the smallest M is likely to be: the score interval with both
   corrections. */
static double likely_count(const pm_level *level, const pm_case *data)
{
  double gain = population_gain(data);
  double rate = wilson_lower(level->z, (data->x - 0.5) * gain, data->n * gain);
  return floor(rate * data->population);
}

/* A number of compliant ones, and by how much P(X >= x | M) is above the tail
   there, as a logarithm. */
typedef struct probe {
  double count;
  double excess;
} probe;

static probe probe_at(const pm_level *level, const pm_case *data, double count)
{
  double tail =
      pm_hypergeometric_tail(data->x, data->n, count, data->population, PM_TAIL_UPPER);
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
static double smallest_count(const pm_level *level, const pm_case *data)
{
  enum { SECANTS_MAX = 12 };
  double low = data->x - 1;
  double high = data->population - data->n + data->x;
  double count = likely_count(level, data);
  probe before = {(double)NAN, (double)NAN};
  for (int i = 0; high - low > 1; i++) {
    if (i >= SECANTS_MAX || !(count > low && count < high))
      count = floor(low + (high - low) / 2);
    probe newest = probe_at(level, data, count);
    if (newest.excess > 0)
      high = count;
    else
      low = count;
    count = next_count(newest, before);
    before = newest;
  }
  return high;
}

/* Compliant and not compliant change places for the upper limit. */
static pm_status hypergeometric(const pm_level *level, const pm_case *data,
                                pm_interval *interval)
{
  double population = data->population;
  pm_case mirror = {data->n - data->x, data->n, population};
  if (wants_lower(level))
    interval->lower = smallest_count(level, data) / population;
  if (wants_upper(level))
    interval->upper = (population - smallest_count(level, &mirror)) / population;
  return PM_OK;
}

const pm_interval_method pm_interval_hypergeometric = {
    .about = {.name = "hypergeometric",
              .title = "Exact interval for a finite population",
              .citation = "Konijn 1973, Statistical Theory of Sample Survey Design and "
                          "Analysis; Buonaccorsi 1987, The American Statistician 41, 215-218",
              .use = "When the size of the population is known, above all when the sample is a "
                     "good part of it: coverage is never below the level.",
              .avoid = "Where the typical coverage matters: like clopper-pearson it is wider "
                       "than the level asks for."},
    .flags = PM_INTERVAL_EXACT | PM_INTERVAL_POPULATION | PM_INTERVAL_WHOLE,
    .compute = hypergeometric,
};
