/* estimate_tables.h: estimates as tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ESTIMATE_TABLES_H
#define TOOL_ESTIMATE_TABLES_H

#include "output.h"

#include <plusminus/estimate.h>

/* Machines get the tables rows and strata. People get rates and totals apart,
   for the one is a percentage and the other a number; and the strata where
   they are not domains already. strata NULL: there are no counts of them. */
pm_status estimate_tables_write(tool_output *output, const pm_estimates *estimates,
                                const pm_strata *strata);

#endif
