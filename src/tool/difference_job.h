/* difference_job.h: one run of `plusminus difference`: its methods, its level,
   and the table that its rows go to.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_DIFFERENCE_JOB_H
#define TOOL_DIFFERENCE_JOB_H

#include "sheet.h"

#include <plusminus/difference.h>

typedef struct difference_options {
  output_options output;
  level_options level;
  thread_options speed;
  option_list methods;
  int scale; /* a pm_scale */
  int side;  /* a pm_side */
  bool is_effective;
  const char *population1, *population2;
  const char *x1, *n1, *x2, *n2;
  option_list strata; /* none: each row of a file is a comparison */
  const char *weight;
  option_sets by;
} difference_options;

typedef struct difference_job {
  const tool_run *run;
  difference_options *options;
  pm_level level;
  size_t strata_count; /* 0: not by strata */
  bool is_one;         /* comparison, whose counts by several methods are told once */
  tool_output output;
  tool_sheet sheet;
  sheet_view view;
  struct difference_row *rows; /* of one comparison, written together; or NULL */
} difference_job;

/* Open the output and resolve the level and the methods. Whatever it returns,
   the caller ends with output_close. */
pm_status difference_job_begin(difference_job *job);

/* Begin the table, with the carried columns in front. */
pm_status difference_job_open(difference_job *job, const char *const *carried, size_t count);

/* One comparison by each of the methods, into as many places. */
pm_status difference_job_compute(const difference_job *job, const pm_pair *pair,
                                 pm_difference *differences, pm_error *error);

/* One comparison's rows, with what each of the methods found. */
pm_status difference_job_add(difference_job *job, const char *const *carried,
                             const pm_pair *pair, const pm_difference *differences);

/* The rows of a file. */
pm_status difference_job_file(difference_job *job, const char *file);

/* The rows of a file as strata of one comparison, and of one in each domain. */
pm_status difference_job_strata(difference_job *job, const char *file);

/* Is this the name of a column that the result has itself? */
bool difference_job_has_column(const char *name);

/* The numbers of a row, in the order x1, n1, x2, n2 and the populations. */
pm_pair difference_job_pair(const double *numbers);
/* The place of the one that a fault is of, or ROW_COLUMN_NONE (row_source.h). */
size_t difference_job_blamed(const double *numbers);

#endif
