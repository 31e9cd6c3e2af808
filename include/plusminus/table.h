/* plusminus/table.h: named columns. CSV in, one record at a time; tables out
   in every format.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_TABLE_H
#define PLUSMINUS_TABLE_H

#include <math.h>
#include <plusminus/core.h>
#include <stdio.h>

PM_BEGIN_DECLS

/* --------------------------------------------------------------- CSV in -- */

/* A reader of CSV (RFC 4180, strict): quoted fields, quoted newlines, doubled
   quotes, LF or CRLF, a UTF-8 byte order mark, gzip (found by content). It
   holds one block of the file, never the whole. Faults come back located as
   FILE:ROW: column 'x'. Row 1 is the header; a quoted newline does not start
   a row. Blanks belong to their field. Blank lines are passed over at the end
   of the file and a fault anywhere else.
   A regular file of Stata, SPSS or SAS (found by content) is read as the CSV
   that it stands for: a row 1 of its variables' names, then a row for each
   observation; numbers as pm_number_format writes them, never value labels;
   missing values empty; dates as 2014-11-18; text without the blanks behind it.
   ReadStat reads it in a thread of its own, and calls malloc. */
typedef struct pm_csv pm_csv;

typedef struct pm_csv_request {
  const char *file;              /* a path, or "-" for standard input (fd 0) */
  bool hash;                     /* also take the SHA-256 of the file's bytes */
  const pm_allocator *allocator; /* NULL: malloc */
} pm_csv_request;

/* One field of the current record; text ends in a NUL beyond its size. */
typedef struct pm_field {
  const char *text;
  size_t size;
} pm_field;

/* Open and read the header. PM_ERROR_IO: cannot be opened or read;
   PM_ERROR_DATA: empty file, an empty or duplicate column name, a name that
   is not UTF-8, a NUL byte, a truncated or broken gzip stream, a file of
   another kind, ...;
   PM_ERROR_MEMORY. *csv is NULL unless PM_OK; free with pm_csv_free. */
PM_API pm_status pm_csv_open(pm_csv **csv, const pm_csv_request *request, pm_error *error);
PM_API void pm_csv_free(pm_csv *csv);

PM_API const char *pm_csv_file(const pm_csv *csv); /* as named; "-" is "standard input" */
PM_API size_t pm_csv_columns(const pm_csv *csv);
PM_API const char *pm_csv_column(const pm_csv *csv, size_t column);

/* The index of the column with this name. PM_ERROR_DATA names the nearest
   column and lists what there is. option: who asks ("--strata"), or NULL. */
PM_API pm_status pm_csv_find(const pm_csv *csv, const char *name, const char *option,
                             size_t *column, pm_error *error);

/* The next record: *fields is an array of pm_csv_columns fields, valid until
   the next call, or NULL after the last record. PM_ERROR_DATA (wrong number
   of fields, broken quotes, NUL byte, a field over 1 MiB, a truncated file),
   PM_ERROR_IO (it cannot be read, or was changed since it was opened),
   PM_ERROR_MEMORY: reading is over. */
PM_API pm_status pm_csv_next(pm_csv *csv, const pm_field **fields, pm_error *error);

/* The row of the record that pm_csv_next gave last (the first is 2). */
PM_API int64_t pm_csv_row(const pm_csv *csv);
/* Records read so far. */
PM_API int64_t pm_csv_rows(const pm_csv *csv);
/* What share of the file's bytes was taken from it so far, in blocks ahead of the rows that
   are handed out; NaN: its size is not known, as a pipe's, or 0. */
PM_API double pm_csv_share(const pm_csv *csv);

/* SHA-256 of the whole file in lower-case hex (65 bytes with the NUL), once
   pm_csv_next has given NULL; "" when request.hash was false. */
PM_API const char *pm_csv_sha256(const pm_csv *csv);

/* A typed field of the current record; on a fault adds
   "FILE:ROW: column 'x': '12a' is not WHAT" and returns PM_ERROR_DATA, after
   which reading may go on to collect more. what: "a whole number of records".
   count: whole and >= 0. number: any finite decimal. label: UTF-8, not
   empty, and without blanks around it, which would make a label of its own. */
PM_API pm_status pm_csv_count(const pm_csv *csv, size_t column, const char *what, double *value,
                              pm_error *error);
PM_API pm_status pm_csv_number(const pm_csv *csv, size_t column, const char *what,
                               double *value, pm_error *error);
PM_API pm_status pm_csv_label(const pm_csv *csv, size_t column, const char **text,
                              pm_error *error);
/* Any text that is UTF-8; it may be empty. */
PM_API pm_status pm_csv_text(const pm_csv *csv, size_t column, const char **text,
                             pm_error *error);
/* Add a fault of one's own at the current record and this column. */
PM_API pm_status pm_csv_fault(const pm_csv *csv, size_t column, pm_error *error,
                              const char *format, ...) PM_PRINTF(4, 5);

/* ------------------------------------------------------------ tables out -- */

/* What a column holds, which decides how people's formats show it. csv, tsv
   and json print every number so that it reads back exactly. */
