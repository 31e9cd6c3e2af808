/* sample_difference.c: two domains of one sample compared. They may share clusters, so
   that what they add to z is put together before it is squared: their covariance is in
   the variance, whatever the design.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_text.h"
#include "estimate/estimate_families.h"
#include "estimate/sample_run.h"

#include <math.h>
#include <string.h>

/* More rows take minutes and gigabytes, and nobody reads them. */
enum { DIFFERENCES_MOST = 10000000 };

/* Do two domains have the same labels but for this column? */
bool pm_sample_is_pair(const pm_sample_run *run, const pm_sample_domain *a,
                       const pm_sample_domain *b, size_t by)
{
  for (size_t i = 0; i < run->tally->plan.by_count; i++)
    if (i != by && strcmp(a->labels[i], b->labels[i]) != 0)
      return false;
  return true;
}

size_t pm_sample_count_pairs(const pm_sample_run *run, const pm_sample_set *set, size_t by)
{
  size_t count = 0;
  for (size_t i = 0; i < set->count && count <= DIFFERENCES_MOST; i++)
    for (size_t k = i + 1; k < set->count; k++)
      count += pm_sample_is_pair(run, &set->domains[i], &set->domains[k], by);
  return count;
}

pm_status pm_sample_check_differences(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  size_t count = 0;
  for (size_t s = 0; s < plan->set_count; s++)
    for (size_t by = 0; by < plan->by_count; by++) {
      if (((plan->sets[s].columns & run->differences) >> by & 1) == 0)
        continue;
      count += pm_sample_count_pairs(run, &run->sets[s], by) * plan->statistic_count;
      if (count > DIFFERENCES_MOST)
        return pm_error_add(run->error, PM_ERROR_DATA, NULL,
                            "every two domains that differ in '%s' alone would be more than "
                            "%s differences: --difference is for columns with fewer values",
                            plan->columns[plan->by[by]],
                            pm_number_show_grouped(DIFFERENCES_MOST).text);
    }
  return PM_OK;
}

static const char *const *pair_labels(const pm_sample_run *run, const pm_sample_domain *a,
                                      const pm_sample_domain *b, size_t by)
{
  pm_arena *arena = run->estimates->arena;
  const char **labels = pm_arena_alloc(arena, run->tally->plan.by_count * sizeof *labels);
  if (labels == NULL)
    return NULL;
  for (size_t i = 0; i < run->tally->plan.by_count; i++)
    labels[i] = a->labels[i];
  labels[by] = pm_arena_format(arena, "%s - %s", a->labels[by], b->labels[by]);
  return labels[by] != NULL ? labels : NULL;
}

static const char same_in_each[] =
    "in each of the two all values are the same: the margin is 0 as a sample shows no more, "
    "though others may differ";

/* Two rates are not farther apart than 100 points. */
static void cut_at_ends(pm_estimate *row)
{
  row->lower = fmax(row->lower, -1);
  row->upper = fmin(row->upper, 1);
  row->margin = (row->upper - row->lower) / 2;
}

/* Limits, and why they are what they are; `simple` is the variance of both domains' records
   if they were drawn at random. */
static void set_limits(const pm_sample_run *run, bool is_census, double simple,
                       pm_estimate *row)
{
  if (is_census)
    pm_sample_set_exact(row);
  else
    pm_sample_set_wald(run, row);
  if (row->is_share && !isnan(row->margin))
    cut_at_ends(row);
  row->cv = row->estimate != 0 ? row->se / fabs(row->estimate) : (double)NAN;
  if (row->reason != NULL)
    return;
  row->reason = row->margin > 0 ? "a difference has no design effect"
                : simple > 0    ? pm_sample_why_no_margin(run, simple)
                                : same_in_each;
}

/* Of two values that are the same but for rounding the difference is 0, and not a low figure:
   it is no more than rounding may make of them, and nothing beside its standard error. */
static double difference_of(const double values[2], double n, double se)
{
  static const double nothing = 1e-6;
  double apart = values[0] - values[1];
  double most = pm_sample_rounding_of(n) * fmax(fabs(values[0]), fabs(values[1]));
  bool is_same = fabs(apart) <= most && (!(se > 0) || fabs(apart) <= nothing * se);
  return is_same ? 0 : apart;
}

