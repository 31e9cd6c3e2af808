/* row_source.c: the rows of a file, read one at a time.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "row_source.h"
#include "progress.h"

#include <string.h>

typedef struct row_source {
  const row_request *request;
  pm_csv *csv;
  pm_error *error;
  size_t places[ROW_COLUMNS_MOST]; /* of the columns read, where they are given */
  size_t carried_count;
  size_t *carried;    /* their places in the file */
  const char **names; /* their names, and room for one row's texts */
  const char **texts;
  pm_error *row_error; /* what is wrong with one row, not yet located */
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
  source->row_error = option_store_alloc(store, sizeof *source->row_error);
  return source->carried != NULL && source->names != NULL && source->texts != NULL &&
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

static void read_numbers(const row_source *source, double *numbers)
{
  const row_request *request = source->request;
  for (size_t i = 0; i < request->column_count; i++) {
    numbers[i] = 0;
    if (request->columns[i].name == NULL)
      continue;
    pm_status status = pm_csv_number(source->csv, source->places[i], "a number of records",
                                     &numbers[i], source->error);
    if (status == PM_OK && request->columns[i].is_population && numbers[i] < 1)
      pm_csv_fault(source->csv, source->places[i], source->error, "a population is at least 1");
  }
}

/* Move the faults of one row to where the row's place is known. */
static void locate(row_source *source, size_t at)
{
  const pm_place place = {
      pm_csv_file(source->csv), pm_csv_row(source->csv),
      at == ROW_COLUMN_NONE ? NULL : pm_csv_column(source->csv, source->places[at])};
  for (size_t i = 0; i < pm_error_listed(source->row_error); i++)
    pm_error_add(source->error, source->row_error->status, &place, "%s",
                 source->row_error->faults[i].text);
  pm_error_clear(source->row_error);
}

static pm_status add_row(row_source *source)
{
  const row_request *request = source->request;
  double numbers[ROW_COLUMNS_MOST];
  size_t at = 0;
  int64_t faults = source->error->count;
  read_numbers(source, numbers);
  for (size_t i = 0; i < source->carried_count; i++)
    pm_csv_text(source->csv, source->carried[i], &source->texts[i], source->error);
  if (source->error->count > faults)
    return PM_OK; /* read on, for the other rows' faults */
  pm_status status =
      request->add(request->context, source->texts, numbers, &at, source->row_error);
  if (status == PM_ERROR_DOMAIN || status == PM_ERROR_NUMERIC || status == PM_ERROR_USAGE)
    locate(source, at);
  return status == PM_ERROR_DOMAIN ? PM_OK : status;
}

static pm_status read_rows(row_source *source)
{
  const row_request *request = source->request;
  const pm_field *fields = NULL;
  progress state;
  pm_status status = request->open(request->context, source->names, source->carried_count);
  progress_begin(&state, request->output->run->options);
  while (status == PM_OK) {
    status = pm_csv_next(source->csv, &fields, source->error);
    if (status != PM_OK || fields == NULL)
      break;
    status = add_row(source);
    progress_tick(&state, pm_csv_rows(source->csv));
  }
  progress_end(&state);
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
    status = read_rows(&source);
  if (status == PM_OK)
    status = tell_input(&source);
  pm_csv_free(source.csv);
  return status;
}
