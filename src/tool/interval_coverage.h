/* interval_coverage.h: the true coverage of a run's intervals, computed once for
   each method, n and population.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_INTERVAL_COVERAGE_H
#define TOOL_INTERVAL_COVERAGE_H

#include "options.h"

#include <plusminus/interval.h>

/* Zero it, with store, first. */
typedef struct coverage_cache {
  option_store *store; /* for what is known of each n */
  struct coverage_entry **buckets;
  pm_coverage *latest; /* where limits are still at hand */
  const struct coverage_entry *latest_entry;
} coverage_cache;

typedef struct coverage_figures {
  double minimum;
  double mean;
  double at_estimate; /* the coverage where the true rate is x/n */
} coverage_figures;

/* PM_ERROR_DOMAIN when n or the population is not whole, or n is beyond 1e6. */
pm_status coverage_cache_get(coverage_cache *cache, const pm_interval_method *method,
                             const pm_level *level, const pm_case *data,
                             coverage_figures *figures, pm_error *error);
void coverage_cache_end(coverage_cache *cache);

#endif
