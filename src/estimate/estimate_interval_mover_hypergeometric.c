/* estimate_interval_mover_hypergeometric.c: limits recovered, as by mover, from each
   stratum's own exact limits for its finite population.

   Zou & Donner 2008, Statistics in Medicine 27, equation 3.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>
#include <plusminus/num.h>

static pm_status search(const pm_setup *setup, const pm_domain *domain, pm_limits *limits,
                        pm_error *error)
{
  const pm_interval_method *exact = pm_interval_find("hypergeometric");
  pm_sum below = {0, 0};
  pm_sum above = {0, 0};
  for (size_t h = 0; h < domain->count; h++) {
    const pm_part *part = domain->parts[h];
    const pm_case data = {
        .x = part->stratum->x, .n = part->stratum->n, .population = part->size};
    pm_interval own;
    pm_status status = pm_interval_compute(exact, &setup->level, &data, &own, error);
    if (status != PM_OK)
      return status;
    double down = domain->share[h] * (part->rate - own.lower);
    double up = domain->share[h] * (own.upper - part->rate);
    pm_sum_add(&below, down * down);
    pm_sum_add(&above, up * up);
  }
  *limits = (pm_limits){.lower = domain->measure.rate - sqrt(pm_sum_value(&below)),
                        .upper = domain->measure.rate + sqrt(pm_sum_value(&above))};
  return PM_OK;
}

const pm_estimate_interval_method pm_estimate_interval_mover_hypergeometric = {
    .about =
        {
            .name = "mover-hypergeometric",
            .title = "Limits recovered from each stratum's own hypergeometric limits",
            .citation = "Zou & Donner 2008, Statistics in Medicine 27; stratum limits: Konijn "
                        "1973; Buonaccorsi 1987",
            .use = "As mover, where the strata are small or a good part of them was audited "
                   "and the interval had better be too wide than too narrow.",
            .avoid = "When a level must be kept for certain: take exact. When strata have one "
                     "or two records each: it is far too wide.",
        },
    .search = search,
    .refuse = pm_domain_refuse_sizes,
};
