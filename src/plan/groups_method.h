/* groups_method.h: what the methods for two groups share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_PLAN_GROUPS_METHOD_H
#define PM_PLAN_GROUPS_METHOD_H

#include <math.h>
#include <plusminus/plan.h>

#define PM_SIZE_COMPARISON_ROW(name) extern const pm_groups_method pm_groups_##name;
#include "size_comparison.def"
#undef PM_SIZE_COMPARISON_ROW

/* How far the truth is from what is to be disproved. */
static inline double groups_effect(const pm_groups_case *groups)
{
  return fabs(groups->p2 - groups->p1 - groups->null);
}

/* Each group with a variance of its own. */
static inline double groups_se_apart(const pm_groups_case *groups)
{
  return sqrt(groups->p1 * (1 - groups->p1) / groups->n1 +
              groups->p2 * (1 - groups->p2) / groups->n2);
}

/* As if both had the rate of all records together. */
static inline double groups_se_pooled(const pm_groups_case *groups)
{
  double n = groups->n1 + groups->n2;
  double rate = (groups->n1 * groups->p1 + groups->n2 * groups->p2) / n;
  return sqrt(rate * (1 - rate) * (1 / groups->n1 + 1 / groups->n2));
}

#endif
