/* size_counterpart.c: the margin that the records planned will have in `estimate`: a simple
   random sample of n of N, whose variance is estimated, at the rate planned for, as
   v = deff (1 - n/N) pq/(n - 1), with n - 1 degrees of freedom. By its default interval, and
   by the one of which the plan is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>
#include <string.h>

#include "estimate/estimate_families.h"
#include "size_method.h"

static const char DEFAULT[] = "wilson";
static const char FINITE[] = "wilson-fpc";
static const char EXACT[] = "exact";

/* Half the width by an interval that is made of a rate and its variance. */
static double half_width(const pm_size_plan *plan, double n, const char *interval)
{
  const pm_estimate_interval_method *row = pm_estimate_interval_find(interval);
  double all = plan->design.population, p = plan->rate;
  double open = isinf(all) ? 1 : (all - n) / all;
  if (row == NULL || row->compute == NULL || !(n > 1))
    return (double)NAN;
  if (open <= 0)
    return 0;
  pm_measure measure = {.rate = p,
                        .variance = plan->design.deff * open * p * (1 - p) / (n - 1),
                        .n = n,
                        .population = isinf(all) ? 0 : all,
                        .df = n - 1,
                        .t = pm_t_quantile(plan->level.tail, n - 1, PM_TAIL_UPPER)};
  pm_limits limits = row->compute(&measure, &plan->level);
  return (fmin(limits.upper, 1) - fmax(limits.lower, 0)) / 2;
}

/* estimate's exact interval of a single stratum is the hypergeometric one. */
static pm_status exact_half_width(const pm_size_plan *plan, double n, double *margin,
                                  pm_error *error)
{
  pm_size size;
  const pm_size_request request = {.method = "hypergeometric",
                                   .rate = plan->rate,
                                   .conf = plan->level.conf,
                                   .population = plan->design.population};
  pm_status status = pm_size_margin(&request, n, &size, error);
  *margin = size.achieved_margin;
  return status;
}

/* It needs whole numbers, and records drawn one by one. */
static bool has_exact(const pm_size_plan *plan, double n)
{
  double all = plan->design.population;
  return isfinite(all) && all == floor(all) && n == floor(n) && plan->design.deff == 1;
}

pm_status pm_size_in_estimate(const pm_size_request *request, double n,
                              pm_size_counterpart *found, pm_error *error)
{
  pm_size_plan plan;
  *found = (pm_size_counterpart){DEFAULT, (double)NAN, FINITE, (double)NAN};
  pm_status status = pm_size_resolve(request, &plan, error);
  if (status != PM_OK)
    return status;
  if (!(n > 0 && isfinite(n) && n <= plan.design.population))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a number of records must be above 0, and at most the population");
  if (isnan(plan.rate))
    plan.rate = request->rate;
  found->margin = half_width(&plan, n, DEFAULT);
  found->fitting = plan.method->estimate;
  if (strcmp(found->fitting, EXACT) == 0) {
    if (has_exact(&plan, n))
      return exact_half_width(&plan, n, &found->fitting_margin, error);
    found->fitting = FINITE;
  }
  found->fitting_margin = half_width(&plan, n, found->fitting);
  return PM_OK;
}
