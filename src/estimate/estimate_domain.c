/* estimate_domain.c: one domain's rate, variance, degrees of freedom and limits.

   Sizes of all units: p = sum W_h p_h (Cochran 1977, equation 5.1). Sizes of the
   recorded ones, R_h = p_h T_h: p = sum R_h / sum(R_h/p_h), which is the same sum
   with W_h = T_h/T, but T_h = R_h/p_h moves with p_h, so that the derivative is
   p R_h/(T p_h^2) = W_h p/p_h instead of W_h.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_parts.h"

#include <math.h>
#include <plusminus/num.h>

const char *const pm_domain_reasons[PM_DOMAIN_REASONS] = {
    [PM_REASON_NO_VARIANCE] =
        "every stratum has a single record, so no variance can be measured",
    [PM_REASON_NO_DF] = "there are no degrees of freedom: no stratum has more than one record",
    [PM_REASON_RECORDED_SIZES] =
        "the interval needs exact sizes, and sizes of recorded units give the strata's sizes "
        "only with the sample's own error",
    [PM_REASON_NO_SIZES] = "the interval needs the whole number of units in every stratum, and "
                           "no other weights",
};

/* Sizes made of those recorded are estimates, as the rates are. */
static void add_sizes(pm_domain *domain, bool is_estimated)
{
  pm_sum weight = {0, 0};
  pm_sum size = {0, 0};
  bool is_known = true;
  domain->is_census = true;
  for (size_t h = 0; h < domain->count; h++) {
    const pm_part *part = domain->parts[h];
    pm_sum_add(&weight, part->weight);
    is_known = is_known && isfinite(part->size);
    if (is_known)
      pm_sum_add(&size, part->size);
    domain->lonely_count += part->is_lonely;
    domain->is_census = domain->is_census && part->open <= 0;
  }
  domain->size = is_known ? pm_sum_value(&size) : (double)INFINITY;
  domain->open = is_known ? (domain->size - domain->measure.n) / domain->size : 1;
  domain->measure.population = is_known && !is_estimated ? domain->size : 0;
  for (size_t h = 0; h < domain->count; h++)
    domain->share[h] = domain->parts[h]->weight / pm_sum_value(&weight);
}

/* Measured from the first stratum's rate: rates that are all the same give
   exactly that rate, whatever the shares were rounded to. */
static void average_rates(pm_domain *domain)
{
  double origin = domain->parts[0]->rate;
  pm_sum sum = {origin, 0};
  for (size_t h = 1; h < domain->count; h++)
    pm_sum_add(&sum, domain->share[h] * (domain->parts[h]->rate - origin));
  domain->measure.rate = fmin(fmax(pm_sum_value(&sum), 0), 1);
}

static pm_status add_variances(const pm_setup *setup, pm_domain *domain)
{
  pm_sum good = {0, 0};
  for (size_t h = 0; h < domain->count; h++) {
    const pm_part *part = domain->parts[h];
    bool is_recorded = setup->kind == PM_POPULATION_RECORDED;
    double slope = domain->share[h] * (is_recorded ? domain->measure.rate / part->rate : 1);
    domain->slope[h] = slope;
    domain->contribution[h] = slope * slope * part->variance;
    if (!part->is_lonely)
      pm_sum_add(&good, domain->contribution[h]);
  }
  domain->group_count = domain->count;
  if (setup->lonely->merges)
    return pm_domain_collapse(setup, domain) ? PM_OK : PM_ERROR_MEMORY;
  size_t good_count = domain->count - domain->lonely_count;
  double good_mean = pm_sum_value(&good) / (double)good_count;
  pm_sum all = good;
  for (size_t h = 0; good_count > 0 && h < domain->count; h++) {
    if (!domain->parts[h]->is_lonely)
      continue;
    domain->contribution[h] = setup->lonely->compute(domain, h, good_mean);
    pm_sum_add(&all, domain->contribution[h]);
  }
  domain->measure.variance = good_count > 0 ? pm_sum_value(&all) : (double)NAN;
  return PM_OK;
}

static void clip(pm_domain *domain, pm_limits limits)
{
  domain->lower = fmin(fmax(limits.lower, 0), domain->measure.rate);
  domain->upper = fmax(fmin(limits.upper, 1), domain->measure.rate);
}

/* A single stratum needs no weight, so it has none of its own. */
static bool is_counted(const pm_part *part, size_t strata)
{
  return isfinite(part->size) && part->size == floor(part->size) &&
         (strata == 1 || part->weight == part->size);
}

const char *pm_domain_refuse_sizes(const pm_setup *setup, const pm_domain *domain)
{
  if (setup->kind == PM_POPULATION_RECORDED)
    return pm_domain_reasons[PM_REASON_RECORDED_SIZES];
  for (size_t h = 0; h < domain->count; h++)
    if (!is_counted(domain->parts[h], pm_strata_count(setup->strata)))
      return pm_domain_reasons[PM_REASON_NO_SIZES];
  return NULL;
}

static const char *find_reason(const pm_setup *setup, const pm_domain *domain)
{
  if (setup->interval->search != NULL)
    return setup->interval->refuse != NULL ? setup->interval->refuse(setup, domain) : NULL;
  if (isnan(domain->measure.variance))
    return pm_domain_reasons[PM_REASON_NO_VARIANCE];
  return domain->measure.df > 0 ? NULL : pm_domain_reasons[PM_REASON_NO_DF];
}

static pm_status find_limits(const pm_setup *setup, pm_domain *domain, pm_error *error)
{
  domain->lower = domain->upper = (double)NAN;
  if (domain->is_census) {
    domain->lower = domain->upper = domain->measure.rate;
    return PM_OK;
  }
  domain->reason = find_reason(setup, domain);
  if (domain->reason != NULL)
    return PM_OK;
  pm_limits limits;
  if (setup->interval->search != NULL) {
    pm_status status = setup->interval->search(setup, domain, &limits, error);
    if (status != PM_OK)
      return status;
  } else {
    domain->measure.t = pm_t_quantile(setup->level.tail, domain->measure.df, PM_TAIL_UPPER);
    limits = setup->interval->compute != NULL
                 ? setup->interval->compute(&domain->measure, &setup->level)
                 : setup->interval->combine(domain, setup->kind);
  }
  clip(domain, limits);
  return PM_OK;
}

pm_status pm_domain_compute(const pm_setup *setup, const pm_domain *nation, pm_domain *domain,
                            pm_error *error)
{
  add_sizes(domain, setup->kind == PM_POPULATION_RECORDED);
  average_rates(domain);
  if (add_variances(setup, domain) != PM_OK)
    return pm_memory_fault(error);
  domain->measure.df =
      setup->df_fixed > 0 ? setup->df_fixed : setup->df->compute(domain, nation);
  if (!domain->is_census)
    domain->reliability = pm_measure_reliability(&domain->measure, &domain->quality);
  return find_limits(setup, domain, error);
}
