/* difference_exact_search.c: the largest probability over all rates at a place,
   looked for on a grid and by climbing from it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_results.h"

#include <math.h>

/* A peak between two points of the grid is at most about this much higher. */
static const double PEAK = 1.25;

/* At an angle, of which the share is the sine's square. */
static double probability_at(const exact_results *r, double place, double angle)
{
  double sine = sin(angle * 1.57079632679489661923);
  exact_rates rates = exact_rates_at(r->scale, place, sine * sine);
  exact_masses first;
  exact_masses second;
  exact_masses_binomial(&first, &r->first, rates.first);
  exact_masses_binomial(&second, &r->second, rates.second);
  return exact_results_probability(r, &first, &second);
}

typedef struct peak {
  double angle;
  double value;
} peak;

static peak look(const exact_results *r, double place, double angle)
{
  return (peak){angle, probability_at(r, place, angle)};
}

/* The largest between two angles, by the golden section. */
static peak climb(const exact_results *r, double place, double low, double high)
{
  enum { STEPS_MAX = 40 };
  static const double GOLDEN = 0.61803398874989484820;
  static const double FLAT = 1e-13;
  peak left = look(r, place, high - GOLDEN * (high - low));
  peak right = look(r, place, low + GOLDEN * (high - low));
  for (int i = 0; i < STEPS_MAX && fabs(left.value - right.value) > FLAT * left.value; i++) {
    if (left.value < right.value) {
      low = left.angle;
      left = right;
      right = look(r, place, low + GOLDEN * (high - low));
    } else {
      high = right.angle;
      right = left;
      left = look(r, place, high - GOLDEN * (high - low));
    }
  }
  return left.value > right.value ? left : right;
}

enum { POINTS_MOST = 200 };

/* All points of the grid, unless one is enough. */
static peak look_everywhere(const exact_results *r, double place, double enough, int points,
                            double *found)
{
  peak most = look(r, place, r->likely);
  for (int i = 0; i <= points && most.value <= enough; i++) {
    peak now = look(r, place, (double)i / points);
    found[i] = now.value;
    if (now.value > most.value)
      most = now;
  }
  return most;
}

/* The grid is finer than the standard errors, over which probabilities change. */
double exact_results_search(exact_results *r, double place, double enough)
{
  double found[POINTS_MOST + 3];
  double *at = found + 1;
  int points = (int)fmin(12 + 4 * sqrt(r->first.n + r->second.n), POINTS_MOST);
  peak most = look_everywhere(r, place, enough, points, at);
  double worth = most.value / PEAK;
  bool is_settled = most.value > enough || (isfinite(enough) && most.value * PEAK < enough);
  at[-1] = at[points + 1] = -1;
  for (int i = 0; i <= points && !is_settled; i++) {
    if (at[i] < worth || at[i] < at[i - 1] || at[i] < at[i + 1])
      continue;
    peak now = climb(r, place, fmax(i - 1, 0) / points, fmin(i + 1, points) / points);
    if (now.value > most.value)
      most = now;
    is_settled = most.value > enough;
  }
  r->likely = most.angle;
  return most.value;
}
