/* notes.c: the remarks that belong to a result.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/memory.h"

#include <string.h>

struct pm_notes {
  const pm_allocator *allocator;
  pm_arena *texts;
  pm_note *items;
  size_t count, capacity;
};

pm_status pm_notes_new(pm_notes **notes, const pm_allocator *allocator)
{
  *notes = NULL;
  pm_notes *fresh = pm_memory_resize(allocator, NULL, sizeof *fresh);
  if (fresh == NULL)
    return PM_ERROR_MEMORY;
  *fresh = (pm_notes){.allocator = allocator, .texts = pm_arena_new(allocator)};
  if (fresh->texts == NULL) {
    pm_notes_free(fresh);
    return PM_ERROR_MEMORY;
  }
  *notes = fresh;
  return PM_OK;
}

void pm_notes_free(pm_notes *notes)
{
  if (notes == NULL)
    return;
  pm_arena_free(notes->texts);
  (void)pm_memory_resize(notes->allocator, notes->items, 0);
  (void)pm_memory_resize(notes->allocator, notes, 0);
}

static bool has(const pm_notes *notes, const char *code, const char *text)
{
  for (size_t i = 0; i < notes->count; i++)
    if (strcmp(notes->items[i].code, code) == 0 && strcmp(notes->items[i].text, text) == 0)
      return true;
  return false;
}

pm_status pm_notes_add(pm_notes *notes, const char *code, const char *format, ...)
{
  if (notes == NULL)
    return PM_OK;
  va_list arguments;
  va_start(arguments, format);
  const char *text = pm_arena_format_list(notes->texts, format, arguments);
  va_end(arguments);
  if (text == NULL)
    return PM_ERROR_MEMORY;
  if (has(notes, code, text))
    return PM_OK;
  if (!pm_memory_reserve(notes->allocator, (void **)&notes->items, &notes->capacity,
                         notes->count + 1, sizeof *notes->items))
    return PM_ERROR_MEMORY;
  notes->items[notes->count++] = (pm_note){.code = code, .text = text};
  return PM_OK;
}

size_t pm_notes_count(const pm_notes *notes)
{
  return notes == NULL ? 0 : notes->count;
}

const pm_note *pm_notes_at(const pm_notes *notes, size_t index)
{
  return &notes->items[index];
}
