/* plan_detect.c: the smallest difference that two samples can tell (Fleiss,
   Levin & Paik 2003, eq. 4.14: sqrt(n) |p2 - p1| = z_a sqrt(2 pm qm) +
   z_b sqrt(p1 q1 + p2 q2), with pm the mean of p1 and p2).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/plan.h>

#include <math.h>
#include <plusminus/interval.h>
#include <plusminus/num.h>

typedef struct comparison {
  double rate; /* p1 */
  double root_n;
  double z_level;   /* z_a */
  double z_power;   /* z_b */
  double direction; /* 1 or -1 */
} comparison;

/* Positive while the difference is too small to be detected. It is concave in
   the difference and not negative at 0, so it changes sign at most once. */
static double shortfall(double difference, void *context)
{
  const comparison *c = context;
  double other = fmin(1, fmax(0, c->rate + c->direction * difference));
  double middle = (c->rate + other) / 2;
  return c->z_level * sqrt(2 * middle * (1 - middle)) +
         c->z_power * sqrt(c->rate * (1 - c->rate) + other * (1 - other)) -
         c->root_n * difference;
}

pm_status pm_plan_detectable(double rate, double n, double conf, double power, int direction,
                             double *difference, pm_error *error)
{
  pm_level level;
  *difference = (double)NAN;
  if (!(rate >= 0 && rate <= 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a rate must be within 0 and 1");
  if (!(n >= 1 && isfinite(n)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "at least one record is needed");
  if (!(power >= 0.5 && power < 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a power must be from 0.5 to below 1");
  if (direction == 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a direction must be below or above 0");
  pm_status status = pm_level_make(&level, conf, PM_SIDE_TWO, error);
  if (status != PM_OK)
    return status;
  comparison c = {.rate = rate,
                  .root_n = sqrt(n),
                  .z_level = level.z,
                  .z_power = pm_normal_quantile(power, PM_TAIL_LOWER),
                  .direction = direction > 0 ? 1 : -1};
  /* A difference of a tenth of a record is never detectable (z_a >= 0.67), and
     keeps the bracket off the second root that lies at 0 when rate is 0 or 1. */
  double low = 0.1 / n;
  double high = direction > 0 ? 1 - rate : rate;
  if (high <= low || shortfall(high, &c) > 0)
    return PM_OK;
  double root;
  status = pm_root_find(shortfall, &c, low, high, 1e-14, &root);
  if (status != PM_OK)
    return pm_error_add(error, status, NULL, "the detectable difference was not found");
  *difference = c.direction * root;
  return PM_OK;
}
