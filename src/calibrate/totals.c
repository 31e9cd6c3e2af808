/* totals.c: what is known of the population, from files.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/dictionary.h"
#include "core/memory.h"

#include <plusminus/calibrate.h>
#include <string.h>

/* A margin that grows. */
typedef struct growing {
  const char **columns;
  size_t column_count;
  bool has_numbers; /* it is a column of numbers */
  const char **labels;
  size_t label_count, label_capacity;
  double *totals;
  size_t total_capacity;
  int64_t *rows;
  size_t count, row_capacity;
  pm_dictionary *seen; /* the labels, each with its size before it */
} growing;

struct pm_totals {
  const pm_allocator *allocator;
  pm_arena *arena;
  bool hash;
  growing *growing;
  pm_margin *margins;
  size_t count, growing_capacity, margin_capacity;
  pm_input *inputs;
  size_t input_count, input_capacity;
};

/* A file being read. */
typedef struct reading {
  pm_totals *totals;
  pm_csv *csv;
  const char *file;
  size_t total; /* the column */
  pm_error *error;
} reading;

/* --------------------------------------------------------------- lifetime -- */

pm_status pm_totals_new(pm_totals **totals, bool hash, const pm_allocator *allocator,
                        pm_error *error)
{
  *totals = pm_memory_resize(allocator, NULL, sizeof **totals);
  if (*totals == NULL)
    return pm_memory_fault(error);
  **totals =
      (pm_totals){.allocator = allocator, .arena = pm_arena_new(allocator), .hash = hash};
  if ((*totals)->arena != NULL)
    return PM_OK;
  pm_totals_free(*totals);
  *totals = NULL;
  return pm_memory_fault(error);
}

void pm_totals_free(pm_totals *totals)
{
  if (totals == NULL)
    return;
  const pm_allocator *allocator = totals->allocator;
  for (size_t i = 0; i < totals->count; i++) {
    growing *own = &totals->growing[i];
    (void)pm_memory_resize(allocator, own->labels, 0);
    (void)pm_memory_resize(allocator, own->totals, 0);
    (void)pm_memory_resize(allocator, own->rows, 0);
    pm_dictionary_free(own->seen);
  }
  (void)pm_memory_resize(allocator, totals->growing, 0);
  (void)pm_memory_resize(allocator, totals->margins, 0);
  (void)pm_memory_resize(allocator, totals->inputs, 0);
  pm_arena_free(totals->arena);
  (void)pm_memory_resize(allocator, totals, 0);
}

/* ---------------------------------------------------------------- margins -- */

/* A new one, of these columns, which are copied. NULL: out of memory. */
static growing *add_margin(pm_totals *totals, const char *const *columns, size_t count)
{
  if (!pm_memory_reserve(totals->allocator, (void **)&totals->growing,
                         &totals->growing_capacity, totals->count + 1,
                         sizeof *totals->growing) ||
      !pm_memory_reserve(totals->allocator, (void **)&totals->margins, &totals->margin_capacity,
                         totals->count + 1, sizeof *totals->margins))
    return NULL;
  growing *own = &totals->growing[totals->count];
  *own = (growing){.columns = pm_arena_alloc(totals->arena, count * sizeof *own->columns),
                   .column_count = count,
                   .seen = pm_dictionary_new(totals->allocator)};
  totals->count++;
  if (own->columns == NULL || own->seen == NULL)
    return NULL;
  for (size_t i = 0; i < count; i++) {
    own->columns[i] = pm_arena_text(totals->arena, columns[i], strlen(columns[i]));
    if (own->columns[i] == NULL)
      return NULL;
  }
  return own;
}

static bool reserve(const pm_totals *totals, growing *own)
{
  return pm_memory_reserve(totals->allocator, (void **)&own->labels, &own->label_capacity,
                           own->label_count + own->column_count, sizeof *own->labels) &&
         pm_memory_reserve(totals->allocator, (void **)&own->totals, &own->total_capacity,
                           own->count + 1, sizeof *own->totals) &&
         pm_memory_reserve(totals->allocator, (void **)&own->rows, &own->row_capacity,
                           own->count + 1, sizeof *own->rows);
}

/* The labels as one text, which is a key: no label holds the separator, which is no
   character of UTF-8. */
static const char *join(const reading *r, const char *const *labels, size_t count,
                        const char *separator)
{
  const char *joined = labels[0];
  for (size_t i = 1; i < count && joined != NULL; i++)
    joined = pm_arena_format(r->totals->arena, "%s%s%s", joined, separator, labels[i]);
  return joined;
}

