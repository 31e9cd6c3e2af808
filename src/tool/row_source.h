/* row_source.h: the rows of a file: some columns as numbers of records, from
   which several threads compute a result, all others carried through to it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ROW_SOURCE_H
#define TOOL_ROW_SOURCE_H

#include "output.h"
#include "row_batch.h"

enum { ROW_COLUMN_NONE = ROW_COLUMNS_MOST }; /* a fault is of the row, of no one column */

/* A column that is read. */
typedef struct row_column {
  const char *option; /* that names it: "--x" */
  const char *name;   /* NULL: not given; its numbers are 0 */
  bool is_population; /* at least 1: to the library 0 means a large one */
  bool is_effective;  /* need not be whole */
} row_column;

/* A row with what was computed from it. */
typedef struct row_given {
  const char *const *carried;
  const double *numbers; /* one for each of the columns */
  const void *result;
} row_given;

/* What becomes of the rows. */
typedef struct row_request {
  const tool_output *output;
  const char *file;
  const row_column *columns;
  size_t column_count;      /* at most ROW_COLUMNS_MOST */
  const char *const *taken; /* names that the result has itself; ended by NULL */
  int64_t threads;          /* that compute; -1: one for each processor */
  size_t result_size;
  bool is_dear; /* a result takes longer than to look whether it was there before */
  void *context;
  /* Once, with the names of the columns that are carried. */
  pm_status (*open)(void *context, const char *const *carried, size_t count);
  /* The result of a row's numbers, and of nothing else: rows are computed in
     any order and several at once. error may be NULL; a row that failed is
     computed again for its faults. */
  pm_status (*compute)(const void *context, const double *numbers, void *result,
                       pm_error *error);
  /* NULL; or the results, each the same as by itself, for every first number 0, 1, ...
     up to the second, the others as they are. For rows whose results are dear. */
  pm_status (*compute_all)(const void *context, const double *numbers, void *results);
  /* For each row, in the file's order. Faults in the numbers go to error. */
  pm_status (*add)(void *context, const row_given *row, pm_error *error);
  /* The column that a fault in these numbers is of, or ROW_COLUMN_NONE. */
  size_t (*blamed)(const double *numbers);
} row_request;

/* Read them all, and tell the output of the file. Faults are located, and up to
   20 rows' collected, in the file's order. */
pm_status row_source_read(const row_request *request);

#endif
