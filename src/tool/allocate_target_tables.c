/* allocate_target_tables.c: what targets ask for and get, as tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_tables.h"
#include "sheet.h"

#include <math.h>
#include <string.h>

/* A copy of a table's columns in which points become numbers where a standard deviation is
   planned for; NULL: out of memory. */
static sheet_column *columns_for(const tool_output *output, const allocate_options *options,
                                 const sheet_column *columns, size_t count)
{
  sheet_column *copy = option_store_alloc(output->run->store, count * sizeof *copy);
  if (copy == NULL)
    return NULL;
  memcpy(copy, columns, count * sizeof *copy);
  for (size_t i = 0; i < count && options->sd != NULL; i++)
    if (copy[i].kind == PM_KIND_POINTS)
      copy[i].kind = PM_KIND_NUMBER;
  return copy;
}

/* ------------------------------------------------------------------- targets -- */

typedef struct target_row {
  const char *domain, *value, *rate;
  double target, achieved, half_width;
  double binding;
  double slack, price, n, population;
} target_row;

static const sheet_column target_columns[] = {
    {"domain", NULL, PM_KIND_TEXT, offsetof(target_row, domain), SHEET_ALWAYS, NULL},
    {"value", NULL, PM_KIND_TEXT, offsetof(target_row, value), SHEET_ALWAYS, NULL},
    {"rate", NULL, PM_KIND_TEXT, offsetof(target_row, rate), SHEET_FILLED, NULL},
    {"target", NULL, PM_KIND_POINTS, offsetof(target_row, target), SHEET_ALWAYS, NULL},
    {"achieved", NULL, PM_KIND_POINTS, offsetof(target_row, achieved), SHEET_ALWAYS, NULL},
    {"binding", NULL, PM_KIND_COUNT, offsetof(target_row, binding), SHEET_MACHINE, NULL},
    {"slack", NULL, PM_KIND_POINTS, offsetof(target_row, slack), SHEET_ALWAYS, NULL},
    {"price", "saved per 0.1 point", PM_KIND_NUMBER, offsetof(target_row, price), SHEET_ALWAYS,
     NULL},
    {"n", NULL, PM_KIND_COUNT, offsetof(target_row, n), SHEET_ALWAYS, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(target_row, population), SHEET_MACHINE, NULL},
    {"half_width", "half of the interval", PM_KIND_POINTS, offsetof(target_row, half_width),
     SHEET_FILLED, NULL},
};

enum { TARGET_COLUMNS = TOOL_COUNT(target_columns), PRICE = 7 };

static target_row row_of(const allocate_view *view, const pm_margin_target *target)
{
  return (target_row){
      .domain = target->column != NULL ? target->column : "(all)",
      .value = target->value != NULL ? target->value : "(all)",
      .rate = view->options->rate.count > 1 ? target->rate : NULL,
      .target = target->target,
      .achieved = target->achieved,
      .half_width = target->half_width,
      .binding = target->is_binding,
      .slack = target->slack,
      .price = target->price,
      .n = target->n,
      .population = target->population,
  };
}

pm_status allocate_tables_targets(tool_output *output, const allocate_view *view,
                                  const pm_margins *margins)
{
  size_t count = pm_margins_count(margins);
  target_row *rows = option_store_alloc(output->run->store, count * sizeof *rows);
  sheet_column *columns = columns_for(output, view->options, target_columns, TARGET_COLUMNS);
  if (rows == NULL || columns == NULL)
    return option_memory_fault(output->run->error);
  if (view->options->sd != NULL)
    columns[PRICE].title = "saved per 1% of it";
  for (size_t j = 0; j < count; j++)
    rows[j] = row_of(view, pm_margins_at(margins, j));
  const tool_sheet sheet = {.name = "targets",
                            .title = "What was asked for, and what is reached",
                            .columns = columns,
                            .count = TARGET_COLUMNS};
  return sheet_write(output, &sheet, rows, sizeof *rows, count);
}

/* --------------------------------------------------------------- certificate -- */

typedef struct certificate_row {
  double cost, lower_bound, gap, exact, total;
} certificate_row;

static const sheet_column certificate_columns[] = {
    {"cost", NULL, PM_KIND_NUMBER, offsetof(certificate_row, cost), SHEET_ALWAYS, NULL},
    {"lower_bound", "no less than", PM_KIND_NUMBER, offsetof(certificate_row, lower_bound),
     SHEET_ALWAYS, NULL},
    {"gap", NULL, PM_KIND_RATE, offsetof(certificate_row, gap), SHEET_ALWAYS, NULL},
    {"exact", NULL, PM_KIND_COUNT, offsetof(certificate_row, exact), SHEET_MACHINE, NULL},
    {"total", "records", PM_KIND_COUNT, offsetof(certificate_row, total), SHEET_ALWAYS, NULL},
};

pm_status allocate_tables_certificate(tool_output *output, const allocate_view *view,
                                      const pm_margins *margins)
{
  const pm_targets_result *result = pm_margins_result(margins);
  const certificate_row row = {.cost = result->cost,
                               .lower_bound = result->lower_bound,
                               .gap = result->gap,
                               .exact = result->is_exact,
                               .total = pm_margins_total(margins)};
  const char *title = result->is_exact ? "The least cost: proven"
                                       : "The cost, and what none can cost less than";
  (void)view;
  const tool_sheet sheet = {.name = "certificate",
                            .title = title,
                            .columns = certificate_columns,
                            .count = TOOL_COUNT(certificate_columns)};
  return sheet_write(output, &sheet, &row, sizeof row, 1);
}

/* ------------------------------------------------------------------ frontier -- */

static const sheet_column frontier_columns[] = {
    {"whole", "whole times", PM_KIND_NUMBER, offsetof(pm_frontier_point, whole), SHEET_ALWAYS,
     NULL},
    {"domains", "domains times", PM_KIND_NUMBER, offsetof(pm_frontier_point, domains),
     SHEET_ALWAYS, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(pm_frontier_point, cost), SHEET_ALWAYS, NULL},
    {"n", NULL, PM_KIND_COUNT, offsetof(pm_frontier_point, n), SHEET_VARYING, NULL},
    {"margin", "margin of the whole", PM_KIND_POINTS, offsetof(pm_frontier_point, margin),
     SHEET_FILLED, NULL},
    {"worst_margin", "worst margin", PM_KIND_POINTS, offsetof(pm_frontier_point, worst),
     SHEET_FILLED, NULL},
    {"worst_domain", "of", PM_KIND_TEXT, offsetof(pm_frontier_point, domain), SHEET_FILLED,
     NULL},
    {"lower_bound", NULL, PM_KIND_NUMBER, offsetof(pm_frontier_point, lower_bound),
     SHEET_MACHINE, NULL},
    {"gap", NULL, PM_KIND_RATE, offsetof(pm_frontier_point, gap), SHEET_MACHINE, NULL},
};

pm_status allocate_tables_frontier(tool_output *output, const allocate_options *options,
                                   const pm_frontier_point *points, size_t count)
{
  enum { COLUMNS = TOOL_COUNT(frontier_columns) };
  sheet_column *columns = columns_for(output, options, frontier_columns, COLUMNS);
  if (columns == NULL)
    return option_memory_fault(output->run->error);
  const tool_sheet sheet = {.name = "frontier",
                            .title = "What wider and narrower margins cost",
                            .columns = columns,
                            .count = COLUMNS};
  return sheet_write(output, &sheet, points, sizeof *points, count);
}
