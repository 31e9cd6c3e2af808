/* weights_write.c: a file's records once more, with their calibrated weights.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_quick.h"
#include "estimate/sample_calibrate.h"
#include "table/csv_piece.h"
#include "table/publish.h"

#include <errno.h>
#include <string.h>

enum { BLOCK = 1 << 18 }; /* bytes written at a time */

typedef struct writing {
  const pm_weights_request *request;
  pm_sample_run *run;
  pm_csv *csv;
  pm_csv_piece piece;
  const char *column;
  size_t weight; /* the column of weights in the file; SIZE_MAX: none */
  size_t record; /* the next */
  char *block;
  size_t used, capacity;
  pm_status status; /* a fault that the file has, told already */
} writing;

/* ------------------------------------------------------------------ fields -- */

static bool reserve(writing *w, size_t more)
{
  return pm_memory_reserve(w->request->allocator, (void **)&w->block, &w->capacity,
                           w->used + more, 1);
}

/* As RFC 4180 has it; there is room for twice the size and three bytes more. */
static void add_field(writing *w, const char *text, size_t size)
{
  char *at = w->block + w->used;
  bool is_quoted = false;
  for (size_t i = 0; i < size && !is_quoted; i++)
    is_quoted = text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
  if (!is_quoted) {
    memcpy(at, text, size);
    w->used += size;
    return;
  }
  *at++ = '"';
  for (size_t i = 0; i < size; i++) {
    if (text[i] == '"')
      *at++ = '"';
    *at++ = text[i];
  }
  *at++ = '"';
  w->used = (size_t)(at - w->block);
}

static void add_byte(writing *w, char byte)
{
  w->block[w->used++] = byte;
}

static bool add_header(writing *w)
{
  for (size_t i = 0; i <= pm_csv_columns(w->csv); i++) {
    const char *name = i < pm_csv_columns(w->csv) ? pm_csv_column(w->csv, i) : w->column;
    if (!reserve(w, 2 * strlen(name) + 4))
      return false;
    if (i > 0)
      add_byte(w, ',');
    add_field(w, name, strlen(name));
  }
  add_byte(w, '\n');
  return true;
}

/* The fields of a record of the piece. Where they still stand side by side, as in a file
   without quotes, they are copied at once. */
static bool add_fields(writing *w, size_t record)
{
  size_t columns = w->piece.column_count;
  pm_field first = pm_csv_piece_field(&w->piece, record, 0);
  pm_field last = pm_csv_piece_field(&w->piece, record, columns - 1);
  size_t size = (size_t)(last.text + last.size - first.text);
  if (!reserve(w, 2 * size + 4 * columns + PM_NUMBER_SIZE + 2))
    return false;
  if (!w->piece.is_packed) {
    memcpy(w->block + w->used, first.text, size);
    w->used += size;
    return true;
  }
  for (size_t i = 0; i < columns; i++) {
    pm_field field = pm_csv_piece_field(&w->piece, record, i);
    if (i > 0)
      add_byte(w, ',');
    add_field(w, field.text, field.size);
  }
  return true;
}

/* ----------------------------------------------------------------- records -- */

static bool refuse_change(writing *w)
{
  pm_place place = {pm_csv_file(w->csv), (int64_t)w->record + 2, NULL};
  w->status = pm_error_add(w->run->error, PM_ERROR_DATA, &place,
                           "the file changed while it was read: it is not the one that was "
                           "estimated from");
  errno = 0;
  return false;
}

/* Is this the record that was kept? */
static bool is_same(const writing *w, size_t record)
{
  const pm_tally *tally = w->run->tally;
  double weight;
  if (w->record >= tally->store.count)
    return false;
  if (w->weight == SIZE_MAX)
    return true;
  pm_field field = pm_csv_piece_field(&w->piece, record, w->weight);
  return pm_number_quick(field.text, field.size, &weight) &&
         weight == tally->store.weights[w->record];
}

static bool add_records(writing *w, pm_sink *sink, void *sink_context)
{
  for (size_t i = 0; i < w->piece.records; i++, w->record++) {
    if (!is_same(w, i))
      return refuse_change(w);
    if (!add_fields(w, i)) {
      errno = ENOMEM;
      return false;
    }
    add_byte(w, ',');
    w->used += pm_number_format(pm_sample_record_weight(&w->run->design, w->record),
                                w->block + w->used);
    add_byte(w, '\n');
    if (w->used < BLOCK)
      continue;
    if (!sink(sink_context, w->block, w->used))
      return false;
    w->used = 0;
  }
  return true;
}

