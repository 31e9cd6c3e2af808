/* difference_restricted.c: the score statistic of a given difference, with the
   rates that are most likely among those so far apart. The second of them is a
   root of a cubic (Miettinen & Nurminen 1985, appendix I), in closed form.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_restricted.h"

#include <math.h>

#define PI 3.14159265358979323846

/* The root of c3 p^3 + c2 p^2 + c1 p + c0 that is a rate: all three roots are
   real, and the formula is exact up to rounding, which can put the cosine a
   little beyond 1. One Newton step takes back most of the rounding. */
static double cubic_root(double c3, double c2, double c1, double c0)
{
  double centre = c2 / (3 * c3);
  double half = centre * centre * centre - c1 * c2 / (6 * c3 * c3) + c0 / (2 * c3);
  double radius = copysign(sqrt(fmax(centre * centre - c1 / (3 * c3), 0)), half);
  double cosine = half / (radius * radius * radius);
  double angle = isfinite(cosine) ? acos(fmin(fmax(cosine, -1), 1)) : 0;
  double root = 2 * radius * cos((PI + angle) / 3) - centre;
  double value = ((c3 * root + c2) * root + c1) * root + c0;
  double slope = (3 * c3 * root + 2 * c2) * root + c1;
  double step = value / slope;
  return fabs(step) < 1e-6 ? root - step : root;
}

double restricted_second_rate(double x1, double n1, double x2, double n2, double delta)
{
  double x = x1 + x2;
  double n = n1 + n2;
  if (delta == 0)
    return x / n;
  double c2 = (n1 + 2 * n2) * delta - n - x;
  double c1 = (n2 * delta - n - 2 * x2) * delta + x;
  double root = cubic_root(n, c2, c1, x2 * delta * (1 - delta));
  return fmin(fmax(root, fmax(0, -delta)), fmin(1, 1 - delta));
}

double restricted_statistic(double x1, double n1, double x2, double n2, double delta)
{
  double p2 = restricted_second_rate(x1, n1, x2, n2, delta);
  double p1 = fmin(fmax(p2 + delta, 0), 1);
  double variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2;
  double apart = x1 / n1 - x2 / n2 - delta;
  return apart == 0 ? 0 : apart / sqrt(variance);
}
