/* estimate_rows.c: what was computed, as rows: for each domain its rate and the
   total of those not compliant, and for each stratum its part in the nation.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_table.h"

#include "estimate/estimate_families.h"

#include <float.h>
#include <math.h>

/* The field's marker for an estimate of low reliability. */
const char pm_unreliable[] = "[u]";

/* T where it is known. */
static double known(double size)
{
  return isfinite(size) ? size : (double)NAN;
}

/* Of so many units in all, of which 1 - p was rounded. A number that only this can have kept
   from being whole is whole, as after a census and at the ends of exact intervals. */
static double whole_if_near(double units, double all)
{
  double whole = round(units);
  return fabs(units - whole) <= 4 * DBL_EPSILON * all ? whole : units;
}

/* Units not compliant if the rate were p: U falls from infinity to 0 as p goes
   from 0 to 1 when R is what was given, and is linear when T is. */
static double remainder_at(double p, double size, double rate, pm_population_kind kind)
{
  if (kind == PM_POPULATION_RECORDED)
    return p > 0 ? whole_if_near(size * rate * (1 - p) / p, size * rate / p) : (double)NAN;
  return whole_if_near(size * (1 - p), size);
}

static pm_estimate make_rate(const pm_setup *setup, const pm_domain *domain,
                             const char *variable)
{
  double simple = setup->deff->compute(domain);
  double wor = pm_deff_find("wor")->compute(domain);
  pm_estimate row = {
      .labels = domain->labels,
      .statistic = "rate",
      .is_share = true,
      .variable = variable,
      .n = domain->measure.n,
      .clusters = domain->measure.n,
      .population = known(domain->size),
      .estimate = domain->measure.rate,
      .se = sqrt(domain->measure.variance),
      .lower = domain->lower,
      .upper = domain->upper,
      .margin = (domain->upper - domain->lower) / 2,
      .conf = setup->level.conf,
      .interval = setup->interval->about.name,
      .df = domain->measure.df,
      .deff = simple > 0 ? domain->measure.variance / simple : (double)NAN,
      .flag = domain->reliability == PM_RELIABILITY_SUPPRESS ? pm_unreliable : NULL,
      .reason = domain->reason,
      .strata = (double)domain->count,
      .variance = domain->measure.variance,
      .deff_parts = pm_deff_unknown,
      .deff_wor = wor > 0 ? domain->measure.variance / wor : (double)NAN,
  };
  row.n_effective = row.deff > 0 ? row.n / row.deff : row.n;
  if (isnan(row.variance))
    row.n_effective = (double)NAN;
  row.cv = row.estimate > 0 ? row.se / row.estimate : (double)NAN;
  if (domain->is_census)
    pm_estimate_forget_deff(&row);
  return row;
}

/* Why limits or a variance are missing comes first, then what the reliability is, then the
   rest. */
static void explain(pm_estimate *row, const pm_domain *domain)
{
  if (row->reason != NULL)
    return;
  if (isnan(domain->measure.variance))
    row->reason = pm_domain_reasons[PM_REASON_NO_VARIANCE];
  else if (!(row->df > 0) && !domain->is_census)
    row->reason = pm_domain_reasons[PM_REASON_NO_DF];
  else if (domain->is_census && !isnan(row->estimate))
    row->reason = pm_whole_population;
  else if (isnan(row->population))
    row->reason = "the size of the population is not known";
  else if (isnan(row->upper))
    row->reason = "the rate may be 0, so the number of units has no upper limit";
  else if (domain->quality != NULL)
    row->reason = domain->quality;
  else if (isnan(row->deff))
    row->reason = "a design effect is not defined for a rate of 0 or 100%, or for one record";
  else if (isnan(row->cv))
    row->reason = "an estimate of 0 has no coefficient of variation";
}

