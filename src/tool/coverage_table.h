/* coverage_table.h: what coverage is over all true rates, as rows of a table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_COVERAGE_TABLE_H
#define TOOL_COVERAGE_TABLE_H

#include "sheet.h"

#include <plusminus/interval.h>

/* A method at one n; a population that is large is NaN. */
typedef struct coverage_row {
  const char *method;
  double n, population, conf;
  pm_coverage_summary summary;
} coverage_row;

coverage_row coverage_row_of(const pm_coverage_request *request);

/* The table, under its name in machine-readable formats. */
pm_status coverage_table_write(tool_output *output, const char *name, const char *title,
                               const coverage_row *items, size_t count);

enum { COVERAGE_SIZES = 3 }; /* sizes that audits have: 20, 115 and 400 records */

/* The method at each of them, with the level 95%; one that needs a population
   with one of ten times the sample. */
pm_status coverage_rows_of(const pm_interval_method *method, coverage_row rows[COVERAGE_SIZES],
                           pm_error *error);

/* The same of every method, as a table. */
pm_status coverage_table_write_methods(tool_output *output);

#endif
