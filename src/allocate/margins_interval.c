/* margins_interval.c: margins held to the interval that will be published.

   An interval that is no product of a quantile and a standard error is wider or narrower
   than the margin planned. When each stratum's rate comes out as expected, estimate's
   variance has pq/(n-1) in the place of S^2/n, and its interval is wilson's or Clopper &
   Pearson's at the effective number of records. Where half of that is wider than the
   goal, all is solved anew for that variance, which is a sum of a/(n-1), and the margin
   asked for is made tighter in proportion until the half widths meet the goals. The same is
   done for the variance planned, and the cheaper is kept.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#include "allocate/margins.h"
#include "core/number_text.h"
#include "estimate/estimate_parts.h"

enum { ROUNDS_MOST = 100, ROUNDS_PATIENT = 30, STRATA_TWICE = 5000, EASES_MOST = 4 };

/* A target that binds although it is below its goal by this part was made too tight; to ease
   it is tried where all such may save this part of the cost. */
static const double EASE_LEAST = 0.01;
static const double EASE_GAIN = 1e-3;

static const struct {
  const char *name;
  const char *row; /* of the family of estimate's intervals; NULL: nothing to check */
} intervals[] = {{"wald", NULL},
                 {"wilson", "wilson"},
                 {"wilson-fpc", "wilson-fpc"},
                 {"clopper-pearson", "korn-graubard"}};

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
      nearest != NULL ? "did you mean '" : "they are wald, wilson, wilson-fpc and ",
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
                        .population = target->population,
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

static bool is_wide(const pm_margins *it, size_t target)
{
  return it->targets[target].half_width > it->work[target].goal * (1 + 1e-12);
}

/* The half widths; how many are wider than their goals. */
static pm_status measure_all(pm_margins *it, const pm_estimate_interval_method *method,
                             double *variances, size_t *wide)
{
  pm_status status = expect(it, variances);
  *wide = 0;
  for (size_t j = 0; j < it->count && status == PM_OK; j++) {
    pm_margin_target *target = &it->targets[j];
    target->half_width =
        method == NULL ? (double)NAN : half_width(it, target, variances[j], method);
    if (!isnan(target->half_width))
      target->slack = fmax(target->target - target->half_width, 0);
    *wide += is_wide(it, j);
  }
  return status;
}

/* The more rounds, the larger the steps: near a census an interval narrows little while
   its variance vanishes. */
static void tighten(pm_margins *it, int round)
{
  double haste = round < ROUNDS_PATIENT ? 1 : 0.9;
  for (size_t j = 0; j < it->count; j++)
    if (is_wide(it, j))
      it->work[j].asked *= fmin(it->work[j].goal / it->targets[j].half_width, 1 - 1e-3) * haste;
}

/* From now on the solver makes estimate's variance small. What each target asks for is its
   goal by the measure of the interval, as wide as it is against the standard error now. */
static pm_status turn_to_estimate(pm_margins *it, const double *variances, pm_error *error)
{
  for (size_t j = 0; j < it->count; j++) {
    double wald = it->level.z * sqrt(variances[j]);
    double ratio = wald > 0 ? it->targets[j].half_width / wald : 1;
    it->work[j].asked = it->work[j].goal / fmin(fmax(ratio, 0.5), 2);
  }
  it->offset = 1;
  return pm_margins_load(it, error);
}

static pm_status tell(const pm_margins *it, size_t tightened, double before, pm_notes *notes)
{
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

/* What is too wide, by name, when no tightening helps. */
static pm_status tell_wide(const pm_margins *it, pm_error *error)
{
  for (size_t j = 0; j < it->count; j++) {
    const pm_margin_target *target = &it->targets[j];
    const char *name = pm_margin_name(it, target);
    if (!is_wide(it, j))
      continue;
    if (name == NULL)
      return PM_ERROR_MEMORY;
    (void)pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                       "%s: a margin of %s%% cannot be met: half of the %s interval stays at "
                       "%s%%, which is %s points above; strata whose rate is 0%% or 100%% get "
                       "no more than their minimum, and that may be too few",
                       name, pm_number_short(100 * it->work[j].goal, 4).text,
                       it->request.interval, pm_number_short(100 * target->half_width, 2).text,
                       pm_number_short(100 * (target->half_width - it->work[j].goal), 2).text);
  }
  return PM_ERROR_DOMAIN;
}

/* What the rounds need: the interval, and room for the variance of each target. */
typedef struct repair {
  const pm_estimate_interval_method *method;
  double *variances, *asked, *tight;
  size_t wide;
} repair;

