/* sample_estimate.c: the rows of estimates from a tally: for each domain and statistic
   its value, variance, degrees of freedom, design effect and interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/sample_run.h"

#include <math.h>
#include <plusminus/num.h>

static pm_sample_totals add_totals(const pm_sample_room *room, double origin)
{
  pm_sum sums[PM_SUMS] = {{0, 0}};
  pm_sample_totals all;
  for (size_t i = 0; i < room->leaf_count; i++)
    for (int k = 0; k < PM_SUMS; k++)
      pm_sum_add(&sums[k], room->leaves[i].sums[k]);
  for (int k = 0; k < PM_SUMS; k++)
    all.sums[k] = pm_sum_value(&sums[k]);
  all.x = all.sums[PM_SUM_WX];
  pm_sum_add(&sums[PM_SUM_WY], origin * all.x);
  all.y = pm_sum_value(&sums[PM_SUM_WY]);
  return all;
}

/* ----------------------------------------------------------- the variance -- */

/* z of a record as a combination of y and x. The tally's ratio is R - c. */
static pm_linear linearise(const pm_tally_statistic *statistic, double origin,
                           const pm_sample_totals *all)
{
  if (statistic->kind == PM_STATISTIC_TOTAL)
    return (pm_linear){1, origin};
  return (pm_linear){1 / all->x, -all->sums[PM_SUM_WY] / all->x / all->x};
}

/* v of a simple random sample of n with replacement: s2/n for the deviations z/w,
   weighted, with n/(n - 1). A total's are those of y. */
static double simple_variance(const pm_tally_statistic *statistic, const pm_sample_totals *all)
{
  const double *sums = all->sums;
  double n = sums[PM_SUM_N];
  double weight = sums[PM_SUM_W];
  double ratio = sums[PM_SUM_WY] / all->x;
  double squares =
      sums[PM_SUM_WYY] - 2 * ratio * sums[PM_SUM_WXY] + ratio * ratio * sums[PM_SUM_WXX];
  double spread = fmax(squares, 0) / weight * (n / (n - 1));
  double scale = statistic->kind == PM_STATISTIC_TOTAL ? weight : weight / all->x;
  return spread / n * scale * scale;
}

/* ------------------------------------------------------------- a statistic -- */

static const char *const kind_names[] = {
    [PM_STATISTIC_RATE] = "rate",         [PM_STATISTIC_RATIO] = "ratio",
    [PM_STATISTIC_MEAN] = "mean",         [PM_STATISTIC_TOTAL] = "total",
    [PM_STATISTIC_QUANTILE] = "quantile",
};

/* A rate, or a ratio of which every record's x and y are parts of a whole. */
static bool is_rate(const pm_tally *tally, size_t statistic)
{
  pm_statistic_kind kind = tally->plan.statistics[statistic].kind;
  return kind == PM_STATISTIC_RATE ||
         (kind == PM_STATISTIC_RATIO && tally->is_share[statistic]);
}

const char pm_sample_no_variance[] =
    "one cluster or record was sampled in every stratum, so no variance can be measured";
const char pm_sample_no_df[] =
    "there are no degrees of freedom: no more clusters or records than strata";

static const char *interval_name(const pm_sample_run *run, size_t statistic)
{
  return is_rate(run->tally, statistic) ? run->setup.interval->about.name : "wald";
}

static void set_limits(const pm_sample_run *run, size_t statistic, const pm_sample_totals *all,
                       bool is_census, pm_estimate *row)
{
  if (is_census) {
    row->lower = row->upper = row->estimate;
    return;
  }
  if (isnan(row->variance) || !(row->df > 0)) {
    row->reason = isnan(row->variance) ? pm_sample_no_variance : pm_sample_no_df;
    return;
  }
  double t = pm_t_quantile(run->setup.level.tail, row->df, PM_TAIL_UPPER);
  if (!is_rate(run->tally, statistic)) {
    row->lower = row->estimate - t * row->se;
    row->upper = row->estimate + t * row->se;
    return;
  }
  pm_measure measure = {.rate = row->estimate,
                        .variance = row->variance,
                        .n = all->sums[PM_SUM_UNITS],
                        .df = row->df,
                        .t = t};
  pm_limits limits = run->setup.interval->compute(&measure, &run->setup.level);
  row->lower = fmin(fmax(limits.lower, 0), row->estimate);
  row->upper = fmax(fmin(limits.upper, 1), row->estimate);
}

