/* row_batch.h: some rows of a file, held while what follows from their numbers
   is computed.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ROW_BATCH_H
#define TOOL_ROW_BATCH_H

#include <plusminus/core.h>

enum {
  ROW_COLUMNS_MOST = 6,
  ROW_BATCH_ROWS = 1024,   /* at most */
  ROW_BATCH_TEXT = 1 << 20 /* bytes of text after which a batch takes no more rows */
};

typedef struct row_item {
  int64_t row; /* in the file */
  double numbers[ROW_COLUMNS_MOST];
  const void *known;       /* its result, where it was there before, or NULL */
  struct row_table *table; /* to compute with it, or NULL */
  pm_status status;        /* of computing its result */
} row_item;

/* Zero it, with results, first. */
typedef struct row_batch {
  row_item items[ROW_BATCH_ROWS];
  size_t count;
  char *results; /* room for ROW_BATCH_ROWS */
  char *texts;   /* of all rows one after the other, each ended by NUL */
  size_t text_used, text_room;
} row_batch;

bool row_batch_is_full(const row_batch *batch);

/* Add a copy of a row and of its texts. False, and nothing is added: out of
   memory. */
bool row_batch_add(row_batch *batch, const row_item *item, const char *const *texts,
                   size_t count);

/* The place of a row's result, each of so many bytes. */
static inline void *row_batch_result(const row_batch *batch, size_t index, size_t size)
{
  return batch->results + index * size;
}

/* Point texts to the count texts at `at`; what follows them. */
const char *row_batch_texts(const char *at, const char **texts, size_t count);

void row_batch_empty(row_batch *batch);
void row_batch_free(row_batch *batch); /* its texts */

#endif
