/* number_digits.c: whole numbers as decimal digits.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_digits.h"

#include <string.h>

/* Digits taken at once: a division of 64 bits is not cheap. */
enum { BLOCK = 8 };
static const uint64_t block_unit = 100000000; /* 10^BLOCK */

static size_t count_digits(uint64_t number)
{
  size_t count = 1;
  for (; number >= block_unit; number /= block_unit)
    count += BLOCK;
  for (; number >= 100; number /= 100)
    count += 2;
  return count + (number >= 10);
}

static void write_pair(char *text, uint32_t number)
{
  static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                              "25262728293031323334353637383940414243444546474849"
                              "50515253545556575859606162636465666768697071727374"
                              "75767778798081828384858687888990919293949596979899";
  memcpy(text, pairs + number * 2, 2);
}

static void write_block(char *text, uint32_t number)
{
  uint32_t first = number / 10000;
  uint32_t last = number % 10000;
  write_pair(text, first / 100);
  write_pair(text + 2, first % 100);
  write_pair(text + 4, last / 100);
  write_pair(text + 6, last % 100);
}

void pm_digits_write_last(char *text, uint64_t number, size_t count)
{
  for (; count >= BLOCK; count -= BLOCK, number /= block_unit)
    write_block(text + count - BLOCK, (uint32_t)(number % block_unit));
  uint32_t rest = (uint32_t)(number % block_unit);
  for (; count >= 2; count -= 2, rest /= 100)
    write_pair(text + count - 2, rest % 100);
  if (count == 1)
    text[0] = (char)('0' + rest % 10);
}

size_t pm_digits_write(char *text, uint64_t number)
{
  size_t count = count_digits(number);
  pm_digits_write_last(text, number, count);
  return count;
}
