/* paths.h: no file that a run writes is one that it reads, or writes twice; and standard
   input is read once.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_PATHS_H
#define TOOL_PATHS_H

#include "tool.h"

/* Everything that the command line names: operands and options. PM_ERROR_USAGE. */
pm_status paths_check(const tool_run *run);

/* The same of a file that is read, or written, besides; NULL: none is. what: as it is called;
   option: which has it written. */
pm_status paths_check_read(const tool_run *run, const char *what, const char *path);
pm_status paths_check_written(const tool_run *run, const char *option, const char *path);

#endif
