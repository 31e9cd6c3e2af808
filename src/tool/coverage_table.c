/* coverage_table.c: the least and the mean coverage of methods as a table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "coverage_table.h"
#include "interval_methods.h"

#include <math.h>

static const sheet_column columns[] = {
    {"method", NULL, PM_KIND_TEXT, offsetof(coverage_row, method), SHEET_ALWAYS, NULL},
    {"n", NULL, PM_KIND_COUNT, offsetof(coverage_row, n), SHEET_ALWAYS, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(coverage_row, population), SHEET_FILLED,
     "[z]"},
    {"conf", NULL, PM_KIND_RATE, offsetof(coverage_row, conf), SHEET_MACHINE, NULL},
    {"minimum", "least coverage", PM_KIND_RATE, offsetof(coverage_row, summary.minimum),
     SHEET_ALWAYS, NULL},
    {"minimum_at", "at a rate of", PM_KIND_RATE, offsetof(coverage_row, summary.minimum_at),
     SHEET_ALWAYS, NULL},
    {"mean", "mean coverage", PM_KIND_RATE, offsetof(coverage_row, summary.mean), SHEET_ALWAYS,
     NULL},
    {"mean_width", "mean width", PM_KIND_POINTS, offsetof(coverage_row, summary.mean_width),
     SHEET_ALWAYS, NULL},
};

coverage_row coverage_row_of(const pm_coverage_request *request)
{
  return (coverage_row){
      .method = request->method->about.name,
      .n = request->n,
      .population = request->population > 0 ? request->population : (double)NAN,
      .conf = request->level.conf,
  };
}

pm_status coverage_table_write(tool_output *output, const char *name, const char *title,
                               const coverage_row *items, size_t count)
{
  tool_sheet *sheet = option_store_alloc(output->run->store, sizeof *sheet);
  if (sheet == NULL)
    return option_memory_fault(output->run->error);
  sheet->name = name;
  sheet->title = title;
  sheet->columns = columns;
  sheet->count = TOOL_COUNT(columns);
  return sheet_write(output, sheet, items, sizeof *items, count);
}

static pm_status summarise(const pm_coverage_request *request, coverage_row *row,
                           pm_error *error)
{
  pm_coverage *coverage = NULL;
  *row = coverage_row_of(request);
  pm_status status = pm_coverage_new(&coverage, request, error);
  if (status == PM_OK)
    status = pm_coverage_summarise(coverage, &row->summary, error);
  pm_coverage_free(coverage);
  return status;
}

pm_status coverage_rows_of(const pm_interval_method *method, coverage_row rows[COVERAGE_SIZES],
                           pm_error *error)
{
  static const double sizes[COVERAGE_SIZES] = {20, 115, 400};
  enum { POPULATION_TIMES = 10 };
  pm_coverage_request request = {.method = method, .without_width = true};
  pm_status status = pm_level_make(&request.level, 0.95, PM_SIDE_TWO, error);
  for (size_t i = 0; i < COVERAGE_SIZES && status == PM_OK; i++) {
    request.n = sizes[i];
    request.population = interval_takes_population(method) ? POPULATION_TIMES * sizes[i] : 0;
    status = summarise(&request, &rows[i], error);
  }
  return status;
}

pm_status coverage_table_write_methods(tool_output *output)
{
  pm_error *error = output->run->error;
  size_t count = COVERAGE_SIZES * pm_interval_family.count;
  coverage_row *rows = option_store_alloc(output->run->store, count * sizeof *rows);
  if (rows == NULL)
    return option_memory_fault(error);
  pm_status status = PM_OK;
  for (size_t i = 0; i < pm_interval_family.count && status == PM_OK; i++)
    status = coverage_rows_of(pm_interval_find(pm_interval_family.at(i)->name),
                              &rows[i * COVERAGE_SIZES], error);
  if (status != PM_OK)
    return status;
  return coverage_table_write(output, "coverage",
                              "How often an interval at 95% holds the true rate", rows, count);
}
