/* stratified_curve.c: the variance of a difference over strata as a curve over
   the differences (Miettinen & Nurminen 1985, section 5).

   In one stratum let p1 and p2 be the rates that are most likely among those d
   apart. By Lagrange's multiplier m (difference_score.c) p1 rises with d from 0
   to 1 and p2 falls from 1 to 0, so between two differences the rates are
   between those of both. Where no rate is held at 0 or 1, differentiating the
   condition x1/p1 - y1/q1 + x2/p2 - y2/q2 = 0 gives
     dp1/dd = I2/(I1 + I2),  dp2/dd = -I1/(I1 + I2),  I = x/p^2 + y/q^2,
   and a rate that is held does not move while the other does by all of d. So
   dp1/dd = u and dp2/dd = u - 1 with u in [0, 1], and the variance has the slope
     V' = u (1 - 2 p1)/n1 + (1 - u) (2 p2 - 1)/n2.
   Both fractions fall with d. Bounds of p1 and p2 are bounds of I1 and I2, of u
   and of V'; they close in on it as the stretch gets shorter.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "stratified_curve.h"
#include "difference_moved.h"
#include "difference_restricted.h"

#include <float.h>

/* The most likely rates so far apart, and the part u of their distance's change
   that is the first one's. */
typedef struct apart {
  double p1, q1, p2, q2;
  double share;
} apart;

/* The rates at a multiplier, by how much too close they are, and how fast the
   first falls and the second rises with it. */
typedef struct approach {
  moved_rate first, second; /* of the second those not compliant */
  double excess;
  double fall, rise;
} approach;

/* v/root; both are 0 where a rate of 1 begins to fall. */
static double speed(double v, double root)
{
  return root > 0 ? v / root : 0;
}

static approach approach_at(const pm_sample *first, const pm_sample *second, double gap,
                            double m)
{
  approach at = {.first = move_down(first->p, first->q, m / first->n),
                 .second = move_down(second->q, second->p, m / second->n)};
  double v1 = at.first.p * at.first.q / first->n;
  double v2 = at.second.p * at.second.q / second->n;
  at.excess = m * (v1 + v2) - gap;
  at.fall = speed(v1, at.first.root);
  at.rise = speed(v2, at.second.root);
  return at;
}

/* One step on the multiplier further. */
static apart apart_of(const approach *at, double step)
{
  double fall = at->fall * step;
  double rise = at->rise * step;
  return (apart){at->first.p - fall, at->first.q + fall, at->second.q + rise,
                 at->second.p - rise, at->fall / (at->fall + at->rise)};
}

/* The rates that have come closer by `gap`, by Newton's method for the multiplier
   from the closed form; a step that leaves the bracket, or is not half as long as
   the one before, gives way to halving it.
   NaN: no convergence. */
static apart moved_apart(const pm_sample *first, const pm_sample *second, double gap, double d)
{
  enum { STEPS_MAX = 400 };
  static const double CLOSE = 1e-9; /* what is left is the square of it */
  const restricted_counts counts = {first->x, first->n, second->x, second->n};
  double r2 = restricted_second_rate(&counts, d);
  double r1 = r2 + d;
  double low = 4 * gap / (1 / first->n + 1 / second->n); /* rates of 1/2 */
  double high = (double)INFINITY;
  double m = gap / (r1 * (1 - r1) / first->n + r2 * (1 - r2) / second->n);
  if (!(m > low && m < high))
    m = low;
  double before = (double)INFINITY; /* the length of the step before */
  for (int i = 0; i < STEPS_MAX; i++) {
    approach at = approach_at(first, second, gap, m);
    double step = -at.excess / (at.fall + at.rise);
    if (at.excess < 0)
      low = m;
    else
      high = m;
    if (fabs(step) <= CLOSE * m)
      return apart_of(&at, step);
    if (high - low <= 4 * DBL_EPSILON * low)
      return apart_of(&at, 0);
    bool is_good = m + step > low && m + step < high && fabs(step) < before / 2;
    if (!is_good)
      step = isinf(high) ? 3 * m : low + (high - low) / 2 - m;
    before = isinf(high) ? before : fabs(step);
    m += step;
  }
  double none = (double)NAN;
  return (apart){none, none, none, none, none};
}

/* For a difference that is not above that of the samples. */
static apart closer(const pm_sample *first, const pm_sample *second, double gap, double d)
{
  if (d <= -1)
    return (apart){0, 1, 1, 0, (double)NAN};
  if (first->x == 0)
    return (apart){0, 1, -d, 1 + d, 0};
  if (second->y == 0)
    return (apart){1 + d, -d, 1, 0, 1};
  if (gap > 0)
    return moved_apart(first, second, gap, d);
  double v1 = first->p * first->q / first->n;
  double v2 = second->p * second->q / second->n;
  return (apart){first->p, first->q, second->p, second->q, v1 / (v1 + v2)};
}

