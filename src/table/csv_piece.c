/* csv_piece.c: pieces of whole records. A piece is cut behind the last newline
   outside of quotes, which is one with an even number of quotes before it: up to
   the first fault that is what libcsv comes to as well, and behind it nothing
   counts. What is cut off, and blank lines before it, begin the next piece, so
   that no state passes from one to the next, and each is parsed by itself.

   libcsv is given the same blocks as pm_csv_next gives it, since a fault's text
   may tell how much of a row was seen.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/csv_piece.h"

#include "core/memory.h"

#include <string.h>

void pm_csv_piece_free(pm_csv_piece *piece)
{
  if (piece->has_batch)
    pm_csv_batch_free(&piece->batch);
  (void)pm_memory_resize(piece->allocator, piece->bytes, 0);
  (void)pm_memory_resize(piece->allocator, piece->ends, 0);
}

static bool reserve_bytes(const pm_allocator *allocator, char **bytes, size_t *capacity,
                          size_t needed)
{
  void *block = *bytes;
  bool fits = pm_memory_reserve(allocator, &block, capacity, needed, 1);
  *bytes = block;
  return fits;
}

static bool reserve_ends(pm_csv_piece *piece, size_t needed)
{
  void *ends = piece->ends;
  bool fits = pm_memory_reserve(piece->allocator, &ends, &piece->end_capacity, needed,
                                sizeof *piece->ends);
  piece->ends = ends;
  return fits;
}

/* ---------------------------------------------------------------- cutting -- */

/* Is the line before the newline that ends at `end` blank, and where does it
   begin? */
static bool is_blank_before(const char *bytes, size_t end, size_t *begin)
{
  *begin = end - 1;
  if (*begin > 0 && bytes[*begin - 1] == '\r')
    --*begin;
  return *begin == 0 || bytes[*begin - 1] == '\n';
}

/* Behind the last record that ends outside of quotes; 0: there is none. The
   first quote is known. */
static size_t find_cut(const char *bytes, size_t size, const char *quote)
{
  bool is_inside = false;
  const char *end = bytes + size;
  for (; quote != NULL; quote = memchr(quote + 1, '"', (size_t)(end - (quote + 1))))
    is_inside = !is_inside;
  size_t cut = size, line;
  for (; cut > 0; cut--) {
    char last = bytes[cut - 1];
    is_inside ^= last == '"';
    if (last == '\n' && !is_inside)
      break;
  }
  while (cut > 0 && is_blank_before(bytes, cut, &line))
    cut = line;
  return cut;
}

/* ----------------------------------------------------------------- taking -- */

/* The bytes of the first block behind the header, if that ends in it: what else
   of the file was read is parsed once more. A longer header leaves all to the
   batch that has it. */
static void begin(pm_csv *csv, pm_csv_stop *stop)
{
  pm_csv_rest *rest = &csv->rest;
  bool is_inside = false;
  size_t header = 0;
  for (; header < csv->block_size; header++) {
    is_inside ^= csv->block[header] == '"';
    if (csv->block[header] == '\n' && !is_inside)
      break;
  }
  rest->began = true;
  rest->is_by_batch = csv->at_end || csv->blocks > 1 || header == csv->block_size;
  if (rest->is_by_batch)
    return;
  size_t size = csv->block_size - (header + 1);
  csv->stop = (pm_csv_stop){.status = PM_OK};
  if (!reserve_bytes(csv->allocator, &rest->bytes, &rest->capacity, size)) {
    (void)pm_csv_stop_memory(stop);
    return;
  }
  if (size > 0)
    memcpy(rest->bytes, csv->block + header + 1, size);
  rest->size = size;
  rest->phase = (PM_CSV_BLOCK - size) % PM_CSV_BLOCK;
}

/* Up to so many bytes in all: of the rest, then straight from the file. */
static void fill(pm_csv *csv, pm_csv_piece *piece, size_t wanted)
{
  pm_csv_rest *rest = &csv->rest;
  size_t left = rest->size - rest->at, room = wanted - piece->size;
  size_t taken = left < room ? left : room;
  if (!reserve_bytes(piece->allocator, &piece->bytes, &piece->capacity,
                     wanted + PM_CSV_PIECE_SLACK)) {
    (void)pm_csv_stop_memory(&piece->stop);
    return;
  }
  if (taken > 0)
    memcpy(piece->bytes + piece->size, rest->bytes + rest->at, taken);
  rest->at += taken;
  piece->size += taken;
  while (piece->size < wanted && piece->stop.status == PM_OK && !piece->is_last) {
    size_t got = 0;
    if (pm_csv_source_read(csv->source, piece->bytes + piece->size, wanted - piece->size, &got,
                           &piece->stop) == PM_OK)
      piece->is_last = got == 0;
    piece->size += got;
  }
}

