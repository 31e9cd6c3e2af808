/* size_more.h: what the modes of `plusminus size` share beyond their options.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_SIZE_MORE_H
#define TOOL_SIZE_MORE_H

#include "method_names.h"
#include "size_options.h"

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

/* The methods of a mode, which call others "not for `what`". PM_ERROR_USAGE. */
pm_status size_methods_take(const method_names_request *request, const char *what,
                            const tool_output *output);

/* 0 for what was not given. */
double size_or_zero(double value);
/* 1 for what was not given. */
double size_or_one(double value);

/* Hours and cost of so many records drawn; NaN where nobody said what one takes. */
double size_hours(const size_options *options, double issued);
double size_cost(const size_options *options, double issued);

#endif
