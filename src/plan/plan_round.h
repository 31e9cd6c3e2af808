/* plan_round.h: numbers of records, whole.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_PLAN_ROUND_H
#define PM_PLAN_ROUND_H

#include <float.h>
#include <math.h>

/* How far binary rounding may push a quantity that is met exactly in decimals. */
#define PM_PLAN_SLACK (16 * DBL_EPSILON)

/* Beyond this, whole numbers are no longer exact. */
#define PM_PLAN_RECORDS_MOST 9007199254740992.0

/* Rounded up, but for a whole number that rounding lifted (0.035 * 400 is
   14.000000000000002). */
static inline double pm_plan_round_up(double records)
{
  double below = floor(records);
  return records - below <= PM_PLAN_SLACK * records ? below : below + 1;
}

/* Rounded down, but for a whole number that rounding lowered. */
static inline double pm_plan_round_down(double records)
{
  double above = ceil(records);
  return above - records <= PM_PLAN_SLACK * records ? above : above - 1;
}

/* A share or a factor of which 0 stands for 1, its default. */
static inline double pm_plan_factor(double given)
{
  return given == 0 ? 1 : given;
}

#endif
