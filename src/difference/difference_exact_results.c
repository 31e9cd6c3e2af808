/* difference_exact_results.c: of all results that two samples can have, those
   that are no less extreme than what was seen, and their probability.

   The score statistic falls as the place rises. So for all places from a to b
   what is no less extreme than what was seen has at a at least the statistic
   that what was seen has at b.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_results.h"
#include "difference_restricted.h"

#include <math.h>

/* Statistics this close are equal: the order of results with the same one must
   not be left to rounding. */
static const double TIE = 1e-13;

void exact_results_make(exact_results *results, pm_scale scale, const pm_pair *pair)
{
  results->scale = scale;
  exact_sample_make(&results->first, pair->x1, pair->n1, pair->population1);
  exact_sample_make(&results->second, pair->x2, pair->n2, pair->population2);
  results->likely = 0.5;
}

/* ---------------------------------------------------------------- order -- */

static double line_statistic(const exact_results *r, int x1, int x2, double place)
{
  double n1 = r->first.n;
  double n2 = r->second.n;
  double total = x1 + x2;
  if (total == 0 || total == n1 + n2)
    return 0;
  restricted_line line = restricted_odds(total, n1, n2, exp(place));
  return line.spread * restricted_excess(line, x1);
}

static double statistic(const exact_results *r, int x1, int x2, double place)
{
  restricted_counts counts = {x1, r->first.n, x2, r->second.n};
  if (r->scale == PM_SCALE_DIFFERENCE)
    return restricted_difference(&counts, place);
  if (r->scale == PM_SCALE_RATIO)
    return restricted_ratio(&counts, exp(place));
  return line_statistic(r, x1, x2, place);
}

/* The statistic rises with the first count and falls with the second, so the
   border is a stair. */
static void find_stair(exact_results *r, double place, double cut)
{
  int j = -1;
  for (int i = 0; i <= r->first.n; i++) {
    while (j < r->second.n && statistic(r, i, j + 1, place) >= cut)
      j++;
    r->last[i] = j;
  }
}

/* The least first count of those with this total whose statistic reaches the
   cut, which rises with the first count. */
static int least_of_total(const exact_results *r, int total, double place, double cut)
{
  int n1 = r->first.n;
  int n2 = r->second.n;
  int least = total > n2 ? total - n2 : 0;
  if (total == 0 || total == n1 + n2)
    return cut <= 0 ? least : n1 + 1;
  restricted_line line = restricted_odds(total, n1, n2, exp(place));
  double from = floor(line.base + (line.beyond + cut / line.spread)) - 1;
  int i = (int)fmin(fmax(from, least), n1 + 1.0);
  while (i <= n1 && line.spread * restricted_excess(line, i) < cut)
    i++;
  return i;
}

/* For odds ratios not always: the least stair that holds all. */
static void find_hull(exact_results *r, double place, double cut)
{
  for (int i = 0; i <= r->first.n; i++)
    r->last[i] = -1;
  for (int total = 0; total <= r->first.n + r->second.n; total++) {
    int i = least_of_total(r, total, place, cut);
    if (i <= r->first.n && i <= total && total - i > r->last[i])
      r->last[i] = total - i;
  }
  for (int i = 1; i <= r->first.n; i++)
    if (r->last[i] < r->last[i - 1])
      r->last[i] = r->last[i - 1];
}

void exact_results_find(exact_results *results, double a, double b)
{
  double cut = statistic(results, results->first.x, results->second.x, b);
  cut -= TIE * (1 + fabs(cut));
  if (results->scale == PM_SCALE_ODDS)
    find_hull(results, a, cut);
  else
    find_stair(results, a, cut);
}

/* --------------------------------------------------------- probability -- */

double exact_results_probability(const exact_results *results, const exact_masses *first,
                                 const exact_masses *second)
{
  double all = 0;
  double up_to = 0;
  int j = second->from;
  for (int i = first->from; i <= first->to; i++) {
    for (; j <= results->last[i] && j <= second->to; j++)
      up_to += second->at[j];
    all += first->at[i] * up_to;
  }
  return all;
}

/* Neither a rate nor 1 less it is a difference of like terms. */
static exact_rates difference_rates(double t, double share)
{
  double gap = fabs(t);
  double range = 1 - gap;
  exact_rate low = {range * share, gap + range * (1 - share), range};
  exact_rate high = {gap + range * share, range * (1 - share), range};
  return t >= 0 ? (exact_rates){high, low} : (exact_rates){low, high};
}

static exact_rate proportional(double most, double share)
{
  return (exact_rate){most * share, (1 - share) + share * (1 - most), most};
}

/* Of which the odds are those of the share multiplied. */
static exact_rate with_odds(double multiplier, double share)
{
  double all = multiplier * share + (1 - share);
  return (exact_rate){multiplier * share / all, (1 - share) / all, multiplier / (all * all)};
}

exact_rates exact_rates_at(pm_scale scale, double place, double share)
{
  if (scale == PM_SCALE_DIFFERENCE)
    return difference_rates(place, share);
  if (scale == PM_SCALE_RATIO)
    return (exact_rates){proportional(exp(fmin(place, 0)), share),
                         proportional(exp(fmin(-place, 0)), share)};
  double multiplier = exp(place / 2);
  return (exact_rates){with_odds(multiplier, share), with_odds(1 / multiplier, share)};
}
