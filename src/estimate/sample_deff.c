/* sample_deff.c: the design effect of an estimate from records, and its parts.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/sample_run.h"

#include <math.h>
#include <plusminus/num.h>

/* The part of the squares of n records that deviations of no more than rounding make. */
static double least_of(double n)
{
  double rounding = pm_sample_rounding_of(n);
  return rounding * rounding;
}

/* The records' squares about the statistic's origin, at most: whatever their own offset, this
   is what they were before it was taken off. */
static double squares_about_origin(const pm_sample_totals *all)
{
  double offset = all->offset;
  return all->sums[PM_SUM_WYY] +
         (offset != 0 ? 2 * offset * offset * all->sums[PM_SUM_WXX] : 0);
}

/* What a mean square of the records is multiplied by to be the variance of an estimate. */
static double scale_of(const pm_tally_statistic *statistic, const pm_sample_totals *all)
{
  double weight = all->sums[PM_SUM_W];
  double scale = statistic->kind == PM_STATISTIC_TOTAL ? weight : weight / all->x;
  return scale * scale / weight / all->sums[PM_SUM_N];
}

/* v of a simple random sample of n with replacement: s2/n for the deviations z/w,
   weighted, with n/(n - 1). A total's are those of y. */
double pm_sample_simple_variance(const pm_tally_statistic *statistic,
                                 const pm_sample_totals *all)
{
  const double *sums = all->sums;
  double n = sums[PM_SUM_N];
  double slope = sums[PM_SUM_WXX] > 0 ? sums[PM_SUM_WXY] / sums[PM_SUM_WXX] : 0;
  double off = slope - sums[PM_SUM_WY] / all->x;
  double squares = pm_sample_left(sums[PM_SUM_WYY], slope * sums[PM_SUM_WXY], n) +
                   off * off * sums[PM_SUM_WXX];
  if (n <= 1)
    return (double)NAN;
  return squares > least_of(n) * squares_about_origin(all)
             ? squares * (n / (n - 1)) * scale_of(statistic, all)
             : 0;
}

double pm_sample_rounding(const pm_tally_statistic *statistic, const pm_sample_totals *all)
{
  double ratio = all->sums[PM_SUM_WY] / all->x;
  double squares = squares_about_origin(all) + ratio * ratio * all->sums[PM_SUM_WXX];
  return least_of(all->sums[PM_SUM_N]) * squares * scale_of(statistic, all);
}

double pm_sample_share_rounding(double n)
{
  return least_of(n) / n;
}

double pm_sample_variance_no_strata(const pm_sample_design *design,
                                    const pm_sample_variance *found)
{
  double n = design->units;
  double mean = found->total / n;
  double outside = n; /* units of strata without records of the domain: z is 0 there */
  pm_sum squares = {0, 0};
  for (size_t i = 0; i < found->strata; i++) {
    const pm_stratum_part *part = &found->parts[i];
    double apart = part->mean - mean;
    pm_sum_add(&squares, part->squares);
    pm_sum_add(&squares, part->units * apart * apart);
    outside -= part->units;
  }
  pm_sum_add(&squares, outside * mean * mean);
  double variance = n / (n - 1) * pm_sum_value(&squares);
  /* A total's z are as large as y, and so is their rounding, whatever y lies about. */
  double least = fmax(found->rounding, 1e-20 * found->variance);
  return n <= 1 ? (double)NAN : variance > least ? variance : 0;
}

/* Limits without width, which are no proof that the population does not vary. */
const char *pm_sample_why_no_margin(const pm_sample_run *run, double simple)
{
  if (!(simple > 0))
    return "all values are the same: the margin is 0 as a sample shows no more, though others "
           "may differ";
  return run->design.calibration != NULL
             ? "the totals of the calibration leave nothing to vary: the margin is 0 if they "
               "are "
               "right"
             : "nothing varies within the strata: the margin is 0 as a sample shows no more, "
               "though others may differ";
}

/* Low reliability comes behind it. Out of memory: the first alone. */
static const char *join_reasons(const pm_sample_run *run, const char *first, const char *more)
{
  const char *both =
      more != NULL ? pm_arena_format(run->estimates->arena, "%s; %s", first, more) : NULL;
  return both != NULL ? both : first;
}

/* Weights that were scaled add up to the records or less, but for rounding, as those of records
   that stand for themselves do. */
bool pm_sample_tells_size(const pm_sample_run *run)
{
  static const double close = 1.01;
  const pm_tally_plan *plan = &run->tally->plan;
  const pm_stage_level *leaves = &run->design.levels[run->design.depth];
  if (plan->population_count > 0 || plan->has_phases || run->design.calibration != NULL)
    return true;
  pm_sum weight = {0, 0};
  for (size_t i = 0; i < leaves->count; i++)
    pm_sum_add(&weight, run->tally->nodes[leaves->stages[i].node].weight);
  return pm_sum_value(&weight) > close * (double)run->tally->records;
}

/* 1 - n/N, N being what the weights add up to; 1 where they do not tell it. */
static double open_of(const pm_sample_run *run, double n, double weight)
{
  return run->tells_size && weight > n ? 1 - n / weight : 1;
}

double pm_sample_deff_correction(const pm_sample_run *run, double n, double weight)
{
  return run->setup.deff->correction(open_of(run, n, weight));
}

void pm_sample_set_deff(const pm_sample_run *run, const pm_deff_source *source,
                        pm_estimate *row)
{
  const double *sums = source->totals->sums;
  double n = row->n;
  double weight = sums[PM_SUM_W];
  double simple = pm_sample_simple_variance(source->statistic, source->totals);
  double correction = pm_sample_deff_correction(run, n, weight);
  double without = simple * pm_deff_find("wor")->correction(open_of(run, n, weight));
  const pm_deff_case parts = {
      .variance = row->variance,
      .variance_simple = simple * correction,
      .variance_no_strata =
          pm_sample_variance_no_strata(&run->design, source->found) * correction,
      .cv2_weights = fmax(0, n * (sums[PM_SUM_WW] / weight / weight) - 1)};
  row->deff_parts = pm_deff_split(&parts);
  row->deff = row->deff_parts.deff;
  row->deff_wor = without > 0 ? row->variance / without : (double)NAN;
  if (row->deff > 0)
    row->n_effective = n / row->deff;
  else if (isnan(row->n_effective) && !isnan(row->se))
    row->n_effective = n;
  row->cv = row->estimate != 0 ? row->se / fabs(row->estimate) : (double)NAN;
  if (source->is_census)
    pm_estimate_forget_deff(row);
  else if (row->margin <= 0)
    row->reason = join_reasons(run, pm_sample_why_no_margin(run, simple), row->reason);
  else if (row->reason == NULL && isnan(row->deff))
    row->reason = "a design effect is not defined where nothing varies, or for one record";
  else if (row->reason == NULL && isnan(row->cv))
    row->reason = "an estimate of 0 has no coefficient of variation";
}
