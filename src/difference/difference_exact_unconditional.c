/* difference_exact_unconditional.c: a value t of the scale is left out when,
   whatever the rates that have it, what was seen or is more extreme has at most
   the tail's probability (Santner & Snell 1980); more extreme is what has a
   higher score statistic of t (Chan & Zhang 1999; Agresti & Min 2001). In finite
   populations the rates are all pairs M1/N1, M2/N2 that what was seen allows.

   That probability p(t), the largest over the rates, jumps where two results
   change places in the order, and need not rise with t. So neither the limit
   nor the p-value, which is the largest p(t) of all t on one side of no
   difference, may be sought by halving, which could miss a rise further out:
   cells of values are passed over, each after proof that p(t) is nowhere in it
   too large. A quick pass, whose cells are only searched, says how far the
   proofs can come; they then need fewer cells.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_finite.h"
#include "difference_exact_results.h"
#include "difference_method.h"

/* Limits are found to this, differences closer where little is left to -1. */
static const double CLOSE = 1e-11;

/* The p-value to so much of it. */
static const double CLOSE_P = 1e-10;

/* The counts whose probability is not counted have less than this. */
static const double NEGLECTED = 1e-20;

/* Logarithms of ratios: nearer to 0 and INFINITY than these every tail decides. */
static const double FAR = 60;

/* ---------------------------------------------------------------- cells -- */

/* A lower limit that is sought. */
typedef struct problem {
  exact_results results;
  bool is_finite;
  double start;          /* the least place */
  exact_witness witness; /* of a finite population */
} problem;

/* The most that p can be from a to b; only whether it is above `enough` when it
   is. */
typedef double bound_function(problem *p, double a, double b, double enough);

static double bound_by_search(problem *p, double a, double b, double enough)
{
  exact_results_find(&p->results, a, b);
  return exact_results_search(&p->results, b, enough);
}

static double bound_by_proof(problem *p, double a, double b, double enough)
{
  exact_results_find(&p->results, a, b);
  return exact_results_prove(&p->results, b, enough);
}

static double bound_of_pairs(problem *p, double a, double b, double enough)
{
  exact_results_find(&p->results, a, b);
  return exact_finite_largest(&p->results, a, b, enough, &p->witness);
}

static double least_step(const problem *p, double a)
{
  return p->results.scale == PM_SCALE_DIFFERENCE ? CLOSE * (1e-5 + 1 + a) : CLOSE;
}

/* The first place from a to end at which the probability is above the tail. */
static double first_above(problem *p, bound_function *bound, double tail, double a, double end)
{
  double step = (end - a) / 2;
  while (a < end) {
    double b = fmin(a + step, end);
    if (bound(p, a, b, tail) <= tail) {
      a = b;
      step *= 2;
    } else if (step > least_step(p, a)) {
      step /= 2;
    } else {
      return a;
    }
  }
  return end;
}

/* Where cells end is before the first place: the narrowest still holds results that
   come in only beyond it. The place itself, by halving, if it is as near as it always
   is; a if it is not. */
static double sharpened(problem *p, double tail, double a, double end)
{
  enum { DOUBLINGS = 12, HALVINGS = 24 };
  double step = least_step(p, a);
  double low = a;
  double high = a;
  for (int i = 0; i < DOUBLINGS && bound_by_search(p, high, high, tail) <= tail; i++) {
    if (high >= end)
      return end;
    low = high;
    high = fmin(a + step, end);
    step *= 2;
  }
  if (bound_by_search(p, high, high, tail) <= tail)
    return a;
  for (int i = 0; i < HALVINGS && low < high; i++) {
    double middle = low + (high - low) / 2;
    *(bound_by_search(p, middle, middle, tail) > tail ? &high : &low) = middle;
  }
  return high;
}

/* Proven to a little before the place that a search finds, so that the last proof,
   too, has something to spare. */
static double proven_first_above(problem *p, double tail, double a, double end)
{
  double found = first_above(p, bound_by_search, tail, a, end);
  double before = found - 4 * least_step(p, found);
  double proven = before > a ? first_above(p, bound_by_proof, tail, a, before) : a;
  return proven < before ? proven : sharpened(p, tail, found, end);
}

/* The largest probability of all places up to 0: cells that could hold a larger
   one than the largest yet are halved, those next to 0 first. */
