/* estimate_measure.c: how many records of a simple random sample a rate is worth.

   Korn & Graubard 1998, Survey Methodology 24, 193-201.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_parts.h"

#include <math.h>
#include <plusminus/num.h>

double pm_measure_plain_n(const pm_measure *measure)
{
  double spread = measure->rate * (1 - measure->rate);
  return spread > 0 && measure->variance > 0 ? spread / measure->variance : measure->n;
}

double pm_measure_records(const pm_measure *measure)
{
  return measure->n;
}

double pm_measure_share_worth(const pm_measure *measure)
{
  double n = measure->n, all = measure->population;
  return all > n ? fmax(n * ((all - 1) / (all - n)), n) : n;
}

/* Records that are told when they are lost, as a multiple of n. */
static const double GAIN_TOLD = 1.05;

bool pm_interval_is_capped(const pm_estimate_interval_method *interval,
                           const pm_measure *measure, const pm_level *level)
{
  return interval->most_n != NULL && measure->variance > 0 &&
         interval->effective_n(measure, level) > interval->most_n(measure);
}

bool pm_interval_loses_share(const pm_estimate_interval_method *interval,
                             const pm_measure *measure, const pm_level *level)
{
  double kept = fmin(pm_measure_plain_n(measure), pm_measure_share_worth(measure));
  return pm_interval_is_capped(interval, measure, level) &&
         interval->most_n == pm_measure_records && kept > GAIN_TOLD * measure->n;
}

double pm_measure_counted(const pm_measure *measure)
{
  return measure->counted > 0 ? measure->counted : measure->n;
}

double pm_measure_adjusted_n(const pm_measure *measure, const pm_level *level)
{
  static const double least = 2; /* parts of a record have no t quantile that means anything */
  double n = pm_measure_counted(measure);
  if (n < least)
    return pm_measure_plain_n(measure);
  double ratio = pm_t_quantile(level->tail, n - 1, PM_TAIL_UPPER) / measure->t;
  return pm_measure_plain_n(measure) * ratio * ratio;
}

double pm_measure_level_n(const pm_measure *measure, const pm_level *level)
{
  (void)level;
  return pm_measure_plain_n(measure);
}

/* The method's own function is called: pm_interval_compute asks for whole counts. */
pm_limits pm_measure_limits(const pm_measure *measure, const pm_interval_method *method,
                            const pm_level *level, double n)
{
  const pm_case data = {.x = measure->rate >= 1 ? n : n * measure->rate, .n = n};
  pm_interval found = {.lower = 0, .upper = 1};
  if (method->compute(level, &data, &found) != PM_OK)
    return (pm_limits){.lower = (double)NAN, .upper = (double)NAN};
  return (pm_limits){.lower = found.lower, .upper = found.upper};
}
