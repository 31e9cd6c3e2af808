/* row_source.c: the rows of a file, read in batches. While a crew computes the
   results of some batches, the next is read and the one before them written;
   all that can be seen is in the file's order, however many threads there are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "row_source.h"
#include "progress.h"
#include "row_line.h"

#include <math.h>
#include <string.h>

typedef struct row_source {
  const row_request *request;
  pm_csv *csv;
  pm_error *error;
  size_t places[ROW_COLUMNS_MOST]; /* of the columns read, where they are given */
  size_t carried_count;
  size_t *carried;    /* their places in the file */
  const char **names; /* their names */
  /* Room for one row's texts, as they are read and as they are written. */
  const char **texts_read, **texts_written;
  pm_error *read_error; /* what of the file cannot be read, not yet in its order */
  pm_error *row_error;  /* what is wrong with one row, not yet located */
  row_line *line;
} row_source;

static pm_status find_columns(row_source *source)
{
  const row_request *request = source->request;
  for (size_t i = 0; i < request->column_count; i++)
    if (request->columns[i].name != NULL)
      pm_csv_find(source->csv, request->columns[i].name, request->columns[i].option,
                  &source->places[i], source->error);
  return source->error->status;
}

static bool is_read(const row_source *source, size_t place)
{
  const row_request *request = source->request;
  for (size_t i = 0; i < request->column_count; i++)
    if (request->columns[i].name != NULL && source->places[i] == place)
      return true;
  return false;
}

static bool make_room(row_source *source, size_t count)
{
  option_store *store = source->request->output->run->store;
  source->carried = option_store_alloc(store, count * sizeof *source->carried);
  source->names = option_store_alloc(store, count * sizeof *source->names);
  source->texts_read = option_store_alloc(store, count * sizeof *source->texts_read);
  source->texts_written = option_store_alloc(store, count * sizeof *source->texts_written);
  source->read_error = option_store_alloc(store, sizeof *source->read_error);
  source->row_error = option_store_alloc(store, sizeof *source->row_error);
  return source->carried != NULL && source->names != NULL && source->texts_read != NULL &&
         source->texts_written != NULL && source->read_error != NULL &&
         source->row_error != NULL;
}

/* The other columns; none may have the name of one that is added. */
static pm_status find_carried(row_source *source)
{
  size_t count = pm_csv_columns(source->csv);
  if (!make_room(source, count))
    return option_memory_fault(source->error);
  for (size_t i = 0; i < count; i++) {
    if (is_read(source, i))
      continue;
    const char *name = pm_csv_column(source->csv, i);
    pm_place place = {pm_csv_file(source->csv), 1, name};
    for (const char *const *taken = source->request->taken; *taken != NULL; taken++)
      if (strcmp(name, *taken) == 0)
        return pm_error_add(source->error, PM_ERROR_DATA, &place,
                            "the result has a column of this name too: rename it");
    source->names[source->carried_count] = name;
    source->carried[source->carried_count++] = i;
  }
  return PM_OK;
}

/* ------------------------------------------------------------- faults -- */

/* Move what is wrong with one row to the run's faults. place: where it is, when
   the faults do not say it themselves. */
static void collect(row_source *source, pm_error *faults, const pm_place *place)
{
  size_t listed = pm_error_listed(faults);
  if (faults->count == 0)
    return;
  for (size_t i = 0; i < listed; i++)
    pm_error_add(source->error, faults->faults[i].status, place, "%s", faults->faults[i].text);
  source->error->count += faults->count - (int64_t)listed;
  pm_error_clear(faults);
}

static void locate(row_source *source, const row_item *item)
{
  if (source->row_error->count == 0)
    return;
  size_t at = source->request->blamed(item->numbers);
  const pm_place place = {
      pm_csv_file(source->csv), item->row,
      at == ROW_COLUMN_NONE ? NULL : pm_csv_column(source->csv, source->places[at])};
  collect(source, source->row_error, &place);
}

/* ------------------------------------------------------------- writing -- */

static pm_status write_row(row_source *source, const row_item *item, void *result)
{
  const row_request *request = source->request;
  const row_given row = {source->texts_written, item->numbers, result};
  pm_status status = item->status;
  if (status != PM_OK)
    status = request->compute(request->context, item->numbers, result, source->row_error);
  if (status == PM_OK)
    status = request->add(request->context, &row, source->row_error);
  locate(source, item);
  return status == PM_ERROR_DOMAIN ? PM_OK : status; /* read on, for the other rows' faults */
}

