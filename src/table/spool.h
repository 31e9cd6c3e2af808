/* spool.h: bytes that nobody may see yet: in memory while they are few, then
   in a temporary file that has no name.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_SPOOL_H
#define PM_TABLE_SPOOL_H

#include <plusminus/core.h>
#include <string.h>

enum {
  PM_SPOOL_MEMORY = 8 << 20
}; /* bytes held, or half as many more, before a file is made */

/* What went wrong first, shared by all spools of one writer, so that a long
   run of small writes is checked once. */
typedef struct pm_trouble {
  pm_status status;
  int reason; /* errno, for PM_ERROR_IO */
} pm_trouble;

typedef struct pm_spool {
  const pm_allocator *allocator;
  const char *directory; /* where the temporary file goes; borrowed */
  pm_trouble *trouble;   /* borrowed */
  char *buffer;
  size_t used, capacity;
  int file; /* -1: none yet */
} pm_spool;

void pm_spool_init(pm_spool *spool, const char *directory, pm_trouble *trouble,
                   const pm_allocator *allocator);
void pm_spool_clear(pm_spool *spool);

/* Make room beyond the capacity; pm_spool_room calls it. */
char *pm_spool_grow(pm_spool *spool, size_t size);

/* Where the next size bytes may be written, then told by pm_spool_took. NULL
   after trouble. Inline: it stands in the innermost loop of every row. */
static inline char *pm_spool_room(pm_spool *spool, size_t size)
{
  if (spool->capacity - spool->used >= size)
    return spool->buffer + spool->used;
  return pm_spool_grow(spool, size);
}
static inline void pm_spool_took(pm_spool *spool, size_t size)
{
  spool->used += size;
}

static inline void pm_spool_put(pm_spool *spool, const char *bytes, size_t size)
{
  char *room = pm_spool_room(spool, size);
  if (room != NULL && size > 0) {
    memcpy(room, bytes, size);
    spool->used += size;
  }
}
static inline void pm_spool_text(pm_spool *spool, const char *text)
{
  pm_spool_put(spool, text, strlen(text));
}
static inline bool pm_spool_is_empty(const pm_spool *spool)
{
  return spool->used == 0 && spool->file < 0;
}
void pm_spool_repeat(pm_spool *spool, char byte, size_t count);

/* Everything in it, in order, to a sink that returns false after an error.
   False: the sink failed, or the temporary file could not be read (errno says
   why). */
typedef bool pm_sink(void *context, const char *bytes, size_t size);
bool pm_spool_send(pm_spool *spool, pm_sink *sink, void *context);

/* write(2) until all is written; false with errno. */
bool pm_spool_write_all(int file, const char *bytes, size_t size);

#endif
