/* exact_majorant.c: how much of a tilted distribution lies above a threshold.

   Graham & Vaaler 1981, Transactions of the American Mathematical Society 265,
   283-302: of all functions of exponential type 2 pi above the truncated
   exponential E(y) = exp(-l y) for y >= 0, 0 for y < 0, the one with the least
   integral is
     H(y) = (sin(pi y)/pi)^2 (sum_{n>=0} q^n (1/(y-n)^2 - l/(y-n)) + l/((1-q) y)),
   q = exp(-l). Its transform is 0 beyond frequency 1, and within it
     (1 - |t|) u(t) + sign(t) v(t)/(2 pi i),
   u(t) = 1/(1 - q exp(-2 pi i t)), v(t) = l/(1 - q) - l u(t)
   (Vaaler 1985, Bulletin of the AMS 12, theorem 9: the values of H at whole y
   make u, its derivatives there make v).

   A Bernoulli variable with weight a and variance w has a characteristic
   function of modulus sqrt(1 - 4 w sin^2(a f/2)) <= exp(-2 w sin^2(a f/2)), so
   that a sum with variance V has at most exp(-V f^2/2 s^2) while |f| A <= 2 pi,
   where A is the largest weight and s = sin(A f/2)/(A f/2).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/exact_side.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

enum { POINTS = 8, PANELS = PM_EXACT_NODES / POINTS / 2 };

/* Gauss-Legendre on (-1, 1): the positive half of eight points. */
static const double abscissa[POINTS / 2] = {0.1834346424956498, 0.5255324099163290,
                                            0.7966664774136267, 0.9602898564975363};
static const double gauss_weight[POINTS / 2] = {0.3626837833783620, 0.3137066458778873,
                                                0.2223810344533745, 0.1012285362903763};

/* The modulus of the transform at 0 < t < 1. */
static double modulus(double l, double t)
{
  double q = exp(-l);
  double c = 1 - q * cos(2 * PI * t);
  double s = q * sin(2 * PI * t);
  double real = c / (c * c + s * s);
  double imaginary = -s / (c * c + s * s);
  double v_real = l / -expm1(-l) - l * real;
  double v_imaginary = -l * imaginary;
  return hypot((1 - t) * real + v_imaginary / (2 * PI),
               (1 - t) * imaginary - v_real / (2 * PI));
}

static void add_node(pm_exact_majorant *majorant, size_t i, double t, double width, double l,
                     double spacing, double largest)
{
  double frequency = 2 * PI * t / spacing;
  double half = frequency * largest / 2;
  double sinc = half > 0 ? sin(half) / half : 1;
  majorant->weight[i] = 2 * width * modulus(l, t); /* t and -t */
  majorant->decay[i] = frequency * frequency / 2 * sinc * sinc;
}

/* Panels halve towards 0 and 1, where everything changes fastest. */
void pm_exact_majorant_make(pm_exact_majorant *majorant, double lambda, double largest,
                            double stretch)
{
  double spacing = stretch * largest;
  size_t i = 0;
  for (int p = 0; p < PANELS; p++) {
    double right = ldexp(0.5, -p);
    double left = p + 1 < PANELS ? right / 2 : 0;
    double middle = (left + right) / 2;
    double half = (right - left) / 2;
    for (int g = 0; g < POINTS; g++) {
      double t = middle + (g % 2 == 0 ? half : -half) * abscissa[g / 2];
      double width = half * gauss_weight[g / 2];
      add_node(majorant, i++, t, width, lambda * spacing, spacing, largest);
      add_node(majorant, i++, 1 - t, width, lambda * spacing, spacing, largest);
    }
  }
}

double pm_exact_majorant_mean(const pm_exact_majorant *majorant, double variance)
{
  double sum = 0;
  for (int i = 0; i < PM_EXACT_NODES; i++)
    sum += majorant->weight[i] * exp(-variance * majorant->decay[i]);
  return fmin(sum, 1);
}
