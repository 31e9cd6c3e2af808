/* file_state.c: what tells one state of a file from another.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/file_state.h"

#include <string.h>
#include <sys/stat.h>

pm_file_state pm_file_state_of(int file)
{
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
    return (pm_file_state){.is_known = false};
  return (pm_file_state){true, status.st_dev, status.st_ino, status.st_size, status.st_mtim};
}

bool pm_file_is_regular(const char *file)
{
  struct stat status;
  return strcmp(file, "-") != 0 && stat(file, &status) == 0 && S_ISREG(status.st_mode);
}

bool pm_file_is_stream(const char *file)
{
  struct stat status;
  return strcmp(file, "-") == 0 ||
         (stat(file, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

bool pm_file_state_is_same(const pm_file_state *one, const pm_file_state *other)
{
  return one->is_known == other->is_known && one->device == other->device &&
         one->number == other->number && one->size == other->size &&
         one->written.tv_sec == other->written.tv_sec &&
         one->written.tv_nsec == other->written.tv_nsec;
}
