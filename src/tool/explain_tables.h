/* explain_tables.h: an explanation as prose and tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_EXPLAIN_TABLES_H
#define TOOL_EXPLAIN_TABLES_H

#include "output.h"

#include <plusminus/explain.h>

/* People get the prose first; machines the tables first. */
pm_status explain_tables_write(tool_output *output, const pm_explanation *explanation);

#endif
