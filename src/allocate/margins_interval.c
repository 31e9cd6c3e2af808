/* margins_interval.c: margins held to the interval that will be published.

   An interval that is no product of a quantile and a standard error is wider or narrower
   than the margin planned. When each stratum's rate comes out as expected, estimate's
   variance has pq/(n-1) in the place of S^2/n, and its interval is wilson's or Clopper &
   Pearson's at the effective number of records. Where half of that is wider than the
   goal, all is solved anew for that variance, which is a sum of a/(n-1), and the margin
   asked for is made tighter in proportion until the half widths meet the goals. The same is
   done for the variance planned, and the cheapest is kept. Where that is not for want of
   variance, but of records, margins_count.c raises the strata without a spread: always where
   a domain has no others, and in a second pair of attempts wherever there are some.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#include "allocate/margins_interval.h"
#include "core/number_text.h"
#include "estimate/estimate_parts.h"

enum { ROUNDS_MOST = 100, ROUNDS_PATIENT = 30, STRATA_TWICE = 5000, EASES_MOST = 4 };

/* No margin is made tighter by more than this factor at once: with few degrees of freedom
   Student's t falls by far more than in proportion as records are added. */
static const double TIGHTEN_MOST = 0.8;

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

/* What was asked for and raised, and what it cost. */
typedef struct attempt {
  double *asked, *least;
  double offset, cost;
} attempt;

/* What the rounds need. Of each target: its variance, and what to begin with for estimate's. */
typedef struct repair {
  double *variances, *start;
  attempt best, tight;
  size_t wide;
} repair;

