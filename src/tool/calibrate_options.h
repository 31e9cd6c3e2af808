/* calibrate_options.h: the totals that the weights of records are calibrated to.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_CALIBRATE_OPTIONS_H
#define TOOL_CALIBRATE_OPTIONS_H

#include "options.h"
#include "output.h"
#include "tool.h"

#include <plusminus/calibrate.h>

typedef struct calibrate_options {
  option_margins poststrata;
  option_margins margins; /* to rake */
  const char *method;     /* of --calibrate */
  const char *totals;     /* its file */
  option_list bounds;
  option_list trim;
  const char *weights; /* the file to save them to */
} calibrate_options;

extern const option_table calibrate_table;

/* Is anything to be calibrated? */
bool calibrate_options_are_given(const calibrate_options *options);

/* Do they fit together? */
pm_status calibrate_options_check(const calibrate_options *options, pm_error *error);

/* Read the totals. *totals stays NULL when nothing is to be calibrated; else *calibration
   is set, and borrows from it. */
pm_status calibrate_options_read(pm_totals **totals, pm_calibration *calibration,
                                 const calibrate_options *options, const tool_output *output);
/* Tell json of the totals' files; totals may be NULL. */
pm_status calibrate_options_tell(const pm_totals *totals, const tool_output *output);

#endif
