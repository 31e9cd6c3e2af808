/* help.h: help, made of the tables of commands and options.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_HELP_H
#define TOOL_HELP_H

#include "tool.h"

enum { HELP_WIDTH = 79, HELP_TEXT = 1024 };

/* What the program is, and its commands. */
void help_overview(FILE *stream);
/* One command's help. */
void help_command(const tool_command *command, FILE *stream);

/* What is said of an option: its help, its names and its default, as one
   sentence or two; also for the man page. */
void help_option_text(const option_row *row, char text[HELP_TEXT]);

#endif
