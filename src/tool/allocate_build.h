/* allocate_build.h: allocate --boundaries: strata built by a size measure.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ALLOCATE_BUILD_H
#define TOOL_ALLOCATE_BUILD_H

#include "allocate_options.h"

typedef struct build_options {
  const char *boundaries; /* NULL: strata are not built */
  const char *measure;
  int64_t strata, classes;  /* -1: not given */
  double take_all_from, cv; /* NaN: not given */
} build_options;

extern const option_table allocate_build_table;

/* PM_ERROR_USAGE when an option of building is there without --boundaries. */
pm_status allocate_build_absent(const build_options *options, pm_error *error);

/* Build strata of the run's FILE, with the total among the other options. */
pm_status allocate_build_run(const build_options *options, const allocate_options *others,
                             tool_run *run);

#endif
