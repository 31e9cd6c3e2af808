/* commands.c: the table of commands.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"

#include <string.h>

static const tool_command *const commands[] = {
#define COMMAND(name) &tool_command_##name,
#include "commands.def"
#undef COMMAND
};

size_t tool_command_count(void)
{
  return TOOL_COUNT(commands);
}

const tool_command *tool_command_at(size_t index)
{
  return commands[index];
}

const tool_command *tool_command_find(const char *name, pm_error *error)
{
  const char *names[TOOL_COUNT(commands)];
  for (size_t i = 0; i < TOOL_COUNT(commands); i++) {
    names[i] = commands[i]->name;
    if (strcmp(names[i], name) == 0)
      return commands[i];
  }
  const char *nearest = pm_text_nearest(name, names, TOOL_COUNT(commands));
  if (nearest == NULL)
    pm_error_add(error, PM_ERROR_USAGE, NULL, "unknown command '%s'", name);
  else
    pm_error_add(error, PM_ERROR_USAGE, NULL, "unknown command '%s'; did you mean '%s'?", name,
                 nearest);
  return NULL;
}
