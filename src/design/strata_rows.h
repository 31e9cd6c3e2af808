/* strata_rows.h: a CSV in which each row is a stratum, as rows in memory.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DESIGN_STRATA_ROWS_H
#define PM_DESIGN_STRATA_ROWS_H

#include <plusminus/design.h>
#include <plusminus/table.h>

#include "core/memory.h"

#define PM_NO_COLUMN SIZE_MAX

/* Where in a file each thing is; PM_NO_COLUMN: it is not in this file. */
typedef struct pm_strata_layout {
  size_t *columns; /* for each column of the design */
  size_t column_count;
  size_t key_count;
  size_t x, n, population, share;
} pm_strata_layout;

/* A row whose fields could all be read. */
typedef struct pm_strata_row {
  const char **values;     /* NULL where the column is not in this file */
  const char *key;         /* the key's values, told apart whatever they hold */
  const char *label;       /* the same for people: joined by " / " */
  double x, n, population; /* NaN: not in this file */
  double share;            /* 0: not in this file */
  int64_t row;
  bool is_refused; /* the frame does not bear it out: not to be used */
} pm_strata_row;

typedef struct pm_strata_rows {
  const char *file;
  const char *population; /* the column's name */
  pm_strata_row *items;
  size_t count;
  size_t capacity;
} pm_strata_rows;

/* Read all rows; texts are kept in the arena, items are the caller's to free.
   Every bad field is a fault of its own. */
pm_status pm_strata_rows_read(pm_strata_rows *rows, pm_csv *csv, const pm_strata_layout *layout,
                              const pm_allocator *allocator, pm_arena *arena, pm_error *error);

/* The row that the reader is at, with its values, key and label only; PM_ERROR_DATA when one of
   its values is no label. */
pm_status pm_strata_row_begin(pm_strata_row *row, const pm_csv *csv,
                              const pm_strata_layout *layout, pm_arena *arena, pm_error *error);

/* The file's sizes where some are below 1: then all are sampling fractions,
   and become N = n/f; *is_fraction tells. A row with n = 0 then has no size
   (INFINITY). PM_ERROR_DATA: fractions and counts are mixed. */
pm_status pm_strata_rows_resolve(pm_strata_rows *rows, bool *is_fraction, pm_error *error);

/* Each stratum is there once: PM_ERROR_DATA for each row whose stratum came before, which is
   left out. */
pm_status pm_strata_rows_drop_repeats(pm_strata_rows *rows, const pm_allocator *allocator,
                                      pm_error *error);

/* A frame must have each stratum once, and sizes instead of fractions. */
pm_status pm_strata_frame_check(pm_strata_rows *frame, const pm_allocator *allocator,
                                pm_error *error);

/* Join with a frame that was checked: sizes and values that the file lacks are
   taken from there; is_seen, false for each row of the frame, becomes true for
   those that the file has. PM_ERROR_DATA: a stratum that it does not have, a
   size that differs; those rows are then is_refused. */
pm_status pm_strata_frame_join(pm_strata_rows *rows, pm_strata_rows *frame, size_t column_count,
                               bool *is_seen, const pm_allocator *allocator, pm_error *error);

#endif
