/* difference_score.c: limits by the score statistic (Mee 1984; Miettinen &
   Nurminen 1985; for ratios Koopman 1984, for odds ratios Cornfield 1956).

   The statistic at a value t of the scale is
     differences  T = (p - t)^2 / (v1 + v2),          p = p1 - p2,
     ratios       T = (p1 - t p2)^2 / (v1 + t^2 v2),
   with v_i = p~_i q~_i / n_i at the rates that are most likely among those with
   the value t. These need not be found for a given t: by Lagrange's multiplier
   m of the condition that ties them,
     p1 - p~1 = m v1,  p~2 - p2 = m v2    (ratios: m and m t),
   so that both rates, t and T follow from m alone, and T is a sum of terms that
   rise with m, while t falls: one root, by Newton's method. There a difference is
   t = p - T/m. As a score, T is
     differences  m (p1 - p~1 + p~2 - p2), each rate a quadratic's root;
     ratios       a^2 (q1/(x1 - a) + q2/(x2 + a)),     a = m p~1,
                  p~1 = (x1 - a)/(n1 - a),  p~2 = (x2 + a)/(n2 + a);
     odds ratios  a^2 (1/(x1 - a) + 1/(y1 + a) + 1/(x2 + a) + 1/(y2 - a)),
                  where a is what moves from x1 to x2 and from y2 to y1.
   Only lower limits are sought, with m > 0: an upper one is the lower one with
   the groups exchanged.

   A sample of a finite population is taken as that of a large one with as much
   variance. As the variance of the hypergeometric, p q (N-n)/(n (N-1)), is that
   of n (N-1)/(N-n) records, the statistic is then that of the quasi-likelihood
   (Wedderburn 1974) with the right mean and variance. Where a rate is known from
   a census the limit is that of the other rate's score interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_score.h"
#include "difference_moved.h"

#include <float.h>

/* The statistic's value and its derivative in the parameter. */
typedef struct ascent {
  double value;
  double slope;
} ascent;

typedef ascent statistic_function(const pm_sample *first, const pm_sample *second, double at);

/* Where the root of the statistic is z, between 0 and high: Newton's method,
   for the root is nearly a straight line; a step that leaves the bracket gives
   way to halving it. NaN: no convergence. */
static inline double solve(statistic_function *f, const pm_sample *first,
                           const pm_sample *second, double z, double start, double high)
{
  enum { STEPS_MAX = 400 };
  static const double CLOSE = 1e-12; /* one step later it is exact, even next to a kink */
  double low = 0;
  double at = start;
  for (int i = 0; i < STEPS_MAX; i++) {
    ascent now = f(first, second, at);
    double root = sqrt(now.value);
    if (root < z)
      low = at;
    else
      high = at;
    double next = at - (root - z) * 2 * root / now.slope;
    if (fabs(next - at) <= CLOSE * at || high - low <= 4 * DBL_EPSILON * low)
      return next;
    if (!(next > low && next < high))
      next = isinf(high) ? 4 * at : low + (high - low) / 2;
    at = next;
  }
  return (double)NAN;
}

/* -------------------------------------------------------- differences -- */

static inline ascent difference_statistic(const pm_sample *first, const pm_sample *second,
                                          double m)
{
  moved_rate a = move_down(first->p, first->q, m / first->n);
  moved_rate b = move_down(second->q, second->p, m / second->n); /* up, that is */
  double v1 = a.p * a.q / first->n;
  double v2 = b.p * b.q / second->n;
  return (ascent){m * m * (v1 + v2), m * (v1 + v2 + v1 / a.root + v2 / b.root)};
}

/* A quarter of a record is added, so that there is a variance to start from. */
static double likely_variance(const pm_sample *s, double z)
{
  double more = z * z / 4;
  double n = s->n + 2 * more;
  return (s->x + more) * (s->y + more) / (n * n * n);
}

/* None of the second sample: its rate stays 0 while m rises to n2, and then is
   over / (n2 + over), which m itself has too few digits for. Its part of T is
   `over`. */
static inline ascent risen_statistic(const pm_sample *first, const pm_sample *second,
                                     double over)
{
  double m = second->n + over;
  moved_rate a = move_down(first->p, first->q, m / first->n);
  double v1 = a.p * a.q / first->n;
  if (v1 == 0)
    return (ascent){over, 1};
  return (ascent){m * m * v1 + over, m * (v1 + v1 / a.root) + 1};
}

/* Where the statistic is z^2; infinite where the rates can be no further apart. */
static double multiplier(const pm_sample *first, const pm_sample *second, double z)
{
  if (first->x == 0 && second->y == 0)
    return (double)INFINITY;
  if (first->y == 0 && second->x > 0) { /* as none of the rest */
    pm_sample rests[] = {sample_complement(second), sample_complement(first)};
    return multiplier(&rests[0], &rests[1], z);
  }
  if (second->x == 0) {
    double left = z * z - risen_statistic(first, second, 0).value;
    if (left > 0)
      return second->n + solve(risen_statistic, first, second, z, left, (double)INFINITY);
  }
  double start = z / sqrt(likely_variance(first, z) + likely_variance(second, z));
  return solve(difference_statistic, first, second, z, start, (double)INFINITY);
}

/* How far the limit is from the estimate, m (v1 + v2), which is T/m: the limits'
   rates, nearly the same, have not the digits of their difference. */
static double distance_down(const pm_sample *first, const pm_sample *second, double z)
{
  return z * z / multiplier(first, second, z);
}

/* -------------------------------------------------------------- ratios -- */

