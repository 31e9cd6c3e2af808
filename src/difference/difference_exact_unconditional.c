/* difference_exact_unconditional.c: the difference is a limit where, whatever
   the rates that are so far apart, what was seen or more extreme has at most
   the tail's probability (Santner & Snell 1980). More extreme is what has a
   higher score statistic of that difference (Chan & Zhang 1999).

   The probability p(t) of difference t, the largest over the rates, jumps where
   two results change places in that order, and need not rise with t. So the
   limit is not sought by halving, which could miss a rise further out: cells of
   differences are passed over from the outside, each after proof that no
   difference in it reaches the tail. The statistic falls as t rises, and the
   chance of many in the first sample and few in the second rises with t, so in
   a cell from a to b
     p(t) <= P_b(statistic at a >= that of what was seen at b).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_method.h"
#include "difference_restricted.h"

#include <string.h>

enum { RECORDS_MOST = 500 }; /* in each sample: time grows with their square */

/* Statistics this close are equal: the order of results with the same one must
   not be left to rounding. */
static const double TIE = 1e-9;

/* Limits are found to this. */
static const double CLOSE = 1e-11;

/* The search for a lower limit: what was seen, and the results that are no less
   extreme: with i in the first sample, those with at most last[i] in the
   second, -1 for none. */
typedef struct search {
  int x1, n1, x2, n2;
  int last[RECORDS_MOST + 1];
  double likely; /* where in its range the second rate gave the most last time */
} search;

static double statistic(const search *s, int x1, int x2, double delta)
{
  return restricted_statistic(x1, s->n1, x2, s->n2, delta);
}

/* The results that are no less extreme anywhere from a to b. More of the first
   and fewer of the second sample are more extreme, so the border is a stair. */
static void find_results(search *s, double a, double b)
{
  double cut = statistic(s, s->x1, s->x2, b);
  cut -= TIE * (1 + fabs(cut));
  int j = -1;
  for (int i = 0; i <= s->n1; i++) {
    while (j < s->n2 && statistic(s, i, j + 1, a) >= cut)
      j++;
    s->last[i] = j;
  }
}

/* --------------------------------------------------------- probability -- */

/* Probabilities of 0..n compliant, by their ratios from the likeliest outward
   until they no longer count. */
static void fill_masses(double *mass, int n, double p)
{
  static const double NEGLIGIBLE = 1e-30;
  memset(mass, 0, (size_t)(n + 1) * sizeof *mass);
  int mode = (int)fmin(floor((n + 1) * p), n);
  double odds = p / (1 - p);
  double sum = mass[mode] = 1;
  for (int i = mode; i < n && mass[i] > NEGLIGIBLE; i++)
    sum += mass[i + 1] = mass[i] * odds * (n - i) / (i + 1);
  for (int i = mode; i > 0 && mass[i] > NEGLIGIBLE; i--)
    sum += mass[i - 1] = mass[i] * i / (odds * (n - i + 1));
  for (int i = 0; i <= n; i++)
    mass[i] /= sum;
}

/* Of the results found, at these rates. */
static double probability(const search *s, double p1, double p2)
{
  double first[RECORDS_MOST + 1];
  double second[RECORDS_MOST + 1];
  fill_masses(first, s->n1, p1);
  fill_masses(second, s->n2, p2);
  double all = 0;
  double up_to = 0;
  int j = -1;
  for (int i = 0; i <= s->n1; i++) {
    while (j < s->last[i])
      up_to += second[++j];
    all += first[i] * up_to;
  }
  return all;
}

/* At the second rate that is this share (as a sine's square) of its range. */
static double probability_at(const search *s, double delta, double share)
{
  double low = fmax(0, -delta);
  double high = fmin(1, 1 - delta);
  double sine = sin(share * 1.57079632679489661923);
  double p2 = low + (high - low) * sine * sine;
  return probability(s, fmin(fmax(p2 + delta, 0), 1), p2);
}

