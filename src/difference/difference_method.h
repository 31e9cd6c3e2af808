/* difference_method.h: what the method files of this folder share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   A row's function gets a pair that pm_difference_compute has checked, on a
   scale that the row knows, whose estimate is set and is not 0/0. It sets the
   limits (one that the level does not ask for may stay as it is) and the
   p-value; clipping, and limits beyond the estimate, are seen to for it. */
#ifndef PM_DIFFERENCE_METHOD_H
#define PM_DIFFERENCE_METHOD_H

#include "interval/interval_method.h"

#include <plusminus/difference.h>
#include <plusminus/num.h>

#define PM_DIFFERENCE_ROW(name) extern const pm_difference_method pm_difference_##name;
#include "difference_methods.def"
#undef PM_DIFFERENCE_ROW

/* One of the two samples; y are those not compliant. */
typedef struct pm_sample {
  double x, y, n;
  double p, q;       /* x/n and y/n */
  double population; /* 0: large */
} pm_sample;

static inline pm_sample sample_make(double x, double n, double population)
{
  return (pm_sample){x, n - x, n, x / n, (n - x) / n, population};
}

static inline bool is_census(const pm_sample *sample)
{
  return sample->population != 0 && sample->population == sample->n;
}

/* The sample from a large population whose rate has the same variance, that of
   the hypergeometric: n becomes n (N-1)/(N-n), as in wilson-fpc. A census stays
   as it is. */
static inline pm_sample effective_sample(const pm_sample *sample)
{
  if (sample->population == 0 || is_census(sample))
    return *sample;
  pm_case data = {sample->x, sample->n, sample->population};
  double gain = population_gain(&data);
  pm_sample effective = *sample;
  effective.x *= gain;
  effective.y *= gain;
  effective.n *= gain;
  return effective;
}

static inline pm_sample first_sample(const pm_pair *pair)
{
  return sample_make(pair->x1, pair->n1, pair->population1);
}

static inline pm_sample second_sample(const pm_pair *pair)
{
  return sample_make(pair->x2, pair->n2, pair->population2);
}

/* Those not compliant counted. */
static inline pm_sample sample_complement(const pm_sample *sample)
{
  return (pm_sample){sample->y, sample->x, sample->n, sample->q, sample->p, sample->population};
}

/* The lower limit of a rate, and of its complement the upper one, by Wilson; and
   how many records from a large population the sample is worth. */
typedef struct limit_pair {
  double low, high_rest, worth;
} limit_pair;

/* A sample of a finite population is worth more than its size, and a census all
   there is. */
static inline double sample_worth(const pm_sample *sample)
{
  if (sample->population == sample->n)
    return (double)INFINITY;
  pm_case data = {sample->x, sample->n, sample->population};
  return sample->n * (sample->population == 0 ? 1 : population_gain(&data));
}

static inline limit_pair lower_pair(const pm_sample *sample, double z)
{
  double worth = sample_worth(sample);
  if (isinf(worth))
    return (limit_pair){sample->p, sample->q, worth};
  double gain = worth / sample->n;
  return (limit_pair){wilson_lower(z, sample->x * gain, worth),
                      wilson_upper(z, sample->y * gain, worth), worth};
}

/* How far the limit is from the rate, by Wilson's equation, |p - l| =
   z sqrt(l (1 - l)/n), which has no difference of like terms. */
static inline double limit_distance(const limit_pair *l, double z)
{
  return isinf(l->worth) ? 0 : z * sqrt(l->low * l->high_rest / l->worth);
}

/* x1 n2 - x2 n1, without the rounding of the products. */
static inline double cross_difference(const pm_sample *first, const pm_sample *second)
{
  double product = second->x * first->n;
  double rest = fma(-second->x, first->n, product);
  return fma(first->x, second->n, -product) + rest;
}

/* The difference of the rates, to all its digits even where they are nearly
   the same. */
static inline double rate_difference(const pm_sample *first, const pm_sample *second)
{
  return cross_difference(first, second) / (first->n * second->n);
}

/* The p-value that belongs to a level's side, of a statistic that is standard
   normal when the rates are the same and positive when the first is higher. */
static inline double normal_p_value(const pm_level *level, double statistic)
{
  if (level->side == PM_SIDE_TWO)
    return 2 * pm_normal_tail(fabs(statistic), PM_TAIL_UPPER);
  return pm_normal_tail(statistic,
                        level->side == PM_SIDE_LOWER ? PM_TAIL_UPPER : PM_TAIL_LOWER);
}

/* The lower limit when the groups change places is the other one: with its
   sign changed on the scale of differences, else as its inverse. */
static inline double mirrored_limit(pm_scale scale, double limit)
{
  return scale == PM_SCALE_DIFFERENCE ? -limit : 1 / limit;
}

/* Each of the two samples by itself is the case of an interval, and is checked
   as one. */
pm_status pm_pair_check(const pm_method *about, bool is_whole, const pm_level *level,
                        const pm_pair *pair, pm_error *error);

/* What is the same for every method once limits and p-value are found: the
   limits' range, and that they agree with the p-value. */
void pm_difference_settle(const pm_level *level, pm_scale scale, pm_difference *found);

#endif
