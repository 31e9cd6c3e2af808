/* allocate_tables.h: an allocation as tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ALLOCATE_TABLES_H
#define TOOL_ALLOCATE_TABLES_H

#include "allocate_options.h"

/* An allocation to be shown: n for each stratum of the file. */
typedef struct allocate_view {
  const allocate_options *options;
  const pm_allocation_file *file;
  const double *n;
  double z; /* of the level of margins */
} allocate_view;

/* The table of strata. */
pm_status allocate_tables_strata(tool_output *output, const allocate_view *view);

/* How good an allocation of a total or budget is: the table certificate. */
pm_status allocate_tables_fixed(tool_output *output, const allocate_view *view,
                                const pm_allocation *found);

/* What targets ask for and get, the proof that the cost is low, and the cost of others. */
pm_status allocate_tables_targets(tool_output *output, const allocate_view *view,
                                  const pm_margins *margins);
pm_status allocate_tables_certificate(tool_output *output, const allocate_view *view,
                                      const pm_margins *margins);
pm_status allocate_tables_frontier(tool_output *output, const allocate_options *options,
                                   const pm_frontier_point *points, size_t count);

#endif
