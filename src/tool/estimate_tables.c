/* estimate_tables.c: estimates as tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate_tables.h"
#include "estimate_reasons.h"
#include "sheet.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- rows -- */

/* A row, and the texts in front of it: its labels, and its variable where a table has
   several. */
typedef struct estimate_row {
  const char *const *leads;
  pm_estimate estimate;
} estimate_row;

#define FIELD(name) offsetof(estimate_row, estimate.name)

static const sheet_column machine_columns[] = {
    {"statistic", NULL, PM_KIND_TEXT, FIELD(statistic), SHEET_ALWAYS, NULL},
    {"variable", NULL, PM_KIND_TEXT, FIELD(variable), SHEET_ALWAYS, NULL},
    {"n", NULL, PM_KIND_COUNT, FIELD(n), SHEET_ALWAYS, NULL},
    {"clusters", NULL, PM_KIND_COUNT, FIELD(clusters), SHEET_ALWAYS, NULL},
    {"population", NULL, PM_KIND_COUNT, FIELD(population), SHEET_ALWAYS, NULL},
    {"estimate", NULL, PM_KIND_NUMBER, FIELD(estimate), SHEET_ALWAYS, NULL},
    {"se", NULL, PM_KIND_NUMBER, FIELD(se), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_NUMBER, FIELD(lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_NUMBER, FIELD(upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_NUMBER, FIELD(margin), SHEET_ALWAYS, NULL},
    {"conf", NULL, PM_KIND_RATE, FIELD(conf), SHEET_ALWAYS, NULL},
    {"interval", NULL, PM_KIND_TEXT, FIELD(interval), SHEET_ALWAYS, NULL},
    {"df", NULL, PM_KIND_NUMBER, FIELD(df), SHEET_ALWAYS, NULL},
    {"deff", NULL, PM_KIND_NUMBER, FIELD(deff), SHEET_ALWAYS, NULL},
    {"n_effective", NULL, PM_KIND_NUMBER, FIELD(n_effective), SHEET_ALWAYS, NULL},
    {"cv", NULL, PM_KIND_NUMBER, FIELD(cv), SHEET_ALWAYS, NULL},
    {"flag", NULL, PM_KIND_TEXT, FIELD(flag), SHEET_ALWAYS, NULL},
    {"reason", NULL, PM_KIND_TEXT, FIELD(reason), SHEET_ALWAYS, NULL},
};

static const sheet_column rate_columns[] = {
    {"n", NULL, PM_KIND_COUNT, FIELD(n), SHEET_ALWAYS, NULL},
    {"estimate", "rate", PM_KIND_RATE, FIELD(estimate), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_RATE, FIELD(lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_RATE, FIELD(upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, FIELD(margin), SHEET_ALWAYS, NULL},
    {"flag", NULL, PM_KIND_TEXT, FIELD(flag), SHEET_FILLED, NULL},
    {"conf", "confidence", PM_KIND_RATE, FIELD(conf), SHEET_VARYING, NULL},
    {"interval", NULL, PM_KIND_TEXT, FIELD(interval), SHEET_VARYING, NULL},
    {"df", "degrees of freedom", PM_KIND_NUMBER, FIELD(df), SHEET_ASIDE, NULL},
    {"se", "standard error", PM_KIND_POINTS, FIELD(se), SHEET_ASIDE, NULL},
    {"deff", "design effect", PM_KIND_NUMBER, FIELD(deff), SHEET_ASIDE, NULL},
    {"n_effective", "effective sample", PM_KIND_COUNT, FIELD(n_effective), SHEET_ASIDE, NULL},
};

static const sheet_column total_columns[] = {
    {"population", NULL, PM_KIND_COUNT, FIELD(population), SHEET_ALWAYS, NULL},
    {"estimate", "total", PM_KIND_COUNT, FIELD(estimate), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_COUNT, FIELD(lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_COUNT, FIELD(upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_COUNT, FIELD(margin), SHEET_ALWAYS, NULL},
    {"flag", NULL, PM_KIND_TEXT, FIELD(flag), SHEET_FILLED, NULL},
};

static const sheet_column number_columns[] = {
    {"n", NULL, PM_KIND_COUNT, FIELD(n), SHEET_ALWAYS, NULL},
    {"estimate", NULL, PM_KIND_NUMBER, FIELD(estimate), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_NUMBER, FIELD(lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_NUMBER, FIELD(upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_NUMBER, FIELD(margin), SHEET_ALWAYS, NULL},
    {"conf", "confidence", PM_KIND_RATE, FIELD(conf), SHEET_VARYING, NULL},
    {"df", "degrees of freedom", PM_KIND_NUMBER, FIELD(df), SHEET_ASIDE, NULL},
    {"se", "standard error", PM_KIND_NUMBER, FIELD(se), SHEET_ASIDE, NULL},
    {"deff", "design effect", PM_KIND_NUMBER, FIELD(deff), SHEET_ASIDE, NULL},
    {"n_effective", "effective sample", PM_KIND_COUNT, FIELD(n_effective), SHEET_ASIDE, NULL},
};

static const sheet_column point_columns[] = {
    {"n", NULL, PM_KIND_COUNT, FIELD(n), SHEET_ALWAYS, NULL},
    {"estimate", "difference", PM_KIND_POINTS, FIELD(estimate), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_POINTS, FIELD(lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_POINTS, FIELD(upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, FIELD(margin), SHEET_ALWAYS, NULL},
    {"conf", "confidence", PM_KIND_RATE, FIELD(conf), SHEET_VARYING, NULL},
};

/* How people read estimates: a table for each of these. */
typedef struct people_table {
  const char *name;
  const char *title;     /* of several variables */
  const char *statistic; /* NULL: every one but a difference */
  bool is_share;
  const sheet_column *columns;
  size_t count;
  size_t common; /* without those of which only the first row's are told */
} people_table;

static const people_table people_tables[] = {
    {"rows", "rates", NULL, true, rate_columns, TOOL_COUNT(rate_columns), 8},
    {"differences", "differences of rates", "difference", true, point_columns,
     TOOL_COUNT(point_columns), TOOL_COUNT(point_columns)},
    {"ratios", "ratios", "ratio", false, number_columns, TOOL_COUNT(number_columns), 6},
    {"means", "means", "mean", false, number_columns, TOOL_COUNT(number_columns), 6},
    {"quantiles", "quantiles", "quantile", false, number_columns, TOOL_COUNT(number_columns),
     6},
    {"number_differences", "differences", "difference", false, number_columns,
     TOOL_COUNT(number_columns), 6},
    {"totals", "totals", "total", false, total_columns, TOOL_COUNT(total_columns), 5},
};

typedef struct estimate_rows {
  estimate_row *items;
  size_t count;
  const char **names;
  size_t lead_count;
  bool has_variables; /* several */
} estimate_rows;

static bool is_of(const pm_estimate *row, const people_table *table)
{
  if (table == NULL)
    return true;
  bool is_named = table->statistic != NULL ? strcmp(row->statistic, table->statistic) == 0
                                           : strcmp(row->statistic, "difference") != 0;
  return is_named && row->is_share == table->is_share;
}

static bool add_leads(estimate_row *row, const estimate_rows *rows, size_t columns,
                      option_store *store)
{
  row->leads = row->estimate.labels;
  if (!rows->has_variables)
    return true;
  const char **leads = option_store_alloc(store, (columns + 1) * sizeof *leads);
  if (leads == NULL)
    return false;
  for (size_t i = 0; i < columns; i++)
    leads[i] = row->estimate.labels[i];
  leads[columns] = row->estimate.variable;
  row->leads = leads;
  return true;
}

/* table NULL: all rows. */
static pm_status collect_rows(const tool_output *output, const pm_estimates *estimates,
                              const people_table *table, estimate_rows *rows)
{
  option_store *store = output->run->store;
  size_t count = pm_estimates_count(estimates), columns = pm_estimates_columns(estimates);
  *rows = (estimate_rows){.lead_count = columns};
  rows->items = option_store_alloc(store, (count + 1) * sizeof *rows->items);
  rows->names = option_store_alloc(store, (columns + 2) * sizeof *rows->names);
  if (rows->items == NULL || rows->names == NULL)
    return option_memory_fault(output->run->error);
  for (size_t i = 0; i < columns; i++)
    rows->names[i] = pm_estimates_column(estimates, i);
  for (size_t i = 0; i < count; i++) {
    const pm_estimate *row = pm_estimates_at(estimates, i);
    if (!is_of(row, table))
      continue;
    rows->items[rows->count++].estimate = *row;
    rows->has_variables |=
        table != NULL && strcmp(row->variable, rows->items[0].estimate.variable);
  }
  if (rows->has_variables)
    rows->names[rows->lead_count++] = "variable";
  for (size_t i = 0; i < rows->count; i++)
    if (!add_leads(&rows->items[i], rows, columns, store))
      return option_memory_fault(output->run->error);
  return PM_OK;
}

static pm_status write_rows(tool_output *output, const estimate_rows *rows, const char *title,
                            const char *name, const sheet_column *columns, size_t count)
{
  const tool_sheet sheet = {
      .name = name,
      .title = title,
      .columns = columns,
      .count = count,
      .lead_names = rows->names,
      .lead_count = rows->lead_count,
      .lead_offset = offsetof(estimate_row, leads),
      .has_flag = true,
      .flag_offset = FIELD(flag),
  };
  return sheet_write(output, &sheet, rows->items, sizeof *rows->items, rows->count);
}

/* For people: a table, and why numbers are missing in it. */
static pm_status write_table(tool_output *output, const pm_estimates *estimates,
                             const people_table *table)
{
  char title[512];
  estimate_rows rows;
  pm_status status = collect_rows(output, estimates, table, &rows);
  if (status != PM_OK || rows.count == 0)
    return status;
  snprintf(title, sizeof title, "%s: %s", rows.items[0].estimate.statistic,
           rows.items[0].estimate.variable);
  const char *kept = rows.has_variables
                         ? table->title
                         : option_store_text(output->run->store, title, strlen(title));
  pm_estimate *told = option_store_alloc(output->run->store, rows.count * sizeof *told);
  if (kept == NULL || told == NULL)
    return option_memory_fault(output->run->error);
  for (size_t i = 0; i < rows.count; i++)
    told[i] = rows.items[i].estimate;
  status = write_rows(output, &rows, kept, table->name, table->columns,
                      rows.has_variables ? table->common : table->count);
  return status == PM_OK
             ? estimate_reasons_tell(output, told, rows.count, pm_estimates_columns(estimates))
             : status;
}

static pm_status write_estimates(tool_output *output, const pm_estimates *estimates)
{
  pm_status status = PM_OK;
  for (size_t i = 0; output->is_for_people && i < TOOL_COUNT(people_tables); i++)
    if (status == PM_OK)
      status = write_table(output, estimates, &people_tables[i]);
  if (output->is_for_people)
    return status;
  estimate_rows rows;
  status = collect_rows(output, estimates, NULL, &rows);
  return status == PM_OK ? write_rows(output, &rows, NULL, "rows", machine_columns,
                                      TOOL_COUNT(machine_columns))
                         : status;
}

/* -------------------------------------------------------------- strata -- */

#undef FIELD

/* A stratum with its estimate, side by side. */
typedef struct stratum_row {
  const char *const *values;
  double x, n;
  pm_estimate_stratum part;
} stratum_row;

#define FIELD(name) offsetof(stratum_row, name)

static const sheet_column stratum_columns[] = {
    {"x", NULL, PM_KIND_COUNT, FIELD(x), SHEET_ALWAYS, NULL},
    {"n", NULL, PM_KIND_COUNT, FIELD(n), SHEET_ALWAYS, NULL},
    {"population", NULL, PM_KIND_COUNT, FIELD(part.population), SHEET_ALWAYS, NULL},
    {"share", NULL, PM_KIND_RATE, FIELD(part.share), SHEET_ALWAYS, NULL},
    {"estimate", NULL, PM_KIND_RATE, FIELD(part.estimate), SHEET_ALWAYS, NULL},
    {"se", NULL, PM_KIND_RATE, FIELD(part.se), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_RATE, FIELD(part.lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_RATE, FIELD(part.upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, FIELD(part.margin), SHEET_ALWAYS, NULL},
    {"variance_share", NULL, PM_KIND_RATE, FIELD(part.variance_share), SHEET_ALWAYS, NULL},
    {"unrecorded", NULL, PM_KIND_COUNT, FIELD(part.unrecorded), SHEET_ALWAYS, NULL},
    {"unrecorded_lower", NULL, PM_KIND_COUNT, FIELD(part.unrecorded_lower), SHEET_ALWAYS, NULL},
    {"unrecorded_upper", NULL, PM_KIND_COUNT, FIELD(part.unrecorded_upper), SHEET_ALWAYS, NULL},
};

static const sheet_column own_rate_columns[] = {
    {"x", NULL, PM_KIND_COUNT, FIELD(x), SHEET_ALWAYS, NULL},
    {"n", NULL, PM_KIND_COUNT, FIELD(n), SHEET_ALWAYS, NULL},
    {"estimate", "rate", PM_KIND_RATE, FIELD(part.estimate), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_RATE, FIELD(part.lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_RATE, FIELD(part.upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, FIELD(part.margin), SHEET_ALWAYS, NULL},
};

static const sheet_column part_columns[] = {
    {"population", NULL, PM_KIND_COUNT, FIELD(part.population), SHEET_FILLED, NULL},
    {"share", NULL, PM_KIND_RATE, FIELD(part.share), SHEET_ALWAYS, NULL},
    {"unrecorded", "total", PM_KIND_COUNT, FIELD(part.unrecorded), SHEET_FILLED, NULL},
    {"unrecorded_lower", "lower", PM_KIND_COUNT, FIELD(part.unrecorded_lower), SHEET_FILLED,
     NULL},
    {"unrecorded_upper", "upper", PM_KIND_COUNT, FIELD(part.unrecorded_upper), SHEET_FILLED,
     NULL},
};

#undef FIELD

static stratum_row *list_strata(const tool_output *output, const pm_estimates *estimates,
                                size_t count)
{
  stratum_row *rows = option_store_alloc(output->run->store, (count + 1) * sizeof *rows);
  for (size_t i = 0; rows != NULL && i < count; i++) {
    const pm_estimate_stratum *part = pm_estimates_stratum(estimates, i);
    rows[i] = (stratum_row){part->stratum->values, part->stratum->x, part->stratum->n, *part};
  }
  return rows;
}

static pm_status write_strata(tool_output *output, const pm_estimates *estimates,
                              const pm_strata *strata)
{
  const pm_strata_shape *shape = pm_strata_shape_of(strata);
  size_t count = pm_strata_count(strata);
  const stratum_row *rows = list_strata(output, estimates, count);
  if (rows == NULL)
    return option_memory_fault(output->run->error);
  tool_sheet sheet = {
      .name = "strata",
      .columns = stratum_columns,
      .count = TOOL_COUNT(stratum_columns),
      .lead_names = shape->columns,
      .lead_count = shape->key_count,
      .lead_offset = offsetof(stratum_row, values),
  };
  if (!output->is_for_people)
    return sheet_write(output, &sheet, rows, sizeof *rows, count);
  sheet.title = "Each stratum's own rate";
  sheet.columns = own_rate_columns;
  sheet.count = TOOL_COUNT(own_rate_columns);
  pm_status status = sheet_write(output, &sheet, rows, sizeof *rows, count);
  sheet.name = "parts";
  sheet.title = count > 0 && isfinite(rows[0].part.unrecorded)
                    ? "Each stratum's part in the whole, and its number not compliant"
                    : "Each stratum's part in the whole";
  sheet.columns = part_columns;
  sheet.count = TOOL_COUNT(part_columns);
  return status == PM_OK ? sheet_write(output, &sheet, rows, sizeof *rows, count) : status;
}

pm_status estimate_tables_write(tool_output *output, const pm_estimates *estimates,
                                const pm_strata *strata)
{
  pm_status status = write_estimates(output, estimates);
  bool has_domains = pm_estimates_columns(estimates) > 0;
  if (status != PM_OK || strata == NULL || (output->is_for_people && has_domains))
    return status;
  return write_strata(output, estimates, strata);
}
