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

/* The smallest M with P(X >= x | M) above the tail. `low` fails and `high`
   holds: steps that double lead from the likely place to a bracket, after which
   every step is beyond the bracket and is halved instead. */
static double smallest_count(const pm_level *level, const pm_case *data)
{
  double least = level->tail * (1 + TIE);
  double low = data->x - 1;
  double high = data->population - data->n + data->x;
  double step = ceil(data->population / data->n / 8);
  double count = likely_count(level, data);
  while (high - low > 1) {
    if (count <= low || count >= high)
      count = floor(low + (high - low) / 2);
    double tail =
        pm_hypergeometric_tail(data->x, data->n, count, data->population, PM_TAIL_UPPER);
    if (tail > least) {
      high = count;
      count -= step;
    } else {
      low = count;
      count += step;
    }
    step *= 2;
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
