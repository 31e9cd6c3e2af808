/* new_file.h: a file that is being written beside the place where it is to be seen.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_NEW_FILE_H
#define PM_TABLE_NEW_FILE_H

#include <stdbool.h>
#include <stddef.h>

enum { PM_NEW_FILE_NAME_SIZE = 64 }; /* the most that its name adds to its directory */

typedef struct pm_new_file {
  int descriptor;
  bool has_name; /* if not, it vanishes with its descriptor: whatever ends the program, nothing
                    is left of it. Not every file system has such files */
  char *path;    /* of that name; the caller's room, for the directory and
                    PM_NEW_FILE_NAME_SIZE bytes */
  size_t stem;   /* where the name begins in path */
} pm_new_file;

/* An empty file in a directory, by the umask. False, with errno. */
bool pm_new_file_open(pm_new_file *made, const char *directory, char *room);
/* Close it and put it in the place of path, in the same directory. False, with errno: it is
   still to be dropped. */
bool pm_new_file_show(pm_new_file *made, const char *path);
/* Close it and have it vanish. False: it is left behind, at its path. */
bool pm_new_file_drop(pm_new_file *made);

#endif
