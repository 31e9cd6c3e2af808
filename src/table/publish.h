/* publish.h: let the world see an output: all of it or nothing.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_PUBLISH_H
#define PM_TABLE_PUBLISH_H

#include "table/spool.h"

#include <stdio.h>

/* Where an output goes. */
typedef struct pm_target {
  char *path;                 /* the file with symbolic links followed, in the arena */
  char *directory;            /* of path, or for temporary files when there is no path */
  const char *name;           /* as the user named it, for messages; NULL: a stream */
  bool direct;                /* a device, pipe or open descriptor: nothing to rename */
  FILE *stream;               /* when path is NULL */
  struct pm_held_files *held; /* takes the file in place of being renamed; NULL: it is */
} pm_target;

struct pm_arena;

/* Find out where it would go and that it can be written there, before any
   long work. PM_ERROR_IO: no such directory, not permitted, a directory, ...;
   PM_ERROR_MEMORY. */
pm_status pm_target_resolve(pm_target *target, const char *file, FILE *stream,
                            struct pm_arena *arena, pm_error *error);

/* The spools one after another. A file is written beside its place, brought to
   the disk (fsync) and renamed, with the mode of the file that it replaces or
   else by the umask; on any failure the old file stays and nothing else is
   left. What cannot be renamed over, and a stream, is written and flushed.
   PM_ERROR_IO, PM_ERROR_MEMORY. */
pm_status pm_publish(const pm_target *target, pm_spool *parts, size_t count,
                     const pm_allocator *allocator, pm_error *error);

/* What fills an output: gives all of it to the sink. False: an error, errno saying which; 0:
   one that the filler tells itself. */
typedef bool pm_filler(void *context, pm_sink *sink, void *sink_context);

/* The same from a filler. PM_ERROR_IO without a fault where errno is 0. */
pm_status pm_publish_filled(const pm_target *target, pm_filler *filler, void *context,
                            const pm_allocator *allocator, pm_error *error);

/* One spool to a stream, flushed. what: its name in messages. */
pm_status pm_publish_stream(FILE *stream, const char *what, pm_spool *parts, size_t count,
                            pm_error *error);

#endif
