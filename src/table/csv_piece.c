/* csv_piece.c: pieces of whole records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/csv_piece.h"

#include "core/memory.h"

#include <string.h>

void pm_csv_piece_free(pm_csv_piece *piece)
{
  (void)pm_memory_resize(piece->allocator, piece->bytes, 0);
  (void)pm_memory_resize(piece->allocator, piece->spans, 0);
}

static bool add_record(pm_csv_piece *piece, const pm_field *fields)
{
  void *spans = piece->spans;
  size_t first = piece->records * piece->column_count;
  bool fits = pm_memory_reserve(piece->allocator, &spans, &piece->span_capacity,
                                first + piece->column_count, sizeof *piece->spans);
  piece->spans = spans;
  for (size_t i = 0; fits && i < piece->column_count; i++) {
    const pm_field *field = &fields[piece->columns[i]];
    void *bytes = piece->bytes;
    fits = pm_memory_reserve(piece->allocator, &bytes, &piece->capacity,
                             piece->size + field->size + 1 + PM_CSV_PIECE_SLACK, 1);
    piece->bytes = bytes;
    if (!fits)
      break;
    memcpy(piece->bytes + piece->size, field->text, field->size + 1);
    piece->spans[first + i] = (pm_csv_span){(uint32_t)piece->size, (uint32_t)field->size};
    piece->size += field->size + 1;
  }
  piece->records += fits;
  return fits;
}

void pm_csv_piece_take(pm_csv *csv, pm_csv_piece *piece, bool *has_any)
{
  const pm_field *fields = NULL;
  pm_status status = PM_OK;
  piece->size = 0;
  piece->records = 0;
  piece->is_parsed = true;
  piece->stop = (pm_csv_stop){.status = PM_OK};
  int64_t before = pm_csv_rows(csv);
  while (piece->size < PM_CSV_PIECE_BYTES) {
    status = pm_csv_next(csv, &fields, NULL);
    if (status != PM_OK || fields == NULL)
      break;
    if (!add_record(piece, fields)) {
      status = pm_csv_stop_memory(&csv->stop);
      break;
    }
  }
  if (status != PM_OK) {
    piece->stop = csv->stop;
    piece->stop.row -= before + 2;
  }
  *has_any = piece->records > 0 || status != PM_OK;
}

void pm_csv_piece_parse(const pm_csv *csv, pm_csv_piece *piece)
{
  (void)csv;
  (void)piece;
}

pm_status pm_csv_piece_tell(const pm_csv *csv, const pm_csv_piece *piece, int64_t first_row,
                            pm_error *error)
{
  const pm_csv_stop *stop = &piece->stop;
  if (stop->status == PM_ERROR_MEMORY)
    return pm_memory_fault(error);
  pm_place place = {pm_csv_file(csv), stop->row + first_row, NULL};
  if (stop->column >= 0 && stop->column < (int64_t)pm_csv_columns(csv))
    place.column = pm_csv_column(csv, (size_t)stop->column);
  return pm_error_add(error, stop->status, &place, "%s", stop->text);
}
