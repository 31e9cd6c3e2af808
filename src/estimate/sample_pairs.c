/* sample_pairs.c: differences of domains by replicates. A difference in a replicate is made of
   what the replicate makes of both domains, so that clusters which they share are in it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_pairs.h"

#include <math.h>

/* A denominator this small beside that of the sample is nothing but rounding. */
static const double ROUNDING = 1e-12;

/* The statistics of two domains; items NULL: they are only counted. */
static void add_pair(pm_sample_pairs *pairs, const pm_tally_plan *plan, size_t first,
                     size_t second)
{
  for (size_t k = 0; k < plan->statistic_count; k++) {
    pm_statistic_kind kind = plan->statistics[k].kind;
    if (kind == PM_STATISTIC_QUANTILE)
      continue;
    if (pairs->items != NULL)
      pairs->items[pairs->count] =
          (pm_sample_pair){first + k, second + k, kind == PM_STATISTIC_TOTAL};
    pairs->count++;
  }
}

static void list_set(pm_sample_pairs *pairs, const pm_sample_listing *listing, size_t s,
                     size_t by)
{
  const pm_sample_run *run = listing->run;
  const pm_sample_set *set = &run->sets[s];
  for (uint32_t i = 0; i < set->count; i++)
    for (uint32_t k = i + 1; k < set->count; k++)
      if (pm_sample_is_pair(run, &set->domains[i], &set->domains[k], by))
        add_pair(pairs, &run->tally->plan, pm_sample_number(listing, s, i),
                 pm_sample_number(listing, s, k));
}

static void list_all(pm_sample_pairs *pairs, const pm_sample_listing *listing)
{
  const pm_sample_run *run = listing->run;
  const pm_tally_plan *plan = &run->tally->plan;
  pairs->count = 0;
  for (size_t s = 0; s < plan->set_count; s++)
    for (size_t by = 0; by < plan->by_count; by++)
      if ((plan->sets[s].columns & run->differences) >> by & 1)
        list_set(pairs, listing, s, by);
}

bool pm_sample_pairs_make(pm_sample_pairs *pairs, const pm_sample_listing *listing)
{
  *pairs = (pm_sample_pairs){.items = NULL};
  if (listing->run->differences == 0)
    return true;
  list_all(pairs, listing);
  pairs->items =
      pm_arena_alloc(listing->run->estimates->arena, (pairs->count + 1) * sizeof *pairs->items);
  if (pairs->items == NULL)
    return false;
  list_all(pairs, listing);
  return true;
}

void pm_sample_pairs_subtract(const pm_sample_pairs *pairs, const pm_replicate_total *full,
                              const pm_replicate_total *totals, pm_replicate_total *differences)
{
  for (size_t i = 0; i < pairs->count; i++) {
    const pm_sample_pair *pair = &pairs->items[i];
    const pm_replicate_total *a = &totals[pair->first];
    const pm_replicate_total *b = &totals[pair->second];
    bool has_both = fabs(a->x) > ROUNDING * fabs(full[pair->first].x) &&
                    fabs(b->x) > ROUNDING * fabs(full[pair->second].x);
    differences[i] = pair->is_total ? (pm_replicate_total){1, a->y - b->y}
                     : has_both     ? (pm_replicate_total){1, a->y / a->x - b->y / b->x}
                                    : (pm_replicate_total){0, 0};
  }
}
