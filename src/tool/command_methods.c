/* command_methods.c: plusminus methods: what every method is, and when to use
   it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "coverage_table.h"
#include "families.h"

typedef struct methods_options {
  output_options output;
} methods_options;

typedef struct method_row {
  const char *family;
  pm_method method;
} method_row;

static const sheet_column columns[] = {
    {"family", NULL, PM_KIND_TEXT, offsetof(method_row, family), SHEET_ALWAYS, NULL},
    {"name", NULL, PM_KIND_TEXT, offsetof(method_row, method.name), SHEET_ALWAYS, NULL},
    {"title", NULL, PM_KIND_TEXT, offsetof(method_row, method.title), SHEET_ALWAYS, NULL},
    {"citation", NULL, PM_KIND_TEXT, offsetof(method_row, method.citation), SHEET_ALWAYS, NULL},
    {"use", NULL, PM_KIND_TEXT, offsetof(method_row, method.use), SHEET_ALWAYS, NULL},
    {"avoid", NULL, PM_KIND_TEXT, offsetof(method_row, method.avoid), SHEET_ALWAYS, NULL},
};

static const tool_sheet machine_sheet = {
    .name = "rows", .title = NULL, .columns = columns, .count = TOOL_COUNT(columns)};

static pm_status write_family_rows(const sheet_view *view, const pm_family *family)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < family->count && status == PM_OK; i++) {
    method_row row = {family->name, *family->at(i)};
    status = sheet_add(view, &row);
  }
  return status;
}

/* A method as a paragraph that people can read. */
static pm_status tell_method(const tool_output *output, const pm_method *method)
{
  char text[2048];
  int size = snprintf(text, sizeof text, "%s: %s (%s). Use: %s Avoid: %s", method->name,
                      method->title, method->citation, method->use, method->avoid);
  if (size < 0 || (size_t)size >= sizeof text)
    return pm_error_add(output->run->error, PM_ERROR_DOMAIN, NULL, "%s: the text is too long",
                        method->name);
  return pm_writer_paragraph(output->writer, text, output->run->error);
}

/* For people: a short table of names and titles, then what is said of each. */
static pm_status tell_family(tool_output *output, const pm_family *family)
{
  static const sheet_column short_columns[] = {
      {"name", NULL, PM_KIND_TEXT, offsetof(pm_method, name), SHEET_ALWAYS, NULL},
      {"title", "what it is", PM_KIND_TEXT, offsetof(pm_method, title), SHEET_ALWAYS, NULL},
  };
  tool_sheet sheet = {family->name,
                      family->title,
                      short_columns,
                      TOOL_COUNT(short_columns),
                      NULL,
                      0,
                      0,
                      false,
                      0};
  sheet_view view;
  pm_status status = sheet_open(&view, output, &sheet, NULL);
  for (size_t i = 0; i < family->count && status == PM_OK; i++)
    status = sheet_add(&view, family->at(i));
  for (size_t i = 0; i < family->count && status == PM_OK; i++)
    status = tell_method(output, family->at(i));
  return status;
}

static pm_status write_methods(tool_output *output, const pm_family *only)
{
  sheet_view view;
  pm_status status = PM_OK;
  if (!output->is_for_people)
    status = sheet_open(&view, output, &machine_sheet, NULL);
  for (size_t i = 0; i < families_count() && status == PM_OK; i++) {
    const pm_family *family = families_at(i);
    if (only != NULL && family != only)
      continue;
    status =
        output->is_for_people ? tell_family(output, family) : write_family_rows(&view, family);
  }
  return status;
}

static pm_status run_methods(tool_run *run)
{
  const pm_family *only = NULL;
  tool_output output;
  if (run->operand_count > 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "methods takes one family, not %zu",
                        run->operand_count);
  if (run->operand_count == 1)
    only = families_find(run->operands[0], run->error);
  if (run->operand_count == 1 && only == NULL)
    return run->error->status;
  pm_status status = output_open(&output, run, NULL, "Methods");
  if (status == PM_OK)
    status = write_methods(&output, only);
  if (status == PM_OK && only == &pm_interval_family)
    status = coverage_table_write_methods(&output);
  return output_close(&output, status);
}

static const option_group groups[] = {
    {&output_table, offsetof(methods_options, output)},
    {&help_table, 0},
};

static const char *const forms[] = {"[OPTION...] [FAMILY]", NULL};

static const char *const description[] = {
    "Every method with its source, when to use it and when not. FAMILY is one of interval, "
    "simultaneous, difference, stratified-difference, estimate-interval, df, lonely-psu, pps, "
    "deff, variance, calibration, size, size-comparison, size-detection, allocation, "
    "strata-boundaries and format.",
    "Columns: family, name, title, citation, use, avoid.",
    "With interval, table coverage: method, n, population, conf, minimum, minimum_at, mean, "
    "mean_width: how often the interval holds the true rate, as the coverage command computes "
    "it; the methods that need a population have one of ten times n.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus methods interval", "The confidence intervals for one rate."},
    {"plusminus methods -f json", "Every family, for a script."},
};

const tool_command tool_command_methods = {
    .name = "methods",
    .summary = "every method, its source, and when to use it",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(methods_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_methods,
};
