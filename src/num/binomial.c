/* binomial.c: the binomial distribution.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/beta.h"
#include "num/counts.h"

#include <math.h>

static bool is_binomial(double k, double n, double p)
{
  return pm_is_count(n) && isfinite(k) && k == floor(k) && p >= 0 && p <= 1;
}

double pm_binomial_pmf(double k, double n, double p)
{
  if (!is_binomial(k, n, p))
    return NAN;
  if (k < 0 || k > n)
    return 0;
  if (p == 0 || p == 1)
    return k == (p == 0 ? 0 : n) ? 1 : 0;
  if (k == 0)
    return exp(n * log1p(-p));
  if (k == n)
    return pow(p, n);
  /* C(n,k) = n / (k (n-k) B(k, n-k)). */
  pm_beta beta = pm_beta_make(k, n - k);
  pm_beta_point at = {p, 1 - p};
  return pm_beta_power(&beta, at) * (n / k / (n - k));
}

double pm_binomial_tail(double k, double n, double p, pm_tail tail)
{
  if (!is_binomial(k, n, p))
    return NAN;
  if (tail == PM_TAIL_LOWER) {
    if (k < 0)
      return 0;
    return k >= n ? 1 : pm_beta_tail(p, k + 1, n - k, PM_TAIL_UPPER);
  }
  if (k > n)
    return 0;
  return k <= 0 ? 1 : pm_beta_tail(p, k, n - k + 1, PM_TAIL_LOWER);
}
