/* random.c: random numbers that depend on where they stand, not on who drew
   what before: Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011, Parallel random
   numbers: as easy as 1, 2, 3, SC'11), whole numbers below a bound without bias
   (Lemire 2019, Fast random integer generation in an interval, ACM Transactions
   on Modeling and Computer Simulation 29(1)).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/random.h"

#include "core/powers_of_ten.h"

enum { ROUNDS = 10 };

/* A counter's words; the first counts the blocks of one sequence. */
enum { BLOCK, MAJOR, MINOR };

const char *pm_random_generator(void)
{
  return "philox4x64-10/1";
}

static inline uint64_t multiply(uint64_t a, uint64_t b, uint64_t *low)
{
  pm_uint128 product = (pm_uint128)a * b;
  *low = (uint64_t)product;
  return (uint64_t)(product >> 64);
}

static inline void philox(const uint64_t counter[4], const uint64_t key[2], uint64_t words[4])
{
  uint64_t a = counter[0], b = counter[1], c = counter[2], d = counter[3];
  uint64_t key_a = key[0], key_b = key[1];
#pragma GCC unroll 10 /* a quarter faster, which -O2 leaves to be said */
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t low_a, low_c;
    uint64_t high_a = multiply(a, UINT64_C(0xD2E7470EE14C6C93), &low_a);
    uint64_t high_c = multiply(c, UINT64_C(0xCA5A826395121157), &low_c);
    a = high_c ^ b ^ key_a;
    b = low_c;
    c = high_a ^ d ^ key_b;
    d = low_a;
    key_a += UINT64_C(0x9E3779B97F4A7C15); /* the golden ratio's fraction */
    key_b += UINT64_C(0xBB67AE8584CAA73B); /* and that of sqrt(3) */
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

void pm_random_philox(const uint64_t counter[4], const uint64_t key[2], uint64_t words[4])
{
  philox(counter, key, words);
}

void pm_random_begin(pm_random *random, const pm_random_place *place)
{
  *random = (pm_random){.key = {place->seed, (uint64_t)place->use},
                        .counter = {[MAJOR] = place->major, [MINOR] = place->minor},
                        .used = 4};
}

uint64_t pm_random_word(pm_random *random)
{
  if (random->used == 4) {
    philox(random->counter, random->key, random->words);
    random->counter[BLOCK]++;
    random->used = 0;
  }
  return random->words[random->used++];
}

double pm_random_uniform(pm_random *random)
{
  return ((double)(pm_random_word(random) >> 12) + .5) * 0x1p-52;
}

/* The high word of word x bound is even below bound once the low words that
   there are one too many of are drawn again. */
uint64_t pm_random_below(pm_random *random, uint64_t bound)
{
  uint64_t low;
  uint64_t high = multiply(pm_random_word(random), bound, &low);
  if (low < bound && bound > 0) {
    uint64_t excess = (0 - bound) % bound;
    while (low < excess)
      high = multiply(pm_random_word(random), bound, &low);
  }
  return high;
}

/* ---------------------------------------------------------------- many -- */

/* One draw from half a word; false: it is one of those to be left out. */
static inline bool take_half(uint64_t half, uint32_t bound, uint32_t excess, double *tallies)
{
  uint64_t product = half * bound;
  if ((uint32_t)product < excess)
    return false;
  tallies[product >> 32] += 1;
  return true;
}

static void next_words(pm_random *random, uint64_t words[4])
{
  philox(random->counter, random->key, words);
  random->counter[BLOCK]++;
  random->used = 4;
}

void pm_random_tally(pm_random *random, uint32_t bound, uint64_t draws, double *tallies)
{
  const uint32_t excess = (0 - bound) % bound;
  uint64_t words[4];
  while (draws >= 8) { /* all that four words can hold: nothing to count between */
    unsigned taken = 0;
    next_words(random, words);
#pragma GCC unroll 4
    for (size_t w = 0; w < 4; w++) {
      taken += take_half(words[w] & UINT32_MAX, bound, excess, tallies);
      taken += take_half(words[w] >> 32, bound, excess, tallies);
    }
    draws -= taken;
  }
  while (draws > 0) {
    next_words(random, words);
    for (size_t half = 0; half < 8 && draws > 0; half++)
      draws -=
          take_half(words[half / 2] >> (half % 2 * 32) & UINT32_MAX, bound, excess, tallies);
  }
}
