/* sample_estimate.c: the rows of estimates from a tally: for each domain and statistic
   its value, variance, degrees of freedom, design effect and interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/estimate_table.h"
#include "estimate/sample.h"

#include <math.h>
#include <plusminus/num.h>

typedef struct sampling {
  const pm_tally *tally;
  pm_setup setup;
  pm_sample_design design;
  double design_df;
  pm_sample_room room;
  pm_arena *scratch; /* for one set of domains at a time */
  pm_estimates *estimates;
  pm_notes *notes;
  pm_error *error;
} sampling;

/* What a domain's records of a statistic add up to. */
typedef struct totals {
  double sums[PM_SUMS]; /* y as the tally has it */
  double x, y;          /* the weighted totals of the file's own x and y */
} totals;

static totals add_totals(const pm_sample_room *room, double origin)
{
  pm_sum sums[PM_SUMS] = {{0, 0}};
  totals all;
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
                           const totals *all)
{
  if (statistic->kind == PM_STATISTIC_TOTAL)
    return (pm_linear){1, origin};
  return (pm_linear){1 / all->x, -all->sums[PM_SUM_WY] / all->x / all->x};
}

/* v of a simple random sample of n with replacement: s2/n for the deviations z/w,
   weighted, with n/(n - 1). A total's are those of y. */
static double simple_variance(const pm_tally_statistic *statistic, const totals *all)
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
    [PM_STATISTIC_RATE] = "rate",
    [PM_STATISTIC_RATIO] = "ratio",
    [PM_STATISTIC_MEAN] = "mean",
    [PM_STATISTIC_TOTAL] = "total",
};

/* A rate, or a ratio of which every record's x and y are parts of a whole. */
static bool is_rate(const pm_tally *tally, size_t statistic)
{
  pm_statistic_kind kind = tally->plan.statistics[statistic].kind;
  return kind == PM_STATISTIC_RATE ||
         (kind == PM_STATISTIC_RATIO && tally->is_share[statistic]);
}

static const char NO_RECORDS[] = "no record has a number here";
static const char NO_DENOMINATOR[] = "the denominator adds up to 0";
static const char NO_VARIANCE[] =
    "one cluster or record was sampled in every stratum, so no variance can be measured";
static const char NO_DF[] =
    "there are no degrees of freedom: no more clusters or records than strata";

static void set_limits(const sampling *s, size_t statistic, const totals *all, bool is_census,
                       pm_estimate *row)
{
  row->lower = row->upper = (double)NAN;
  row->interval = is_rate(s->tally, statistic) ? s->setup.interval->about.name : "wald";
  if (is_census) {
    row->lower = row->upper = row->estimate;
    return;
  }
  if (isnan(row->variance) || !(row->df > 0)) {
    row->reason = isnan(row->variance) ? NO_VARIANCE : NO_DF;
    return;
  }
  double t = pm_t_quantile(s->setup.level.tail, row->df, PM_TAIL_UPPER);
  if (!is_rate(s->tally, statistic)) {
    row->lower = row->estimate - t * row->se;
    row->upper = row->estimate + t * row->se;
    return;
  }
  pm_measure measure = {.rate = row->estimate,
                        .variance = row->variance,
                        .n = all->sums[PM_SUM_UNITS],
                        .df = row->df,
                        .t = t};
  pm_limits limits = s->setup.interval->compute(&measure, &s->setup.level);
  row->lower = fmin(fmax(limits.lower, 0), row->estimate);
  row->upper = fmax(fmin(limits.upper, 1), row->estimate);
}

