/* manual.h: man pages, the completion and the methods page, made of the same
   tables as the program.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_MANUAL_H
#define TOOL_MANUAL_H

#include "tool.h"

/* plusminus(1): the commands. */
void manual_overview(FILE *stream);
/* plusminus-COMMAND(1). */
void manual_command(const tool_command *command, FILE *stream);
/* Every method, in Markdown. */
void manual_methods(FILE *stream);

/* A completion for bash. */
void completion_script(FILE *stream);

#endif
