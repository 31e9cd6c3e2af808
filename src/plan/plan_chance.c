/* plan_chance.c: the gap between best and worst that chance alone makes.

   The largest and the smallest of independent proportions with distribution
   functions F_i have E[max] - E[min] = integral over t from 0 to 1 of
   1 - prod F_i(t) - prod (1 - F_i(t)). The F_i are steps at k/n_i, so the
   integral is an exact sum over the steps in order (David & Nagaraja 2003,
   ch. 3; the same as sum 1 - F^k - (1-F)^k over one binomial's support).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_chance.h"

#include <math.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <stdlib.h>

#include "core/memory.h"

/* From here on the proportion of this group may be k/n. */
typedef struct step {
  double at;
  double k;
  size_t group;
} step;

/* A product of many probabilities as a sum of logarithms; zeros are counted. */
typedef struct product {
  pm_sum log;
  double zeros;
} product;

static void product_change(product *p, double log_factor, double times)
{
  if (isinf(log_factor))
    p->zeros += times;
  else
    pm_sum_add(&p->log, times * log_factor);
}

static double product_log(const product *p)
{
  return p->zeros > 0 ? -(double)INFINITY : pm_sum_value(&p->log);
}

/* log P(X <= k) and log P(X > k), each from the tail that is small. */
typedef struct logs {
  double lower;
  double upper;
} logs;

static logs logs_at(double k, double n, double rate)
{
  double lower = pm_binomial_tail(k, n, rate, PM_TAIL_LOWER);
  double upper = k >= n ? 0 : pm_binomial_tail(k + 1, n, rate, PM_TAIL_UPPER);
  return (logs){.lower = upper < 0.5 ? log1p(-upper) : log(lower),
                .upper = lower < 0.5 ? log1p(-lower) : log(upper)};
}

/* The counts k that matter: outside them all tails are below 1e-30 (Bernstein's
   inequality). */
static double reach(double n, double rate)
{
  return ceil(12 * sqrt(n * rate * (1 - rate)) + 45);
}

static double first_k(double n, double rate)
{
  return fmax(0, floor(n * rate) - reach(n, rate));
}

static double last_k(double n, double rate)
{
  return fmin(n, ceil(n * rate) + reach(n, rate));
}

static int compare_steps(const void *left, const void *right)
{
  const step *a = left, *b = right;
  return (a->at > b->at) - (a->at < b->at);
}

static size_t list_steps(double rate, const pm_chance_group *groups, size_t count, step *steps)
{
  size_t used = 0;
  for (size_t g = 0; g < count; g++)
    for (double k = first_k(groups[g].n, rate); k <= last_k(groups[g].n, rate); k++)
      steps[used++] = (step){.at = k / groups[g].n, .k = k, .group = g};
  qsort(steps, used, sizeof *steps, compare_steps);
  return used;
}

static double integrate(double rate, const pm_chance_group *groups, size_t count,
                        const step *steps, size_t step_count, logs *now)
{
  product below = {.zeros = 0}, above = {.zeros = 0};
  for (size_t g = 0; g < count; g++) {
    now[g] = (logs){.lower = -(double)INFINITY, .upper = 0};
    product_change(&below, now[g].lower, groups[g].samples);
  }
  pm_sum gap = {0, 0};
  for (size_t s = 0; s < step_count; s++) {
    const pm_chance_group *group = &groups[steps[s].group];
    logs *old = &now[steps[s].group];
    logs fresh = logs_at(steps[s].k, group->n, rate);
    if (s > 0)
      pm_sum_add(&gap, (steps[s].at - steps[s - 1].at) *
                           (-expm1(product_log(&below)) - exp(product_log(&above))));
    product_change(&below, old->lower, -group->samples);
    product_change(&below, fresh.lower, group->samples);
    product_change(&above, old->upper, -group->samples);
    product_change(&above, fresh.upper, group->samples);
    *old = fresh;
  }
  return fmax(0, pm_sum_value(&gap));
}

static pm_status check(double rate, const pm_chance_group *groups, size_t count,
                       pm_error *error)
{
  if (!(rate >= 0 && rate <= 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a rate must be within 0 and 1");
  for (size_t g = 0; g < count; g++) {
    if (!(groups[g].n >= 1 && groups[g].n <= 1e9 && floor(groups[g].n) == groups[g].n))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "a number of records must be whole, from 1 to 1e9");
    if (!(groups[g].samples >= 1 && isfinite(groups[g].samples)))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "at least one sample is needed");
  }
  return PM_OK;
}

pm_status pm_plan_chance_groups(double rate, const pm_chance_group *groups, size_t count,
                                const pm_allocator *allocator, double *range, pm_error *error)
{
  *range = (double)NAN;
  pm_status status = check(rate, groups, count, error);
  if (status != PM_OK)
    return status;
  double steps_needed = 0;
  for (size_t g = 0; g < count; g++)
    steps_needed += last_k(groups[g].n, rate) - first_k(groups[g].n, rate) + 1;
  pm_arena *arena = pm_arena_new(allocator);
  if (arena == NULL)
    return pm_memory_fault(error);
  step *steps = pm_arena_alloc(arena, (size_t)steps_needed * sizeof *steps);
  logs *now = pm_arena_alloc(arena, count * sizeof *now);
  if (steps != NULL && now != NULL)
    *range = integrate(rate, groups, count, steps, list_steps(rate, groups, count, steps), now);
  else
    status = pm_memory_fault(error);
  pm_arena_free(arena);
  return status;
}

pm_status pm_plan_chance_range(double rate, double n, double k, double *range, pm_error *error)
{
  pm_chance_group group = {.n = n, .samples = k};
  return pm_plan_chance_groups(rate, &group, 1, NULL, range, error);
}
