/* hypergeometric.c: the hypergeometric distribution.

   The sample and the rest of the population, compliant and not, are the four
   cells of a table; its probability follows from how far each cell is from
   its mean, which is the same number for all four.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/counts.h"
#include "num/hypergeometric.h"
#include "num/stirling.h"

#include <float.h>
#include <math.h>

#define TWO_PI 6.28318530717958647693

static double least(const pm_table *t)
{
  return fmax(0, t->n - (t->N - t->M));
}

static double most(const pm_table *t)
{
  return fmin(t->n, t->M);
}

static bool is_table(const pm_table *t)
{
  return pm_is_count(t->N) && pm_is_count(t->M) && pm_is_count(t->n) && t->M <= t->N &&
         t->n <= t->N && isfinite(t->k) && t->k == floor(t->k);
}

/* Of Stirling's formula for count!, what is under the root and what is in the
   exponent beside count log(count) - count. */
static double under_root(double count)
{
  return count > 0 ? TWO_PI * count : 1;
}

static double error_of(double count)
{
  return count > 0 ? pm_stirling_error(count) : 0;
}

/* The cell's count log(count/mean), less count - mean. */
static double cell(double count, double mean, double d)
{
  return count > 0 ? pm_deviance(count, mean, d) : mean;
}

static double mass(const pm_table *t)
{
  if (least(t) == most(t))
    return 1;
  double rest = t->N - t->n;
  double others = t->N - t->M;
  double cells[] = {t->k, t->n - t->k, t->M - t->k, others - (t->n - t->k)};
  double sums[] = {t->n, rest, t->M, others};
  double d = (t->k * t->N - t->M * t->n) / t->N;
  double means[] = {t->n * t->M / t->N, t->n * others / t->N, rest * t->M / t->N,
                    rest * others / t->N};
  double signs[] = {1, -1, -1, 1};
  double exponent = -error_of(t->N);
  double square = 1 / under_root(t->N);
  double deviance = 0;
  for (int i = 0; i < 4; i++) {
    exponent += error_of(sums[i]) - error_of(cells[i]);
    square *= under_root(sums[i]) / under_root(cells[i]);
    deviance += cell(cells[i], means[i], signs[i] * d);
  }
  return sqrt(square) * exp(exponent - deviance);
}

double pm_hypergeometric_pmf(double k, double n, double M, double N)
{
  pm_table t = {k, n, M, N};
  if (!is_table(&t))
    return NAN;
  return k < least(&t) || k > most(&t) ? 0 : mass(&t);
}

/* The same event told by the others: n - k of them among n. */
static pm_table mirrored(const pm_table *t)
{
  return (pm_table){t->n - t->k, t->n, t->N - t->M, t->N};
}

/* The sum from k up over its first term, k not below the mean: terms fall, ever
   faster. Four at a time, on one denominator; those beyond the last are 0. */
static double sum_up(const pm_table *t)
{
  static const double nothing = 1e-18;
  double m = t->M - t->k;
  double n = t->n - t->k;
  double k = t->k + 1;
  double rest = t->N - t->M - t->n + k;
  double term = 1;
  double sum = 0;
  while (term > nothing) {
    double up_1 = m * n;
    double up_2 = up_1 * (m - 1) * (n - 1);
    double up_3 = up_2 * (m - 2) * (n - 2);
    double down_4 = (k + 3) * (rest + 3);
    double down_3 = down_4 * (k + 2) * (rest + 2);
    double down_2 = down_3 * (k + 1) * (rest + 1);
    double down_1 = down_2 * k * rest;
    double over = term / down_1;
    sum += over * (down_1 + up_1 * down_2 + up_2 * down_3 + up_3 * down_4);
    term = over * up_3 * (m - 3) * (n - 3);
    m -= 4;
    n -= 4;
    k += 4;
    rest += 4;
  }
  return sum;
}

/* P(X >= k) for k not below the mean, from P(X = k). */
static double upper(const pm_table *t, double first)
{
  pm_curve curve = pm_curve_make(t);
  return pm_curve_is_wide(&curve) ? pm_curve_tail(&curve) : first * sum_up(t);
}

/* P(X < k) for k not above the mean. */
static double lower(const pm_table *t)
{
  pm_table below = *t;
  below.k--;
  below = mirrored(&below);
  return upper(&below, mass(&below));
}

pm_first_term pm_hypergeometric_term(double k, double n, double M, double N)
{
  pm_table t = {k, n, M, N};
  if (k < least(&t) || k > most(&t))
    return (pm_first_term){0, k < least(&t)};
  double first = mass(&t);
  if (k == least(&t))
    return (pm_first_term){first, 1};
  return (pm_first_term){first, k >= n * (M / N) ? upper(&t, first) : 1 - lower(&t)};
}

double pm_hypergeometric_tail(double k, double n, double M, double N, pm_tail tail)
{
  pm_table t = {k, n, M, N};
  if (!is_table(&t))
    return NAN;
  bool is_lower = tail == PM_TAIL_LOWER;
  if (is_lower ? k < least(&t) : k > most(&t))
    return 0;
  if (is_lower ? k >= most(&t) : k <= least(&t))
    return 1;
  /* Always from the top, and away from the mean. */
  if (is_lower)
    t = mirrored(&t);
  return t.k >= n * (t.M / N) ? upper(&t, mass(&t)) : 1 - lower(&t);
}
