/* commands.h: every command_NAME.c has one const tool_command.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_COMMANDS_H
#define TOOL_COMMANDS_H

#include "tool.h"

#define COMMAND(name) extern const tool_command tool_command_##name;
#include "commands.def"
#undef COMMAND

#endif
