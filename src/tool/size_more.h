/* size_more.h: what the modes of `plusminus size` share beyond their options.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_SIZE_MORE_H
#define TOOL_SIZE_MORE_H

#include "method_names.h"
#include "sheet.h"
#include "size_options.h"

#include <plusminus/plan.h>

/* The design effect of a run: what --deff gives times that of clusters or of
   incidents with several crimes. */
typedef struct size_design {
  double deff;      /* 0: none was given */
  double given;     /* of --deff alone, 0 the same */
  double clusters;  /* records of a cluster; NaN: none */
  double incidents; /* crimes of an incident; NaN: none */
} size_design;

/* PM_ERROR_USAGE, PM_ERROR_DOMAIN, PM_ERROR_MEMORY. */
pm_status size_design_take(const tool_run *run, size_design *design);

/* How many clusters, or incidents, hold so many records, not whole; NaN: none. */
double size_design_units(double records, double per_unit);

/* What is asked: a margin, a relative one, a cv, or what --n records buy. */
typedef struct size_target {
  pm_precision_kind kind;
  bool buys;
  const char *name; /* of the option: "--margin" */
  const option_list *texts;
} size_target;

/* Exactly one of them. PM_ERROR_USAGE. */
pm_status size_target_find(const tool_run *run, size_target *target);

/* The methods of a mode, which call others "not for `what`". PM_ERROR_USAGE. */
pm_status size_methods_take(const method_names_request *request, const char *what,
                            const tool_output *output);

/* As sheet_write; people are also spared columns that say what goes without saying:
   a design effect of 1, that all records are usable, that the first size is safe. */
pm_status size_sheet_write(tool_output *output, const tool_sheet *sheet, const void *items,
                           size_t size, size_t count);

/* Why each row is what it is, at most four, else of the one that takes most: texts that
   may be empty. */
typedef struct size_reason {
  double issued;
  pm_size_why why;
} size_reason;
pm_status size_reasons_write(tool_output *output, const size_reason *reasons, size_t count);

/* Open the job's output, take the mode's steps one after another while all is well, and
   close it. */
typedef struct size_course {
  const tool_run *run;
  tool_output *output; /* of the job */
  void *job;
} size_course;
pm_status size_take_steps(const size_mode *mode, const size_course *course);

/* 0 for what was not given. */
double size_or_zero(double value);
/* 1 for what was not given. */
double size_or_one(double value);

/* Hours and cost of so many records drawn; NaN where nobody said what one takes. */
double size_hours(const size_options *options, double issued);
double size_cost(const size_options *options, double issued);

#endif
