/* explain_what_if.c: what another margin would take.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>

#include "explain/explain_parts.h"

static const double margins[PM_WHAT_IF_MARGINS] = {0.10, 0.05, 0.03, 0.02, 0.01};

/* Rounded up once; what rounding left above a whole number does not count. */
static double whole_up(double records)
{
  return ceil(records * (1 - 1e-12));
}

/* Strata that would be taken whole add nothing more, so the others must make
   up for it: take them out and solve again. Each round takes out at least one
   more, or ends. */
static double multiplier(const pm_term *terms, size_t count, double variance, bool worst)
{
  double times = 0, before;
  do {
    before = times;
    pm_sum random = {0, 0}, fixed = {0, 0};
    for (size_t h = 0; h < count; h++) {
      if (!worst && before * terms[h].n >= terms[h].population)
        continue;
      double spread = worst ? terms[h].worst : terms[h].spread;
      pm_sum_add(&random, spread / terms[h].n);
      pm_sum_add(&fixed, worst ? 0 : spread / terms[h].population);
    }
    if (pm_sum_value(&random) == 0)
      return before;
    times = pm_sum_value(&random) / (variance + pm_sum_value(&fixed));
  } while (times > before);
  return times;
}

double pm_explain_records_for(const pm_term *terms, size_t count, double quantile,
                              double margin, bool worst)
{
  double error = margin / quantile;
  double times = multiplier(terms, count, error * error, worst);
  if (!(times > 0))
    return (double)NAN;
  pm_sum records = {0, 0};
  for (size_t h = 0; h < count; h++)
    pm_sum_add(&records, fmin(times * terms[h].n, terms[h].population));
  return fmax((double)count, whole_up(pm_sum_value(&records)));
}

double pm_explain_records_without_spread(const pm_explaining *work, const pm_chain *chain,
                                         double margin)
{
  double records = chain->deff * log(2 * work->level.tail) / log1p(-margin);
  return fmin(whole_up(records), chain->population);
}

static void add(pm_explaining *work, const pm_chain *chain, pm_what_if row)
{
  row.subject = chain->subject;
  row.times = row.n / chain->n;
  row.minutes = work->minutes_per_record > 0 ? row.n * work->minutes_per_record : (double)NAN;
  row.cost = work->cost_per_record > 0 ? row.n * work->cost_per_record : (double)NAN;
  work->what_ifs[work->result.what_if_count++] = row;
}

pm_status pm_explain_what_ifs(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  pm_plan observed = {.rate = chain->rate,
                      .conf = work->level.conf,
                      .population = chain->population,
                      .deff = chain->deff};
  pm_plan worst = {.rate = 0.5, .conf = work->level.conf, .deff = chain->deff};
  for (size_t i = 0; i < PM_WHAT_IF_MARGINS; i++) {
    pm_what_if row = {.margin = margins[i]};
    pm_status status = pm_plan_size(&worst, margins[i], &row.n_worst, error);
    if (status == PM_OK)
      status = pm_plan_size(&observed, margins[i], &row.n, error);
    if (status != PM_OK)
      return status;
    if (chain->rate == 0 || chain->rate == 1)
      row.n = pm_explain_records_without_spread(work, chain, margins[i]);
    row.n_worst = fmin(row.n_worst, chain->population);
    add(work, chain, row);
  }
  return PM_OK;
}

void pm_explain_design_what_ifs(pm_explaining *work, const pm_chain *chain,
                                const pm_term *terms, size_t count)
{
  for (size_t i = 0; i < PM_WHAT_IF_MARGINS; i++) {
    pm_what_if row = {.margin = margins[i]};
    if (!chain->no_spread)
      row.n = pm_explain_records_for(terms, count, chain->value[PM_FACTOR_QUANTILE], margins[i],
                                     false);
    else if (count == 1)
      row.n = pm_explain_records_without_spread(work, chain, margins[i]);
    else
      row.n = (double)NAN;
    row.n_worst = pm_explain_records_for(terms, count, work->level.z, margins[i], true);
    add(work, chain, row);
  }
}
