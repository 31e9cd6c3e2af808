/* sample_estimate.c: the rows of estimates from a tally: for each domain and statistic
   its value, variance, degrees of freedom, design effect and interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_text.h"
#include "estimate/estimate_families.h"
#include "estimate/sample_calibrate.h"
#include "estimate/sample_run.h"

#include <math.h>
#include <plusminus/num.h>
#include <string.h>

/* ----------------------------------------------------------- the variance -- */

/* z of a record as a combination of y and x. The tally's ratio is R - c. */
pm_linear pm_sample_linearise(const pm_tally_statistic *statistic, const pm_sample_totals *all)
{
  if (statistic->kind == PM_STATISTIC_TOTAL)
    return (pm_linear){1, all->about, all->offset};
  return (pm_linear){1 / all->x, -all->sums[PM_SUM_WY] / all->x / all->x, all->offset};
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

static const char no_variance[] =
    "one cluster or record was sampled in every stratum, so no variance can be measured";
const char pm_sample_no_df[] =
    "there are no degrees of freedom: no more clusters or records than strata";

static const char too_large[] =
    "the numbers are so large that their squares cannot be added up: give them in larger units";
static const char too_small[] =
    "the numbers are so small that their squares are lost: give them in smaller units";

static const char negative_variance[] =
    "the variance is estimated to be below 0, as can happen with few records of unequal "
    "joint chances";
static const char no_replicate[] =
    "in a replicate the denominator adds up to 0, so no variance can be measured";

static const char *interval_name(const pm_sample_run *run, size_t statistic)
{
  return is_rate(run->tally, statistic) ? run->setup.interval->about.name : "wald";
}

const char *pm_sample_why_too_large(const pm_sample_totals *totals)
{
  const double *sums = totals->sums;
  bool is_finite =
      isfinite(sums[PM_SUM_WXX]) && isfinite(sums[PM_SUM_WXY]) && isfinite(sums[PM_SUM_WYY]);
  return is_finite ? NULL : too_large;
}

/* A row whose numbers overflowed has its reason already. */
const char *pm_sample_why_no_variance(const pm_sample_run *run, const pm_estimate *row)
{
  if (row->reason != NULL)
    return row->reason;
  if (row->variance < 0)
    return negative_variance;
  return run->replicated != NULL ? no_replicate : no_variance;
}

void pm_sample_set_wald(const pm_sample_run *run, pm_estimate *row)
{
  double t = pm_t_quantile(run->setup.level.tail, row->df, PM_TAIL_UPPER);
  row->reason = !(row->variance >= 0) ? pm_sample_why_no_variance(run, row)
                : !(row->df > 0)      ? pm_sample_no_df
                                      : NULL;
  if (row->reason != NULL)
    return;
  row->lower = row->estimate - t * row->se;
  row->upper = row->estimate + t * row->se;
  row->margin = (row->upper - row->lower) / 2;
}

/* A rate's reliability, of which the measure's n_eff is made by the design effect. */
static void set_flag(const pm_measure *measure, pm_estimate *row)
{
  const char *quality = NULL;
  pm_reliability found = pm_measure_reliability(measure, &quality);
  row->flag = found == PM_RELIABILITY_SUPPRESS ? pm_unreliable : NULL;
  if (found != PM_RELIABILITY_SHOW)
    row->reason = quality;
}

/* Does Taylor's variance know what part of the population was sampled: by the populations of
   all stages? */
bool pm_sample_has_shares(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  size_t clusters = plan->path_count - plan->strata_count;
  return plan->population_count >= (clusters > 0 ? clusters : 1) && plan->pps == NULL &&
         !plan->has_phases && run->replicated == NULL;
}

void pm_sample_set_exact(pm_estimate *row)
{
  row->lower = row->upper = row->estimate;
  row->margin = 0;
  row->reason = pm_whole_population;
}

/* "Wales", or where there are several rates "Wales (recorded)". NULL: out of memory. */
static const char *name_rate(const pm_sample_run *run, const pm_estimate *row)
{
  const pm_tally_plan *plan = &run->tally->plan;
  pm_arena *arena = run->estimates->arena;
  const char *name = pm_domain_name(arena, row->labels, plan->by_count);
  size_t rates = 0;
  for (size_t k = 0; k < plan->statistic_count; k++)
    rates += is_rate(run->tally, k);
  return rates > 1 && name != NULL ? pm_arena_format(arena, "%s (%s)", name, row->variable)
                                   : name;
}

/* n of a rate is that of the wholes it is a rate of, crimes and not incidents; of amounts in
   units so large that x is mostly below 1, that of records. But where nothing varies all that
   a record holds may be alike, and records of so unequal x are worth (sum x)^2/sum x^2 (as
   Kish 1992 has weights): of 40 payments without a fault it is not their pounds. */
static void set_wholes(const pm_sample_totals *all, pm_measure *measure)
{
  const double *sums = all->sums;
  double units = sums[PM_SUM_UNITS];
  bool is_plain = sums[PM_SUM_WX] > 0 && sums[PM_SUM_WXX] > 0;
  double alike = is_plain ? units * (sums[PM_SUM_WX] / sums[PM_SUM_WXX]) : units;
  measure->counted = alike > units ? sums[PM_SUM_N] : units;
  measure->n = measure->variance > 0 ? measure->counted : alike;
  measure->population *= measure->n / units;
}

static void set_limits(pm_sample_run *run, const pm_sample_totals *all, bool is_census,
                       pm_estimate *row)
{
  if (is_census) {
    pm_sample_set_exact(row);
    return;
  }
  pm_sample_set_wald(run, row);
  if (!row->is_share)
    return;
  if (row->reason != NULL) {
    row->flag = pm_unreliable; /* as is all that has no interval */
    return;
  }
  pm_measure measure = {.rate = row->estimate,
                        .variance = row->variance,
                        .population = pm_sample_has_shares(run) ? all->x : 0,
                        .df = row->df,
                        .t = pm_t_quantile(run->setup.level.tail, row->df, PM_TAIL_UPPER)};
  set_wholes(all, &measure);
  if (measure.variance == 0) /* what the interval and the flag take the records for */
    row->n_effective = fmin(row->n, measure.n);
  pm_limits limits = run->setup.interval->compute(&measure, &run->setup.level);
  row->lower = fmin(fmax(limits.lower, 0), row->estimate);
  row->upper = fmax(fmin(limits.upper, 1), row->estimate);
  row->margin = (row->upper - row->lower) / 2;
  if (pm_interval_loses_share(run->setup.interval, &measure, &run->setup.level))
    pm_names_add(run->estimates->arena, &run->capped, name_rate(run, row));
  if (run->setup.interval == &pm_estimate_interval_logit &&
      (row->estimate <= 0 || row->estimate >= 1))
    pm_names_add(run->estimates->arena, &run->at_end, name_rate(run, row));
  set_flag(&measure, row);
}

const char pm_sample_no_records[] = "no record has a number here";
static const char NO_DENOMINATOR[] = "the denominator adds up to 0";

const char *pm_sample_refusal(const pm_tally_statistic *statistic,
                              const pm_sample_totals *totals)
{
  if (totals->sums[PM_SUM_N] == 0)
    return pm_sample_no_records;
  return statistic->kind != PM_STATISTIC_TOTAL && totals->x == 0 ? NO_DENOMINATOR : NULL;
}

bool pm_sample_compute(pm_sample_run *run, const pm_sample_slice *slice,
                       pm_sample_totals *totals, pm_sample_variance *found)
{
  const pm_tally_statistic *own = &run->tally->plan.statistics[slice->statistic];
  *found = (pm_sample_variance){.variance = (double)NAN};
  *totals = pm_sample_add_up(slice);
  if (pm_sample_refusal(own, totals) != NULL)
    return true;
  return pm_sample_project(&run->room, slice, pm_sample_linearise(own, totals)) &&
         pm_sample_climb(&run->room, &run->design, run->estimates->arena, found);
}

pm_estimate pm_sample_row(const pm_sample_run *run, const char *const *labels, size_t index)
{
  const pm_tally_statistic *statistic = &run->tally->plan.statistics[index];
  double none = (double)NAN;
  return (pm_estimate){.labels = labels,
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
                       .deff_wor = none,
                       .deff_parts = pm_deff_unknown};
}

double pm_sample_value(const pm_tally_statistic *statistic, const pm_sample_totals *totals)
{
  return statistic->kind == PM_STATISTIC_TOTAL
             ? totals->y
             : totals->about + totals->sums[PM_SUM_WY] / totals->x;
}

/* Sums beyond which squares leave the range of a double, so that a variance would be 0.
   Calibrated weights may add up to 0 or less: only how large they are matters. */
static const char *why_no_squares(const pm_estimate *row, const pm_sample_variance *found)
{
  static const double least = 1e-140, most = 1e140;
  double size = fabs(row->estimate), population = fabs(row->population);
  if ((population > 0 && population < least) || (size > 0 && size < least))
    return too_small;
  return population > most || (!isfinite(found->variance) && found->lonely < found->strata)
             ? too_large
             : NULL;
}

/* The same by replicates; and where values lie so far from 0, or a domain from others, that
   their squares, or what rounding leaves of these, are beyond a double though those about the
   mean are not. */
static const char *why_too_far(const pm_sample_run *run, const pm_estimate *row,
                               const pm_sample_variance *found)
{
  static const double most = 1e140, share = 1e28; /* of squares rounding is 1e-28 or more */
  double size = fabs(row->estimate);
  bool is_lost = run->replicated != NULL && !isfinite(found->variance) && size > most;
  return is_lost || isinf(size * size) || isinf(found->rounding * share) ? too_large : NULL;
}

/* What is rounding alone, which may be below 0, is 0, in every stratum, too: no degrees of
   freedom are made of it. */
static void drop_rounding(pm_sample_variance *found)
{
  if (found->variance == 0 || !(fabs(found->variance) <= found->rounding))
    return;
  found->variance = 0;
  for (size_t i = 0; i < found->strata; i++)
    if (!found->parts[i].is_lonely)
      found->parts[i].variance = 0;
}

/* Replicates meet the totals of a calibration within its tolerance. Where no stratum has
   residuals of them, this is all that varies between replicates, and no variance. */
static bool is_of_tolerance(const pm_sample_run *run, const pm_sample_variance *found,
                            const pm_estimate *row)
{
  static const double most = 1e3 * PM_CALIBRATION_TOLERANCE;
  if (run->replicated == NULL || run->design.calibration == NULL)
    return false;
  for (size_t i = 0; i < found->strata; i++)
    if (!found->parts[i].is_lonely && fabs(found->parts[i].variance) > found->rounding)
      return false;
  double size = sqrt(row->n * found->rounding) / pm_sample_rounding_of(row->n);
  return sqrt(found->variance) <= most * fmax(size, fabs(row->estimate));
}

bool pm_sample_set_variance(pm_sample_run *run, pm_sample_variance *found, pm_estimate *row)
{
  double replicated = found->variance;
  if (!pm_sample_settle_lonely(&run->design, run->setup.lonely, run->estimates->arena, found))
    return false;
  if (run->replicated != NULL)
    found->variance = replicated;
  if (is_of_tolerance(run, found, row))
    found->variance = 0;
  if (row->reason == NULL)
    row->reason = why_too_far(run, row, found);
  drop_rounding(found);
  row->clusters = found->cases;
  row->strata = (double)found->occupied;
  if (run->replicated == NULL && row->reason == NULL)
    row->reason = why_no_squares(row, found);
  if (row->reason != NULL)
    found->variance = (double)NAN;
  row->variance = found->variance;
  row->se = sqrt(found->variance);
  row->df = run->setup.df_fixed > 0 ? run->setup.df_fixed
                                    : run->setup.df->of_sample(found, run->design_df);
  if (run->replicated != NULL && !(run->setup.df_fixed > 0))
    row->df = fmin(row->df, run->replicate_df);
  return true;
}

/* Of a statistic without a value. */
static bool count_clusters(pm_sample_run *run, const pm_sample_slice *slice, pm_estimate *row)
{
  pm_sample_variance found;
  if (!pm_sample_project(&run->room, slice, (pm_linear){0, 0, 0}) ||
      !pm_sample_climb(&run->room, &run->design, run->estimates->arena, &found))
    return false;
  row->clusters = found.cases;
  return true;
}

static pm_status fill_row(pm_sample_run *run, const pm_sample_slice *slice, pm_estimate *row)
{
  const pm_tally_statistic *statistic = &run->tally->plan.statistics[slice->statistic];
  size_t number = run->number++;
  pm_sample_variance found;
  pm_sample_totals all;
  *row = pm_sample_row(run, slice->domain->labels, slice->statistic);
  if (statistic->kind == PM_STATISTIC_QUANTILE)
    return pm_sample_quantile(run, slice, number, row);
  if (!pm_sample_compute(run, slice, &all, &found))
    return pm_memory_fault(run->error);
  row->n = all.sums[PM_SUM_N];
  row->population = all.sums[PM_SUM_W];
  row->reason = pm_sample_refusal(statistic, &all);
  if (row->reason != NULL)
    return count_clusters(run, slice, row) ? PM_OK : pm_memory_fault(run->error);
  row->estimate = pm_sample_value(statistic, &all);
  pm_sample_take_replicated(run, number, statistic->kind == PM_STATISTIC_TOTAL, &found);
  found.rounding = pm_sample_rounding(statistic, &all);
  row->reason = pm_sample_why_too_large(&all);
  if (!pm_sample_set_variance(run, &found, row))
    return pm_memory_fault(run->error);
  bool is_census = pm_sample_is_census(slice, &found);
  set_limits(run, &all, is_census, row);
  const pm_deff_source source = {statistic, &all, &found, is_census};
  pm_sample_set_deff(run, &source, row);
  return pm_sample_note_beyond(run, slice, row);
}

/* ----------------------------------------------------------------- checks -- */

double pm_sample_design_df(const pm_sample_run *run)
{
  const pm_stage_level *strata = &run->design.levels[run->tally->plan.strata_count];
  bool has_groups = run->setup.lonely->merges;
  if (run->design.phases != NULL)
    return run->design.units - (double)run->design.phases->count;
  return run->design.units - (double)(has_groups ? run->design.group_count : strata->count);
}

static pm_status check_interval(const pm_sample_run *run)
{
  const char *name = run->setup.interval->about.name;
  if (run->setup.interval->compute != NULL)
    return PM_OK;
  return pm_error_add(
      run->error, PM_ERROR_USAGE, NULL,
      "the interval %s is made of counts by stratum (--counts), not of records: "
      "--interval wilson, the default, is for both",
      name);
}

/* ------------------------------------------------------------------- rows -- */

static bool reserve_rows(const pm_sample_run *run, size_t more)
{
  pm_estimates *estimates = run->estimates;
  pm_estimate *rows =
      pm_arena_alloc(estimates->arena, (estimates->count + more) * sizeof *rows);
  if (rows == NULL)
    return false;
  for (size_t i = 0; i < estimates->count; i++)
    rows[i] = estimates->rows[i];
  estimates->rows = rows;
  return true;
}

/* Rows for pairs of domains, in each column that differences were asked for. */
static pm_status fill_differences(pm_sample_run *run, const pm_sample_set *set, size_t index)
{
  uint64_t columns = run->tally->plan.sets[index].columns & run->differences;
  pm_status status = PM_OK;
  for (size_t by = 0; by < run->tally->plan.by_count && status == PM_OK; by++) {
    if ((columns >> by & 1) == 0)
      continue;
    size_t pairs = pm_sample_count_pairs(run, set, by);
    run->compared |= pairs > 0 ? UINT64_C(1) << by : 0;
    if (!reserve_rows(run, pairs * run->tally->plan.statistic_count))
      return pm_memory_fault(run->error);
    status = pm_sample_differences(run, set, by);
  }
  return status;
}

static pm_status fill_set(pm_sample_run *run, size_t index)
{
  pm_estimates *estimates = run->estimates;
  size_t statistics = run->tally->plan.statistic_count;
  const pm_sample_set *set = &run->sets[index];
  pm_status status = PM_OK;
  if (!reserve_rows(run, set->count * statistics))
    return pm_memory_fault(run->error);
  for (size_t d = 0; d < set->count && status == PM_OK; d++)
    for (size_t k = 0; k < statistics && status == PM_OK; k++) {
      pm_sample_slice slice = {&run->design, set->split, &set->domains[d], k};
      status = fill_row(run, &slice, &estimates->rows[estimates->count++]);
    }
  if (status == PM_OK)
    status = fill_differences(run, set, index);
  if (status == PM_OK && set->unlabelled > 0 &&
      pm_notes_add(run->notes, "unlabelled",
                   "%s record%s no value in a column of --by, and %s in no domain of it",
                   pm_number_show_grouped(set->unlabelled).text,
                   set->unlabelled == 1 ? " has" : "s have",
                   set->unlabelled == 1 ? "is" : "are") != PM_OK)
    return pm_memory_fault(run->error);
  return status;
}

/* The columns of domains that differences were asked for, as bits. */
static pm_status find_differences(pm_sample_run *run, const pm_estimate_request *request)
{
  const pm_tally_plan *plan = &run->tally->plan;
  for (size_t i = 0; i < request->difference_count; i++) {
    size_t by = 0;
    while (by < plan->by_count &&
           strcmp(plan->columns[plan->by[by]], request->differences[i]) != 0)
      by++;
    if (by == plan->by_count)
      return pm_error_add(
          run->error, PM_ERROR_USAGE, NULL,
          "differences in '%s' were asked for, but no set of domains has it: --by makes one",
          request->differences[i]);
    run->differences |= UINT64_C(1) << by;
  }
  return PM_OK;
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

static pm_status make_sets(pm_sample_run *run)
{
  size_t count = run->tally->plan.set_count;
  pm_status status = PM_OK;
  run->sets = pm_arena_alloc(run->estimates->arena, count * sizeof *run->sets);
  if (run->sets == NULL)
    return pm_memory_fault(run->error);
  for (size_t i = 0; i < count && status == PM_OK; i++)
    status =
        pm_sample_set_make(&run->sets[i], &run->design, i, run->estimates->arena, run->error);
  return status;
}

static pm_status check(pm_sample_run *run, const pm_estimate_request *request)
{
  pm_status status = check_interval(run);
  if (status == PM_OK && request->calibration != NULL)
    status = pm_sample_calibrate(run, request->calibration);
  if (status == PM_OK)
    status = pm_sample_check_weights(run);
  if (status == PM_OK && run->design.phases != NULL)
    return pm_sample_check_phases(run);
  bool is_given = run->tally->plan.replicate_count > 0; /* which need no clusters */
  return status == PM_OK && !is_given ? pm_sample_check_lonely(run) : status;
}

static bool is_replicated(const pm_sample_run *run, const pm_estimate_request *request)
{
  return run->tally->plan.replicate_count > 0 ||
         (request->variance != NULL && strcmp(request->variance, "taylor") != 0);
}

static pm_status estimate(pm_sample_run *run, const pm_estimate_request *request)
{
  pm_status status = pm_setup_methods(&run->setup, request, "fail", run->error);
  run->is_replicated = is_replicated(run, request);
  if (status == PM_OK)
    status = pm_sample_design_make(&run->design, run->tally, run->estimates->arena, run->error);
  if (status == PM_OK)
    status = check(run, request);
  if (status == PM_OK)
    status = fill_columns(run);
  if (status == PM_OK)
    status = find_differences(run, request);
  if (status != PM_OK)
    return status;
  if (run->setup.lonely->merges && run->design.phases == NULL &&
      !pm_sample_collapse(&run->design, run->estimates->arena))
    return pm_memory_fault(run->error);
  run->design_df = pm_sample_design_df(run);
  run->tells_size = pm_sample_tells_size(run);
  status = make_sets(run);
  if (status == PM_OK)
    status = pm_sample_check_differences(run);
  if (status == PM_OK && run->is_replicated)
    status = pm_sample_replicate(run, request);
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
  pm_sample_calibration_free(&run.design);
  pm_sample_room_free(&run.room);
  if (status == PM_OK)
    *estimates = fresh;
  else
    pm_estimates_free(fresh);
  return status;
}
