/* normal.c: the standard normal distribution.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include <gsl/gsl_cdf.h>
#include <math.h>

/* 1/sqrt(2) as a double and what that leaves out. */
#define SQRT_HALF 0.70710678118654757274
#define SQRT_HALF_REST -4.8336466567264567e-17

double pm_normal_tail(double x, pm_tail tail)
{
  if (isnan(x))
    return NAN;
  double upward = tail == PM_TAIL_UPPER ? x : -x;
  double scaled = upward * SQRT_HALF;
  if (scaled < 1 || scaled > 28)
    return 0.5 * erfc(scaled);
  /* erfc magnifies the rounding of its argument by twice the argument's
     square, so put back what was rounded off. */
  double rest = fma(upward, SQRT_HALF, -scaled) + upward * SQRT_HALF_REST;
  return 0.5 * erfc(scaled) * (1 - 2 * scaled * rest);
}

double pm_normal_quantile(double probability, pm_tail tail)
{
  if (!(probability >= 0 && probability <= 1))
    return NAN;
  return tail == PM_TAIL_LOWER ? gsl_cdf_ugaussian_Pinv(probability)
                               : gsl_cdf_ugaussian_Qinv(probability);
}
