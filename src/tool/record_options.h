/* record_options.h: the options of a FILE of records: what is estimated, and by which
   design they were sampled.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_RECORD_OPTIONS_H
#define TOOL_RECORD_OPTIONS_H

#include "calibrate_options.h"
#include "strata_options.h"

typedef struct record_options {
  option_sets rates;
  option_pairs ratios;
  option_sets means;
  option_sets totals;
  option_sets quantiles; /* COL:P */
  option_list clusters;
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

/* Beside a table's own options: what else decides what is read. */
typedef struct record_reading {
  const strata_options *strata;
  const pm_calibration *calibration; /* NULL: none */
  bool keep_records;
  bool keep_units; /* for replicates, where there are no clusters to make them of */
  const char *replicate_weights; /* a pattern of columns; NULL: none */
  bool is_part;                  /* that is saved for others to be added */
  int64_t threads;
} record_reading;

/* Read the run's FILE, and tell json of it. */
pm_status record_options_read(pm_tally **tally, const record_options *options,
                              const record_reading *reading, const tool_output *output);

/* Tell json where a tally's records came from. */
pm_status tally_tell_inputs(const pm_tally *tally, const tool_output *output);

#endif
