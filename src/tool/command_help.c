/* command_help.c: plusminus help [COMMAND].

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "help.h"

static pm_status run_help(tool_run *run)
{
  if (run->operand_count > 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "help takes one command, not %zu",
                        run->operand_count);
  if (run->operand_count == 0) {
    help_overview(stdout);
    return PM_OK;
  }
  const tool_command *command = tool_command_find(run->operands[0], run->error);
  if (command == NULL)
    return run->error->status;
  help_command(command, stdout);
  return PM_OK;
}

static const option_group groups[] = {{&help_table, 0}};

static const char *const forms[] = {"[COMMAND]", NULL};

static const char *const description[] = {
    "Show what a command does, its options and examples; without COMMAND, all commands.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus help interval", "The same as plusminus interval --help."},
};

const tool_command tool_command_help = {
    .name = "help",
    .summary = "show a command's options and examples",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(help_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_help,
};
