/* exact_case.h: what the tests of the exact intervals share: cases, and tails of
   the binomial distribution as sums of the terms of the definition.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_EXACT_CASE_H
#define TESTS_EXACT_CASE_H

#include "support.h"

#include <math.h>
#include <plusminus/interval.h>
#include <quadmath.h>

typedef long double real;

static inline pm_level level_at(double conf)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, PM_SIDE_TWO, NULL), PM_OK);
  return level;
}

static inline pm_interval compute(const char *method, double conf, double x, double n,
                                  double population)
{
  pm_level level = level_at(conf);
  pm_interval found;
  pm_error error = {0};
  pm_status status = pm_interval_compute(pm_interval_find(method), &level,
                                         &(pm_case){x, n, population}, &found, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", method, error.faults[0].text);
  return found;
}

/* ---------------------------------------------------------------- cases -- */

/* Numbers spread evenly over 0..1, the same everywhere: multiples of irrational
   ones (Roberts 2018), the kind-th of them for the kind-th question. */
static inline double spread(int index, int kind)
{
  static const double steps[] = {0.8566748838545029, 0.7338918566271260, 0.6287067210378087,
                                 0.5385972572236101};
  return fmod(0.5 + index * steps[kind], 1);
}

static inline double some_conf(int index)
{
  static const double confs[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999};
  double kind = 14 * spread(index, 0);
  return kind < 7 ? confs[(int)kind] : 1 - exp(log(1e-4) + log(5000) * (kind - 7) / 7);
}

static inline double log_spread(int index, int kind, double low, double high)
{
  return floor(low * exp(log((high + 1) / low) * spread(index, kind)));
}

static inline double some_count(int index, double n)
{
  double kind = spread(index, 2);
  double x = kind < 0.5 ? floor((n + 1) * 2 * kind) : log_spread(index, 3, 1, n) - (kind < 0.6);
  return index % 2 == 0 ? x : n - x;
}

/* ---------------------------------------------------------------- tails -- */

static inline bool is_done(real term, real sum)
{
  return term < sum * 1e-22L;
}

/* A rate and what it leaves to 1, both in full. */
typedef struct rate {
  real p, q;
} rate;

static inline rate mirrored(rate at)
{
  return (rate){at.q, at.p};
}

static inline rate moved(rate at, real log_odds)
{
  real growth = expl(log_odds);
  real share = 1 / (at.q + at.p * growth);
  return (rate){at.p * growth * share, at.q * share};
}

static inline __float128 log_of(real p, real q)
{
  return p <= 0.5L ? logq((__float128)p) : log1pq(-(__float128)q);
}

static inline real binomial(real k, real n, rate at)
{
  __float128 exponent = lgammaq((__float128)n + 1) - lgammaq((__float128)k + 1) -
                        lgammaq((__float128)(n - k) + 1);
  exponent += k == 0 ? 0 : k * log_of(at.p, at.q);
  exponent += k == n ? 0 : (n - k) * log_of(at.q, at.p);
  return (real)expq(exponent);
}

/* P(X <= k) for a k below the mean, or not far above. */
static inline real at_most(real k, real n, rate at)
{
  if (k < 0)
    return 0;
  real term = 1;
  real sum = 1;
  for (real j = k; j > 0 && !is_done(term, sum); j--) {
    term *= j / (n - j + 1) * (at.q / at.p);
    sum += term;
  }
  return binomial(k, n, at) * sum;
}

static inline real at_least(real k, real n, rate at)
{
  return at_most(n - k, n, mirrored(at));
}

/* At n = 2 and 0.5 what is left out by {1} is p^2 + (1-p)^2, which touches alpha at
   1/2 and does not cross it: no search by signs finds that. */
static inline bool touches_at_half(double n, double conf)
{
  return n == 2 && conf == 0.5;
}

#endif
