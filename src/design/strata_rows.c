/* strata_rows.c: read the rows of a file of strata, and find out what its sizes
   are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "design/strata_rows.h"

#include <math.h>
#include <string.h>

static bool is_fatal(pm_status status)
{
  return status != PM_OK && status != PM_ERROR_DATA;
}

static pm_status first_of(pm_status first, pm_status next)
{
  return first != PM_OK ? first : next;
}

/* ---------------------------------------------------------------- a row -- */

static pm_status read_values(pm_strata_row *row, const pm_csv *csv,
                             const pm_strata_layout *layout, pm_arena *arena, pm_error *error)
{
  row->values = pm_arena_alloc(arena, layout->column_count * sizeof *row->values);
  if (row->values == NULL)
    return pm_memory_fault(error);
  pm_status first = PM_OK;
  for (size_t c = 0; c < layout->column_count && !is_fatal(first); c++) {
    const char *text;
    if (layout->columns[c] == PM_NO_COLUMN)
      continue;
    pm_status status = pm_csv_label(csv, layout->columns[c], &text, error);
    first = first_of(first, status);
    if (status != PM_OK)
      continue;
    row->values[c] = pm_arena_text(arena, text, strlen(text));
    if (row->values[c] == NULL)
      return pm_memory_fault(error);
  }
  return first;
}

/* The key's values joined; the unit separator cannot be typed by accident. */
static pm_status join_key(pm_strata_row *row, size_t key_count, pm_arena *arena,
                          pm_error *error)
{
  row->key = row->values[0];
  row->label = row->values[0];
  for (size_t c = 1; c < key_count && row->key != NULL && row->label != NULL; c++) {
    row->key = pm_arena_format(arena, "%s\x1f%s", row->key, row->values[c]);
    row->label = pm_arena_format(arena, "%s / %s", row->label, row->values[c]);
  }
  return row->key != NULL && row->label != NULL ? PM_OK : pm_memory_fault(error);
}

static pm_status read_count(const pm_csv *csv, size_t column, double *value, pm_error *error)
{
  if (column == PM_NO_COLUMN)
    return PM_OK;
  return pm_csv_count(csv, column, "a whole number of records", value, error);
}

/* A size or a weight: > 0, but 0 may stand where nothing was audited. */
static pm_status read_size(const pm_csv *csv, size_t column, const char *what, bool may_be_zero,
                           double *value, pm_error *error)
{
  if (column == PM_NO_COLUMN)
    return PM_OK;
  pm_status status = pm_csv_number(csv, column, what, value, error);
  if (status == PM_OK && (*value < 0 || (*value <= 0 && !may_be_zero)))
    status = pm_csv_fault(csv, column, error, "%s is above 0", what);
  return status;
}

pm_status pm_strata_row_begin(pm_strata_row *row, const pm_csv *csv,
                              const pm_strata_layout *layout, pm_arena *arena, pm_error *error)
{
  *row = (pm_strata_row){
      .x = (double)NAN, .n = (double)NAN, .population = (double)NAN, .row = pm_csv_row(csv)};
  pm_status status = read_values(row, csv, layout, arena, error);
  return status == PM_OK ? join_key(row, layout->key_count, arena, error) : status;
}

static pm_status read_row(pm_strata_row *row, const pm_csv *csv, const pm_strata_layout *layout,
                          pm_arena *arena, pm_error *error)
{
  pm_status status = pm_strata_row_begin(row, csv, layout, arena, error);
  if (is_fatal(status))
    return status;
  status = first_of(status, read_count(csv, layout->x, &row->x, error));
  status = first_of(status, read_count(csv, layout->n, &row->n, error));
  bool is_audited = row->n > 0;
  status = first_of(status, read_size(csv, layout->population, "a population", !is_audited,
                                      &row->population, error));
  return first_of(status, read_size(csv, layout->share, "a weight", false, &row->share, error));
}

/* ----------------------------------------------------------------- rows -- */

static pm_status append(pm_strata_rows *rows, const pm_strata_row *row,
                        const pm_allocator *allocator, pm_error *error)
{
  void *items = rows->items;
  bool has_room = pm_memory_reserve(allocator, &items, &rows->capacity, rows->count + 1,
                                    sizeof *rows->items);
  rows->items = items;
  if (!has_room)
    return pm_memory_fault(error);
  rows->items[rows->count++] = *row;
  return PM_OK;
}

pm_status pm_strata_rows_read(pm_strata_rows *rows, pm_csv *csv, const pm_strata_layout *layout,
                              const pm_allocator *allocator, pm_arena *arena, pm_error *error)
{
  pm_status first = PM_OK;
  for (;;) {
    const pm_field *fields;
    pm_status status = pm_csv_next(csv, &fields, error);
    if (status != PM_OK)
      return first_of(first, status);
    if (fields == NULL)
      return first;
    pm_strata_row row;
    status = read_row(&row, csv, layout, arena, error);
    if (status == PM_OK)
      status = append(rows, &row, allocator, error);
    if (is_fatal(status))
      return status;
    first = first_of(first, status);
  }
}

pm_status pm_strata_rows_resolve(pm_strata_rows *rows, bool *is_fraction, pm_error *error)
{
  const pm_strata_row *fraction = NULL;
  const pm_strata_row *count = NULL;
  for (size_t i = 0; i < rows->count; i++) {
    const pm_strata_row *row = &rows->items[i];
    if (row->n > 0 && row->population < 1 && fraction == NULL)
      fraction = row;
    if (row->population > 1 && count == NULL)
      count = row;
  }
  *is_fraction = fraction != NULL;
  if (fraction == NULL)
    return PM_OK;
  if (count != NULL) {
    const pm_place place = {.file = rows->file, .row = count->row, .column = rows->population};
    return pm_error_add(error, PM_ERROR_DATA, &place,
                        "this is a size, but row %lld has a sampling fraction",
                        (long long)fraction->row);
  }
  for (size_t i = 0; i < rows->count; i++) {
    pm_strata_row *row = &rows->items[i];
    row->population = row->n > 0 ? row->n / row->population : (double)INFINITY;
  }
  return PM_OK;
}
