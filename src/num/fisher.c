/* fisher.c: Fisher's exact test of two rates, two-sided.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/counts.h"

#include <math.h>

double pm_fisher_test(double x1, double n1, double x2, double n2)
{
  if (!(pm_is_count(x1) && pm_is_count(n1) && pm_is_count(x2) && pm_is_count(n2) && x1 <= n1 &&
        x2 <= n2))
    return NAN;
  double M = x1 + x2;
  double N = n1 + n2;
  double limit = pm_hypergeometric_pmf(x1, n1, M, N) * (1 + 1e-7);
  double low = fmax(0, n1 - (N - M));
  double high = fmin(n1, M);
  pm_sum sum = {0, 0};
  for (double k = low; k <= high; k++) {
    double mass = pm_hypergeometric_pmf(k, n1, M, N);
    if (mass <= limit)
      pm_sum_add(&sum, mass);
  }
  return fmin(1, pm_sum_value(&sum));
}