/* The bytes behind the cut, which are given back to the rest. */
static void give_back(pm_csv *csv, pm_csv_piece *piece, size_t cut)
{
  pm_csv_rest *rest = &csv->rest;
  size_t size = piece->size - cut;
  piece->size = cut;
  rest->phase = (piece->phase + cut) % PM_CSV_BLOCK;
  if (rest->at < rest->size) { /* all of the piece came from there */
    rest->at -= size;
    return;
  }
  rest->at = 0;
  rest->size = 0;
  if (!reserve_bytes(csv->allocator, &rest->bytes, &rest->capacity, size)) {
    (void)pm_csv_stop_memory(&piece->stop);
    return;
  }
  if (size > 0)
    memcpy(rest->bytes, piece->bytes + cut, size);
  rest->size = size;
}

static size_t length_of(const pm_csv_piece *piece)
{
  return piece->length > 0 ? piece->length : PM_CSV_PIECE_BYTES;
}

/* Bytes up to a cut, or to the end for better or worse; false: there is no cut
   as far as a piece may grow. */
static bool take_bytes(pm_csv *csv, pm_csv_piece *piece)
{
  size_t wanted = length_of(piece), most = PM_CSV_PIECE_GROWTH * wanted;
  size_t cut = 0;
  const char *quote = NULL;
  piece->phase = csv->rest.phase;
  for (; cut == 0 && wanted <= most; wanted *= 2) {
    fill(csv, piece, wanted);
    if (piece->stop.status == PM_ERROR_MEMORY)
      return true;
    bool is_all = piece->is_last || piece->stop.status != PM_OK;
    quote = memchr(piece->bytes, '"', piece->size);
    cut = is_all ? piece->size : find_cut(piece->bytes, piece->size, quote);
    if (is_all)
      break;
  }
  if (cut == 0 && piece->size > 0)
    return false;
  give_back(csv, piece, cut);
  memset(piece->bytes + cut, 0, PM_CSV_PIECE_SLACK);
  piece->has_quote = quote != NULL && quote < piece->bytes + cut;
  csv->at_end = piece->is_last;
  return true;
}

/* A record too long for a piece: from here on all goes through the batch, which
   needs no more memory for it than for one block and the record. */
static void turn_to_batch(pm_csv *csv, pm_csv_piece *piece)
{
  if (csv->rest.at == csv->rest.size) { /* whole blocks only */
    size_t used = (piece->phase + piece->size) % PM_CSV_BLOCK;
    fill(csv, piece, piece->size + (PM_CSV_BLOCK - used) % PM_CSV_BLOCK);
  }
  give_back(csv, piece, 0);
  if (piece->stop.status == PM_ERROR_MEMORY)
    return;
  piece->stop = (pm_csv_stop){.status = PM_OK}; /* the batch comes to it again */
  pm_csv_batch_restart(&csv->batch);
  csv->ahead = csv->batch.open_record;
  csv->rest.is_by_batch = true;
}

/* ---------------------------------------------------------------- records -- */

/* A record that libcsv found, behind those that there are. In a piece's own
   bytes it takes no more room than it had there: a NUL stands for a separator. */
static bool add_record(pm_csv_piece *piece, const pm_field *fields)
{
  size_t first = piece->records * piece->column_count;
  if (!reserve_ends(piece, first + piece->column_count + 1))
    return false;
  piece->is_packed = true;
  piece->width = piece->column_count;
  piece->ends[first] = (uint32_t)piece->size - 1;
  for (size_t i = 0; i < piece->column_count; i++) {
    const pm_field *field = &fields[piece->columns[i]];
    size_t end = piece->size + field->size + 1;
    if (end > UINT32_MAX || !reserve_bytes(piece->allocator, &piece->bytes, &piece->capacity,
                                           end + PM_CSV_PIECE_SLACK))
      return false;
    memcpy(piece->bytes + piece->size, field->text, field->size + 1);
    piece->ends[first + i + 1] = (uint32_t)end - 1;
    piece->size = end;
  }
  piece->records++;
  return true;
}

