/* groups_request.h: a plan for two groups with its defaults filled in.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_PLAN_GROUPS_REQUEST_H
#define PM_PLAN_GROUPS_REQUEST_H

#include <plusminus/interval.h>
#include <plusminus/plan.h>

typedef struct groups_request {
  const pm_groups_method *method;
  pm_groups_aim aim;
  pm_level level;
  double p1, p2;
  double margin;
  double miss_most;    /* 1 - power */
  double part1, part2; /* of each group to the larger one */
  double deff, kept;
} groups_request;

/* Checks all but the effect. */
pm_status groups_request_make(groups_request *request, const pm_groups_method *method,
                              const pm_groups_plan *plan, pm_error *error);

/* Is there anything to be shown? */
pm_status groups_request_check_effect(const groups_request *request, pm_error *error);

#endif
