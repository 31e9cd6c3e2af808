/* powers_of_ten.h: every power of ten that a double's text can need, to 128 bits.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_POWERS_OF_TEN_H
#define PM_CORE_POWERS_OF_TEN_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 pm_uint128;

enum { PM_POWER_LEAST = -342, PM_POWER_MOST = 324 };

/* 10^power = (high 2^64 + low) 2^(pm_power_exponent - 127), rounded down;
   exactly for the powers that pm_power_is_exact tells. high has its top bit. */
typedef struct pm_power {
  uint64_t high;
  uint64_t low;
} pm_power;

/* powers[power - PM_POWER_LEAST] is 10^power. */
extern const pm_power pm_powers_of_ten[PM_POWER_MOST - PM_POWER_LEAST + 1];

/* floor(log2(10^power)), by a multiplication that is right for |power| <= 1233. */
static inline int pm_power_exponent(int power)
{
  return (power * 1741647) >> 19;
}

/* 5^55 is the last power of five below 2^128. */
static inline bool pm_power_is_exact(int power)
{
  return power >= 0 && power <= 55;
}

#endif
