/* coefficients_file.c: the coefficients of replicate weights from a file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "coefficients_file.h"

#include <string.h>

enum { MOST = 1000000 };

typedef struct reading {
  pm_csv *csv;
  pm_error *error;
  size_t coefficient, replicate; /* columns; replicate SIZE_MAX: none */
  double *numbers;
  size_t count, capacity;
} reading;

static pm_status find_columns(reading *r)
{
  r->replicate = SIZE_MAX;
  for (size_t i = 0; i < pm_csv_columns(r->csv); i++)
    if (strcmp(pm_csv_column(r->csv, i), "replicate") == 0)
      r->replicate = i;
  return pm_csv_find(r->csv, "coefficient", "--replicate-coefficients", &r->coefficient,
                     r->error);
}

static pm_status reserve(reading *r, option_store *store)
{
  if (r->count < r->capacity)
    return PM_OK;
  if (r->count >= MOST)
    return pm_csv_fault(r->csv, r->coefficient, r->error, "there are more than %d", (int)MOST);
  size_t capacity = r->capacity > 0 ? 2 * r->capacity : 64;
  double *numbers = option_store_alloc(store, capacity * sizeof *numbers);
  if (numbers == NULL)
    return option_memory_fault(r->error);
  if (r->count > 0)
    memcpy(numbers, r->numbers, r->count * sizeof *numbers);
  r->numbers = numbers;
  r->capacity = capacity;
  return PM_OK;
}

static pm_status take_row(reading *r)
{
  double place;
  double *number = &r->numbers[r->count];
  pm_status status = pm_csv_number(r->csv, r->coefficient, "a number from 0", number, r->error);
  if (status == PM_OK && *number < 0)
    status = pm_csv_fault(r->csv, r->coefficient, r->error, "a coefficient is below 0");
  if (status == PM_OK && r->replicate != SIZE_MAX)
    status = pm_csv_count(r->csv, r->replicate, "a replicate's number", &place, r->error);
  if (status == PM_OK && r->replicate != SIZE_MAX && place != (double)(r->count + 1))
    status = pm_csv_fault(r->csv, r->replicate, r->error,
                          "replicate %.0f stands where %zu must: rows are in the order of the "
                          "columns of weights",
                          place, r->count + 1);
  r->count++;
  return status;
}

static pm_status read_rows(reading *r, option_store *store)
{
  const pm_field *fields;
  pm_status status = find_columns(r);
  while (status == PM_OK) {
    status = pm_csv_next(r->csv, &fields, r->error);
    if (status != PM_OK || fields == NULL)
      break;
    status = reserve(r, store);
    if (status == PM_OK)
      status = take_row(r);
  }
  return status;
}

pm_status coefficients_file_read(pm_estimate_request *request, const char *file,
                                 const tool_output *output)
{
  const tool_run *run = output->run;
  const pm_csv_request wanted = {.file = file, .hash = output_is_json(run)};
  reading r = {.error = run->error};
  pm_status status = pm_csv_open(&r.csv, &wanted, run->error);
  if (status == PM_OK)
    status = read_rows(&r, run->store);
  if (status == PM_OK) {
    const pm_input input = {
        file, pm_csv_rows(r.csv),
        option_store_text(run->store, pm_csv_sha256(r.csv), strlen(pm_csv_sha256(r.csv)))};
    status = input.sha256 == NULL ? option_memory_fault(run->error)
                                  : pm_writer_input(output->writer, &input, run->error);
  }
  pm_csv_free(r.csv);
  request->replicate_coefficients = r.numbers;
  request->replicate_coefficient_count = r.count;
  return status;
}
