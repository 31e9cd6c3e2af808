/* stirling.c: the error of Stirling's formula and the deviance.

   Loader, C. (2000), Fast and accurate computation of binomial probabilities.
   A probability is written as exp(-deviance) times a factor near 1, so that
   nothing large is ever subtracted from something large.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "num/stirling.h"

#include <math.h>

#define HALF_LOG_TWO_PI 0.91893853320467274178

double pm_stirling_error(double x)
{
  /* B(2k) / (2k (2k-1)), Abramowitz & Stegun 6.1.40. */
  static const double coefficients[] = {1.0 / 12,    -1.0 / 360,      1.0 / 1260,
                                        -1.0 / 1680, 1.0 / 1188,      -691.0 / 360360,
                                        1.0 / 156,   -3617.0 / 122400};
  enum { COUNT = sizeof coefficients / sizeof coefficients[0] };
  if (x < 10)
    return log(tgamma(x)) - (x - 0.5) * log(x) + x - HALF_LOG_TWO_PI;
  double square = 1 / (x * x);
  double sum = coefficients[COUNT - 1];
  for (int i = COUNT - 2; i >= 0; i--)
    sum = sum * square + coefficients[i];
  return sum / x;
}

/* -log(1-u) - u for |u| <= 1/2. With r = u/(2-u), -log(1-u) = 2 atanh r and
   u = 2r/(1+r), so that the leading terms cancel on paper. */
static double log_remainder(double u)
{
  double r = u / (2 - u);
  double square = r * r;
  double sum = 0;
  for (int k = fabs(u) < 0.1 ? 13 : 33; k >= 3; k -= 2)
    sum = sum * square + 1.0 / k;
  return 2 * square * (1 / (1 + r) + r * sum);
}

double pm_deviance(double x, double mean, double d)
{
  double u = d / x;
  return x * (fabs(u) <= 0.5 ? log_remainder(u) : log(x / mean) - u);
}