static pm_status refuse_twin(const reading *r, const growing *own, size_t twin,
                             const char *const *labels)
{
  const char *name = join(r, labels, own->column_count, " / ");
  if (name == NULL)
    return pm_memory_fault(r->error);
  return pm_csv_fault(r->csv, r->total, r->error, "'%s' has a total in row %lld already", name,
                      (long long)own->rows[twin]);
}

/* One total of a margin. The labels live in the arena. */
static pm_status add_total(const reading *r, growing *own, const char *const *labels,
                           double total)
{
  size_t index;
  const char *key = join(r, labels, own->column_count, "\xff");
  if (key == NULL || !reserve(r->totals, own) ||
      pm_dictionary_put(own->seen, key, strlen(key), &index) != PM_OK)
    return pm_memory_fault(r->error);
  if (index < own->count)
    return refuse_twin(r, own, index, labels);
  for (size_t i = 0; i < own->column_count; i++)
    own->labels[own->label_count++] = labels[i];
  own->totals[own->count] = total;
  own->rows[own->count++] = pm_csv_row(r->csv);
  return PM_OK;
}

static const char *copy(const reading *r, const char *text)
{
  return pm_arena_text(r->totals->arena, text, strlen(text));
}

/* ------------------------------------------------------------------ files -- */

static pm_status open_file(reading *r, const char *file)
{
  const pm_csv_request request = {file, r->totals->hash, r->totals->allocator};
  pm_status status = pm_csv_open(&r->csv, &request, r->error);
  if (status != PM_OK)
    return status;
  r->file = copy(r, pm_csv_file(r->csv));
  if (r->file == NULL)
    return pm_memory_fault(r->error);
  return pm_csv_find(r->csv, "total", NULL, &r->total, r->error);
}

/* The margins from `first` on, as the caller sees them; and the file. */
static pm_status finish_file(const reading *r, size_t first)
{
  pm_totals *totals = r->totals;
  for (size_t i = first; i < totals->count; i++) {
    const growing *own = &totals->growing[i];
    totals->margins[i] = (pm_margin){.columns = own->columns,
                                     .column_count = own->column_count,
                                     .labels = own->has_numbers ? NULL : own->labels,
                                     .totals = own->totals,
                                     .count = own->count,
                                     .file = r->file,
                                     .rows = own->rows};
  }
  const char *sha256 = copy(r, pm_csv_sha256(r->csv));
  if (sha256 == NULL ||
      !pm_memory_reserve(totals->allocator, (void **)&totals->inputs, &totals->input_capacity,
                         totals->input_count + 1, sizeof *totals->inputs))
    return pm_memory_fault(r->error);
  totals->inputs[totals->input_count++] = (pm_input){r->file, pm_csv_rows(r->csv), sha256};
  return PM_OK;
}

typedef pm_status row_reader(const reading *r, const pm_field *fields, void *context);

/* Every row, whatever faults the others have. */
static pm_status read_rows(const reading *r, row_reader *take, void *context)
{
  const pm_field *fields;
  pm_status first = PM_OK;
  for (;;) {
    pm_status status = pm_csv_next(r->csv, &fields, r->error);
    if (status != PM_OK)
      return status;
    if (fields == NULL)
      break;
    status = take(r, fields, context);
    if (status == PM_ERROR_MEMORY)
      return status;
    first = first == PM_OK ? status : first;
  }
  if (first != PM_OK || pm_csv_rows(r->csv) > 0)
    return first;
  const pm_place place = {r->file, 0, NULL};
  return pm_error_add(r->error, PM_ERROR_DATA, &place, "the file has a header and no totals");
}

static pm_status take_total(const reading *r, bool has_numbers, double *total)
{
  const char *what = has_numbers ? "a total other than 0" : "a total above 0";
  pm_status status = pm_csv_number(r->csv, r->total, what, total, r->error);
  if (status != PM_OK || *total > 0 || (has_numbers && *total < 0))
    return status;
  char number[PM_NUMBER_SIZE];
  (void)pm_number_format(*total, number);
  return pm_csv_fault(r->csv, r->total, r->error, "'%s' is not %s", number, what);
}

/* ------------------------------------------------------------- one margin -- */

typedef struct margin_columns {
  growing *own;
  size_t *columns;
  const char **labels;
} margin_columns;