static double largest_up_to_0(problem *p)
{
  enum { CELLS_MOST = 64 }; /* halvings of start..0 that its numbers allow */
  bound_function *bound = p->is_finite ? bound_of_pairs : bound_by_proof;
  bound_function *look = p->is_finite ? bound_of_pairs : bound_by_search;
  double starts[CELLS_MOST] = {p->start};
  int count = 1;
  double end = 0;
  double most = bound(p, 0, 0, (double)INFINITY);
  while (count > 0) {
    double start = starts[count - 1];
    double middle = start + (end - start) / 2;
    double enough = most * (1 + CLOSE_P);
    double found = bound(p, start, end, enough);
    bool is_narrow = end - start <= least_step(p, start) || count == CELLS_MOST;
    if (found > enough && !is_narrow) {
      most = fmax(most, look(p, middle, middle, (double)INFINITY));
      starts[count++] = middle;
      continue;
    }
    if (found > enough)
      most = bound(p, start, end, (double)INFINITY);
    end = start;
    count--;
  }
  return p->is_finite ? most : most + NEGLECTED;
}

/* --------------------------------------------------------------- limits -- */

static double place_of(pm_scale scale, double value)
{
  return scale == PM_SCALE_DIFFERENCE ? value : fmin(log(value), FAR);
}

static double value_of(pm_scale scale, double place)
{
  return scale == PM_SCALE_DIFFERENCE ? place : exp(place);
}

static void make_problem(problem *p, pm_scale scale, const pm_pair *pair)
{
  exact_results_make(&p->results, scale, pair);
  p->is_finite = pair->population1 != 0;
  p->start = scale == PM_SCALE_DIFFERENCE ? -1 : -FAR;
}

/* The lower limit; beyond no difference only where the p-value leaves it out. */
static double lower_limit(problem *p, double tail, double estimate, bool leaves_out_null)
{
  pm_scale scale = p->results.scale;
  if (estimate == (scale == PM_SCALE_DIFFERENCE ? -1 : 0))
    return estimate;
  double place = place_of(scale, estimate);
  double a = leaves_out_null ? 0 : p->start;
  double end = leaves_out_null ? place : fmin(place, 0);
  if (!p->is_finite)
    return value_of(scale, proven_first_above(p, tail, a, end));
  double value_at_end = leaves_out_null || place <= 0 ? estimate : value_of(scale, 0);
  double found = first_above(p, bound_of_pairs, tail, a, end);
  return found < end ? p->witness.value : value_at_end;
}

/* The probability that decides whether no difference is left out at this level's
   side, for a first rate that is above the second. */
static double p_value_of(const pm_level *level, double one_sided)
{
  return level->side == PM_SIDE_TWO ? fmin(2 * one_sided, 1) : one_sided;
}

static bool is_too_large(const pm_pair *pair)
{
  return fmax(pair->n1, pair->n2) > PM_DIFFERENCE_RECORDS_MOST ||
         fmax(pair->population1, pair->population2) > PM_DIFFERENCE_POPULATION_MOST;
}

static pm_status exact_unconditional(const pm_level *level, pm_scale scale, const pm_pair *pair,
                                     pm_difference *difference)
{
  if (is_too_large(pair))
    return PM_ERROR_DOMAIN;
  double estimate = difference->estimate;
  double null = pm_scale_null(scale);
  pm_pair exchanged = {pair->x2, pair->n2,          pair->x1,
                       pair->n1, pair->population2, pair->population1};
  problem forward, backward;
  make_problem(&forward, scale, pair);
  make_problem(&backward, scale, &exchanged);
  bool is_higher = estimate > null;
  bool is_lower = estimate < null;
  bool is_tested = is_higher ? wants_lower(level) : is_lower && wants_upper(level);
  if (is_tested)
    difference->p_value = p_value_of(level, largest_up_to_0(is_higher ? &forward : &backward));
  bool leaves_out = difference->p_value < 1 - level->conf;
  if (wants_lower(level))
    difference->lower = lower_limit(&forward, level->tail, estimate, leaves_out && is_higher);
  if (wants_upper(level))
    difference->upper = mirrored_limit(scale, lower_limit(&backward, level->tail,
                                                          mirrored_limit(scale, estimate),
                                                          leaves_out && is_lower));
  return PM_OK;
}

const pm_difference_method pm_difference_exact_unconditional = {
    .about = {.name = "exact-unconditional",
              .title = "Exact interval, results ordered by the score statistic",
              .citation = "Santner & Snell 1980, Journal of the American Statistical "
                          "Association 75, 386-394; Chan & Zhang 1999, Biometrics 55, "
                          "1202-1209; Agresti & Min 2001, Biometrics 57, 963-971",
              .use = "Where coverage must never be below the level, whatever the rates, with "
                     "up to 500 records in each sample, from large populations or both from "
                     "ones of up to 100,000.",
              .avoid = "Where the typical coverage matters: it is wider than the level asks "
                       "for."},
    .flags = PM_DIFFERENCE_EXACT | PM_DIFFERENCE_WHOLE | PM_DIFFERENCE_RATIO |
             PM_DIFFERENCE_ODDS | PM_DIFFERENCE_POPULATION | PM_DIFFERENCE_BOTH_FINITE |
             PM_DIFFERENCE_SEARCHED,
    .compute = exact_unconditional,
};