static void set_deff(const pm_sample_run *run, const pm_tally_statistic *statistic,
                     const pm_sample_totals *all, pm_estimate *row)
{
  double n = row->n;
  double simple = simple_variance(statistic, all);
  double open = fmax(0, 1 - n / all->sums[PM_SUM_W]);
  double chosen = simple * run->setup.deff->correction(open);
  double without = simple * pm_deff_find("wor")->correction(open);
  row->deff = chosen > 0 ? row->variance / chosen : (double)NAN;
  row->deff_wor = without > 0 ? row->variance / without : (double)NAN;
  row->n_effective = row->deff > 0 ? n / row->deff : isnan(row->variance) ? (double)NAN : n;
  row->cv = row->estimate != 0 ? row->se / fabs(row->estimate) : (double)NAN;
  if (row->reason == NULL && isnan(row->deff))
    row->reason = "a design effect is not defined where nothing varies, or for one record";
  else if (row->reason == NULL && isnan(row->cv))
    row->reason = "an estimate of 0 has no coefficient of variation";
}

/* Nothing but whole populations was sampled. */
static bool is_census(const pm_sample_variance *found)
{
  for (size_t i = 0; i < found->strata; i++)
    if (found->parts[i].fraction < 1 || found->parts[i].within > 0)
      return false;
  return found->strata > 0;
}

static const char NO_RECORDS[] = "no record has a number here";
static const char NO_DENOMINATOR[] = "the denominator adds up to 0";

const char *pm_sample_refusal(const pm_tally_statistic *statistic,
                              const pm_sample_totals *totals)
{
  if (totals->sums[PM_SUM_N] == 0)
    return NO_RECORDS;
  return statistic->kind != PM_STATISTIC_TOTAL && totals->x == 0 ? NO_DENOMINATOR : NULL;
}

bool pm_sample_compute(pm_sample_run *run, size_t split, const pm_sample_domain *domain,
                       size_t statistic, pm_sample_totals *totals, pm_sample_variance *found)
{
  const pm_tally_statistic *own = &run->tally->plan.statistics[statistic];
  double origin = run->tally->origins[statistic];
  *found = (pm_sample_variance){.variance = (double)NAN};
  if (!pm_sample_gather(&run->room, &run->design, split, domain, statistic))
    return false;
  *totals = add_totals(&run->room, origin);
  return pm_sample_refusal(own, totals) != NULL ||
         pm_sample_climb(&run->room, &run->design, linearise(own, origin, totals),
                         run->estimates->arena, found);
}

static pm_estimate empty_row(const pm_sample_run *run, const pm_sample_domain *domain,
                             size_t index)
{
  const pm_tally_statistic *statistic = &run->tally->plan.statistics[index];
  double none = (double)NAN;
  return (pm_estimate){.labels = domain->labels,
                       .statistic = kind_names[statistic->kind],
                       .variable = statistic->variable,
                       .is_share = is_rate(run->tally, index),
                       .conf = run->setup.level.conf,
                       .interval = interval_name(run, index),
                       .estimate = none,
                       .se = none,
                       .lower = none,
                       .upper = none,
                       .margin = none,
                       .df = none,
                       .deff = none,
                       .n_effective = none,
                       .cv = none,
                       .variance = none,
                       .deff_wor = none};
}

double pm_sample_df(const pm_sample_run *run, const pm_sample_variance *found)
{
  return run->setup.df_fixed > 0 ? run->setup.df_fixed
                                 : run->setup.df->of_sample(found, run->design_df);
}

static pm_status fill_row(pm_sample_run *run, const pm_sample_set *set,
                          const pm_sample_domain *domain, size_t index, pm_estimate *row)
{
  const pm_tally_statistic *statistic = &run->tally->plan.statistics[index];
  pm_sample_variance found;
  pm_sample_totals all;
  *row = empty_row(run, domain, index);
  if (statistic->kind == PM_STATISTIC_QUANTILE)
    return pm_sample_quantile(run, set->split, domain, index, row);
  if (!pm_sample_compute(run, set->split, domain, index, &all, &found))
    return pm_memory_fault(run->error);
  row->n = all.sums[PM_SUM_N];
  row->population = all.sums[PM_SUM_W];
  row->reason = pm_sample_refusal(statistic, &all);
  if (row->reason != NULL)
    return PM_OK;
  if (!pm_sample_settle_lonely(&run->design, run->setup.lonely, run->estimates->arena, &found))
    return pm_memory_fault(run->error);
  row->estimate = statistic->kind == PM_STATISTIC_TOTAL
                      ? all.y
                      : run->tally->origins[index] + all.sums[PM_SUM_WY] / all.x;
  row->clusters = found.cases;
  row->strata = (double)found.strata;
  row->variance = found.variance;
  row->se = sqrt(found.variance);
  row->df = pm_sample_df(run, &found);
  set_limits(run, index, &all, is_census(&found), row);
  row->margin = (row->upper - row->lower) / 2;
  set_deff(run, statistic, &all, row);
  return PM_OK;
}

