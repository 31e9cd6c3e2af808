/* interval_blaker.c: the acceptability function inverted (Blaker 2000). Seen
   from a rate p below the estimate, the acceptability of x is P(X >= x) and the
   largest lower tail P(X <= y) that is no larger.

   It jumps up where one more count comes into that tail, and is then twice
   P(X >= x); between the jumps it falls at most once before it rises. At the
   limit of Clopper & Pearson P(X >= x) is alpha/2, so the acceptability is at
   most alpha there, less below, and above alpha at the first jump beyond. So
   the end of the hull of all p with an acceptability above alpha is at that
   jump, or before it where P(X >= x) + P(X <= y), with the y of the limit of
   Clopper & Pearson, reaches alpha; the set may have holes beyond, which do not
   matter (Klaschka 2010, COMPSTAT).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "binomial_search.h"
#include "interval_method.h"

#include <float.h>
#include <plusminus/num.h>

/* P(X = below + 1): P(X <= below) changes by q (below + 1) times it, and its own
   logarithm by below + 1 - n p. */
static pm_jet next_count(const pm_count_set *set, pm_beta_point at, const pm_left_out *out)
{
  bool is_first = set->below < 0;
  double mass = is_first ? pm_binomial_pmf(0, set->n, at.x)
                         : -out->below.slope / (at.y * (set->below + 1));
  double growth = is_first ? -set->n * at.x : pm_beta_excess(&set->lower, at) + at.x;
  return (pm_jet){mass, mass * growth, mass * (growth * growth - set->n * at.x * at.y)};
}

/* Whichever is reached first: the rate at which one more count comes in below, or
   that at which without it alpha is left out. */
static pm_jet jump_or_alpha(double alpha, const pm_count_set *set, pm_beta_point at)
{
  pm_left_out out = pm_left_out_at(set, at);
  pm_jet next = next_count(set, at, &out);
  pm_jet with_next = {out.below.value + next.value, out.below.slope + next.slope,
                      out.below.bend + next.bend};
  pm_jet jump = pm_log_ratio(out.above, with_next);
  pm_jet reached = pm_above_to_rest(alpha, &out);
  bool is_jump_first = !(reached.slope > 0) || pm_step_to_zero(jump) < pm_step_to_zero(reached);
  return is_jump_first ? jump : reached;
}

/* P(X >= x) and P(X <= n - x) are the same at 1/2: a jump that is there is there
   exactly, and the rate accepted. */
static pm_status lower_limit(const pm_rate_search *of, pm_beta_point *limit)
{
  static const double SAME = 8 * DBL_EPSILON;
  double tail = of->level->tail;
  pm_beta_point low = pm_rate_of_tail(tail, of->x, of->n);
  pm_last_count last = pm_last_below(tail, of->level->z, of->n, low);
  pm_count_set set = pm_count_set_begin(&last, of->x, of->n, tail, low);
  pm_status status = pm_rate_solve(jump_or_alpha, 2 * tail, &set, low, limit);
  if (last.y + 1 == of->n - of->x && fabs(limit->x - limit->y) <= SAME)
    *limit = (pm_beta_point){0.5, 0.5};
  return status;
}

static pm_status blaker(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  return pm_limits_of_rate(lower_limit, level, data, interval);
}

static pm_status blaker_all(const pm_level *level, const pm_case *data, pm_interval *intervals)
{
  return pm_limits_of_rate_all(lower_limit, level, data->n, intervals);
}

const pm_interval_method pm_interval_blaker = {
    .about = {.name = "blaker",
              .title = "Exact interval by inverting Blaker's acceptability",
              .citation = "Blaker 2000, Canadian Journal of Statistics 28, 783-798; Klaschka "
                          "2010, COMPSTAT",
              .use = "Where coverage must never be below the level: it lies within "
                     "clopper-pearson, and is as a rule a good deal shorter.",
              .avoid = "For one-sided limits, which it does not have, and where the two tails "
                       "must each be at most half of what the level leaves."},
    .flags =
        PM_INTERVAL_EXACT | PM_INTERVAL_WHOLE | PM_INTERVAL_TWO_SIDED | PM_INTERVAL_SEARCHED,
    .compute = blaker,
    .compute_all = blaker_all,
};
