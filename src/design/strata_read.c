/* strata_read.c: strata from a CSV file, and from a frame when there is one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/dictionary.h"
#include "design/strata_rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <plusminus/num.h>

/* Weights within this of 1 or 100 add up but for their rounding. */
static const double WEIGHTS_SLACK = 0.005;

enum { FILE_AUDITED, FILE_FRAME, FILES };

/* All that reading holds; freed together. */
typedef struct pm_reading {
  const pm_strata_request *request;
  pm_arena *arena;
  const char **columns; /* of the design: the key, then what domains need */
  size_t column_count;
  pm_csv *csv[FILES]; /* the frame's is NULL when there is none */
  pm_strata_layout layout[FILES];
  pm_strata_rows rows[FILES];
  bool *is_seen; /* for each row of the frame */
  bool is_fraction;
} pm_reading;

/* -------------------------------------------------------------- columns -- */

static bool holds(const pm_reading *reading, const char *name)
{
  for (size_t c = 0; c < reading->column_count; c++)
    if (strcmp(reading->columns[c], name) == 0)
      return true;
  return false;
}

static pm_status name_columns(pm_reading *reading, pm_error *error)
{
  const pm_strata_request *request = reading->request;
  if (request->strata_count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "no column makes the strata");
  if (request->share != NULL && request->kind == PM_POPULATION_RECORDED)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "weights contradict a population of the recorded ones, which gives its "
                        "own weights");
  reading->columns = pm_arena_alloc(
      reading->arena, (request->strata_count + request->by_count) * sizeof *reading->columns);
  if (reading->columns == NULL)
    return pm_memory_fault(error);
  for (size_t c = 0; c < request->strata_count; c++)
    reading->columns[reading->column_count++] = request->strata[c];
  for (size_t c = 0; c < request->by_count; c++)
    if (!holds(reading, request->by[c]))
      reading->columns[reading->column_count++] = request->by[c];
  return PM_OK;
}

/* The column, without complaint when it is not there. */
static size_t look(const pm_csv *csv, const char *name)
{
  for (size_t c = 0; csv != NULL && c < pm_csv_columns(csv); c++)
    if (strcmp(pm_csv_column(csv, c), name) == 0)
      return c;
  return PM_NO_COLUMN;
}

/* A column that must be in this file; name NULL: not asked for. */
static pm_status demand(const pm_csv *csv, const char *name, const char *option, size_t *column,
                        pm_error *error)
{
  *column = PM_NO_COLUMN;
  return name != NULL ? pm_csv_find(csv, name, option, column, error) : PM_OK;
}

/* A column that may be in either file; when it is in neither, each is told. */
static pm_status demand_either(pm_reading *reading, const char *name, const char *option,
                               size_t *audited, size_t *frame, pm_error *error)
{
  *audited = look(reading->csv[FILE_AUDITED], name);
  *frame = look(reading->csv[FILE_FRAME], name);
  if (*audited != PM_NO_COLUMN || *frame != PM_NO_COLUMN)
    return PM_OK;
  pm_status status = pm_csv_find(reading->csv[FILE_AUDITED], name, option, audited, error);
  if (reading->csv[FILE_FRAME] != NULL)
    status = pm_csv_find(reading->csv[FILE_FRAME], name, option, frame, error);
  return status;
}

static bool make_layout(pm_reading *reading, pm_strata_layout *layout)
{
  *layout = (pm_strata_layout){
      .columns =
          pm_arena_alloc(reading->arena, reading->column_count * sizeof *layout->columns),
      .column_count = reading->column_count,
      .key_count = reading->request->strata_count,
      .x = PM_NO_COLUMN,
      .n = PM_NO_COLUMN,
      .population = PM_NO_COLUMN,
      .share = PM_NO_COLUMN,
  };
  return layout->columns != NULL;
}

static void keep_first(pm_status *first, pm_status status)
{
  if (*first == PM_OK)
    *first = status;
}

