/* difference_restricted.c: the score statistic of a given value of a scale,
   with the rates that are most likely among those with that value.

   Differences: the second rate is a root of a cubic (Miettinen & Nurminen 1985,
   appendix I). Two of its roots may nearly coincide, so the closed form is only
   where the search starts. Without compliant records of the second sample one
   root is 0 and leaves a quadratic. By exchanging the groups, and compliant with
   not compliant, t >= 0 and the root is in the lower half of its range, where
   none of p1, q1, p2, q2 is a difference of like terms.

   Ratios: the quadratic of the same appendix, its discriminant as a sum.
   Odds ratios: the four expected counts, from the quadratic in one of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_restricted.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#define PI 3.14159265358979323846

/* ------------------------------------------------- numbers of two doubles -- */

typedef struct wide {
  double high, low;
} wide;

static wide wide_sum(double a, double b)
{
  double sum = a + b;
  double part = sum - a;
  return (wide){sum, (a - (sum - part)) + (b - part)};
}

static wide wide_add(wide a, double b)
{
  wide sum = wide_sum(a.high, b);
  return wide_sum(sum.high, sum.low + a.low);
}

static wide wide_times(wide a, double b)
{
  double product = a.high * b;
  return wide_sum(product, fma(a.high, b, -product) + a.low * b);
}

static wide wide_plus(wide a, wide b)
{
  wide sum = wide_sum(a.high, b.high);
  return wide_sum(sum.high, sum.low + a.low + b.low);
}

/* --------------------------------------------------------- differences -- */

typedef struct cubic {
  wide c3, c2, c1, c0; /* falls through 0 once between 0 and the range's end */
} cubic;

/* In the second rate, for p1 - p2 = t. */
static cubic likelihood_cubic(const restricted_counts *c, double t)
{
  wide all = wide_sum(c->n1, c->n2);
  wide compliant = wide_sum(c->x1, c->x2);
  wide c3 = all;
  wide both = wide_add(all, c->n2);
  wide c2 = wide_plus(wide_times(both, t), (wide){-all.high, -all.low});
  c2 = wide_plus(c2, (wide){-compliant.high, -compliant.low});
  wide inner = wide_plus(wide_times((wide){c->n2, 0}, t), (wide){-all.high, -all.low});
  wide c1 = wide_plus(wide_times(wide_add(inner, -2 * c->x2), t), compliant);
  wide c0 = wide_times((wide){c->x2, 0}, t);
  wide square = wide_times(c0, t);
  return (cubic){c3, c2, c1, wide_plus(c0, (wide){-square.high, -square.low})};
}

static double cubic_value(const cubic *c, double p)
{
  wide value = wide_plus(wide_times(c->c3, p), c->c2);
  value = wide_plus(wide_times(value, p), c->c1);
  return wide_plus(wide_times(value, p), c->c0).high;
}

static double cubic_slope(const cubic *c, double p)
{
  return (3 * c->c3.high * p + 2 * c->c2.high) * p + c->c1.high;
}

/* All three roots are real; rounding can put the cosine a little beyond 1. */
static double closed_form(const cubic *c)
{
  double c3 = c->c3.high;
  double c2 = c->c2.high;
  double c1 = c->c1.high;
  double centre = c2 / (3 * c3);
  double half = centre * centre * centre - c1 * c2 / (6 * c3 * c3) + c->c0.high / (2 * c3);
  double radius = copysign(sqrt(fmax(centre * centre - c1 / (3 * c3), 0)), half);
  double cosine = half / (radius * radius * radius);
  double angle = isfinite(cosine) ? acos(fmin(fmax(cosine, -1), 1)) : 0;
  return 2 * radius * cos((PI + angle) / 3) - centre;
}

/* Newton's method, within a bracket that the sign of the cubic closes. */
static double cubic_root(const cubic *c, double high)
{
  enum { STEPS_MAX = 200 };
  double low = 0;
  double p = closed_form(c);
  for (int i = 0; i < STEPS_MAX; i++) {
    if (!(p > low && p < high))
      p = low + (high - low) / 2;
    double value = cubic_value(c, p);
    if (value > 0)
      low = p;
    else
      high = p;
    double next = p - value / cubic_slope(c, p);
    if (value == 0 || fabs(next - p) <= DBL_EPSILON * p || high - low <= DBL_EPSILON * high)
      return value == 0 ? p : fmin(fmax(next, low), high);
    p = next;
  }
  return p;
}

/* The second rate, of which there is none compliant: 0, or the smaller root of
   the quadratic that is left. */
static double quadratic_root(const cubic *c)
{
  double c1 = c->c1.high;
  double c2 = c->c2.high;
  if (c1 <= 0)
    return 0;
  return 2 * c1 / (-c2 + sqrt(fmax(c2 * c2 - 4 * c->c3.high * c1, 0)));
}

static restricted_counts turn(const restricted_counts *c)
{
  return (restricted_counts){c->n2 - c->x2, c->n2, c->n1 - c->x1, c->n1};
}

