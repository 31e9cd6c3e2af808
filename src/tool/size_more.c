/* size_more.c: what the modes of `plusminus size` share: what is asked, the methods
   that may answer, and the table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_more.h"
#include "size_values.h"

#include <string.h>

/* --------------------------------------------------------------- steps -- */

pm_status size_take_steps(const size_mode *mode, const size_course *course)
{
  const size_options *options = course->run->options;
  level_options level = options->level;
  if (level.digits == 1) /* as when nobody asked */
    level.digits = size_values_digits(options);
  pm_status status = output_open(course->output, course->run, &level, mode->title);
  for (size_step *const *step = mode->steps; *step != NULL && status == PM_OK; step++)
    status = (*step)(course->job);
  return output_close(course->output, status);
}

/* ------------------------------------------------------------- methods -- */

pm_status size_methods_take(const method_names_request *request, const char *what,
                            const tool_output *output)
{
  const option_list *names = request->names;
  for (size_t i = 0; i < names->count && strcmp(names->items[0], "all") != 0; i++)
    if (pm_family_find(request->family, names->items[i]) == NULL)
      return pm_error_add(output->run->error, PM_ERROR_USAGE, NULL,
                          "--method: %s is not for %s", names->items[i], what);
  return method_names_take(request, output);
}

/* ------------------------------------------------------------- targets -- */

pm_status size_target_find(const tool_run *run, size_target *target)
{
  const size_options *options = run->options;
  const size_target asked[] = {
      {PM_PRECISION_MARGIN, false, "--margin", &options->margins},
      {PM_PRECISION_RELATIVE, false, "--relative", &options->mean.relative},
      {PM_PRECISION_CV, false, "--cv", &options->mean.cvs},
      {PM_PRECISION_MARGIN, true, "--n", &options->sizes},
  };
  *target = (size_target){.name = NULL};
  for (size_t i = 0; i < TOOL_COUNT(asked); i++) {
    if (asked[i].texts->count == 0)
      continue;
    if (target->name != NULL)
      return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "%s and %s each say what is wanted: one at a time", target->name,
                          asked[i].name);
    *target = asked[i];
  }
  if (target->name == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--margin M, --relative R, --cv CV, or --n N, is missing");
  return PM_OK;
}

/* --------------------------------------------------------------- table -- */

/* A column that says nothing when it is the same as another, or as a number. */
typedef struct dull_column {
  const char *name;
  const char *other; /* NULL: the number */
  double number;
} dull_column;

static const dull_column dull_columns[] = {
    {"deff", NULL, 1},      {"response", NULL, 1},  {"eligible", NULL, 1}, {"n_issued", "n", 0},
    {"n1_issued", "n1", 0}, {"n2_issued", "n2", 0}, {"n1_safe", "n1", 0},  {"n2_safe", "n2", 0},
};

static const sheet_column *column_of(const tool_sheet *sheet, const char *name)
{
  for (size_t i = 0; i < sheet->count; i++)
    if (strcmp(sheet->columns[i].name, name) == 0)
      return &sheet->columns[i];
  return NULL;
}

static double number_at(const sheet_column *column, const void *items, size_t size, size_t row)
{
  return *(const double *)(const void *)((const char *)items + row * size + column->offset);
}

static bool is_dull(const tool_sheet *sheet, const sheet_column *column, const void *items,
                    size_t size, size_t count)
{
  const dull_column *dull = NULL;
  for (size_t i = 0; i < TOOL_COUNT(dull_columns); i++)
    if (strcmp(dull_columns[i].name, column->name) == 0)
      dull = &dull_columns[i];
  if (dull == NULL)
    return false;
  const sheet_column *other = dull->other == NULL ? NULL : column_of(sheet, dull->other);
  for (size_t i = 0; i < count; i++) {
    double expected = other == NULL ? dull->number : number_at(other, items, size, i);
    double number = number_at(column, items, size, i);
    if (number < expected || number > expected)
      return false;
  }
  return true;
}

pm_status size_sheet_write(tool_output *output, const tool_sheet *sheet, const void *items,
                           size_t size, size_t count)
{
  sheet_column *columns =
      option_store_alloc(output->run->store, sheet->count * sizeof *columns);
  if (columns == NULL)
    return option_memory_fault(output->run->error);
  tool_sheet shown = *sheet;
  shown.columns = columns;
  for (size_t i = 0; i < sheet->count; i++) {
    columns[i] = sheet->columns[i];
    if (is_dull(sheet, &columns[i], items, size, count))
      columns[i].show = SHEET_MACHINE;
  }
  return sheet_write(output, &shown, items, size, count);
}

/* --------------------------------------------------------------- prose -- */

pm_status size_reasons_write(tool_output *output, const size_reason *reasons, size_t count)
{
  enum { READ_MOST = 4 };
  size_t most = 0;
  for (size_t i = 1; i < count; i++)
    if (reasons[i].issued > reasons[most].issued)
      most = i;
  pm_status status = PM_OK;
  for (size_t i = 0; i < count && status == PM_OK; i++)
    if (reasons[i].why.text[0] != '\0' && (count <= READ_MOST || i == most))
      status = pm_writer_paragraph(output->writer, reasons[i].why.text, output->run->error);
  return status;
}