static inline ascent ratio_statistic(const pm_sample *first, const pm_sample *second, double a)
{
  double u = first->y > 0 ? a / (first->x - a) : 0;
  double v = a / (second->x + a);
  return (ascent){a * (u * first->q + v * second->q),
                  u * (2 + u) * first->q + v * (2 - v) * second->q};
}

/* A root between 0 and most: near w, what it is where the statistic is a^2/w^2,
   but never beyond. */
static double within(double w, double most)
{
  return isinf(w) ? most / 2 : w * most / (w + most);
}

static double lower_ratio(const pm_sample *first, const pm_sample *second, double z)
{
  if (first->x == 0)
    return 0;
  double most = first->x;
  double spread = z * z - (first->y == 0 ? most * second->q / (second->x + most) * most : 0);
  /* All of the first sample: its rate stays 1 while a rises to x1, and only
     then falls. */
  if (first->y == 0 && spread >= 0)
    return 1 / (1 + spread / most) * (second->n + most) / (second->x + most);
  double w = z / sqrt(first->q / first->x + second->q / (second->x + 1));
  double a = solve(ratio_statistic, first, second, z, within(w, most), most);
  double rate = first->y == 0 ? 1 : (first->x - a) / (first->y + (first->x - a));
  return rate * ((second->n + a) / (second->x + a));
}

/* --------------------------------------------------------- odds ratios -- */

static inline ascent odds_statistic(const pm_sample *first, const pm_sample *second, double a)
{
  double u = a / (first->x - a);
  double v = a / (second->y - a);
  double s = a / (first->y + a);
  double t = a / (second->x + a);
  return (ascent){a * (u + v + s + t), u * (2 + u) + v * (2 + v) + s * (2 - s) + t * (2 - t)};
}

static double lower_odds(const pm_sample *first, const pm_sample *second, double z)
{
  double most = fmin(first->x, second->y);
  if (most == 0)
    return 0;
  double w = z / sqrt(1 / first->x + 1 / second->y + 1 / (first->y + 1) + 1 / (second->x + 1));
  double a = solve(odds_statistic, first, second, z, within(w, most), most);
  return (first->x - a) / (first->y + a) * ((second->y - a) / (second->x + a));
}

/* ------------------------------------------------------------------ all -- */

/* What is compared, the estimate apart from the samples: what these are worth has
   not the digits of a small difference. */
typedef struct contrast {
  pm_scale scale;
  pm_sample first, second;
  double apart; /* p1 - p2 */
} contrast;

static limit_pair known_or_wilson(const pm_sample *s, double z)
{
  if (is_census(s))
    return (limit_pair){s->p, s->q, (double)INFINITY};
  return (limit_pair){wilson_lower(z, s->x, s->n), wilson_upper(z, s->y, s->n), s->n};
}

/* With one rate or both known. */
static double lower_of_census(const contrast *c, double z)
{
  pm_sample rest = sample_complement(&c->second);
  limit_pair first = known_or_wilson(&c->first, z);
  limit_pair second = known_or_wilson(&rest, z);
  if (c->scale == PM_SCALE_DIFFERENCE)
    return c->apart - (limit_distance(&first, z) + limit_distance(&second, z));
  if (c->scale == PM_SCALE_RATIO)
    return first.low / second.high_rest;
  return first.low / first.high_rest / (second.high_rest / second.low);
}

static double lower_limit(const contrast *c, double z)
{
  if (is_census(&c->first) || is_census(&c->second))
    return lower_of_census(c, z);
  if (c->scale == PM_SCALE_DIFFERENCE)
    return c->apart - distance_down(&c->first, &c->second, z);
  return c->scale == PM_SCALE_RATIO ? lower_ratio(&c->first, &c->second, z)
                                    : lower_odds(&c->first, &c->second, z);
}

static double upper_limit(const contrast *c, double z)
{
  contrast exchanged = {c->scale, c->second, c->first, -c->apart};
  return mirrored_limit(c->scale, lower_limit(&exchanged, z));
}

/* The squared standard error when there is no difference. The likeliest rate is
   then that of both samples together, on every scale, or one that is known. */
static double null_variance(const pm_sample *first, const pm_sample *second)
{
  if (is_census(first))
    return is_census(second) ? 0 : first->p * first->q / second->n;
  if (is_census(second))
    return second->p * second->q / first->n;
  double n = first->n + second->n;
  double p = (first->x + second->x) / n;
  double q = (first->y + second->y) / n;
  return p * q * (1 / first->n + 1 / second->n);
}

static double factor_of(score_factor kind, const pm_sample *first, const pm_sample *second)
{
  if (kind == SCORE_PLAIN || is_census(first) || is_census(second))
    return 1;
  double all = first->n + second->n;
  return all / (all - 1);
}

pm_status score_limits(const pm_level *level, pm_scale scale, const pm_pair *pair,
                       score_factor kind, pm_difference *difference)
{
  if (!(pair->n1 + pair->n2 > 1) && kind == SCORE_CORRECTED)
    return PM_ERROR_DOMAIN;
  pm_sample seen[] = {first_sample(pair), second_sample(pair)};
  contrast c = {scale, effective_sample(&seen[0]), effective_sample(&seen[1]),
                rate_difference(&seen[0], &seen[1])};
  double factor = factor_of(kind, &c.first, &c.second);
  double z = level->z * sqrt(factor);
  double error = sqrt(factor * null_variance(&c.first, &c.second));
  difference->p_value = normal_p_value(level, c.apart == 0 ? 0 : c.apart / error);
  if (z == 0) {
    difference->lower = difference->upper = difference->estimate;
    return PM_OK;
  }
  if (wants_lower(level))
    difference->lower = lower_limit(&c, z);
  if (wants_upper(level))
    difference->upper = upper_limit(&c, z);
  return PM_OK;
}
