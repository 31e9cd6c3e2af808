/* allocate_options.h: the options of allocate, and the library's requests made of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ALLOCATE_OPTIONS_H
#define TOOL_ALLOCATE_OPTIONS_H

#include "allocate_goals.h"
#include "output.h"

#include <plusminus/allocate.h>

typedef struct allocate_options {
  output_options output;
  level_options level;
  option_list strata;
  const char *size;
  option_list rate;
  const char *sd, *mean, *importance, *cost, *take_all;
  const char *minimum, *maximum; /* a column, or a number */
  int64_t total;                 /* -1: not given */
  double budget, parameter;      /* NaN: not given */
  const char *method;            /* NULL: not given */
  const char *even;              /* a column; NULL: not given */
  goal_options goals;
} allocate_options;

extern const option_table allocate_strata_table;
extern const option_table allocate_fixed_table;

/* The request that reads FILE, checked for contradictions. */
pm_status allocate_options_file(pm_allocation_file_request *request,
                                const allocate_options *options, const char *file,
                                const tool_run *run);

/* The request for a total or a budget: options->method is set if it was not given. */
pm_status allocate_options_fixed(pm_allocation_request *request, allocate_options *options,
                                 const tool_run *run);

#endif
