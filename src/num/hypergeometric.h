/* hypergeometric.h: the hypergeometric distribution's tail where it has very
   many terms.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_NUM_HYPERGEOMETRIC_H
#define PM_NUM_HYPERGEOMETRIC_H

#include <stdbool.h>

/* The cell k and what the other three follow from: n drawn from N, of which M
   are compliant. */
typedef struct pm_table {
  double k;
  double n;
  double M;
  double N;
} pm_table;

/* P(X = k) and P(X >= k). */
typedef struct pm_first_term {
  double mass;
  double tail;
} pm_first_term;

/* For whole 0 <= n, M <= N. */
pm_first_term pm_hypergeometric_term(double k, double n, double M, double N);

/* The probabilities from k up, k at or above the mean, as a smooth curve. */
typedef struct pm_curve {
  double cells[4];   /* half a unit below k */
  double centres[4]; /* where the curve is highest, but for a tiny part */
  double marginals[4];
  double d;     /* how far cells are from centres */
  double slope; /* how fast the logarithm falls at k - 1/2 */
  double bend;  /* and its slope: 1/variance */
} pm_curve;

pm_curve pm_curve_make(const pm_table *table);

/* Whether the sum would have hundreds of terms, each nearly its neighbour. */
bool pm_curve_is_wide(const pm_curve *curve);

/* P(X >= k). */
double pm_curve_tail(const pm_curve *curve);

#endif
