/* difference_newcombe.c: the distances of the score limits of both rates from
   the rates, put together as the sides of a right angle: the method of variance
   estimates recovery, MOVER. Differences: Newcombe 1998, method 10. Ratios:
   Donner & Zou 2012, section 3. Odds ratios: the same formula for odds, with
   the exchange of Fagerland & Newcombe 2013, table III, where they are infinite.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_method.h"

static const double TOLERANCE = 1e-14;
static const double Z_MOST = 40; /* the normal tail beyond is 0 */

/* A lower limit needs the first rate's lower and the second's upper limit; the
   upper one is the lower one with the groups exchanged. */
typedef struct sides {
  pm_sample first, second;
  pm_scale scale;
} sides;

/* A sample's limit on one side, as a rate or as odds, and how far it is from
   the estimate. */
typedef struct reach {
  double estimate, limit, distance;
} reach;

static reach reach_down(pm_scale scale, const pm_sample *sample, double z)
{
  limit_pair l = lower_pair(sample, z);
  double distance = limit_distance(&l, z);
  if (scale != PM_SCALE_ODDS)
    return (reach){sample->p, l.low, distance};
  return (reach){sample->x / sample->y, l.low / l.high_rest,
                 distance / (l.high_rest * sample->q)};
}

static reach reach_up(pm_scale scale, const pm_sample *sample, double z)
{
  pm_sample rest = sample_complement(sample);
  limit_pair l = lower_pair(&rest, z);
  double distance = limit_distance(&l, z);
  if (scale != PM_SCALE_ODDS)
    return (reach){sample->p, l.high_rest, distance};
  return (reach){sample->x / sample->y, l.high_rest / l.low, distance / (l.low * sample->q)};
}

/* The difference of the rates or odds. */
static double apart(const sides *s)
{
  double cross = cross_difference(&s->first, &s->second);
  if (s->scale == PM_SCALE_ODDS)
    return cross / (s->first.y * s->second.y);
  return cross / (s->first.n * s->second.n);
}

/* The ratio t that is the lower limit solves
     (first - t second)^2 = down^2 + t^2 up^2,
   whose smaller positive root has no difference of like terms when taken from
   the product of both. */
static double ratio_limit(reach first, reach second)
{
  double a = second.limit * (second.estimate - second.distance);
  double c = first.limit * (first.estimate + first.distance);
  double b = first.estimate * second.estimate;
  double up = first.estimate * second.distance;
  double rest = up * up + a * first.distance * first.distance; /* b^2 - a c */
  return c <= 0 ? 0 : c / (b + sqrt(fmax(rest, 0)));
}

/* By how much the limit falls short of no difference: rises with z, and is 0
   where the limit is no difference, on every scale, unless has_no_distance. */
static double shortfall(double z, void *context)
{
  const sides *s = context;
  return hypot(reach_down(s->scale, &s->first, z).distance,
               reach_up(s->scale, &s->second, z).distance) -
         apart(s);
}

/* All of one sample against none of the other: the odds are infinite, and no
   distance from them can be recovered. The limit is then that of the limits. */
static bool has_no_distance(const sides *s)
{
  return s->scale == PM_SCALE_ODDS && s->first.y == 0 && s->second.x == 0;
}

static double limits_overlap(double z, void *context)
{
  const sides *s = context;
  return reach_up(PM_SCALE_DIFFERENCE, &s->second, z).limit -
         reach_down(PM_SCALE_DIFFERENCE, &s->first, z).limit;
}

/* The odds ratio is the same when those not compliant are counted and the
   groups exchanged; so no odds are infinite but those of has_no_distance. */
static sides make_sides(pm_scale scale, const pm_sample *first, const pm_sample *second)
{
  sides s = {*first, *second, scale};
  if (scale != PM_SCALE_ODDS || (first->y > 0 && second->y > 0))
    return s;
  s.first = sample_complement(second);
  s.second = sample_complement(first);
  return s;
}

static double lower_limit(const sides *s, double z)
{
  reach first = reach_down(s->scale, &s->first, z);
  reach second = reach_up(s->scale, &s->second, z);
  if (s->scale == PM_SCALE_DIFFERENCE)
    return apart(s) - hypot(first.distance, second.distance);
  return has_no_distance(s) ? first.limit / second.limit : ratio_limit(first, second);
}

/* The z at which the lower limit is no difference, for a first rate above the
   second. With z the limits widen until they take it in; where they do not
   before the normal tail is 0 they never do. */
static pm_status critical_z(sides *s, double *z)
{
  pm_function *f = has_no_distance(s) ? limits_overlap : shortfall;
  *z = (double)INFINITY;
  if (f(Z_MOST, s) <= 0)
    return PM_OK;
  return pm_root_find(f, s, 0, Z_MOST, TOLERANCE, z);
}

static pm_status newcombe(const pm_level *level, pm_scale scale, const pm_pair *pair,
                          pm_difference *difference)
{
  pm_sample first = first_sample(pair);
  pm_sample second = second_sample(pair);
  sides forward = make_sides(scale, &first, &second);
  sides backward = make_sides(scale, &second, &first);
  difference->lower = lower_limit(&forward, level->z);
  difference->upper = mirrored_limit(scale, lower_limit(&backward, level->z));
  double z = 0;
  pm_status status = PM_OK;
  bool is_higher = difference->estimate > pm_scale_null(scale);
  if (difference->estimate != pm_scale_null(scale))
    status = critical_z(is_higher ? &forward : &backward, &z);
  difference->p_value = normal_p_value(level, is_higher ? z : -z);
  return status;
}

const pm_difference_method pm_difference_newcombe = {
    .about = {.name = "newcombe",
              .title = "Score limits of both rates put together (MOVER)",
              .citation =
                  "Newcombe 1998, Statistics in Medicine 17, 873-890, method 10; Donner "
                  "& Zou 2012, Statistical Methods in Medical Research 21, 347-359; "
                  "Fagerland & Newcombe 2013, Statistics in Medicine 32, 2823-2836",
              .use = "In general: closed form, never beyond the scale's ends, and with finite "
                     "populations made of the wilson-fpc limits.",
              .avoid = "Where coverage must never be below the level, or when its p-value must "
                       "be that of a well-known test: take mee for Pearson's chi-squared."},
    .flags = PM_DIFFERENCE_POPULATION | PM_DIFFERENCE_RATIO | PM_DIFFERENCE_ODDS,
    .compute = newcombe,
};
