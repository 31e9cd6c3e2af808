/* memory.h: allocation through the caller's hook. */
#ifndef PM_CORE_MEMORY_H
#define PM_CORE_MEMORY_H

#include <plusminus/core.h>
#include <stdarg.h>

/* allocator->resize, or realloc/free when allocator is NULL. */
void *pm_memory_resize(const pm_allocator *allocator, void *block, size_t size);

/* Room for at least `needed` items of `size` bytes in *items, growing by half;
   new bytes are not cleared. False, with *items as it was, when memory ends
   or the size overflows. */
bool pm_memory_reserve(const pm_allocator *allocator, void **items, size_t *capacity,
                       size_t needed, size_t size);

/* PM_ERROR_MEMORY, with the one wording for it. */
pm_status pm_memory_fault(pm_error *error);

/* A bag of blocks that are freed together. */
typedef struct pm_arena pm_arena;
pm_arena *pm_arena_new(const pm_allocator *allocator); /* NULL: out of memory */
void pm_arena_free(pm_arena *arena);                   /* NULL is fine */
/* Zeroed and aligned for any type; NULL: out of memory. size 0 is fine. */
void *pm_arena_alloc(pm_arena *arena, size_t size);
/* A copy of size bytes and a NUL. */
char *pm_arena_text(pm_arena *arena, const char *text, size_t size);
char *pm_arena_format(pm_arena *arena, const char *format, ...) PM_PRINTF(2, 3);
char *pm_arena_format_list(pm_arena *arena, const char *format, va_list arguments)
    PM_PRINTF(2, 0);

#endif