/* Find every column, so that all that are missing are named at once. */
static pm_status lay_out(pm_reading *reading, pm_error *error)
{
  const pm_strata_request *request = reading->request;
  pm_strata_layout *audited = &reading->layout[FILE_AUDITED];
  pm_strata_layout *frame = &reading->layout[FILE_FRAME];
  pm_csv *const *csv = reading->csv;
  if (!make_layout(reading, audited) || !make_layout(reading, frame))
    return pm_memory_fault(error);
  pm_status first = demand(csv[FILE_AUDITED], request->x, "--counts", &audited->x, error);
  keep_first(&first, demand(csv[FILE_AUDITED], request->n, "--counts", &audited->n, error));
  keep_first(&first,
             demand(csv[FILE_AUDITED], request->share, "--weight", &audited->share, error));
  for (size_t c = 0; c < reading->column_count; c++) {
    const char *name = reading->columns[c];
    size_t *here = &audited->columns[c];
    size_t *there = &frame->columns[c];
    *there = PM_NO_COLUMN;
    if (c >= audited->key_count) {
      keep_first(&first, demand_either(reading, name, "--by", here, there, error));
      continue;
    }
    keep_first(&first, demand(csv[FILE_AUDITED], name, "--strata", here, error));
    if (csv[FILE_FRAME] != NULL)
      keep_first(&first, demand(csv[FILE_FRAME], name, "--frame", there, error));
  }
  if (request->population != NULL)
    keep_first(&first, demand_either(reading, request->population, "--population",
                                     &audited->population, &frame->population, error));
  return first;
}

/* -------------------------------------------------------------- reading -- */

static pm_status open_file(pm_reading *reading, size_t which, const char *file, pm_error *error)
{
  const pm_csv_request request = {
      .file = file, .hash = reading->request->hash, .allocator = reading->request->allocator};
  return pm_csv_open(&reading->csv[which], &request, error);
}

static pm_status read_file(pm_reading *reading, size_t which, pm_strata_inputs *inputs,
                           pm_error *error)
{
  pm_csv *csv = reading->csv[which];
  pm_strata_rows *rows = &reading->rows[which];
  rows->file = pm_csv_file(csv);
  rows->population = reading->request->population;
  pm_status status = pm_strata_rows_read(rows, csv, &reading->layout[which],
                                         reading->request->allocator, reading->arena, error);
  if (status != PM_OK || inputs == NULL)
    return status;
  inputs->file[which] = which == FILE_FRAME ? reading->request->frame : reading->request->file;
  inputs->rows[which] = pm_csv_rows(csv);
  (void)snprintf(inputs->sha256[which], sizeof inputs->sha256[which], "%s", pm_csv_sha256(csv));
  inputs->count = which + 1;
  return PM_OK;
}

static pm_status read_frame(pm_reading *reading, pm_strata_inputs *inputs, pm_error *error)
{
  pm_status status = read_file(reading, FILE_FRAME, inputs, error);
  if (status != PM_OK)
    return status;
  return pm_strata_frame_check(&reading->rows[FILE_FRAME], reading->request->allocator, error);
}

static pm_status open_files(pm_reading *reading, pm_error *error)
{
  const pm_strata_request *request = reading->request;
  pm_status status = open_file(reading, FILE_AUDITED, request->file, error);
  if (status == PM_OK && request->frame != NULL)
    status = open_file(reading, FILE_FRAME, request->frame, error);
  return status == PM_OK ? lay_out(reading, error) : status;
}

static pm_status join_files(pm_reading *reading, pm_error *error)
{
  const pm_strata_request *request = reading->request;
  pm_strata_rows *frame = &reading->rows[FILE_FRAME];
  if (request->frame == NULL)
    return PM_OK;
  reading->is_seen = pm_arena_alloc(reading->arena, frame->count * sizeof *reading->is_seen);
  if (reading->is_seen == NULL)
    return pm_memory_fault(error);
  return pm_strata_frame_join(&reading->rows[FILE_AUDITED], frame, reading->column_count,
                              reading->is_seen, request->allocator, error);
}

static pm_status resolve_sizes(pm_reading *reading, pm_error *error)
{
  pm_strata_rows *audited = &reading->rows[FILE_AUDITED];
  pm_status status = pm_strata_rows_resolve(audited, &reading->is_fraction, error);
  if (status != PM_OK || !reading->is_fraction ||
      reading->request->kind != PM_POPULATION_RECORDED)
    return status;
  const pm_place place = {.file = audited->file, .column = audited->population};
  return pm_error_add(error, PM_ERROR_DATA, &place,
                      "a sampling fraction is of all units, not of the %s ones",
                      reading->request->x);
}

/* --------------------------------------------------------------- adding -- */

