/* difference_case.h: what the tests of the methods for two rates share: rows of
   an oracle, cases, and the score statistic by its definition.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_DIFFERENCE_CASE_H
#define TESTS_DIFFERENCE_CASE_H

#include "support.h"

#include <math.h>
#include <plusminus/difference.h>
#include <string.h>

static inline pm_side side_of(const char *text)
{
  if (strcmp(text, "lower") == 0)
    return PM_SIDE_LOWER;
  return strcmp(text, "upper") == 0 ? PM_SIDE_UPPER : PM_SIDE_TWO;
}

static inline pm_scale scale_of(const char *text)
{
  if (strcmp(text, "ratio") == 0)
    return PM_SCALE_RATIO;
  return strcmp(text, "odds") == 0 ? PM_SCALE_ODDS : PM_SCALE_DIFFERENCE;
}

static inline pm_difference compute(const char *name, const pm_level *level, pm_scale scale,
                                    const pm_pair *pair)
{
  const pm_difference_method *method = pm_difference_find(name);
  pm_difference found;
  pm_error error = {0};
  ck_assert_msg(method != NULL, "unknown method %s", name);
  pm_status status = pm_difference_compute(method, level, scale, pair, &found, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", name, error.faults[0].text);
  return found;
}

static inline pm_level level_at(double conf, pm_side side)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, side, NULL), PM_OK);
  return level;
}

/* Of large populations, whose columns a file need not have. */
static inline pm_pair large_pair(const support_rows *rows)
{
  return (pm_pair){support_number(rows, "x1"),
                   support_number(rows, "n1"),
                   support_number(rows, "x2"),
                   support_number(rows, "n2"),
                   0,
                   0};
}

static inline pm_pair finite_pair(const support_rows *rows)
{
  pm_pair pair = large_pair(rows);
  pair.population1 = support_number(rows, "population1");
  pair.population2 = support_number(rows, "population2");
  return pair;
}

static inline pm_difference compute_row(const support_rows *rows)
{
  pm_pair pair = finite_pair(rows);
  pm_level level = level_at(support_number(rows, "conf"), side_of(support_text(rows, "side")));
  return compute(support_text(rows, "method"), &level, scale_of(support_text(rows, "scale")),
                 &pair);
}

/* Differences to so much of the scale, ratios to so much of themselves. NaN: R
   has too few digits for it. */
static inline void assert_limit(const support_rows *rows, const char *column, double found,
                                double tolerance)
{
  double expected = support_number(rows, column);
  bool is_ratio = scale_of(support_text(rows, "scale")) != PM_SCALE_DIFFERENCE;
  double scale = is_ratio ? fabs(expected) : 1;
  bool is_close = isfinite(expected) && fabs(found - expected) <= tolerance * scale;
  ck_assert_msg(isnan(expected) || found == expected || is_close,
                "line %d, %s: %.17g, not %.17g, off by %.3g", support_line(rows), column, found,
                expected, fabs(found - expected) / scale);
}

/* ------------------------------------------------- the score's definition -- */

/* Long doubles have the digits that a definition taken literally needs. */
typedef long double real;

typedef struct rates {
  real p1, p2;
} rates;

static inline rates rates_at(pm_scale scale, real t, real p2)
{
  real p1 = scale == PM_SCALE_DIFFERENCE ? p2 + t
            : scale == PM_SCALE_RATIO    ? p2 * t
                                         : t * p2 / (1 - p2 + t * p2);
  return (rates){fminl(fmaxl(p1, 0), 1), p2};
}

static inline real pull(double x, double n, real p)
{
  return (x > 0 ? x / p : 0) - (x < n ? (n - x) / (1 - p) : 0);
}

/* The derivative of the log-likelihood in the second rate, the other tied to
   it. */
