/* held_files.c: several files that are seen together, or none of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/held_files.h"
#include "core/memory.h"
#include "table/reason.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct held_file {
  struct held_file *next;
  const char *written, *path, *name;
} held_file;

struct pm_held_files {
  pm_arena *arena; /* holds this, too */
  held_file *first, **last;
};

pm_status pm_held_files_new(pm_held_files **held, const pm_allocator *allocator,
                            pm_error *error)
{
  pm_arena *arena = pm_arena_new(allocator);
  *held = arena != NULL ? pm_arena_alloc(arena, sizeof **held) : NULL;
  if (*held == NULL) {
    pm_arena_free(arena);
    return pm_memory_fault(error);
  }
  (*held)->arena = arena;
  (*held)->last = &(*held)->first;
  return PM_OK;
}

bool pm_held_files_add(pm_held_files *held, const char *written, const char *path,
                       const char *name)
{
  pm_arena *arena = held->arena;
  held_file *file = pm_arena_alloc(arena, sizeof *file);
  if (file == NULL)
    return false;
  *file = (held_file){.written = pm_arena_text(arena, written, strlen(written)),
                      .path = pm_arena_text(arena, path, strlen(path)),
                      .name = pm_arena_text(arena, name, strlen(name))};
  if (file->written == NULL || file->path == NULL || file->name == NULL)
    return false;
  *held->last = file;
  held->last = &file->next;
  return true;
}

pm_status pm_held_files_show(pm_held_files *held, pm_error *error)
{
  for (; held->first != NULL; held->first = held->first->next) {
    const held_file *file = held->first;
    if (rename(file->written, file->path) == 0)
      continue;
    char text[PM_REASON_SIZE];
    return pm_error_add(error, PM_ERROR_IO, NULL, "cannot write '%s': %s", file->name,
                        pm_reason_text(errno, text));
  }
  held->last = &held->first;
  return PM_OK;
}

void pm_held_files_free(pm_held_files *held)
{
  if (held == NULL)
    return;
  for (const held_file *file = held->first; file != NULL; file = file->next)
    (void)unlink(file->written);
  pm_arena_free(held->arena);
}
