/* count_search.h: the first number M of compliant ones in a finite population at
   which a set of counts leaves out more than it may.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_INTERVAL_COUNT_SEARCH_H
#define PM_INTERVAL_COUNT_SEARCH_H

#include <plusminus/interval.h>

/* The counts from below + 1 to above - 1 of a sample of n from a population, for
   any M; -1 <= below < above. Left out are P(X <= below) and P(X >= above), of the
   latter but for a share of P(X = above). */
typedef struct pm_urn_set {
  double n;
  double population;
  double below;
  double above;
  double share;
  bool one_tail; /* below is -1 and stays so */
} pm_urn_set;

/* What is left out at one M, which must be possible with a sample that has `above`
   compliant ones. From M to its neighbours it changes by the two masses, times a
   number that is known. */
typedef struct pm_urn_tails {
  double count;    /* M */
  double up;       /* P(X >= above) */
  double at_above; /* P(X = above) */
  double down;     /* P(X <= below) */
  double at_next;  /* P(X = below + 1); 0 for one tail */
} pm_urn_tails;

/* The tails at M, from those at another one if that is near enough. */
pm_urn_tails pm_urn_at(const pm_urn_set *set, double count);
void pm_urn_move(const pm_urn_set *set, pm_urn_tails *at, double count);

/* Of a set of one tail or two, let below be the largest y, at most n - 1, with
   P(X <= y | M) no more than this probability, whose normal quantile is z. */
void pm_urn_fit_below(pm_urn_set *set, pm_urn_tails *at, double most, double z);

/* Let below be one more, below n - 1 before. */
void pm_urn_raise_below(pm_urn_set *set, pm_urn_tails *at);

/* The smallest M above `low` and below `high` that leaves out more than this
   probability, or `high`. The search begins with the tails given, at an M between
   them, and leaves tails of some M there. What is left out rises with M; or else it
   falls before it rises, and the tails are those of low + 1. */
double pm_first_count(const pm_urn_set *set, pm_urn_tails *at, double most, double low,
                      double high);

/* A tail of the level, and a trifle: 1 - 0.9 is not quite 0.1, and a tail that just
   reaches the level must not count as above it. */
static inline double pm_urn_tail(const pm_level *level)
{
  return level->tail * (1 + 1e-11);
}

/* The smallest M at which the sample is not rejected: with P(X >= x | M), but for a
   share of P(X = x | M), above the level's tail. `at` becomes its tails. */
double pm_smallest_count(const pm_urn_set *set, const pm_level *level, pm_urn_tails *at);

/* The same for so many sets of one tail and no share, each with one more above than the one
   before, of the last at most n. It goes through every M from the first to the last, of
   which there ought to be less than 100,000. */
void pm_smallest_counts(pm_urn_set set, const pm_level *level, double *counts, int many);

/* The same were M not whole: between the M before it and itself, where the logarithm of
   what the set leaves out would reach the tail. Smooth in `above`, but for about one part
   in eight of M's own standard deviation; NaN where the tail of M - 1 is nothing. */
double pm_fractional_count(const pm_urn_set *set, const pm_level *level);

/* The limits that the level wants, as M/N: compliant and not compliant change
   places for the upper one. */
void pm_count_limits(double share, const pm_level *level, const pm_case *data,
                     pm_interval *interval);

#endif
