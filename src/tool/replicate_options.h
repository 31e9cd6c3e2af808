/* replicate_options.h: replicate weights that came with the records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_REPLICATE_OPTIONS_H
#define TOOL_REPLICATE_OPTIONS_H

#include "estimate_run.h"
#include "output.h"

#include <plusminus/estimate.h>

typedef struct replicate_options {
  const char *weights; /* a pattern of columns; NULL: none */
  double scale;
  const char *coefficients; /* C1,C2,... or a file; NULL: none */
  int centre;               /* of deviations: 0 the estimate, 1 the mean */
  const char *saved;        /* where the records go with replicate weights; NULL: nowhere */
} replicate_options;

extern const option_table replicate_table;

/* Do they fit together, and with how the variance is estimated? */
pm_status replicate_options_check(const replicate_options *options,
                                  const estimate_choices *choices, pm_error *error);

/* Where the coefficients of replicates that are saved go: beside them, x.coefficients.csv of
   x.csv. NULL: none are saved. PM_ERROR_USAGE: that file has another use. */
pm_status replicate_options_name(const replicate_options *options, const tool_run *run,
                                 const char **coefficients);

/* Put them into the request, and tell json of a file of coefficients, which live in the run's
   store. */
pm_status replicate_options_apply(pm_estimate_request *request,
                                  const replicate_options *options, const tool_output *output);

#endif
