/* deff_table.h: the parts of design effects as a table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_DEFF_TABLE_H
#define TOOL_DEFF_TABLE_H

#include "output.h"

#include <plusminus/estimate.h>

/* The table deff: a row for every estimate but differences, which have no design
   effect. */
pm_status deff_table_write(tool_output *output, const pm_estimates *estimates);

#endif
