/* difference_moved.h: the rates that are most likely among those so far apart,
   as Lagrange's multiplier of that condition moves them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_MOVED_H
#define PM_DIFFERENCE_MOVED_H

#include <math.h>

/* A rate p moved down to where p - p~ = s p~ q~. */
typedef struct moved_rate {
  double p, q;
  double root; /* of the quadratic's discriminant */
} moved_rate;

static inline moved_rate move_down(double p, double q, double s)
{
  double root = sqrt((1 - s) * (1 - s) + 4 * s * q);
  return (moved_rate){2 * p / (1 + s + root),
                      s < 1 ? 2 * q / (1 - s + root) : (s - 1 + root) / (2 * s), root};
}

#endif
