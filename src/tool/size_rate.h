/* size_rate.h: one run of `plusminus size` for one rate, and its tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_SIZE_RATE_H
#define TOOL_SIZE_RATE_H

#include "size_more.h"
#include "size_values.h"

/* A row of the table: one method, rate and margin. */
typedef struct rate_row {
  const char *method;
  double rate, margin, relative, cv, conf, population, deff, response;
  pm_size size;
  const char *width;
  double assurance, eligible, coverage_min;
  double clusters, incidents; /* to be drawn */
  pm_size_why why;
  const char *reason; /* of why */
} rate_row;

/* One run. */
typedef struct rate_job {
  const tool_run *run;
  size_options *options;
  tool_output output;
  pm_size_request request; /* what is the same in every row */
  size_rate_value *rates;
  size_t rate_count;
  size_target target;
  double *targets; /* margins, relative ones or cvs; with --n, numbers of records */
  size_t target_count;
  bool buys; /* --n */
  size_design design;
  rate_row *rows; /* by method, rate, target */
  size_t row_count;
  size_t pair_count;
  size_t empty_count; /* those that cannot be met */
} rate_job;

extern const char *const size_width_names[]; /* by pm_width */

/* A step: where estimate's default interval would be far wider than what was planned, a
   note. */
pm_status size_counterpart_note(void *context);

/* A step: the table of all rows; for people, of several rates and margins, a grid; and
   why. */
pm_status size_rate_write(void *context);

#endif
