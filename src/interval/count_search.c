/* count_search.c: the first number M of compliant ones in a finite population at
   which a set of counts leaves out more than it may.

   When one of the N - M that are not compliant becomes compliant, X grows by 1 if
   that one is in the sample. So P(X >= a | M + 1) is P(X >= a | M) and
     P(X = a | M + 1) a/(M + 1),
   and from one tail and its first term all others follow, M by M. A tail by itself
   is needed once in a search, or twice where the population is so large that the
   first guess is far off.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "count_search.h"

#include "interval_method.h"
#include "num/hypergeometric.h"

#include <plusminus/num.h>

/* ----------------------------------------------------------- one M -- */

/* P(X = k | M + 1)/P(X = k | M) */
static double growth(const pm_urn_set *set, double k, double count)
{
  double others = set->population - count;
  return (count + 1) * (others - set->n + k) / ((count + 1 - k) * others);
}

/* P(X = k + 1 | M)/P(X = k | M) */
static double ratio_up(const pm_urn_set *set, double k, double count)
{
  double rest = set->population - count - set->n + k + 1;
  return (count - k) * (set->n - k) / ((k + 1) * rest);
}

/* Told by those not compliant, X <= y is a tail of n - y or more. */
static void find_down(const pm_urn_set *set, pm_urn_tails *at)
{
  double others = set->population - at->count;
  pm_first_term last =
      pm_hypergeometric_term(set->n - set->below, set->n, others, set->population);
  at->down = last.tail;
  at->at_next = last.mass > 0
                    ? last.mass * ratio_up(set, set->below, at->count)
                    : pm_hypergeometric_pmf(set->below + 1, set->n, at->count, set->population);
}

pm_urn_tails pm_urn_at(const pm_urn_set *set, double count)
{
  pm_first_term term = pm_hypergeometric_term(set->above, set->n, count, set->population);
  pm_urn_tails at = {.count = count, .up = term.tail, .at_above = term.mass};
  if (!set->one_tail)
    find_down(set, &at);
  return at;
}

/* How many M are as many steps as a tail by itself is worth, which takes the longer
   the more counts there are in it. */
static double near(const pm_urn_set *set, const pm_urn_tails *at)
{
  static const double LEAST = 16;
  static const double MOST = 120;
  double rate = at->count / set->population;
  double left = 1 - set->n / set->population;
  return fmin(LEAST + sqrt(set->n * rate * (1 - rate) * left), MOST);
}

static void step_up(const pm_urn_set *set, pm_urn_tails *at)
{
  double a = set->above;
  double b = set->below + 1;
  at->at_above *= growth(set, a, at->count);
  if (!set->one_tail)
    at->at_next *= growth(set, b, at->count);
  at->count++;
  at->up += at->at_above * a / at->count;
  if (!set->one_tail)
    at->down = fmax(at->down - at->at_next * b / at->count, 0);
}

static void step_down(const pm_urn_set *set, pm_urn_tails *at)
{
  double a = set->above;
  double b = set->below + 1;
  at->up -= at->at_above * a / at->count;
  if (!set->one_tail)
    at->down += at->at_next * b / at->count;
  at->count--;
  at->at_above /= growth(set, a, at->count);
  if (!set->one_tail)
    at->at_next /= growth(set, b, at->count);
}

/* A mass that has come to nothing has no way back. */
static bool has_way_down(const pm_urn_set *set, const pm_urn_tails *at)
{
  return at->at_above > 0 && (set->one_tail || at->at_next > 0);
}

void pm_urn_move(const pm_urn_set *set, pm_urn_tails *at, double count)
{
  if (fabs(count - at->count) > near(set, at) || (count < at->count && !has_way_down(set, at)))
    *at = pm_urn_at(set, count);
  while (at->count < count)
    step_up(set, at);
  while (at->count > count)
    step_down(set, at);
}

/* ------------------------------------------------------------- below -- */

void pm_urn_raise_below(pm_urn_set *set, pm_urn_tails *at)
{
  set->below++;
  at->down += at->at_next;
  at->at_next = at->at_next > 0
                    ? at->at_next * ratio_up(set, set->below, at->count)
                    : pm_hypergeometric_pmf(set->below + 1, set->n, at->count, set->population);
}

/* From the normal quantile by steps of one. */
void pm_urn_fit_below(pm_urn_set *set, pm_urn_tails *at, double most, double z)
{
  double rate = at->count / set->population;
  double left = 1 - set->n / set->population;
  double guess = set->n * rate - z * sqrt(set->n * rate * (1 - rate) * left) - 0.5;
  set->below = fmin(fmax(floor(guess), 0), set->n - 1);
  set->one_tail = false;
  find_down(set, at);
  while (set->below >= 0 && at->down > most) {
    at->at_next = pm_hypergeometric_pmf(set->below, set->n, at->count, set->population);
    at->down = set->below == 0 ? 0 : fmax(at->down - at->at_next, 0);
    set->below--;
  }
  while (set->below < set->n - 1 && at->down + at->at_next <= most)
    pm_urn_raise_below(set, at);
}

/* ------------------------------------------------------------- search -- */

static double left_out(const pm_urn_set *set, const pm_urn_tails *at)
{
  return at->up - set->share * at->at_above + at->down;
}

/* How far it is to where most is left out, by the logarithm and Halley's step; not
   above 0 or not a number where less is left out further on. */