static pm_status find_interval(pm_margins *it, pm_error *error)
{
  const char *names[INTERVALS];
  const char *wanted = it->request.interval;
  for (size_t i = 0; i < INTERVALS; i++) {
    names[i] = intervals[i].name;
    if (wanted == NULL || strcmp(wanted, names[i]) != 0)
      continue;
    if (intervals[i].row != NULL)
      it->method = (const pm_estimate_interval_method *)(const void *)pm_family_find(
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

double pm_margins_half_width(const pm_margins *it, const pm_margin_target *target,
                             double variance)
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
  pm_limits limits = it->method->compute(&measure, &it->level);
  double lower = fmin(fmax(limits.lower, 0), measure.rate);
  double upper = fmax(fmin(limits.upper, 1), measure.rate);
  return (upper - lower) / 2;
}

/* The half widths; how many are wider than their goals. */
static pm_status measure_all(pm_margins *it, repair *r)
{
  pm_status status = expect(it, r->variances);
  r->wide = 0;
  for (size_t j = 0; j < it->count && status == PM_OK; j++) {
    pm_margin_target *target = &it->targets[j];
    bool has_width = it->method != NULL;
    target->half_width =
        has_width ? pm_margins_half_width(it, target, r->variances[j]) : (double)NAN;
    if (has_width)
      target->slack = fmax(target->target - target->half_width, 0);
    r->wide += pm_margin_is_wide(it, j);
  }
  return status;
}

static pm_status solve(pm_margins *it, repair *r, pm_error *error)
{
  pm_status status = pm_margins_solve(it, error);
  return status == PM_OK ? measure_all(it, r) : status;
}

/* The more rounds, the larger the steps: near a census an interval narrows little while
   its variance vanishes. In the last all is asked for that the maxima allow. */
static pm_status tighten(pm_margins *it, int round)
{
  double haste = round < ROUNDS_PATIENT ? 1 : 0.9;
  bool is_last = round == ROUNDS_MOST - 1;
  for (size_t j = 0; j < it->count; j++) {
    double ratio = it->work[j].goal / it->targets[j].half_width;
    if (pm_margin_is_wide(it, j) && !pm_margin_is_still(it, j))
      it->work[j].asked *= is_last ? 0 : fmax(fmin(ratio, 1 - 1e-3), TIGHTEN_MOST) * haste;
  }
  return pm_margins_raise(it, is_last);
}

/* When the solver makes estimate's variance small, what each target asks for is its goal by
   the measure of the interval, as wide as it is against the standard error now. */
static void set_start(pm_margins *it, repair *r)
{
  for (size_t j = 0; j < it->count; j++) {
    double wald = it->level.z * sqrt(r->variances[j]);
    double ratio = wald > 0 ? it->targets[j].half_width / wald : 1;
    r->start[j] = it->work[j].goal / fmin(fmax(ratio, 0.5), 2);
  }
}

static bool has_raised(const pm_margins *it)
{
  for (size_t i = 0; i < it->request.count; i++)
    if (pm_margins_has_raised(it, i))
      return true;
  return false;
}

static pm_status tell(const pm_margins *it, size_t tightened, double before, pm_notes *notes)
{
  const char *where =
      it->count == 1 ? "the only target"
                     : pm_arena_format(it->arena, "%zu of %zu targets", tightened, it->count);
  if (where == NULL)
    return PM_ERROR_MEMORY;
  return pm_notes_add(
      notes, "interval-repair",
      "the %s interval would be wider than asked for in %s: planning %s tighter raised the "
      "cost from %s to %s; the lower bound is that of the %s as tightened%s",
      it->request.interval, where, tightened == 1 ? "it" : "these",
      pm_number_grouped(pm_number_short(before, 2)).text,
      pm_number_grouped(pm_number_short(it->result.cost, 2)).text,
      it->count == 1 ? "margin" : "margins",
      has_raised(it) ? ", and of the numbers to which strata without a spread were raised"
                     : "");
}

/* For means there is no interval but wald's, and no rate. */
static pm_status check_means(const pm_margins *it, pm_error *error)
{
  return it->method == NULL || it->request.rate_count > 0
             ? PM_OK
             : pm_error_add(error, PM_ERROR_USAGE, NULL,
                            "the %s interval is of a rate, and what is planned "
                            "for has a standard deviation",
                            it->request.interval);
}

/* A target that is too wide with all that may be taken. Without degrees of freedom there is
   no interval, and its half width stands for that. */
static void tell_one(const pm_margins *it, size_t target, const char *name, pm_error *error)
{
  const pm_margin_target *told = &it->targets[target];
  const pm_margin_goal *goal = &it->request.goals[told->goal];
  const pm_place place = {.file = goal->file, .row = goal->row};
  double asked = it->work[target].goal;
  pm_number_text margin = pm_number_short(100 * asked, 4);
  if (told->n <= told->strata)
    (void)pm_error_add(error, PM_ERROR_DOMAIN, &place,
                       "%s: a margin of %s%% cannot be met: with every stratum at its maximum "
                       "none has two records, and there is no %s interval",
                       name, margin.text, it->request.interval);
  else
    (void)pm_error_add(error, PM_ERROR_DOMAIN, &place,
                       "%s: a margin of %s%% cannot be met: with every stratum at its maximum "
                       "half of the %s interval is %s%%, which is %s points above",
                       name, margin.text, it->request.interval,
                       pm_number_short(100 * told->half_width, 2).text,
                       pm_number_short(100 * (told->half_width - asked), 2).text);
}

static pm_status tell_wide(const pm_margins *it, pm_error *error)
{
  for (size_t j = 0; j < it->count; j++) {
    const char *name = pm_margin_is_wide(it, j) ? pm_margin_name(it, &it->targets[j]) : "";
    if (name == NULL)
      return PM_ERROR_MEMORY;
    if (pm_margin_is_wide(it, j))
      tell_one(it, j, name, error);
  }
  return PM_ERROR_DOMAIN;
}

/* Goals that the interval does not meet with every stratum at its maximum. */
static pm_status check_reach(pm_margins *it, repair *r, pm_error *error)
{
  for (size_t j = 0; j < it->count; j++)
    it->targets[j].n = 0;
  for (size_t i = 0; i < it->request.count; i++) {
    it->found[i] = it->high[i] + it->offset;
    for (size_t e = it->starts[i]; e < it->starts[i + 1]; e++)
      it->targets[it->target[e]].n += it->found[i];
  }
  pm_status status = measure_all(it, r);
  return status == PM_OK && r->wide > 0 ? tell_wide(it, error) : status;
}

static pm_status tighten_all(pm_margins *it, repair *r, pm_error *error)
{
  pm_status status = solve(it, r, error);
  for (int round = 0; round < ROUNDS_MOST && r->wide > 0 && status == PM_OK; round++) {
    status = tighten(it, round);
    if (status == PM_OK)
      status = solve(it, r, error);
  }
  return status == PM_OK && r->wide > 0 ? tell_wide(it, error) : status;
}

/* Margins were made tight for as few records as the first plan gave, where Student's t and the
   interval are far wider than with those that there are now. What binds below its goal for that
   asks for what the interval is against it now, or a part of the way there. */
static bool ease(pm_margins *it, double part)
{
  double gain = 0;
  for (size_t j = 0; j < it->count; j++) {
    const pm_margin_target *target = &it->targets[j];
    double most = it->offset == 0 ? it->work[j].goal : (double)INFINITY;
    double ratio = it->work[j].goal / target->half_width;
    if (!target->is_binding || !(ratio * (1 - EASE_LEAST) > 1) || isinf(ratio) ||
        it->work[j].asked >= most)
      continue;
    it->work[j].asked = fmin(it->work[j].asked * pow(ratio, part), most);
    gain += target->price / target->step * (it->work[j].goal - target->half_width);
  }
  return gain > EASE_GAIN * it->result.cost;
}

/* What is asked for and raised now, and what comes of it. */
static void keep(const pm_margins *it, attempt *kept)
{
  kept->offset = it->offset;
  kept->cost = it->result.cost;
  for (size_t j = 0; j < it->count; j++)
    kept->asked[j] = it->work[j].asked;
  memcpy(kept->least, it->least, it->request.count * sizeof *kept->least);
}

static pm_status take_up(pm_margins *it, const attempt *kept, pm_error *error)
{
  pm_status status = pm_margins_again(it, kept->offset, error);
  for (size_t j = 0; j < it->count; j++)
    it->work[j].asked = kept->asked[j];
  for (size_t i = 0; i < it->request.count && status == PM_OK; i++) {
    it->least[i] = kept->least[i];
    it->low[i] = fmax(it->low[i], it->least[i] - it->offset);
  }
  return status;
}

/* A failure of an attempt is told only when it is none of a goal. */
static pm_status pass_on(pm_status status, const pm_error *faults, pm_error *error)
{
  bool is_told = status != PM_OK && status != PM_ERROR_DOMAIN && status != PM_ERROR_MEMORY;
  return is_told ? pm_error_add(error, status, NULL, "%s", faults->faults[0].text) : status;
}

/* To ease by too much at once is no use, as all is tightened again: half the way is tried
   then. */
static pm_status solve_rounds(pm_margins *it, repair *r, pm_error *error)
{
  double part = 1;
  pm_status status = tighten_all(it, r, error);
  for (int k = 0; k < EASES_MOST && status == PM_OK; k++) {
    pm_error faults = {0};
    keep(it, &r->tight);
    bool is_eased = ease(it, part);
    if (is_eased)
      status = pass_on(tighten_all(it, r, &faults), &faults, error);
    if (is_eased && status == PM_OK && it->result.cost < r->tight.cost)
      continue;
    if (status != PM_OK && status != PM_ERROR_DOMAIN)
      return status;
    status = take_up(it, &r->tight, error);
    if (status == PM_OK)
      status = solve(it, r, error);
    if (!is_eased)
      return status;
    part /= 2;
  }
  return status;
}

/* From the start, by estimate's variance or the one planned. */
static pm_status try_once(pm_margins *it, repair *r, double offset, pm_error *error)
{
  pm_error faults = {0};
  pm_status status = pm_margins_again(it, offset, error);
  for (size_t j = 0; j < it->count; j++)
    it->work[j].asked = offset > 0 ? r->start[j] : it->work[j].goal;
  if (status == PM_OK)
    status = pass_on(solve_rounds(it, r, &faults), &faults, error);
  if (status == PM_OK && !(it->result.cost > r->best.cost))
    keep(it, &r->best);
  return status == PM_ERROR_DOMAIN ? PM_OK : status;
}

/* Is there a target of which some strata have a spread and others have none? */
static bool has_mixed(const pm_margins *it)
{
  for (size_t j = 0; j < it->count; j++)
    if (it->work[j].still > 0 && !pm_margin_is_still(it, j))
      return true;
  return false;
}

/* Once by estimate's variance and once by that of the plan, whose margins the interval may
   suit as well: the cheaper is kept. With many strata the first is enough, and near it. Where
   strata without a spread stand beside others, all of it again with these raised as well. */
static pm_status solve_all(pm_margins *it, repair *r, pm_error *error)
{
  pm_status status = PM_OK;
  bool is_mixed = has_mixed(it);
  r->best.cost = (double)INFINITY;
  for (int pass = 0; pass <= is_mixed && status == PM_OK; pass++) {
    it->raises_all = pass > 0;
    status = try_once(it, r, 1, error);
    if (status == PM_OK && (it->request.count <= STRATA_TWICE || isinf(r->best.cost)))
      status = try_once(it, r, 0, error);
  }
  if (status == PM_OK && isinf(r->best.cost))
    status = tell_wide(it, error);
  if (status == PM_OK)
    status = take_up(it, &r->best, error);
  return status == PM_OK ? solve(it, r, error) : status;
}

static pm_status make_repair(const pm_margins *it, repair *r)
{
  enum { OF_TARGET = 4, OF_STRATUM = 2 };
  size_t room = OF_TARGET * it->count + OF_STRATUM * it->request.count;
  double *at = pm_arena_alloc(it->arena, room * sizeof *at);
  *r = (repair){.variances = at};
  if (at == NULL)
    return PM_ERROR_MEMORY;
  r->start = at + it->count;
  r->best.asked = r->start + it->count;
  r->tight.asked = r->best.asked + it->count;
  r->best.least = r->tight.asked + it->count;
  r->tight.least = r->best.least + it->request.count;
  return PM_OK;
}

pm_status pm_margins_find_interval(pm_margins *it, pm_error *error)
{
  pm_status status = find_interval(it, error);
  return status == PM_OK ? check_means(it, error) : status;
}

pm_status pm_margins_again(pm_margins *it, double offset, pm_error *error)
{
  it->offset = offset;
  return pm_margins_load(it, error);
}

pm_status pm_margins_settle(pm_margins *it, pm_notes *notes, pm_error *error)
{
  repair r;
  pm_status status = make_repair(it, &r);
  for (size_t j = 0; j < it->count; j++)
    it->targets[j].estimate = it->targets[j].half_width = (double)NAN;
  if (status == PM_OK && it->method != NULL)
    status = check_reach(it, &r, error);
  if (status == PM_OK)
    status = pm_margins_solve(it, error);
  if (status == PM_OK && it->request.rate_count > 0)
    status = measure_all(it, &r);
  if (status != PM_OK || r.wide == 0)
    return status;
  double before = it->result.cost;
  size_t tightened = r.wide;
  set_start(it, &r);
  status = solve_all(it, &r, error);
  it->result.is_exact = false;
  if (status == PM_OK)
    pm_margins_bind_still(it);
  return status == PM_OK ? tell(it, tightened, before, notes) : status;
}