static double size_or_unknown(double population)
{
  return isnan(population) ? (double)INFINITY : population;
}

static pm_status add_row(pm_strata *strata, const char *file, const pm_strata_row *row,
                         pm_error *error)
{
  const pm_place place = {.file = file, .row = row->row};
  double population = size_or_unknown(row->population);
  if (row->n <= 0 && row->x <= 0)
    return pm_strata_add_unaudited(strata, row->label, population, error);
  const pm_stratum stratum = {.label = row->label,
                              .values = row->values,
                              .x = row->x,
                              .n = row->n,
                              .population = population,
                              .share = row->share,
                              .row = row->row};
  return pm_strata_add(strata, &stratum, &place, error);
}

static pm_status add_rows(const pm_reading *reading, pm_strata *strata, pm_error *error)
{
  const pm_strata_rows *audited = &reading->rows[FILE_AUDITED];
  const pm_strata_rows *frame = &reading->rows[FILE_FRAME];
  pm_status first = PM_OK;
  for (size_t i = 0; i < audited->count; i++)
    if (!audited->items[i].is_refused)
      keep_first(&first, add_row(strata, audited->file, &audited->items[i], error));
  for (size_t i = 0; i < frame->count; i++)
    if (!reading->is_seen[i])
      keep_first(&first,
                 pm_strata_add_unaudited(strata, frame->items[i].label,
                                         size_or_unknown(frame->items[i].population), error));
  return first;
}

/* --------------------------------------------------------------- remarks -- */

static pm_status note_unaudited(const pm_strata *strata, pm_notes *notes)
{
  pm_scope scope = pm_strata_scope(strata);
  size_t all = scope.strata_out + pm_strata_count(strata);
  double population = scope.population_in + scope.population_out;
  char out[PM_NUMBER_SIZE];
  char in[PM_NUMBER_SIZE];
  const char *verb =
      scope.strata_out == 1 ? "was not audited and is" : "were not audited and are";
  if (scope.strata_out == 0)
    return PM_OK;
  if (!isfinite(population))
    return pm_notes_add(notes, "unaudited-strata",
                        "%zu of %zu strata %s out of scope; how much of the population is "
                        "theirs is not known",
                        scope.strata_out, all, verb);
  (void)pm_number_format_fixed(100 * scope.population_out / population, 1, out);
  (void)pm_number_format_fixed(100 * scope.population_in / population, 1, in);
  return pm_notes_add(notes, "unaudited-strata",
                      "%zu of %zu strata %s out of scope, with %s%% of the population; the "
                      "estimates are for the other %s%%",
                      scope.strata_out, all, verb, out, in);
}

static pm_status note_weights(const pm_strata *strata, const char *share, pm_notes *notes)
{
  pm_sum sum = {0, 0};
  for (size_t i = 0; i < pm_strata_count(strata); i++)
    pm_sum_add(&sum, pm_strata_at(strata, i)->share);
  double total = pm_sum_value(&sum);
  char text[PM_NUMBER_SIZE];
  if (share == NULL || fabs(total - 1) <= WEIGHTS_SLACK ||
      fabs(total / 100 - 1) <= WEIGHTS_SLACK)
    return PM_OK;
  (void)pm_number_format_fixed(total, 3, text);
  return pm_notes_add(notes, "weights-sum",
                      "the weights in '%s' add up to %s, not to 1 or 100; they were scaled to "
                      "add up to 1",
                      share, text);
}

static pm_status add_notes(const pm_reading *reading, const pm_strata *strata, pm_notes *notes)
{
  pm_status status = note_unaudited(strata, notes);
  if (status == PM_OK)
    status = note_weights(strata, reading->request->share, notes);
  if (status == PM_OK && reading->is_fraction)
    status = pm_notes_add(notes, "population-fraction",
                          "'%s' holds sampling fractions; each size is the records divided by "
                          "its fraction",
                          reading->request->population);
  return status;
}

/* ---------------------------------------------------------- all together -- */

static pm_status make_strata(const pm_reading *reading, pm_strata **strata, pm_error *error)
{
  const pm_strata_request *request = reading->request;
  const pm_strata_shape shape = {.columns = reading->columns,
                                 .column_count = reading->column_count,
                                 .key_count = request->strata_count,
                                 .kind = request->kind,
                                 .x_name = request->x,
                                 .n_name = request->n,
                                 .allocator = request->allocator};
  pm_status status = pm_strata_new(strata, &shape, error);
  return status == PM_OK ? add_rows(reading, *strata, error) : status;
}

