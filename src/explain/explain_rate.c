/* explain_rate.c: the margin of one rate, x of n: z sqrt(pq) 1/sqrt(n)
   sqrt(deff) sqrt((N-n)/(N-1)) (Cochran 1977, 3.2 and 4.2).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>

#include "explain/explain_parts.h"

static const pm_explain_sizes SIZES = {
    .factors = PM_FACTOR_COUNT,
    .what_ifs = PM_WHAT_IF_MARGINS,
    .limits = 8,
    .paragraphs = 8,
};

static bool is_whole(double value)
{
  return isfinite(value) && floor(value) == value;
}

static pm_status check(double x, double n, const pm_explain_request *request, pm_error *error)
{
  if (!(is_whole(n) && n >= 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the number of records must be whole and at least 1");
  if (!(is_whole(x) && x >= 0 && x <= n))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the number compliant must be whole, from 0 to the number of records");
  if (!(request->population == 0 ||
        (is_whole(request->population) && request->population >= n)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the population must be whole and at least the number of records");
  if (!(request->deff >= 0 && isfinite(request->deff)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a design effect must be above 0");
  return PM_OK;
}

static pm_chain chain_of(const pm_explaining *work, double x, double n,
                         const pm_explain_request *request)
{
  double deff = request->deff == 0 ? 1 : request->deff;
  double population = request->population == 0 ? (double)INFINITY : request->population;
  double p = x / n;
  bool is_census = n == population;
  pm_chain chain = {.subject = "rate",
                    .rate = p,
                    .x = x,
                    .n = n,
                    .population = population,
                    .deff = deff,
                    .no_spread = (x == 0 || x == n) && !is_census};
  double fpc = isinf(population) ? 1 : (is_census ? 0 : (population - n) / (population - 1));
  chain.value[PM_FACTOR_QUANTILE] = work->level.z;
  chain.value[PM_FACTOR_SPREAD] = chain.no_spread ? (double)NAN : sqrt(p * (1 - p));
  chain.value[PM_FACTOR_ROOT_N] = 1 / sqrt(n);
  chain.value[PM_FACTOR_ROOT_DEFF] = sqrt(deff);
  chain.value[PM_FACTOR_ROOT_FPC] = sqrt(fpc);
  return chain;
}

pm_status pm_explain_rate(pm_explanation **explanation, double x, double n,
                          const pm_explain_request *request, pm_notes *notes, pm_error *error)
{
  static const pm_explain_request defaults = {.rate_digits = -1, .points_digits = -1};
  pm_explaining *work;
  *explanation = NULL;
  if (request == NULL)
    request = &defaults;
  pm_status status = check(x, n, request, error);
  if (status == PM_OK)
    status = pm_explain_begin(&work, request, &SIZES, error);
  if (status != PM_OK)
    return status;
  pm_chain chain = chain_of(work, x, n, request);
  pm_explain_factors(work, &chain);
  status = pm_explain_what_ifs(work, &chain, error);
  if (status == PM_OK)
    status = pm_explain_rate_limits(work, &chain, error);
  if (status == PM_OK)
    pm_explain_rate_prose(work, &chain);
  if (status == PM_OK && chain.no_spread &&
      pm_notes_add(notes, "no-spread", "%s", pm_explain_no_spread(work, &chain)) != PM_OK)
    status = pm_memory_fault(error);
  return pm_explain_finish(work, status, explanation, error);
}
