/* sample_lonely.c: strata in which one cluster or record was sampled of several.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample.h"

#include <plusminus/num.h>

/* The mean of z over all units of the first stage in the design. */
static double mean_of_units(const pm_sample_design *design, double total)
{
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  double units = 0;
  for (size_t i = 0; i < strata->count; i++)
    units += strata->stages[i].units;
  return total / units;
}

void pm_sample_settle_lonely(const pm_sample_design *design, const pm_lonely_method *lonely,
                             pm_sample_variance *found)
{
  if (found->lonely == 0 || found->lonely == found->strata)
    return;
  double good_mean = found->variance / (double)(found->strata - found->lonely);
  double grand_mean = mean_of_units(design, found->total);
  pm_sum variance = {found->variance, 0};
  for (size_t i = 0; i < found->strata; i++) {
    pm_stratum_part *part = &found->parts[i];
    if (!part->is_lonely)
      continue;
    part->variance = lonely->of_part(part, good_mean, grand_mean) + part->within;
    pm_sum_add(&variance, part->variance);
  }
  found->variance = pm_sum_value(&variance);
}
