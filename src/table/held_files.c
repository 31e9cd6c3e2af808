/* held_files.c: several files that are seen together, or none of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/held_files.h"
#include "core/memory.h"
#include "table/reason.h"

#include <errno.h>
#include <string.h>

typedef struct held_file {
  struct held_file *next;
  pm_new_file made;
  const char *path, *name;
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

bool pm_held_files_add(pm_held_files *held, const pm_new_file *made, const char *path,
                       const char *name)
{
  pm_arena *arena = held->arena;
  held_file *file = pm_arena_alloc(arena, sizeof *file);
  if (file == NULL)
    return false;
  *file = (held_file){.made = *made,
                      .path = pm_arena_text(arena, path, strlen(path)),
                      .name = pm_arena_text(arena, name, strlen(name))};
  file->made.path = pm_arena_alloc(arena, made->stem + PM_NEW_FILE_NAME_SIZE);
  if (file->made.path == NULL || file->path == NULL || file->name == NULL)
    return false;
  memcpy(file->made.path, made->path, made->stem + PM_NEW_FILE_NAME_SIZE);
  *held->last = file;
  held->last = &file->next;
  return true;
}

pm_status pm_held_files_show(pm_held_files *held, pm_error *error)
{
  for (; held->first != NULL; held->first = held->first->next) {
    held_file *file = held->first;
    if (pm_new_file_show(&file->made, file->path))
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
  for (held_file *file = held->first; file != NULL; file = file->next)
    (void)pm_new_file_drop(&file->made);
  pm_arena_free(held->arena);
}
