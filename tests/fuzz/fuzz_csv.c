/* fuzz_csv.c: the CSV reader against hostile bytes, and against a second, plain
   reading of the same rules (RFC 4180, strict) that shares no code with it:
   both must give the same records, and find the first fault in the same row.

   With -DFUZZ_REPLAY it is a program that reads the files it is given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "fuzz_file.h"
#include "growing.h"
#include "table/csv_reader.h"

/* What a reading came to: every record as the count of its fields, a colon,
   and the fields with a NUL behind each; then the fault's row, -1: none. */
typedef struct reading {
  growing text;
  int64_t records;
  int64_t fault_row;
} reading;

static void put(reading *out, const char *text, size_t size)
{
  growing_put(&out->text, text, size);
}

static void put_count(reading *out, size_t count)
{
  char text[24];
  int size = snprintf(text, sizeof text, "%zu:", count);
  put(out, text, (size_t)size);
  out->records++;
}

/* ---------------------------------------------------------- plain reading -- */

typedef struct plain {
  const char *at, *end;
  size_t columns;
  bool broken;
} plain;

static bool at_line_end(const plain *in)
{
  return in->at == in->end || *in->at == '\n' || *in->at == '\r';
}

static void plain_quoted(plain *in, reading *row)
{
  for (in->at++; in->at < in->end && *in->at != '\0'; in->at++) {
    if (*in->at == '"' && (in->at + 1 == in->end || in->at[1] != '"')) {
      in->at++;
      in->broken = !at_line_end(in) && *in->at != ',';
      return;
    }
    if (*in->at == '"')
      in->at++;
    put(row, in->at, 1);
  }
  in->broken = true;
}

static void plain_field(plain *in, reading *row)
{
  if (in->at < in->end && *in->at == '"') {
    plain_quoted(in, row);
  } else {
    for (; !at_line_end(in) && *in->at != ',' && !in->broken; in->at++) {
      in->broken = *in->at == '"' || *in->at == '\0';
      put(row, in->at, 1);
    }
  }
  put(row, "", 1);
}

/* False when the line ends in CR without LF. */
static bool plain_line_end(plain *in)
{
  if (in->at == in->end)
    return true;
  bool is_cr = *in->at++ == '\r';
  if (!is_cr)
    return true;
  return in->at < in->end && *in->at++ == '\n';
}

/* One line into out; false: a fault, in that row. */
static bool plain_row(plain *in, reading *out, int64_t *fault_row)
{
  reading row = {.records = 0};
  size_t count = 1;
  *fault_row = out->records + 1;
  for (plain_field(in, &row); !in->broken && in->at < in->end && *in->at == ','; count++) {
    in->at++;
    plain_field(in, &row);
  }
  if (out->records == 0)
    in->columns = count;
  bool is_sound = !in->broken && count == in->columns;
  if (is_sound) {
    put_count(out, count);
    put(out, row.text.bytes, row.text.used);
  }
  free(row.text.bytes);
  return is_sound && plain_line_end(in);
}

/* Over the blank lines from here: what to say of them. */
static bool plain_blanks(plain *in, reading *out)
{
  bool had_blanks = false;
  while (in->at < in->end && at_line_end(in)) {
    had_blanks = true;
    if (!plain_line_end(in)) {
      out->fault_row = out->records + 1;
      return false;
    }
  }
  if (in->at == in->end)
    return false;
  if (had_blanks)
    out->fault_row = out->records + 1;
  return !had_blanks;
}

static void read_plainly(const char *bytes, size_t size, reading *out)
{
  plain in = {.at = bytes, .end = bytes + size};
  out->fault_row = -1;
  int64_t fault_row = -1;
  while (plain_blanks(&in, out))
    if (!plain_row(&in, out, &fault_row)) {
      out->fault_row = fault_row;
      return;
    }
  if (out->records == 0 && out->fault_row < 0)
    out->fault_row = 0;
}

/* ------------------------------------------------------- the reader's own -- */

static void take_records(const pm_csv_batch *batch, reading *out)
{
  for (const pm_field *at = batch->fields; at != batch->open_record; at += batch->columns) {
    put_count(out, batch->columns);
    for (size_t i = 0; i < batch->columns; i++)
      put(out, at[i].text, at[i].size + 1);
  }
}

/* By batches of blocks of this many bytes. */
static void read_by_batches(const char *bytes, size_t size, size_t block, reading *out)
{
  pm_csv_batch batch;
  pm_csv_stop stop = {.status = PM_OK};
  if (pm_csv_batch_init(&batch, NULL, &stop) != PM_OK)
    abort();
  for (size_t at = 0; at < size && stop.status == PM_OK; at += block) {
    size_t step = size - at < block ? size - at : block;
    if (pm_csv_batch_parse(&batch, bytes + at, step) != PM_OK)
      abort();
    take_records(&batch, out);
  }
  if (stop.status == PM_OK && pm_csv_batch_finish(&batch) == PM_OK)
    take_records(&batch, out);
  out->fault_row = stop.status == PM_OK ? -1 : stop.row;
  pm_csv_batch_free(&batch);
}

static void use_fields(const pm_csv *csv, pm_error *error)
{
  for (size_t i = 0; i < pm_csv_columns(csv); i++) {
    double value;
    const char *text;
    (void)pm_csv_count(csv, i, "a count", &value, error);
    (void)pm_csv_number(csv, i, "a number", &value, error);
    (void)pm_csv_label(csv, i, &text, error);
  }
}

/* As a file, gzip and all: nothing is compared, it only must not break. */
static void read_as_file(const char *bytes, size_t size)
{
  char file[FUZZ_FILE_NAME];
  int fd = fuzz_file(bytes, size, file);
  const pm_csv_request request = {.file = file, .hash = true};
  pm_error error = {0};
  pm_csv *csv;
  const pm_field *fields;
  if (pm_csv_open(&csv, &request, &error) == PM_OK) {
    size_t column;
    (void)pm_csv_find(csv, "force", "--strata", &column, &error);
    while (pm_csv_next(csv, &fields, &error) == PM_OK && fields != NULL)
      use_fields(csv, &error);
    pm_csv_free(csv);
  }
  if (close(fd) != 0)
    abort();
}

/* ---------------------------------------------------------------- compare -- */

static void compare(const reading *one, const reading *other)
{
  if (one->records != other->records || one->fault_row != other->fault_row ||
      !growing_equal(&one->text, &other->text))
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  const size_t blocks[] = {1 + size % 9, PM_CSV_BLOCK};
  const char *text = (const char *)bytes;
  reading expected = {.records = 0};
  read_as_file(text, size);
  read_plainly(text, size, &expected);
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
    reading found = {.records = 0};
    read_by_batches(text, size, blocks[i], &found);
    compare(&expected, &found);
    free(found.text.bytes);
  }
  free(expected.text.bytes);
  return 0;
}
