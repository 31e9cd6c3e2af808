/* allocation_file.c: strata to be planned, from a CSV in which each row is one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "allocate/allocation_method.h"
#include "design/strata_rows.h"
#include "table/csv_reader.h"

/* Where in the file each number is; PM_NO_COLUMN: nowhere. */
typedef struct places {
  size_t size, sd, mean, importance, cost, minimum, maximum, take_all;
  size_t *rates;
} places;

struct pm_allocation_file {
  pm_allocation_file_request request; /* its texts are the caller's while it is read */
  pm_arena *arena;
  const char **columns; /* the key's, then those of by that are not among them */
  size_t column_count;
  pm_strata_layout layout;
  places at;
  pm_strata_rows rows;
  pm_stratum_plan *plans;
  size_t plan_capacity;
  const double **rates; /* for each stratum */
  size_t rates_capacity;
  pm_status lacks; /* PM_OK: the file has every column of by */
  char sha256[65];
};

static pm_status first_of(pm_status first, pm_status next)
{
  return first != PM_OK ? first : next;
}

static bool is_fatal(pm_status status)
{
  return status != PM_OK && status != PM_ERROR_DATA;
}

/* -------------------------------------------------------------------- columns -- */

int pm_allocation_file_column(const pm_allocation_file *strata, const char *name)
{
  for (size_t c = 0; c < strata->column_count; c++)
    if (strcmp(strata->columns[c], name) == 0)
      return (int)c;
  return -1;
}

static pm_status name_columns(pm_allocation_file *it, pm_error *error)
{
  const pm_allocation_file_request *request = &it->request;
  size_t most = request->strata_count + request->by_count;
  if (request->strata_count == 0 || request->size == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "a stratum needs a column that names it, and one with its size");
  it->columns = pm_arena_alloc(it->arena, most * sizeof *it->columns);
  it->layout.columns = pm_arena_alloc(it->arena, most * sizeof *it->layout.columns);
  it->at.rates = pm_arena_alloc(it->arena, (request->rate_count + 1) * sizeof *it->at.rates);
  if (it->columns == NULL || it->layout.columns == NULL || it->at.rates == NULL)
    return pm_memory_fault(error);
  for (size_t c = 0; c < most; c++) {
    bool is_key = c < request->strata_count;
    const char *name = is_key ? request->strata[c] : request->by[c - request->strata_count];
    bool is_known = pm_allocation_file_column(it, name) >= 0;
    if (is_known && is_key)
      return pm_error_add(error, PM_ERROR_USAGE, NULL, "column '%s' is named twice", name);
    if (!is_known)
      it->columns[it->column_count++] = name;
  }
  it->layout.column_count = it->column_count;
  it->layout.key_count = request->strata_count;
  return PM_OK;
}

static pm_status look(const pm_csv *csv, const char *name, const char *option, size_t *column,
                      pm_error *error)
{
  *column = PM_NO_COLUMN;
  return name != NULL ? pm_csv_find(csv, name, option, column, error) : PM_OK;
}

/* A column of by: told where it is named, or as the option's. */
static pm_status look_by(const pm_allocation_file *it, const pm_csv *csv, const char *name,
                         size_t *column, pm_error *error)
{
  const pm_allocation_file_request *request = &it->request;
  size_t by = 0;
  while (strcmp(request->by[by], name) != 0)
    by++;
  if (request->by_place != NULL && request->by_place[by].file != NULL)
    return pm_csv_find_named(csv, name, &request->by_place[by], column, error);
  return pm_csv_find(csv, name, request->by_option != NULL ? request->by_option : "a domain",
                     column, error);
}

/* The columns of by that the file has are kept. */
static void find_by(pm_allocation_file *it, const pm_csv *csv, pm_error *error)
{
  size_t kept = it->request.strata_count;
  for (size_t c = kept; c < it->column_count; c++) {
    size_t column;
    pm_status status = look_by(it, csv, it->columns[c], &column, error);
    it->lacks = first_of(it->lacks, status);
    if (status != PM_OK)
      continue;
    it->columns[kept] = it->columns[c];
    it->layout.columns[kept++] = column;
  }
  it->column_count = it->layout.column_count = kept;
}

/* Every column, so that all that are missing are named at once. */
static pm_status find_columns(pm_allocation_file *it, const pm_csv *csv, pm_error *error)
{
  const pm_allocation_file_request *request = &it->request;
  const struct {
    const char *name, *option;
    size_t *column;
  } wanted[] = {
      {request->size, "--size", &it->at.size},
      {request->sd, "--sd", &it->at.sd},
      {request->mean, "--mean", &it->at.mean},
      {request->importance, "--importance", &it->at.importance},
      {request->cost, "--cost", &it->at.cost},
      {request->minimum, "--min", &it->at.minimum},
      {request->maximum, "--max", &it->at.maximum},
      {request->take_all, "--take-all", &it->at.take_all},
  };
  pm_status status = PM_OK;
  for (size_t c = 0; c < request->strata_count; c++)
    status =
        first_of(status, look(csv, it->columns[c], "--strata", &it->layout.columns[c], error));
  find_by(it, csv, error);
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
    status =
        first_of(status, look(csv, wanted[i].name, wanted[i].option, wanted[i].column, error));
  for (size_t j = 0; j < request->rate_count; j++)
    status = first_of(status, look(csv, request->rates[j], "--rate", &it->at.rates[j], error));
  return status;
}

