/* knapsack.h: the best whole numbers that a budget pays for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_KNAPSACK_H
#define PM_ALLOCATE_KNAPSACK_H

#include "allocate/apportion.h"

/* How far from the best: losses are in units of sum cost w^2/n, the weights being the
   problem's. */
typedef struct pm_knapsack_end {
  double below;  /* the least sum is at most so much less than that of n */
  bool is_exact; /* below is 0 */
} pm_knapsack_end;

/* The problem as pm_apportion_run left it, with what it said: n becomes better where it
   can. PM_OK, PM_ERROR_MEMORY. */
pm_status pm_knapsack_finish(const pm_apportion *problem, const pm_apportion_end *start,
                             pm_knapsack_end *end);

/* The part of a budget that can be spent at all when every cost is a multiple of some
   unit: the largest multiple within it. Where there is no such unit, the budget. */
double pm_knapsack_budget(const pm_apportion *problem);

#endif
