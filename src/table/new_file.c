/* new_file.c: a file without a name where there are such files (O_TMPFILE), which gets one
   only once it is whole; elsewhere a file with a name of its own.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAMES_TRIED = 100, OPEN_MODE = 0666 };

/* By which a file without a name is named. */
static const char descriptors[] = "/proc/self/fd";

static void set_name(const pm_new_file *made, int tried)
{
  (void)snprintf(made->path + made->stem, PM_NEW_FILE_NAME_SIZE, "/.plusminus-%ld-%d.tmp",
                 (long)getpid(), tried);
}

/* The mode is given to open and not to mkstemp, as only open obeys the umask without asking
   for it. */
static bool open_named(pm_new_file *made)
{
  for (int tried = 0; tried < NAMES_TRIED; tried++) {
    set_name(made, tried);
    made->descriptor = open(made->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OPEN_MODE);
    if (made->descriptor >= 0 || errno != EEXIST)
      break;
  }
  made->has_name = made->descriptor >= 0;
  return made->has_name;
}

bool pm_new_file_open(pm_new_file *made, const char *directory, char *room)
{
  *made = (pm_new_file){.descriptor = -1, .path = room, .stem = strlen(directory)};
  memcpy(room, directory, made->stem);
  set_name(made, 0);
  if (access(descriptors, X_OK) == 0)
    made->descriptor = open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, OPEN_MODE);
  return made->descriptor >= 0 || open_named(made);
}

static bool give_name(pm_new_file *made)
{
  char own[sizeof descriptors + 16];
  (void)snprintf(own, sizeof own, "%s/%d", descriptors, made->descriptor);
  for (int tried = 0; tried < NAMES_TRIED && !made->has_name; tried++) {
    set_name(made, tried);
    made->has_name = linkat(AT_FDCWD, own, AT_FDCWD, made->path, AT_SYMLINK_FOLLOW) == 0;
    if (!made->has_name && errno != EEXIST)
      break;
  }
  return made->has_name;
}

bool pm_new_file_show(pm_new_file *made, const char *path)
{
  if (!give_name(made))
    return false;
  int descriptor = made->descriptor;
  made->descriptor = -1;
  if (close(descriptor) != 0 || rename(made->path, path) != 0)
    return false;
  made->has_name = false;
  return true;
}

bool pm_new_file_drop(pm_new_file *made)
{
  if (made->descriptor >= 0)
    (void)close(made->descriptor);
  made->descriptor = -1;
  return !made->has_name || unlink(made->path) == 0;
}
