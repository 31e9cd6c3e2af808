/* beta_quantile.c: the inverse of the regularised incomplete beta function.

   The logarithm G of the lower tail is solved for in the log-odds t =
   log(x/y). There x^a y^b/B(a,b) is the density, its logarithm has the
   derivative d = a y - b x, the excess, and G has the derivative g = the
   continued fraction itself, with g' = g (d - g). G is concave for all a and
   b, so Newton's method converges from anywhere; near the root the inverse
   function's Taylor series in G to the fifth power ends it in one or two
   steps.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/beta.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/* A step in t, and whether what is left after it cannot be seen. */
typedef struct step {
  double size;
  bool is_last;
} step;

/* Abramowitz & Stegun 26.5.22 for the lower tail, as log-odds. */
static double bell_start(double a, double b, double probability)
{
  double z = pm_normal_quantile(probability, PM_TAIL_UPPER);
  double lambda = (z * z - 3) / 6;
  double u = 1 / (2 * a - 1);
  double v = 1 / (2 * b - 1);
  double h = 2 / (u + v);
  double root = sqrt(fmax(h + lambda, 0.1 * h));
  double w = z * root / h - (v - u) * (lambda + 5.0 / 6 - 2 / (3 * h));
  return log(a / b) - 2 * w;
}

/* A first log-odds for the lower tail. */
static double start(const pm_beta *beta, double probability)
{
  double a = beta->a;
  double b = beta->b;
  if (b < 1) /* the tail is x^a when b is 1 */
    return -log(expm1(-log(probability) / a));
  /* The tail is below x^a / (a B(a,b)) and near it when x is small, so the
     root is above this. */
  double least = -INFINITY;
  if (a < 3 || probability < 1e-5)
    least = (log(probability * a) - pm_beta_log_constant(beta)) / a;
  return a <= 1 ? least : fmax(least, bell_start(a, b, probability));
}

/* The step that changes G by r. The k-th derivative of t by G is T_k, from
   T_1 = h = 1/g and T_(k+1) = h T_k', where h' = 1 - d h and d' = -v. */
static step taylor(double r, double g, double d, double v, double slope)
{
  double h = 1 / g;
  double h1 = 1 - d * h;
  double h2 = v * h - d * h1;
  double h3 = v * slope * h + 2 * v * h1 - d * h2;
  double c1 = h * r;
  double hr2 = h * r * r;
  double c2 = hr2 * h1 / 2;
  double c3 = hr2 * r * (h1 * h1 + h * h2) / 6;
  double c4 = hr2 * r * r * (h1 * h1 * h1 + 4 * h * h1 * h2 + h * h * h3) / 24;
  /* What is left is about the last terms times the rate at which terms fall
     off, twice: as the terms seen do, or as those of exp(t). */
  double tail = fabs(c3) + fabs(c4);
  step next = {c1, false};
  if (fabs(c2) + tail < 0.3 * fabs(c1)) {
    next.size += c2 + c3 + c4;
    double rate = fmax(fabs(c1) / 4, fmax(fabs(c2 / c1), sqrt(fabs(c3 / c1))));
    next.is_last = tail * rate * rate < DBL_EPSILON;
  }
  if (c1 == 0)
    next.is_last = true;
  return next;
}

/* The point whose lower tail is the probability, from log-odds t. */
static pm_beta_point solve(const pm_beta *beta, double probability, double t)
{
  enum { STEPS_MAX = 200 };
  static const double farthest = 700; /* exp of it is a double, up and down */
  double log_probability = log(probability);
  double odds = exp(fmin(fmax(t, -farthest), farthest));
  pm_beta_point at = {odds / (1 + odds), 1 / (1 + odds)};
  for (int i = 0; i < STEPS_MAX && at.x > 0 && at.y > 0; i++) {
    double d = pm_beta_excess(beta, at);
    double g = pm_beta_fraction(beta->a, beta->b, at, d);
    double log_tail = log(beta->root / g) + beta->error - pm_beta_deviance(beta, at, d);
    double v = beta->sum * at.x * at.y;
    step next = taylor(log_probability - log_tail, g, d, v, at.y - at.x);
    double growth = expm1(fmin(next.size, farthest));
    double share = 1 / (1 + at.x * growth);
    at.x *= (growth > -0.5 ? 1 + growth : exp(next.size)) * share;
    at.y *= share;
    if (next.is_last)
      break;
  }
  return at;
}

double pm_beta_quantile(double probability, double a, double b, pm_tail tail)
{
  if (!(probability >= 0 && probability <= 1 && a > 0 && b > 0 && isfinite(a) && isfinite(b)))
    return NAN;
  bool is_lower = tail == PM_TAIL_LOWER;
  if (probability == 0 || probability == 1)
    return (probability == 1) == is_lower ? 1 : 0;
  if (probability > 0.5) { /* 1 - p is exact */
    probability = 1 - probability;
    is_lower = !is_lower;
  }
  /* The upper tail is the mirrored distribution's lower tail. */
  pm_beta beta = is_lower ? pm_beta_make(a, b) : pm_beta_make(b, a);
  pm_beta_point at = solve(&beta, probability, start(&beta, probability));
  return fmin(is_lower ? at.x : at.y, 1);
}
