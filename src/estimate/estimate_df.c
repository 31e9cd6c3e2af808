/* estimate_df.c: how many degrees of freedom a variance has, which decides
   which t quantile an interval uses.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/sample.h"

#include <plusminus/num.h>

static double records_less_strata(const pm_domain *domain)
{
  return domain->measure.n - (double)domain->group_count;
}

static double compute_domain(const pm_domain *domain, const pm_domain *nation)
{
  (void)nation;
  return records_less_strata(domain);
}

static double compute_design(const pm_domain *domain, const pm_domain *nation)
{
  (void)domain;
  return records_less_strata(nation);
}

/* What the group adds of which stratum h gives the number, and its records; 0 for any other
   stratum. */
static double group_contribution(const pm_domain *domain, size_t h, double *n)
{
  pm_sum sum = {0, 0};
  *n = 0;
  if (domain->group_of[h] != h)
    return 0;
  for (size_t i = 0; i < domain->count; i++) {
    if (domain->group_of[i] != h)
      continue;
    pm_sum_add(&sum, domain->contribution[i]);
    *n += domain->parts[i]->stratum->n;
  }
  return pm_sum_value(&sum);
}

/* (sum g)^2 / sum(g^2 / (n_h - 1)), g = a_h^2 v_h. A lonely stratum measures
   no variance of its own and is left out; so is everything when no stratum
   shows any variance, where the rule is 0/0 and its upper bound is used. */
static double compute_satterthwaite(const pm_domain *domain, const pm_domain *nation)
{
  (void)nation;
  pm_sum total = {0, 0};
  pm_sum squares = {0, 0};
  for (size_t h = 0; h < domain->count; h++) {
    double n = domain->parts[h]->stratum->n;
    double g = domain->contribution[h];
    if (domain->group_of != NULL)
      g = group_contribution(domain, h, &n);
    else if (domain->parts[h]->is_lonely)
      continue;
    if (g <= 0)
      continue;
    pm_sum_add(&total, g);
    pm_sum_add(&squares, g * g / (n - 1));
  }
  double sum = pm_sum_value(&total);
  return sum > 0 ? sum * sum / pm_sum_value(&squares) : records_less_strata(domain);
}

/* ----------------------------------------------------------------- records -- */

static double sample_domain(const pm_sample_variance *found, double design_df)
{
  (void)design_df;
  return found->cases - (double)found->occupied;
}

static double sample_design(const pm_sample_variance *found, double design_df)
{
  (void)found;
  return design_df;
}

/* As of counts, where nothing shows any variance the upper bound is used: so, too, where
   rounding alone does. */
static double sample_satterthwaite(const pm_sample_variance *found, double design_df)
{
  (void)design_df;
  pm_sum total = {0, 0};
  pm_sum squares = {0, 0};
  for (size_t i = 0; i < found->strata; i++) {
    const pm_stratum_part *part = &found->parts[i];
    double units = part->units - part->sure;
    if (part->is_lonely || part->variance <= 0 || units < 2)
      continue;
    pm_sum_add(&total, part->variance);
    pm_sum_add(&squares, part->variance * part->variance / (units - 1));
  }
  double sum = pm_sum_value(&total);
  return sum > found->rounding ? sum * sum / pm_sum_value(&squares)
                               : sample_domain(found, design_df);
}

const pm_df_method pm_df_domain = {
    .about =
        {
            .name = "domain",
            .title = "Records less strata, counted in the domain",
            .citation = "Korn & Graubard 1999, Analysis of Health Surveys, section 5.2",
            .use = "The default. Right when strata have similar variances and sizes.",
            .avoid = "When a few small strata carry most of the variance: use satterthwaite.",
        },
    .compute = compute_domain,
    .of_sample = sample_domain,
};

const pm_df_method pm_df_design = {
    .about =
        {
            .name = "design",
            .title = "Records less strata, counted in the whole design",
            .citation = "Korn & Graubard 1999, Analysis of Health Surveys, section 5.2",
            .use = "To agree with software that keeps the design's degrees of freedom in "
                   "every domain.",
            .avoid = "For domains with few records: the interval is then too narrow.",
        },
    .compute = compute_design,
    .of_sample = sample_design,
};

const pm_df_method pm_df_satterthwaite = {
    .about =
        {
            .name = "satterthwaite",
            .title = "Effective degrees of freedom of a sum of unequal variances",
            .citation = "Satterthwaite 1946; Cochran 1977, section 5.4, equation 5.16",
            .use = "When strata differ much in size or variance, so that some of the records "
                   "say little about the variance of the total.",
            .avoid = "When many strata have nothing but compliant records, or none: they say "
                     "nothing about "
                     "variance and are left out, so the number is that of the others.",
        },
    .compute = compute_satterthwaite,
    .of_sample = sample_satterthwaite,
};
