/* allocate_tables.c: an allocation as tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_tables.h"
#include "sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------- strata -- */

typedef struct stratum_row {
  const char *const *values;
  double size, rate, cost, n, weight, margin, take_all;
  const char *state;
  double sd;
} stratum_row;

static const sheet_column stratum_columns[] = {
    {"size", NULL, PM_KIND_COUNT, offsetof(stratum_row, size), SHEET_ALWAYS, NULL},
    {"rate", NULL, PM_KIND_RATE, offsetof(stratum_row, rate), SHEET_FILLED, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(stratum_row, cost), SHEET_FILLED, NULL},
    {"n", NULL, PM_KIND_COUNT, offsetof(stratum_row, n), SHEET_ALWAYS, NULL},
    {"weight", NULL, PM_KIND_NUMBER, offsetof(stratum_row, weight), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, offsetof(stratum_row, margin), SHEET_FILLED, NULL},
    {"take_all", NULL, PM_KIND_COUNT, offsetof(stratum_row, take_all), SHEET_MACHINE, NULL},
    {"state", NULL, PM_KIND_TEXT, offsetof(stratum_row, state), SHEET_ALWAYS, NULL},
    {"sd", NULL, PM_KIND_NUMBER, offsetof(stratum_row, sd), SHEET_FILLED, NULL},
};

enum { STRATUM_COLUMNS = sizeof stratum_columns / sizeof stratum_columns[0], MARGIN = 5 };

static stratum_row row_of(const allocate_view *view, size_t h)
{
  const allocate_options *options = view->options;
  const pm_stratum_plan *plan = &pm_allocation_file_plans(view->file)[h];
  double n = view->n[h];
  bool has_rate = options->rate.count > 0;
  bool has_sd = options->sd != NULL;
  pm_stratum_state state = pm_stratum_state_of(plan, n);
  return (stratum_row){
      .values = pm_allocation_file_values(view->file, h),
      .size = plan->population,
      .rate = has_rate ? pm_allocation_file_rates(view->file, h)[0] : (double)NAN,
      .cost = options->cost != NULL ? plan->cost : (double)NAN,
      .n = n,
      .weight = pm_stratum_weight(plan, n),
      .margin = has_rate || has_sd ? pm_stratum_margin(plan, n, view->z) : (double)NAN,
      .take_all = state == PM_STRATUM_TAKE_ALL,
      .state = pm_stratum_state_text(state),
      .sd = has_sd ? plan->spread : (double)NAN,
  };
}

/* A margin is in points of a rate, or in the unit of the standard deviation. */
static void unit_of_margin(const allocate_view *view, sheet_column *column)
{
  column->kind = view->options->sd != NULL ? PM_KIND_NUMBER : PM_KIND_POINTS;
}

pm_status allocate_tables_strata(tool_output *output, const allocate_view *view)
{
  size_t count = pm_allocation_file_count(view->file);
  stratum_row *rows = option_store_alloc(output->run->store, count * sizeof *rows);
  sheet_column *columns = option_store_alloc(output->run->store, sizeof stratum_columns);
  if (rows == NULL || columns == NULL)
    return option_memory_fault(output->run->error);
  for (size_t h = 0; h < count; h++)
    rows[h] = row_of(view, h);
  memcpy(columns, stratum_columns, sizeof stratum_columns);
  unit_of_margin(view, &columns[MARGIN]);
  const tool_sheet sheet = {.name = "rows",
                            .title = "How many records from which stratum",
                            .columns = columns,
                            .count = STRATUM_COLUMNS,
                            .lead_names = view->options->strata.items,
                            .lead_count = view->options->strata.count,
                            .lead_offset = offsetof(stratum_row, values)};
  return sheet_write(output, &sheet, rows, sizeof *rows, count);
}

/* -------------------------------------------------------------- the whole -- */

typedef struct whole_row {
  double total, cost, margin, lower_bound, gap, exact;
} whole_row;

static const sheet_column whole_columns[] = {
    {"total", "records", PM_KIND_COUNT, offsetof(whole_row, total), SHEET_ALWAYS, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(whole_row, cost), SHEET_ALWAYS, NULL},
    {"margin", "margin of the whole", PM_KIND_POINTS, offsetof(whole_row, margin), SHEET_FILLED,
     NULL},
    {"lower_bound", "least possible", PM_KIND_POINTS, offsetof(whole_row, lower_bound),
     SHEET_FILLED, NULL},
    {"gap", NULL, PM_KIND_NUMBER, offsetof(whole_row, gap), SHEET_FILLED, NULL},
    {"exact", NULL, PM_KIND_COUNT, offsetof(whole_row, exact), SHEET_MACHINE, NULL},
};

enum { WHOLE_COLUMNS = sizeof whole_columns / sizeof whole_columns[0] };

pm_status allocate_tables_fixed(tool_output *output, const allocate_view *view,
                                const pm_allocation *found)
{
  sheet_column columns[WHOLE_COLUMNS];
  memcpy(columns, whole_columns, sizeof whole_columns);
  unit_of_margin(view, &columns[2]);
  unit_of_margin(view, &columns[3]);
  const whole_row row = {.total = found->total,
                         .cost = found->cost,
                         .margin = view->z * found->se,
                         .lower_bound = view->z * found->least_se,
                         .gap = found->gap,
                         .exact = found->is_exact};
  const tool_sheet sheet = {
      .name = "certificate", .title = "The whole", .columns = columns, .count = WHOLE_COLUMNS};
  return sheet_write(output, &sheet, &row, sizeof row, 1);
}
