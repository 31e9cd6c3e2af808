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

/* The counts from below + 1 to above - 1, -1 <= below < above <= n, 0 < above,
   by the two tails that they leave out. */
typedef struct pm_count_set {
  double n;
  double below;
  double above;
  pm_beta lower; /* P(X <= below) is this one's upper tail, when below >= 0 */
  pm_beta upper; /* P(X >= above) is this one's lower tail */
} pm_count_set;

pm_count_set pm_count_set_make(double n, double below, double above);

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

pm_left_out pm_left_out_at(const pm_count_set *set, pm_beta_point at);

/* The rate with P(X >= x) = tail, for x > 0: the limit of Clopper & Pearson. */
pm_beta_point pm_rate_of_tail(double tail, double x, double n);

/* The largest y with P(X <= y) <= tail; -1 when there is none. */
double pm_last_below(double tail, double n, pm_beta_point at);

/* The rate from `low` on at which the set leaves out alpha: at `low` it leaves
   out no more. */
pm_status pm_left_out_reaches(double alpha, const pm_count_set *set, pm_beta_point low,
                              pm_beta_point *rate);

/* The rate between two at which the set leaves out as much above as below: at
   `low` it is less, at `high` more. */
pm_status pm_left_out_is_even(const pm_count_set *set, pm_beta_point low, pm_beta_point high,
                              pm_beta_point *rate);

#endif
