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

/* The rates or odds that are set against each other, with those limits. */
typedef struct recovery {
  double first, low;
  double second, high;
} recovery;

/* A sample of a finite population counts for more than its size. */
static double gain_of(const pm_sample *sample)
{
  pm_case data = {sample->x, sample->n, sample->population};
  return sample->population == 0 ? 1 : population_gain(&data);
}

static bool is_census(const pm_sample *sample)
{
  return sample->population == sample->n;
}

static double low_limit(const pm_sample *sample, double z)
{
  double gain = gain_of(sample);
  return is_census(sample) ? sample->p : wilson_lower(z, sample->x * gain, sample->n * gain);
}

static double high_limit(const pm_sample *sample, double z)
{
  double gain = gain_of(sample);
  return is_census(sample) ? sample->p : wilson_upper(z, sample->x * gain, sample->n * gain);
}

/* Those not compliant counted: their limits are what is left of 1. */
static pm_sample complement(const pm_sample *sample)
{
  return sample_make(sample->y, sample->n, sample->population);
}

static double low_odds(const pm_sample *sample, double z)
{
  pm_sample rest = complement(sample);
  return low_limit(sample, z) / high_limit(&rest, z);
}

static double high_odds(const pm_sample *sample, double z)
{
  pm_sample rest = complement(sample);
  return high_limit(sample, z) / low_limit(&rest, z);
}

static recovery recover(const sides *s, double z)
{
  const pm_sample *first = &s->first;
  const pm_sample *second = &s->second;
  if (s->scale == PM_SCALE_ODDS)
    return (recovery){first->x / first->y, low_odds(first, z), second->x / second->y,
                      high_odds(second, z)};
  return (recovery){first->p, low_limit(first, z), second->p, high_limit(second, z)};
}

/* The ratio that is the lower limit solves
     (first - t second)^2 = (first - low)^2 + t^2 (high - second)^2,
   whose smaller positive root has no difference of like terms when taken from
   the product of both. */
static double ratio_limit(const recovery *r)
{
  double down = r->first - r->low;
  double up = r->high - r->second;
  double a = r->high * (r->second - up);
  double c = r->low * (r->first + down);
  double rest = r->first * up * (r->first * up) + a * down * down; /* b^2 - a c */
  return c <= 0 ? 0 : c / (r->first * r->second + sqrt(fmax(rest, 0)));
}

/* By how much the limit falls short of no difference: rises with z, and is 0
   where the limit is no difference, on every scale but those of no_distance. */
static double shortfall(double z, void *context)
{
  recovery r = recover(context, z);
  return hypot(r.first - r.low, r.high - r.second) - (r.first - r.second);
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
  return high_limit(&s->second, z) - low_limit(&s->first, z);
}

/* The odds ratio is the same when those not compliant are counted and the
   groups exchanged; so no odds are infinite but those of has_no_distance. */
static sides make_sides(pm_scale scale, const pm_sample *first, const pm_sample *second)
{
  sides s = {*first, *second, scale};
  if (scale != PM_SCALE_ODDS || (first->y > 0 && second->y > 0))
    return s;
  s.first = complement(second);
  s.second = complement(first);
  return s;
}

static double lower_limit(const sides *s, double z)
{
  if (s->scale == PM_SCALE_DIFFERENCE) {
    recovery r = recover(s, z);
    return r.first - r.second - hypot(r.first - r.low, r.high - r.second);
  }
  if (has_no_distance(s))
    return low_odds(&s->first, z) / high_odds(&s->second, z);
  recovery r = recover(s, z);
  return ratio_limit(&r);
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
  bool is_higher = first.p > second.p;
  if (first.p != second.p)
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
              .use = "In general: closed form, never beyond the scale's ends, and the one that "
                     "takes finite populations, with the wilson-fpc limits inside.",
              .avoid = "Where coverage must never be below the level, or when its p-value must "
                       "be that of a well-known test: take miettinen-nurminen."},
    .flags = PM_DIFFERENCE_POPULATION | PM_DIFFERENCE_RATIO | PM_DIFFERENCE_ODDS,
    .compute = newcombe,
};
