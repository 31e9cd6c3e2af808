/* row_memo.c: results that were computed from numbers before.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "row_memo.h"

#include <string.h>

/* What stands first in a place: a mixture of the numbers, never 0 where there is a
   result. The numbers and the result follow. */
typedef uint64_t place_key;

bool row_memo_make(row_memo *memo, size_t number_count, size_t result_size, option_store *store)
{
  size_t place_size = sizeof(place_key) + number_count * sizeof(double) + result_size;
  size_t count = 1;
  while (2 * count * place_size <= ROW_MEMO_MEMORY)
    count *= 2;
  *memo = (row_memo){.places = option_store_alloc(store, count * place_size),
                     .place_count = count,
                     .number_count = number_count,
                     .result_size = result_size,
                     .place_size = place_size};
  return memo->places != NULL;
}

static place_key key_of(const row_memo *memo, const double *numbers)
{
  place_key key = 0;
  for (size_t i = 0; i < memo->number_count; i++) {
    uint64_t bits;
    memcpy(&bits, &numbers[i], sizeof bits);
    key ^= bits ^ bits >> 32; /* counts have nothing in a double's lower half */
    key *= UINT64_C(0x9E3779B97F4A7C15);
    key ^= key >> 32;
  }
  return key | UINT64_C(1) << 63;
}

static char *place_of(const row_memo *memo, place_key key)
{
  return memo->places + (key & (memo->place_count - 1)) * memo->place_size;
}

/* Give up when less than one in sixteen of the last many was found. */
static void take_stock(row_memo *memo)
{
  enum { MANY = 1 << 16, LEAST = MANY / 16 };
  if (memo->sought < MANY)
    return;
  if (memo->found < LEAST)
    memo->place_count = 0;
  memo->sought = 0;
  memo->found = 0;
}

const void *row_memo_find(row_memo *memo, const double *numbers)
{
  if (memo->place_count == 0)
    return NULL;
  place_key key = key_of(memo, numbers);
  size_t size = memo->number_count * sizeof *numbers;
  const char *place = place_of(memo, key);
  bool is_found =
      memcmp(place, &key, sizeof key) == 0 && memcmp(place + sizeof key, numbers, size) == 0;
  memo->sought++;
  memo->found += is_found;
  take_stock(memo);
  return is_found ? place + sizeof key + size : NULL;
}

void row_memo_keep(row_memo *memo, const double *numbers, const void *result)
{
  if (memo->place_count == 0)
    return;
  place_key key = key_of(memo, numbers);
  size_t size = memo->number_count * sizeof *numbers;
  char *place = place_of(memo, key);
  memcpy(place, &key, sizeof key);
  memcpy(place + sizeof key, numbers, size);
  memcpy(place + sizeof key + size, result, memo->result_size);
}
