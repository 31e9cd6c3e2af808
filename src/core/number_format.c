/* number_format.c: the shortest decimal text of a double, and of its kind the
   closest: R. Giulietti, "The Schubfach way to render doubles" (2020), whose
   letters are used here. c 2^q is the value; every decimal between the middles
   to its neighbours (cb_left, cb_right) reads back as it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_digits.h"
#include "core/powers_of_ten.h"

#include <math.h>
#include <plusminus/core.h>
#include <string.h>

/* Plain digits from 1e-5 to below 1e17: exponents of the leading digit. */
enum { PLAIN_LEAST = -5, PLAIN_MOST = 16 };

/* A positive number: digits 10^power. */
typedef struct decimal {
  uint64_t digits;
  int power;
} decimal;

/* floor(cp g / 2^128), with the last bit set when that was not exact, so that
   comparisons of it with even numbers are those of the unrounded product
   (Giulietti, 9.9: rounding to odd). g is rounded up. */
static uint64_t round_to_odd(pm_power g, uint64_t cp)
{
  pm_uint128 low = (pm_uint128)g.low * cp;
  pm_uint128 product = (pm_uint128)g.high * cp + (uint64_t)(low >> 64);
  return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

/* 10^power to 128 bits, rounded up. */
static pm_power power_above(int power)
{
  pm_power g = pm_powers_of_ten[power - PM_POWER_LEAST];
  g.low += !pm_power_is_exact(power); /* no entry's low word is all ones */
  return g;
}

static decimal shortest(uint64_t fraction, int biased)
{
  uint64_t c = biased == 0 ? fraction : fraction | UINT64_C(1) << 52;
  int q = (biased == 0 ? 1 : biased) - 1075;
  /* A power of two is nearer to its lower neighbour than to its upper one. */
  bool lower_is_closer = fraction == 0 && biased > 1;
  uint64_t odd = c & 1; /* the middles read back as it only if c is even */

  /* k = floor(log10(2^q)), or of 3/4 2^q: 10^k is not wider than the interval. */
  int k = (q * 1262611 - (lower_is_closer ? 524031 : 0)) >> 22;
  int h = q + pm_power_exponent(-k) + 1;
  pm_power g = power_above(-k);
  /* In quarters of 10^k: */
  uint64_t left = round_to_odd(g, (4 * c - 2 + lower_is_closer) << h) + odd;
  uint64_t value = round_to_odd(g, (4 * c) << h);
  uint64_t right = round_to_odd(g, (4 * c + 2) << h) - odd;

  uint64_t s = value / 4;
  if (s >= 10) { /* one digit fewer, if just one of the neighbours fits */
    uint64_t tenth = s / 10;
    bool below_fits = left <= 40 * tenth;
    bool above_fits = 40 * tenth + 40 <= right;
    if (below_fits != above_fits)
      return (decimal){.digits = tenth + above_fits, .power = k + 1};
  }
  bool below_fits = left <= 4 * s;
  bool above_fits = 4 * s + 4 <= right;
  bool above_is_nearer = value > 4 * s + 2 || (value == 4 * s + 2 && s % 2 == 1);
  bool take_above = below_fits != above_fits ? above_fits : above_is_nearer;
  return (decimal){.digits = s + take_above, .power = k};
}

/* "d.ddde-7": the leading digit stands for 10^exponent. */
static size_t write_scientific(char *text, const char *digits, size_t count, int exponent)
{
  char *at = text;
  *at++ = digits[0];
  if (count > 1) {
    *at++ = '.';
    memcpy(at, digits + 1, count - 1);
    at += count - 1;
  }
  *at++ = 'e';
  if (exponent < 0)
    *at++ = '-';
  at += pm_digits_write(at, (uint64_t)(exponent < 0 ? -exponent : exponent));
  return (size_t)(at - text);
}

static size_t write_plain(char *text, const char *digits, size_t count, int exponent)
{
  if (exponent < 0) {
    size_t zeros = (size_t)-exponent - 1;
    memcpy(text, "0.", 2);
    memset(text + 2, '0', zeros);
    memcpy(text + 2 + zeros, digits, count);
    return 2 + zeros + count;
  }
  size_t whole = (size_t)exponent + 1;
  if (count <= whole) {
    memcpy(text, digits, count);
    memset(text + count, '0', whole - count);
    return whole;
  }
  memcpy(text, digits, whole);
  text[whole] = '.';
  memcpy(text + whole + 1, digits + whole, count - whole);
  return count + 1;
}

static size_t write_decimal(char *text, decimal number)
{
  char digits[PM_DIGITS_MOST];
  size_t count = pm_digits_write(digits, number.digits);
  int exponent = number.power + (int)count - 1;
  while (digits[count - 1] == '0')
    count--;
  if (exponent < PLAIN_LEAST || exponent > PLAIN_MOST)
    return write_scientific(text, digits, count, exponent);
  return write_plain(text, digits, count, exponent);
}

size_t pm_number_format(double value, char text[PM_NUMBER_SIZE])
{
  const uint64_t fraction_mask = (UINT64_C(1) << 52) - 1;
  char *at = text;
  if (isfinite(value)) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (bits >> 63 != 0)
      *at++ = '-';
    double size = fabs(value);
    if (size < 0x1p53 && size == (double)(uint64_t)size)
      at += pm_digits_write(at, (uint64_t)size);
    else
      at += write_decimal(at, shortest(bits & fraction_mask, (int)(bits >> 52 & 0x7FF)));
  }
  *at = '\0';
  return (size_t)(at - text);
}
