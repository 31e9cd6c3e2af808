/* held_files.h: files that are whole, beside the places where they are to be seen.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_HELD_FILES_H
#define PM_TABLE_HELD_FILES_H

#include <plusminus/table.h>

/* written: the file, which is to be renamed to path, and is called name in messages; all are
   copied. False: out of memory, and the file is the caller's still. */
bool pm_held_files_add(pm_held_files *held, const char *written, const char *path,
                       const char *name);

#endif
