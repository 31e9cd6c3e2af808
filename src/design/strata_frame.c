/* strata_frame.c: join the strata that were audited with the frame of all that
   there are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "design/strata_rows.h"

#include <math.h>
#include <string.h>

#include "core/dictionary.h"

/* Number the keys by their rows; a key that is there already is a fault, and its row is
   dropped so that numbers go on being rows. */
static pm_status number_keys(pm_dictionary *keys, pm_strata_rows *frame, pm_error *error)
{
  pm_status first = PM_OK;
  size_t kept = 0;
  for (size_t i = 0; i < frame->count; i++) {
    const pm_strata_row *row = &frame->items[i];
    size_t index;
    if (pm_dictionary_put(keys, row->key, strlen(row->key), &index) != PM_OK)
      return pm_memory_fault(error);
    if (index == kept) {
      frame->items[kept++] = *row;
      continue;
    }
    const pm_place place = {.file = frame->file, .row = row->row};
    first = pm_error_add(error, PM_ERROR_DATA, &place, "stratum '%s' is already in row %lld",
                         row->label, (long long)frame->items[index].row);
  }
  frame->count = kept;
  return first;
}

pm_status pm_strata_rows_drop_repeats(pm_strata_rows *rows, const pm_allocator *allocator,
                                      pm_error *error)
{
  pm_dictionary *keys = pm_dictionary_new(allocator);
  pm_status status = keys != NULL ? number_keys(keys, rows, error) : pm_memory_fault(error);
  pm_dictionary_free(keys);
  return status;
}

pm_status pm_strata_frame_check(pm_strata_rows *frame, const pm_allocator *allocator,
                                pm_error *error)
{
  pm_status status = pm_strata_rows_drop_repeats(frame, allocator, error);
  for (size_t i = 0; i < frame->count; i++) {
    const pm_strata_row *row = &frame->items[i];
    const pm_place place = {.file = frame->file, .row = row->row, .column = frame->population};
    if (row->population > 0 && row->population < 1)
      status = pm_error_add(error, PM_ERROR_DATA, &place,
                            "a frame needs sizes, not sampling fractions");
  }
  return status;
}

static pm_status refuse_stranger(const pm_strata_rows *rows, const pm_strata_row *row,
                                 const pm_strata_rows *frame, const char *const *labels,
                                 pm_error *error)
{
  const pm_place place = {.file = rows->file, .row = row->row};
  const char *nearest = pm_text_nearest(row->label, labels, frame->count);
  if (nearest != NULL)
    return pm_error_add(error, PM_ERROR_DATA, &place,
                        "stratum '%s' is not in %s; did you mean '%s'?", row->label,
                        frame->file, nearest);
  return pm_error_add(error, PM_ERROR_DATA, &place, "stratum '%s' is not in %s", row->label,
                      frame->file);
}

/* What the file lacks comes from the frame; what both have must agree. */
static pm_status complete(const pm_strata_rows *rows, pm_strata_row *row,
                          const pm_strata_rows *frame, const pm_strata_row *origin,
                          size_t column_count, pm_error *error)
{
  for (size_t c = 0; c < column_count; c++)
    if (row->values[c] == NULL)
      row->values[c] = origin->values[c];
  if (isnan(row->population))
    row->population = origin->population;
  if (isnan(origin->population) || row->population == origin->population)
    return PM_OK;
  const pm_place place = {.file = rows->file, .row = row->row, .column = rows->population};
  char here[PM_NUMBER_SIZE];
  char there[PM_NUMBER_SIZE];
  (void)pm_number_format(row->population, here);
  (void)pm_number_format(origin->population, there);
  return pm_error_add(error, PM_ERROR_DATA, &place, "the population is %s but %s:%lld has %s",
                      here, frame->file, (long long)origin->row, there);
}

static pm_status join_rows(pm_strata_rows *rows, const pm_strata_rows *frame,
                           const pm_dictionary *keys, const char *const *labels,
                           size_t column_count, bool *is_seen, pm_error *error)
{
  pm_status first = PM_OK;
  for (size_t i = 0; i < rows->count; i++) {
    pm_strata_row *row = &rows->items[i];
    size_t index;
    pm_status status;
    if (pm_dictionary_find(keys, row->key, strlen(row->key), &index)) {
      is_seen[index] = true;
      status = complete(rows, row, frame, &frame->items[index], column_count, error);
    } else {
      status = refuse_stranger(rows, row, frame, labels, error);
    }
    row->is_refused = status != PM_OK;
    if (first == PM_OK)
      first = status;
  }
  return first;
}

pm_status pm_strata_frame_join(pm_strata_rows *rows, pm_strata_rows *frame, size_t column_count,
                               bool *is_seen, const pm_allocator *allocator, pm_error *error)
{
  pm_dictionary *keys = pm_dictionary_new(allocator);
  const char **labels = pm_memory_resize(allocator, NULL, (frame->count + 1) * sizeof *labels);
  pm_status status =
      keys != NULL && labels != NULL ? number_keys(keys, frame, error) : pm_memory_fault(error);
  for (size_t i = 0; status == PM_OK && i < frame->count; i++)
    labels[i] = frame->items[i].label;
  if (status == PM_OK)
    status = join_rows(rows, frame, keys, labels, column_count, is_seen, error);
  (void)pm_memory_resize(allocator, labels, 0);
  pm_dictionary_free(keys);
  return status;
}
