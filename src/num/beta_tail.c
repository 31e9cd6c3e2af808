/* beta_tail.c: the regularised incomplete beta function.

   I_x(a,b) is x^a y^b/B(a,b) divided by a continued fraction (DiDonato, A. R.
   and Morris, A. H. (1992), Significant digit computation of the incomplete
   beta function ratios, ACM TOMS 18, eq. 9; the even part of DLMF 8.17.22).
   The power is a deviance in an exponent (Loader 2000), from the excess
   a - (a+b)x, so that no large logarithms cancel. With large shapes the tails
   are those of near_normal.c, whose cost does not grow with them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/beta.h"
#include "num/stirling.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#define TWO_PI 6.28318530717958647693

pm_beta pm_beta_make(double a, double b)
{
  double n = a + b;
  double rest = fmin(a, b) - (n - fmax(a, b));
  pm_beta beta = {a,
                  b,
                  n,
                  rest,
                  sqrt(a / n * b / TWO_PI),
                  pm_stirling_error(n) - pm_stirling_error(a) - pm_stirling_error(b)};
  return beta;
}

double pm_beta_log_constant(const pm_beta *beta)
{
  double a = beta->a;
  double b = beta->b;
  return log(beta->root) + beta->error + a * log1p(b / a) + b * log1p(a / b);
}

double pm_beta_excess(const pm_beta *beta, pm_beta_point at)
{
  /* From the smaller of x and y, which is known more finely. */
  double n = beta->sum;
  return at.x <= at.y ? fma(-n, at.x, beta->a) - beta->rest * at.x
                      : beta->rest * at.y - fma(-n, at.y, beta->b);
}

double pm_beta_deviance(const pm_beta *beta, pm_beta_point at, double excess)
{
  double n = beta->sum;
  return pm_deviance(beta->a, n * at.x, excess) + pm_deviance(beta->b, n * at.y, -excess);
}

double pm_beta_power(const pm_beta *beta, pm_beta_point at)
{
  double deviance = pm_beta_deviance(beta, at, pm_beta_excess(beta, at));
  return beta->root * exp(beta->error - deviance);
}

double pm_beta_fraction(double a, double b, pm_beta_point at, double excess)
{
  enum { STEPS_MAX = 1000000 };
  static const double large = 0x1p+300;
  double base = excess + 1;
  /* The forward recurrence, two convergents at a time: p/q and p_old/q_old.
     It needs no division but for the coefficients, which do not wait for it. */
  double p_old = 1;
  double q_old = 0;
  double over = 1 / (a + 1); /* 1/(a+2m+1) */
  double p = a * base * over;
  double q = 1;
  double m = 1;
  for (int step = 0; step < STEPS_MAX; step++, m++) {
    double s = m * (b - m) * at.x * over;
    double alpha = (a + m - 1) * (a + b + m - 1) * at.x * over * s;
    over = 1 / (a + 2 * m + 1);
    double beta = m + s + (a + m) * (base + m * (1 + at.y)) * over;
    double p_next = beta * p + alpha * p_old;
    double q_next = beta * q + alpha * q_old;
    p_old = p;
    q_old = q;
    p = p_next;
    q = q_next;
    if (fabs(p * q_old - p_old * q) <= DBL_EPSILON / 2 * fabs(p * q_old))
      break;
    if (fabs(p) > large || fabs(q) > large) {
      p_old /= large;
      q_old /= large;
      p /= large;
      q /= large;
    }
  }
  return p / q;
}

double pm_beta_size(double a, double b)
{
  return a / (a + b) * b;
}

void pm_beta_near_normal(pm_near_normal *series, double a, double b, int terms)
{
  double size = pm_beta_size(a, b);
  pm_near_normal_make(series, (b - a) / (a + b) / sqrt(size), size, terms);
}

/* Both tails from the series with so many terms. */
static pm_beta_tails near_normal_tails(double a, double b, double zeta, int terms)
{
  pm_near_normal series;
  pm_beta_near_normal(&series, a, b, terms);
  pm_near_tails tails = pm_near_normal_tails(&series, zeta);
  return (pm_beta_tails){tails.lower, tails.upper};
}

/* Whether the fraction of the lower tail is the one that converges: below the
   mean, and within a count of the end whose shape is near 0. */
static bool is_lower_quick(const pm_beta *beta, pm_beta_point at, double d)
{
  static const double small = 0.5;
  if (beta->a < small && at.x < at.y)
    return d > beta->a - 1;
  if (beta->b < small && at.y < at.x)
    return d > 1 - beta->b;
  return d >= 0;
}

/* Both tails from the continued fraction. A small one is not taken as 1 minus
   the other; but one that is large beside the other's shape has no fraction. */
static pm_beta_tails fraction_tails(const pm_beta *beta, pm_beta_point at, double d,
                                    double deviance)
{
  static const double small = 1.0 / 16;
  pm_beta_point mirrored = {at.y, at.x};
  double power = beta->root * exp(beta->error - deviance);
  pm_beta_tails tails = {0, 0};
  if (is_lower_quick(beta, at, d)) {
    tails.lower = power / pm_beta_fraction(beta->a, beta->b, at, d);
    tails.upper = 1 - tails.lower;
    if (tails.upper < fmin(small, beta->a))
      tails.upper = power / pm_beta_fraction(beta->b, beta->a, mirrored, -d);
  } else {
    tails.upper = power / pm_beta_fraction(beta->b, beta->a, mirrored, -d);
    tails.lower = 1 - tails.upper;
    if (tails.lower < fmin(small, beta->b))
      tails.lower = power / pm_beta_fraction(beta->a, beta->b, at, d);
  }
  return tails;
}

pm_beta_tails pm_beta_at(const pm_beta *beta, pm_beta_point at)
{
  enum { QUICK = 16 }; /* more terms take longer than the fraction */
  double d = pm_beta_excess(beta, at);
  double deviance = pm_beta_deviance(beta, at, d);
  double zeta = copysign(sqrt(2 * deviance), d);
  int terms = pm_near_normal_terms(pm_beta_size(beta->a, beta->b), zeta);
  bool is_quick = terms > 0 && terms <= QUICK;
  return is_quick ? near_normal_tails(beta->a, beta->b, zeta, terms)
                  : fraction_tails(beta, at, d, deviance);
}

double pm_beta_tail(double x, double a, double b, pm_tail tail)
{
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0 && isfinite(a) && isfinite(b)))
    return NAN;
  if (x == 0 || x == 1)
    return (x == 1) == (tail == PM_TAIL_LOWER) ? 1 : 0;
  pm_beta beta = pm_beta_make(a, b);
  pm_beta_point at = {x, 1 - x};
  pm_beta_tails tails = pm_beta_at(&beta, at);
  return tail == PM_TAIL_LOWER ? tails.lower : tails.upper;
}
