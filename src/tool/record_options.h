/* record_options.h: the options of a FILE of records: what is estimated, and by which
   design they were sampled.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_RECORD_OPTIONS_H
#define TOOL_RECORD_OPTIONS_H

#include "strata_options.h"

typedef struct record_options {
  option_sets rates;
  option_pairs ratios;
  option_sets means;
  option_sets totals;
  option_sets quantiles; /* COL:P */
  option_list clusters;
  option_list differences;
  const char *pps;
  const char *joint;
  const char *design;
  const char *phase2;
  option_list phase2_strata;
} record_options;

extern const option_table record_table;

/* Is anything named that is estimated from records? */
bool record_options_are_given(const record_options *options);

/* Do they and those that they share with counts fit together? */
pm_status record_options_check(const record_options *options, const strata_options *strata,
                               pm_error *error);

/* Read the run's FILE, and tell json of it. */
pm_status record_options_read(pm_tally **tally, const record_options *options,
                              const strata_options *strata, int64_t threads,
                              const tool_output *output);

#endif
