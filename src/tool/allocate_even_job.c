/* allocate_even_job.c: the same margin for every value of a column.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_even_job.h"
#include "allocate_why.h"
#include "sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

pm_status allocate_even_check(const allocate_options *options, const tool_run *run)
{
  const char *alien = !isnan(options->budget)       ? "--budget"
                      : options->method != NULL     ? "--method"
                      : !isnan(options->parameter)  ? "--parameter"
                      : options->importance != NULL ? "--importance"
                                                    : NULL;
  if (alien != NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "%s contradicts --even, which shares out a --total by its own rule",
                        alien);
  if (options->total < 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "--even needs --total N");
  if (options->rate.count == 0 && options->sd == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--even needs --rate COL or --sd COL");
  return PM_OK;
}

/* A value of the column, and the stratum that has it. */
typedef struct tagged {
  const char *value;
  size_t stratum;
} tagged;

static int compare_values(const void *a, const void *b)
{
  const tagged *first = a;
  const tagged *second = b;
  int order = strcmp(first->value, second->value);
  return order != 0 ? order : first->stratum < second->stratum ? -1 : 1;
}

typedef struct domain_row {
  const char *domain, *value;
  double n, margin;
} domain_row;

static const sheet_column domain_columns[] = {
    {"domain", NULL, PM_KIND_TEXT, offsetof(domain_row, domain), SHEET_MACHINE, NULL},
    {"value", NULL, PM_KIND_TEXT, offsetof(domain_row, value), SHEET_ALWAYS, NULL},
    {"n", NULL, PM_KIND_COUNT, offsetof(domain_row, n), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, offsetof(domain_row, margin), SHEET_ALWAYS, NULL},
};

/* The values in order, each once: rows; and for each stratum, which it has. */
static size_t number_domains(const allocate_view *view, tagged *tags, domain_row *rows,
                             size_t *domain)
{
  const char *name = view->options->even;
  size_t count = pm_allocation_file_count(view->file);
  size_t column = (size_t)pm_allocation_file_column(view->file, name);
  size_t found = 0;
  for (size_t h = 0; h < count; h++)
    tags[h] = (tagged){pm_allocation_file_values(view->file, h)[column], h};
  qsort(tags, count, sizeof *tags, compare_values);
  for (size_t i = 0; i < count; i++) {
    if (i == 0 || strcmp(tags[i].value, tags[i - 1].value) != 0)
      rows[found++] = (domain_row){.domain = name, .value = tags[i].value};
    domain[tags[i].stratum] = found - 1;
  }
  return found;
}

static pm_status write_domains(tool_output *output, const allocate_view *view,
                               const domain_row *rows, size_t count)
{
  sheet_column columns[TOOL_COUNT(domain_columns)];
  memcpy(columns, domain_columns, sizeof domain_columns);
  columns[1].title = view->options->even;
  columns[3].kind = view->options->sd != NULL ? PM_KIND_NUMBER : PM_KIND_POINTS;
  const tool_sheet sheet = {.name = "domains",
                            .title = "The margins made even",
                            .columns = columns,
                            .count = TOOL_COUNT(columns)};
  return sheet_write(output, &sheet, rows, sizeof *rows, count);
}

pm_status allocate_even_run(tool_output *output, const allocate_view *view, double *n)
{
  const tool_run *run = output->run;
  size_t count = pm_allocation_file_count(view->file);
  tagged *tags = option_store_alloc(run->store, count * sizeof *tags);
  domain_row *rows = option_store_alloc(run->store, count * sizeof *rows);
  size_t *domain = option_store_alloc(run->store, count * sizeof *domain);
  double *se = option_store_alloc(run->store, count * sizeof *se);
  if (tags == NULL || rows == NULL || domain == NULL || se == NULL)
    return option_memory_fault(run->error);
  size_t domains = number_domains(view, tags, rows, domain);
  const pm_even_request request = {.strata = pm_allocation_file_plans(view->file),
                                   .count = count,
                                   .domain = domain,
                                   .domain_count = domains,
                                   .total = (double)view->options->total};
  pm_status status = pm_allocate_even(&request, n, se, output->notes, run->error);
  if (status != PM_OK)
    return status;
  for (size_t h = 0; h < count; h++)
    rows[domain[h]].n += n[h];
  for (size_t d = 0; d < domains; d++)
    rows[d].margin = view->z * se[d];
  status = allocate_tables_strata(output, view);
  if (status == PM_OK)
    status = write_domains(output, view, rows, domains);
  return status == PM_OK ? allocate_why_bounds(output, view) : status;
}