static inline real likelihood_slope(pm_scale scale, const pm_pair *pair, real t, real p2)
{
  rates r = rates_at(scale, t, p2);
  real tie = scale == PM_SCALE_DIFFERENCE ? 1
             : scale == PM_SCALE_RATIO    ? t
                                          : t / ((1 - p2 + t * p2) * (1 - p2 + t * p2));
  return pull(pair->x1, pair->n1, r.p1) * tie + pull(pair->x2, pair->n2, p2);
}

/* The most likely rates that are t apart, by halving; an end of the range that
   was never left is where they are. */
static inline rates likeliest(pm_scale scale, const pm_pair *pair, real t)
{
  real low = scale == PM_SCALE_DIFFERENCE ? fmaxl(0, -t) : 0;
  real high = scale == PM_SCALE_DIFFERENCE ? fminl(1, 1 - t)
              : scale == PM_SCALE_RATIO    ? fminl(1, 1 / t)
                                           : 1;
  const real ends[] = {low, high};
  for (int i = 0; i < 120; i++) {
    real middle = (low + high) / 2;
    if (likelihood_slope(scale, pair, t, middle) > 0)
      low = middle;
    else
      high = middle;
  }
  real most = low == ends[0] ? low : high == ends[1] ? high : (low + high) / 2;
  return rates_at(scale, t, most);
}

/* What a sample is worth whose rate has the variance of the hypergeometric. */
static inline double worth(double n, double population)
{
  return population == 0 ? 1 : (population - 1) / (population - n);
}

static inline pm_pair effective(const pm_pair *p)
{
  double first = worth(p->n1, p->population1);
  double second = worth(p->n2, p->population2);
  return (pm_pair){p->x1 * first, p->n1 * first, p->x2 * second, p->n2 * second, 0, 0};
}

static inline real score(pm_scale scale, const pm_pair *given, real t)
{
  /* A rate near 1 has too few digits for odds; those of the rest are the same. */
  bool is_turned = scale == PM_SCALE_ODDS && given->x1 / given->n1 + given->x2 / given->n2 > 1;
  pm_pair turned = {given->n2 - given->x2, given->n2, given->n1 - given->x1, given->n1, 0, 0};
  const pm_pair *pair = is_turned ? &turned : given;
  rates r = likeliest(scale, pair, t);
  real v1 = r.p1 * (1 - r.p1) / (real)pair->n1;
  real v2 = r.p2 * (1 - r.p2) / (real)pair->n2;
  real q1 = (real)pair->x1 / (real)pair->n1;
  real q2 = (real)pair->x2 / (real)pair->n2;
  real shift = scale == PM_SCALE_DIFFERENCE ? q1 - q2 - t : q1 - t * q2;
  if (scale == PM_SCALE_ODDS)
    return (q1 - r.p1) * sqrtl(1 / v1 + (real)pair->n1 / (real)pair->n2 *
                                            ((real)pair->n1 / (real)pair->n2) / v2);
  if (scale == PM_SCALE_RATIO)
    v2 *= t * t;
  return shift == 0 ? 0 : shift / sqrtl(v1 + v2);
}

static inline real value_of(pm_scale scale, rates r)
{
  if (scale == PM_SCALE_DIFFERENCE)
    return r.p1 - r.p2;
  return scale == PM_SCALE_RATIO ? r.p1 / r.p2 : r.p1 / (1 - r.p1) / (r.p2 / (1 - r.p2));
}

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
  double kind = floor(6 * uniform(state));
  if (kind == 0)
    return 0;
  if (kind == 1)
    return n;
  double few = floor(fmin(n + 1, 12) * uniform(state));
  if (kind <= 3)
    return kind == 2 ? few : n - few;
  return floor((n + 1) * uniform(state));
}

static inline pm_pair some_pair(uint64_t *state, double digits)
{
  double n1 = floor(pow(10, digits * uniform(state)));
  double n2 = floor(pow(10, digits * uniform(state)));
  return (pm_pair){some_count(state, n1), n1, some_count(state, n2), n2, 0, 0};
}

#endif
