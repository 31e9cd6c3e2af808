/* paired_strata.c: read a FILE in which each row is a stratum of two groups.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "paired_strata.h"
#include "row_source.h"
#include "text_buffer.h"

#include <stdlib.h>
#include <string.h>

/* The numbers of a row, in the order that difference_job_blamed knows; then the
   weight. */
enum { PLACE_POPULATION1 = 4, PLACE_WEIGHT = 6, PLACE_COUNT };

static const char *const place_options[PLACE_COUNT] = {
    "--x1", "--n1", "--x2", "--n2", "--population1", "--population2", "--weight"};

typedef struct strata_reader {
  const difference_job *job;
  pm_csv *csv;
  pm_error *error;
  const char *names[PLACE_COUNT]; /* of the columns; NULL: not given */
  size_t places[PLACE_COUNT];
  size_t *keys;    /* the places of --strata, */
  size_t *domains; /* and of --by */
  const paired_columns *by;
  paired_strata *strata;
  size_t room;
} strata_reader;

static option_store *store_of(const strata_reader *reader)
{
  return reader->job->run->store;
}

/* -------------------------------------------------------------- columns -- */

/* A column of --by, which the result has in front; it has others of its own. */
static void find_domain(strata_reader *reader, size_t i)
{
  const char *name = reader->by->names[i];
  pm_place place = {pm_csv_file(reader->csv), 1, name};
  pm_status status = pm_csv_find(reader->csv, name, "--by", &reader->domains[i], reader->error);
  if (status == PM_OK && difference_job_has_column(name))
    pm_error_add(reader->error, PM_ERROR_DATA, &place,
                 "the result has a column of this name too: rename it");
}

/* Find every column, so that all that are missing are named at once. */
static pm_status find_columns(strata_reader *reader)
{
  const difference_options *options = reader->job->options;
  const option_list *strata = &options->strata;
  const char *const names[PLACE_COUNT] = {
      options->x1,          options->n1,          options->x2,    options->n2,
      options->population1, options->population2, options->weight};
  reader->keys = option_store_alloc(store_of(reader), strata->count * sizeof *reader->keys);
  reader->domains =
      option_store_alloc(store_of(reader), (reader->by->count + 1) * sizeof *reader->domains);
  if (reader->keys == NULL || reader->domains == NULL)
    return option_memory_fault(reader->error);
  memcpy(reader->names, names, sizeof names);
  for (size_t i = 0; i < strata->count; i++)
    pm_csv_find(reader->csv, strata->items[i], "--strata", &reader->keys[i], reader->error);
  for (size_t i = 0; i < reader->by->count; i++)
    find_domain(reader, i);
  for (size_t i = 0; i < PLACE_COUNT; i++)
    if (names[i] != NULL)
      pm_csv_find(reader->csv, names[i], place_options[i], &reader->places[i], reader->error);
  return reader->error->status;
}

/* ---------------------------------------------------------------- a row -- */

/* Labels of the row; one that cannot be read is a fault. */
static pm_status read_labels(strata_reader *reader, const size_t *places, size_t count,
                             const char **texts)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < count && status != PM_ERROR_MEMORY; i++) {
    const char *text;
    pm_status found = pm_csv_label(reader->csv, places[i], &text, reader->error);
    if (found == PM_OK)
      texts[i] = option_store_text(store_of(reader), text, strlen(text));
    if (found == PM_OK && texts[i] == NULL)
      found = option_memory_fault(reader->error);
    status = status == PM_OK || found == PM_ERROR_MEMORY ? found : status;
  }
  return status;
}

static char *join(option_store *store, const char *const *texts, size_t count,
                  const char *between)
{
  size_t size = 1;
  for (size_t i = 0; i < count; i++)
    size += strlen(texts[i]) + strlen(between);
  char *joined = option_store_alloc(store, size);
  if (joined == NULL)
    return NULL;
  text_buffer buffer = text_buffer_make(joined, size);
  for (size_t i = 0; i < count; i++) {
    text_add(&buffer, i > 0 ? between : "");
    text_add(&buffer, texts[i]);
  }
  return joined;
}

/* The unit separator cannot be typed by accident. */
static pm_status read_key(strata_reader *reader, paired_stratum *stratum)
{
  option_store *store = store_of(reader);
  size_t count = reader->job->options->strata.count;
  const char **keys = option_store_alloc(store, count * sizeof *keys);
  const char **domains = option_store_alloc(store, (reader->by->count + 1) * sizeof *domains);
  if (keys == NULL || domains == NULL)
    return option_memory_fault(reader->error);
  pm_status status = read_labels(reader, reader->keys, count, keys);
  pm_status other = read_labels(reader, reader->domains, reader->by->count, domains);
  if (status != PM_OK || other != PM_OK)
    return status != PM_OK ? status : other;
  stratum->domains = domains;
  stratum->key = join(store, keys, count, "\x1f");
  stratum->label = join(store, keys, count, " / ");
  return stratum->key != NULL && stratum->label != NULL ? PM_OK
                                                        : option_memory_fault(reader->error);
}

