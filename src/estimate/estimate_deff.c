/* estimate_deff.c: the variance that a simple random sample of as many records
   would have, which the design's variance is divided by (Kish 1965, 8.2).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

/* s^2/n with s^2 = p q n/(n - 1). */
static double compute_wr(const pm_domain *domain)
{
  return domain->measure.rate * (1 - domain->measure.rate) / (domain->measure.n - 1);
}

static double compute_wor(const pm_domain *domain)
{
  return domain->open * compute_wr(domain);
}

static double with_replacement(double open)
{
  (void)open;
  return 1;
}

static double without_replacement(double open)
{
  return open;
}

const pm_deff_method pm_deff_wr = {
    .about =
        {
            .name = "wr",
            .title = "Against simple random sampling with replacement: v/(s2/n)",
            .citation = "Kish 1965, Survey Sampling, section 8.2; Kish 1995, "
                        "Journal of Official Statistics 11, 55-77 (deft squared)",
            .use = "The default. Its n_effective is the n that a plain calculation needs.",
            .avoid = "When only the effect of stratifying is meant, without that of having "
                     "drawn a large part of the population.",
        },
    .compute = compute_wr,
    .correction = with_replacement,
};

const pm_deff_method pm_deff_wor = {
    .about =
        {
            .name = "wor",
            .title = "Against simple random sampling without replacement: v/((1-f)s2/n)",
            .citation = "Kish 1965, Survey Sampling, section 8.2",
            .use = "To separate the effect of the strata from that of the finite population.",
            .avoid = "When no size is known: it is then the same as wr.",
        },
    .compute = compute_wor,
    .correction = without_replacement,
};
