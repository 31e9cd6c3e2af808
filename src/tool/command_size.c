/* command_size.c: plusminus size: how many records. Which of its modes a command
   line asks for is decided here.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "size_options.h"

#include <string.h>

static const size_mode *const modes[] = {&size_rate_mode};

static const option_group groups[] = {
    {&size_table, 0},
    {&size_rate_table, offsetof(size_options, one)},
    {&level_table, offsetof(size_options, level)},
    {&output_table, offsetof(size_options, output)},
    {&help_table, 0},
};

/* --------------------------------------------------------------- modes -- */

static bool is_named(const char *const *names, const char *name)
{
  for (; names != NULL && *names != NULL; names++)
    if (strcmp(*names, name) == 0)
      return true;
  return false;
}

/* The options that say which plan is wanted; those of every command do not. */
static bool decides(const option_group *group)
{
  return group->table != &level_table && group->table != &output_table &&
         group->table != &help_table;
}

typedef bool row_test(const option_row *row, const void *context);

/* The first option given that passes the test; NULL: none. */
static const char *first_given(const tool_run *run, row_test *passes, const void *context)
{
  for (size_t g = 0; g < TOOL_COUNT(groups); g++)
    for (size_t i = 0; decides(&groups[g]) && i < groups[g].table->count; i++) {
      const option_row *row = &groups[g].table->rows[i];
      const char *field = (const char *)run->options + groups[g].base + row->offset;
      if (option_is_set(row, field) && passes(row, context))
        return row->name;
    }
  return NULL;
}

static bool asks(const option_row *row, const void *context)
{
  return is_named(((const size_mode *)context)->asked_by, row->name);
}

static bool is_alien(const option_row *row, const void *context)
{
  const size_mode *mode = context;
  return !is_named(mode->asked_by, row->name) && !is_named(mode->takes, row->name);
}

static pm_status choose(const tool_run *run, const size_mode **chosen)
{
  const char *by = NULL;
  *chosen = NULL;
  for (size_t i = 0; i < TOOL_COUNT(modes); i++) {
    const char *name = first_given(run, asks, modes[i]);
    if (name != NULL && by != NULL)
      return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "--%s asks for %s, and --%s for %s: one at a time", by,
                          (*chosen)->what, name, modes[i]->what);
    if (name == NULL && (modes[i]->asked_by != NULL || *chosen != NULL))
      continue;
    *chosen = modes[i];
    by = name;
  }
  const char *alien = first_given(run, is_alien, *chosen);
  if (alien == NULL)
    return PM_OK;
  return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "--%s does not go with %s%s%s", alien,
                      by == NULL ? "" : "--", by == NULL ? "" : by,
                      by == NULL ? (*chosen)->what : "");
}

static pm_status run_size(tool_run *run)
{
  const size_mode *mode;
  if (run->operand_count > 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "size takes no operands: '%s' is too much", run->operands[0]);
  pm_status status = choose(run, &mode);
  return status == PM_OK ? mode->run(run) : status;
}

/* ---------------------------------------------------------------- help -- */

static const char *const forms[] = {
    "[OPTION...] --margin M[,M...] [--rate P[,P...]]",
    "[OPTION...] --n N[,N...] [--rate P[,P...]]",
    NULL,
};

static const char *const description[] = {
    "How many records a margin takes, or, with --n, what margin they buy.",
    "Columns: method, rate, margin, conf, population, deff, response, n, n_issued, "
    "achieved_margin; then n_safe and n_issued_safe, eligible, hours, cost.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus size --margin 5%", "Five points at worst: 385 records."},
};

const tool_command tool_command_size = {
    .name = "size",
    .summary = "how many records a margin takes, and what they buy",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(size_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_size,
};
