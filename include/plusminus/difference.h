/* plusminus/difference.h: two rates compared.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   Two independent samples: x1 compliant of n1, and x2 of n2. What is compared
   is p1 - p2, p1/p2 or the odds ratio p1 q2/(q1 p2). All rates are proportions
   0..1. */
#ifndef PLUSMINUS_DIFFERENCE_H
#define PLUSMINUS_DIFFERENCE_H

#include <plusminus/core.h>
#include <plusminus/interval.h>

PM_BEGIN_DECLS

/* How two rates are set against each other. */
typedef enum pm_scale {
  PM_SCALE_DIFFERENCE, /* p1 - p2, from -1 to 1; no difference is 0 */
  PM_SCALE_RATIO,      /* p1/p2, from 0 to INFINITY; no difference is 1 */
  PM_SCALE_ODDS        /* (p1/q1)/(p2/q2), from 0 to INFINITY; the same */
} pm_scale;

/* The value of the scale when both rates are the same: 0 or 1. */
PM_API double pm_scale_null(pm_scale scale);

/* Two samples; a population of 0 is large (infinite). */
typedef struct pm_pair {
  double x1, n1, x2, n2;
  double population1, population2;
} pm_pair;

typedef struct pm_difference {
  double estimate; /* NaN where it is 0/0 */
  double lower, upper;
  double p_value; /* of no difference, two-sided (one-sided for a one-sided
                     level); below 1 - conf exactly when the interval leaves
                     out pm_scale_null */
} pm_difference;

enum {
  PM_DIFFERENCE_EXACT = 1,        /* coverage is never below the level */
  PM_DIFFERENCE_WHOLE = 2,        /* counts must be whole */
  PM_DIFFERENCE_POPULATION = 4,   /* takes account of finite populations */
  PM_DIFFERENCE_RATIO = 8,        /* also on the scale of ratios */
  PM_DIFFERENCE_ODDS = 16,        /* and of odds ratios */
  PM_DIFFERENCE_DEGENERATE = 32,  /* may have zero width: say so in a note */
  PM_DIFFERENCE_BOTH_FINITE = 64, /* finite populations only on both sides */
  PM_DIFFERENCE_SEARCHED = 128    /* it takes milliseconds: results are worth keeping */
};

/* As many records in each sample, and units in each finite population, as a
   PM_DIFFERENCE_SEARCHED method takes: its time grows with their square. */
enum { PM_DIFFERENCE_RECORDS_MOST = 500, PM_DIFFERENCE_POPULATION_MOST = 100000 };

/* A row of the family; compute gets a pair already checked. */
typedef struct pm_difference_method {
  pm_method about;
  unsigned flags;
  pm_status (*compute)(const pm_level *level, pm_scale scale, const pm_pair *pair,
                       pm_difference *difference);
} pm_difference_method;

PM_API extern const pm_family pm_difference_family;
PM_API const pm_difference_method *pm_difference_find(const char *name);

/* One comparison. Statuses as pm_interval_compute; PM_ERROR_USAGE when there
   is no such scale or the method does not know it, or has no form for finite
   populations and one is given. *difference is then NaN throughout. */
PM_API pm_status pm_difference_compute(const pm_difference_method *method,
                                       const pm_level *level, pm_scale scale,
                                       const pm_pair *pair, pm_difference *difference,
                                       pm_error *error);

/* ------------------------------------------------------------- by strata -- */

/* The same two groups in every one of count strata; compared is
   sum w_h (p1h - p2h), the weights w_h scaled to a sum of 1. */
typedef struct pm_pairs {
  const pm_pair *pairs;
  size_t count;
  const double *weights; /* count of them, not negative; NULL: those of Mantel
                            and Haenszel, n1h n2h/(n1h + n2h) */
} pm_pairs;

/* A row of the family; compute gets pairs already checked. */
typedef struct pm_stratified_difference_method {
  pm_method about;
  unsigned flags; /* PM_DIFFERENCE_POPULATION, PM_DIFFERENCE_WHOLE, PM_DIFFERENCE_SEARCHED */
  pm_status (*compute)(const pm_level *level, const pm_pairs *pairs, pm_difference *difference);
} pm_stratified_difference_method;

PM_API extern const pm_family pm_stratified_difference_family;
PM_API const pm_stratified_difference_method *pm_stratified_difference_find(const char *name);

/* One comparison on the scale of differences; with one stratum, that of the
   unstratified method where there is one. PM_ERROR_DOMAIN: no strata, a pair that
   pm_difference_compute refuses, a weight that is negative or not finite, or
   all weights 0. PM_ERROR_USAGE: a finite population, and the method has no form
   for it. PM_ERROR_NUMERIC: a search did not converge. Limits are right to 1e-10.
   Pure; allocates nothing. */
PM_API pm_status pm_stratified_difference_compute(const pm_stratified_difference_method *method,
                                                  const pm_level *level, const pm_pairs *pairs,
                                                  pm_difference *difference, pm_error *error);

/* Whether the populations can have no difference for all that was counted: not when
   what was found in finite ones is more than what was not looked at could make up
   for. A p-value of 0 is then what it says; else it is one that the method cannot
   tell from 0. The pairs are ones that pm_stratified_difference_compute takes. */
PM_API bool pm_pairs_may_be_equal(const pm_pairs *pairs);

PM_END_DECLS

#endif
