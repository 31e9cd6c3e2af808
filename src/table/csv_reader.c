/* csv_reader.c: a CSV, opened, its header read and checked, its records handed
   out one at a time.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/csv_reader.h"
#include "core/memory.h"
#include "core/utf8.h"

#include <string.h>

/* ---------------------------------------------------------------- faults -- */

/* Tell why reading ended, once. */
static pm_status tell_stop(pm_csv *csv, pm_error *error)
{
  const pm_csv_stop *stop = &csv->stop;
  if (csv->stop_is_told)
    return stop->status;
  csv->stop_is_told = true;
  if (stop->status == PM_ERROR_MEMORY)
    return pm_memory_fault(error);
  pm_place place = {csv->file, stop->row, NULL};
  if (stop->column >= 0 && csv->names != NULL && stop->column < (int64_t)csv->batch.columns)
    place.column = csv->names[stop->column];
  return pm_error_add(error, stop->status, &place, "%s", stop->text);
}

/* --------------------------------------------------------------- reading -- */

/* The next block: what pieces left, then the file's own. */
static pm_status next_block(pm_csv *csv)
{
  pm_csv_rest *rest = &csv->rest;
  csv->blocks++;
  if (rest->at == rest->size)
    return pm_csv_source_next(csv->source, &csv->block, &csv->block_size, &csv->stop);
  size_t left = rest->size - rest->at, most = PM_CSV_BLOCK - rest->phase;
  csv->block = rest->bytes + rest->at;
  csv->block_size = left < most ? left : most;
  rest->at += csv->block_size;
  rest->phase = (rest->phase + csv->block_size) % PM_CSV_BLOCK;
  return PM_OK;
}

/* One more block into the batch. The end of the file is a block of its own. */
static pm_status refill(pm_csv *csv)
{
  pm_status status = next_block(csv);
  if (status != PM_OK) {
    csv->stop.row = csv->batch.rows > 0 ? csv->batch.rows + 1 : 0;
  } else if (csv->block_size > 0) {
    status = pm_csv_batch_parse(&csv->batch, csv->block, csv->block_size);
  } else {
    status = pm_csv_batch_finish(&csv->batch);
    csv->at_end = true;
  }
  csv->ahead = csv->batch.fields;
  return status;
}

/* Read on until the batch has a record; *found false: there are no more. */
static pm_status look_ahead(pm_csv *csv, bool *found)
{
  *found = csv->ahead != csv->batch.open_record;
  while (!*found) {
    if (csv->stop.status != PM_OK)
      return csv->stop.status;
    if (csv->at_end)
      return PM_OK;
    pm_status status = refill(csv);
    if (status != PM_OK)
      return status;
    *found = csv->ahead != csv->batch.open_record;
  }
  return PM_OK;
}

const pm_field *pm_csv_advance(pm_csv *csv)
{
  bool found = csv->ahead != csv->batch.open_record;
  csv->record = NULL;
  if (!found && (look_ahead(csv, &found) != PM_OK || !found))
    return NULL;
  csv->record = csv->ahead;
  csv->ahead += csv->batch.columns;
  return csv->record;
}

pm_status pm_csv_next(pm_csv *csv, const pm_field **fields, pm_error *error)
{
  *fields = pm_csv_advance(csv);
  if (*fields == NULL)
    return csv->stop.status != PM_OK ? tell_stop(csv, error) : PM_OK;
  csv->rows++;
  return PM_OK;
}

/* ---------------------------------------------------------------- header -- */

static bool is_utf8(const char *text, size_t size)
{
  uint32_t character;
  for (size_t at = 0, step; at < size; at += step) {
    step = pm_utf8_next(text + at, size - at, &character);
    if (step == 0)
      return false;
  }
  return true;
}

