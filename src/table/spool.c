/* spool.c: bytes held in memory while they are few, then in an unnamed file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/spool.h"
#include "core/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void pm_spool_init(pm_spool *spool, const char *directory, pm_trouble *trouble,
                   const pm_allocator *allocator)
{
  *spool = (pm_spool){
      .allocator = allocator, .directory = directory, .trouble = trouble, .file = -1};
}

void pm_spool_clear(pm_spool *spool)
{
  /* Nothing that was wanted can be lost by closing an unlinked file. */
  if (spool->file >= 0)
    (void)close(spool->file);
  (void)pm_memory_resize(spool->allocator, spool->buffer, 0);
  pm_spool_init(spool, spool->directory, spool->trouble, spool->allocator);
}

static char *fail(pm_spool *spool, pm_status status, int reason)
{
  if (spool->trouble->status == PM_OK)
    *spool->trouble = (pm_trouble){status, reason};
  return NULL;
}

bool pm_spool_write_all(int file, const char *bytes, size_t size)
{
  while (size > 0) {
    ssize_t wrote = write(file, bytes, size);
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote < 0)
      return false;
    bytes += wrote;
    size -= (size_t)wrote;
  }
  return true;
}

/* An open file without a name, so that it vanishes whatever happens; -1 with
   errno, ENOMEM when the allocator refuses. */
static int unnamed_file(const pm_spool *spool)
{
  static const char pattern[] = "/plusminus-XXXXXX";
  size_t length = strlen(spool->directory);
  char *path = pm_memory_resize(spool->allocator, NULL, length + sizeof pattern);
  if (path == NULL) {
    errno = ENOMEM;
    return -1;
  }
  memcpy(path, spool->directory, length);
  memcpy(path + length, pattern, sizeof pattern);
  int file = mkostemp(path, 0);
  if (file >= 0 && unlink(path) != 0) {
    int reason = errno;
    (void)close(file);
    errno = reason;
    file = -1;
  }
  int reason = errno;
  (void)pm_memory_resize(spool->allocator, path, 0);
  errno = reason;
  return file;
}

/* Empty the buffer into the file, which is made if there is none. */
static bool spill(pm_spool *spool)
{
  if (spool->file < 0)
    spool->file = unnamed_file(spool);
  if (spool->file < 0) {
    fail(spool, errno == ENOMEM ? PM_ERROR_MEMORY : PM_ERROR_IO, errno);
    return false;
  }
  if (!pm_spool_write_all(spool->file, spool->buffer, spool->used)) {
    fail(spool, PM_ERROR_IO, errno);
    return false;
  }
  spool->used = 0;
  return true;
}

char *pm_spool_grow(pm_spool *spool, size_t size)
{
  if (spool->trouble->status != PM_OK)
    return NULL;
  if (size > SIZE_MAX - spool->used)
    return fail(spool, PM_ERROR_MEMORY, 0);
  if (spool->used + size > PM_SPOOL_MEMORY && spool->used > 0 && !spill(spool))
    return NULL;
  void *buffer = spool->buffer;
  if (!pm_memory_reserve(spool->allocator, &buffer, &spool->capacity, spool->used + size, 1))
    return fail(spool, PM_ERROR_MEMORY, 0);
  spool->buffer = buffer;
  return spool->buffer + spool->used;
}

void pm_spool_repeat(pm_spool *spool, char byte, size_t count)
{
  char *room = pm_spool_room(spool, count);
  if (room != NULL && count > 0) {
    memset(room, byte, count);
    spool->used += count;
  }
}

bool pm_spool_send(pm_spool *spool, pm_sink *sink, void *context)
{
  if (spool->file >= 0) {
    char block[1 << 16];
    off_t at = 0;
    for (;;) {
      ssize_t got = pread(spool->file, block, sizeof block, at);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return false;
      if (got == 0)
        break;
      if (!sink(context, block, (size_t)got))
        return false;
      at += got;
    }
  }
  return spool->used == 0 || sink(context, spool->buffer, spool->used);
}
