/* number_round.c: the double nearest to a decimal, ties to even.

   digits 10^exponent is multiplied with 10^exponent's leading 128 bits, which
   gives a lower and an upper bound (Lemire 2021, Software: Practice and
   Experience 51(8), has the idea of the 128 bits). Rounding is monotone: where
   both bounds round to the same double, that is it; else the text is very near
   a middle between two doubles, and the exact comparison of number_exact.c
   decides. Only texts of more than 19 digits get there at all often.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_scan.h"
#include "core/powers_of_ten.h"

#include <math.h>
#include <string.h>

enum { BIAS = 1022, FRACTION_BITS = 52 };

static const uint64_t infinity_bits = UINT64_C(0x7FF) << FRACTION_BITS;

/* (high 2^64 + low) 2^exponent; is_more: and something less than one more. */
typedef struct wide {
  uint64_t high, low;
  bool is_more;
  int exponent;
} wide;

/* digits 10^ten, where power stands for 10^ten. */
static wide multiply(uint64_t digits, pm_power power, int ten)
{
  int shift = __builtin_clzll(digits);
  digits <<= shift;
  pm_uint128 low = (pm_uint128)power.low * digits;
  pm_uint128 product = (pm_uint128)power.high * digits + (uint64_t)(low >> 64);
  return (wide){.high = (uint64_t)(product >> 64),
                .low = (uint64_t)product,
                .is_more = (uint64_t)low != 0,
                .exponent = pm_power_exponent(ten) - 127 + 64 - shift};
}

/* The bits of the positive double nearest to a number with high >= 2^62. */
static uint64_t round_wide(wide number)
{
  if (number.high >> 63 == 0) {
    number.high = number.high << 1 | number.low >> 63;
    number.low <<= 1;
    number.exponent--;
  }
  int leading = number.exponent + 127; /* the number is in [2^leading, 2^(leading+1)) */
  if (leading > BIAS + 1)
    return infinity_bits;
  int biased = leading + BIAS > 0 ? leading + BIAS : 0;
  int drop = 64 - (FRACTION_BITS + 1) + (biased - (leading + BIAS));
  if (drop > 64)
    return 0;
  uint64_t kept = drop == 64 ? 0 : number.high >> drop;
  uint64_t half = UINT64_C(1) << (drop - 1);
  uint64_t rest = number.high & (half | (half - 1));
  bool is_beyond = number.low != 0 || number.is_more || kept % 2 == 1;
  /* A carry goes from the fraction into the exponent, as far as infinity. */
  return ((uint64_t)biased << FRACTION_BITS) + kept +
         (rest > half || (rest == half && is_beyond));
}

/* The bits of the positive double nearest to scan, whose digits are not 0. */
static uint64_t nearest(const pm_scan *scan)
{
  if (scan->exponent < PM_POWER_LEAST)
    return 0; /* below 10^19 10^-343 < 2^-1075 */
  if (scan->exponent > 308)
    return infinity_bits;
  int ten = (int)scan->exponent;
  pm_power power = pm_powers_of_ten[ten - PM_POWER_LEAST];
  uint64_t lower = round_wide(multiply(scan->digits, power, ten));
  if (pm_power_is_exact(ten) && !scan->is_cut)
    return lower;
  power.low += !pm_power_is_exact(ten); /* no entry's low word is all ones */
  uint64_t upper = round_wide(multiply(scan->digits + scan->is_cut, power, ten));
  if (lower == upper)
    return lower;
  return pm_scan_is_above_middle(scan, lower) ? lower + 1 : lower;
}

bool pm_scan_round(const pm_scan *scan, double *value)
{
  uint64_t bits = scan->digits == 0 ? 0 : nearest(scan);
  bits |= (uint64_t)scan->is_negative << 63;
  memcpy(value, &bits, sizeof *value);
  return isfinite(*value);
}