static pm_status tighten_all(pm_margins *it, repair *r, pm_error *error)
{
  pm_status status = pm_margins_solve(it, error);
  if (status == PM_OK)
    status = measure_all(it, r->method, r->variances, &r->wide);
  for (int round = 0; round < ROUNDS_MOST && r->wide > 0 && status == PM_OK; round++) {
    tighten(it, round);
    status = pm_margins_solve(it, error);
    if (status == PM_OK)
      status = measure_all(it, r->method, r->variances, &r->wide);
  }
  return status == PM_OK && r->wide > 0 ? tell_wide(it, error) : status;
}

/* Margins were made tight for as few records as the first plan gave, where Student's t and the
   interval are far wider than with those that there are now. What binds below its goal for that
   asks for what the interval is against it now. */
static bool ease(pm_margins *it)
{
  double gain = 0;
  for (size_t j = 0; j < it->count; j++) {
    const pm_margin_target *target = &it->targets[j];
    double most = it->offset == 0 ? it->work[j].goal : (double)INFINITY;
    double ratio = it->work[j].goal / target->half_width;
    if (!target->is_binding || !(ratio * (1 - EASE_LEAST) > 1) || isinf(ratio) ||
        it->work[j].asked >= most)
      continue;
    it->work[j].asked = fmin(it->work[j].asked * ratio, most);
    gain += target->price / target->step * (it->work[j].goal - target->half_width);
  }
  return gain > EASE_GAIN * it->result.cost;
}

static void copy_asked(const pm_margins *it, double *asked)
{
  for (size_t j = 0; j < it->count; j++)
    asked[j] = it->work[j].asked;
}

static void ask_again(pm_margins *it, const double *asked)
{
  for (size_t j = 0; j < it->count; j++)
    it->work[j].asked = asked[j];
}

static pm_status solve_rounds(pm_margins *it, repair *r, pm_error *error)
{
  pm_status status = tighten_all(it, r, error);
  for (int k = 0; k < EASES_MOST && status == PM_OK; k++) {
    pm_error faults = {0};
    double cost = it->result.cost;
    copy_asked(it, r->tight);
    if (!ease(it)) {
      ask_again(it, r->tight);
      break;
    }
    status = tighten_all(it, r, &faults);
    if (status == PM_OK && it->result.cost < cost)
      continue;
    if (status != PM_OK && status != PM_ERROR_DOMAIN)
      return status == PM_ERROR_MEMORY
                 ? status
                 : pm_error_add(error, status, NULL, "%s", faults.faults[0].text);
    ask_again(it, r->tight);
    return tighten_all(it, r, error);
  }
  return status;
}

/* Once by estimate's variance and once by that of the plan, whose margins the interval may
   suit as well: the cheaper is kept. With many strata the first is enough, and near it. */
static pm_status solve_both(pm_margins *it, repair *r, pm_error *error)
{
  pm_error faults = {0};
  pm_status first = turn_to_estimate(it, r->variances, &faults);
  if (first == PM_OK)
    first = solve_rounds(it, r, &faults);
  if (first == PM_OK && it->request.count > STRATA_TWICE)
    return PM_OK;
  double cost = it->result.cost;
  copy_asked(it, r->asked);
  for (size_t j = 0; j < it->count; j++)
    it->work[j].asked = it->work[j].goal;
  if (first != PM_OK && first != PM_ERROR_DOMAIN)
    return first == PM_ERROR_MEMORY
               ? first
               : pm_error_add(error, first, NULL, "%s", faults.faults[0].text);
  it->offset = 0;
  pm_status second = pm_margins_load(it, error);
  if (second == PM_OK)
    second = solve_rounds(it, r, first == PM_OK ? &faults : error);
  if (first != PM_OK || (second == PM_OK && it->result.cost <= cost) ||
      (second != PM_OK && second != PM_ERROR_DOMAIN))
    return second;
  ask_again(it, r->asked);
  it->offset = 1;
  second = pm_margins_load(it, error);
  return second == PM_OK ? solve_rounds(it, r, error) : second;
}

pm_status pm_margins_repair(pm_margins *it, pm_notes *notes, pm_error *error)
{
  repair r = {.variances = pm_arena_alloc(it->arena, 3 * it->count * sizeof(double))};
  if (r.variances == NULL)
    return PM_ERROR_MEMORY;
  r.asked = r.variances + it->count;
  r.tight = r.asked + it->count;
  pm_status status = find_interval(it, &r.method, error);
  if (status == PM_OK && it->request.rate_count == 0)
    return check_means(it, r.method, error);
  if (status == PM_OK)
    status = measure_all(it, r.method, r.variances, &r.wide);
  if (status != PM_OK || r.wide == 0)
    return status;
  double before = it->result.cost;
  size_t tightened = r.wide;
  status = solve_both(it, &r, error);
  it->result.is_exact = false;
  return status == PM_OK ? tell(it, tightened, before, notes) : status;
}