static pm_status add_name(pm_csv *csv, size_t column, const pm_field *name, pm_error *error)
{
  const pm_place place = {csv->file, 1, NULL};
  if (name->size == 0)
    return pm_error_add(error, PM_ERROR_DATA, &place, "column %zu of the header has no name",
                        column + 1);
  if (!is_utf8(name->text, name->size))
    return pm_error_add(
        error, PM_ERROR_DATA, &place,
        "the name of column %zu, '%s', is not UTF-8; save the file as CSV UTF-8", column + 1,
        name->text);
  size_t index = 0;
  double number;
  if (pm_dictionary_put(csv->header, name->text, name->size, &index) != PM_OK)
    return pm_memory_fault(error);
  if (index != column)
    return pm_error_add(
        error, PM_ERROR_DATA, &place, "columns %zu and %zu are both named '%s'%s", index + 1,
        column + 1, name->text,
        pm_number_parse(name->text, name->size, &number) ? ": is the header missing?" : "");
  return PM_OK;
}

static pm_status keep_header(pm_csv *csv, pm_error *error)
{
  size_t count = csv->batch.columns;
  csv->header = pm_dictionary_new(csv->allocator);
  csv->names = pm_memory_resize(csv->allocator, NULL, count * sizeof *csv->names);
  if (csv->header == NULL || csv->names == NULL)
    return pm_memory_fault(error);
  for (size_t i = 0; i < count; i++) {
    pm_status status = add_name(csv, i, &csv->ahead[i], error);
    if (status != PM_OK)
      return status;
  }
  for (size_t i = 0; i < count; i++)
    csv->names[i] = pm_dictionary_text(csv->header, i);
  csv->ahead += count;
  return PM_OK;
}

static pm_status read_header(pm_csv *csv, pm_error *error)
{
  bool found = false;
  if (look_ahead(csv, &found) != PM_OK)
    return tell_stop(csv, error);
  /* A header that ends in a lone CR is a row, but one with a fault. */
  if (csv->stop.status != PM_OK && csv->stop.row == 1)
    return tell_stop(csv, error);
  return keep_header(csv, error);
}

/* -------------------------------------------------------------- lifetime -- */

static pm_status open_file(pm_csv *csv, const pm_csv_request *request, pm_error *error)
{
  const char *name = strcmp(request->file, "-") == 0 ? "standard input" : request->file;
  size_t size = strlen(name) + 1;
  csv->file = pm_memory_resize(csv->allocator, NULL, size);
  if (csv->file == NULL)
    return pm_memory_fault(error);
  memcpy(csv->file, name, size);
  if (pm_csv_source_open(&csv->source, request, &csv->stop) != PM_OK ||
      pm_csv_batch_init(&csv->batch, csv->allocator, &csv->stop) != PM_OK)
    return tell_stop(csv, error);
  return read_header(csv, error);
}

pm_status pm_csv_open(pm_csv **csv, const pm_csv_request *request, pm_error *error)
{
  *csv = NULL;
  pm_csv *made = pm_memory_resize(request->allocator, NULL, sizeof *made);
  if (made == NULL)
    return pm_memory_fault(error);
  *made = (pm_csv){.allocator = request->allocator};
  pm_status status = open_file(made, request, error);
  if (status == PM_OK)
    *csv = made;
  else
    pm_csv_free(made);
  return status;
}

static void release(const pm_csv *csv, void *block)
{
  if (block != NULL)
    (void)pm_memory_resize(csv->allocator, block, 0);
}

void pm_csv_free(pm_csv *csv)
{
  if (csv == NULL)
    return;
  pm_csv_batch_free(&csv->batch);
  pm_csv_source_free(csv->source);
  pm_dictionary_free(csv->header);
  release(csv, csv->names);
  release(csv, csv->rest.bytes);
  release(csv, csv->file);
  release(csv, csv);
}

/* ---------------------------------------------------------------- asking -- */

const char *pm_csv_file(const pm_csv *csv)
{
  return csv->file;
}

size_t pm_csv_columns(const pm_csv *csv)
{
  return csv->batch.columns;
}

const char *pm_csv_column(const pm_csv *csv, size_t column)
{
  return csv->names[column];
}

int64_t pm_csv_row(const pm_csv *csv)
{
  return csv->rows + 1;
}

int64_t pm_csv_rows(const pm_csv *csv)
{
  return csv->rows;
}

const char *pm_csv_sha256(const pm_csv *csv)
{
  return csv->at_end ? pm_csv_source_sha256(csv->source) : "";
}

double pm_csv_share(const pm_csv *csv)
{
  return pm_csv_source_share(csv->source);
}
