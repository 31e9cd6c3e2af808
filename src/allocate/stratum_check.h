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

/* A number for a message: whole ones whole, others with two decimals. */
void pm_stratum_number(double value, char text[PM_NUMBER_SIZE]);

#endif