/* ----------------------------------------------------------------- checks -- */

static double find_design_df(const pm_sample_run *run)
{
  const pm_stage_level *strata = &run->design.levels[run->tally->plan.strata_count];
  double df = 0;
  for (size_t i = 0; i < strata->count; i++)
    df += strata->stages[i].units;
  bool has_groups = run->setup.lonely->merges;
  return df - (double)(has_groups ? run->design.group_count : strata->count);
}

static pm_status check_interval(const pm_sample_run *run)
{
  const char *name = run->setup.interval->about.name;
  if (run->setup.interval->compute != NULL)
    return PM_OK;
  return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                      "the interval %s is made of counts by stratum, not of records", name);
}

/* ------------------------------------------------------------------- rows -- */

static pm_status fill_set(pm_sample_run *run, size_t index)
{
  pm_estimates *estimates = run->estimates;
  size_t statistics = run->tally->plan.statistic_count;
  pm_sample_set set;
  pm_status status =
      pm_sample_set_make(&set, &run->design, index, estimates->arena, run->error);
  if (status != PM_OK)
    return status;
  pm_estimate *rows = pm_arena_alloc(
      estimates->arena, (estimates->count + set.count * statistics) * sizeof *rows);
  if (rows == NULL)
    return pm_memory_fault(run->error);
  for (size_t i = 0; i < estimates->count; i++)
    rows[i] = estimates->rows[i];
  estimates->rows = rows;
  for (size_t d = 0; d < set.count && status == PM_OK; d++)
    for (size_t k = 0; k < statistics && status == PM_OK; k++)
      status = fill_row(run, &set, &set.domains[d], k, &rows[estimates->count++]);
  if (status == PM_OK && set.unlabelled > 0 &&
      pm_notes_add(run->notes, "unlabelled",
                   "%.0f records have no value in a column of --by, and are in no domain of it",
                   set.unlabelled) != PM_OK)
    return pm_memory_fault(run->error);
  return status;
}

static pm_status fill_columns(pm_sample_run *run)
{
  pm_estimates *estimates = run->estimates;
  const pm_tally_plan *plan = &run->tally->plan;
  estimates->columns =
      pm_arena_alloc(estimates->arena, plan->by_count * sizeof *estimates->columns);
  if (estimates->columns == NULL)
    return pm_memory_fault(run->error);
  estimates->column_count = plan->by_count;
  for (size_t i = 0; i < plan->by_count; i++)
    estimates->columns[i] = plan->columns[plan->by[i]];
  return PM_OK;
}

static pm_status check(pm_sample_run *run)
{
  pm_status status = check_interval(run);
  if (status == PM_OK)
    status = pm_sample_check_weights(run);
  return status == PM_OK ? pm_sample_check_lonely(run) : status;
}

static pm_status estimate(pm_sample_run *run, const pm_estimate_request *request)
{
  pm_status status = pm_setup_methods(&run->setup, request, "fail", run->error);
  if (status == PM_OK)
    status = pm_sample_design_make(&run->design, run->tally, run->estimates->arena, run->error);
  if (status == PM_OK)
    status = check(run);
  if (status == PM_OK)
    status = fill_columns(run);
  if (status != PM_OK)
    return status;
  if (run->setup.lonely->merges && !pm_sample_collapse(&run->design, run->estimates->arena))
    return pm_memory_fault(run->error);
  run->design_df = find_design_df(run);
  for (size_t i = 0; i < run->tally->plan.set_count && status == PM_OK; i++)
    status = fill_set(run, i);
  return status == PM_OK ? pm_sample_note(run) : status;
}

pm_status pm_estimate_tally(pm_estimates **estimates, const pm_tally *tally,
                            const pm_estimate_request *request, pm_notes *notes,
                            pm_error *error)
{
  static const pm_estimate_request defaults = {0};
  *estimates = NULL;
  if (request == NULL)
    request = &defaults;
  pm_estimates *fresh = pm_estimates_new(request->allocator, error);
  if (fresh == NULL)
    return PM_ERROR_MEMORY;
  pm_sample_run run = {.tally = tally,
                       .room = {.allocator = request->allocator},
                       .estimates = fresh,
                       .notes = notes,
                       .error = error};
  pm_status status = estimate(&run, request);
  pm_sample_records_free(&run);
  pm_sample_room_free(&run.room);
  if (status == PM_OK)
    *estimates = fresh;
  else
    pm_estimates_free(fresh);
  return status;
}
