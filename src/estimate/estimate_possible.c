/* estimate_possible.c: limits beyond what is possible. Of N units n were seen, and x of them
   are compliant: so are at least x and at most N - (n - x). Intervals that are made of a
   variance do not know that.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_parts.h"

#include <math.h>

const char pm_beyond_possible[] =
    "so many are possible after what was seen, and the limits go beyond; those of the interval "
    "exact never do";
const char pm_beyond_possible_alone[] = "so many are possible after what was seen, and the "
                                        "stratum's own limits go beyond; those of "
                                        "the interval hypergeometric, for one rate, never do";

/* Limits that are at the end of what is possible, but for rounding, are not beyond it. */
static const double ROUNDING = 1e-9;

bool pm_limits_go_beyond(double lower, double upper, const pm_case *data)
{
  double slack = ROUNDING * data->population;
  return data->population * lower < data->x - slack ||
         data->population * (1 - upper) < data->n - data->x - slack;
}

const char *pm_possible_text(pm_arena *arena, const pm_case *data, const char *x_name)
{
  return pm_arena_format(arena, "%.0f to %.0f of %.0f not %s", data->n - data->x,
                         data->population - data->x, data->population, x_name);
}

static const char *possible(const pm_setup *setup, const pm_case *data)
{
  return pm_possible_text(setup->arena, data, pm_strata_shape_of(setup->strata)->x_name);
}

static pm_case seen_in(const pm_part *part)
{
  return (pm_case){.x = part->stratum->x, .n = part->stratum->n, .population = part->size};
}

bool pm_part_goes_beyond(const pm_setup *setup, const pm_part *part)
{
  pm_case data = seen_in(part);
  return setup->kind == PM_POPULATION_TOTAL && isfinite(part->size) &&
         part->size == floor(part->size) && part->open > 0 &&
         pm_limits_go_beyond(part->lower, part->upper, &data);
}

const char *pm_part_possible(const pm_setup *setup, const pm_part *part)
{
  pm_case data = seen_in(part);
  return possible(setup, &data);
}

static pm_case seen_of(const pm_domain *domain)
{
  return (pm_case){.x = domain->x, .n = domain->measure.n, .population = domain->size};
}

bool pm_domain_goes_beyond(const pm_setup *setup, const pm_domain *domain)
{
  pm_case data = seen_of(domain);
  return domain->reason == NULL && !domain->is_census &&
         pm_domain_refuse_sizes(setup, domain) == NULL &&
         pm_limits_go_beyond(domain->lower, domain->upper, &data);
}

const char *pm_domain_possible(const pm_setup *setup, const pm_domain *domain)
{
  pm_case data = seen_of(domain);
  return possible(setup, &data);
}
