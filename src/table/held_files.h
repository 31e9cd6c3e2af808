/* held_files.h: files that are whole, beside the places where they are to be seen.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_HELD_FILES_H
#define PM_TABLE_HELD_FILES_H

#include "table/new_file.h"

#include <plusminus/table.h>

/* made: the file, which is to be seen at path, and is called name in messages; it is taken
   over, and the texts are copied. False: out of memory, and the file is the caller's still. */
bool pm_held_files_add(pm_held_files *held, const pm_new_file *made, const char *path,
                       const char *name);

#endif
