/* sample_listing.c: every estimate of a run by number.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_listing.h"

bool pm_sample_listing_make(pm_sample_listing *listing, const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  pm_arena *arena = run->estimates->arena;
  *listing = (pm_sample_listing){.run = run};
  listing->bases = pm_arena_alloc(arena, plan->set_count * sizeof *listing->bases);
  listing->domain_of = pm_arena_alloc(arena, plan->set_count * sizeof *listing->domain_of);
  if (listing->bases == NULL || listing->domain_of == NULL)
    return false;
  for (size_t s = 0; s < plan->set_count; s++) {
    const pm_sample_set *set = &run->sets[s];
    size_t cells = run->tally->cells[set->split].count;
    uint32_t *domains = pm_arena_alloc(arena, (cells + 1) * sizeof *domains);
    if (domains == NULL)
      return false;
    for (size_t c = 0; c < cells; c++)
      domains[c] = PM_LABEL_NONE;
    for (uint32_t d = 0; d < set->count; d++)
      for (size_t i = 0; i < set->domains[d].count; i++)
        domains[set->domains[d].cells[i]] = d;
    listing->domain_of[s] = domains;
    listing->bases[s] = listing->count;
    listing->count += set->count * plan->statistic_count;
  }
  return true;
}

double pm_sample_shift(const pm_tally *tally, size_t statistic)
{
  bool is_total = tally->plan.statistics[statistic].kind == PM_STATISTIC_TOTAL;
  return is_total ? tally->origins[statistic] : 0;
}

double pm_sample_shifted(const pm_tally *tally, size_t statistic, const double *sums)
{
  double shift = pm_sample_shift(tally, statistic) + sums[PM_SUM_OFFSET];
  return sums[PM_SUM_WY] + shift * sums[PM_SUM_WX];
}

bool pm_sample_list_quantiles(const pm_sample_listing *listing, pm_sample_run *run,
                              double **quantiles)
{
  const pm_tally_plan *plan = &run->tally->plan;
  *quantiles = NULL;
  if (run->sets == NULL || !plan->has_quantiles)
    return true;
  *quantiles = pm_arena_alloc(run->estimates->arena, listing->count * sizeof **quantiles);
  bool is_made = *quantiles != NULL;
  for (size_t s = 0; s < plan->set_count; s++)
    for (size_t d = 0; d < run->sets[s].count; d++)
      for (size_t k = 0; k < plan->statistic_count && is_made; k++) {
        const pm_sample_slice slice = {&run->design, run->sets[s].split,
                                       &run->sets[s].domains[d], k};
        size_t number = pm_sample_number(listing, s, (uint32_t)d) + k;
        is_made = !pm_sample_is_quantile(plan, k) ||
                  pm_sample_quantile_value(run, &slice, &(*quantiles)[number]);
      }
  return is_made;
}
