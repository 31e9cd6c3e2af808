/* piece_reading.h: a CSV read record by record and piece by piece, both written
   down in the same way, so that they can be compared.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_PIECE_READING_H
#define TESTS_PIECE_READING_H

#include "growing.h"
#include "table/csv_piece.h"

/* What a reading came to: the wanted fields of every record, a NUL behind each
   and a newline behind the record; then the fault. */
typedef struct piece_reading {
  growing text;
  int64_t records;
  int64_t rows; /* as the reader counts them */
  char sha256[65];
  pm_error error;
} piece_reading;

/* Which columns are wanted: every `every`th from `first`, the last one first. */
typedef struct piece_wish {
  size_t first, every;
  size_t length; /* of pieces */
} piece_wish;

static inline size_t *wish_columns(const pm_csv *csv, const piece_wish *wish, size_t *count)
{
  size_t *columns = calloc(pm_csv_columns(csv), sizeof *columns);
  if (columns == NULL)
    abort();
  *count = 0;
  for (size_t i = pm_csv_columns(csv); i-- > 0;)
    if (i >= wish->first && (i - wish->first) % wish->every == 0)
      columns[(*count)++] = i;
  return columns;
}

static inline void reading_finish(piece_reading *out, pm_csv *csv)
{
  out->rows = pm_csv_rows(csv);
  memcpy(out->sha256, pm_csv_sha256(csv), strlen(pm_csv_sha256(csv)) + 1);
  pm_csv_free(csv);
}

static inline void reading_by_next(const pm_csv_request *request, const piece_wish *wish,
                                   piece_reading *out)
{
  pm_csv *csv;
  const pm_field *fields;
  *out = (piece_reading){.records = 0};
  if (pm_csv_open(&csv, request, &out->error) != PM_OK)
    return;
  size_t count;
  size_t *columns = wish_columns(csv, wish, &count);
  while (pm_csv_next(csv, &fields, &out->error) == PM_OK && fields != NULL) {
    for (size_t i = 0; i < count; i++)
      growing_put(&out->text, fields[columns[i]].text, fields[columns[i]].size + 1);
    growing_put(&out->text, "\n", 1);
    out->records++;
  }
  free(columns);
  reading_finish(out, csv);
}

/* The fields of a parsed piece. */
static inline void reading_take_piece(piece_reading *out, const pm_csv_piece *piece)
{
  for (size_t record = 0; record < piece->records; record++) {
    for (size_t i = 0; i < piece->column_count; i++) {
      pm_field field = pm_csv_piece_field(piece, record, i);
      if (field.size > 0 && memchr(",\n\r", field.text[field.size], 4) == NULL)
        abort();
      growing_put(&out->text, field.text, field.size);
      growing_put(&out->text, "", 1);
    }
    growing_put(&out->text, "\n", 1);
    out->records++;
  }
}

static inline void reading_by_pieces(const pm_csv_request *request, const piece_wish *wish,
                                     piece_reading *out)
{
  pm_csv *csv;
  *out = (piece_reading){.records = 0};
  if (pm_csv_open(&csv, request, &out->error) != PM_OK)
    return;
  size_t count;
  bool has_any = true;
  size_t *columns = wish_columns(csv, wish, &count);
  pm_csv_piece piece = {.allocator = request->allocator,
                        .columns = columns,
                        .column_count = count,
                        .length = wish->length};
  while (has_any && out->error.count == 0) {
    pm_csv_piece_take(csv, &piece, &has_any);
    if (!has_any)
      break;
    int64_t first_row = out->records + 2;
    pm_csv_piece_parse(csv, &piece);
    pm_csv_piece_count(csv, &piece);
    reading_take_piece(out, &piece);
    if (piece.stop.status != PM_OK)
      (void)pm_csv_piece_tell(csv, &piece, first_row, &out->error);
  }
  pm_csv_piece_free(&piece);
  free(columns);
  reading_finish(out, csv);
}

/* What differs, or NULL. */
static inline const char *reading_difference(const piece_reading *one,
                                             const piece_reading *other)
{
  if (one->error.count != other->error.count || one->error.status != other->error.status ||
      strcmp(one->error.faults[0].text, other->error.faults[0].text) != 0)
    return "the fault";
  if (one->records != other->records || one->rows != other->rows)
    return "the count of records";
  if (strcmp(one->sha256, other->sha256) != 0 && one->error.count == 0)
    return "the SHA-256";
  return growing_equal(&one->text, &other->text) ? NULL : "the fields";
}

#endif
