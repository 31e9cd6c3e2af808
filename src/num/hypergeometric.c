/* hypergeometric.c: the hypergeometric distribution.

   The sample and the rest of the population, compliant and not, are the four
   cells of a table; its probability follows from how far each cell is from
   its mean, which is the same number for all four.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/counts.h"
#include "num/stirling.h"

#include <float.h>
#include <math.h>

#define TWO_PI 6.28318530717958647693

/* The cell k and what the other three follow from. */
typedef struct table {
  double k;
  double n;
  double M;
  double N;
} table;

static double least(const table *t)
{
  return fmax(0, t->n - (t->N - t->M));
}

static double most(const table *t)
{
  return fmin(t->n, t->M);
}

static bool is_table(const table *t)
{
  return pm_is_count(t->N) && pm_is_count(t->M) && pm_is_count(t->n) && t->M <= t->N &&
         t->n <= t->N && isfinite(t->k) && t->k == floor(t->k);
}

static double log_factorial_part(double count)
{
  return count > 0 ? pm_stirling_error(count) + 0.5 * log(TWO_PI * count) : 0;
}

/* The cell's count log(count/mean), less count - mean. */
static double cell(double count, double mean, double d)
{
  return count > 0 ? pm_deviance(count, mean, d) : mean;
}

static double mass(const table *t)
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
  double exponent = -log_factorial_part(t->N);
  double deviance = 0;
  for (int i = 0; i < 4; i++) {
    exponent += log_factorial_part(sums[i]) - log_factorial_part(cells[i]);
    deviance += cell(cells[i], means[i], signs[i] * d);
  }
  return exp(exponent - deviance);
}

double pm_hypergeometric_pmf(double k, double n, double M, double N)
{
  table t = {k, n, M, N};
  if (!is_table(&t))
    return NAN;
  return k < least(&t) || k > most(&t) ? 0 : mass(&t);
}

/* The sum from k away from the mean: down by -1, up by +1. */
static double sum_outward(table t, int direction)
{
  double term = mass(&t);
  double end = direction < 0 ? least(&t) : most(&t);
  double first = term;
  pm_sum sum = {0, 0};
  double ratio = 1;
  pm_sum_add(&sum, 1);
  for (double k = t.k; k != end; k += direction) {
    if (direction < 0)
      ratio *= k * (t.N - t.M - t.n + k) / ((t.M - k + 1) * (t.n - k + 1));
    else
      ratio *= (t.M - k) * (t.n - k) / ((k + 1) * (t.N - t.M - t.n + k + 1));
    pm_sum_add(&sum, ratio);
    if (ratio < DBL_EPSILON * 1e-4)
      break;
  }
  return first * pm_sum_value(&sum);
}

double pm_hypergeometric_tail(double k, double n, double M, double N, pm_tail tail)
{
  table t = {k, n, M, N};
  if (!is_table(&t))
    return NAN;
  bool is_lower = tail == PM_TAIL_LOWER;
  if (is_lower ? k < least(&t) : k > most(&t))
    return 0;
  if (is_lower ? k >= most(&t) : k <= least(&t))
    return 1;
  bool is_outward = is_lower ? k <= n * (M / N) : k >= n * (M / N);
  if (is_outward)
    return sum_outward(t, is_lower ? -1 : 1);
  t.k = is_lower ? k + 1 : k - 1;
  return 1 - sum_outward(t, is_lower ? 1 : -1);
}
