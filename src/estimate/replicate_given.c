/* replicate_given.c: the variance by replicates that somebody else made.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

#include <math.h>

static bool is_finite(pm_replicate_total total)
{
  return isfinite(total.x) && isfinite(total.y);
}

static pm_status check_numbers(const pm_replicate_given *given, pm_error *error)
{
  for (size_t r = 0; r < given->replicate_count && given->coefficients != NULL; r++)
    if (!(given->coefficients[r] >= 0 && isfinite(given->coefficients[r])))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "the coefficient of replicate %zu is not a number from 0", r + 1);
  for (size_t d = 0; d < given->domain_count; d++)
    if (!is_finite(given->full[d]))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a total is not finite");
  for (size_t i = 0; i < given->replicate_count * given->domain_count; i++)
    if (!is_finite(given->totals[i]))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "a total of replicate %zu is not finite",
                          i / given->domain_count + 1);
  return PM_OK;
}

/* The scale that was given, or the method's. */
static pm_status find_scale(const pm_replicate_given *given, pm_moments_end *end,
                            pm_error *error)
{
  const pm_variance_method *method = NULL;
  if (given->method != NULL && (method = pm_variance_find(given->method, error)) == NULL)
    return PM_ERROR_USAGE;
  if (!(given->rho >= 0 && given->rho < 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "rho must be 0 or more and less than 1");
  const pm_replicate_scaling scaling = {.count = (double)given->replicate_count,
                                        .rho = method == &pm_variance_fay ? given->rho : 0,
                                        .centre = given->centre};
  end->is_random = method != NULL && method->is_random;
  end->scale = given->scale;
  if (given->scale < 0 || given->scale > 0 || isnan(given->scale))
    return given->scale > 0 && isfinite(given->scale)
               ? PM_OK
               : pm_error_add(error, PM_ERROR_DOMAIN, NULL, "the scale must be above 0");
  end->scale = method != NULL ? method->scale(&scaling) : (double)NAN;
  if (isnan(end->scale) && method != NULL && given->coefficients != NULL)
    end->scale = 1;
  if (!isnan(end->scale))
    return PM_OK;
  return method == NULL
             ? pm_error_add(error, PM_ERROR_USAGE, NULL,
                            "the replicates' scale is neither given nor known")
             : pm_error_add(error, PM_ERROR_USAGE, NULL,
                            "replicates of %s have a coefficient each, as strata differ: "
                            "--replicate-coefficients says them, or --replicate-scale one for "
                            "all",
                            method->about.name);
}

static pm_status add_all(const pm_replicate_given *given, const pm_moments_end *end,
                         pm_replicate_variance *variances, pm_error *error)
{
  const pm_moments_request request = {
      .domain_count = given->domain_count, .full = given->full, .allocator = given->allocator};
  pm_moments *moments = pm_moments_new(&request);
  const size_t bytes = given->domain_count * sizeof(pm_replicate_total);
  pm_replicate_total *moved = pm_memory_resize(given->allocator, NULL, bytes > 0 ? bytes : 1);
  pm_status status = moments != NULL && moved != NULL ? PM_OK : pm_memory_fault(error);
  for (size_t r = 0; r < given->replicate_count && status == PM_OK; r++) {
    const pm_replicate_total *totals = given->totals + r * given->domain_count;
    const double one = 1;
    for (size_t d = 0; d < given->domain_count; d++)
      moved[d] =
          (pm_replicate_total){totals[d].x - given->full[d].x, totals[d].y - given->full[d].y};
    pm_moments_add(moments, &(pm_moments_block){.count = 1,
                                                .deviations = moved,
                                                .coefficients = given->coefficients != NULL
                                                                    ? given->coefficients + r
                                                                    : &one});
  }
  if (status == PM_OK)
    pm_moments_finish(moments, end, variances);
  (void)pm_memory_resize(given->allocator, moved, 0);
  pm_moments_free(moments);
  return status;
}

pm_status pm_replicate_given_run(const pm_replicate_given *given,
                                 pm_replicate_variance *variances, pm_error *error)
{
  pm_moments_end end = {.centre = given->centre};
  if (given->replicate_count < 2)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "a variance needs two replicates or more");
  pm_status status = find_scale(given, &end, error);
  if (status == PM_OK)
    status = check_numbers(given, error);
  return status == PM_OK ? add_all(given, &end, variances, error) : status;
}

double pm_replicate_given_scale(const pm_replicate_given *given)
{
  pm_moments_end end = {.scale = (double)NAN};
  return find_scale(given, &end, NULL) == PM_OK ? end.scale : (double)NAN;
}
