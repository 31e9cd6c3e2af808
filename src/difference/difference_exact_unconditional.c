/* difference_exact_unconditional.c: a difference t is left out when, whatever
   the rates that are so far apart, what was seen or is more extreme has at most
   the tail's probability (Santner & Snell 1980); more extreme is what has a
   higher score statistic of t (Chan & Zhang 1999).

   That probability p(t), the largest over the rates, jumps where two results
   change places in the order, and need not rise with t. So neither the limit
   nor the p-value, which is the largest p(t) of all t on one side of 0, may be
   sought by halving, which could miss a rise further out: cells of differences
   are passed over, each after proof that p(t) is nowhere in it too large.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_results.h"
#include "difference_method.h"

/* Limits are found to this, closer where little is left to -1. */
static const double CLOSE = 1e-11;

static double least_step(double a)
{
  return CLOSE * (1e-5 + 1 + a);
}

/* The first difference from a to end at which the probability is above the
   tail. */
static double first_above(exact_results *results, double tail, double a, double end)
{
  double step = (end - a) / 2;
  while (a < end) {
    double b = fmin(a + step, end);
    if (exact_results_bound(results, a, b, tail) <= tail) {
      a = b;
      step *= 2;
    } else if (step > least_step(a)) {
      step /= 2;
    } else {
      return a;
    }
  }
  return end;
}

/* The largest probability of all differences up to 0: cells that could hold a
   larger one than the largest yet are halved, those next to 0 first. */
static double largest_up_to_0(exact_results *results)
{
  enum { CELLS_MOST = 64 }; /* halvings of -1..0 that its numbers allow */
  double starts[CELLS_MOST] = {-1};
  int count = 1;
  double end = 0;
  double most = exact_results_bound(results, 0, 0, (double)INFINITY);
  while (count > 0) {
    double start = starts[count - 1];
    double middle = start + (end - start) / 2;
    double enough = most * (1 + CLOSE);
    double bound = exact_results_bound(results, start, end, enough);
    bool is_narrow = end - start <= least_step(start) || count == CELLS_MOST;
    if (bound > enough && !is_narrow) {
      most = fmax(most, exact_results_bound(results, middle, middle, (double)INFINITY));
      starts[count++] = middle;
      continue;
    }
    most = fmax(most, bound);
    end = start;
    count--;
  }
  return most;
}

/* The probability that decides whether 0 is left out at this level's side, for
   a first rate that is above the second. */
static double p_value_of(const pm_level *level, double one_sided)
{
  return level->side == PM_SIDE_TWO ? fmin(2 * one_sided, 1) : one_sided;
}

/* The lower limit; beyond 0 only where the p-value leaves 0 out. */
static double lower_limit(exact_results *results, const pm_level *level, double estimate,
                          bool leaves_out_0)
{
  return leaves_out_0 ? first_above(results, level->tail, 0, estimate)
                      : first_above(results, level->tail, -1, fmin(estimate, 0));
}

static pm_status exact_unconditional(const pm_level *level, pm_scale scale, const pm_pair *pair,
                                     pm_difference *difference)
{
  (void)scale;
  if (fmax(pair->n1, pair->n2) > EXACT_RECORDS_MOST)
    return PM_ERROR_DOMAIN;
  double d = difference->estimate;
  exact_results forward, backward;
  exact_results_make(&forward, pair->x1, pair->n1, pair->x2, pair->n2);
  exact_results_make(&backward, pair->x2, pair->n2, pair->x1, pair->n1);
  bool is_tested = d > 0 ? wants_lower(level) : d < 0 && wants_upper(level);
  if (is_tested)
    difference->p_value = p_value_of(level, largest_up_to_0(d > 0 ? &forward : &backward));
  bool leaves_out_0 = difference->p_value < 1 - level->conf;
  if (wants_lower(level))
    difference->lower = lower_limit(&forward, level, d, leaves_out_0 && d > 0);
  if (wants_upper(level))
    difference->upper = -lower_limit(&backward, level, -d, leaves_out_0 && d < 0);
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
    .flags = PM_DIFFERENCE_EXACT | PM_DIFFERENCE_WHOLE | PM_DIFFERENCE_SEARCHED,
    .compute = exact_unconditional,
};
