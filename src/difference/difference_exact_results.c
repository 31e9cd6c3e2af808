/* difference_exact_results.c: of all results that two samples can have, those
   that are no less extreme than what was seen, and their probability.

   The score statistic falls as the difference t rises, and the chance of many
   in the first sample and few in the second rises with t. So for all t from a
   to b
     p(t) <= P_b(statistic at a >= that of what was seen at b).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_results.h"
#include "difference_restricted.h"

#include <math.h>
#include <string.h>

/* Statistics this close are equal: the order of results with the same one must
   not be left to rounding. */
static const double TIE = 1e-11;

/* A peak between two points of the grid is at most this much higher. */
static const double PEAK = 1.25;

static void make_sample(exact_sample *sample, double x, double n)
{
  sample->x = (int)x;
  sample->n = (int)n;
  for (int i = 0; i <= sample->n; i++) {
    sample->up[i] = (n - i) / (i + 1);
    sample->down[i] = i / (n - i + 1);
  }
}

void exact_results_make(exact_results *results, double x1, double n1, double x2, double n2)
{
  make_sample(&results->first, x1, n1);
  make_sample(&results->second, x2, n2);
  results->likely = 0.5;
}

static double statistic(const exact_results *r, int x1, int x2, double delta)
{
  return restricted_statistic(x1, r->first.n, x2, r->second.n, delta);
}

/* Results with more of the first and fewer of the second sample are more
   extreme, so the border is a stair. */
static void find_results(exact_results *r, double a, double b)
{
  double cut = statistic(r, r->first.x, r->second.x, b);
  cut -= TIE * (1 + fabs(cut));
  int j = -1;
  for (int i = 0; i <= r->first.n; i++) {
    while (j < r->second.n && statistic(r, i, j + 1, a) >= cut)
      j++;
    r->last[i] = j;
  }
}

/* --------------------------------------------------------- probability -- */

/* The counts that have a probability worth counting, which sum to `sum`. */
typedef struct masses {
  int from, to;
  double sum;
  double at[EXACT_RECORDS_MOST + 1];
} masses;

/* By their ratios, from the likeliest count outward. */
static void fill_masses(masses *m, const exact_sample *sample, double p)
{
  static const double NEGLIGIBLE = 1e-25;
  int n = sample->n;
  int mode = (int)fmin(floor((n + 1) * p), n);
  double odds = p / (1 - p);
  double inverse = (1 - p) / p;
  m->sum = m->at[mode] = 1;
  m->from = m->to = mode;
  while (m->to < n && m->at[m->to] > NEGLIGIBLE) {
    m->at[m->to + 1] = m->at[m->to] * (odds * sample->up[m->to]);
    m->sum += m->at[++m->to];
  }
  while (m->from > 0 && m->at[m->from] > NEGLIGIBLE) {
    m->at[m->from - 1] = m->at[m->from] * (inverse * sample->down[m->from]);
    m->sum += m->at[--m->from];
  }
}

/* Of the results found, at these rates. */
static double probability(const exact_results *r, double p1, double p2)
{
  masses first;
  masses second;
  fill_masses(&first, &r->first, p1);
  fill_masses(&second, &r->second, p2);
  double all = 0;
  double up_to = 0;
  int j = second.from;
  for (int i = first.from; i <= first.to; i++) {
    for (; j <= r->last[i] && j <= second.to; j++)
      up_to += second.at[j];
    all += first.at[i] * up_to;
  }
  return all / (first.sum * second.sum);
}

/* At the second rate that is this share (as a sine's square) of its range. */
static double probability_at(const exact_results *r, double delta, double share)
{
  double low = fmax(0, -delta);
  double high = fmin(1, 1 - delta);
  double sine = sin(share * 1.57079632679489661923);
  double p2 = low + (high - low) * sine * sine;
  return probability(r, fmin(fmax(p2 + delta, 0), 1), p2);
}

/* --------------------------------------------------------------- peaks -- */

typedef struct peak {
  double share;
  double value;
} peak;

static peak look(const exact_results *r, double delta, double share)
{
  return (peak){share, probability_at(r, delta, share)};
}

/* The largest between two shares, by the golden section. */
static peak climb(const exact_results *r, double delta, double low, double high)
{
  enum { STEPS_MAX = 40 };
  static const double GOLDEN = 0.61803398874989484820;
  static const double FLAT = 1e-13;
  peak left = look(r, delta, high - GOLDEN * (high - low));
  peak right = look(r, delta, low + GOLDEN * (high - low));
  for (int i = 0; i < STEPS_MAX && fabs(left.value - right.value) > FLAT * left.value; i++) {
    if (left.value < right.value) {
      low = left.share;
      left = right;
      right = look(r, delta, low + GOLDEN * (high - low));
    } else {
      high = right.share;
      right = left;
      left = look(r, delta, high - GOLDEN * (high - low));
    }
  }
  return left.value > right.value ? left : right;
}

enum { POINTS_MOST = 200 };

/* All points of the grid, unless one is enough. */
static peak look_everywhere(const exact_results *r, double delta, double enough, int points,
                            double *found)
{
  peak most = look(r, delta, r->likely);
  for (int i = 0; i <= points && most.value <= enough; i++) {
    peak now = look(r, delta, (double)i / points);
    found[i] = now.value;
    if (now.value > most.value)
      most = now;
  }
  return most;
}

/* The largest over all rates that are delta apart; or one that is more than
   `enough`. The grid is finer than the standard errors, over which
   probabilities change. */
static double largest(exact_results *r, double delta, double enough)
{
  double found[POINTS_MOST + 3];
  double *at = found + 1;
  int points = (int)fmin(12 + 4 * sqrt(r->first.n + r->second.n), POINTS_MOST);
  peak most = look_everywhere(r, delta, enough, points, at);
  double worth = most.value / PEAK;
  bool is_settled = most.value > enough || (isfinite(enough) && most.value * PEAK < enough);
  at[-1] = at[points + 1] = -1;
  for (int i = 0; i <= points && !is_settled; i++) {
    if (at[i] < worth || at[i] < at[i - 1] || at[i] < at[i + 1])
      continue;
    peak now = climb(r, delta, fmax(i - 1, 0) / points, fmin(i + 1, points) / points);
    if (now.value > most.value)
      most = now;
    is_settled = most.value > enough;
  }
  r->likely = most.share;
  return most.value;
}

double exact_results_bound(exact_results *results, double a, double b, double enough)
{
  find_results(results, a, b);
  return largest(results, b, enough);
}
