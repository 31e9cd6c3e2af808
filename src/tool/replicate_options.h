/* replicate_options.h: replicate weights that came with the records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_REPLICATE_OPTIONS_H
#define TOOL_REPLICATE_OPTIONS_H

#include "options.h"
#include "tool.h"

#include <plusminus/estimate.h>

typedef struct replicate_options {
  const char *weights; /* a pattern of columns; NULL: none */
  double scale;
  const char *coefficients; /* C1,C2,...; NULL: none */
} replicate_options;

extern const option_table replicate_table;

/* Do they fit together, and with the method for the variance? */
pm_status replicate_options_check(const replicate_options *options, const char *variance,
                                  pm_error *error);

/* Put them into the request; the coefficients live in the run's store. */
pm_status replicate_options_apply(pm_estimate_request *request,
                                  const replicate_options *options, const tool_run *run);

#endif
