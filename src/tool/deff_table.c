/* deff_table.c: the parts of design effects as a table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "deff_table.h"
#include "sheet.h"

#include <string.h>

#define FIELD(name) offsetof(pm_estimate, name)

static const sheet_column columns[] = {
    {"statistic", NULL, PM_KIND_TEXT, FIELD(statistic), SHEET_ALWAYS, NULL},
    {"variable", NULL, PM_KIND_TEXT, FIELD(variable), SHEET_ALWAYS, NULL},
    {"deff", "design effect", PM_KIND_NUMBER, FIELD(deff), SHEET_ALWAYS, NULL},
    {"weighting", NULL, PM_KIND_NUMBER, FIELD(deff_parts.weighting), SHEET_ALWAYS, NULL},
    {"stratification", NULL, PM_KIND_NUMBER, FIELD(deff_parts.stratification), SHEET_ALWAYS,
     NULL},
    {"clustering", NULL, PM_KIND_NUMBER, FIELD(deff_parts.clustering), SHEET_ALWAYS, NULL},
    {"n_effective", "effective sample", PM_KIND_NUMBER, FIELD(n_effective), SHEET_ALWAYS, NULL},
};

pm_status deff_table_write(tool_output *output, const pm_estimates *estimates)
{
  size_t count = 0, lead_count = pm_estimates_columns(estimates);
  size_t total = pm_estimates_count(estimates);
  pm_estimate *rows = option_store_alloc(output->run->store, (total + 1) * sizeof *rows);
  const char **names = option_store_alloc(output->run->store, (lead_count + 1) * sizeof *names);
  if (rows == NULL || names == NULL)
    return option_memory_fault(output->run->error);
  for (size_t i = 0; i < lead_count; i++)
    names[i] = pm_estimates_column(estimates, i);
  for (size_t i = 0; i < total; i++) {
    const pm_estimate *row = pm_estimates_at(estimates, i);
    if (strcmp(row->statistic, "difference") != 0)
      rows[count++] = *row;
  }
  const tool_sheet sheet = {
      .name = "deff",
      .title = "The parts of the design effect",
      .columns = columns,
      .count = TOOL_COUNT(columns),
      .lead_names = names,
      .lead_count = lead_count,
      .lead_offset = FIELD(labels),
  };
  return sheet_write(output, &sheet, rows, sizeof *rows, count);
}
