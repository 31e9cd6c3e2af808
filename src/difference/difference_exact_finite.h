/* difference_exact_finite.h: the same for samples from finite populations.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_EXACT_FINITE_H
#define PM_DIFFERENCE_EXACT_FINITE_H

#include "difference_exact_results.h"

/* Where a pair of populations is that may be what was drawn from. */
typedef struct exact_witness {
  double place, value; /* of the scale: place itself, or its exponential */
} exact_witness;

/* The largest probability of the results found, over all pairs of populations
   that what was seen can have been drawn from and that lie from a to b, by
   looking at every pair that could have it; 0 when there is no pair. Or one
   above `enough`; the pair of the last one that is larger goes to *witness. */
double exact_finite_largest(const exact_results *results, double a, double b, double enough,
                            exact_witness *witness);

#endif
