/* number_digits.c: whole numbers as decimal digits.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_digits.h"

#include <string.h>

static size_t count_digits(uint64_t number)
{
  size_t count = 1;
  for (; number >= 10000; number /= 10000)
    count += 4;
  return count + (number >= 10) + (number >= 100) + (number >= 1000);
}

void pm_digits_write_last(char *text, uint64_t number, size_t count)
{
  static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                              "25262728293031323334353637383940414243444546474849"
                              "50515253545556575859606162636465666768697071727374"
                              "75767778798081828384858687888990919293949596979899";
  for (; count >= 2; count -= 2, number /= 100)
    memcpy(text + count - 2, pairs + number % 100 * 2, 2);
  if (count == 1)
    text[0] = (char)('0' + number % 10);
}

size_t pm_digits_write(char *text, uint64_t number)
{
  size_t count = count_digits(number);
  pm_digits_write_last(text, number, count);
  return count;
}
