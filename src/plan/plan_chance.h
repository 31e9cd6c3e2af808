/* plan_chance.h: what chance alone does among samples of several sizes. */
#ifndef PM_PLAN_CHANCE_H
#define PM_PLAN_CHANCE_H

#include <plusminus/core.h>

/* So many samples of n records each. */
typedef struct pm_chance_group {
  double n;
  double samples;
} pm_chance_group;

/* E[max] - E[min] of the proportions of independent samples that all have the
   same true rate. PM_ERROR_DOMAIN, PM_ERROR_MEMORY. */
pm_status pm_plan_chance_groups(double rate, const pm_chance_group *groups, size_t count,
                                const pm_allocator *allocator, double *range, pm_error *error);

#endif
