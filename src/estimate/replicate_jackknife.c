/* replicate_jackknife.c: replicates that drop one unit and make up for it with
   the others of its stratum (Wolter 2007, chapter 4).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

#include <math.h>

/* A replicate for each of the first `most` units of every group. */
static pm_status plan_drops(pm_replicates *set, size_t most, pm_error *error)
{
  set->drops = pm_arena_alloc(set->arena, set->table->unit_count * sizeof *set->drops);
  if (set->drops == NULL)
    return pm_memory_fault(error);
  for (size_t g = 0; g < set->group_count; g++) {
    size_t count = set->groups[g].is_fixed ? 0 : set->groups[g].count;
    for (size_t i = 0; i < count && i < most; i++)
      set->drops[set->count++] =
          (pm_replicate_drop){.group = (uint32_t)g, .position = (uint32_t)i};
  }
  return PM_OK;
}

static pm_status plan_each(pm_replicates *set, pm_error *error)
{
  return plan_drops(set, SIZE_MAX, error);
}

static pm_status plan_one_of_two(pm_replicates *set, pm_error *error)
{
  return plan_drops(set, 1, error);
}

static double scale_single(const pm_replicate_scaling *scaling)
{
  return (scaling->count - 1) / scaling->count;
}

/* Strata may have different numbers of units, so their coefficients differ. */
static double scale_stratified(const pm_replicate_scaling *scaling)
{
  (void)scaling;
  return (double)NAN;
}

static double scale_paired(const pm_replicate_scaling *scaling)
{
  (void)scaling;
  return 1;
}

static double open_coefficient(const pm_replicate_group *group)
{
  return group->open;
}

static double stratified_coefficient(const pm_replicate_group *group)
{
  return group->open * (double)(group->count - 1) / (double)group->count;
}

const pm_variance_method pm_variance_jk1 = {
    .about =
        {
            .name = "jk1",
            .title = "Jackknife without strata: each replicate drops one unit",
            .citation = "Wolter 2007, Introduction to Variance Estimation, section 4.3; scale "
                        "(1-f)(n-1)/n",
            .use = "For a sample without strata.",
            .avoid = "With thousands of sampled units, each of which is a replicate: bootstrap "
                     "makes as few as are wanted.",
        },
    .is_single = true,
    .plan = plan_each,
    .scale = scale_single,
    .coefficient = open_coefficient,
};

const pm_variance_method pm_variance_jackknife = {
    .about =
        {
            .name = "jackknife",
            .title = "jkn, which without strata is jk1",
            .citation = "Wolter 2007, Introduction to Variance Estimation, chapter 4",
            .use = "By this name, when the design decides which jackknife it is.",
            .avoid = "With thousands of sampled units, each of which is a replicate: bootstrap "
                     "makes as few as are wanted.",
        },
    .plan = plan_each,
    .scale = scale_stratified,
    .coefficient = stratified_coefficient,
};

const pm_variance_method pm_variance_jkn = {
    .about =
        {
            .name = "jkn",
            .title = "Jackknife: each replicate drops one unit of one stratum",
            .citation = "Wolter 2007, Introduction to Variance Estimation, section 4.5; "
                        "coefficients (1-f_h)(n_h-1)/n_h",
            .use = "For any number of units in a stratum. Of a total it is the same as taylor.",
            .avoid = "With thousands of sampled units, each of which is a replicate: bootstrap "
                     "makes as few as are wanted.",
        },
    .plan = plan_each,
    .scale = scale_stratified,
    .coefficient = stratified_coefficient,
};

const pm_variance_method pm_variance_jk2 = {
    .about =
        {
            .name = "jk2",
            .title = "Paired jackknife: each replicate drops the first unit of one pair",
            .citation = "Wolter 2007, Introduction to Variance Estimation, section 4.5; "
                        "Westat 2007, WesVar 4.3 User's Guide; coefficients 1-f_h",
            .use = "For two units in every stratum, with half as many replicates as jkn.",
            .avoid = "Where strata do not hold two units, or units that were paired.",
        },
    .is_paired = true,
    .plan = plan_one_of_two,
    .scale = scale_paired,
    .coefficient = open_coefficient,
};
