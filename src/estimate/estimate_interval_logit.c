/* estimate_interval_logit.c: symmetric on the log odds. At 0 and 1 the log odds
   do not exist and the closed forms of Clopper & Pearson 1934 stand in.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>

/* 1/(1 + exp(-x)) without overflow or cancellation. */
static double expit(double x)
{
  return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
}

static pm_limits compute(const pm_measure *measure, const pm_level *level)
{
  double p = measure->rate;
  double q = 1 - p;
  double log_root = log(level->tail) / measure->n; /* tail^(1/n), n_eff being n here */
  if (p <= 0)
    return (pm_limits){.lower = 0, .upper = -expm1(log_root)};
  if (q <= 0)
    return (pm_limits){.lower = exp(log_root), .upper = 1};
  double variance = measure->variance > 0 ? measure->variance : p * q / measure->n;
  double margin = measure->t * sqrt(variance) / (p * q);
  double centre = log(p) - log1p(-p);
  return (pm_limits){.lower = expit(centre - margin), .upper = expit(centre + margin)};
}

const pm_estimate_interval_method pm_estimate_interval_logit = {
    .about =
        {
            .name = "logit",
            .title = "Symmetric on the log odds: expit(logit p +- t se/(pq))",
            .citation = "Korn & Graubard 1999, Analysis of Health Surveys; the delta method on "
                        "log odds",
            .use = "To agree with software whose default it is, at moderate sample sizes.",
            .avoid = "When the rate is 0 or 100%: Clopper-Pearson's closed form is then "
                     "given, with a note.",
        },
    .compute = compute,
};
