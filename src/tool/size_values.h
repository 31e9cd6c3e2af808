/* size_values.h: numbers with commas between, as `plusminus size` takes them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_SIZE_VALUES_H
#define TOOL_SIZE_VALUES_H

#include "size_options.h"

/* A rate, or an interval that it is within. */
typedef struct size_rate_value {
  double low, high;
} size_rate_value;

/* "0.8", "80%" or "80%..90%". option: who asks. PM_ERROR_USAGE. */
pm_status size_value_rate(const char *option, const char *text, size_rate_value *value,
                          pm_error *error);

/* "40/50": x of n records, n above 0 and x up to it. */
pm_status size_value_sample(const tool_run *run, const char *option, const char *text,
                            double *x, double *n);

/* A list of margins or of rates, each 0.03, 3% or 3pp, above 0 and at most 1; *values
   is in the run's store. PM_ERROR_USAGE, PM_ERROR_MEMORY. */
pm_status size_values_rates(const tool_run *run, const char *option, const option_list *texts,
                            double **values);

/* A list of numbers of records. */
pm_status size_values_records(const tool_run *run, const char *option, const option_list *texts,
                              double **values);

/* The decimals of percentages with which the rates, margins and differences that were
   asked about are told from others: at least 1. */
int64_t size_values_digits(const size_options *options);

#endif
