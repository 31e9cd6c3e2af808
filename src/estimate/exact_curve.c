/* exact_curve.c: the transform of a hypergeometric count as a function of M, and
   the largest sum of such functions over configurations.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/exact_side.h"

#include <math.h>
#include <plusminus/num.h>

/* -------------------------------------------------------- one transform -- */

/* A sum of terms that would overflow: sum and moment are to be multiplied by
   exp(log_scale). */
typedef struct tilted {
  double sum, moment, log_scale;
} tilted;

/* Add the terms from the mode outwards, each the one before times a ratio. */
static void add_terms(tilted *t, const pm_exact_part *part, double M, double mode,
                      int direction)
{
  const double LARGE = 1e200;
  const double NEGLIGIBLE = 1e-18;
  double z = exp(part->theta);
  double rest = part->size - M - part->n;
  double end = direction > 0 ? fmin(part->n, M) : fmax(0, -rest);
  double term = exp(-t->log_scale);
  for (double k = mode; k != end; k += direction) {
    double ratio = direction > 0 ? z * (M - k) * (part->n - k) / ((k + 1) * (rest + k + 1))
                                 : k * (rest + k) / (z * (M - k + 1) * (part->n - k + 1));
    term *= ratio;
    t->sum += term;
    t->moment += term * (k + direction);
    if (ratio < 1 && term < NEGLIGIBLE * t->sum)
      break;
    if (t->sum > LARGE) {
      t->log_scale += log(LARGE);
      t->sum /= LARGE;
      t->moment /= LARGE;
      term /= LARGE;
    }
  }
}

/* The steps follow from what happens when one more unit becomes compliant: it is
   one of the sample with chance (n - X)/(N - M), and then X grows by 1. */
static void transform(const pm_exact_part *part, double M, pm_exact_curve *curve, size_t i)
{
  double n = part->n;
  double N = part->size;
  double mode = floor((n + 1) * (M + 1) / (N + 2));
  mode = fmin(fmax(mode, fmax(0, n - (N - M))), fmin(n, M));
  tilted t = {.sum = 1, .moment = mode, .log_scale = 0};
  add_terms(&t, part, M, mode, 1);
  add_terms(&t, part, M, mode, -1);
  double mean = t.moment / t.sum;
  curve->at[i] = M;
  curve->value[i] =
      log(pm_hypergeometric_pmf(mode, n, M, N)) + part->theta * mode + log(t.sum) + t.log_scale;
  curve->step_up[i] = M < N ? log1p(expm1(part->theta) * (n - mean) / (N - M)) : 0;
  curve->step_down[i] = M > 0 ? -log1p(expm1(-part->theta) * mean / M) : 0;
}

void pm_exact_curve_make(pm_exact_curve *curve, const pm_exact_part *part)
{
  double range = part->high - part->low;
  curve->count = range < PM_EXACT_KNOTS - 1 ? (size_t)range + 1 : PM_EXACT_KNOTS;
  for (size_t i = 0; i < curve->count; i++) {
    double share = curve->count > 1 ? (double)i / (double)(curve->count - 1) : 0;
    transform(part, part->low + floor(share * range + 0.5), curve, i);
  }
}

/* -------------------------------------------------------- configurations -- */

/* Between two knots the concave curve lies below the lines that leave either of
   them; the value there of the lower one. Between neighbours it is the chord. */
static double line_value(const pm_exact_curve *curve, size_t i, double M)
{
  double left = curve->value[i] + curve->step_up[i] * (M - curve->at[i]);
  double right = curve->value[i + 1] - curve->step_down[i + 1] * (curve->at[i + 1] - M);
  return fmin(left, right);
}

static double crossing(const pm_exact_curve *curve, size_t i)
{
  double width = curve->at[i + 1] - curve->at[i];
  double up = curve->step_up[i];
  double down = curve->step_down[i + 1];
  double gap = curve->value[i + 1] - curve->value[i] - down * width;
  if (!(up > down))
    return curve->at[i];
  return curve->at[i] + fmin(fmax(gap / (up - down), 0), width);
}

typedef struct peak {
  double at, value;
} peak;

/* The largest scale*curve + slope*M, above the curve where it is not known. */
static peak find_peak(const pm_exact_curve *curve, double scale, double slope)
{
  size_t low = 0; /* the peak is at this knot or after it */
  size_t high = curve->count - 1;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (scale * curve->step_up[middle] + slope > 0)
      low = middle + 1;
    else
      high = middle;
  }
  peak best = {curve->at[low], scale * curve->value[low] + slope * curve->at[low]};
  if (low == 0)
    return best;
  double M = crossing(curve, low - 1);
  double value = scale * line_value(curve, low - 1, M) + slope * M;
  return value > best.value ? (peak){M, value} : best;
}

static double add_peaks(const pm_exact_side *side, double price, double total, double *used)
{
  double sum = price * total;
  *used = 0;
  for (size_t h = 0; h < side->count; h++) {
    const pm_exact_part *part = &side->parts[h];
    peak best = find_peak(&part->curve, part->scale, part->slope - price);
    sum += best.value;
    *used += best.at;
  }
  return sum;
}

/* Lagrange: with any price of a compliant unit, the sum of the peaks is at least
   the largest value; the search only makes the bound good. */
double pm_exact_largest(const pm_exact_side *side, double total)
{
  enum { HALVINGS = 40 };
  double low = INFINITY;
  double high = -INFINITY;
  for (size_t h = 0; h < side->count; h++) {
    const pm_exact_part *part = &side->parts[h];
    const pm_exact_curve *curve = &part->curve;
    if (curve->count < 2)
      continue;
    low = fmin(low, part->scale * curve->step_down[curve->count - 1] + part->slope);
    high = fmax(high, part->scale * curve->step_up[0] + part->slope);
  }
  double best = INFINITY;
  for (int i = 0; i < HALVINGS; i++) {
    double price = low + (high - low) / 2;
    double used;
    best = fmin(best, add_peaks(side, price, total, &used));
    if (used > total)
      low = price;
    else
      high = price;
  }
  return best;
}
