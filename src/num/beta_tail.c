/* beta_tail.c: the regularised incomplete beta function.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/beta.h"
#include "num/stirling.h"

#include <float.h>
#include <math.h>

#define TWO_PI 6.28318530717958647693

pm_beta pm_beta_make(double a, double b)
{
  double n = a + b;
  double error = pm_stirling_error(n) - pm_stirling_error(a) - pm_stirling_error(b);
  pm_beta beta = {a, b, sqrt(a / n * b / TWO_PI) * exp(error)};
  return beta;
}

double pm_beta_log_constant(const pm_beta *beta)
{
  double a = beta->a;
  double b = beta->b;
  return log(beta->scale) + a * log1p(b / a) + b * log1p(a / b);
}

/* How far a is above its mean (a+b) x, taken from the smaller of x and y,
   which is the one that is known to full precision. */
static double excess(double a, double b, double x, double y)
{
  return x <= y ? fma(-(a + b), x, a) : -fma(-(a + b), y, b);
}

/* x^a y^b / B(a,b) / I_x(a,b): the even part of the continued fraction of
   DLMF 8.17.22 (DiDonato & Morris 1992, eq. 9), by forward recurrence. It
   converges fast where x is below the mean. */
static double fraction(double a, double b, double x, double y, double d)
{
  double base = d + 1;
  double numerator_old = 1;
  double denominator_old = 0;
  double numerator = a * base / (a + 1);
  double denominator = 1;
  double value = numerator;
  for (int m = 1; m < 100000; m++) {
    double t = a + 2.0 * m;
    double s = m * (b - m) * x / (t - 1);
    double alpha = (a + m - 1) / (t - 1) * (a + b + m - 1) * x * s;
    double beta = m + s + (a + m) * (base + m * (1 + y)) / (t + 1);
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

pm_beta_tails pm_beta_at(const pm_beta *beta, double x, double y)
{
  double a = beta->a;
  double b = beta->b;
  double d = excess(a, b, x, y);
  double deviance = pm_deviance(a, (a + b) * x, d) + pm_deviance(b, (a + b) * y, -d);
  pm_beta_tails tails = {.power = beta->scale * exp(-deviance)};
  if (d >= 0) {
    tails.lower = tails.power / fraction(a, b, x, y, d);
    tails.upper = 1 - tails.lower;
  } else {
    tails.upper = tails.power / fraction(b, a, y, x, -d);
    tails.lower = 1 - tails.upper;
  }
  return tails;
}

double pm_beta_tail(double x, double a, double b, pm_tail tail)
{
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0 && isfinite(a) && isfinite(b)))
    return NAN;
  if (x == 0 || x == 1)
    return (x == 1) == (tail == PM_TAIL_LOWER) ? 1 : 0;
  pm_beta beta = pm_beta_make(a, b);
  pm_beta_tails tails = pm_beta_at(&beta, x, 1 - x);
  return tail == PM_TAIL_LOWER ? tails.lower : tails.upper;
}
