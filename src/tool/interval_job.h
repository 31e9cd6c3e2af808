/* interval_job.h: one run of `plusminus interval`: its methods, its level, and
   the table that its rows go to.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_INTERVAL_JOB_H
#define TOOL_INTERVAL_JOB_H

#include "interval_coverage.h"
#include "interval_methods.h"
#include "sheet.h"

#include <plusminus/interval.h>

typedef struct interval_options {
  output_options output;
  level_options level;
  thread_options speed;
  option_list methods;
  const char *population;
  const char *x, *n;
  int side; /* a pm_side */
  bool is_effective;
  bool coverage;
  const char *simultaneous; /* a way to several levels at once */
  int64_t family;           /* how many intervals those are */
} interval_options;

typedef struct interval_job {
  const tool_run *run;
  interval_options *options;
  pm_level level;
  interval_methods methods;
  coverage_cache coverage;
  tool_output output;
  tool_sheet sheet;
  sheet_view view;
} interval_job;

/* A case, with what was computed from it. */
typedef struct interval_entry {
  const char *const *carried;
  pm_case data;
  const pm_interval *intervals; /* by each of the methods */
} interval_entry;

/* Open the output and resolve the level and the methods. Whatever it returns,
   the caller ends with output_close. */
pm_status interval_job_begin(interval_job *job);

/* Begin the table, with the carried columns in front. */
pm_status interval_job_open(interval_job *job, const char *const *carried, size_t count);

/* Free what is not the output's. */
void interval_job_end(interval_job *job);

/* One case's interval by each of the methods, into as many places. */
pm_status interval_job_compute(const interval_job *job, const pm_case *data,
                               pm_interval *intervals, pm_error *error);

/* One case's rows, with its intervals; faults go to error. */
pm_status interval_job_add(interval_job *job, const interval_entry *entry, pm_error *error);

/* The rows of a file (interval_file.c). */
pm_status interval_file(interval_job *job, const char *file);

#endif
