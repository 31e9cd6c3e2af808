/* progress.c: how far a long run is, on standard error.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "progress.h"

#include <unistd.h>

/* Rows between two looks at the clock. */
enum { ROWS_BETWEEN = 1024 };

void progress_begin(progress *state, const output_options *options)
{
  *state = (progress){.is_wanted = !options->quiet && !options->no_progress && isatty(2) == 1};
  if (state->is_wanted && clock_gettime(CLOCK_MONOTONIC, &state->last) != 0)
    state->is_wanted = false;
}

static double seconds_since(const struct timespec *then, const struct timespec *now)
{
  return (double)(now->tv_sec - then->tv_sec) + (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

void progress_tick(progress *state, int64_t rows)
{
  struct timespec now;
  if (!state->is_wanted || rows % ROWS_BETWEEN != 0 ||
      clock_gettime(CLOCK_MONOTONIC, &now) != 0 || seconds_since(&state->last, &now) < 1)
    return;
  fprintf(stderr, "\rplusminus: %lld rows", (long long)rows);
  fflush(stderr);
  state->last = now;
  state->is_shown = true;
}

void progress_end(progress *state)
{
  /* Back to the line's start, and clear it (ECMA-48, EL). */
  if (state->is_shown)
    fputs("\r\033[K", stderr);
  state->is_shown = false;
}
