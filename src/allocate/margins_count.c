/* margins_count.c: the records that an interval needs where more of them are no use to the
   variance.

   A stratum whose rate is expected to be 0 or 1 adds nothing to the variance, and the
   solver leaves it at its minimum. But wilson's interval and Clopper & Pearson's are no
   narrower than those of n records: a domain needs so many, whatever its variance. Where
   its other strata do not have them, those without a spread are raised: in proportion to
   N/sqrt(c), which is what neyman and optimal do when no stratum has a spread.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <float.h>
#include <math.h>

#include "allocate/allocation_method.h"
#include "allocate/apportion.h"
#include "allocate/margins_interval.h"

/* A target that has as many as it needs, whose variance is as small as it can be and that is
   still too wide, for the degrees of freedom, gets this part more. */
static const double MORE = 0.1;

pm_status pm_margins_prepare(pm_margins *it)
{
  double *least = pm_arena_alloc(it->arena, it->count * sizeof *least);
  pm_status status = least == NULL ? PM_ERROR_MEMORY : pm_margins_least(it, least);
  for (size_t j = 0; j < it->count && status == PM_OK; j++) {
    it->work[j].floor = least[j];
    it->work[j].still = 0;
  }
  for (size_t i = 0; i < it->request.count; i++)
    for (size_t e = it->starts[i]; e < it->starts[i + 1]; e++)
      it->work[it->target[e]].still += it->load[e] <= 0;
  return status;
}

/* The fewest records at which the interval can be narrow enough. */
static double fewest(const pm_margins *it, size_t target)
{
  const pm_margin_work *work = &it->work[target];
  pm_margin_target tried = it->targets[target];
  double variance = pm_margin_is_still(it, target) ? 0 : DBL_MIN;
  double low = 0;
  double high = tried.population;
  while (high - low > 1) {
    tried.n = floor(low + (high - low) / 2);
    bool is_narrow = pm_margins_half_width(it, &tried, variance) <= work->goal * (1 + 1e-12);
    *(is_narrow ? &high : &low) = tried.n;
  }
  return high;
}

static bool is_still_in(const pm_margins *it, size_t stratum, size_t target)
{
  for (size_t e = it->starts[stratum]; e < it->starts[stratum + 1]; e++)
    if (it->target[e] == target)
      return it->load[e] <= 0;
  return false;
}

/* Strata chosen to be raised: their places in the solver's order, and the problem. */
typedef struct raising {
  pm_stratum_plan *strata;
  size_t *at;
  pm_apportion problem;
  double *records; /* of each target, now */
} raising;

/* To what each target of a stratum has. */
static void add_records(const pm_margins *it, size_t stratum, double more, double *records)
{
  for (size_t e = it->starts[stratum]; e < it->starts[stratum + 1]; e++)
    records[it->target[e]] += more;
}

/* With room for all strata. */
static pm_status make_raising(const pm_margins *it, raising *chosen)
{
  enum { COLUMNS = 6 };
  pm_apportion *problem = &chosen->problem;
  size_t count = it->request.count;
  double *room = pm_arena_alloc(it->arena, COLUMNS * count * sizeof *room);
  chosen->strata = pm_arena_alloc(it->arena, count * sizeof *chosen->strata);
  chosen->at = pm_arena_alloc(it->arena, count * sizeof *chosen->at);
  chosen->records = pm_arena_alloc(it->arena, it->count * sizeof *chosen->records);
  if (room == NULL || chosen->strata == NULL || chosen->at == NULL || chosen->records == NULL)
    return PM_ERROR_MEMORY;
  for (size_t i = 0; i < count; i++)
    add_records(it, i, it->found[i], chosen->records);
  double **const columns[COLUMNS] = {&problem->square,  &problem->weight, &problem->minimum,
                                     &problem->maximum, &problem->cost,   &problem->n};
  for (size_t k = 0; k < COLUMNS; k++)
    *columns[k] = room + k * count;
  problem->strata = chosen->strata;
  problem->allocator = it->request.allocator;
  return PM_OK;
}

/* The strata of a target that have no spread there, from the numbers that they have now. */
static void choose(const pm_margins *it, size_t target, raising *chosen)
{
  pm_apportion *problem = &chosen->problem;
  double largest = 0;
  problem->count = 0;
  for (size_t i = 0; i < it->request.count; i++) {
    if (!is_still_in(it, i, target))
      continue;
    size_t k = problem->count++;
    chosen->at[k] = i;
    chosen->strata[k] = it->request.strata[it->order[i]];
    problem->weight[k] = chosen->strata[k].population / sqrt(it->cost[i]);
    problem->minimum[k] = it->found[i];
    problem->maximum[k] = it->high[i] + it->offset;
    problem->cost[k] = 1;
    largest = fmax(largest, problem->weight[k]);
  }
  for (size_t k = 0; k < problem->count; k++) {
    problem->weight[k] /= largest;
    problem->square[k] = problem->weight[k] * problem->weight[k];
  }
}

static double sum_of(const double *values, size_t count)
{
  double sum = 0;
  for (size_t k = 0; k < count; k++)
    sum += values[k];
  return sum;
}

/* These records more from the strata of the target that have no spread. */
static pm_status raise_strata(pm_margins *it, size_t target, raising *chosen, double more)
{
  pm_apportion *problem = &chosen->problem;
  choose(it, target, chosen);
  double most = sum_of(problem->maximum, problem->count);
  double now = sum_of(problem->minimum, problem->count);
  pm_apportion_end end;
  problem->limit = fmin(now + more, most);
  pm_status status = pm_apportion_run(problem, &end);
  for (size_t k = 0; k < problem->count && status == PM_OK; k++) {
    size_t i = chosen->at[k];
    add_records(it, i, problem->n[k] - it->found[i], chosen->records);
    it->found[i] = problem->n[k];
    it->least[i] = fmax(it->least[i], problem->n[k]);
    it->low[i] = fmax(it->low[i], problem->n[k] - it->offset);
  }
  return status;
}

pm_status pm_margins_raise(pm_margins *it, bool is_last)
{
  raising chosen = {0};
  pm_status status = make_raising(it, &chosen);
  /* The whole is first among targets, and has what its parts got already. */
  for (size_t j = it->count; j-- > 0 && status == PM_OK;) {
    pm_margin_work *work = &it->work[j];
    bool can_raise = pm_margin_is_still(it, j) || (it->raises_all && work->still > 0);
    if (!pm_margin_is_wide(it, j) || !can_raise)
      continue;
    double n = chosen.records[j];
    double needed = is_last ? it->targets[j].population : fewest(it, j);
    bool is_spent = it->targets[j].achieved <= 0 || work->asked <= work->floor * (1 + 1e-9);
    if (it->targets[j].n >= needed && is_spent)
      needed = n + ceil(MORE * n);
    if (needed > n)
      status = raise_strata(it, j, &chosen, needed - n);
  }
  return status;
}

bool pm_margins_has_raised(const pm_margins *it, size_t stratum)
{
  return it->least[stratum] > stratum_minimum(&it->request.strata[it->order[stratum]]);
}

void pm_margins_bind_still(pm_margins *it)
{
  for (size_t i = 0; i < it->request.count; i++)
    for (size_t e = it->starts[i]; e < it->starts[i + 1]; e++) {
      size_t j = it->target[e];
      pm_margin_target *target = &it->targets[j];
      bool is_told = isnan(target->price);
      if (is_told || !pm_margins_has_raised(it, i) || !pm_margin_is_still(it, j) ||
          target->n > fewest(it, j))
        continue;
      target->is_binding = true;
      target->price = (double)NAN;
    }
}
