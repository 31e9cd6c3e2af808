/* difference_exact_results.h: of all results that two samples can have, those
   that are no less extreme than what was seen, and their probability.

   A value of the scale is here a place on its line, on which it is never
   infinite: the difference itself, or the logarithm of the ratio or odds ratio.
   At no difference it is 0.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_EXACT_RESULTS_H
#define PM_DIFFERENCE_EXACT_RESULTS_H

#include "difference_exact_masses.h"

#include <plusminus/difference.h>

/* What was seen, and the results that are no less extreme: with i in the first
   sample those with at most last[i] in the second, -1 for none. */
typedef struct exact_results {
  pm_scale scale;
  exact_sample first, second;
  int last[PM_DIFFERENCE_RECORDS_MOST + 1];
  double likely; /* the share of the range that gave the most last time */
} exact_results;

/* Counts are whole, sizes at most PM_DIFFERENCE_RECORDS_MOST. */
void exact_results_make(exact_results *results, pm_scale scale, const pm_pair *pair);

/* Sets last: all that may be no less extreme at a place from a to b; at a = b
   what is. */
void exact_results_find(exact_results *results, double a, double b);

/* Of the results found. */
double exact_results_probability(const exact_results *results, const exact_masses *first,
                                 const exact_masses *second);

/* Two rates at a place; both rise with the share, from 0 to 1. */
typedef struct exact_rates {
  exact_rate first, second;
} exact_rates;

exact_rates exact_rates_at(pm_scale scale, double place, double share);

/* The largest probability of the results found, over all rates at that place: by
   search, one that occurs, and only one above `enough` where there is one. */
double exact_results_search(exact_results *results, double place, double enough);

/* A bound of it, by proof: at most the larger of `enough` and what occurs
   (1 + EXACT_GAP); when it is above `enough` perhaps no bound. With `enough`
   INFINITY always a bound, at most what occurs (1 + EXACT_GAP). */
double exact_results_prove(exact_results *results, double place, double enough);

#define EXACT_GAP 1e-11

#endif
