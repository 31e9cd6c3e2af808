/* plan_size.c: the records that a margin needs, and the margin that records
   buy (Cochran 1977, 4.2-4.4).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/plan.h>

#include <float.h>
#include <math.h>
#include <plusminus/interval.h>

/* How far binary rounding may push a quantity that is met exactly in decimals:
   a margin that misses its target by less is on target. */
static const double SLACK = 16 * DBL_EPSILON;

/* Beyond this, whole numbers are no longer exact. */
static const double RECORDS_MOST = 9007199254740992;

/* A plan with its defaults filled in; population is INFINITY when large. */
typedef struct resolved {
  double z;
  double pq;
  double deff;
  double population;
} resolved;

static pm_status resolve(const pm_plan *plan, resolved *known, pm_error *error)
{
  pm_level level;
  if (!(plan->rate >= 0 && plan->rate <= 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a rate must be within 0 and 1");
  if (!(plan->deff >= 0 && isfinite(plan->deff)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a design effect must be above 0");
  if (!(plan->population == 0 || plan->population >= 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a population must be at least 1");
  pm_status status = pm_level_make(&level, plan->conf, PM_SIDE_TWO, error);
  if (status != PM_OK)
    return status;
  known->z = level.z;
  known->pq = plan->rate * (1 - plan->rate);
  known->deff = plan->deff == 0 ? 1 : plan->deff;
  known->population = plan->population == 0 ? (double)INFINITY : plan->population;
  return PM_OK;
}

static double margin_of(const resolved *known, double n)
{
  if (n >= known->population)
    return 0;
  double left =
      isinf(known->population) ? 1 : (known->population - n) / (known->population - 1);
  return known->z * sqrt(known->pq * known->deff / n * left);
}

static bool meets(const resolved *known, double n, double margin)
{
  return margin_of(known, n) <= margin * (1 + SLACK);
}

pm_status pm_plan_size(const pm_plan *plan, double margin, double *n, pm_error *error)
{
  resolved known;
  *n = (double)NAN;
  if (!(margin > 0 && isfinite(margin)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a margin must be above 0");
  pm_status status = resolve(plan, &known, error);
  if (status != PM_OK)
    return status;
  double ratio = known.z / margin;
  double large = ratio * ratio * known.pq * known.deff;
  /* n0/(1+(n0-1)/N), in the form that has its limits when n0 is 0 or endless. */
  double share = 1 / known.population;
  double whole = fmin(fmax(1, ceil(1 / (share + (1 - share) / large))), known.population);
  if (whole > RECORDS_MOST)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "this margin takes more records than can be counted");
  /* Rounding can lift a whole number over the ceiling (0.035 * 400 is
     14.000000000000002); the margin that one record less buys tells. */
  if (whole > 1 && meets(&known, whole - 1, margin))
    whole -= 1;
  *n = whole;
  return PM_OK;
}

pm_status pm_plan_margin(const pm_plan *plan, double n, double *margin, pm_error *error)
{
  resolved known;
  *margin = (double)NAN;
  pm_status status = resolve(plan, &known, error);
  if (status != PM_OK)
    return status;
  if (!(n > 0 && isfinite(n)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a number of records must be above 0");
  if (n > known.population)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "there cannot be more records than the population has");
  *margin = margin_of(&known, n);
  return PM_OK;
}
