/* row_source.h: the rows of a file, read one at a time: some columns as numbers
   of records, all others carried through to the result.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ROW_SOURCE_H
#define TOOL_ROW_SOURCE_H

#include "output.h"

enum {
  ROW_COLUMNS_MOST = 6,
  ROW_COLUMN_NONE = ROW_COLUMNS_MOST /* a fault is of the row, of no one column */
};

/* A column that is read. */
typedef struct row_column {
  const char *option; /* that names it: "--x" */
  const char *name;   /* NULL: not given; its numbers are 0 */
  bool is_population; /* at least 1: to the library 0 means a large one */
} row_column;

/* What becomes of the rows. */
typedef struct row_request {
  const tool_output *output;
  const char *file;
  const row_column *columns;
  size_t column_count;      /* at most ROW_COLUMNS_MOST */
  const char *const *taken; /* names that the result has itself; ended by NULL */
  void *context;
  /* Once, with the names of the columns that are carried. */
  pm_status (*open)(void *context, const char *const *carried, size_t count);
  /* For each row: its carried texts and a number for each of the columns.
     Faults in the numbers go to error, and are those of the column `at`, which
     is the first unless another is told, or ROW_COLUMN_NONE. */
  pm_status (*add)(void *context, const char *const *carried, const double *numbers, size_t *at,
                   pm_error *error);
} row_request;

/* Read them all, and tell the output of the file. Faults are located, and up to
   20 rows' collected. */
pm_status row_source_read(const row_request *request);

#endif