static bool fill(void *context, pm_sink *sink, void *sink_context)
{
  writing *w = context;
  bool has_any = true;
  if (!add_header(w)) {
    errno = ENOMEM;
    return false;
  }
  while (has_any) {
    pm_csv_piece_take(w->csv, &w->piece, &has_any);
    if (!has_any)
      break;
    pm_csv_piece_parse(w->csv, &w->piece);
    if (!add_records(w, sink, sink_context))
      return false;
    if (w->piece.stop.status == PM_OK)
      continue;
    w->status = pm_csv_piece_tell(w->csv, &w->piece, (int64_t)w->record + 2, w->run->error);
    errno = 0;
    return false;
  }
  if (w->record != w->run->tally->store.count)
    return refuse_change(w);
  return sink(sink_context, w->block, w->used);
}

/* --------------------------------------------------------------------- all -- */

/* Every column of the file is wanted, and none of them is the new one. */
static pm_status list_columns(writing *w)
{
  size_t count = pm_csv_columns(w->csv);
  size_t *columns = pm_arena_alloc(w->run->estimates->arena, count * sizeof *columns);
  const pm_tally_plan *plan = &w->run->tally->plan;
  if (columns == NULL)
    return pm_memory_fault(w->run->error);
  w->weight = SIZE_MAX;
  for (size_t i = 0; i < count; i++) {
    const char *name = pm_csv_column(w->csv, i);
    columns[i] = i;
    if (plan->weight != PM_TALLY_NONE && strcmp(name, plan->columns[plan->weight]) == 0)
      w->weight = i;
    if (strcmp(name, w->column) != 0)
      continue;
    pm_place place = {pm_csv_file(w->csv), 1, w->column};
    return pm_error_add(w->run->error, PM_ERROR_DATA, &place,
                        "the file has a column of that name already, which the weights would "
                        "be written to");
  }
  w->piece.columns = columns;
  w->piece.column_count = count;
  return PM_OK;
}

static pm_status write_file(writing *w)
{
  pm_target target;
  const pm_weights_request *request = w->request;
  pm_error *error = w->run->error;
  const pm_csv_request file = {request->from, false, request->allocator};
  pm_status status =
      pm_target_resolve(&target, request->file, NULL, w->run->estimates->arena, error);
  if (status == PM_OK)
    status = pm_csv_open(&w->csv, &file, error);
  if (status == PM_OK)
    status = list_columns(w);
  if (status != PM_OK)
    return status;
  status = pm_publish_filled(&target, fill, w, request->allocator, error);
  return w->status != PM_OK ? w->status : status;
}

static pm_status check(const pm_sample_run *run, const pm_weights_request *request)
{
  if (!run->tally->plan.keeps_records)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "weights can be written only of records that were kept");
  if (strcmp(request->from, "-") == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "weights cannot be written of standard input, which cannot be read "
                        "twice; give a file");
  return PM_OK;
}

static pm_status run_writing(pm_sample_run *run, const pm_weights_request *request)
{
  writing w = {.request = request,
               .run = run,
               .piece = {.allocator = request->allocator},
               .column = request->column != NULL ? request->column : "calibrated_weight"};
  pm_status status = check(run, request);
  if (status == PM_OK)
    status = pm_sample_design_make(&run->design, run->tally, run->estimates->arena, run->error);
  if (status == PM_OK && request->calibration != NULL)
    status = pm_sample_calibrate(run, request->calibration);
  if (status == PM_OK)
    status = write_file(&w);
  pm_csv_piece_free(&w.piece);
  pm_csv_free(w.csv);
  (void)pm_memory_resize(request->allocator, w.block, 0);
  return status;
}

pm_status pm_weights_write(const pm_tally *tally, const pm_weights_request *request,
                           pm_error *error)
{
  pm_error own = {.status = PM_OK};
  if (error == NULL)
    error = &own;
  pm_sample_run run = {.tally = tally,
                       .room = {.allocator = request->allocator},
                       .estimates = pm_estimates_new(request->allocator, error),
                       .error = error};
  if (run.estimates == NULL)
    return PM_ERROR_MEMORY;
  pm_status status = run_writing(&run, request);
  pm_sample_calibration_free(&run.design);
  pm_sample_room_free(&run.room);
  pm_estimates_free(run.estimates);
  return status;
}
