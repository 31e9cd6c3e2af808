/* estimate_interval_arcsine.c: symmetric on the angle whose squared sine is the
   rate, with the standard error se/(2 sqrt(p q)) = 1/(2 sqrt(n_e)). An angle beyond
   0 or 90 degrees is cut there: its squared sine would come back from the end.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>

/* sin^2 of the angle whose squared sine is p, less step: not below 0. */
static double step_down(double p, double q, double step)
{
  double sine = sin(fmax(atan2(sqrt(p), sqrt(q)) - step, 0));
  return sine * sine;
}

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  (void)level;
  double p = measure->rate;
  double q = 1 - p;
  double step = measure->t / (2 * sqrt(pm_measure_plain_n(measure)));
  return (pm_limits){.lower = step_down(p, q, step), .upper = 1 - step_down(q, p, step)};
}

const pm_estimate_interval_method pm_estimate_interval_arcsine = {
    .about =
        {
            .name = "arcsine",
            .title = "Symmetric on the variance-stabilising angle: asin sqrt(p)",
            .citation = "Anscombe 1948, Biometrika 35, 246-254; by the delta method in "
                        "designs: Lumley 2010, Complex Surveys",
            .use = "To agree with analyses on the arcsine scale, where every rate has the "
                   "same standard error.",
            .avoid = "Near 0 and 100%: its limit next to the end misses the rate too often; "
                     "wilson is as simple and better there.",
        },
    .compute = compute,
    .effective_n = pm_measure_level_n,
};
