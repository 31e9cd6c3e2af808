/* csv_reader.h: the parts of the CSV reader: bytes, then batches of records,
   then one record at a time.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_CSV_READER_H
#define PM_TABLE_CSV_READER_H

#include "core/dictionary.h"
#include "table/file_state.h"

#include <csv.h>
#include <plusminus/table.h>

enum {
  PM_CSV_BLOCK = 1 << 16,     /* bytes read and parsed at a time */
  PM_CSV_FIELD_MAX = 1 << 20, /* bytes of one field */
  PM_CSV_COLUMNS_MAX = 10000,
  PM_CSV_NO_COLUMN = -1
};

/* Why reading ended: kept here until the records before it are handed out. */
typedef struct pm_csv_stop {
  pm_status status; /* PM_OK: nothing ended it yet */
  int64_t row;
  int64_t column; /* an index, or PM_CSV_NO_COLUMN */
  char text[256];
} pm_csv_stop;

/* Keep this as the reason, unless there is one already; returns status. */
pm_status pm_csv_stop_set(pm_csv_stop *stop, pm_status status, const char *format, ...)
    PM_PRINTF(3, 4);
pm_status pm_csv_stop_memory(pm_csv_stop *stop);

/* ---------------------------------------------------------------- bytes -- */

/* A file's content in blocks: gzip inflated, the byte order mark gone. The
   reasons to stop that it gives have no row. */
typedef struct pm_csv_source pm_csv_source;

pm_status pm_csv_source_open(pm_csv_source **source, const pm_csv_request *request,
                             pm_csv_stop *stop);
void pm_csv_source_free(pm_csv_source *source);
/* The next block, valid until the next call; *size is 0 at the end. */
pm_status pm_csv_source_next(pm_csv_source *source, const char **bytes, size_t *size,
                             pm_csv_stop *stop);
/* The bytes behind that block straight into the caller's room, of less than
   2 GiB, which only the end or a reason to stop behind them leaves short. */
pm_status pm_csv_source_read(pm_csv_source *source, char *to, size_t room, size_t *size,
                             pm_csv_stop *stop);
/* "" before the end, or when no hash was asked for. */
const char *pm_csv_source_sha256(const pm_csv_source *source);
/* As pm_csv_share. */
double pm_csv_source_share(const pm_csv_source *source);
/* As it was when the first byte was about to be read. */
const pm_file_state *pm_csv_source_state(const pm_csv_source *source);
/* Once the end was told: the last row has no line end, and the content ends with a sector
   (512 bytes), as it does where a copy stopped; one in 512 of those that are whole and have
   no line end does too. */
bool pm_csv_source_seems_cut(const pm_csv_source *source);

/* -------------------------------------------------------------- records -- */

/* The records that one block completed, and what is there of the next. From
   `fields` up to `open_record` lie whole records, `columns` fields each; what
   fills them may change without the reader above noticing. */
typedef struct pm_csv_batch {
  const pm_allocator *allocator;
  pm_csv_stop *stop;
  struct csv_parser parser;
  size_t columns;        /* 0: the header is not read yet */
  int64_t rows;          /* rows that ended, the header among them */
  pm_field *fields;      /* all fields */
  pm_field *open_record; /* where the record that has not ended begins */
  pm_field *next_field;  /* where its next field goes */
  size_t field_capacity;
  char *text;      /* the fields' bytes, a NUL after each */
  char *next_text; /* where the next field's bytes go */
  size_t text_capacity;
  unsigned alerts; /* what the next field or end of row must look at first */
} pm_csv_batch;

pm_status pm_csv_batch_init(pm_csv_batch *batch, const pm_allocator *allocator,
                            pm_csv_stop *stop);
void pm_csv_batch_free(pm_csv_batch *batch);
/* What comes next is parsed as if the header, of as many columns as there are,
   had just been read. */
void pm_csv_batch_restart(pm_csv_batch *batch);
/* Forget the whole records and parse a block into new ones. What cannot be
   parsed goes to `stop`, behind the records before it; the status is only for
   memory. */
pm_status pm_csv_batch_parse(pm_csv_batch *batch, const char *bytes, size_t size);
/* The same at the end of the file, which may complete a last record. */
pm_status pm_csv_batch_finish(pm_csv_batch *batch);

/* --------------------------------------------------------------- reader -- */

/* What reading by pieces has of the file beyond those that were taken. */
typedef struct pm_csv_rest {
  bool began;
  bool is_by_batch; /* pieces are cut from the batch's records from here on */
  char *bytes;
  size_t at, size, capacity;
  size_t phase;    /* where in its block the first of the bytes stands */
  int64_t records; /* handed out from the batch */
} pm_csv_rest;

struct pm_csv {
  const pm_allocator *allocator;
  char *file;
  pm_csv_source *source;
  const char *block; /* the source's last one */
  size_t block_size;
  int64_t blocks; /* so many were read */
  pm_csv_rest rest;
  pm_csv_batch batch;
  pm_csv_stop stop;
  bool stop_is_told;
  bool at_end;
  pm_dictionary *header;  /* names to indices */
  const char **names;     /* indices to names */
  const pm_field *record; /* the current one */
  const pm_field *ahead;  /* the one after it in the batch */
  int64_t rows;           /* records handed out */
};

/* The next record, as pm_csv_next does, but counting and telling nothing: NULL
   at the end or at csv->stop. */
const pm_field *pm_csv_advance(pm_csv *csv);

/* As pm_csv_find, of a column that another file names: told where that does. */
pm_status pm_csv_find_named(const pm_csv *csv, const char *name, const pm_place *named,
                            size_t *column, pm_error *error);

/* As those of a file that begins with its first record have. */
bool pm_csv_has_numbers_for_names(const pm_csv *csv);

/* ---------------------------------------------------------------- faults -- */

/* As pm_csv_fault, in a row of which the caller knows the number. */
pm_status pm_csv_fault_at(const pm_csv *csv, int64_t row, size_t column, pm_error *error,
                          const char *format, ...) PM_PRINTF(5, 6);
/* "'12a' is not WHAT"; the field's text need not end in NUL. */
pm_status pm_csv_fault_type_at(const pm_csv *csv, int64_t row, size_t column,
                               const pm_field *field, const char *what, pm_error *error);
/* PM_OK when pm_csv_label would take the field. */
pm_status pm_csv_check_label(const pm_csv *csv, int64_t row, size_t column,
                             const pm_field *field, pm_error *error);

#endif
