/* exact_bound.c: a bound of the probability of a large statistic that holds for
   every configuration with a given number of compliant units.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/exact_side.h"

#include <math.h>

/* For a Bernoulli variable with weight a, chance p and tilted chance p', with
   t = lambda a: D = log(1 - p + p e^t) - t p is the integral of (t - s) p_s q_s
   over 0 <= s <= t, and p_s q_s <= e^(t - s) p' q', so that
   D <= (1 + (t - 1) e^t) p' q'. Here t^2 over that factor. */
static double spread_factor(double t)
{
  if (t < 1e-2)
    return 1 / (0.5 + t * (1.0 / 3 + t * (0.125 + t / 30)));
  return t * t / (t * exp(t) - expm1(t));
}

static void tilt(pm_exact_side *side, double lambda)
{
  for (size_t h = 0; h < side->count; h++) {
    pm_exact_part *part = &side->parts[h];
    part->theta = lambda * part->weight;
    part->spread = spread_factor(part->theta);
    pm_exact_curve_make(&part->curve, part);
  }
}

/* ------------------------------------------------------------- the bound -- */

enum { LINES = 5, CELLS = 160 };

/* What all configurations with the same total have in common: with
   A = log E exp(lambda S) and D the sum of spread times the strata's own D
   (so that D/lambda^2 is at most the tilted variance), D <= most and
   A <= height[j] + slope[j] D for every j. */
typedef struct envelope {
  double height[LINES];
  double slope[LINES];
  double most;
} envelope;

static double mean_slope(const pm_exact_part *part)
{
  return part->theta * part->n / part->size;
}

static envelope find_envelope(pm_exact_side *side, double total)
{
  envelope result = {.most = 0};
  double steepest = 0;
  for (size_t h = 0; h < side->count; h++) {
    pm_exact_part *part = &side->parts[h];
    steepest = fmax(steepest, part->spread);
    part->scale = part->spread;
    part->slope = -part->spread * mean_slope(part);
  }
  result.most = fmax(pm_exact_largest(side, total), 0);
  for (int j = 0; j < LINES; j++) {
    result.slope[j] = j / (LINES - 1.0) / steepest;
    for (size_t h = 0; h < side->count; h++) {
      pm_exact_part *part = &side->parts[h];
      double share = fmin(result.slope[j] * part->spread, 1);
      part->scale = 1 - share;
      part->slope = share * mean_slope(part);
    }
    result.height[j] = pm_exact_largest(side, total);
  }
  return result;
}

static double highest(const envelope *e, double spread)
{
  double least = INFINITY;
  for (int j = 0; j < LINES; j++)
    least = fmin(least, e->height[j] + e->slope[j] * spread);
  return least;
}

/* P(S >= s) = exp(A - lambda s) E'(exp(-lambda (S - s)); S >= s), where E' is of
   the tilted law: the first factor is largest where D is, the second where D is
   least; so D's range is cut into cells and each takes the worst of both. The
   logarithm of the worst. */
static double worst_cell(const envelope *e, const pm_exact_majorant *majorant, double lambda,
                         double statistic)
{
  double worst = -INFINITY;
  for (int c = 0; c < CELLS; c++) {
    double variance = e->most * c / CELLS / (lambda * lambda);
    double chernoff = highest(e, e->most * (c + 1) / CELLS) - lambda * statistic;
    if (chernoff <= worst)
      continue;
    double above = pm_exact_majorant_mean(majorant, variance);
    worst = fmax(worst, chernoff + log(above));
  }
  return worst;
}

static double largest_weight(const pm_exact_side *side)
{
  double largest = 0;
  for (size_t h = 0; h < side->count; h++)
    largest = fmax(largest, side->parts[h].weight);
  return largest;
}

/* The one of some majorants that is best at the largest variance. */
static pm_exact_majorant choose_majorant(double lambda, double largest, double variance)
{
  static const double stretches[] = {1.4, 2};
  pm_exact_majorant best;
  pm_exact_majorant_make(&best, lambda, largest, 1);
  double least = pm_exact_majorant_mean(&best, variance);
  for (size_t k = 0; k < sizeof stretches / sizeof stretches[0]; k++) {
    pm_exact_majorant candidate;
    pm_exact_majorant_make(&candidate, lambda, largest, stretches[k]);
    double mean = pm_exact_majorant_mean(&candidate, variance);
    if (mean < least) {
      least = mean;
      best = candidate;
    }
  }
  return best;
}

/* The logarithm of a probability, or of more than 1. */
static double log_bound(pm_exact_side *side, double total, double lambda)
{
  const double ROUNDING = 1e-8; /* and the quadrature's error */
  tilt(side, lambda);
  envelope e = find_envelope(side, total);
  pm_exact_majorant majorant =
      choose_majorant(lambda, largest_weight(side), e.most / (lambda * lambda));
  return worst_cell(&e, &majorant, lambda, pm_exact_statistic(side)) + ROUNDING;
}

/* A tilt that is tried, and the bound with it. */
typedef struct trial {
  double lambda, bound;
} trial;

/* A tilt with a better bound, this much larger or smaller. False: it has none. */
static bool improve(pm_exact_side *side, double total, double step, trial *best)
{
  double lambda = best->lambda * step;
  if (lambda * largest_weight(side) > PM_EXACT_THETA_MOST)
    return false;
  double bound = log_bound(side, total, lambda);
  if (!(bound < best->bound))
    return false;
  *best = (trial){lambda, bound};
  return true;
}

/* Any tilt gives a bound that holds, so the search for a good one may stop
   anywhere: when the goal is reached, and when a tilt close to none is best. It
   starts from the one that served last, as totals are searched one near the
   other. */
bool pm_exact_is_rejected(pm_exact_side *side, double total)
{
  static const double steps[] = {2, 1.4, 1.18, 1.08, 1.04};
  static const double reach[] = {INFINITY, 3, 1, 0.3, 0.1}; /* what such steps may gain */
  const double HOPELESS = log(0.5);
  double goal = log(side->tail);
  trial best = {side->lambda, log_bound(side, total, side->lambda)};
  for (size_t i = 0; i < sizeof steps / sizeof steps[0] && best.bound < goal + reach[i]; i++) {
    bool is_larger = false;
    while (best.bound > goal && improve(side, total, steps[i], &best))
      is_larger = true;
    while (!is_larger && best.bound > goal && best.lambda > side->lambda / 1e3 &&
           improve(side, total, 1 / steps[i], &best))
      continue;
  }
  if (best.bound < HOPELESS)
    side->lambda = best.lambda;
  return best.bound <= goal;
}