typedef enum pm_kind {
  PM_KIND_TEXT,
  PM_KIND_COUNT,  /* records, crimes: "59,178" for people */
  PM_KIND_NUMBER, /* a plain number: 4 significant digits for people */
  PM_KIND_RATE,   /* a proportion: a percentage for people, --digits decimals */
  PM_KIND_POINTS  /* a difference or margin of proportions: percentage points */
} pm_kind;

/* A column. name: what csv and json call it; title: what people read, with
   its unit added by the writer ("margin (pp)"); NULL: the name. */
typedef struct pm_column {
  const char *name;
  const char *title;
  pm_kind kind;
} pm_column;

/* A cell. A PM_KIND_TEXT column uses text (NULL: empty), all others number.
   A number that is not finite is missing: an empty csv cell, json null, and
   for people the text as its marker ("[z]"; NULL: "[x]"), explained beside
   the table. */
typedef struct pm_cell {
  double number;
  const char *text;
} pm_cell;

/* The shapes of the two kinds of cell. */
static inline pm_cell pm_cell_number(double number)
{
  pm_cell cell = {number, NULL};
  return cell;
}
static inline pm_cell pm_cell_text(const char *text)
{
  pm_cell cell = {0, text};
  return cell;
}
static inline pm_cell pm_cell_missing(const char *marker)
{
  pm_cell cell = {(double)NAN, marker};
  return cell;
}

/* The output formats: text, csv, tsv, json, markdown, html, latex. */
PM_API extern const pm_family pm_format_family;

/* An option or input to be stated in json, "as resolved". */
typedef struct pm_setting {
  const char *name;
  const char *text; /* NULL: the number; both missing: null */
  double number;
  bool is_flag; /* the number is a truth value */
} pm_setting;

typedef struct pm_input {
  const char *file;
  int64_t rows; /* < 0: it has none */
  const char *sha256;
} pm_input;

/* A writer: takes tables row by row, keeps nothing that the format can let
   go, and lets nobody see a byte before pm_writer_close: a file appears whole
   or not at all, and standard output is written only once all is known. */
typedef struct pm_writer pm_writer;

typedef struct pm_writer_request {
  const char *format;  /* a name of pm_format_family; NULL: text */
  const char *file;    /* written beside and renamed; NULL: to stream */
  FILE *stream;        /* where the whole output goes when file is NULL */
  FILE *notes;         /* where csv and tsv put the notes, one a line as
                          "plusminus: note: ..."; NULL: nowhere */
  const char *table;   /* csv, tsv: the one table to write; NULL: the first */
  int rate_digits;     /* decimals of percentages for people; < 0: 1 */
  int points_digits;   /* decimals of margins for people; < 0: 2 */
  const char *command; /* json's head */
  const char *version;
  const char *title; /* html's and latex's document title; NULL: none */
  const pm_allocator *allocator;
} pm_writer_request;

/* PM_ERROR_USAGE: unknown format (the nearest is named); PM_ERROR_IO: no
   temporary file can be made; PM_ERROR_MEMORY. */
PM_API pm_status pm_writer_open(pm_writer **writer, const pm_writer_request *request,
                                pm_error *error);

/* Begin a table; the one before it ends. name: json's and --table's name, the
   first table is json's "rows". columns are copied, their texts borrowed. */
PM_API pm_status pm_writer_table(pm_writer *writer, const char *name, const char *title,
                                 const pm_column *columns, size_t count, pm_error *error);
/* One row: as many cells as columns; texts are copied where kept. */
PM_API pm_status pm_writer_row(pm_writer *writer, const pm_cell *cells, pm_error *error);

/* A paragraph of prose, where it stands between tables; csv and tsv leave it
   out, json collects them under "prose". */
PM_API pm_status pm_writer_paragraph(pm_writer *writer, const char *text, pm_error *error);

/* What json tells of the run; may be called at any time before close. */
PM_API pm_status pm_writer_setting(pm_writer *writer, const pm_setting *setting,
                                   pm_error *error);
PM_API pm_status pm_writer_input(pm_writer *writer, const pm_input *input, pm_error *error);
PM_API pm_status pm_writer_notes(pm_writer *writer, const pm_notes *notes, pm_error *error);

/* Files that were written whole and that nobody sees before all else has gone well, such as
   records with their weights, beside the tables. They stand under other names where they are to
   be. */
typedef struct pm_held_files pm_held_files;
PM_API pm_status pm_held_files_new(pm_held_files **held, const pm_allocator *allocator,
                                   pm_error *error); /* PM_ERROR_MEMORY */
/* Give them their names, in the order in which they were written. PM_ERROR_IO. */
PM_API pm_status pm_held_files_show(pm_held_files *held, pm_error *error);
/* Remove those that were not shown. NULL is fine. */
PM_API void pm_held_files_free(pm_held_files *held);

/* Write it all and publish it. PM_ERROR_IO when the disk is full, a pipe is
   closed, ...: then no file is left behind. PM_ERROR_USAGE: request.table
   names no table that was written (those there are, are listed). */
PM_API pm_status pm_writer_close(pm_writer *writer, pm_error *error);

/* Free; a writer that was not closed leaves nothing behind. NULL is fine. */
PM_API void pm_writer_free(pm_writer *writer);

PM_END_DECLS

#endif
