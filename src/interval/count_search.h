/* count_search.h: the first number M of compliant ones in a finite population
   that the sample does not reject.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_INTERVAL_COUNT_SEARCH_H
#define PM_INTERVAL_COUNT_SEARCH_H

#include <plusminus/interval.h>

/* The probability of what speaks against M being so small: of as many compliant
   as in the case, or more. It rises with M. */
typedef double pm_count_tail(const pm_case *data, double count);

/* What is inverted, and where to begin. */
typedef struct pm_count_test {
  pm_count_tail *tail;
  double correction; /* records taken from x for continuity in the first guess */
} pm_count_test;

/* The smallest M with a tail above the level's; the largest that there is, when
   none has. */
double pm_smallest_count(const pm_count_test *test, const pm_level *level, const pm_case *data);

/* The limits that the level wants, as M/N: compliant and not compliant change
   places for the upper one. */
void pm_count_limits(const pm_count_test *test, const pm_level *level, const pm_case *data,
                     pm_interval *interval);

#endif
