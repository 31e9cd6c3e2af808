/* apportion.h: records handed out one after the other to the stratum whose next one is
   worth most, without doing so one by one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_APPORTION_H
#define PM_ALLOCATE_APPORTION_H

#include "allocate/allocation_method.h"

/* Strata as columns: each loop over them reads what it needs and no more. */
typedef struct pm_apportion {
  const pm_stratum_plan *strata; /* for the labels, which break ties */
  size_t count;
  double *square;  /* w_h^2 >= 0, the largest 1 or a little less; 0: nothing is gained */
  double *weight;  /* w_h */
  double *minimum; /* >= 1 */
  double *maximum;
  double *cost; /* of a record; 1 everywhere when limit is a total */
  double limit; /* of sum cost n */
  double *n;
  const pm_allocator *allocator;
} pm_apportion;

/* Where it stopped. */
typedef struct pm_apportion_end {
  double spent;    /* sum cost n */
  double priority; /* of the best record that did not fit; 0: every stratum with a weight
                      is full */
  bool is_full;    /* likewise */
} pm_apportion_end;

/* What record n of a stratum is worth beside n - 1 of them, for each unit of cost: its
   part in w^2/(n - 1) - w^2/n. */
static inline double apportion_priority(double square, double n)
{
  return square / (n * (n - 1));
}

/* Is stratum a before b where they are worth the same? */
bool pm_apportion_before(const pm_stratum_plan *strata, size_t a, size_t b);

/* Set n to the minima and then add records in the order of their priorities until the
   next one would pass the limit, which the minima must not. PM_OK, PM_ERROR_MEMORY. */
pm_status pm_apportion_run(const pm_apportion *problem, pm_apportion_end *end);

/* sum cost n, without the rounding of the sum. */
double pm_apportion_spent(const pm_apportion *problem);

#endif
