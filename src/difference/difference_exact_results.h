/* difference_exact_results.h: of all results that two samples can have, those
   that are no less extreme than what was seen, and their probability.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_EXACT_RESULTS_H
#define PM_DIFFERENCE_EXACT_RESULTS_H

#include <stdbool.h>

enum { EXACT_RECORDS_MOST = 500 }; /* in each sample: time grows with their square */

/* From the probability of each count to that of the next, but for the odds. */
typedef struct exact_sample {
  int x, n;
  double up[EXACT_RECORDS_MOST + 1];
  double down[EXACT_RECORDS_MOST + 1];
} exact_sample;

/* What was seen, and the results that are no less extreme: with i in the first
   sample those with at most last[i] in the second, -1 for none. */
typedef struct exact_results {
  exact_sample first, second;
  int last[EXACT_RECORDS_MOST + 1];
  double likely; /* where in its range the second rate gave the most last time */
} exact_results;

/* Counts are whole, sizes at most EXACT_RECORDS_MOST. */
void exact_results_make(exact_results *results, double x1, double n1, double x2, double n2);

/* The most that the probability of what was seen, or is more extreme by the
   score statistic of the difference, can be for differences from a to b,
   whatever the rates; at a = b it is that probability itself. Only whether it
   is above `enough` is told when it is. */
double exact_results_bound(exact_results *results, double a, double b, double enough);

#endif
