/* estimate_interval_likelihood.c: the rates that the likelihood ratio of a simple
   random sample, scaled to the design's effect, does not reject:
   {P: 2 n_e (l(p) - l(P)) <= t^2}, l(P) = p log P + (1 - p) log(1 - P).

   n_e = p q/v, so that the scale is Rao & Scott's 1984 (Annals of Statistics 12)
   n/n_e, the design's variance over that of a simple random sample.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "interval/interval_method.h"

#include <math.h>

/* Whether the ratio does not even reject a P of next to nothing; few degrees of
   freedom have a t so large. q = 1 - p, n = n_e. */
static bool reaches_end(double p, double q, double n, double t)
{
  static const double log_nothing = -460; /* P = 1e-200: its odds can still be divided */
  return 2 * n * (p * (log(p) - log_nothing) + q * log(q)) <= t * t;
}

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  double p = measure->rate;
  double q = 1 - p;
  double n = pm_measure_plain_n(measure);
  bool is_inside = p > 0 && q > 0;
  pm_level scaled = *level;
  scaled.z = measure->t;
  bool has_lower = !is_inside || !reaches_end(p, q, n, measure->t);
  bool has_upper = !is_inside || !reaches_end(q, p, n, measure->t);
  if (!has_lower && !has_upper)
    return (pm_limits){.lower = 0, .upper = 1};
  if (has_lower != has_upper)
    scaled.side = has_lower ? PM_SIDE_LOWER : PM_SIDE_UPPER;
  return pm_measure_limits(measure, &pm_interval_likelihood, &scaled, n);
}

const pm_estimate_interval_method pm_estimate_interval_likelihood = {
    .about =
        {
            .name = "likelihood",
            .title = "Rates that the scaled likelihood ratio does not reject",
            .citation = "Rao & Scott 1984, Annals of Statistics 12, 46-60; Lumley 2010, "
                        "Complex Surveys",
            .use = "When intervals shall follow from the same principle as tests of nested "
                   "models, as in svyciprop(method = \"likelihood\").",
            .avoid = "At 0 and 100%, where its limit is nearer than korn-graubard's and misses "
                     "the rate too often.",
        },
    .compute = compute,
    .effective_n = pm_measure_level_n,
};