/* The likeliest second rate for t >= 0, of these counts or, where that keeps more digits,
   of the turned ones, which are then put in their place. */
static double lower_rate(restricted_counts *c, double t, bool *is_turned)
{
  cubic f = likelihood_cubic(c, t);
  double range = 1 - t;
  *is_turned = cubic_value(&f, range / 2) > 0;
  if (*is_turned) {
    *c = turn(c);
    f = likelihood_cubic(c, t);
  }
  return c->x2 > 0 ? cubic_root(&f, range) : fmin(quadratic_root(&f), range);
}

/* The standard error at the likeliest rates t >= 0 apart. */
static double standard_error(const restricted_counts *given, double t)
{
  restricted_counts c = *given;
  bool is_turned;
  double p2 = lower_rate(&c, t, &is_turned);
  return sqrt((p2 + t) * (1 - t - p2) / c.n1 + p2 * (1 - p2) / c.n2);
}

double restricted_second_rate(const restricted_counts *counts, double t)
{
  restricted_counts c = *counts;
  bool is_turned;
  if (t < 0)
    c = (restricted_counts){counts->x2, counts->n2, counts->x1, counts->n1};
  double rate = lower_rate(&c, fabs(t), &is_turned);
  double second = is_turned ? 1 - fabs(t) - rate : rate;
  return t < 0 ? second - t : second;
}

double restricted_difference(const restricted_counts *counts, double t)
{
  const restricted_counts *c = counts;
  if (t < 0) {
    restricted_counts exchanged = {c->x2, c->n2, c->x1, c->n1};
    return -restricted_difference(&exchanged, -t);
  }
  double product = c->x2 * c->n1;
  double rest = fma(-c->x2, c->n1, product);
  double cross = fma(c->x1, c->n2, -product) + rest;
  double both = c->n1 * c->n2;
  double apart = fma(-t, both, cross) / both;
  return apart == 0 ? 0 : apart / standard_error(c, t);
}

/* --------------------------------------------------------------- ratios -- */

/* p1 = (x1 - a)/(n1 - a), p2 = (x2 + a)/(n2 + a): where all of a sample are
   compliant its rate is 1 - p instead. */
double restricted_ratio(const restricted_counts *counts, double t)
{
  const restricted_counts *c = counts;
  double y1 = c->n1 - c->x1;
  double y2 = c->n2 - c->x2;
  double shift = fma(-t, c->n1 * c->x2, c->x1 * c->n2);
  if (shift == 0)
    return 0;
  double alpha = t * (c->n1 + c->x2);
  double beta = c->x1 + c->n2;
  double root = sqrt((alpha - beta) * (alpha - beta) + 4 * t * y1 * y2);
  double p2 = fmin(2 * (c->x1 + c->x2) / (alpha + beta + root), 1);
  double p1 = fmin(t * p2, 1);
  double even = (c->n2 - c->x1) + t * (c->n1 - c->x2);
  double moved = even > 0 ? 2 * shift / (even + root) : (even - root) / (2 * (t - 1));
  double q1 = y1 > 0 ? y1 / (c->n1 - moved) : 1 - p1;
  double q2 = y2 > 0 ? y2 / (c->n2 + moved) : 1 - p2;
  return shift / (c->n1 * c->n2 * sqrt(p1 * q1 / c->n1 + t * t * p2 * q2 / c->n2));
}

/* ---------------------------------------------------------- odds ratios -- */

/* The counts e11, n1 - e11, total - e11 and n2 - total + e11 whose odds ratio is
   t; total <= n2. Of the middle two the product and the difference are known. */
static restricted_line expected_line(double total, double n1, double n2, double t)
{
  double least = n2 - total;
  double more = n1 - total;
  double beta = least + t * (n1 + total);
  double square =
      least * least + t * t * more * more + 2 * t * (n1 * n2 + total * (n1 + n2 - total));
  double e11 = 2 * t * n1 * total / (beta + sqrt(square));
  double e22 = least + e11;
  double product = e11 * e22 / t;
  double smaller = 2 * product / (fabs(more) + sqrt(more * more + 4 * product));
  double larger = smaller + fabs(more);
  double spread = sqrt(1 / e11 + 1 / e22 + 1 / smaller + 1 / larger);
  return e11 <= smaller ? (restricted_line){0, e11, spread}
                        : (restricted_line){fmin(n1, total), -smaller, spread};
}

/* Of the first sample's other count, whose sum with this one is `sum`. */
static restricted_line line_of_rest(restricted_line line, double sum)
{
  return (restricted_line){sum - line.base, -line.beyond, line.spread};
}

restricted_line restricted_odds(double total, double n1, double n2, double t)
{
  if (total <= n2)
    return expected_line(total, n1, n2, t);
  if (total <= n1) /* the groups exchanged */
    return line_of_rest(expected_line(total, n2, n1, 1 / t), total);
  /* those not compliant: fewer than n1 and than n2, or else than one of them */
  return line_of_rest(restricted_odds(n1 + n2 - total, n1, n2, 1 / t), n1);
}
