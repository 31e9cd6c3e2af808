/* weights_write.c: a file's records once more, with columns of weights; and those that are
   calibrated.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/weights_write.h"
#include "core/number_quick.h"
#include "estimate/sample_calibrate.h"
#include "table/csv_piece.h"
#include "table/file_state.h"
#include "table/publish.h"

#include <errno.h>
#include <string.h>

enum { BLOCK = 1 << 18 }; /* bytes written at a time */

typedef struct writing {
  const pm_weights_request *request;
  pm_sample_run *run;
  pm_csv *csv;
  pm_csv_piece piece;
  const pm_weights_columns *added;
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
  size_t own = pm_csv_columns(w->csv);
  for (size_t i = 0; i < own + w->added->count; i++) {
    const char *name = i < own ? pm_csv_column(w->csv, i) : w->added->names[i - own];
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
  if (!reserve(w, 2 * size + 4 * columns + w->added->count * (PM_NUMBER_SIZE + 1) + 2))
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
  pm_place place = {pm_csv_file(w->csv), w->record > 0 ? (int64_t)w->record + 2 : 0, NULL};
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

static bool add_weights(writing *w)
{
  const double *weights = w->added->take(w->added->context, w->record);
  for (size_t i = 0; weights != NULL && i < w->added->count; i++) {
    add_byte(w, ',');
    w->used += pm_number_format(weights[i], w->block + w->used);
  }
  return weights != NULL;
}

static bool add_records(writing *w, pm_sink *sink, void *sink_context)
{
  for (size_t i = 0; i < w->piece.records; i++, w->record++) {
    if (!is_same(w, i))
      return refuse_change(w);
    if (!add_fields(w, i) || !add_weights(w)) {
      errno = ENOMEM;
      return false;
    }
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
    int64_t first_row = (int64_t)w->record + 2; /* behind the header */
    if (!add_records(w, sink, sink_context))
      return false;
    if (w->piece.stop.status == PM_OK)
      continue;
    w->status = pm_csv_piece_tell(w->csv, &w->piece, first_row, w->run->error);
    errno = 0;
    return false;
  }
  if (w->record != w->run->tally->store.count)
    return refuse_change(w);
  if (!sink(sink_context, w->block, w->used))
    return false;
  if (w->added->finish != NULL)
    w->status = w->added->finish(w->added->context);
  errno = 0;
  return w->status == PM_OK;
}

/* --------------------------------------------------------------------- all -- */

/* Does the file have a column of a name that is added? */
static bool is_taken(const pm_weights_columns *added, const char *name)
{
  if (added->prefix != NULL && strncmp(name, added->prefix, strlen(added->prefix)) == 0)
    return true;
  for (size_t i = 0; i < added->count; i++)
    if (strcmp(name, added->names[i]) == 0)
      return true;
  return false;
}

/* Every column of the file is wanted, and none of them is a new one. */
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
    if (!is_taken(w->added, name))
      continue;
    pm_place place = {pm_csv_file(w->csv), 1, name};
    return pm_error_add(w->run->error, PM_ERROR_DATA, &place,
                        "the file has a column of that name already, which the weights would "
                        "be written to");
  }
  w->piece.columns = columns;
  w->piece.column_count = count;
  if (count + w->added->count > PM_CSV_COLUMNS_MAX)
    return pm_error_add(w->run->error, PM_ERROR_USAGE, NULL,
                        "the %zu columns of '%s' and %zu more are more than the %d that a file "
                        "may have to be read back",
                        count, w->request->from, w->added->count, (int)PM_CSV_COLUMNS_MAX);
  return PM_OK;
}

/* A tally that was loaded does not know. */
static bool has_changed(const writing *w)
{
  const pm_file_state *before = &w->run->tally->state;
  return before->is_known &&
         !pm_file_state_is_same(before, pm_csv_source_state(w->csv->source));
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
  if (status == PM_OK && has_changed(w)) {
    (void)refuse_change(w);
    return w->status;
  }
  if (status != PM_OK)
    return status;
  target.held = request->held;
  status = pm_publish_filled(&target, fill, w, request->allocator, error);
  return w->status != PM_OK ? w->status : status;
}

pm_status pm_weights_check(const pm_sample_run *run, const pm_weights_request *request)
{
  if (!run->tally->plan.keeps_records)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "weights can be written only of records that were kept");
  if (run->tally->plan.has_phases)
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "weights are written beside every record, and of two phases those of the "
        "first alone have none to estimate with: leave out the file of weights");
  if (pm_file_is_stream(request->from))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "weights cannot be written of %s, which cannot be read twice; give a "
                        "file",
                        strcmp(request->from, "-") == 0 ? "standard input" : "a pipe");
  return PM_OK;
}

pm_status pm_weights_write_columns(pm_sample_run *run, const pm_weights_request *request,
                                   const pm_weights_columns *columns)
{
  writing w = {.request = request,
               .run = run,
               .piece = {.allocator = request->allocator},
               .added = columns};
  pm_status status = write_file(&w);
  pm_csv_piece_free(&w.piece);
  pm_csv_free(w.csv);
  (void)pm_memory_resize(request->allocator, w.block, 0);
  return status;
}

void pm_weights_free(pm_sample_run *run)
{
  pm_sample_calibration_free(&run->design);
  pm_sample_room_free(&run->room);
  pm_estimates_free(run->estimates);
}

/* ------------------------------------------------------------- calibrated -- */

typedef struct calibrated {
  const pm_sample_design *design;
  double weight; /* of the last record that was asked for */
} calibrated;

static const double *take_calibrated(void *context, size_t record)
{
  calibrated *own = context;
  own->weight = pm_sample_record_weight(own->design, record);
  return &own->weight;
}

static pm_status run_writing(pm_sample_run *run, const pm_weights_request *request)
{
  const char *name = request->column != NULL ? request->column : "calibrated_weight";
  calibrated own = {.design = &run->design};
  const pm_weights_columns columns = {
      .names = &name, .count = 1, .take = take_calibrated, .context = &own};
  pm_status status = pm_weights_check(run, request);
  if (status == PM_OK)
    status = pm_sample_design_make(&run->design, run->tally, run->estimates->arena, run->error);
  if (status == PM_OK && request->calibration != NULL)
    status = pm_sample_calibrate(run, request->calibration);
  return status == PM_OK ? pm_weights_write_columns(run, request, &columns) : status;
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
  pm_weights_free(&run);
  return status;
}
