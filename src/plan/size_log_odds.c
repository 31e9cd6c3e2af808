/* size_log_odds.c: half the width of the interval that is symmetric in the log
   odds (Valliant, Dever & Kreuter 2018, ch. 3). With u = exp(z/sqrt(n pq)) the
   limits are pu/(q + pu) and p/(p + qu), and half their distance is e when
     pq (1 - 2e) u^2 - 2e (p^2 + q^2) u - pq (1 + 2e) = 0.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

static double large(const pm_size_plan *plan)
{
  double p = plan->rate, q = 1 - p, pq = p * q;
  double e = plan->margin;
  /* The positive root, less 1: at u = 1 the quadratic is -2e. */
  double a = pq * (1 - 2 * e);
  double half = a - e * (p * p + q * q);
  double v = half > 0 ? 2 * e / (half + sqrt(half * half + 2 * e * a))
                      : (sqrt(half * half + 2 * e * a) - half) / a;
  double ratio = plan->level.z / log1p(v);
  return ratio * ratio / pq;
}

static double margin(const pm_size_plan *plan, double large)
{
  double p = plan->rate, q = 1 - p, pq = p * q;
  double v = expm1(plan->level.z / sqrt(large * pq)); /* u - 1 */
  if (isinf(v))
    return 0.5;
  return pq * v * (v + 2) / 2 / ((q + p * (1 + v)) * (p + q * (1 + v)));
}

const pm_size_method pm_size_log_odds = {
    .about = {.name = "log-odds",
              .title = "Half the width of the interval for the log odds",
              .citation = "Valliant, Dever & Kreuter 2018, Practical Tools for Designing and "
                          "Weighting Survey Samples, 2nd ed., ch. 3",
              .use = "When the interval that will be reported is made on the scale of the log "
                     "odds (logit), as is usual with survey software.",
              .avoid = "For rates next to 0 or 1, where a sample with no failure at all has no "
                       "such interval."},
    .flags = PM_SIZE_AT_RATE | PM_SIZE_INSIDE,
    .large = large,
    .margin = margin,
    .estimate = "logit",
};
