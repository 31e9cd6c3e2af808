/* file_state.h: what tells one state of a file from another.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_FILE_STATE_H
#define PM_TABLE_FILE_STATE_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

typedef struct pm_file_state {
  bool is_known; /* it is a regular file */
  dev_t device;
  ino_t number;
  off_t size;
  struct timespec written;
} pm_file_state;

pm_file_state pm_file_state_of(int file);
/* A file that is there and can be read twice. */
bool pm_file_is_regular(const char *file);
/* Standard input ("-"), a pipe or a device, which cannot be read twice. */
bool pm_file_is_stream(const char *file);
bool pm_file_state_is_same(const pm_file_state *one, const pm_file_state *other);

#endif
