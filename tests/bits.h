/* bits.h: for the tests of numbers as text: doubles as bits, and random ones.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_BITS_H
#define TESTS_BITS_H

#include "support.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ck_assert_msg for the innermost loops: it tells the runner nothing when all is well. */
#define expect(condition, ...)                                                                 \
  do {                                                                                         \
    if (!(condition))                                                                          \
      ck_abort_msg(__VA_ARGS__);                                                               \
  } while (0)

/* xorshift64* (Vigna 2016, ACM Trans. Math. Softw. 42(4)), from a fixed seed. */
static inline uint64_t next_random(uint64_t *state)
{
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

static inline double of_bits(uint64_t bits)
{
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint64_t bits_of(double value)
{
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

#endif
