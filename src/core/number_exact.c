/* number_exact.c: on which side of a middle between two doubles a decimal text
   lies, with whole numbers as long as it takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_scan.h"
#include "core/powers_of_ten.h"

#include <string.h>

/* No middle has more than 767 significant digits: of those beyond, it matters
   only whether one is not 0. */
enum { DIGITS_MOST = 770 };

/* Words, the least significant first. Both sides of the comparison are at most
   54 bits times 5^1112, which is 2636 bits, or as large as that to a factor of
   two: 42 words. */
enum { WORDS_MOST = 48 };
typedef struct whole {
  uint64_t words[WORDS_MOST];
  size_t count;
} whole;

static void multiply_add(whole *number, uint64_t factor, uint64_t term)
{
  for (size_t i = 0; i < number->count; i++) {
    pm_uint128 product = (pm_uint128)number->words[i] * factor + term;
    number->words[i] = (uint64_t)product;
    term = (uint64_t)(product >> 64);
  }
  if (term != 0 && number->count < WORDS_MOST)
    number->words[number->count++] = term;
}

static void multiply_five(whole *number, int64_t power)
{
  const uint64_t five_27 = UINT64_C(7450580596923828125);
  for (; power >= 27; power -= 27)
    multiply_add(number, five_27, 0);
  for (; power > 0; power--)
    multiply_add(number, 5, 0);
}

static void multiply_two(whole *number, int64_t power)
{
  for (; power >= 63; power -= 63)
    multiply_add(number, UINT64_C(1) << 63, 0);
  multiply_add(number, UINT64_C(1) << power, 0);
}

static int compare(const whole *a, const whole *b)
{
  if (a->count != b->count)
    return a->count < b->count ? -1 : 1;
  for (size_t i = a->count; i-- > 0;)
    if (a->words[i] != b->words[i])
      return a->words[i] < b->words[i] ? -1 : 1;
  return 0;
}

static bool has_digit(const char *at, const char *end)
{
  while (at < end && (*at == '0' || *at == '.'))
    at++;
  return at < end;
}

/* The digits of the text as a whole number, with a 1 behind DIGITS_MOST of
   them for all the rest; returns the power of ten that its last one stands for. */
static int64_t read_digits(const pm_scan *scan, whole *number)
{
  int64_t exponent = scan->exponent;
  int taken = 0;
  const char *at = scan->mantissa;
  for (; at < scan->end && taken < DIGITS_MOST; at++) {
    if (*at == '.')
      continue;
    multiply_add(number, 10, (uint64_t)(*at - '0'));
    exponent -= ++taken > PM_SCAN_DIGITS;
  }
  if (!has_digit(at, scan->end))
    return exponent;
  multiply_add(number, 10, 1);
  return exponent - 1;
}

bool pm_scan_is_above_middle(const pm_scan *scan, uint64_t bits)
{
  int biased = (int)(bits >> 52);
  uint64_t c = bits & ((UINT64_C(1) << 52) - 1);
  if (biased > 0)
    c |= UINT64_C(1) << 52;
  int q = (biased > 0 ? biased : 1) - 1075;

  whole number = {.count = 0};
  int64_t ten = read_digits(scan, &number);
  whole middle = {.words = {2 * c + 1}, .count = 1}; /* times 2^(q-1) */
  multiply_five(ten > 0 ? &number : &middle, ten > 0 ? ten : -ten);
  int64_t two = ten - (q - 1);
  multiply_two(two > 0 ? &number : &middle, two > 0 ? two : -two);
  int order = compare(&number, &middle);
  return order > 0 || (order == 0 && c % 2 == 1);
}