/* -------------------------------------------------------------------- numbers -- */

/* What a number may be. */
typedef struct range {
  const char *what; /* "a rate from 0 to 1" */
  double low, high;
  bool is_low_out, is_whole;
  bool may_be_empty; /* then it is 0 */
} range;

static pm_status read_number(const pm_csv *csv, size_t column, const range *allowed,
                             double *value, pm_error *error)
{
  if (column == PM_NO_COLUMN)
    return PM_OK;
  const char *text;
  pm_status status = pm_csv_text(csv, column, &text, error);
  if (status != PM_OK || (allowed->may_be_empty && text[0] == '\0'))
    return status;
  status = allowed->is_whole ? pm_csv_count(csv, column, allowed->what, value, error)
                             : pm_csv_number(csv, column, allowed->what, value, error);
  if (status != PM_OK)
    return status;
  bool is_low = allowed->is_low_out ? *value <= allowed->low : *value < allowed->low;
  if (is_low || *value > allowed->high)
    return pm_csv_fault(csv, column, error, "'%s' is not %s", text, allowed->what);
  return PM_OK;
}

static const range a_size = {"a whole number of records, 1 or more", 1, INFINITY,
                             .is_whole = true};
static const range a_rate = {"a rate from 0 to 1", 0, 1, .is_whole = false};
static const range an_sd = {"a standard deviation, 0 or more", 0, INFINITY, .is_whole = false};
static const range a_mean = {"a mean", -INFINITY, INFINITY, .is_whole = false};
static const range an_importance = {"an importance above 0", 0, INFINITY, .is_low_out = true};
static const range a_cost = {"the cost of a record, above 0", 0, INFINITY, .is_low_out = true};
static const range a_minimum = {"a minimum, a whole number of records", 0, INFINITY,
                                .is_whole = true, .may_be_empty = true};
static const range a_maximum = {"a maximum, a whole number of records, 1 or more", 1, INFINITY,
                                .is_whole = true, .may_be_empty = true};
static const range a_flag = {"0 or 1", 0, 1, .is_whole = true, .may_be_empty = true};

/* --------------------------------------------------------------------- a row -- */

static pm_status read_rates(pm_allocation_file *it, const pm_csv *csv, double *rates,
                            pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t j = 0; j < it->request.rate_count; j++)
    status = first_of(status, read_number(csv, it->at.rates[j], &a_rate, &rates[j], error));
  return status;
}

static pm_status read_plan(const pm_allocation_file *it, const pm_csv *csv,
                           pm_stratum_plan *plan, pm_error *error)
{
  const places *at = &it->at;
  double all = 0;
  pm_status status = read_number(csv, at->size, &a_size, &plan->population, error);
  status = first_of(status, read_number(csv, at->sd, &an_sd, &plan->spread, error));
  status = first_of(status, read_number(csv, at->mean, &a_mean, &plan->mean, error));
  status = first_of(status,
                    read_number(csv, at->importance, &an_importance, &plan->importance, error));
  status = first_of(status, read_number(csv, at->cost, &a_cost, &plan->cost, error));
  status = first_of(status, read_number(csv, at->minimum, &a_minimum, &plan->minimum, error));
  status = first_of(status, read_number(csv, at->maximum, &a_maximum, &plan->maximum, error));
  status = first_of(status, read_number(csv, at->take_all, &a_flag, &all, error));
  plan->take_all = all > 0;
  return status;
}

/* The bounds that are the same for all, and then whether those of the stratum leave room. */
static pm_status bound(const pm_allocation_file *it, const pm_csv *csv, pm_stratum_plan *plan,
                       pm_error *error)
{
  const pm_allocation_file_request *request = &it->request;
  if (request->minimum == NULL && request->minimum_all > 0)
    plan->minimum = fmin(request->minimum_all, plan->population);
  if (request->maximum == NULL)
    plan->maximum = request->maximum_all;
  double least = stratum_minimum(plan);
  double most = stratum_maximum(plan);
  if (least <= most)
    return PM_OK;
  bool is_size = most == plan->population;
  size_t column = it->at.minimum != PM_NO_COLUMN ? it->at.minimum : it->at.maximum;
  return pm_csv_fault(csv, column, error, "a minimum of %.0f is %.0f above the %s of %.0f",
                      least, least - most, is_size ? "stratum's size" : "maximum", most);
}

static pm_status read_row(pm_allocation_file *it, const pm_csv *csv, pm_strata_row *row,
                          pm_stratum_plan *plan, double *rates, pm_error *error)
{
  *plan = (pm_stratum_plan){.row = pm_csv_row(csv)};
  pm_status status = pm_strata_row_begin(row, csv, &it->layout, it->arena, error);
  if (is_fatal(status))
    return status;
  status = first_of(status, read_rates(it, csv, rates, error));
  status = first_of(status, read_plan(it, csv, plan, error));
  if (status != PM_OK)
    return status;
  plan->label = row->label;
  if (it->request.rate_count > 0) {
    plan->spread = pm_rate_spread(rates[0], plan->population);
    plan->mean = rates[0];
  }
  return bound(it, csv, plan, error);
}

