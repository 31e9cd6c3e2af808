/* random.h: the generator's raw function, and many draws at once.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_RANDOM_H
#define PM_CORE_RANDOM_H

#include <plusminus/core.h>

/* Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011): four words from a counter
   of four and a key of two. */
void pm_random_philox(const uint64_t counter[4], const uint64_t key[2], uint64_t words[4]);

/* Draw `draws` whole numbers below bound (1 to 2^32 - 1) without bias, and add 1
   to the tally of each (of bound tallies). Every half of a word, the low one
   first, is one draw by Lemire's method; the sequence goes on at its next four
   words, which end it. */
void pm_random_tally(pm_random *random, uint32_t bound, uint64_t draws, double *tallies);

#endif
