/* interval_file.c: intervals for the rows of a file, read and written one at
   a time.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_job.h"
#include "progress.h"

#include <string.h>

/* The columns of the file: those that are read, and those that are carried. */
typedef struct interval_source {
  pm_csv *csv;
  size_t x, n, population;
  bool has_population;
  size_t carried_count;
  size_t *carried;    /* their places in the file */
  const char **names; /* their names, and room for one row's texts */
  const char **texts;
  pm_error *row_error; /* what is wrong with one row, not yet located */
} interval_source;

static const char *const own_names[] = {"method", "x",        "n",     "population", "conf",
                                        "side",   "estimate", "lower", "upper",      "margin"};

static pm_status find_columns(interval_source *source, const interval_job *job)
{
  const interval_options *options = job->options;
  pm_error *error = job->run->error;
  pm_csv_find(source->csv, options->x, "--x", &source->x, error);
  pm_csv_find(source->csv, options->n, "--n", &source->n, error);
  source->has_population = options->population != NULL;
  if (source->has_population)
    pm_csv_find(source->csv, options->population, "--population", &source->population, error);
  return error->status;
}

static bool is_read(const interval_source *source, size_t column)
{
  return column == source->x || column == source->n ||
         (source->has_population && column == source->population);
}

/* The other columns; none may have the name of one that is added. */
static pm_status find_carried(interval_source *source, const interval_job *job)
{
  size_t count = pm_csv_columns(source->csv);
  option_store *store = job->run->store;
  source->carried = option_store_alloc(store, count * sizeof *source->carried);
  source->names = option_store_alloc(store, count * sizeof *source->names);
  source->texts = option_store_alloc(store, count * sizeof *source->texts);
  source->row_error = option_store_alloc(store, sizeof *source->row_error);
  if (source->carried == NULL || source->names == NULL || source->texts == NULL ||
      source->row_error == NULL)
    return option_memory_fault(job->run->error);
  for (size_t i = 0; i < count; i++) {
    if (is_read(source, i))
      continue;
    const char *name = pm_csv_column(source->csv, i);
    pm_place place = {pm_csv_file(source->csv), 1, name};
    for (size_t k = 0; k < TOOL_COUNT(own_names); k++)
      if (strcmp(name, own_names[k]) == 0)
        return pm_error_add(job->run->error, PM_ERROR_DATA, &place,
                            "the result has a column of this name too: rename it");
    source->names[source->carried_count] = name;
    source->carried[source->carried_count++] = i;
  }
  return PM_OK;
}

static void read_case(const interval_source *source, pm_case *data, pm_error *error)
{
  static const char what[] = "a number of records";
  pm_csv_number(source->csv, source->x, what, &data->x, error);
  pm_csv_number(source->csv, source->n, what, &data->n, error);
  if (!source->has_population)
    return;
  pm_status status =
      pm_csv_number(source->csv, source->population, what, &data->population, error);
  /* To the library 0 means a large one. */
  if (status == PM_OK && data->population < 1)
    pm_csv_fault(source->csv, source->population, error, "a population is at least 1");
}

/* The column that a fault of the row is about, or NULL when it may be any. */
static const char *blamed(const interval_source *source, const pm_case *data)
{
  if (!(data->n > 0))
    return pm_csv_column(source->csv, source->n);
  if (data->x < 0 || data->x > data->n)
    return pm_csv_column(source->csv, source->x);
  if (source->has_population && data->population < data->n)
    return pm_csv_column(source->csv, source->population);
  return NULL;
}

/* Move the faults of one row to where the row's place is known. */
static void locate(interval_source *source, const pm_case *data, pm_error *error)
{
  const pm_place place = {pm_csv_file(source->csv), pm_csv_row(source->csv),
                          blamed(source, data)};
  for (size_t i = 0; i < pm_error_listed(source->row_error); i++)
    pm_error_add(error, source->row_error->status, &place, "%s",
                 source->row_error->faults[i].text);
  pm_error_clear(source->row_error);
}

static pm_status add_row(interval_job *job, interval_source *source, const pm_field *fields)
{
  pm_error *error = job->run->error;
  pm_case data = {0, 0, 0};
  int64_t faults = error->count;
  read_case(source, &data, error);
  if (error->count > faults)
    return PM_OK; /* read on, for the other rows' faults */
  for (size_t i = 0; i < source->carried_count; i++)
    source->texts[i] = fields[source->carried[i]].text;
  pm_status status = interval_job_add(job, source->texts, &data, source->row_error);
  if (status == PM_ERROR_DOMAIN) {
    locate(source, &data, error);
    return PM_OK;
  }
  if (status == PM_ERROR_NUMERIC)
    locate(source, &data, error);
  return status;
}

static pm_status read_rows(interval_job *job, interval_source *source)
{
  pm_error *error = job->run->error;
  const pm_field *fields = NULL;
  progress state;
  pm_status status = interval_job_open(job, source->names, source->carried_count);
  progress_begin(&state, &job->options->output);
  while (status == PM_OK) {
    status = pm_csv_next(source->csv, &fields, error);
    if (status != PM_OK || fields == NULL)
      break;
    status = add_row(job, source, fields);
    progress_tick(&state, pm_csv_rows(source->csv));
  }
  progress_end(&state);
  return status == PM_OK ? error->status : status;
}

static pm_status tell_input(interval_job *job, const interval_source *source)
{
  pm_input input = {pm_csv_file(source->csv), pm_csv_rows(source->csv),
                    pm_csv_sha256(source->csv)};
  return pm_writer_input(job->output.writer, &input, job->run->error);
}

pm_status interval_file(interval_job *job, const char *file)
{
  interval_source source = {.csv = NULL};
  pm_csv_request request = {.file = file, .hash = output_is_json(job->run)};
  pm_status status = pm_csv_open(&source.csv, &request, job->run->error);
  if (status == PM_OK)
    status = find_columns(&source, job);
  if (status == PM_OK)
    status = find_carried(&source, job);
  if (status == PM_OK)
    status = read_rows(job, &source);
  if (status == PM_OK)
    status = tell_input(job, &source);
  pm_csv_free(source.csv);
  return status;
}