static bool compare(pm_sample_run *run, const pm_sample_slice slices[2], pm_estimate *row)
{
  size_t number = run->difference_number++;
  size_t index = slices[0].statistic;
  const pm_tally_statistic *statistic = &run->tally->plan.statistics[index];
  pm_linear linears[2];
  double values[2], simple = 0, rounding = 0;
  const char *too_large = NULL;
  pm_sample_variance found;
  for (int k = 0; k < 2; k++) {
    pm_sample_totals totals = pm_sample_add_up(&slices[k]);
    row->n += totals.sums[PM_SUM_N];
    row->population += totals.sums[PM_SUM_W];
    if (row->reason == NULL)
      row->reason = pm_sample_refusal(statistic, &totals);
    if (too_large == NULL)
      too_large = pm_sample_why_too_large(&totals);
    values[k] = pm_sample_value(statistic, &totals);
    linears[k] = pm_sample_linearise(statistic, &totals);
    simple += pm_sample_simple_variance(statistic, &totals);
    rounding += pm_sample_rounding(statistic, &totals);
  }
  linears[1] = (pm_linear){-linears[1].a, -linears[1].b, linears[1].offset};
  if (row->reason != NULL) /* only clusters are counted */
    linears[0] = linears[1] = (pm_linear){0, 0, 0};
  if (!pm_sample_project_two(&run->room, slices, linears) ||
      !pm_sample_climb(&run->room, &run->design, run->estimates->arena, &found))
    return false;
  row->clusters = found.cases;
  if (row->reason != NULL)
    return true;
  pm_sample_take_replicated(run, number, false, &found);
  found.rounding = rounding;
  row->reason = too_large;
  if (!pm_sample_set_variance(run, &found, row))
    return false;
  row->estimate = difference_of(values, row->n, row->se);
  bool is_census =
      pm_sample_is_census(&slices[0], &found) && pm_sample_is_census(&slices[1], &found);
  set_limits(run, is_census, simple, row);
  return true;
}

/* Does another statistic of the same column have differences, too? */
static bool has_namesake(const pm_tally_plan *plan, size_t statistic)
{
  const char *own = plan->statistics[statistic].variable;
  for (size_t k = 0; k < plan->statistic_count; k++)
    if (k != statistic && strcmp(plan->statistics[k].variable, own) == 0)
      return true;
  return false;
}

/* Of a difference, whose statistic is "difference": "hours", or where that would not tell
   it apart "mean hours". */
static bool name_difference(const pm_sample_run *run, size_t statistic, pm_estimate *row)
{
  if (has_namesake(&run->tally->plan, statistic))
    row->variable =
        pm_arena_format(run->estimates->arena, "%s %s", row->statistic, row->variable);
  row->statistic = "difference";
  return row->variable != NULL;
}

static bool add_pair(pm_sample_run *run, const pm_sample_set *set, const size_t pair[2],
                     size_t by)
{
  pm_estimates *estimates = run->estimates;
  const pm_sample_domain *a = &set->domains[pair[0]];
  const pm_sample_domain *b = &set->domains[pair[1]];
  const char *const *labels = pair_labels(run, a, b, by);
  if (labels == NULL)
    return false;
  for (size_t k = 0; k < run->tally->plan.statistic_count; k++) {
    if (run->tally->plan.statistics[k].kind == PM_STATISTIC_QUANTILE)
      continue;
    const pm_sample_slice slices[2] = {{&run->design, set->split, a, k},
                                       {&run->design, set->split, b, k}};
    pm_estimate *row = &estimates->rows[estimates->count++];
    *row = pm_sample_row(run, labels, k);
    row->interval = "wald";
    if (!name_difference(run, k, row) || !compare(run, slices, row))
      return false;
  }
  return true;
}

pm_status pm_sample_differences(pm_sample_run *run, const pm_sample_set *set, size_t by)
{
  for (size_t i = 0; i < set->count; i++)
    for (size_t k = i + 1; k < set->count; k++) {
      const size_t pair[2] = {i, k};
      if (pm_sample_is_pair(run, &set->domains[i], &set->domains[k], by) &&
          !add_pair(run, set, pair, by))
        return pm_memory_fault(run->error);
    }
  return PM_OK;
}
