/* size_wald.c: n = z^2 pq/e^2 (Cochran 1977, 4.4).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

static double large(const pm_size_plan *plan)
{
  double ratio = plan->level.z / plan->margin;
  return ratio * ratio * plan->rate * (1 - plan->rate);
}

static double margin(const pm_size_plan *plan, double large)
{
  return plan->level.z * sqrt(plan->rate * (1 - plan->rate) / large);
}

const pm_size_method pm_size_wald = {
    .about = {.name = "wald",
              .title = "Normal approximation",
              .citation = "Cochran 1977, Sampling Techniques, 3rd ed., 4.2-4.4",
              .use = "For rates from 20% to 80%, and as the common ground with other plans: "
                     "allocate and explain count this way.",
              .avoid = "For rates near 0 or 1, where the interval that will be reported is "
                       "wider than this one."},
    .flags = PM_SIZE_AT_RATE,
    .large = large,
    .margin = margin,
    .estimate = "wald",
};
