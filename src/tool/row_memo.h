/* row_memo.h: results that were computed from numbers before. Rows of audits have
   the same few numbers again and again.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ROW_MEMO_H
#define TOOL_ROW_MEMO_H

#include "options.h"

enum { ROW_MEMO_MEMORY = 4 << 20 }; /* bytes at most */

/* As many places as there is memory for; a result goes to the place that its
   numbers determine, and takes it from the one before. */
typedef struct row_memo {
  char *places;
  size_t place_count; /* a power of 2; 0: nothing is remembered */
  size_t number_count;
  size_t result_size;
  size_t place_size;
  size_t sought, found; /* of late */
} row_memo;

/* For rows of so many numbers; the store keeps the memory. False: there is none. */
bool row_memo_make(row_memo *memo, size_t number_count, size_t result_size,
                   option_store *store);

/* The result that was kept for these very numbers, or NULL. A memo that is asked
   in vain nearly always comes to remember nothing, so that it costs nothing. */
const void *row_memo_find(row_memo *memo, const double *numbers);

void row_memo_keep(row_memo *memo, const double *numbers, const void *result);

#endif
