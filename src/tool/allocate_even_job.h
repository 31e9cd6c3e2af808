/* allocate_even_job.h: allocate --even: the same margin for every value of a column.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ALLOCATE_EVEN_JOB_H
#define TOOL_ALLOCATE_EVEN_JOB_H

#include "allocate_tables.h"

/* Is what --even needs there, and nothing that contradicts it? */
pm_status allocate_even_check(const allocate_options *options, const tool_run *run);

/* Allocate to the strata of the view, whose n is filled in, and write the tables. */
pm_status allocate_even_run(tool_output *output, const allocate_view *view, double *n);

#endif
