/* number_fixed.c: a double with a fixed number of decimals, rounded half to
   even on its exact binary value. Whatever fits into PM_NUMBER_SIZE is below
   10^31 < 2^103 when scaled, so that 128 bits hold it exactly.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_digits.h"
#include "core/powers_of_ten.h"

#include <math.h>
#include <plusminus/core.h>
#include <string.h>

enum { DECIMALS_MOST = 15, HALF_DIGITS = 19 };

static const uint64_t half_unit = UINT64_C(10000000000000000000); /* 10^HALF_DIGITS */

/* c 2^-places, rounded half to even. */
static pm_uint128 shift_down(pm_uint128 c, int places)
{
  if (places > 127)
    return 0; /* c < 2^103 */
  pm_uint128 unit = (pm_uint128)1 << places;
  pm_uint128 whole = c >> places;
  pm_uint128 rest = c & (unit - 1);
  bool is_up = rest > unit / 2 || (rest == unit / 2 && whole % 2 == 1);
  return places == 0 ? c : whole + is_up;
}

/* size 10^decimals as a whole number; false when its digits would not fit. */
static bool scale(double size, int decimals, pm_uint128 *scaled)
{
  int q;
  uint64_t c = (uint64_t)ldexp(frexp(size, &q), 53);
  q -= 53;
  pm_uint128 product = c;
  for (int i = 0; i < decimals; i++)
    product *= 10;
  if (q > 50 || (q > 0 && product >> (127 - q) != 0))
    return false;
  *scaled = q >= 0 ? product << q : shift_down(product, -q);
  /* 29 digits, a sign and a point are 31 bytes. */
  return *scaled / half_unit < UINT64_C(10000000000);
}

static size_t write_scaled(char *text, pm_uint128 scaled)
{
  if (scaled < half_unit)
    return pm_digits_write(text, (uint64_t)scaled);
  size_t count = pm_digits_write(text, (uint64_t)(scaled / half_unit));
  pm_digits_write_last(text + count, (uint64_t)(scaled % half_unit), HALF_DIGITS);
  return count + HALF_DIGITS;
}

size_t pm_number_format_fixed(double value, int decimals, char text[PM_NUMBER_SIZE])
{
  int places = decimals < 0 ? 0 : decimals > DECIMALS_MOST ? DECIMALS_MOST : decimals;
  pm_uint128 scaled = 0;
  if (!isfinite(value) || !scale(fabs(value), places, &scaled))
    return pm_number_format(value, text);
  char digits[2 * PM_DIGITS_MOST];
  size_t count = write_scaled(digits, scaled);
  size_t behind = (size_t)places;
  char *at = text;
  if (value < 0 && scaled > 0)
    *at++ = '-';
  if (count <= behind) { /* zeros up to one digit before the point */
    size_t zeros = behind + 1 - count;
    memmove(digits + zeros, digits, count);
    memset(digits, '0', zeros);
    count += zeros;
  }
  memcpy(at, digits, count - behind);
  at += count - behind;
  if (behind > 0) {
    *at++ = '.';
    memcpy(at, digits + count - behind, behind);
    at += behind;
  }
  *at = '\0';
  return (size_t)(at - text);
}

size_t pm_number_group(char *text, size_t room)
{
  size_t first = text[0] == '-' ? 1 : 0;
  size_t digits = strspn(text + first, "0123456789");
  size_t length = strlen(text), commas = digits > 0 ? (digits - 1) / 3 : 0;
  char behind = text[first + digits];
  if ((behind != '\0' && behind != '.') || length + commas >= room ||
      strpbrk(text, "eE") != NULL)
    return length;
  for (size_t at = digits; at > 3; at -= 3) {
    size_t place = first + at - 3;
    memmove(text + place + 1, text + place, length - place + 1);
    text[place] = ',';
    length++;
  }
  return length;
}