/* Its standard error by the delta method: |dU/dp| is T, or T/p for given R. */
static pm_estimate make_total(const pm_setup *setup, const pm_domain *domain,
                              const pm_estimate *rate, const char *variable)
{
  double size = rate->population;
  double p = domain->measure.rate;
  pm_estimate row = *rate;
  row.statistic = "total";
  row.is_share = false;
  row.variable = variable;
  row.estimate = remainder_at(p, size, p, setup->kind);
  row.lower = remainder_at(domain->upper, size, p, setup->kind);
  row.upper = remainder_at(domain->lower, size, p, setup->kind);
  row.margin = (row.upper - row.lower) / 2;
  row.se = rate->se * (setup->kind == PM_POPULATION_RECORDED ? size / p : size);
  row.variance = row.se * row.se;
  row.cv = row.estimate > 0 ? row.se / row.estimate : (double)NAN;
  return row;
}

static void fill_stratum(const pm_setup *setup, const pm_domain *nation, size_t h,
                         pm_estimate_stratum *row)
{
  const pm_part *part = nation->parts[h];
  double size = known(part->size);
  *row = (pm_estimate_stratum){
      .stratum = part->stratum,
      .population = size,
      .share = nation->share[h],
      .estimate = part->rate,
      .se = sqrt(part->variance),
      .lower = part->lower,
      .upper = part->upper,
      .margin = (part->upper - part->lower) / 2,
      .variance_part = nation->contribution[h],
      .variance_share = nation->measure.variance > 0
                            ? nation->contribution[h] / nation->measure.variance
                            : (double)NAN,
      .unrecorded = remainder_at(part->rate, size, part->rate, setup->kind),
      .unrecorded_lower = remainder_at(part->upper, size, part->rate, setup->kind),
      .unrecorded_upper = remainder_at(part->lower, size, part->rate, setup->kind),
  };
}

static bool fill_columns(pm_estimates *estimates, const pm_setup *setup)
{
  const pm_strata_shape *shape = pm_strata_shape_of(setup->strata);
  estimates->columns =
      pm_arena_alloc(estimates->arena, setup->column_count * sizeof *estimates->columns);
  if (estimates->columns == NULL)
    return false;
  estimates->column_count = setup->column_count;
  for (size_t c = 0; c < setup->column_count; c++)
    estimates->columns[c] = shape->columns[setup->columns[c]];
  return true;
}

static bool fill_rows(pm_estimates *estimates, const pm_setup *setup, const pm_domain_set *sets,
                      size_t set_count)
{
  const pm_strata_shape *shape = pm_strata_shape_of(setup->strata);
  const char *rate = pm_arena_format(estimates->arena, "%s/%s", shape->x_name, shape->n_name);
  const char *total = pm_arena_format(estimates->arena, "not %s", shape->x_name);
  size_t count = 0;
  for (size_t s = 0; s < set_count; s++)
    count += 2 * sets[s].count;
  estimates->rows = pm_arena_alloc(estimates->arena, count * sizeof *estimates->rows);
  if (rate == NULL || total == NULL || estimates->rows == NULL)
    return false;
  for (size_t s = 0; s < set_count; s++) {
    for (size_t d = 0; d < sets[s].count; d++) {
      pm_estimate *row = &estimates->rows[estimates->count];
      row[0] = make_rate(setup, &sets[s].domains[d], rate);
      row[1] = make_total(setup, &sets[s].domains[d], &row[0], total);
      explain(&row[0], &sets[s].domains[d]);
      explain(&row[1], &sets[s].domains[d]);
      estimates->count += 2;
    }
  }
  return true;
}

pm_status pm_estimates_fill(pm_estimates *estimates, const pm_setup *setup,
                            const pm_domain_set *sets, size_t set_count, pm_error *error)
{
  const pm_domain *nation = &sets[0].domains[0];
  estimates->strata =
      pm_arena_alloc(estimates->arena, nation->count * sizeof *estimates->strata);
  if (estimates->strata == NULL || !fill_columns(estimates, setup) ||
      !fill_rows(estimates, setup, sets, set_count))
    return pm_memory_fault(error);
  estimates->stratum_count = nation->count;
  for (size_t h = 0; h < nation->count; h++)
    fill_stratum(setup, nation, h, &estimates->strata[nation->parts[h]->index]);
  return PM_OK;
}
