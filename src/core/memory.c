/* memory.c: allocation through the caller's hook, and the arena.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  RESERVE_FIRST = 8,  /* items */
  BLOCK_FIRST = 1024, /* bytes of an arena's first block */
  BLOCK_MOST = 262144 /* and of its largest ordinary one */
};

void *pm_memory_resize(const pm_allocator *allocator, void *block, size_t size)
{
  if (allocator != NULL)
    return allocator->resize(allocator->context, block, size);
  if (size > 0)
    return realloc(block, size);
  free(block);
  return NULL;
}

bool pm_memory_reserve(const pm_allocator *allocator, void **items, size_t *capacity,
                       size_t needed, size_t size)
{
  if (needed <= *capacity)
    return true;
  size_t half_more = *capacity + *capacity / 2;
  size_t wanted = needed > half_more ? needed : half_more;
  if (wanted < RESERVE_FIRST)
    wanted = RESERVE_FIRST;
  if (wanted > PTRDIFF_MAX / size)
    return false;
  /* Copied, not assigned: *items is a pointer of the caller's own type. */
  void *block;
  memcpy(&block, items, sizeof block);
  block = pm_memory_resize(allocator, block, wanted * size);
  if (block == NULL)
    return false;
  memcpy(items, &block, sizeof block);
  *capacity = wanted;
  return true;
}

pm_status pm_memory_fault(pm_error *error)
{
  return pm_error_add(error, PM_ERROR_MEMORY, NULL, "out of memory");
}

/* --------------------------------------------------------------- arena -- */

typedef struct block {
  struct block *next;
  max_align_t bytes[];
} block;

struct pm_arena {
  const pm_allocator *allocator;
  block *blocks;
  char *at;    /* the free bytes of the newest ordinary block */
  size_t left; /* how many */
  size_t next_size;
};

pm_arena *pm_arena_new(const pm_allocator *allocator)
{
  pm_arena *arena = pm_memory_resize(allocator, NULL, sizeof *arena);
  if (arena != NULL)
    *arena = (pm_arena){.allocator = allocator, .next_size = BLOCK_FIRST};
  return arena;
}

void pm_arena_free(pm_arena *arena)
{
  if (arena == NULL)
    return;
  for (block *at = arena->blocks; at != NULL;) {
    block *next = at->next;
    (void)pm_memory_resize(arena->allocator, at, 0);
    at = next;
  }
  (void)pm_memory_resize(arena->allocator, arena, 0);
}

static char *new_block(pm_arena *arena, size_t size)
{
  block *fresh = pm_memory_resize(arena->allocator, NULL, sizeof *fresh + size);
  if (fresh == NULL)
    return NULL;
  fresh->next = arena->blocks;
  arena->blocks = fresh;
  return (char *)fresh->bytes;
}

/* size bytes, not cleared, of a size that keeps what follows aligned. */
static void *take(pm_arena *arena, size_t size)
{
  const size_t unit = _Alignof(max_align_t);
  if (size > PTRDIFF_MAX - sizeof(block) - unit) /* no object is that large */
    return NULL;
  size = size == 0 ? unit : (size + unit - 1) / unit * unit;
  if (size > arena->left) {
    if (size > arena->next_size / 4)
      return new_block(arena, size);
    char *at = new_block(arena, arena->next_size);
    if (at == NULL)
      return NULL;
    arena->at = at;
    arena->left = arena->next_size;
    if (arena->next_size < BLOCK_MOST)
      arena->next_size *= 2;
  }
  void *taken = arena->at;
  arena->at += size;
  arena->left -= size;
  return taken;
}

void *pm_arena_alloc(pm_arena *arena, size_t size)
{
  void *taken = take(arena, size);
  return taken == NULL ? NULL : memset(taken, 0, size);
}

char *pm_arena_text(pm_arena *arena, const char *text, size_t size)
{
  char *copy = size == SIZE_MAX ? NULL : take(arena, size + 1);
  if (copy == NULL)
    return NULL;
  if (size > 0)
    memcpy(copy, text, size);
  copy[size] = '\0';
  return copy;
}

char *pm_arena_format_list(pm_arena *arena, const char *format, va_list arguments)
{
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *text = length < 0 ? NULL : take(arena, (size_t)length + 1);
  if (text == NULL || vsnprintf(text, (size_t)length + 1, format, arguments) != length)
    return NULL;
  return text;
}

char *pm_arena_format(pm_arena *arena, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  char *text = pm_arena_format_list(arena, format, arguments);
  va_end(arguments);
  return text;
}
