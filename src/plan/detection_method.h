/* detection_method.h: the methods of discovery and acceptance sampling.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_PLAN_DETECTION_METHOD_H
#define PM_PLAN_DETECTION_METHOD_H

#include <math.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>

#define PM_SIZE_DETECTION_ROW(name) extern const pm_detection_method pm_detection_##name;
#include "size_detection.def"
#undef PM_SIZE_DETECTION_ROW

/* P(X <= accept) of a Poisson number with this mean. */
static inline double poisson_passes(double mean, double accept)
{
  return pm_chisq_tail(2 * mean, 2 * (accept + 1), PM_TAIL_UPPER);
}

#endif
