/* stratum_check.h: can these strata be sampled at all?

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_STRATUM_CHECK_H
#define PM_ALLOCATE_STRATUM_CHECK_H

#include "allocate/allocation_method.h"

/* PM_ERROR_DOMAIN, with a fault for each number that is none and each floor above its
   cap; PM_ERROR_USAGE when there is no stratum. */
pm_status pm_stratum_plans_check(const pm_stratum_plan *strata, size_t count, pm_error *error);

/* "stratum 'Kent'", or of one without a label "stratum 3". */
enum { PM_STRATUM_NAME = 200 };
void pm_stratum_name(const pm_stratum_plan *strata, size_t stratum, char name[PM_STRATUM_NAME]);

/* Bounds that leave no room for a total or a budget. */
typedef struct pm_stratum_limit {
  const pm_stratum_plan *strata;
  size_t count;
  double at; /* what their minima add up to or cost, or their maxima */
  double limit;
  bool is_budget;
} pm_stratum_limit;

/* PM_ERROR_DOMAIN: "the minima of 3 strata add up to 12, 2 more than the total of 10; the
   largest is 7, of stratum 'Kent'". */
pm_status pm_stratum_limit_fault(const pm_stratum_limit *limit, pm_error *error);

/* An allocation to be remarked on. */
typedef struct pm_stratum_remarks {
  const pm_stratum_plan *strata;
  size_t count;
  const double *n;
  const char *rest; /* why strata without a spread get more than their minimum, where they
                       do; NULL: spread does not matter */
  bool is_shared;   /* a total or a budget: without any spread, as if all were equal */
  bool is_by_cv;    /* as if all coefficients of variation were; they need not be known */
} pm_stratum_remarks;

/* What a total leaves when strata with a spread are full. */
#define PM_STRATUM_LEFT "what the others cannot take, being at their maximum"

/* Notes one-record, and spread-none, spread-zero or spread-rest. notes may be NULL. PM_OK
   or PM_ERROR_MEMORY. */
pm_status pm_stratum_remark(const pm_stratum_remarks *it, pm_notes *notes, pm_error *error);

#endif
