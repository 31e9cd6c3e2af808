/* fisher.c: Fisher's exact test of two rates, two-sided.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/counts.h"

#include <math.h>

/* The probabilities rise to the mode and fall from there, so those above the
   observed one are of neighbours. The last k on the way from the mode (above
   the limit) beyond (outside the support) that is above it, by bisection. */
static double farthest_above(double mode, double beyond, double limit, double n, double M,
                             double N)
{
  double above = mode;
  while (fabs(beyond - above) > 1) {
    double middle = above + trunc((beyond - above) / 2);
    if (pm_hypergeometric_pmf(middle, n, M, N) > limit)
      above = middle;
    else
      beyond = middle;
  }
  return above;
}

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
  double mode = fmin(fmax(floor((n1 + 1) * ((M + 1) / (N + 2))), low), high);
  if (pm_hypergeometric_pmf(mode, n1, M, N) <= limit)
    return 1;
  double first = farthest_above(mode, low - 1, limit, n1, M, N);
  double last = farthest_above(mode, high + 1, limit, n1, M, N);
  double p = pm_hypergeometric_tail(first - 1, n1, M, N, PM_TAIL_LOWER) +
             pm_hypergeometric_tail(last + 1, n1, M, N, PM_TAIL_UPPER);
  return fmin(1, p);
}
