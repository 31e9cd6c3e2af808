/* estimate_lonely.c: what a stratum with one record, which cannot show any
   variance, adds to the variance of a rate (the choices of Lumley 2004).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/sample.h"

static double compute_nothing(const pm_domain *domain, size_t h, double good_mean)
{
  (void)domain;
  (void)h;
  (void)good_mean;
  return 0;
}

/* The record's deviation from the domain's rate in place of that from its
   stratum's: (1 - f_h) (a_h (p_h - p))^2. */
static double compute_adjust(const pm_domain *domain, size_t h, double good_mean)
{
  (void)good_mean;
  const pm_part *part = domain->parts[h];
  double deviation = domain->slope[h] * (part->rate - domain->measure.rate);
  return part->open * deviation * deviation;
}

static double compute_average(const pm_domain *domain, size_t h, double good_mean)
{
  (void)domain;
  (void)h;
  return good_mean;
}

/* ----------------------------------------------------------------- records -- */

static double part_nothing(const pm_stratum_part *part, double good_mean, double grand_mean)
{
  (void)part;
  (void)good_mean;
  (void)grand_mean;
  return 0;
}

static double part_adjust(const pm_stratum_part *part, double good_mean, double grand_mean)
{
  (void)good_mean;
  double deviation = part->drawn - grand_mean;
  return (1 - part->fraction) * deviation * deviation;
}

static double part_average(const pm_stratum_part *part, double good_mean, double grand_mean)
{
  (void)part;
  (void)grand_mean;
  return good_mean;
}

const pm_lonely_method pm_lonely_fail = {
    .about =
        {
            .name = "fail",
            .title = "Refuse, and name the strata",
            .citation = "Lumley 2004, Journal of Statistical Software 9(8)",
            .use = "When such a stratum is a mistake that should be found, not a design.",
            .avoid = "When strata with one record were planned.",
        },
    .is_refused = true,
    .compute = compute_nothing,
    .of_part = part_nothing,
};

const pm_lonely_method pm_lonely_remove = {
    .about =
        {
            .name = "remove",
            .title = "Nothing: the stratum is left out of the variance",
            .citation = "Lumley 2004, Journal of Statistical Software 9(8)",
            .use = "Only to reproduce results that were made so.",
            .avoid = "For conclusions: the variance is too small.",
        },
    .is_fixed = true,
    .compute = compute_nothing,
    .of_part = part_nothing,
};

const pm_lonely_method pm_lonely_certainty = {
    .about =
        {
            .name = "certainty",
            .title = "Nothing: the record is taken to be all there is",
            .citation = "Lumley 2004, Journal of Statistical Software 9(8)",
            .use = "When the stratum really holds one unit but its size was not given.",
            .avoid = "When the stratum holds more: the variance is then too small.",
        },
    .is_fixed = true,
    .compute = compute_nothing,
    .of_part = part_nothing,
};

const pm_lonely_method pm_lonely_adjust = {
    .about =
        {
            .name = "adjust",
            .title = "Its squared deviation from the domain's rate",
            .citation = "Lumley 2004, Journal of Statistical Software 9(8)",
            .use = "To err on the side of a wide interval.",
            .avoid = "When the lonely strata differ much from the others by design: the "
                     "variance is then far too large.",
        },
    .is_of_all = true,
    .compute = compute_adjust,
    .of_part = part_adjust,
};

const pm_lonely_method pm_lonely_average = {
    .about =
        {
            .name = "average",
            .title = "The mean of what the domain's other strata add",
            .citation = "Lumley 2004, Journal of Statistical Software 9(8)",
            .use = "The default for counts: when the lonely strata are like the others and "
                   "lack a second record by accident.",
            .avoid = "When the lonely strata are much larger or smaller than the others.",
        },
    .is_of_good = true,
    .compute = compute_average,
    .of_part = part_average,
};

const pm_lonely_method pm_lonely_collapse = {
    .about =
        {
            .name = "collapse",
            .title = "It and its neighbour in size are taken to be one stratum",
            .citation =
                "Wolter 2007, Introduction to Variance Estimation, section 2.5; Cochran "
                "1977, section 5A.12",
            .use = "When lonely strata were planned: the variance is, if anything, too large.",
            .avoid = "When the neighbour in size is known to be quite another kind of stratum.",
        },
    .merges = true,
};
