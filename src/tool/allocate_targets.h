/* allocate_targets.h: allocate with margins to be met.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ALLOCATE_TARGETS_H
#define TOOL_ALLOCATE_TARGETS_H

#include "allocate_options.h"

/* PM_ERROR_USAGE: options that share out a total have no place beside margins. */
pm_status allocate_targets_check(const allocate_options *options, pm_error *error);

/* Whether the goals name what FILE has: what allocate_targets would refuse before it
   plans. Goals of a column that FILE lacks are left out, as that is told. */
pm_status allocate_targets_faults(const allocate_options *options, const goal_list *goals,
                                  const pm_allocation_file *file, const tool_run *run);

/* The least cost that meets the goals, in tables. */
pm_status allocate_targets(const allocate_options *options, const goal_list *goals,
                           const pm_allocation_file *file, tool_output *output);

#endif
