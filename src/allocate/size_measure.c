/* size_measure.c: the size measure of every unit of a frame, from a column of a CSV.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/table.h>
#include <stdio.h>

#include "allocate/boundary_method.h"
#include "core/memory.h"
#include "core/number_text.h"

static pm_status keep(pm_size_measure *measure, size_t *room, double value,
                      const pm_size_measure_request *request, pm_error *error)
{
  void *values = measure->values;
  bool has_room = pm_memory_reserve(request->allocator, &values, room, measure->count + 1,
                                    sizeof *measure->values);
  measure->values = values;
  if (!has_room)
    return pm_memory_fault(error);
  measure->values[measure->count++] = value;
  return PM_OK;
}

static pm_status check_value(const pm_csv *csv, size_t column, double value, const char *name,
                             pm_error *error)
{
  const pm_boundary_method *method = name != NULL ? pm_boundary_find(name) : NULL;
  if (method == NULL || !(method->flags & PM_BOUNDARY_POSITIVE) || value > 0)
    return PM_OK;
  return pm_csv_fault(csv, column, error, "%s needs measures above 0, not %s",
                      method->about.name, pm_number_show(value).text);
}

/* The next unit; *is_over: there is none. */
static pm_status read_one(pm_csv *csv, size_t column, double *value, bool *is_over,
                          pm_error *error)
{
  const pm_field *fields;
  pm_status status = pm_csv_next(csv, &fields, error);
  *is_over = status != PM_OK || fields == NULL;
  return *is_over ? status : pm_csv_number(csv, column, "a size measure", value, error);
}

static pm_status read_all(pm_size_measure *measure, pm_csv *csv,
                          const pm_size_measure_request *request, pm_error *error)
{
  size_t column;
  size_t room = 0;
  pm_status first = pm_csv_find(csv, request->column, "--size-measure", &column, error);
  if (first != PM_OK)
    return first;
  for (bool is_over = false; !is_over;) {
    double value;
    pm_status status = read_one(csv, column, &value, &is_over, error);
    if (status == PM_OK && !is_over)
      status = check_value(csv, column, value, request->method, error);
    if (status == PM_OK && !is_over)
      status = keep(measure, &room, value, request, error);
    if (status == PM_ERROR_MEMORY)
      return status;
    first = first == PM_OK ? status : first;
  }
  return first;
}

pm_status pm_size_measure_read(pm_size_measure *measure, const pm_size_measure_request *request,
                               pm_error *error)
{
  *measure = (pm_size_measure){.values = NULL};
  const pm_csv_request source = {
      .file = request->file, .hash = request->hash, .allocator = request->allocator};
  pm_csv *csv = NULL;
  pm_status status = pm_csv_open(&csv, &source, error);
  if (status == PM_OK)
    status = read_all(measure, csv, request, error);
  if (status == PM_OK && measure->count == 0)
    status = pm_error_add(error, PM_ERROR_DATA, &(pm_place){.file = pm_csv_file(csv)},
                          "there is no unit");
  if (status == PM_OK)
    (void)snprintf(measure->sha256, sizeof measure->sha256, "%s", pm_csv_sha256(csv));
  pm_csv_free(csv);
  if (status != PM_OK)
    pm_size_measure_free(measure, request->allocator);
  return status;
}

void pm_size_measure_free(pm_size_measure *measure, const pm_allocator *allocator)
{
  measure->values = pm_memory_resize(allocator, measure->values, 0);
  measure->count = 0;
}