static pm_status write_batch(void *context, const row_batch *batch)
{
  row_source *source = context;
  const char *text = batch->texts;
  pm_status status = PM_OK;
  for (size_t i = 0; i < batch->count && status == PM_OK; i++) {
    text = row_batch_texts(text, source->texts_written, source->carried_count);
    status = write_row(source, &batch->items[i],
                       row_batch_result(batch, i, source->request->result_size));
  }
  return status;
}

static bool make_line(row_source *source)
{
  const row_request *request = source->request;
  const row_line_request line = {.column_count = request->column_count,
                                 .result_size = request->result_size,
                                 .threads = request->threads,
                                 .is_dear = request->is_dear,
                                 .context = request->context,
                                 .compute = request->compute,
                                 .compute_all = request->compute_all,
                                 .write = write_batch,
                                 .writer = source};
  source->line = row_line_new(&line, request->output->run->store);
  return source->line != NULL;
}

/* ------------------------------------------------------------- reading -- */

static pm_status read_number(row_source *source, size_t i, double *number)
{
  bool is_effective = source->request->columns[i].is_effective;
  const char *what = is_effective ? "a number of records" : "a whole number of records";
  size_t place = source->places[i];
  pm_status status = pm_csv_number(source->csv, place, what, number, source->read_error);
  if (status == PM_OK && !is_effective && *number != floor(*number))
    status = pm_csv_count(source->csv, place, what, number, source->read_error);
  return status;
}

static void read_numbers(row_source *source, double *numbers)
{
  const row_request *request = source->request;
  for (size_t i = 0; i < request->column_count; i++) {
    numbers[i] = 0;
    if (request->columns[i].name == NULL)
      continue;
    pm_status status = read_number(source, i, &numbers[i]);
    if (status == PM_OK && request->columns[i].is_population && numbers[i] < 1)
      pm_csv_fault(source->csv, source->places[i], source->read_error,
                   "a population is at least 1");
  }
}

/* Write all rows that were read; what could not be read comes after their
   faults. */
static pm_status catch_up(row_source *source)
{
  pm_status status = row_line_drain(source->line);
  if (status == PM_OK)
    collect(source, source->read_error, NULL);
  return status;
}

static pm_status take_row(row_source *source)
{
  row_item item = {.row = pm_csv_row(source->csv)};
  row_batch *batch = row_line_batch(source->line);
  read_numbers(source, item.numbers);
  for (size_t i = 0; i < source->carried_count; i++)
    pm_csv_text(source->csv, source->carried[i], &source->texts_read[i], source->read_error);
  if (source->read_error->count > 0)
    return catch_up(source);
  if (!row_batch_add(batch, &item, source->texts_read, source->carried_count)) {
    (void)row_line_drain(source->line); /* for what is wrong with the rows before */
    return option_memory_fault(source->error);
  }
  return row_batch_is_full(batch) ? row_line_give(source->line, pm_csv_share(source->csv))
                                  : PM_OK;
}

static pm_status read_rows(row_source *source)
{
  const row_request *request = source->request;
  const pm_field *fields = NULL;
  progress state;
  pm_status status = request->open(request->context, source->names, source->carried_count);
  pm_status found = PM_OK;
  progress_begin(&state, request->output->run->options);
  while (status == PM_OK) {
    found = pm_csv_next(source->csv, &fields, source->read_error);
    if (found != PM_OK || fields == NULL)
      break;
    status = take_row(source);
    progress_tick(&state, source->csv);
  }
  if (status == PM_OK)
    status = catch_up(source);
  progress_end(&state);
  if (status == PM_OK)
    status = found;
  return status == PM_OK ? source->error->status : status;
}

static pm_status tell_input(const row_source *source)
{
  pm_input input = {pm_csv_file(source->csv), pm_csv_rows(source->csv),
                    pm_csv_sha256(source->csv)};
  return pm_writer_input(source->request->output->writer, &input, source->error);
}

pm_status row_source_read(const row_request *request)
{
  const tool_run *run = request->output->run;
  row_source source = {.request = request, .error = run->error};
  pm_csv_request file = {.file = request->file, .hash = output_is_json(run)};
  pm_status status = pm_csv_open(&source.csv, &file, run->error);
  if (status == PM_OK)
    status = find_columns(&source);
  if (status == PM_OK)
    status = find_carried(&source);
  if (status == PM_OK)
    status = make_line(&source) ? PM_OK : option_memory_fault(run->error);
  if (status == PM_OK)
    status = read_rows(&source);
  if (status == PM_OK)
    status = tell_input(&source);
  row_line_free(source.line);
  pm_csv_free(source.csv);
  return status;
}
