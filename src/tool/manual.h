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
/* Every method, in Markdown; of intervals with their coverage, computed here. */
pm_status manual_methods(FILE *stream, pm_error *error);

/* A completion for bash. */
void completion_script(FILE *stream);

#endif
