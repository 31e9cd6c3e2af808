/* margins_interval.c: margins held to the interval that will be published.

   An interval that is no product of a quantile and a standard error is wider or narrower
   than the margin planned. When each stratum's rate comes out as expected, estimate's
   variance has pq/(n-1) in the place of S^2/n, and its interval is wilson's or Clopper &
   Pearson's at the effective number of records. Where half of that is wider than the
   goal, the margin that the loads are for is made tighter in proportion, and all is solved
   anew.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#include "allocate/margins.h"
#include "core/number_text.h"
#include "estimate/estimate_parts.h"

enum { ROUNDS_MOST = 100, ROUNDS_PATIENT = 30 };

static const struct {
  const char *name;
  const char *row; /* of the family of estimate's intervals; NULL: nothing to check */
} intervals[] = {{"wald", NULL}, {"wilson", "wilson"}, {"clopper-pearson", "korn-graubard"}};

enum { INTERVALS = sizeof intervals / sizeof intervals[0] };

static pm_status find_interval(const pm_margins *it, const pm_estimate_interval_method **found,
                               pm_error *error)
{
  const char *names[INTERVALS];
  const char *wanted = it->request.interval;
  *found = NULL;
  for (size_t i = 0; i < INTERVALS; i++) {
    names[i] = intervals[i].name;
    if (wanted == NULL || strcmp(wanted, names[i]) != 0)
      continue;
    if (intervals[i].row != NULL)
      *found = (const pm_estimate_interval_method *)(const void *)pm_family_find(
          &pm_estimate_interval_family, intervals[i].row);
    return PM_OK;
  }
  if (wanted == NULL)
    return PM_OK;
  const char *nearest = pm_text_nearest(wanted, names, INTERVALS);
  return pm_error_add(
      error, PM_ERROR_USAGE, NULL, "there is no interval '%s' to plan by; %s%s%s", wanted,
      nearest != NULL ? "did you mean '" : "they are wald, wilson and ",
      nearest != NULL ? nearest : "clopper-pearson", nearest != NULL ? "'?" : "");
}

/* Of each target: the rate expected, and estimate's variance of it. */
static pm_status expect(const pm_margins *it, double *variances)
{
  pm_sum *sums = pm_arena_alloc(it->arena, 2 * it->count * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  pm_sum *rates = sums + it->count;
  for (size_t i = 0; i < it->request.count; i++)
    for (size_t e = it->starts[i]; e < it->starts[i + 1]; e++) {
      size_t j = it->target[e];
      const pm_margin_work *work = &it->work[j];
      double population = it->request.strata[it->order[i]].population;
      double share = population / work->facet->population[work->value];
      double rate = it->request.rate[it->order[i]][work->rate];
      double n = it->found[i];
      pm_sum_add(&rates[j], share * rate);
      pm_sum_add(&sums[j],
                 share * share * rate * (1 - rate) * (1 - n / population) / fmax(n - 1, 1));
    }
  for (size_t j = 0; j < it->count; j++) {
    it->targets[j].estimate = fmin(pm_sum_value(&rates[j]), 1);
    variances[j] = pm_sum_value(&sums[j]);
  }
  return PM_OK;
}

static double half_width(const pm_margins *it, const pm_margin_target *target, double variance,
                         const pm_estimate_interval_method *method)
{
  pm_measure measure = {.rate = target->estimate,
                        .variance = variance,
                        .n = target->n,
                        .df = target->n - target->strata};
  if (target->n >= target->population)
    return 0;
  if (!(measure.df > 0))
    return 1;
  measure.t = pm_t_quantile(it->level.tail, measure.df, PM_TAIL_UPPER);
  pm_limits limits = method->compute(&measure, &it->level);
  double lower = fmin(fmax(limits.lower, 0), measure.rate);
  double upper = fmax(fmin(limits.upper, 1), measure.rate);
  return (upper - lower) / 2;
}

/* The half widths; how many are wider than their goals. */
static pm_status measure_all(pm_margins *it, const pm_estimate_interval_method *method,
                             size_t *wide)
{
  double *variances = pm_arena_alloc(it->arena, it->count * sizeof *variances);
  pm_status status = variances == NULL ? PM_ERROR_MEMORY : expect(it, variances);
  *wide = 0;
  for (size_t j = 0; j < it->count && status == PM_OK; j++) {
    pm_margin_target *target = &it->targets[j];
    target->half_width =
        method == NULL ? (double)NAN : half_width(it, target, variances[j], method);
    *wide += target->half_width > target->target * (1 + 1e-12);
  }
  return status;
}

/* The more rounds, the larger the steps: near a census an interval narrows little while
   its variance vanishes. */
static void tighten(pm_margins *it, int round)
{
  double haste = round < ROUNDS_PATIENT ? 1 : 0.9;
  for (size_t j = 0; j < it->count; j++) {
    const pm_margin_target *target = &it->targets[j];
    if (target->half_width > target->target * (1 + 1e-12))
      it->work[j].asked *= fmin(target->target / target->half_width, 1 - 1e-3) * haste;
  }
}

static pm_status tell(const pm_margins *it, double before, pm_notes *notes)
{
  size_t tightened = 0;
  for (size_t j = 0; j < it->count; j++)
    tightened += it->work[j].asked < it->targets[j].target;
  return pm_notes_add(
      notes, "interval-repair",
      "the %s interval would be wider than asked for in %zu of %zu targets: planning these "
      "tighter raised the cost from %s to %s; the lower bound is that of the margins "
      "as tightened",
      it->request.interval, tightened, it->count, pm_number_short(before, 2).text,
      pm_number_short(it->result.cost, 2).text);
}

/* For means there is no interval but wald's, and no rate. */
static pm_status check_means(pm_margins *it, const pm_estimate_interval_method *method,
                             pm_error *error)
{
  for (size_t j = 0; j < it->count; j++)
    it->targets[j].estimate = it->targets[j].half_width = (double)NAN;
  return method == NULL ? PM_OK
                        : pm_error_add(error, PM_ERROR_USAGE, NULL,
                                       "the %s interval is of a rate, and what is planned "
                                       "for has a standard deviation",
                                       it->request.interval);
}

pm_status pm_margins_repair(pm_margins *it, pm_notes *notes, pm_error *error)
{
  const pm_estimate_interval_method *method;
  size_t wide;
  pm_status status = find_interval(it, &method, error);
  if (status == PM_OK && it->request.rate_count == 0)
    return check_means(it, method, error);
  if (status == PM_OK)
    status = measure_all(it, method, &wide);
  if (status != PM_OK || wide == 0)
    return status;
  double before = it->result.cost;
  for (int round = 0; round < ROUNDS_MOST && wide > 0 && status == PM_OK; round++) {
    tighten(it, round);
    status = pm_margins_solve(it, error);
    if (status == PM_OK)
      status = measure_all(it, method, &wide);
  }
  if (status == PM_OK && wide > 0)
    status = pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "%zu targets stay wider than asked for by the %s interval", wide,
                          it->request.interval);
  it->result.is_exact = false;
  return status == PM_OK ? tell(it, before, notes) : status;
}
