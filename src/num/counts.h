/* counts.h: what the discrete distributions share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_NUM_COUNTS_H
#define PM_NUM_COUNTS_H

#include <math.h>
#include <stdbool.h>

/* A whole number that a double holds exactly together with its neighbours. */
static inline bool pm_is_count(double value)
{
  return value >= 0 && value <= 9007199254740992.0 && value == floor(value);
}

#endif