static pm_status count_strata(const pm_strata_rows *rows, const pm_allocator *allocator,
                              size_t *count, pm_error *error)
{
  pm_dictionary *keys = pm_dictionary_new(allocator);
  pm_status status = keys != NULL ? PM_OK : PM_ERROR_MEMORY;
  for (size_t i = 0; i < rows->count && status == PM_OK; i++) {
    size_t index = 0;
    const char *key = rows->items[i].key;
    status = pm_dictionary_put(keys, key, strlen(key), &index);
  }
  *count = status == PM_OK ? pm_dictionary_count(keys) : 0;
  pm_dictionary_free(keys);
  return status == PM_OK ? PM_OK : pm_memory_fault(error);
}

/* A file with a row for each record, or a stratum that takes more columns to name, would
   have as many faults as rows: it has one, and nothing else of it is worth telling. */
static pm_status check_repeats(pm_reading *reading, bool *is_other, pm_error *error)
{
  const pm_strata_request *request = reading->request;
  pm_strata_rows *rows = &reading->rows[FILE_AUDITED];
  size_t strata;
  pm_status status = count_strata(rows, request->allocator, &strata, error);
  *is_other = status == PM_OK && rows->count > 2 * strata;
  if (status != PM_OK)
    return status;
  if (!*is_other)
    return pm_strata_rows_drop_repeats(rows, request->allocator, error);
  const pm_place place = {.file = rows->file};
  return pm_error_add(
      error, PM_ERROR_DATA, &place,
      "%zu rows name %zu strat%s, but with --counts each row is one: name by "
      "--strata all columns that tell them apart; of a file with a row for each "
      "record, estimate --ratio %s/%s",
      rows->count, strata, strata == 1 ? "um" : "a", request->x, request->n);
}

/* Everything is read and then joined and added even where rows have faults: one
   run tells all that is wrong. Only on a frame with faults nothing can be built:
   it would make faults of its own. */
static pm_status run(pm_reading *reading, pm_strata **strata, pm_strata_inputs *inputs,
                     pm_error *error)
{
  pm_status status = name_columns(reading, error);
  if (status == PM_OK)
    status = open_files(reading, error);
  if (status != PM_OK)
    return status;
  status = read_file(reading, FILE_AUDITED, inputs, error);
  pm_status frame =
      reading->request->frame != NULL ? read_frame(reading, inputs, error) : PM_OK;
  keep_first(&status, frame);
  if (frame != PM_OK || (status != PM_OK && status != PM_ERROR_DATA))
    return status;
  bool is_other = false;
  keep_first(&status, check_repeats(reading, &is_other, error));
  if (is_other)
    return status;
  pm_status sizes = resolve_sizes(reading, error);
  if (sizes != PM_OK)
    return sizes;
  keep_first(&status, join_files(reading, error));
  keep_first(&status, make_strata(reading, strata, error));
  if (status == PM_OK && pm_strata_count(*strata) == 0)
    status = pm_error_add(error, PM_ERROR_DATA,
                          &(pm_place){.file = reading->rows[FILE_AUDITED].file},
                          "no stratum has a record that was audited");
  return status;
}

pm_status pm_strata_read(pm_strata **strata, const pm_strata_request *request,
                         pm_strata_inputs *inputs, pm_notes *notes, pm_error *error)
{
  *strata = NULL;
  if (inputs != NULL)
    *inputs = (pm_strata_inputs){.count = 0};
  pm_reading reading = {.request = request, .arena = pm_arena_new(request->allocator)};
  pm_status status =
      reading.arena != NULL ? run(&reading, strata, inputs, error) : pm_memory_fault(error);
  if (status == PM_OK && add_notes(&reading, *strata, notes) != PM_OK)
    status = pm_memory_fault(error);
  if (status != PM_OK) {
    pm_strata_free(*strata);
    *strata = NULL;
  }
  for (size_t which = 0; which < FILES; which++) {
    (void)pm_memory_resize(request->allocator, reading.rows[which].items, 0);
    pm_csv_free(reading.csv[which]);
  }
  pm_arena_free(reading.arena);
  return status;
}
