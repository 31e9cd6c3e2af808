/* chisq.c: the chi-squared distribution, by the incomplete gamma function
   (DLMF 8.2, 8.7, 8.9; with many degrees of freedom, near_normal.c).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/near_normal.h"
#include "num/stirling.h"

#include <float.h>
#include <math.h>

enum { TERMS_MAX = 10000000 };

#define TWO_PI 6.28318530717958647693

/* x^a e^-x / Gamma(a). */
static double power(double a, double x)
{
  return sqrt(a / TWO_PI) * exp(-pm_deviance(a, x, a - x) - pm_stirling_error(a));
}

/* Gamma(a) P(a,x) / (x^a e^-x): DLMF 8.7.1. */
static double series(double a, double x)
{
  double term = 1 / a;
  double sum = term;
  for (int k = 1; k < TERMS_MAX && term > DBL_EPSILON / 4 * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/* Gamma(a) Q(a,x) / (x^a e^-x): the even part of DLMF 8.9.2, by the forward
   recurrence. */
static double fraction(double a, double x)
{
  double numerator_old = 0;
  double numerator = 1;
  double denominator_old = 1;
  double denominator = x + 1 - a;
  double value = numerator / denominator;
  for (int k = 1; k < TERMS_MAX; k++) {
    double alpha = k * (a - k);
    double beta = x + 2.0 * k + 1 - a;
    double next = beta * numerator + alpha * numerator_old;
    double next_denominator = beta * denominator + alpha * denominator_old;
    double before = value;
    value = next / next_denominator;
    numerator_old = numerator / next_denominator;
    denominator_old = denominator / next_denominator;
    numerator = value;
    denominator = 1;
    if (fabs(value - before) <= DBL_EPSILON / 2 * fabs(value))
      break;
  }
  return value;
}

/* P(a,x) by so many terms of the series: in log x the density's logarithm has
   the slope a - x, which rises by x/a = 1 - (a - x)/a. zeta > 0 below the mean. */
static double near_normal_tail(double a, double zeta, int terms, pm_tail tail)
{
  pm_near_normal near;
  pm_near_normal_make(&near, 1 / sqrt(a), a, terms);
  pm_near_tails tails = pm_near_normal_tails(&near, zeta);
  return tail == PM_TAIL_LOWER ? tails.lower : tails.upper;
}

double pm_chisq_tail(double x, double df, pm_tail tail)
{
  if (isnan(x) || !(df > 0) || isinf(df))
    return NAN;
  double a = df / 2;
  double t = x / 2;
  bool is_lower = tail == PM_TAIL_LOWER;
  if (x <= 0 || isinf(x))
    return (x > 0) == is_lower ? 1 : 0;
  double zeta = copysign(sqrt(2 * pm_deviance(a, t, a - t)), a - t);
  int terms = pm_near_normal_terms(a, zeta);
  if (terms > 0)
    return near_normal_tail(a, zeta, terms, tail);
  if (t < a + 1) {
    double lower = power(a, t) * series(a, t);
    return is_lower ? lower : 1 - lower;
  }
  double upper = power(a, t) * fraction(a, t);
  return is_lower ? 1 - upper : upper;
}
