/* explain_tables.c: an explanation as prose and tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "explain_tables.h"
#include "sheet.h"

static const sheet_column factor_columns[] = {
    {"subject", NULL, PM_KIND_TEXT, offsetof(pm_factor, subject), SHEET_ALWAYS, NULL},
    {"factor", NULL, PM_KIND_TEXT, offsetof(pm_factor, factor), SHEET_ALWAYS, NULL},
    {"value", NULL, PM_KIND_NUMBER, offsetof(pm_factor, value), SHEET_ALWAYS, NULL},
    {"running", NULL, PM_KIND_NUMBER, offsetof(pm_factor, running), SHEET_ALWAYS, NULL},
    {"meaning", NULL, PM_KIND_TEXT, offsetof(pm_factor, meaning), SHEET_MACHINE, NULL},
};

static const sheet_column what_if_columns[] = {
    {"subject", NULL, PM_KIND_TEXT, offsetof(pm_what_if, subject), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, offsetof(pm_what_if, margin), SHEET_ALWAYS, NULL},
    {"n", "records", PM_KIND_COUNT, offsetof(pm_what_if, n), SHEET_ALWAYS, NULL},
    {"n_worst", "at a rate of 50%", PM_KIND_COUNT, offsetof(pm_what_if, n_worst), SHEET_ALWAYS,
     NULL},
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

static const tool_sheet sheets[] = {
    {.name = "factors",
     .title = "The margin as a product",
     .columns = factor_columns,
     .count = TOOL_COUNT(factor_columns)},
    {.name = "what_if",
     .title = "What another margin takes",
     .columns = what_if_columns,
     .count = TOOL_COUNT(what_if_columns)},
    {.name = "national",
     .title = "Each stratum's part in the margin of the whole",
     .columns = national_columns,
     .count = TOOL_COUNT(national_columns)},
    {.name = "limits",
     .title = "What cannot be concluded",
     .columns = limit_columns,
     .count = TOOL_COUNT(limit_columns)},
};

static pm_status write_prose(tool_output *output, const pm_explanation *explanation)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < explanation->paragraph_count && status == PM_OK; i++)
    status =
        pm_writer_paragraph(output->writer, explanation->paragraphs[i], output->run->error);
  return status;
}

static pm_status write_tables(tool_output *output, const pm_explanation *explanation)
{
  const struct {
    const void *items;
    size_t size, count;
    bool is_in_prose; /* every row is a sentence that people have read by then */
  } parts[] = {
      {explanation->factors, sizeof(pm_factor), explanation->factor_count, false},
      {explanation->what_ifs, sizeof(pm_what_if), explanation->what_if_count, false},
      {explanation->nationals, sizeof(pm_national), explanation->national_count, false},
      {explanation->limits, sizeof(pm_limit), explanation->limit_count, true},
  };
  pm_status status = PM_OK;
  for (size_t i = 0; i < TOOL_COUNT(parts) && status == PM_OK; i++)
    if (!output->is_for_people || (parts[i].count > 0 && !parts[i].is_in_prose))
      status = sheet_write(output, &sheets[i], parts[i].items, parts[i].size, parts[i].count);
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
