/* progress.h: how far a long run is, on standard error: only on a terminal,
   only after a second, and gone when the run ends.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_PROGRESS_H
#define TOOL_PROGRESS_H

#include "tool.h"

#include <time.h>

typedef struct progress {
  bool is_wanted;
  bool is_shown;
  struct timespec last; /* when it was shown, or the run began */
} progress;

void progress_begin(progress *state, const output_options *options);
/* Cheap enough to be called for every row. */
void progress_tick(progress *state, int64_t rows);
void progress_end(progress *state);

#endif
