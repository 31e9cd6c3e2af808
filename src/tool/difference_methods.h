/* difference_methods.h: which methods a run of `plusminus difference` takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_DIFFERENCE_METHODS_H
#define TOOL_DIFFERENCE_METHODS_H

#include "difference_job.h"

/* Put the methods that the run takes in its options: those named; the default
   when none is; with "all", those that the run can have, with a note on the
   others. By strata a method for one pair means its stratified form.
   PM_ERROR_USAGE, PM_ERROR_MEMORY. */
pm_status difference_methods_take(difference_options *options, const tool_output *output);

#endif