static pm_status take_margin_row(const reading *r, const pm_field *fields, void *context)
{
  const margin_columns *m = context;
  double total;
  (void)fields;
  for (size_t i = 0; i < m->own->column_count; i++) {
    pm_status status = pm_csv_label(r->csv, m->columns[i], &m->labels[i], r->error);
    if (status != PM_OK)
      return status;
    m->labels[i] = copy(r, m->labels[i]);
    if (m->labels[i] == NULL)
      return pm_memory_fault(r->error);
  }
  pm_status status = take_total(r, false, &total);
  return status == PM_OK ? add_total(r, m->own, m->labels, total) : status;
}

static pm_status read_margin(reading *r, const char *file, const char *const *columns,
                             size_t count)
{
  pm_arena *arena = r->totals->arena;
  size_t first = r->totals->count;
  pm_status status = open_file(r, file);
  if (status != PM_OK)
    return status;
  margin_columns m = {.own = add_margin(r->totals, columns, count),
                      .columns = pm_arena_alloc(arena, count * sizeof *m.columns),
                      .labels = pm_arena_alloc(arena, count * sizeof *m.labels)};
  if (m.own == NULL || m.columns == NULL || m.labels == NULL)
    return pm_memory_fault(r->error);
  for (size_t i = 0; i < count && status == PM_OK; i++)
    status = pm_csv_find(r->csv, columns[i], NULL, &m.columns[i], r->error);
  if (status == PM_OK)
    status = read_rows(r, take_margin_row, &m);
  return status == PM_OK ? finish_file(r, first) : status;
}

pm_status pm_totals_read_margin(pm_totals *totals, const char *file, const char *const *columns,
                                size_t column_count, pm_error *error)
{
  reading r = {.totals = totals, .error = error};
  pm_status status = read_margin(&r, file, columns, column_count);
  pm_csv_free(r.csv);
  return status;
}

/* ----------------------------------------------------------------- a list -- */

typedef struct list_columns {
  size_t variable, value;
  size_t first; /* of the margins that are the list's */
} list_columns;

static growing *find_variable(const reading *r, const list_columns *list, const char *variable)
{
  for (size_t i = list->first; i < r->totals->count; i++)
    if (strcmp(r->totals->growing[i].columns[0], variable) == 0)
      return &r->totals->growing[i];
  return NULL;
}

/* A number has one row; a variable with values none without. */
static pm_status check_value(const reading *r, const list_columns *list, const growing *own,
                             bool has_numbers)
{
  if (own->count == 0 || (!own->has_numbers && !has_numbers))
    return PM_OK;
  return pm_csv_fault(r->csv, list->value, r->error,
                      "'%s' has a total in row %lld already: a variable without values has one "
                      "total, and one with values has none without",
                      own->columns[0], (long long)own->rows[0]);
}

static pm_status take_list_row(const reading *r, const pm_field *fields, void *context)
{
  const list_columns *list = context;
  const char *variable, *value = "";
  double total;
  bool has_numbers = fields[list->value].size == 0;
  pm_status status = pm_csv_label(r->csv, list->variable, &variable, r->error);
  if (status == PM_OK && !has_numbers)
    status = pm_csv_label(r->csv, list->value, &value, r->error);
  if (status == PM_OK)
    status = take_total(r, has_numbers, &total);
  if (status != PM_OK)
    return status;
  growing *own = find_variable(r, list, variable);
  if (own == NULL)
    own = add_margin(r->totals, &variable, 1);
  value = copy(r, value);
  if (own == NULL || value == NULL)
    return pm_memory_fault(r->error);
  status = check_value(r, list, own, has_numbers);
  own->has_numbers = has_numbers;
  return status == PM_OK ? add_total(r, own, &value, total) : status;
}

static pm_status read_list(reading *r, const char *file)
{
  list_columns list = {.first = r->totals->count};
  pm_status status = open_file(r, file);
  if (status == PM_OK)
    status = pm_csv_find(r->csv, "variable", NULL, &list.variable, r->error);
  if (status == PM_OK)
    status = pm_csv_find(r->csv, "value", NULL, &list.value, r->error);
  if (status == PM_OK)
    status = read_rows(r, take_list_row, &list);
  return status == PM_OK ? finish_file(r, list.first) : status;
}

pm_status pm_totals_read_list(pm_totals *totals, const char *file, pm_error *error)
{
  reading r = {.totals = totals, .error = error};
  pm_status status = read_list(&r, file);
  pm_csv_free(r.csv);
  return status;
}

const pm_margin *pm_totals_margins(const pm_totals *totals, size_t *count)
{
  *count = totals->count;
  return totals->margins;
}

const pm_input *pm_totals_inputs(const pm_totals *totals, size_t *count)
{
  *count = totals->input_count;
  return totals->inputs;
}
