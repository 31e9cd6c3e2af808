/* allocate_why.h: why an allocation is what it is, in two notes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ALLOCATE_WHY_H
#define TOOL_ALLOCATE_WHY_H

#include "allocate_tables.h"

/* Which strata their bounds hold. */
pm_status allocate_why_bounds(tool_output *output, const allocate_view *view);

/* The margin of the whole, beside the least and that in proportion to size, for the same
   total or budget. */
pm_status allocate_why_margin(tool_output *output, const allocate_view *view,
                              const pm_allocation_request *request, const pm_allocation *found);

#endif
