/* row_batch.c: some rows of a file, held while what follows from their numbers
   is computed.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "row_batch.h"

#include <stdlib.h>
#include <string.h>

bool row_batch_is_full(const row_batch *batch)
{
  return batch->count == ROW_BATCH_ROWS || batch->text_used >= ROW_BATCH_TEXT;
}

/* Room for more bytes of text. */
static bool reserve(row_batch *batch, size_t more)
{
  if (more <= batch->text_room - batch->text_used)
    return true;
  size_t room = 2 * batch->text_used + more;
  char *texts = realloc(batch->texts, room);
  if (texts == NULL)
    return false;
  batch->texts = texts;
  batch->text_room = room;
  return true;
}

bool row_batch_add(row_batch *batch, const row_item *item, const char *const *texts,
                   size_t count)
{
  size_t before = batch->text_used;
  for (size_t i = 0; i < count; i++) {
    size_t size = strlen(texts[i]) + 1;
    if (!reserve(batch, size)) {
      batch->text_used = before;
      return false;
    }
    memcpy(batch->texts + batch->text_used, texts[i], size);
    batch->text_used += size;
  }
  batch->items[batch->count++] = *item;
  return true;
}

const char *row_batch_texts(const char *at, const char **texts, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    texts[i] = at;
    at += strlen(at) + 1;
  }
  return at;
}

void row_batch_empty(row_batch *batch)
{
  batch->count = 0;
  batch->text_used = 0;
}

void row_batch_free(row_batch *batch)
{
  free(batch->texts);
}