static double distance(const pm_urn_set *set, const pm_urn_tails *at, double most)
{
  double a = set->above;
  double b = set->below + 1;
  double over = at->count > 0 ? 1 / at->count : 0;
  double up = at->at_above * (a * over + set->share * (1 - growth(set, a, at->count)));
  double down = set->one_tail ? 0 : at->at_next * b * over;
  double slope = up - down;
  double bend = up * (growth(set, a, at->count) - 1);
  if (down > 0)
    bend -= down * (growth(set, b, at->count) - 1);
  double value = left_out(set, at);
  double log_slope = slope / value;
  double log_bend = bend / value - log_slope * log_slope;
  double log_value = log(value / most);
  if (!(slope > 0))
    return (double)NAN;
  return -log_value / (log_slope - log_value * log_bend / (2 * log_slope));
}

/* M by M towards the first that leaves out too much, within the bracket. */
static void stroll(const pm_urn_set *set, pm_urn_tails *at, double most, double *low,
                   double *high)
{
  bool is_above = at->count == *high;
  double steps = 2 * near(set, at);
  for (; steps > 0 && *high - *low > 1; steps--) {
    if (!is_above)
      step_up(set, at);
    else if (has_way_down(set, at))
      step_down(set, at);
    else
      return;
    bool is_now_above = left_out(set, at) > most;
    *(is_now_above ? high : low) = at->count;
    if (is_now_above != is_above)
      return;
  }
}

double pm_first_count(const pm_urn_set *set, pm_urn_tails *at, double most, double low,
                      double high)
{
  enum { QUICK = 12 };
  double end = high;
  for (int i = 0; high - low > 1; i++) {
    *(left_out(set, at) > most ? &high : &low) = at->count;
    double step = distance(set, at, most);
    if (i < QUICK && fmin(fabs(step), end - low) < near(set, at)) {
      stroll(set, at, most, &low, &high);
      continue;
    }
    double next = floor(at->count + step);
    if (!(next < high) && high == end)
      next = high - 1;
    if (i >= QUICK || !(next > low && next < high))
      next = floor(low + (high - low) / 2);
    if (high - low > 1)
      *at = pm_urn_at(set, next);
  }
  return high;
}

/* Where the smallest M is likely to be: the score interval corrected for the
   population and for continuity. */
static double likely_count(const pm_urn_set *set, const pm_level *level)
{
  pm_case data = {set->above, set->n, set->population};
  double gain = population_gain(&data);
  double x = set->above - (0.5 - set->share);
  double rate = wilson_lower(level->z, x * gain, set->n * gain);
  return floor(rate * set->population);
}

double pm_smallest_count(const pm_urn_set *set, const pm_level *level, pm_urn_tails *at)
{
  double low = set->above - 1;
  double high = set->population - set->n + set->above;
  *at = pm_urn_at(set, fmax(fmin(likely_count(set, level), high - 1), low + 1));
  return pm_first_count(set, at, pm_urn_tail(level), low, high);
}

/* From the last set's tails those of the next, at an M that does not leave out too much.
   Beside a tail that is many times the level's, what rounding did to it would not be
   little beside the next. */
static void raise_above(pm_urn_set *set, pm_urn_tails *at, double most)
{
  static const double LEAP = 10;
  bool is_leap = at->up > LEAP * most;
  at->up -= at->at_above;
  at->at_above *= ratio_up(set, set->above, at->count);
  set->above++;
  if (is_leap || !(at->at_above > 0)) /* 0: at this M there are not so many */
    *at = pm_urn_at(set, fmax(at->count, set->above));
}

/* One more above needs one more of M at least, so M goes up from the last one. T steps of
   M are off by up to 6 LEAP T DBL_EPSILON/2 of the level's tail, which is below DOUBT up to
   T = 100,000. Where the tail is within that of its bound it is taken afresh. */
void pm_smallest_counts(pm_urn_set set, const pm_level *level, double *counts, int many)
{
  static const double DOUBT = 1e-9;
  double most = pm_urn_tail(level);
  pm_urn_tails at;
  counts[0] = pm_smallest_count(&set, level, &at);
  pm_urn_move(&set, &at, counts[0]);
  for (int i = 1; i < many; i++) {
    raise_above(&set, &at, most);
    double end = set.population - set.n + set.above; /* where so many are sure */
    for (; at.count < end && at.up <= most * (1 + DOUBT); step_up(&set, &at)) {
      if (at.up >= most * (1 - DOUBT))
        at = pm_urn_at(&set, at.count);
      if (at.up > most)
        break;
    }
    counts[i] = at.count;
  }
}

double pm_fractional_count(const pm_urn_set *set, const pm_level *level)
{
  pm_urn_tails at;
  double count = pm_smallest_count(set, level, &at);
  pm_urn_move(set, &at, count);
  double above = left_out(set, &at);
  pm_urn_move(set, &at, count - 1);
  double below = left_out(set, &at);
  if (!(below > 0))
    return (double)NAN;
  return count - 1 + log(pm_urn_tail(level) / below) / log(above / below);
}

void pm_count_limits(double share, const pm_level *level, const pm_case *data,
                     pm_interval *interval)
{
  double population = data->population;
  pm_urn_set set = {.n = data->n,
                    .population = population,
                    .below = -1,
                    .above = data->x,
                    .share = share,
                    .one_tail = true};
  pm_urn_tails at;
  if (wants_lower(level))
    interval->lower = pm_smallest_count(&set, level, &at) / population;
  set.above = data->n - data->x;
  if (wants_upper(level))
    interval->upper = (population - pm_smallest_count(&set, level, &at)) / population;
}
