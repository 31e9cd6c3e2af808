/* explain_tables.c: an explanation as prose and tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "explain_tables.h"
#include "sheet.h"

#include <string.h>

static const sheet_column factor_columns[] = {
    {"subject", NULL, PM_KIND_TEXT, offsetof(pm_factor, subject), SHEET_ALWAYS, NULL},
    {"factor", NULL, PM_KIND_TEXT, offsetof(pm_factor, factor), SHEET_ALWAYS, NULL},
    {"value", NULL, PM_KIND_NUMBER, offsetof(pm_factor, value), SHEET_ALWAYS, NULL},
    {"running", NULL, PM_KIND_NUMBER, offsetof(pm_factor, running), SHEET_ALWAYS, NULL},
    {"meaning", NULL, PM_KIND_TEXT, offsetof(pm_factor, meaning), SHEET_ALWAYS, NULL},
};

/* For people a factor has its formula, and its meaning is in the prose. */
static const sheet_column factor_people[] = {
    {"subject", NULL, PM_KIND_TEXT, offsetof(pm_factor, subject), SHEET_ALWAYS, NULL},
    {"factor", NULL, PM_KIND_TEXT, offsetof(pm_factor, title), SHEET_ALWAYS, NULL},
    {"value", NULL, PM_KIND_NUMBER, offsetof(pm_factor, value), SHEET_ALWAYS, NULL},
    {"running", "so far", PM_KIND_NUMBER, offsetof(pm_factor, running), SHEET_ALWAYS, NULL},
};

static const sheet_column what_if_columns[] = {
    {"subject", NULL, PM_KIND_TEXT, offsetof(pm_what_if, subject), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, offsetof(pm_what_if, margin), SHEET_ALWAYS, NULL},
    {"n", "records", PM_KIND_COUNT, offsetof(pm_what_if, n), SHEET_ALWAYS, NULL},
    {"n_worst", "at 50%, of a large population", PM_KIND_COUNT, offsetof(pm_what_if, n_worst),
     SHEET_ALWAYS, NULL},
    {"times", "times as many", PM_KIND_NUMBER, offsetof(pm_what_if, times), SHEET_ALWAYS, NULL},
    {"minutes", NULL, PM_KIND_NUMBER, offsetof(pm_what_if, minutes), SHEET_FILLED, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(pm_what_if, cost), SHEET_FILLED, NULL},
};

static const sheet_column national_columns[] = {
    {"stratum", NULL, PM_KIND_TEXT, offsetof(pm_national, stratum), SHEET_ALWAYS, NULL},
    {"n", NULL, PM_KIND_COUNT, offsetof(pm_national, n), SHEET_ALWAYS, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(pm_national, population), SHEET_MACHINE, NULL},
    {"share", NULL, PM_KIND_RATE, offsetof(pm_national, share), SHEET_ALWAYS, NULL},
    {"estimate", "rate", PM_KIND_RATE, offsetof(pm_national, estimate), SHEET_MACHINE, NULL},
    {"margin", NULL, PM_KIND_POINTS, offsetof(pm_national, margin), SHEET_ALWAYS, NULL},
    {"variance_share", "variance", PM_KIND_RATE, offsetof(pm_national, variance_share),
     SHEET_ALWAYS, NULL},
    {"margin_without", "without", PM_KIND_POINTS, offsetof(pm_national, margin_without),
     SHEET_ALWAYS, NULL},
};

static const sheet_column limit_columns[] = {
    {"subject", NULL, PM_KIND_TEXT, offsetof(pm_limit, subject), SHEET_ALWAYS, NULL},
    {"limit", NULL, PM_KIND_TEXT, offsetof(pm_limit, limit), SHEET_ALWAYS, NULL},
    {"value", NULL, PM_KIND_NUMBER, offsetof(pm_limit, value), SHEET_ALWAYS, NULL},
    {"meaning", NULL, PM_KIND_TEXT, offsetof(pm_limit, meaning), SHEET_ALWAYS, NULL},
};

/* For people each value is in its own unit. */
static const sheet_column limit_people[] = {
    {"subject", NULL, PM_KIND_TEXT, offsetof(pm_limit, subject), SHEET_ALWAYS, NULL},
    {"limit", "what", PM_KIND_TEXT, offsetof(pm_limit, title), SHEET_ALWAYS, NULL},
    {"value", NULL, PM_KIND_TEXT, offsetof(pm_limit, shown), SHEET_ALWAYS, NULL},
};

static pm_status write_prose(tool_output *output, const pm_explanation *explanation)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < explanation->paragraph_count && status == PM_OK; i++)
    status =
        pm_writer_paragraph(output->writer, explanation->paragraphs[i], output->run->error);
  return status;
}

/* The first column under the data's own word: "force". */
static pm_status write_nationals(tool_output *output, const pm_explanation *explanation,
                                 tool_sheet sheet)
{
  sheet_column columns[TOOL_COUNT(national_columns)];
  memcpy(columns, national_columns, sizeof national_columns);
  columns[0].title = explanation->unit;
  sheet.columns = columns;
  return sheet_write(output, &sheet, explanation->nationals, sizeof(pm_national),
                     explanation->national_count);
}

/* People are spared tables without rows. */
static pm_status write_tables(tool_output *output, const pm_explanation *it)
{
  bool for_people = output->is_for_people;
  const tool_sheet factors = {.name = "factors",
                              .title = "The margin as a product",
                              .columns = for_people ? factor_people : factor_columns,
                              .count = for_people ? TOOL_COUNT(factor_people)
                                                  : TOOL_COUNT(factor_columns)};
  const tool_sheet what_if = {.name = "what_if",
                              .title = "What another margin takes",
                              .columns = what_if_columns,
                              .count = TOOL_COUNT(what_if_columns)};
  const tool_sheet national = {.name = "national",
                               .title = "Each part's share in the margin of the whole",
                               .columns = national_columns,
                               .count = TOOL_COUNT(national_columns)};
  const tool_sheet limits = {.name = "limits",
                             .title = "What cannot be concluded",
                             .columns = for_people ? limit_people : limit_columns,
                             .count = for_people ? TOOL_COUNT(limit_people)
                                                 : TOOL_COUNT(limit_columns)};
  pm_status status =
      sheet_write(output, &factors, it->factors, sizeof(pm_factor), it->factor_count);
  if (status == PM_OK)
    status = sheet_write(output, &what_if, it->what_ifs, sizeof(pm_what_if), it->what_if_count);
  if (status == PM_OK && (!for_people || it->national_count > 0))
    status = write_nationals(output, it, national);
  if (status == PM_OK && (!for_people || it->limit_count > 0))
    status = sheet_write(output, &limits, it->limits, sizeof(pm_limit), it->limit_count);
  return status;
}

pm_status explain_tables_write(tool_output *output, const pm_explanation *explanation)
{
  pm_status status = output->is_for_people ? write_prose(output, explanation) : PM_OK;
  if (status == PM_OK)
    status = write_tables(output, explanation);
  if (status == PM_OK && !output->is_for_people)
    status = write_prose(output, explanation);
  return status;
}
