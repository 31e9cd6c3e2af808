/* progress.h: how far a long run is, on standard error: only on a terminal,
   only after a second, and gone when the run ends.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_PROGRESS_H
#define TOOL_PROGRESS_H

#include "tool.h"

#include <plusminus/table.h>
#include <time.h>

typedef struct progress {
  bool is_wanted;
  bool is_shown;
  struct timespec began;
  struct timespec last; /* when it was shown, or the run began */
} progress;

/* So far. */
typedef struct progress_point {
  int64_t rows;
  double share;   /* of the file's bytes; NaN: its size is not known */
  double seconds; /* since the run began */
} progress_point;

enum { PROGRESS_SIZE = 160 };

/* "1,234,567 rows, 512,345 a second, 41%, 3 s left" */
void progress_text(const progress_point *point, char text[PROGRESS_SIZE]);

void progress_begin(progress *state, const output_options *options);
/* Show it, unless that was less than a second ago. */
void progress_tell(progress *state, int64_t rows, double share);
/* The same, cheap enough to be called for every row of a csv. */
void progress_tick(progress *state, const pm_csv *csv);
void progress_end(progress *state);

#endif
