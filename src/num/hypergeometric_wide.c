/* hypergeometric_wide.c: the hypergeometric distribution's tail where it has very
   many terms, in a time that does not grow with them.

   The terms are values of an analytic curve p at whole numbers, so that

     p(k) + p(k+1) + ... = I + p'(c)/24 - 7 p'''(c)/5760 + ...,   c = k - 1/2,

   with I the integral of p from c up (Euler and Maclaurin's formula at
   midpoints, Abramowitz & Stegun 25.4.4; DLMF 2.10.1). The integral is by Gauss
   and Legendre's rule. A cell's factorial Gamma(e + 1/2), e the count and a
   half, is exp(e log e - e - 1/(24 e) + 7/(2880 e^3) - ...) sqrt(2 pi), so that p
   is again the exponential of deviances, with the marginals n+1, M+1, N+2.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "num/hypergeometric.h"
#include "num/stirling.h"

#include <math.h>
#include <stddef.h>

#define TWO_PI 6.28318530717958647693

static const double signs[4] = {1, -1, -1, 1};

pm_curve pm_curve_make(const pm_table *table)
{
  double size = table->N + 2;
  double drawn = table->n + 1;
  double compliant = table->M + 1;
  double rest = size - drawn;
  double others = size - compliant;
  double product = drawn * compliant;
  double d = (fma(table->k, size, -product) - fma(drawn, compliant, -product)) / size;
  pm_curve curve = {
      .cells = {table->k, drawn - table->k, compliant - table->k, others - (drawn - table->k)},
      .centres = {product / size, drawn * others / size, rest * compliant / size,
                  rest * others / size},
      .marginals = {drawn, rest, compliant, others},
      .d = d};
  const double *e = curve.cells;
  if (e[1] > 0 && e[2] > 0)
    curve.slope = log(e[0] / e[1] * (e[3] / e[2]));
  for (int i = 0; i < 4; i++)
    curve.bend += 1 / curve.centres[i];
  return curve;
}

bool pm_curve_is_wide(const pm_curve *curve)
{
  static const double variance = 1000; /* about where it is as fast as the sum */
  static const double steepest = 0.15;
  return curve->bend * variance < 1 && fabs(curve->slope) < steepest;
}

/* The curve's logarithm beyond c, less a constant. */
static double log_at(const pm_curve *curve, double beyond)
{
  double sum = 0;
  for (int i = 0; i < 4; i++) {
    double e = curve->cells[i] + signs[i] * beyond;
    double over = 1 / e;
    sum += pm_deviance(e, curve->centres[i], signs[i] * (curve->d + beyond)) -
           over / 24 * (1 - 7.0 / 120 * over * over);
  }
  return -sum;
}

/* The constant: what the marginals' factorials are over their powers. */
static double factor(const pm_curve *curve)
{
  double size = curve->marginals[0] + curve->marginals[1];
  double error = -pm_stirling_error(size);
  double over = 1;
  for (int i = 0; i < 4; i++) {
    error += pm_stirling_error(curve->marginals[i]);
    over *= curve->marginals[i] / size;
  }
  return (size - 1) / size * exp(error) / sqrt(TWO_PI * size * over);
}

/* What is left out of the curve's logarithm falls this far from c on: half of
   the nodes to where the curve has come to nothing and half on the way. */
static double reach(const pm_curve *curve, double fall)
{
  double slope = fmax(curve->slope, 0);
  return 2 * fall / (slope + sqrt(slope * slope + 2 * fall * curve->bend));
}

/* The integral of p/p(c) between two places beyond c. */
static double integral(const pm_curve *curve, double log_c, double from, double to)
{
  /* Abramowitz & Stegun, table 25.4, n = 16. */
  static const struct {
    double x, weight;
  } nodes[] = {
      {0.9894009349916499326, 0.027152459411754094852},
      {0.94457502307323257608, 0.062253523938647892863},
      {0.86563120238783174388, 0.09515851168249278481},
      {0.7554044083550030339, 0.12462897125553387205},
      {0.61787624440264374845, 0.14959598881657673208},
      {0.45801677765722738634, 0.16915651939500253819},
      {0.28160355077925891323, 0.18260341504492358887},
      {0.095012509837637440185, 0.18945061045506849629},
  };
  double middle = (from + to) / 2;
  double half = (to - from) / 2;
  double sum = 0;
  for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
    double offset = half * nodes[i].x;
    sum += nodes[i].weight * (exp(log_at(curve, middle - offset) - log_c) +
                              exp(log_at(curve, middle + offset) - log_c));
  }
  return half * sum;
}

/* The sum less the integral, over p(c): the odd derivatives of p by those of its
   logarithm, a, b, c, ... */
static double correction(const pm_curve *curve)
{
  double a = 0;
  double b = 0;
  double c = 0;
  double d = 0;
  for (int i = 0; i < 4; i++) {
    double over = 1 / curve->cells[i];
    double square = over * over;
    a -= signs[i] * square / 24;
    b -= over - square * over / 12;
    c += signs[i] * square;
    d -= 2 * square * over;
  }
  a -= curve->slope;
  double a2 = a * a;
  double third = a * (a2 + 3 * b) + c;
  double fifth = a * (a2 * (a2 + 10 * b) + 15 * b * b + 5 * d) + 10 * c * (a2 + b);
  double seventh = a * a2 * (a2 * (a2 + 21 * b) + 105 * b * b) + 105 * a * b * b * b;
  return a / 24 - 7 * third / 5760 + 31 * fifth / 967680 - 127 * seventh / 154828800;
}

double pm_curve_tail(const pm_curve *curve)
{
  static const double half_way = 14;
  static const double all = 38;
  double log_c = log_at(curve, 0);
  double near = reach(curve, half_way);
  double far = reach(curve, all);
  double sum = integral(curve, log_c, 0, near) + integral(curve, log_c, near, far);
  return factor(curve) * exp(log_c) * (sum + correction(curve));
}
