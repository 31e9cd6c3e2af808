/* draw.h: the same numbers on every machine, for the files that benchmarks read.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef BENCH_DRAW_H
#define BENCH_DRAW_H

#include <stdint.h>

/* splitmix64 (Steele, Lea & Flood 2014). */
static inline uint64_t draw(uint64_t *state)
{
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

/* A whole number from low to high. */
static inline int draw_between(uint64_t *state, int low, int high)
{
  return low + (int)(draw(state) % (uint64_t)(high - low + 1));
}

#endif
