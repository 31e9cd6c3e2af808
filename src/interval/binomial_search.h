/* binomial_search.h: what the exact intervals found by a search share: the
   binomial probability that a set of counts leaves out, and the rate at which
   it reaches what it may be.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   Rates are points {p, 1 - p} with both to full relative precision, so that a
   lower limit found for n - x is, mirrored, an upper limit just as precise. */
#ifndef PM_INTERVAL_BINOMIAL_SEARCH_H
#define PM_INTERVAL_BINOMIAL_SEARCH_H

#include "num/beta.h"

#include <plusminus/interval.h>

static inline pm_beta_point pm_mirrored(pm_beta_point at)
{
  return (pm_beta_point){at.y, at.x};
}

/* Told by p up to 1/2 and by 1 - p beyond, whichever is known more finely. */
static inline bool pm_is_less(pm_beta_point a, pm_beta_point b)
{
  return a.x < 0.5 ? a.x < b.x : a.y > b.y;
}

/* A probability and its first two derivatives by the log-odds of the rate. */
typedef struct pm_jet {
  double value;
  double slope;
  double bend;
} pm_jet;

/* What is left out at one rate: P(X <= below) and P(X >= above). Each is meant
   to be the smaller part of its distribution. */
typedef struct pm_left_out {
  pm_jet below;
  pm_jet above;
} pm_left_out;

/* The counts from below + 1 to above - 1, -1 <= below < above <= n, 0 < above,
   by the two tails that they leave out. */
typedef struct pm_count_set {
  double n;
  double below;
  double above;
  pm_beta lower; /* P(X <= below) is this one's upper tail, when below >= 0 */
  pm_beta upper; /* P(X >= above) is this one's lower tail */
  /* A rate at which the tails are known: those at rates near by follow from
     them. */
  bool has_start;
  pm_beta_point start;
  pm_left_out at_start;
} pm_count_set;

pm_count_set pm_count_set_make(double n, double below, double above);

pm_left_out pm_left_out_at(const pm_count_set *set, pm_beta_point at);

/* P(X >= x)/P(X = x) for x above the mean, in as many steps as it takes. */
double pm_tail_ratio(double x, double n, double odds);

/* The rate with P(X >= x) = tail, for x > 0: the limit of Clopper & Pearson. */
pm_beta_point pm_rate_of_tail(double tail, double x, double n);

/* The largest y with P(X <= y) <= some tail, below n; -1 when there is none. */
typedef struct pm_last_count {
  double y;
  double below; /* P(X <= y) */
  double next;  /* P(X = y + 1) */
} pm_last_count;

/* For a tail whose normal quantile is z. */
pm_last_count pm_last_below(double tail, double z, double n, pm_beta_point at);

/* The set from y + 1 to x - 1, begun at a rate with P(X >= x) = tail at which y was
   found. */
pm_count_set pm_count_set_begin(const pm_last_count *last, double x, double n, double tail,
                                pm_beta_point at);

/* The logarithm of a probability over another. */
pm_jet pm_log_ratio(pm_jet of, pm_jet over);

/* The logarithm of P(X >= above) over what P(X <= below) leaves of alpha: nearer to a
   line than that of their sum. */
pm_jet pm_above_to_rest(double alpha, const pm_left_out *out);

/* The change of log-odds that takes the jet's function to 0 (Halley 1694): what
   is left after it is about the cube of what there was. */
double pm_step_to_zero(pm_jet now);

/* What rises through 0 at the rate that is looked for. */
typedef pm_jet pm_equation(double alpha, const pm_count_set *set, pm_beta_point at);

/* One equation: the set leaves out alpha. */
pm_jet pm_left_out_to_alpha(double alpha, const pm_count_set *set, pm_beta_point at);

/* The rate at which the equation is 0, from `low` on, where it is not above 0;
   it is above 0 once P(X >= above) is above alpha. */
pm_status pm_rate_solve(pm_equation *f, double alpha, const pm_count_set *set,
                        pm_beta_point low, pm_beta_point *rate);

/* Of which a lower limit is looked for, x > 0. */
typedef struct pm_rate_search {
  const pm_level *level;
  double x;
  double n;
  /* NULL; or those of n, of which every x above has its lower limit, and n - x, put
     in from the same point, its upper one. */
  const pm_interval *found;
} pm_rate_search;

typedef pm_status pm_lower_rate(const pm_rate_search *of, pm_beta_point *limit);

/* Both limits: the upper one is the lower one of the records that are not
   compliant, mirrored. */
pm_status pm_limits_of_rate(pm_lower_rate *lower, const pm_level *level, const pm_case *data,
                            pm_interval *interval);

/* Those of all x of one n, to the last bit the same: half as many searches. */
pm_status pm_limits_of_rate_all(pm_lower_rate *lower, const pm_level *level, double n,
                                pm_interval *intervals);

#endif
