/* interval_wilson_fpc.c: the score interval for a finite population: n becomes
   n(N-1)/(N-n), by which the variance is that of the hypergeometric (Cochran
   1977, section 3.2).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status wilson_fpc(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double gain = population_gain(data);
  double x = data->x * gain;
  double n = data->n * gain;
  interval->lower = wilson_lower(level->z, x, n);
  interval->upper = wilson_upper(level->z, x, n);
  return PM_OK;
}

const pm_interval_method pm_interval_wilson_fpc = {
    .about = {.name = "wilson-fpc",
              .title = "Score interval with finite population correction",
              .citation = "Wilson 1927, Journal of the American Statistical Association 22, "
                          "209-212, with the variance of Cochran 1977, Sampling Techniques, "
                          "section 3.2",
              .use = "When the sample is a good part of the population, as a closed form, and "
                     "as the piece of each stratum in a stratified interval.",
              .avoid = "With few records left over: the number compliant is whole, which "
                       "hypergeometric knows and this does not."},
    .flags = PM_INTERVAL_POPULATION,
    .compute = wilson_fpc,
};
