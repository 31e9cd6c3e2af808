/* plan_size.c: the records that a margin needs, and the margin that records
   buy, by the normal approximation (Cochran 1977, 4.2-4.4): the first row of
   the family in short.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/interval.h>
#include <plusminus/plan.h>

/* The level is checked here, for a request takes 0 as its default. */
static pm_status make_request(const pm_plan *plan, pm_size_request *request, pm_error *error)
{
  pm_level level;
  *request = (pm_size_request){.rate = plan->rate,
                               .conf = plan->conf,
                               .population = plan->population,
                               .deff = plan->deff};
  return pm_level_make(&level, plan->conf, PM_SIDE_TWO, error);
}

pm_status pm_plan_size(const pm_plan *plan, double margin, double *n, pm_error *error)
{
  pm_size size;
  pm_size_request request;
  *n = (double)NAN;
  pm_status status = make_request(plan, &request, error);
  request.margin = margin;
  if (status == PM_OK)
    status = pm_size_for_margin(&request, &size, error);
  if (status == PM_OK)
    *n = size.n;
  return status;
}

pm_status pm_plan_margin(const pm_plan *plan, double n, double *margin, pm_error *error)
{
  pm_size size;
  pm_size_request request;
  *margin = (double)NAN;
  pm_status status = make_request(plan, &request, error);
  if (status == PM_OK)
    status = pm_size_margin(&request, n, &size, error);
  if (status == PM_OK)
    *margin = size.achieved_margin;
  return status;
}
