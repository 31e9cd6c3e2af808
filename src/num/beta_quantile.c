/* beta_quantile.c: the inverse of the regularised incomplete beta function.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/beta.h"

#include <float.h>
#include <math.h>

/* A first value of log x: Abramowitz & Stegun 26.5.22 where the distribution
   is bell-shaped, else the leading power of x. */
static double start(const pm_beta *beta, double probability)
{
  double a = beta->a;
  double b = beta->b;
  if (a > 1 && b > 1) {
    double z = pm_normal_quantile(probability, PM_TAIL_UPPER);
    double lambda = (z * z - 3) / 6;
    double u = 1 / (2 * a - 1);
    double v = 1 / (2 * b - 1);
    double h = 2 / (u + v);
    double w =
        z * sqrt(fmax(h + lambda, 0.1 * h)) / h - (v - u) * (lambda + 5.0 / 6 - 2 / (3 * h));
    return -log1p(b / a * exp(2 * w));
  }
  return fmin((log(probability * a) - pm_beta_log_constant(beta)) / a, -log1p(b / a));
}

/* Halley's method for log(tail) as a function of log x, kept in a bracket. */
static double solve(const pm_beta *beta, double probability, pm_tail tail, double w)
{
  double low = -800;
  double high = 0;
  for (int i = 0; i < 200; i++) {
    double x = exp(w);
    double y = -expm1(w);
    if (!(x > 0 && y > 0))
      return x;
    pm_beta_tails tails = pm_beta_at(beta, x, y);
    double value = tail == PM_TAIL_LOWER ? tails.lower : tails.upper;
    double r = log(value / probability);
    if ((r > 0) == (tail == PM_TAIL_LOWER))
      high = w;
    else
      low = w;
    double g = (tail == PM_TAIL_LOWER ? 1 : -1) * tails.power / y / value;
    double bend = beta->a - (beta->b - 1) * x / y - g;
    double newton = r / g;
    double next = w - newton / fmax(0.5, 1 - 0.5 * newton * bend);
    if (fabs(next - w) <= 4 * DBL_EPSILON)
      return exp(next);
    if (!(next > low && next < high))
      next = (low + high) / 2;
    if (next == w || high - low <= DBL_EPSILON * fabs(low))
      return exp(next);
    w = next;
  }
  return exp(w);
}

double pm_beta_quantile(double probability, double a, double b, pm_tail tail)
{
  if (!(probability >= 0 && probability <= 1 && a > 0 && b > 0 && isfinite(a) && isfinite(b)))
    return NAN;
  if (probability == 0 || probability == 1)
    return (probability == 1) == (tail == PM_TAIL_LOWER) ? 1 : 0;
  if (probability > 0.5) { /* 1 - p is exact */
    probability = 1 - probability;
    tail = tail == PM_TAIL_LOWER ? PM_TAIL_UPPER : PM_TAIL_LOWER;
  }
  if (tail == PM_TAIL_LOWER) {
    pm_beta beta = pm_beta_make(a, b);
    return solve(&beta, probability, tail, start(&beta, probability));
  }
  pm_beta mirrored = pm_beta_make(b, a);
  double w = start(&mirrored, probability);
  if (w > -0.5) {
    pm_beta beta = pm_beta_make(a, b);
    return solve(&beta, probability, tail, log(-expm1(w)));
  }
  return 1 - solve(&mirrored, probability, PM_TAIL_LOWER, w);
}
