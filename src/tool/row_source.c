/* row_source.c: the rows of a file, read in batches. While a crew computes the
   results of some batches, the next is read and the one before them written;
   all that can be seen is in the file's order, however many threads there are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "row_source.h"
#include "progress.h"
#include "row_memo.h"
#include "row_tables.h"

#include <math.h>
#include <string.h>

/* Batches in flight: enough that the crew need not wait while one is written. */
enum { BATCHES = 4 };

typedef struct row_work {
  const struct row_source *source;
  row_batch batch;
  pm_crew_task task;
} row_work;

typedef struct row_source {
  const row_request *request;
  pm_csv *csv;
  pm_error *error;
  size_t places[ROW_COLUMNS_MOST]; /* of the columns read, where they are given */
  size_t carried_count;
  size_t *carried;    /* their places in the file */
  const char **names; /* their names, and room for one row's texts */
  const char **texts;
  pm_error *read_error; /* what of the file cannot be read, not yet in its order */
  pm_error *row_error;  /* what is wrong with one row, not yet located */
  row_memo memo;        /* of results, where they are dear */
  row_tables tables;    /* of those that are cheaper together */
  pm_crew *crew;
  row_work *works; /* a ring: from `first` those `given`, then the one being filled */
  size_t first, given;
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
  source->texts = option_store_alloc(store, count * sizeof *source->texts);
  source->read_error = option_store_alloc(store, sizeof *source->read_error);
  source->row_error = option_store_alloc(store, sizeof *source->row_error);
  return source->carried != NULL && source->names != NULL && source->texts != NULL &&
         source->read_error != NULL && source->row_error != NULL;
}

static bool make_works(row_source *source)
{
  const row_request *request = source->request;
  option_store *store = request->output->run->store;
  source->works = option_store_alloc(store, BATCHES * sizeof *source->works);
  if (source->works == NULL || pm_crew_new(&source->crew, request->threads, NULL) != PM_OK)
    return false;
  if (request->is_dear &&
      !row_memo_make(&source->memo, request->column_count, request->result_size, store))
    return false;
  if (request->compute_all != NULL &&
      !row_tables_make(&source->tables, request->column_count, request->result_size, store))
    return false;
  for (size_t i = 0; i < BATCHES; i++) {
    source->works[i].source = source;
    source->works[i].batch.results =
        option_store_alloc(store, ROW_BATCH_ROWS * request->result_size);
    if (source->works[i].batch.results == NULL)
      return false;
  }
  return true;
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

/* ------------------------------------------------------------- results -- */

static void *result_of(const row_work *work, size_t index)
{
  return work->batch.results + index * work->source->request->result_size;
}

/* Take the results that are there. */
static void recall(row_source *source, row_work *work)
{
  for (size_t i = 0; i < work->batch.count; i++) {
    row_item *item = &work->batch.items[i];
    const void *kept = row_tables_find(&source->tables, item->numbers);
    if (kept == NULL)
      kept = row_memo_find(&source->memo, item->numbers);
    item->is_known = kept != NULL;
    if (item->is_known)
      memcpy(result_of(work, i), kept, source->request->result_size);
    else
      item->table = row_tables_begin(&source->tables, item->numbers);
  }
}

/* Compute the table of a row, and take the row's result from it. */
static pm_status compute_table(const row_request *request, const row_item *item, void *result)
{
  pm_status status =
      request->compute_all(request->context, item->numbers, item->table->results);
  if (status == PM_OK)
    memcpy(result, row_table_result(item->table, item->numbers, request->result_size),
           request->result_size);
  return status;
}

/* A task of the crew: one row of a batch. Faults are rare, and their words long:
   here it is only noted that there is one. */
static void compute_row(void *context, size_t index)
{
  row_work *work = context;
  const row_request *request = work->source->request;
  row_item *item = &work->batch.items[index];
  void *result = result_of(work, index);
  if (item->is_known)
    return;
  item->status = item->table != NULL
                     ? compute_table(request, item, result)
                     : request->compute(request->context, item->numbers, result, NULL);
}

/* Keep a result, or that of all its table's rows. */
static void keep(row_source *source, const row_item *item, const void *result)
{
  if (item->table != NULL)
    item->table->is_ready = true;
  else if (!item->is_known)
    row_memo_keep(&source->memo, item->numbers, result);
}

static pm_status write_row(row_source *source, const row_work *work, size_t index)
{
  const row_request *request = source->request;
  const row_item *item = &work->batch.items[index];
  void *result = result_of(work, index);
  const row_given row = {source->texts, item->numbers, result};
  pm_status status = item->status;
  if (status != PM_OK)
    status = request->compute(request->context, item->numbers, result, source->row_error);
  else
    keep(source, item, result);
  if (status == PM_OK)
    status = request->add(request->context, &row, source->row_error);
  locate(source, item);
  return status == PM_ERROR_DOMAIN ? PM_OK : status; /* read on, for the other rows' faults */
}

/* Wait for the batch that was given first, and write its rows. */
static pm_status write_batch(row_source *source)
{
  row_work *work = &source->works[source->first];
  row_batch *batch = &work->batch;
  const char *text = batch->texts;
  pm_status status = PM_OK;
  pm_crew_finish(source->crew, &work->task);
  for (size_t i = 0; i < batch->count && status == PM_OK; i++) {
    text = row_batch_texts(text, source->texts, source->carried_count);
    status = write_row(source, work, i);
  }
  row_batch_empty(batch);
  source->first = (source->first + 1) % BATCHES;
  source->given--;
  return status;
}

/* Give the batch that was filled to the crew. */
static void give_batch(row_source *source)
{
  row_work *work = &source->works[(source->first + source->given) % BATCHES];
  recall(source, work);
  work->task = (pm_crew_task){.work = compute_row, .context = work, .count = work->batch.count};
  pm_crew_give(source->crew, &work->task);
  source->given++;
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
  pm_status status = PM_OK;
  give_batch(source);
  while (source->given > 0 && status == PM_OK)
    status = write_batch(source);
  if (status == PM_OK)
    collect(source, source->read_error, NULL);
  return status;
}

static pm_status take_row(row_source *source)
{
  row_item item = {.row = pm_csv_row(source->csv)};
  read_numbers(source, item.numbers);
  for (size_t i = 0; i < source->carried_count; i++)
    pm_csv_text(source->csv, source->carried[i], &source->texts[i], source->read_error);
  if (source->read_error->count > 0)
    return catch_up(source);
  row_work *work = &source->works[(source->first + source->given) % BATCHES];
  if (!row_batch_add(&work->batch, &item, source->texts, source->carried_count))
    return option_memory_fault(source->error);
  if (!row_batch_is_full(&work->batch))
    return PM_OK;
  give_batch(source);
  return source->given < BATCHES ? PM_OK : write_batch(source);
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
    status = make_works(&source) ? PM_OK : option_memory_fault(run->error);
  if (status == PM_OK)
    status = read_rows(&source);
  if (status == PM_OK)
    status = tell_input(&source);
  pm_crew_free(source.crew);
  for (size_t i = 0; source.works != NULL && i < BATCHES; i++)
    row_batch_free(&source.works[i].batch);
  pm_csv_free(source.csv);
  return status;
}
