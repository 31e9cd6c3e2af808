/* estimate_interval_exact.c: an interval that covers the rate with at least the
   level's probability whatever the strata's own rates are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/exact_stratified.h"

static pm_status search(const pm_setup *setup, const pm_domain *domain, pm_limits *limits,
                        pm_error *error)
{
  pm_exact_stratum *strata = pm_arena_alloc(setup->arena, domain->count * sizeof *strata);
  if (strata == NULL)
    return pm_memory_fault(error);
  for (size_t h = 0; h < domain->count; h++) {
    const pm_part *part = domain->parts[h];
    strata[h] =
        (pm_exact_stratum){.x = part->stratum->x, .n = part->stratum->n, .size = part->size};
  }
  const pm_exact_request request = {
      .strata = strata, .count = domain->count, .level = setup->level, .arena = setup->arena};
  pm_exact_limits units;
  if (pm_exact_stratified(&request, &units) != PM_OK)
    return pm_memory_fault(error);
  *limits =
      (pm_limits){.lower = units.lower / domain->size, .upper = units.upper / domain->size};
  return PM_OK;
}

const pm_estimate_interval_method pm_estimate_interval_exact = {
    .about =
        {
            .name = "exact",
            .title = "Exact for a stratified finite population",
            .citation = "In the manner of Wendell & Schmee 1996, Journal of the American "
                        "Statistical Association 91, 825-830; doc/exact-stratified.md",
            .use = "When a promise must hold: its coverage is never below the level, whatever "
                   "the strata's own rates are.",
            .avoid = "When the sizes of the strata are not exactly known, or where a typical "
                     "coverage at the level is enough: it is wider.",
        },
    .search = search,
    .refuse = pm_domain_refuse_sizes,
};
