/* estimate_interval_wilson_stratified.c: the weighted sum of the strata's own score
   limits, each at a quantile so much smaller that the sum has the level.

   Yan & Su 2010, Statistics in Biopharmaceutical Research 2, with the weights fixed
   at W_h and n_h m_h = n_h (N_h - 1)/(N_h - n_h) records as for wilson-fpc:
   z' = z sqrt(sum a_h^2 s_h)/sum a_h sqrt(s_h), s_h = p_h q_h/(n_h m_h), where a_h
   is the derivative of the rate by p_h. When every s_h is 0, all p_h q_h are taken
   to be the same. Sizes of recorded units: the limits are those of R/T with
   T = sum R_h/p_h, and R_h over a stratum's limits those of its term.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>
#include <plusminus/num.h>

/* 1/(n_h m_h). */
static double one_record(const pm_part *part)
{
  if (part->open <= 0)
    return 0;
  double correction = isfinite(part->size) ? part->open * part->size / (part->size - 1) : 1;
  return correction / part->stratum->n;
}

/* z'/z; equal: with the same p_h q_h everywhere. */
static double shrink(const pm_domain *domain, bool is_equal)
{
  pm_sum squares = {0, 0};
  pm_sum sum = {0, 0};
  for (size_t h = 0; h < domain->count; h++) {
    const pm_part *part = domain->parts[h];
    double spread = is_equal ? 1 : part->rate * (1 - part->rate);
    double term = domain->slope[h] * sqrt(spread * one_record(part));
    pm_sum_add(&squares, term * term);
    pm_sum_add(&sum, term);
  }
  return sqrt(pm_sum_value(&squares)) / pm_sum_value(&sum);
}

static pm_status search(const pm_setup *setup, const pm_domain *domain, pm_limits *limits,
                        pm_error *error)
{
  bool is_recorded = setup->kind == PM_POPULATION_RECORDED;
  double ratio = shrink(domain, false);
  pm_level level = setup->level;
  level.z *= isfinite(ratio) ? ratio : shrink(domain, true);
  pm_sum lower = {0, 0};
  pm_sum upper = {0, 0};
  for (size_t h = 0; h < domain->count; h++) {
    const pm_part *part = domain->parts[h];
    bool is_finite = isfinite(part->size);
    const pm_case data = {
        .x = part->stratum->x, .n = part->stratum->n, .population = is_finite ? part->size : 0};
    pm_interval own;
    pm_status status = pm_interval_compute(
        pm_interval_find(is_finite ? "wilson-fpc" : "wilson"), &level, &data, &own, error);
    if (status != PM_OK)
      return status;
    double weight = domain->share[h];
    pm_sum_add(&lower, weight * (is_recorded ? part->rate / own.lower : own.lower));
    pm_sum_add(&upper, weight * (is_recorded ? part->rate / own.upper : own.upper));
  }
  *limits = (pm_limits){.lower = pm_sum_value(&lower), .upper = pm_sum_value(&upper)};
  if (is_recorded)
    *limits = (pm_limits){.lower = domain->measure.rate / limits->lower,
                          .upper = domain->measure.rate / limits->upper};
  return PM_OK;
}

const pm_estimate_interval_method pm_estimate_interval_wilson_stratified = {
    .about =
        {
            .name = "wilson-stratified",
            .title = "The strata's own Wilson limits at a common smaller quantile, weighted",
            .citation = "Yan & Su 2010, Statistics in Biopharmaceutical Research 2, 329-335; "
                        "weights fixed at the strata's shares",
            .use = "To agree with stratified Wilson intervals of clinical trials, and for "
                   "many strata of moderate size.",
            .avoid = "When most strata are all compliant or have none that is: the common "
                     "quantile then comes from the few others.",
        },
    .search = search,
};
