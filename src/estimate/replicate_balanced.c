/* replicate_balanced.c: replicates that take half of the sample, one unit of
   every pair, balanced by a Hadamard matrix (McCarthy 1969, Review of the
   International Statistical Institute 37, 239-264), and Fay's, in which the other
   half keeps a part rho of its weight (Dippo, Fay & Morganstein 1984; Judkins
   1990, Journal of Official Statistics 6, 223-239). The matrix's row of ones is
   not used: it would take the first unit of a stratum in every replicate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

static pm_status plan_balanced(pm_replicates *set, pm_error *error)
{
  size_t rows = 1;
  for (size_t g = 0; g < set->group_count; g++)
    if (!set->groups[g].is_fixed)
      set->groups[g].row = rows++;
  set->count = pm_hadamard_order(set->wanted > rows ? set->wanted : rows);
  if (set->count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "no balanced set of so many replicates is known");
  if (!pm_hadamard_make(&set->matrix, set->count, set->arena))
    return pm_memory_fault(error);
  return PM_OK;
}

static void fill_pair(const pm_replicates *set, const pm_replicate_group *group,
                      size_t replicate, double *change)
{
  int sign = pm_hadamard_sign(&set->matrix, group->row, replicate);
  double moved = sign * (1 - set->rho) * group->shrink;
  change[0] = moved;
  change[1] = -moved;
}

static double scale_balanced(const pm_replicate_scaling *scaling)
{
  return 1 / (scaling->count * (1 - scaling->rho) * (1 - scaling->rho));
}

const pm_variance_method pm_variance_brr = {
    .about =
        {
            .name = "brr",
            .title = "Balanced half samples: one unit of every pair, with twice its weight",
            .citation = "McCarthy 1969, Review of the International Statistical Institute 37, "
                        "239-264; Wolter 2007, chapter 3; scale 1/R",
            .use = "For two units in every stratum; also right for quantiles.",
            .avoid = "For small domains, which may lose all of their records in a replicate: "
                     "use fay.",
        },
    .is_paired = true,
    .plan = plan_balanced,
    .fill = fill_pair,
    .scale = scale_balanced,
};

const pm_variance_method pm_variance_fay = {
    .about =
        {
            .name = "fay",
            .title = "Fay's balanced half samples: the other half keeps a part of its weight",
            .citation = "Dippo, Fay & Morganstein 1984, Proceedings of the ASA Section on "
                        "Survey Research Methods, 489-494; Judkins 1990, Journal of Official "
                        "Statistics 6, 223-239; scale 1/(R(1-rho)^2)",
            .use = "As brr, for small domains too, since no record is lost in any replicate.",
            .avoid = "Where strata do not hold two units, or units that were paired.",
        },
    .is_paired = true,
    .plan = plan_balanced,
    .fill = fill_pair,
    .scale = scale_balanced,
};
