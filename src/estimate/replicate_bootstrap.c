/* replicate_bootstrap.c: replicates that draw n_h - 1 of the n_h units of every
   stratum with replacement, each counted n_h/(n_h - 1) times as often as it was
   drawn (Rao, Wu & Yue 1992, Survey Methodology 18, 209-217, m_h = n_h - 1). With
   a correction for finite populations, factors move sqrt(1 - f_h) times as far
   from 1 (Rao & Wu 1988, JASA 83, 231-241).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/random.h"

#include "estimate/replicate_parts.h"

enum { REPLICATES = 1000 };

static pm_status plan_bootstrap(pm_replicates *set, pm_error *error)
{
  set->count = set->wanted > 0 ? set->wanted : (size_t)REPLICATES;
  if (set->count < 2)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "a bootstrap needs two replicates or more, not one");
  return PM_OK;
}

/* A stratum's draws depend on seed, stratum and replicate alone. */
static void fill_draws(const pm_replicates *set, const pm_replicate_group *group,
                       size_t replicate, double *change)
{
  const size_t n = group->count;
  const double factor = group->shrink * (double)n / (double)(n - 1);
  const pm_random_place place = {.seed = set->seed,
                                 .use = PM_RANDOM_BOOTSTRAP,
                                 .major = group->stratum,
                                 .minor = replicate};
  pm_random random;
  for (size_t i = 0; i < n; i++)
    change[i] = 0;
  pm_random_begin(&random, &place);
  pm_random_tally(&random, (uint32_t)n, n - 1, change);
  for (size_t i = 0; i < n; i++)
    change[i] = change[i] * factor - group->shrink;
}

static double scale_bootstrap(const pm_replicate_scaling *scaling)
{
  return 1 / (scaling->count - (scaling->centre == PM_REPLICATE_ABOUT_MEAN ? 1 : 0));
}

const pm_variance_method pm_variance_bootstrap = {
    .about =
        {
            .name = "bootstrap",
            .title = "Rescaled bootstrap: n-1 of a stratum's n units drawn with replacement",
            .citation = "Rao, Wu & Yue 1992, Survey Methodology 18, 209-217; with m_h = n_h-1; "
                        "scale 1/R, about the replicates' mean 1/(R-1)",
            .use = "For any design of two or more units in a stratum and any statistic, "
                   "quantiles too.",
            .avoid = "With few replicates: of 1,000, the standard error itself is uncertain by "
                     "about 2 %.",
        },
    .is_random = true,
    .plan = plan_bootstrap,
    .fill = fill_draws,
    .scale = scale_bootstrap,
};
