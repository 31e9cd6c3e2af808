/* estimate_interval_mover.c: limits of a weighted sum recovered from the limits
   l_h, u_h of its terms (method of variance estimates recovery).

   Zou & Donner 2008, Statistics in Medicine 27, equation 3, for sum W_h p_h:
   L = p - sqrt(sum W_h^2 (p_h - l_h)^2), U = p + sqrt(sum W_h^2 (u_h - p_h)^2).
   Sizes of recorded units make the rate R/T with T = sum R_h/p_h, again a sum
   of independent terms, each with limits R_h/u_h and R_h/l_h; so the same
   recovery gives limits of T, and R over them those of the rate. Divided by T
   (T_h = R_h/p_h, W_h = T_h/T) they read
   p / (1 + sqrt(sum W_h^2 (p_h/l_h - 1)^2)) and
   p / (1 - sqrt(sum W_h^2 (1 - p_h/u_h)^2)).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>
#include <plusminus/num.h>

/* The root of the sum of squares of W_h times each part's distance. */
static double combine(const pm_domain *domain, double (*distance)(const pm_part *part))
{
  if (domain->count == 1)
    return distance(domain->parts[0]);
  pm_sum sum = {0, 0};
  for (size_t h = 0; h < domain->count; h++) {
    double term = domain->share[h] * distance(domain->parts[h]);
    pm_sum_add(&sum, term * term);
  }
  return sqrt(pm_sum_value(&sum));
}

static double below(const pm_part *part)
{
  return part->rate - part->lower;
}

static double above(const pm_part *part)
{
  return part->upper - part->rate;
}

static double size_above(const pm_part *part)
{
  return part->rate / part->lower - 1;
}

static double size_below(const pm_part *part)
{
  return 1 - part->rate / part->upper;
}

static pm_limits recover(const pm_domain *domain, pm_population_kind kind)
{
  double p = domain->measure.rate;
  if (kind == PM_POPULATION_RECORDED)
    return (pm_limits){.lower = p / (1 + combine(domain, size_above)),
                       .upper = p / (1 - combine(domain, size_below))};
  return (pm_limits){.lower = p - combine(domain, below), .upper = p + combine(domain, above)};
}

const pm_estimate_interval_method pm_estimate_interval_mover = {
    .about =
        {
            .name = "mover",
            .title = "Limits recovered from each stratum's own Wilson limits",
            .citation = "Zou & Donner 2008, Statistics in Medicine 27, 1693-1702; stratum "
                        "limits: Wilson "
                        "1927 with finite population correction",
            .use =
                "When strata are small, or have nothing but compliant records, or none: their "
                "uncertainty counts although their variance is 0.",
            .avoid = "When strata have one or two records each: their wide limits make the "
                     "total's far too wide.",
        },
    .combine = recover,
};