static void take_records(pm_csv *csv, pm_csv_piece *piece)
{
  const int64_t before = csv->rest.records;
  const pm_field *fields = NULL;
  piece->size = 0;
  piece->is_parsed = true;
  while (piece->size < length_of(piece) && (fields = pm_csv_advance(csv)) != NULL) {
    if (!add_record(piece, fields)) {
      (void)pm_csv_stop_memory(&piece->stop);
      return;
    }
    csv->rest.records++;
  }
  if (fields == NULL && csv->stop.status != PM_OK) {
    piece->stop = csv->stop;
    piece->stop.row -= before + 2;
  }
}

void pm_csv_piece_take(pm_csv *csv, pm_csv_piece *piece, bool *has_any)
{
  piece->size = 0;
  piece->records = 0;
  piece->is_parsed = false;
  piece->is_last = false;
  piece->stop = (pm_csv_stop){.status = PM_OK};
  if (!csv->rest.began)
    begin(csv, &piece->stop);
  if (piece->stop.status == PM_OK && !csv->rest.is_by_batch && !take_bytes(csv, piece))
    turn_to_batch(csv, piece);
  if (csv->rest.is_by_batch)
    take_records(csv, piece);
  if (piece->stop.status == PM_ERROR_MEMORY)
    piece->is_parsed = true;
  bool holds_some = piece->is_parsed ? piece->records > 0 : piece->size > 0;
  *has_any = holds_some || piece->stop.status != PM_OK;
}

/* ---------------------------------------------------------------- parsing -- */

/* False: this is for libcsv. */
static bool parse_by_scan(pm_csv_piece *piece, size_t file_columns)
{
  size_t size = piece->size;
  if (piece->has_quote || piece->stop.status != PM_OK || size > PM_CSV_FIELD_MAX || size == 0)
    return false;
  char last = piece->bytes[size - 1];
  if (last == '\r')
    return false;
  if (last != '\n') /* the file ends without one */
    piece->bytes[size++] = '\n';
  pm_csv_scan scan = {.bytes = piece->bytes, .size = size, .file_columns = file_columns};
  if (!reserve_ends(piece, pm_csv_scan_room(&scan))) {
    (void)pm_csv_stop_memory(&piece->stop);
    return true;
  }
  scan.ends = piece->ends;
  if (!pm_csv_scan_fields(&scan))
    return false;
  piece->records = scan.records;
  piece->width = scan.width;
  piece->is_packed = false;
  return true;
}

static void ready_batch(pm_csv_piece *piece, size_t file_columns)
{
  pm_csv_batch *batch = &piece->batch;
  if (!piece->has_batch)
    piece->has_batch = pm_csv_batch_init(batch, piece->allocator, &piece->stop) == PM_OK;
  if (!piece->has_batch)
    return;
  batch->stop = &piece->stop;
  batch->columns = file_columns;
  pm_csv_batch_restart(batch);
}

static void add_records(pm_csv_piece *piece)
{
  const pm_csv_batch *batch = &piece->batch;
  for (const pm_field *at = batch->fields; at != batch->open_record; at += batch->columns)
    if (!add_record(piece, at)) {
      piece->stop.status = PM_OK; /* less than this */
      (void)pm_csv_stop_memory(&piece->stop);
      return;
    }
}

/* By libcsv, in the blocks that pm_csv_next has. */
static void parse_by_batch(pm_csv_piece *piece, size_t file_columns)
{
  const pm_csv_stop behind = piece->stop; /* why the file could not be read on */
  const size_t size = piece->size;
  size_t step = PM_CSV_BLOCK - piece->phase;
  piece->size = 0;
  piece->stop = (pm_csv_stop){.status = PM_OK};
  ready_batch(piece, file_columns);
  for (size_t at = 0; at < size && piece->stop.status == PM_OK;
       at += step, step = PM_CSV_BLOCK) {
    size_t part = size - at < step ? size - at : step;
    if (pm_csv_batch_parse(&piece->batch, piece->bytes + at, part) == PM_OK)
      add_records(piece);
  }
  if (piece->is_last && piece->stop.status == PM_OK &&
      pm_csv_batch_finish(&piece->batch) == PM_OK)
    add_records(piece);
  piece->stop.row -= 2;
  if (piece->stop.status == PM_OK && behind.status != PM_OK) {
    piece->stop = behind;
    piece->stop.row = (int64_t)piece->records;
  }
}

void pm_csv_piece_parse(const pm_csv *csv, pm_csv_piece *piece)
{
  if (!piece->is_parsed && !parse_by_scan(piece, pm_csv_columns(csv)))
    parse_by_batch(piece, pm_csv_columns(csv));
  piece->is_parsed = true;
}

void pm_csv_piece_count(pm_csv *csv, const pm_csv_piece *piece)
{
  csv->rows += (int64_t)piece->records;
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