/* The largest between two shares, by the golden section. */
static double climb(const search *s, double delta, double low, double high, double *at)
{
  enum { STEPS = 40 };
  static const double GOLDEN = 0.61803398874989484820;
  double left = high - GOLDEN * (high - low);
  double right = low + GOLDEN * (high - low);
  double at_left = probability_at(s, delta, left);
  double at_right = probability_at(s, delta, right);
  for (int i = 0; i < STEPS && fabs(at_left - at_right) > 1e-13 * at_left; i++) {
    if (at_left < at_right) {
      low = left;
      left = right;
      at_left = at_right;
      right = low + GOLDEN * (high - low);
      at_right = probability_at(s, delta, right);
    } else {
      high = right;
      right = left;
      at_right = at_left;
      left = high - GOLDEN * (high - low);
      at_left = probability_at(s, delta, left);
    }
  }
  *at = at_left > at_right ? left : right;
  return fmax(at_left, at_right);
}

/* The largest over all rates that are delta apart; or the first that is more
   than `enough`. The grid is finer than the standard errors, which are what
   probabilities change over. */
static double largest(search *s, double delta, double enough)
{
  enum { POINTS_MOST = 200 };
  double found[POINTS_MOST + 1];
  int points = (int)fmin(12 + 4 * sqrt(s->n1 + s->n2), POINTS_MOST);
  double most = probability_at(s, delta, s->likely);
  for (int i = 0; i <= points && most <= enough; i++) {
    double share = (double)i / points;
    found[i] = probability_at(s, delta, share);
    if (found[i] > most) {
      most = found[i];
      s->likely = share;
    }
  }
  double worth = most * 0.8; /* a peak between two points is not much higher */
  for (int i = 0; i <= points && most <= enough; i++) {
    double before = i > 0 ? found[i - 1] : -1;
    double after = i < points ? found[i + 1] : -1;
    if (found[i] < worth || found[i] < before || found[i] < after)
      continue;
    double at;
    double peak = climb(s, delta, fmax(i - 1, 0) / points, fmin(i + 1, points) / points, &at);
    if (peak > most) {
      most = peak;
      s->likely = at;
    }
  }
  return most;
}

/* ---------------------------------------------------------------- limits -- */

static double bound(search *s, double a, double b, double enough)
{
  find_results(s, a, b);
  return largest(s, b, enough);
}

/* The first difference, from -1 to end, at which the probability is above the
   tail. */
static double first_above(search *s, double tail, double end)
{
  double a = -1;
  double step = 0.5;
  while (a < end) {
    double b = fmin(a + step, end);
    if (bound(s, a, b, tail) <= tail) {
      a = b;
      step *= 2;
    } else if (step > CLOSE * (1e-5 + 1 + a)) {
      step /= 2;
    } else {
      return a;
    }
  }
  return end;
}

static pm_status exact_unconditional(const pm_level *level, pm_scale scale, const pm_pair *pair,
                                     pm_difference *difference)
{
  (void)scale;
  if (fmax(pair->n1, pair->n2) > RECORDS_MOST)
    return PM_ERROR_DOMAIN;
  double d = difference->estimate;
  search s = {(int)pair->x1, (int)pair->n1, (int)pair->x2, (int)pair->n2, {0}, 0.5};
  search mirror = {(int)pair->x2, (int)pair->n2, (int)pair->x1, (int)pair->n1, {0}, 0.5};
  if (wants_lower(level))
    difference->lower = first_above(&s, level->tail, d);
  if (wants_upper(level))
    difference->upper = -first_above(&mirror, level->tail, -d);
  difference->p_value = bound(d > 0 ? &s : &mirror, 0, 0, 1);
  return PM_OK;
}

const pm_difference_method pm_difference_exact_unconditional = {
    .about = {.name = "exact-unconditional",
              .title = "Exact interval, results ordered by the score statistic",
              .citation = "Santner & Snell 1980, Journal of the American Statistical "
                          "Association 75, 386-394; Chan & Zhang 1999, Biometrics 55, "
                          "1202-1209",
              .use = "Where coverage must never be below the level, whatever the rates, with "
                     "up to 500 records in each sample.",
              .avoid = "Where the typical coverage matters: it is wider than the level asks "
                       "for."},
    .flags = PM_DIFFERENCE_EXACT | PM_DIFFERENCE_WHOLE,
    .compute = exact_unconditional,
};
