/* estimate_collapse.c: the variance of a domain of counts whose lonely strata are each
   taken to be one stratum with a neighbour.

   A record of stratum h adds z = (a_h/n_h)(y - p) to the rate p, a_h being the derivative
   of p by p_h. In a group of strata with n records the variance is
   (1 - f) n/(n - 1) sum (z - mean z)^2, as in one stratum (Wolter 2007, 2.5). It is told
   of each stratum as far as its own records are in that sum.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/collapse.h"
#include "estimate/estimate_parts.h"

#include <math.h>
#include <plusminus/num.h>

typedef struct group {
  pm_collapse_units units;
  double population;
} group;

static pm_collapse_units units_of(const pm_domain *domain, size_t h)
{
  const pm_part *part = domain->parts[h];
  double n = part->stratum->n;
  double scale = domain->slope[h] / n;
  return (pm_collapse_units){n, scale * (part->rate - domain->measure.rate),
                             scale * scale * n * part->rate * (1 - part->rate)};
}

/* The groups' numbers for each stratum of the domain. */
static bool find_groups(const pm_setup *setup, pm_domain *domain)
{
  pm_collapse_stratum *list = pm_arena_alloc(setup->arena, domain->count * sizeof *list);
  domain->group_of = pm_arena_alloc(setup->arena, domain->count * sizeof *domain->group_of);
  if (list == NULL || domain->group_of == NULL)
    return false;
  for (uint32_t h = 0; h < domain->count; h++) {
    const pm_part *part = domain->parts[h];
    list[h] = (pm_collapse_stratum){.label = part->stratum->label,
                                    .size = part->weight,
                                    .units = part->stratum->n,
                                    .population = part->size,
                                    .number = h};
  }
  domain->group_count = pm_collapse(list, domain->count, domain->group_of);
  return true;
}

bool pm_domain_collapse(const pm_setup *setup, pm_domain *domain)
{
  group *groups = pm_arena_alloc(setup->arena, domain->count * sizeof *groups);
  if (groups == NULL || !find_groups(setup, domain))
    return false;
  for (size_t h = 0; h < domain->count; h++) {
    group *own = &groups[domain->group_of[h]];
    const pm_collapse_units units = units_of(domain, h);
    pm_collapse_add(&own->units, &units);
    own->population += domain->parts[h]->size;
  }
  pm_sum all = {0, 0};
  for (size_t h = 0; h < domain->count; h++) {
    const group *own = &groups[domain->group_of[h]];
    const pm_collapse_units units = units_of(domain, h);
    double n = own->units.n;
    double open = isfinite(own->population) ? 1 - n / own->population : 1;
    double off = units.mean - own->units.mean;
    domain->contribution[h] =
        open <= 0 ? 0 : open * (n / (n - 1)) * (units.squares + units.n * off * off);
    pm_sum_add(&all, domain->contribution[h]);
  }
  domain->measure.variance = pm_sum_value(&all); /* NaN: one record in all */
  return true;
}
