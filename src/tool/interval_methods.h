/* interval_methods.h: the methods for one rate that a run takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_INTERVAL_METHODS_H
#define TOOL_INTERVAL_METHODS_H

#include "output.h"

#include <plusminus/interval.h>

typedef struct interval_methods {
  const pm_interval_method **items; /* in the run's store */
  size_t count;
} interval_methods;

/* What of the run decides which methods it can have. */
typedef struct interval_methods_request {
  option_list *names; /* as --method gave them; then those that are taken */
  bool has_population;
  pm_side side;
  bool is_effective; /* counts that need not be whole */
} interval_methods_request;

extern const char *const interval_side_names[]; /* by pm_side; ended by NULL */

bool interval_takes_population(const pm_interval_method *method);

/* The methods named; the default when none is; with "all", those that the run
   can have, with a note on the others. PM_ERROR_USAGE, PM_ERROR_MEMORY. */
pm_status interval_methods_take(interval_methods *methods,
                                const interval_methods_request *request,
                                const tool_output *output);

#endif
