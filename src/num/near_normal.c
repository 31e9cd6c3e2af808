/* near_normal.c: tails that are nearly the normal one.

   Temme, N. M. (1982), The uniform asymptotic expansion of a class of integrals
   related to cumulative distribution functions. SIAM J. Math. Anal. 13,
   239-253; (1992), Asymptotic inversion of the incomplete beta function.
   J. Comput. Appl. Math. 41, 145-157. There a tail is the normal one at zeta,
   where zeta^2/2 is the deviance, and the normal density at zeta times a
   correction W. Here W is one power series in zeta, from

     u u' = zeta (1 - skew u - flat u^2),   u = zeta + ...,
     zeta W - W' = scale zeta/u - 1.

   The first says what zeta is to the slope u; its solution, with one parameter
   left besides the unit of zeta, is a table. The second is the derivative of
   the tail; it gives W from the last term down, and the scale. Terms fall off
   as (unit zeta / 3.5)^k until the factorials of the second overtake them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "num/near_normal.h"

#include <plusminus/num.h>

#include <math.h>
#include <stddef.h>

#define TWO_PI 6.28318530717958647693

/* Row k: the k-th coefficient of zeta/u in powers of unit zeta, itself a
   polynomial in r = skew/unit without every other power. */
static const double steps[PM_NEAR_NORMAL_TERMS][PM_NEAR_NORMAL_TERMS / 2] = {
#include "num/near_normal.def"
};

int pm_near_normal_terms(double size, double zeta)
{
  /* Found by comparing with 24 terms and with the continued fraction. */
  static const struct {
    double of_square; /* size is at least of_square (zeta^2 + more) */
    double more;
    int terms;
  } rows[] = {{2650, 2.5, 6}, {125, 3.2, 8},  {39, 3.6, 10}, {10, 5, 12},
              {3.5, 6, 16},   {1.9, 6.5, 20}, {1.2, 7, 24}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (size >= rows[i].of_square * (zeta * zeta + rows[i].more))
      return rows[i].terms;
  return 0;
}

void pm_near_normal_make(pm_near_normal *series, double skew, double size, int terms)
{
  double unit2 = 1 / size;
  double unit = sqrt(unit2);
  double r = skew / unit;
  double r2 = r * r;
  double *step = series->step;
  for (int k = 0; k < terms; k++) {
    double sum = steps[k][k / 2];
    for (int j = k / 2 - 1; j >= 0; j--)
      sum = sum * r2 + steps[k][j];
    step[k] = k % 2 == 0 ? sum : sum * r;
  }
  double *shift = series->shift;
  shift[terms - 1] = 0;
  shift[terms - 2] = step[terms - 1];
  for (int k = terms - 2; k >= 1; k--)
    shift[k - 1] = step[k] + (k + 1) * unit2 * shift[k + 1];
  series->terms = terms;
  series->unit = unit;
  series->scale = 1 / (1 + unit2 * shift[1]);
}

/* The sum of c[k] x^k, even and odd ones side by side. count is even. */
static double polynomial(const double *c, int count, double x)
{
  double x2 = x * x;
  double even = c[count - 2];
  double odd = c[count - 1];
  for (int k = count - 4; k >= 0; k -= 2) {
    even = even * x2 + c[k];
    odd = odd * x2 + c[k + 1];
  }
  return even + x * odd;
}

static double step_at(const pm_near_normal *series, double zeta, int terms)
{
  return polynomial(series->step, terms, series->unit * zeta);
}

static double shift_at(const pm_near_normal *series, double zeta, int terms)
{
  return series->scale * series->unit * polynomial(series->shift, terms, series->unit * zeta);
}

double pm_near_normal_slope(const pm_near_normal *series, double zeta)
{
  return zeta / step_at(series, zeta, series->terms);
}

pm_near_tails pm_near_normal_tails(const pm_near_normal *series, double zeta)
{
  double density = exp(-zeta * zeta / 2) / sqrt(TWO_PI);
  double shift = density * shift_at(series, zeta, series->terms);
  double smaller = pm_normal_tail(fabs(zeta), PM_TAIL_UPPER);
  if (zeta < 0)
    return (pm_near_tails){1 - (smaller - shift), smaller - shift};
  return (pm_near_tails){smaller + shift, 1 - (smaller + shift)};
}

/* (Phi(zeta) - Phi(z)) / phi(zeta) for neighbours, by the even Taylor terms
   about the middle. */
static double between(double zeta, double z)
{
  double half = (zeta - z) / 2;
  double m2 = (z + half) * (z + half);
  double h2 = half * half;
  double he2 = m2 - 1;
  double he4 = (m2 - 6) * m2 + 3;
  double he6 = ((m2 - 15) * m2 + 45) * m2 - 15;
  double he8 = (((m2 - 28) * m2 + 210) * m2 - 420) * m2 + 105;
  double sum = 1 + h2 / 6 * (he2 + h2 / 20 * (he4 + h2 / 42 * (he6 + h2 / 72 * he8)));
  return 2 * half * exp(half * (zeta - half / 2)) * sum;
}

/* The step from zeta where the tail is too high by excess phi(zeta), by the
   density rate phi(zeta) and, nearly, its slope. */
static double correction(const pm_near_normal *series, double zeta, double more, double excess,
                         double rate)
{
  const double *step = series->step;
  double x = series->unit * zeta;
  double rise = series->unit * series->scale * (step[1] + x * (2 * step[2] + x * 3 * step[3]));
  double r = excess / rate;
  return r + r * r * (zeta - (rise + more) / rate) / 2;
}

double pm_near_normal_zeta(const pm_near_normal *series, double z, double more)
{
  enum { STEPS_MAX = 20, FEW = 4 };
  static const double small = 2e-5; /* what is left is its third power */
  double excess = shift_at(series, z, FEW) + more;
  double rate = series->scale * step_at(series, z, FEW) + z * more;
  double zeta = z + correction(series, z, more, excess, rate);
  double by = 1;
  for (int i = 0; i < STEPS_MAX && fabs(by) * (1 + z) > small; i++) {
    excess = shift_at(series, zeta, series->terms) + more - between(zeta, z);
    rate = series->scale * step_at(series, zeta, series->terms) + zeta * more;
    by = correction(series, zeta, more, excess, rate);
    zeta += by;
  }
  return zeta;
}
