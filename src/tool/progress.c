/* progress.c: how far a long run is, on standard error.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "progress.h"

#include <math.h>
#include <unistd.h>

/* Rows between two looks at the clock. */
enum { ROWS_BETWEEN = 1024, COUNT_SIZE = 32, LEFT_SIZE = 64 };

/* ------------------------------------------------------------------- text -- */

/* "1,234,567" */
static void count_text(int64_t count, char text[COUNT_SIZE])
{
  char digits[COUNT_SIZE];
  int length = snprintf(digits, sizeof digits, "%lld", (long long)count);
  size_t at = 0;
  for (int i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      text[at++] = ',';
    text[at++] = digits[i];
  }
  text[at] = '\0';
}

/* "41%, 3 s left": rounded up, for a clock that reaches 0 too early disappoints. */
static void left_text(const progress_point *point, char text[LEFT_SIZE])
{
  double left = ceil(point->seconds * (1 - point->share) / point->share);
  int percent = (int)(100 * point->share);
  long long whole = left < 360000 ? (long long)left : 360000;
  if (whole < 60)
    snprintf(text, LEFT_SIZE, ", %d%%, %lld s left", percent, whole);
  else if (whole < 3600)
    snprintf(text, LEFT_SIZE, ", %d%%, %lld min %lld s left", percent, whole / 60, whole % 60);
  else
    snprintf(text, LEFT_SIZE, ", %d%%, %lld h %lld min left", percent, whole / 3600,
             whole / 60 % 60);
}

/* In the first moments the quotient may be more than an integer holds. */
static int64_t rows_a_second(const progress_point *point)
{
  static const double MOST = 0x1p53;
  return point->seconds > 0 ? (int64_t)fmin((double)point->rows / point->seconds, MOST) : 0;
}

void progress_text(const progress_point *point, char text[PROGRESS_SIZE])
{
  char rows[COUNT_SIZE], rate[COUNT_SIZE], left[LEFT_SIZE] = "";
  count_text(point->rows, rows);
  count_text(rows_a_second(point), rate);
  if (point->share > 0)
    left_text(point, left);
  snprintf(text, PROGRESS_SIZE, "%s rows, %s a second%s", rows, rate, left);
}

/* ------------------------------------------------------------------ the run -- */

void progress_begin(progress *state, const output_options *options)
{
  *state = (progress){.is_wanted = !options->quiet && !options->no_progress && isatty(2) == 1};
  if (state->is_wanted && clock_gettime(CLOCK_MONOTONIC, &state->began) != 0)
    state->is_wanted = false;
  state->last = state->began;
}

static double seconds_since(const struct timespec *then, const struct timespec *now)
{
  return (double)(now->tv_sec - then->tv_sec) + (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

void progress_tell(progress *state, int64_t rows, double share)
{
  struct timespec now;
  char text[PROGRESS_SIZE];
  if (!state->is_wanted || clock_gettime(CLOCK_MONOTONIC, &now) != 0 ||
      seconds_since(&state->last, &now) < 1)
    return;
  const progress_point point = {rows, share, seconds_since(&state->began, &now)};
  progress_text(&point, text);
  /* A shorter line clears what the one before has more (ECMA-48, EL). */
  fprintf(stderr, "\rplusminus: %s\033[K", text);
  fflush(stderr);
  state->last = now;
  state->is_shown = true;
}

void progress_tick(progress *state, const pm_csv *csv)
{
  if (state->is_wanted && pm_csv_rows(csv) % ROWS_BETWEEN == 0)
    progress_tell(state, pm_csv_rows(csv), pm_csv_share(csv));
}

void progress_end(progress *state)
{
  /* Back to the line's start, and clear it. */
  if (state->is_shown)
    fputs("\r\033[K", stderr);
  state->is_shown = false;
}
