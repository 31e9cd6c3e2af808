/* sample_listing.h: every estimate of a run by number, for what is made of all at once.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_LISTING_H
#define PM_ESTIMATE_SAMPLE_LISTING_H

#include "estimate/replicate.h"
#include "estimate/sample_run.h"

/* An estimate's place among all: those of a set follow each other by domain, those of a
   domain by statistic. */
typedef struct pm_sample_listing {
  const pm_sample_run *run;
  size_t *bases; /* of each set: its first estimate */
  size_t count;  /* of estimates */
  uint32_t *
      *domain_of; /* of each set, for each cell of its split: PM_LABEL_NONE, or its domain */
} pm_sample_listing;

/* It lives as long as the run's estimates. False: out of memory. */
bool pm_sample_listing_make(pm_sample_listing *listing, const pm_sample_run *run);

/* What y of a statistic is as replicates see it: about the tally's origin for ratios,
   whose spread that does not change; as it is for totals. */
double pm_sample_shift(const pm_tally *tally, size_t statistic);
/* The weighted total of that in a cell with these sums. */
double pm_sample_shifted(const pm_tally *tally, size_t statistic, const double *sums);

static inline size_t pm_sample_number(const pm_sample_listing *listing, size_t set,
                                      uint32_t domain)
{
  return listing->bases[set] + domain * listing->run->tally->plan.statistic_count;
}

/* The sample's own quantiles, the shares at and below which are replicated: of each estimate
   that is one; NULL: none is. False: out of memory. */
bool pm_sample_list_quantiles(const pm_sample_listing *listing, pm_sample_run *run,
                              double **quantiles);

static inline bool pm_sample_is_quantile(const pm_tally_plan *plan, size_t statistic)
{
  return plan->statistics[statistic].kind == PM_STATISTIC_QUANTILE;
}

/* The variances of all estimates by the replicate weights that came with the records. */
pm_status pm_sample_replicate_given(pm_sample_run *run, const pm_estimate_request *request);

#endif
