/* number_parse.c: numbers, whole numbers and rates from text.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_scan.h"

#include <plusminus/core.h>
#include <string.h>

static const uint64_t whole_most = UINT64_C(1) << 53;

bool pm_number_parse(const char *text, size_t size, double *value)
{
  pm_scan scan;
  return pm_number_scan(text, size, &scan) && pm_scan_round(&scan, value);
}

bool pm_integer_parse(const char *text, size_t size, int64_t *value)
{
  pm_scan scan;
  /* A whole number in range has at most 16 digits before its zeros. */
  if (!pm_number_scan(text, size, &scan) || scan.is_cut)
    return false;
  uint64_t whole = scan.digits;
  int64_t exponent = whole == 0 ? 0 : scan.exponent;
  for (; exponent < 0 && whole % 10 == 0; exponent++)
    whole /= 10;
  for (; exponent > 0 && whole <= whole_most; exponent--)
    whole *= 10;
  if (exponent != 0 || whole > whole_most)
    return false;
  *value = scan.is_negative ? -(int64_t)whole : (int64_t)whole;
  return true;
}

/* Whether the text ends so; if it does, without that. */
static bool drop_suffix(const char *text, size_t *size, const char *suffix)
{
  size_t length = strlen(suffix);
  if (*size < length || memcmp(text + *size - length, suffix, length) != 0)
    return false;
  *size -= length;
  return true;
}

bool pm_rate_parse(const char *text, size_t size, double *value)
{
  bool is_hundredths = drop_suffix(text, &size, "%") || drop_suffix(text, &size, "pp");
  pm_scan scan;
  if (!pm_number_scan(text, size, &scan))
    return false;
  scan.exponent -= is_hundredths ? 2 : 0;
  return pm_scan_round(&scan, value);
}
