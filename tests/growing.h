/* growing.h: bytes put one behind the other, as many as come.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_GROWING_H
#define TESTS_GROWING_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct growing {
  char *bytes; /* to be freed */
  size_t used, capacity;
} growing;

static inline void growing_put(growing *out, const char *bytes, size_t size)
{
  if (out->used + size > out->capacity) {
    out->capacity = 2 * (out->used + size);
    out->bytes = realloc(out->bytes, out->capacity);
    if (out->bytes == NULL)
      abort();
  }
  if (size > 0)
    memcpy(out->bytes + out->used, bytes, size);
  out->used += size;
}

static inline bool growing_equal(const growing *one, const growing *other)
{
  return one->used == other->used &&
         (one->used == 0 || memcmp(one->bytes, other->bytes, one->used) == 0);
}

#endif
