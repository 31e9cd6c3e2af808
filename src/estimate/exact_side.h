/* exact_side.h: the pieces of the search for one limit of an exact stratified
   interval. All speak of the lower limit; the upper limit is the lower limit of
   the units that are not compliant.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_EXACT_SIDE_H
#define PM_ESTIMATE_EXACT_SIDE_H

#include "estimate/exact_stratified.h"

enum {
  PM_EXACT_KNOTS = 33, /* places in a stratum where its transform is computed */
  PM_EXACT_NODES = 320 /* of the quadrature over frequencies */
};

/* Nothing is gained by a theta beyond this. */
static const double PM_EXACT_THETA_MOST = 30;

/* The logarithm of E exp(theta X), X hypergeometric, at some M of one stratum,
   with the steps to it from M - 1 and from it to M + 1. It is concave in M. */
typedef struct pm_exact_curve {
  size_t count;
  double at[PM_EXACT_KNOTS];
  double value[PM_EXACT_KNOTS];
  double step_up[PM_EXACT_KNOTS];
  double step_down[PM_EXACT_KNOTS];
} pm_exact_curve;

typedef struct pm_exact_part {
  double x, n, size;
  double low, high;    /* the M that the sample leaves possible */
  double natural;      /* units that one record stands for: size/n */
  double open;         /* (size - n)/(size - 1) */
  double weight;       /* what one compliant record adds to the statistic */
  double theta;        /* lambda * weight */
  double spread;       /* spread * D is at most theta^2 times X's tilted variance */
  double scale, slope; /* pm_exact_largest: of scale*curve + slope*M; scale >= 0 */
  pm_exact_curve curve;
  double *tails; /* P(X >= k | M) for M from low, k from 0 to n + 1; or NULL */
  double M;      /* in the configuration that is looked at */
} pm_exact_part;

/* The search for one lower limit, over strata that are not known completely. */
typedef struct pm_exact_side {
  pm_exact_part *parts;
  size_t count;
  double size, low, high; /* sums over the strata */
  double tail, z;
  double lambda;  /* the tilt that served last */
  bool has_tails; /* few configurations: they are enumerated */
} pm_exact_side;

/* Whether a statistic sum(weight x) as large as the one seen has a probability
   not above the tail under every configuration with `total` compliant units.
   By a bound it may say no where the answer is yes, never the reverse. */
bool pm_exact_is_rejected(pm_exact_side *side, double total);
bool pm_exact_is_rejected_enumerated(pm_exact_side *side, double total);

/* The weights for totals near rate*size, and a tilt to begin with. Natural: the
   statistic is the estimate of the total. */
void pm_exact_weights_choose(pm_exact_side *side, double rate, bool is_natural);

/* The tables of tails. A single stratum needs none. PM_OK or PM_ERROR_MEMORY. */
pm_status pm_exact_tails_make(pm_exact_side *side, pm_arena *arena);
/* Whether enumeration is quick. */
bool pm_exact_is_small(const pm_exact_side *side);

/* The statistic seen, less what rounding may have added. */
double pm_exact_statistic(const pm_exact_side *side);

/* The curve for theta > 0. */
void pm_exact_curve_make(pm_exact_curve *curve, const pm_exact_part *part);

/* At least the largest sum of scale*curve + slope*M over all configurations with
   `total` compliant units. */
double pm_exact_largest(const pm_exact_side *side, double total);

/* A function that lies above exp(-lambda y) for y >= 0 and above 0 elsewhere, as a
   quadrature over its frequencies: weight * exp(-variance * decay). */
typedef struct pm_exact_majorant {
  double weight[PM_EXACT_NODES];
  double decay[PM_EXACT_NODES];
} pm_exact_majorant;

/* lambda > 0; largest: the largest weight in the statistic; stretch >= 1: the
   majorant's spacing in that unit. */
void pm_exact_majorant_make(pm_exact_majorant *majorant, double lambda, double largest,
                            double stretch);
/* At least E exp(-lambda Y) 1{Y >= 0}, for every sum Y of a constant and weighted
   independent Bernoulli variables that has at least this variance. */
double pm_exact_majorant_mean(const pm_exact_majorant *majorant, double variance);

#endif
