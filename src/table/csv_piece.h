/* csv_piece.h: a CSV in pieces of whole records, for readers that want some of
   its columns only and share the work among threads. Pieces are taken from the
   file in order, by one thread at a time; what was taken is then parsed by any
   thread, beside others.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_CSV_PIECE_H
#define PM_TABLE_CSV_PIECE_H

#include "table/csv_reader.h"
#include "table/csv_scan.h"

enum {
  PM_CSV_PIECE_BYTES = 1 << 18,           /* about so many bytes of the file make a piece */
  PM_CSV_PIECE_SLACK = PM_CSV_SCAN_SLACK, /* readable bytes behind the last of a piece */
  PM_CSV_PIECE_GROWTH = 16 /* a record may make its piece so many times as long; behind a
                              longer one the whole file is parsed by take */
};

/* The cut of the file into pieces depends on its bytes and the pieces' length
   alone, never on who parses them when. Zero it, then set the first three. Free
   it with pm_csv_piece_free. */
typedef struct pm_csv_piece {
  const pm_allocator *allocator;
  const size_t *columns; /* the wanted ones, each once */
  size_t column_count;
  char *bytes;
  size_t size, capacity;
  size_t records;
  uint32_t *ends; /* of fields, as pm_csv_scan has them */
  size_t end_capacity;
  size_t width;   /* fields of a record */
  bool is_packed; /* they are those of the wanted columns only */
  /* Why there are no more records in it or behind it; the row counts from 0,
     the piece's first record. PM_OK: nothing. */
  pm_csv_stop stop;
  bool is_parsed; /* already by take */
  size_t length;  /* of pieces in bytes; 0: PM_CSV_PIECE_BYTES. The same for all of a file */
  bool has_quote;
  bool is_last; /* the file ends with it */
  size_t phase; /* where in its block the first byte stands */
  bool has_batch;
  pm_csv_batch batch; /* what parses when the scanner cannot */
} pm_csv_piece;

void pm_csv_piece_free(pm_csv_piece *piece);

/* The next records of a csv that was opened, and of which nothing was read by
   pm_csv_next. *has_any false: there are none left. A stop comes with the piece
   in which it is, perhaps only once that is parsed; pieces taken behind it are
   worth nothing, and none need be taken any more. A piece may turn out to have
   no record. */
void pm_csv_piece_take(pm_csv *csv, pm_csv_piece *piece, bool *has_any);

/* Find the fields: after this, records, their fields and stop are set. Touches nothing
   but the piece, whose columns are those of csv. */
void pm_csv_piece_parse(const pm_csv *csv, pm_csv_piece *piece);

/* Once for each parsed piece, by whoever may touch csv: pm_csv_rows then tells
   the records of all of them. pm_csv_sha256 is ready once take has said that
   there are none left. */
void pm_csv_piece_count(pm_csv *csv, const pm_csv_piece *piece);

/* A wanted column of records that follow each other. */
typedef struct pm_csv_column_view {
  const char *bytes;
  const uint32_t *ends; /* of the field before the first record's */
  size_t width;
} pm_csv_column_view;

static inline pm_csv_column_view pm_csv_piece_column(const pm_csv_piece *piece, size_t first,
                                                     size_t wanted)
{
  size_t place = piece->is_packed ? wanted : piece->columns[wanted];
  return (pm_csv_column_view){piece->bytes, piece->ends + first * piece->width + place,
                              piece->width};
}

/* The text of its field in the record that is so many behind the first. It ends in a byte
   that is no digit, letter or blank (a comma, a line's end or NUL), not always in NUL. */
static inline pm_field pm_csv_column_field(const pm_csv_column_view *column, size_t i)
{
  const uint32_t *border = column->ends + i * column->width;
  uint32_t begin = border[0] + 1;
  return (pm_field){column->bytes + begin, border[1] - begin};
}

static inline pm_field pm_csv_piece_field(const pm_csv_piece *piece, size_t record,
                                          size_t wanted)
{
  const pm_csv_column_view column = pm_csv_piece_column(piece, record, wanted);
  return pm_csv_column_field(&column, 0);
}

/* Tell why reading ended, when the piece's first record is in this row of the
   file; returns its status. */
pm_status pm_csv_piece_tell(const pm_csv *csv, const pm_csv_piece *piece, int64_t first_row,
                            pm_error *error);

#endif
