/* row_line.h: batches of rows on their way: filled by the thread that reads, computed
   by several, and written in the order in which they were given, by whichever thread
   is free; so reading, computing and writing go on side by side.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ROW_LINE_H
#define TOOL_ROW_LINE_H

#include "options.h"
#include "row_batch.h"

/* What is done with the rows; the functions as in row_source.h. */
typedef struct row_line_request {
  size_t column_count;
  size_t result_size;
  int64_t threads;
  bool is_dear;
  const void *context; /* of compute and compute_all */
  pm_status (*compute)(const void *context, const double *numbers, void *result,
                       pm_error *error);
  pm_status (*compute_all)(const void *context, const double *numbers, void *results);
  /* One batch's rows, computed: one batch at a time, but not always on the same
     thread. Rows whose status is not PM_OK have no result. */
  pm_status (*write)(void *writer, const row_batch *batch);
  void *writer;
} row_line_request;

typedef struct row_line row_line;

/* The store keeps the memory. NULL: there is none. */
row_line *row_line_new(const row_line_request *request, option_store *store);

/* Nothing more is written; NULL is fine. */
void row_line_free(row_line *line);

/* The batch to be filled, empty at first. */
row_batch *row_line_batch(row_line *line);

/* Give the batch that was filled; there is another then. share_read: how much of all
   rows has come; NAN: nobody knows. The status of what was written so far: unless it
   is PM_OK nothing more is. */
pm_status row_line_give(row_line *line, double share_read);

/* Give it, and wait until all is written. */
pm_status row_line_drain(row_line *line);

#endif
