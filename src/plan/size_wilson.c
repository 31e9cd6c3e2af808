/* size_wilson.c: half the width of the score interval at x = n p is e when
     n = z^2 (pq - 2e^2 + sqrt(e^2 (1 - 4pq) + p^2 q^2)) / (2e^2)
   (Piegorsch 2004).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

static double large(const pm_size_plan *plan)
{
  double z2 = plan->level.z * plan->level.z;
  double pq = plan->rate * (1 - plan->rate);
  double e2 = plan->margin * plan->margin;
  return z2 * (pq - 2 * e2 + sqrt(e2 * (1 - 4 * pq) + pq * pq)) / (2 * e2);
}

static double margin(const pm_size_plan *plan, double large)
{
  double z = plan->level.z;
  double pq = plan->rate * (1 - plan->rate);
  return z * sqrt(large * pq + z * z / 4) / (large + z * z);
}

const pm_size_method pm_size_wilson = {
    .about = {.name = "wilson",
              .title = "Half the width of the score interval",
              .citation =
                  "Piegorsch 2004, Computational Statistics & Data Analysis 46, 309-316",
              .use = "When the interval that will be reported is wilson's, as it should be in "
                     "general.",
              .avoid = "Where coverage must never be below the level."},
    .large = large,
    .margin = margin,
    .interval = "wilson",
    .estimate = "wilson-fpc",
};
