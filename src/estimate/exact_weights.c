/* exact_weights.c: the weights of the statistic, which follow from the design and
   the total that is tested, never from the sample.

   With the natural weights size/n the statistic estimates the total; but then the
   configuration that is hardest to tell from a sample is the one with the largest
   variance, and it may be far from what was seen. Weights that lean a little
   towards the strata that carry much variance (for rates above one half; away
   from them below) make it easier to tell. With b = weight/natural and lean = 1,
     b + z/(2 sd) (1 - 2 rate) natural open b^2 = constant
   makes the mean plus z standard deviations, among all configurations with this
   rate, stationary where every stratum has the same rate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/exact_side.h"

#include <math.h>

static double deviation_at(const pm_exact_side *side, double rate)
{
  double sum = 0;
  for (size_t h = 0; h < side->count; h++) {
    const pm_exact_part *part = &side->parts[h];
    sum += part->weight * part->weight * part->n * rate * (1 - rate) * part->open;
  }
  return sqrt(sum);
}

/* Sets the weights; returns the standard deviation where all rates are the same. */
static double lean_weights(pm_exact_side *side, double rate, double lean)
{
  enum { ROUNDS = 3 }; /* the deviation is that of the weights themselves */
  for (size_t h = 0; h < side->count; h++)
    side->parts[h].weight = side->parts[h].natural;
  double deviation = deviation_at(side, rate);
  for (int i = 0; i < ROUNDS && lean > 0; i++) {
    double used = 0;
    for (size_t h = 0; h < side->count; h++) {
      pm_exact_part *part = &side->parts[h];
      double bend =
          2 * lean * side->z / deviation * (1 - 2 * rate) * part->natural * part->open;
      double b = 2 / (1 + sqrt(fmax(1 + bend, 0)));
      part->weight = part->natural * b;
      used += part->size * b;
    }
    deviation = deviation_at(side, rate) * side->size / used;
  }
  return deviation_at(side, rate);
}

/* What M shares of a stratum add to mean + z (variance/sd + sd)/2: line*M + bow *
   M (size - M). */
typedef struct parabola {
  double line, bow;
} parabola;

static parabola parabola_of(const pm_exact_side *side, const pm_exact_part *part,
                            double deviation)
{
  double one = part->weight * part->weight * part->n * part->open / (part->size * part->size);
  return (parabola){.line = part->weight * part->n / part->size,
                    .bow = side->z * one / (2 * deviation)};
}

/* The largest sum of the parabolas among configurations with this total. */
static double highest_at(const pm_exact_side *side, double total, double deviation)
{
  enum { HALVINGS = 30 };
  double low = 0;
  double high = 0;
  for (size_t h = 0; h < side->count; h++) {
    const pm_exact_part *part = &side->parts[h];
    parabola p = parabola_of(side, part, deviation);
    low = fmin(low, p.line - p.bow * part->size);
    high = fmax(high, p.line + p.bow * part->size);
  }
  double sum = 0;
  for (int i = 0; i < HALVINGS; i++) {
    double price = (low + high) / 2;
    double used = 0;
    sum = price * total;
    for (size_t h = 0; h < side->count; h++) {
      const pm_exact_part *part = &side->parts[h];
      parabola p = parabola_of(side, part, deviation);
      double M = (part->size + (p.line - price) / p.bow) / 2;
      M = fmin(fmax(M, 0), part->size);
      used += M;
      sum += (p.line - price) * M + p.bow * M * (part->size - M);
    }
    if (used > total)
      low = price;
    else
      high = price;
  }
  return sum + side->z * deviation / 2;
}

/* The rate that strata must have in common for the total to be rejected, about. */
static double rejecting_rate(const pm_exact_side *side, double total, double deviation)
{
  enum { STEPS = 24 };
  const double STEP = 1.15;
  double all = 0;
  for (size_t h = 0; h < side->count; h++)
    all += side->parts[h].weight * side->parts[h].n;
  double best = highest_at(side, total, deviation);
  for (int i = 0; i < STEPS; i++) {
    deviation *= STEP;
    double next = highest_at(side, total, deviation);
    if (!(next < best))
      break;
    best = next;
  }
  return best / all;
}

void pm_exact_weights_choose(pm_exact_side *side, double rate, bool is_natural)
{
  enum { LEANS = 9 };
  const double STEP = 0.25;
  double best_lean = 0;
  double least = INFINITY;
  for (int i = 0; i < LEANS && !is_natural; i++) {
    double deviation = lean_weights(side, rate, STEP * i);
    double needed = rejecting_rate(side, rate * side->size, deviation);
    if (needed < least) {
      least = needed;
      best_lean = STEP * i;
    }
  }
  side->lambda = fmax(side->z, 1) / lean_weights(side, rate, best_lean);
  for (size_t h = 0; h < side->count; h++)
    side->lambda = fmin(side->lambda, PM_EXACT_THETA_MOST / side->parts[h].weight);
}