static void set_deff(const sampling *s, const pm_tally_statistic *statistic, const totals *all,
                     pm_estimate *row)
{
  double n = row->n;
  double simple = simple_variance(statistic, all);
  double open = fmax(0, 1 - n / all->sums[PM_SUM_W]);
  double chosen = simple * s->setup.deff->correction(open);
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

static pm_status fill_row(sampling *s, const pm_sample_set *set, const pm_sample_domain *domain,
                          size_t index, pm_estimate *row)
{
  const pm_tally *tally = s->tally;
  const pm_tally_statistic *statistic = &tally->plan.statistics[index];
  double none = (double)NAN;
  *row = (pm_estimate){.labels = domain->labels,
                       .statistic = kind_names[statistic->kind],
                       .variable = statistic->variable,
                       .is_share = is_rate(tally, index),
                       .conf = s->setup.level.conf,
                       .interval = "wald",
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
  if (!pm_sample_gather(&s->room, &s->design, set->split, domain, index))
    return pm_memory_fault(s->error);
  double origin = tally->origins[index];
  totals all = add_totals(&s->room, origin);
  row->n = all.sums[PM_SUM_N];
  row->population = all.sums[PM_SUM_W];
  bool is_total = statistic->kind == PM_STATISTIC_TOTAL;
  if (row->n == 0 || (!is_total && all.x == 0)) {
    row->reason = row->n == 0 ? NO_RECORDS : NO_DENOMINATOR;
    return PM_OK;
  }
  pm_sample_variance found;
  if (!pm_sample_climb(&s->room, &s->design, linearise(statistic, origin, &all), s->scratch,
                       &found))
    return pm_memory_fault(s->error);
  pm_sample_settle_lonely(&s->design, s->setup.lonely, &found);
  row->estimate = is_total ? all.y : origin + all.sums[PM_SUM_WY] / all.x;
  row->clusters = found.cases;
  row->strata = (double)found.strata;
  row->variance = found.variance;
  row->se = sqrt(found.variance);
  row->df =
      s->setup.df_fixed > 0 ? s->setup.df_fixed : s->setup.df->of_sample(&found, s->design_df);
  set_limits(s, index, &all, is_census(&found), row);
  row->margin = (row->upper - row->lower) / 2;
  set_deff(s, statistic, &all, row);
  return PM_OK;
}

/* ----------------------------------------------------------------- checks -- */

static double find_design_df(const sampling *s)
{
  const pm_stage_level *strata = &s->design.levels[s->tally->plan.strata_count];
  double df = 0;
  for (size_t i = 0; i < strata->count; i++)
    df += strata->stages[i].units - 1;
  return df;
}

static pm_status check_interval(const sampling *s)
{
  const char *name = s->setup.interval->about.name;
  if (s->setup.interval->compute != NULL)
    return PM_OK;
  return pm_error_add(s->error, PM_ERROR_USAGE, NULL,
                      "the interval %s is made of counts by stratum, not of records", name);
}

/* ------------------------------------------------------------------- rows -- */

static pm_status fill_set(sampling *s, size_t index)
{
  pm_estimates *estimates = s->estimates;
  size_t statistics = s->tally->plan.statistic_count;
  pm_sample_set set;
  pm_status status = pm_sample_set_make(&set, &s->design, index, estimates->arena, s->error);
  if (status != PM_OK)
    return status;
  pm_estimate *rows = pm_arena_alloc(
      estimates->arena, (estimates->count + set.count * statistics) * sizeof *rows);
  if (rows == NULL)
    return pm_memory_fault(s->error);
  for (size_t i = 0; i < estimates->count; i++)
    rows[i] = estimates->rows[i];
  estimates->rows = rows;
  for (size_t d = 0; d < set.count && status == PM_OK; d++)
    for (size_t k = 0; k < statistics && status == PM_OK; k++)
      status = fill_row(s, &set, &set.domains[d], k, &rows[estimates->count++]);
  return status;
}

static pm_status fill_columns(sampling *s)
{
  pm_estimates *estimates = s->estimates;
  const pm_tally_plan *plan = &s->tally->plan;
  estimates->columns =
      pm_arena_alloc(estimates->arena, plan->by_count * sizeof *estimates->columns);
  if (estimates->columns == NULL)
    return pm_memory_fault(s->error);
  estimates->column_count = plan->by_count;
  for (size_t i = 0; i < plan->by_count; i++)
    estimates->columns[i] = plan->columns[plan->by[i]];
  return PM_OK;
}

static pm_status estimate(sampling *s, const pm_estimate_request *request)
{
  pm_status status = pm_setup_methods(&s->setup, request, "fail", s->error);
  if (status == PM_OK)
    status = check_interval(s);
  if (status == PM_OK)
    status = pm_sample_design_make(&s->design, s->tally, s->estimates->arena, s->error);
  if (status == PM_OK)
    status = fill_columns(s);
  if (status != PM_OK)
    return status;
  s->design_df = find_design_df(s);
  for (size_t i = 0; i < s->tally->plan.set_count && status == PM_OK; i++)
    status = fill_set(s, i);
  return status;
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
  sampling s = {.tally = tally,
                .room = {.allocator = request->allocator},
                .scratch = fresh->arena,
                .estimates = fresh,
                .notes = notes,
                .error = error};
  pm_status status = estimate(&s, request);
  pm_sample_room_free(&s.room);
  if (status == PM_OK)
    *estimates = fresh;
  else
    pm_estimates_free(fresh);
  return status;
}
