/* bench_clock.h: what the clocks of the benchmarks say.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <time.h>

/* Seconds by CLOCK_MONOTONIC or CLOCK_PROCESS_CPUTIME_ID; negative: it has none. */
static inline double clock_seconds(clockid_t clock)
{
  struct timespec now;
  return clock_gettime(clock, &now) == 0 ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec : -1;
}

#endif