/* ---------------------------------------------------------------------- rows -- */

static bool reserve(pm_allocation_file *it)
{
  const pm_allocator *allocator = it->request.allocator;
  size_t needed = it->rows.count + 1;
  void *rows = it->rows.items;
  void *plans = it->plans;
  void *rates = it->rates;
  bool is_done =
      pm_memory_reserve(allocator, &rows, &it->rows.capacity, needed, sizeof *it->rows.items) &&
      pm_memory_reserve(allocator, &plans, &it->plan_capacity, needed, sizeof *it->plans) &&
      pm_memory_reserve(allocator, &rates, &it->rates_capacity, needed, sizeof *it->rates);
  it->rows.items = rows;
  it->plans = plans;
  it->rates = rates;
  return is_done;
}

static pm_status add_row(pm_allocation_file *it, const pm_csv *csv, pm_error *error)
{
  double *rates = pm_arena_alloc(it->arena, it->request.rate_count * sizeof *rates);
  if (rates == NULL || !reserve(it))
    return pm_memory_fault(error);
  size_t place = it->rows.count;
  it->rates[place] = rates;
  pm_status status = read_row(it, csv, &it->rows.items[place], &it->plans[place], rates, error);
  if (status == PM_OK)
    it->rows.count++;
  return status;
}

static pm_status read_rows(pm_allocation_file *it, pm_csv *csv, pm_error *error)
{
  pm_status first = PM_OK;
  for (;;) {
    const pm_field *fields;
    pm_status status = pm_csv_next(csv, &fields, error);
    if (status != PM_OK || fields == NULL)
      return first_of(first, status);
    status = add_row(it, csv, error);
    if (is_fatal(status))
      return status;
    first = first_of(first, status);
  }
}

/* --------------------------------------------------------------- all together -- */

static pm_status read_file(pm_allocation_file *it, pm_csv *csv, pm_error *error)
{
  it->rows.file = pm_csv_file(csv);
  it->rows.population = it->request.size;
  pm_status status = find_columns(it, csv, error);
  if (status == PM_OK)
    status = read_rows(it, csv, error);
  if (is_fatal(status))
    return status;
  (void)snprintf(it->sha256, sizeof it->sha256, "%s", pm_csv_sha256(csv));
  bool is_empty = status == PM_OK && it->rows.count == 0;
  status = first_of(status, pm_strata_frame_check(&it->rows, it->request.allocator, error));
  if (is_empty)
    status = pm_error_add(error, PM_ERROR_DATA, &(pm_place){.file = it->rows.file},
                          "there is no stratum");
  return status;
}

pm_status pm_allocation_file_read(pm_allocation_file **strata,
                                  const pm_allocation_file_request *request, pm_error *error)
{
  *strata = NULL;
  pm_allocation_file *it = pm_memory_resize(request->allocator, NULL, sizeof *it);
  if (it == NULL)
    return pm_memory_fault(error);
  *it = (pm_allocation_file){.request = *request, .arena = pm_arena_new(request->allocator)};
  const pm_csv_request source = {
      .file = request->file, .hash = request->hash, .allocator = request->allocator};
  pm_csv *csv = NULL;
  pm_status status = it->arena != NULL ? name_columns(it, error) : pm_memory_fault(error);
  if (status == PM_OK)
    status = pm_csv_open(&csv, &source, error);
  if (status == PM_OK)
    status = read_file(it, csv, error);
  pm_csv_free(csv);
  if (status == PM_OK)
    *strata = it;
  status = it->lacks != PM_OK && !is_fatal(status) ? it->lacks : status;
  if (*strata == NULL)
    pm_allocation_file_free(it);
  return status;
}

void pm_allocation_file_free(pm_allocation_file *strata)
{
  if (strata == NULL)
    return;
  const pm_allocator *allocator = strata->request.allocator;
  (void)pm_memory_resize(allocator, strata->rows.items, 0);
  (void)pm_memory_resize(allocator, strata->plans, 0);
  (void)pm_memory_resize(allocator, (void *)strata->rates, 0);
  pm_arena_free(strata->arena);
  (void)pm_memory_resize(allocator, strata, 0);
}

size_t pm_allocation_file_count(const pm_allocation_file *strata)
{
  return strata->rows.count;
}

const pm_stratum_plan *pm_allocation_file_plans(const pm_allocation_file *strata)
{
  return strata->plans;
}

const char *const *pm_allocation_file_values(const pm_allocation_file *strata, size_t stratum)
{
  return strata->rows.items[stratum].values;
}

const double *pm_allocation_file_rates(const pm_allocation_file *strata, size_t stratum)
{
  return strata->rates[stratum];
}

const char *pm_allocation_file_sha256(const pm_allocation_file *strata)
{
  return strata->sha256;
}