static apart rates_apart(const pm_pair *pair, double d)
{
  pm_sample first = first_sample(pair);
  pm_sample second = second_sample(pair);
  double gap = rate_difference(&first, &second) - d;
  if (gap >= 0)
    return closer(&first, &second, gap, d);
  apart r = closer(&second, &first, -gap, -d);
  return (apart){r.p2, r.q2, r.p1, r.q1, 1 - r.share};
}

/* w^2 N/(N - 1) */
static double factor(const pm_strata_view *view, size_t h, const pm_pair *pair)
{
  double weight = pm_strata_view_weight(view, h);
  double all = pair->n1 + pair->n2;
  return weight * weight * (all / (all - 1));
}

static double variance(const apart *r, const pm_pair *pair)
{
  return r->p1 * r->q1 / pair->n1 + r->p2 * r->q2 / pair->n2;
}

curve_point stratified_curve_point(const pm_strata_view *view, double d)
{
  curve_point sum = {0, 0, 0};
  for (size_t h = 0; h < view->pairs->count; h++) {
    pm_pair pair = pm_strata_view_pair(view, h);
    double times = factor(view, h, &pair);
    if (times == 0)
      continue;
    apart r = rates_apart(&pair, d);
    double slope1 = (r.q1 - r.p1) / pair.n1;
    double slope2 = (r.p2 - r.q2) / pair.n2;
    sum.variance += times * variance(&r, &pair);
    sum.slope += times * (r.share * slope1 + (1 - r.share) * slope2);
    sum.floor += times * fmin(slope1, slope2);
  }
  return sum;
}

/* -------------------------------------------------------------- stretches -- */

typedef struct span {
  double low, high;
} span;

/* x/p^2, and 0 of 0 is nothing. */
static double information(double x, double p)
{
  return x == 0 ? 0 : x / (p * p);
}

static span information_span(double x, double y, double p_low, double q_low, double p_high,
                             double q_high)
{
  return (span){information(x, p_high) + information(y, q_high),
                information(x, p_low) + information(y, q_low)};
}

/* Is the rate held? A rate that is held at both ends is held between them. */
static bool is_held(const pm_sample *sample, double p, double q)
{
  return (sample->x == 0 && p == 0) || (sample->y == 0 && q == 0);
}

/* All that the part of the first rate may be, from difference a up to b. */
static span share_span(const pm_pair *pair, const apart *a, const apart *b)
{
  pm_sample first = first_sample(pair);
  pm_sample second = second_sample(pair);
  span i1 = information_span(first.x, first.y, a->p1, b->q1, b->p1, a->q1);
  span i2 = information_span(second.x, second.y, b->p2, a->q2, a->p2, b->q2);
  span share = {1 / (1 + i1.high / i2.low), 1 / (1 + i1.low / i2.high)};
  int held1 = is_held(&first, a->p1, a->q1) + is_held(&first, b->p1, b->q1);
  int held2 = is_held(&second, a->p2, a->q2) + is_held(&second, b->p2, b->q2);
  return (span){held1 > 0   ? 0
                : held2 > 1 ? 1
                            : share.low,
                held2 > 0   ? 1
                : held1 > 1 ? 0
                            : share.high};
}

static double mixed(double share, double one, double other)
{
  return share * one + (1 - share) * other;
}

curve_stretch stratified_curve_stretch(const pm_strata_view *view, double from, double to)
{
  curve_stretch sum = {0, 0, 0, 0};
  for (size_t h = 0; h < view->pairs->count; h++) {
    pm_pair pair = pm_strata_view_pair(view, h);
    double times = factor(view, h, &pair);
    if (times == 0)
      continue;
    apart a = rates_apart(&pair, from);
    apart b = rates_apart(&pair, to);
    span share = share_span(&pair, &a, &b);
    span slope1 = {(b.q1 - b.p1) / pair.n1, (a.q1 - a.p1) / pair.n1};
    span slope2 = {(b.p2 - b.q2) / pair.n2, (a.p2 - a.q2) / pair.n2};
    sum.first += times * variance(&a, &pair);
    sum.last += times * variance(&b, &pair);
    sum.slope_low += times * fmin(mixed(share.low, slope1.low, slope2.low),
                                  mixed(share.high, slope1.low, slope2.low));
    sum.slope_high += times * fmax(mixed(share.low, slope1.high, slope2.high),
                                   mixed(share.high, slope1.high, slope2.high));
  }
  return sum;
}
