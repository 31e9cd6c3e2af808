/* number_scan.c: a decimal text taken apart, in one pass.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_scan.h"

/* Far beyond what a double or any text's length can need, far from overflow. */
static const int64_t exponent_most = INT64_C(1000000000000000);

static bool is_digit(char byte)
{
  return byte >= '0' && byte <= '9';
}

/* "e-12" up to `end`; false if it is anything else. */
static bool scan_exponent(const char *at, const char *end, int64_t *exponent)
{
  if (at == end || (*at != 'e' && *at != 'E'))
    return false;
  at++;
  bool is_negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+'))
    at++;
  if (at == end)
    return false;
  int64_t size = 0;
  for (; at < end && is_digit(*at); at++)
    if (size < exponent_most)
      size = size * 10 + (*at - '0');
  *exponent += is_negative ? -size : size;
  return at == end;
}

bool pm_number_scan(const char *text, size_t size, pm_scan *scan)
{
  const char *at = text;
  const char *end = text + size;
  const char *point = NULL;
  const char *mantissa = NULL;
  uint64_t digits = 0;
  int64_t exponent = 0;
  int taken = 0;
  bool is_cut = false;

  bool is_negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+'))
    at++;
  const char *first = at;
  for (; at < end; at++) {
    unsigned digit = (unsigned char)*at - (unsigned)'0';
    if (digit <= 9) {
      if (digit != 0 && mantissa == NULL)
        mantissa = at;
      if (taken < PM_SCAN_DIGITS) {
        digits = digits * 10 + digit;
        taken += mantissa != NULL;
      } else {
        is_cut |= digit != 0;
        exponent++;
      }
    } else if (*at == '.' && point == NULL) {
      point = at;
    } else {
      break;
    }
  }
  if (at - first == (point != NULL)) /* no digit */
    return false;
  if (point != NULL)
    exponent -= at - point - 1;
  *scan = (pm_scan){.digits = digits,
                    .exponent = exponent,
                    .is_negative = is_negative,
                    .is_cut = is_cut,
                    .mantissa = mantissa,
                    .end = at};
  return at == end || scan_exponent(at, end, &scan->exponent);
}
