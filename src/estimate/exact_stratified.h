/* exact_stratified.h: an exact interval for the compliant units of a stratified
   finite population. doc/exact-stratified.md has the method and its proof.

   A stratum has `size` units, M of them compliant (not known); n were drawn
   without replacement, x of them compliant. A configuration is an M for each
   stratum. The interval covers the sum of the M with at least the level's
   probability whatever the configuration is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_EXACT_STRATIFIED_H
#define PM_ESTIMATE_EXACT_STRATIFIED_H

#include <plusminus/interval.h>

#include "core/memory.h"

typedef struct pm_exact_stratum {
  double x, n, size; /* whole, 0 <= x <= n <= size, n >= 1 */
} pm_exact_stratum;

/* How the worst configuration is found. */
typedef enum pm_exact_way {
  PM_EXACT_BEST,       /* by enumeration where that is quick, else by a bound */
  PM_EXACT_BOUND,      /* always by the bound */
  PM_EXACT_ENUMERATED, /* always by enumeration: only for very small designs */
  PM_EXACT_CLASSICAL   /* by enumeration, with the statistic of Wendell & Schmee 1996 */
} pm_exact_way;

typedef struct pm_exact_request {
  const pm_exact_stratum *strata;
  size_t count;
  pm_level level;
  pm_exact_way way;
  pm_arena *arena; /* work space */
} pm_exact_request;

/* Compliant units, whole numbers. */
typedef struct pm_exact_limits {
  double lower, upper;
} pm_exact_limits;

/* PM_OK or PM_ERROR_MEMORY. */
pm_status pm_exact_stratified(const pm_exact_request *request, pm_exact_limits *limits);

#endif