static pm_status read_number(const strata_reader *reader, size_t i, double *number)
{
  bool is_weight = i == PLACE_WEIGHT;
  *number = is_weight ? 1 : 0;
  if (reader->names[i] == NULL)
    return PM_OK;
  bool is_whole = !is_weight && !reader->job->options->is_effective;
  pm_status status = is_whole ? pm_csv_count(reader->csv, reader->places[i],
                                             "a whole number of records", number, reader->error)
                              : pm_csv_number(reader->csv, reader->places[i],
                                              is_weight ? "a weight" : "a number of records",
                                              number, reader->error);
  if (status != PM_OK)
    return status;
  if (is_weight && *number < 0)
    return pm_csv_fault(reader->csv, reader->places[i], reader->error,
                        "a weight is not below 0");
  if (!is_weight && i >= PLACE_POPULATION1 && *number < 1)
    return pm_csv_fault(reader->csv, reader->places[i], reader->error,
                        "a population is at least 1");
  return PM_OK;
}

/* A stratum by itself is a comparison that its methods accept or not. */
static pm_status check_pair(const strata_reader *reader, const double *numbers,
                            const pm_pair *pair)
{
  const option_list *methods = &reader->job->options->methods;
  for (size_t i = 0; i < methods->count; i++) {
    pm_error own = {0};
    pm_difference ignored;
    pm_status status = pm_stratified_difference_compute(
        pm_stratified_difference_find(methods->items[i]), &reader->job->level,
        &(pm_pairs){pair, 1, NULL}, &ignored, &own);
    if (status == PM_OK)
      continue;
    size_t at = difference_job_blamed(numbers);
    const pm_place place = {
        pm_csv_file(reader->csv), pm_csv_row(reader->csv),
        at == ROW_COLUMN_NONE ? NULL : pm_csv_column(reader->csv, reader->places[at])};
    return pm_error_add(reader->error, PM_ERROR_DATA, &place, "%s", own.faults[0].text);
  }
  return PM_OK;
}

static pm_status read_row(strata_reader *reader, paired_stratum *stratum)
{
  double numbers[PLACE_COUNT];
  *stratum = (paired_stratum){.row = pm_csv_row(reader->csv)};
  pm_status status = read_key(reader, stratum);
  if (status == PM_ERROR_MEMORY)
    return status;
  for (size_t i = 0; i < PLACE_COUNT; i++) {
    pm_status found = read_number(reader, i, &numbers[i]);
    status = status == PM_OK ? found : status;
  }
  stratum->pair = difference_job_pair(numbers);
  stratum->weight = numbers[PLACE_WEIGHT];
  return status == PM_OK ? check_pair(reader, numbers, &stratum->pair) : status;
}

/* ----------------------------------------------------------------- rows -- */

static bool add_row(strata_reader *reader, const paired_stratum *stratum)
{
  paired_strata *strata = reader->strata;
  if (strata->count == reader->room) {
    size_t room = 2 * reader->room + 64;
    paired_stratum *items = option_store_alloc(store_of(reader), room * sizeof *items);
    if (items == NULL)
      return false;
    if (strata->count > 0)
      memcpy(items, strata->items, strata->count * sizeof *items);
    strata->items = items;
    reader->room = room;
  }
  strata->items[strata->count++] = *stratum;
  return true;
}

static pm_status read_rows(strata_reader *reader)
{
  for (;;) {
    const pm_field *fields;
    paired_stratum stratum;
    pm_status status = pm_csv_next(reader->csv, &fields, reader->error);
    if (status != PM_OK || fields == NULL)
      return status;
    status = read_row(reader, &stratum);
    if (status == PM_OK && !add_row(reader, &stratum))
      status = option_memory_fault(reader->error);
    if (status == PM_ERROR_MEMORY)
      return status;
  }
}

static int by_key(const void *a, const void *b)
{
  const paired_stratum *first = a;
  const paired_stratum *second = b;
  int order = strcmp(first->key, second->key);
  return order != 0 ? order : (first->row > second->row) - (first->row < second->row);
}

/* Sorted, the same stratum stands beside itself. */
static pm_status sort_rows(strata_reader *reader)
{
  paired_strata *strata = reader->strata;
  if (strata->count > 0)
    qsort(strata->items, strata->count, sizeof *strata->items, by_key);
  for (size_t i = 1; i < strata->count; i++) {
    const paired_stratum *now = &strata->items[i];
    pm_place place = {.file = pm_csv_file(reader->csv), .row = now->row};
    if (strcmp(now->key, now[-1].key) == 0)
      pm_error_add(reader->error, PM_ERROR_DATA, &place, "stratum '%s' is already in row %lld",
                   now->label, (long long)now[-1].row);
  }
  pm_place place = {.file = pm_csv_file(reader->csv)};
  if (strata->count == 0 && reader->error->count == 0)
    return pm_error_add(reader->error, PM_ERROR_DATA, &place, "no strata to compare");
  return reader->error->status;
}

static pm_status read_strata(strata_reader *reader)
{
  pm_status status = find_columns(reader);
  if (status == PM_OK)
    status = read_rows(reader);
  if (status == PM_OK)
    status = sort_rows(reader);
  if (status != PM_OK)
    return status;
  pm_input input = {pm_csv_file(reader->csv), pm_csv_rows(reader->csv),
                    pm_csv_sha256(reader->csv)};
  return pm_writer_input(reader->job->output.writer, &input, reader->error);
}

pm_status paired_strata_read(paired_strata *strata, const paired_columns *by,
                             const difference_job *job, const char *file)
{
  strata_reader reader = {.job = job, .error = job->run->error, .by = by, .strata = strata};
  pm_csv_request request = {.file = file, .hash = output_is_json(job->run)};
  *strata = (paired_strata){NULL, 0};
  pm_status status = pm_csv_open(&reader.csv, &request, reader.error);
  if (status == PM_OK)
    status = read_strata(&reader);
  pm_csv_free(reader.csv);
  return status;
}
