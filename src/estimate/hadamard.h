/* hadamard.h: square matrices of +1 and -1 whose rows are orthogonal.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_HADAMARD_H
#define PM_ESTIMATE_HADAMARD_H

#include "core/memory.h"

enum { PM_HADAMARD_FACTORS_MOST = 20 };

/* What a matrix is the Kronecker product of: one of order 2 (q = 0), of order
   q + 1 or of order 2 (q + 1), q = p^k. */
typedef struct pm_hadamard_factor {
  size_t order, q, p;
  int8_t *character; /* of q elements: +1 for a square, -1 for none, 0 for zero */
} pm_hadamard_factor;

/* A matrix, of which any sign can be asked; it takes memory in order, not in its
   square. Row 0 is all +1, so that every other row has as many of each. */
typedef struct pm_hadamard {
  size_t order;
  size_t factor_count;
  pm_hadamard_factor factors[PM_HADAMARD_FACTORS_MOST];
} pm_hadamard;

/* The smallest order >= least (up to 2^19) for which there is a construction. */
size_t pm_hadamard_order(size_t least);

/* The matrix of an order that there is, in the arena's memory; false: out of
   memory, or there is none. */
bool pm_hadamard_make(pm_hadamard *matrix, size_t order, pm_arena *arena);

/* +1 or -1. */
int pm_hadamard_sign(const pm_hadamard *matrix, size_t row, size_t column);

#endif
