/* number_quick.h: short decimal numbers, the ones that files are full of, without
   a call.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_NUMBER_QUICK_H
#define PM_CORE_NUMBER_QUICK_H

#include <plusminus/core.h>

enum { PM_QUICK_DIGITS = 15 }; /* below 2^53 with all of them, and so exact */

/* The number of these digits and those from at, which is moved behind them. */
static inline uint64_t pm_number_digits(const char **at, const char *end, uint64_t whole)
{
  for (; *at != end; ++*at) {
    unsigned digit = (unsigned char)**at - (unsigned)'0';
    if (digit > 9)
      break;
    whole = whole * 10 + digit;
  }
  return whole;
}

/* As pm_number_parse. Up to 15 digits with a point or none are a whole number over
   a power of ten, both exact in binary, so that one division rounds them correctly
   (Clinger 1990). */
static inline bool pm_number_quick(const char *text, size_t size, double *value)
{
  static const double powers[PM_QUICK_DIGITS + 1] = {
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  if (size - 1 >= PM_QUICK_DIGITS)
    return pm_number_parse(text, size, value);
  const char *const end = text + size;
  const char *at = text;
  uint64_t whole = pm_number_digits(&at, end, 0);
  const char *decimals = end;
  if (at != end && *at == '.' && size > 1) {
    decimals = ++at;
    whole = pm_number_digits(&at, end, whole);
  }
  if (at != end)
    return pm_number_parse(text, size, value);
  *value = (double)(int64_t)whole / powers[end - decimals];
  return true;
}

#endif
