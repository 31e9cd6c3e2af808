/* strata_trial.h: two groups over strata as random trials, for the tests of their
   comparison.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_STRATA_TRIAL_H
#define TESTS_STRATA_TRIAL_H

#include "support.h"

#include <math.h>
#include <plusminus/difference.h>
#include <stdio.h>

enum { STRATA_MOST = 6, CASES = 2000 };

typedef struct trial {
  const pm_stratified_difference_method *method;
  pm_level level;
  size_t count;
  bool has_weights;
  pm_pair pairs[STRATA_MOST];
  double weights[STRATA_MOST];
} trial;

static inline const pm_stratified_difference_method *row(size_t index)
{
  return (const pm_stratified_difference_method *)(const void *)
      pm_stratified_difference_family.at(index);
}

static inline pm_level level_at(double conf, pm_side side)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, side, NULL), PM_OK);
  return level;
}

static inline pm_difference compute(const trial *t)
{
  pm_difference found;
  pm_error error = {0};
  pm_pairs pairs = {t->pairs, t->count, t->has_weights ? t->weights : NULL};
  pm_status status =
      pm_stratified_difference_compute(t->method, &t->level, &pairs, &found, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", t->method->about.name, error.faults[0].text);
  return found;
}

static inline void show(const trial *t)
{
  pm_difference d = compute(t);
  (void)fprintf(stderr, "%s, conf %.17g, side %d: %.17g, %.17g to %.17g, p = %.17g\n",
                t->method->about.name, t->level.conf, (int)t->level.side, d.estimate, d.lower,
                d.upper, d.p_value);
  for (size_t h = 0; h < t->count; h++)
    (void)fprintf(stderr, "  %g/%g of %g against %g/%g of %g, weight %.17g\n", t->pairs[h].x1,
                  t->pairs[h].n1, t->pairs[h].population1, t->pairs[h].x2, t->pairs[h].n2,
                  t->pairs[h].population2, t->has_weights ? t->weights[h] : (double)NAN);
}

/* -------------------------------------------------------------- trials -- */

/* splitmix64 */
static inline double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static inline double some_count(uint64_t *state, double n)
{
  double kind = floor(5 * uniform(state));
  if (kind <= 1)
    return kind == 0 ? 0 : n;
  return kind == 2 ? floor(fmin(n + 1, 9) * uniform(state)) : floor((n + 1) * uniform(state));
}

/* Large, a census, or in between. */
static inline double some_population(uint64_t *state, double n)
{
  double kind = floor(4 * uniform(state));
  if (kind <= 1)
    return kind == 0 ? 0 : n;
  return kind == 2 ? (double)INFINITY : n + floor(n * 5 * uniform(state));
}

static inline void add_populations(trial *t, uint64_t *state)
{
  for (size_t h = 0; h < t->count && uniform(state) < 0.5; h++) {
    t->pairs[h].population1 = some_population(state, t->pairs[h].n1);
    t->pairs[h].population2 = some_population(state, t->pairs[h].n2);
  }
}

static inline trial some_trial(size_t method, double digits, uint64_t *state)
{
  trial t = {.method = row(method)};
  t.count = 1 + (size_t)(STRATA_MOST * uniform(state));
  t.has_weights = uniform(state) < 0.5;
  for (size_t h = 0; h < t.count; h++) {
    double n1 = floor(pow(10, digits * uniform(state)));
    double n2 = floor(pow(10, digits * uniform(state)));
    t.pairs[h] = (pm_pair){some_count(state, n1), n1, some_count(state, n2), n2, 0, 0};
    t.weights[h] = h > 0 && uniform(state) < 0.1 ? 0 : 0.01 + uniform(state);
  }
  if ((t.method->flags & PM_DIFFERENCE_POPULATION) != 0)
    add_populations(&t, state);
  double conf = uniform(state) < 0.5 ? 0.95 : 1 - 0.5 * pow(1e-6, uniform(state));
  t.level = level_at(conf, (pm_side)(int)(3 * uniform(state)));
  return t;
}

/* A law: true of a trial. */
typedef bool law(const trial *t);

static inline bool is_near(double a, double b)
{
  return fabs(a - b) <= 1e-10;
}

#endif
