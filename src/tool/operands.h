/* operands.h: numbers of records that stand on the command line.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_OPERANDS_H
#define TOOL_OPERANDS_H

#include <plusminus/core.h>

/* X or N, a whole number. PM_ERROR_USAGE. */
pm_status operand_records(const char *text, double *value, pm_error *error);
/* The same; an effective one need not be whole. */
pm_status operand_effective(const char *text, double *value, pm_error *error);
/* The text of an option ("--population") where it is the size of a population;
   NULL: not given, 0 to the library. PM_ERROR_USAGE. */
pm_status operand_population(const char *option, const char *text, double *value,
                             pm_error *error);

#endif
