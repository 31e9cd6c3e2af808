/* sample_run.h: one run of estimating from a tally.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_RUN_H
#define PM_ESTIMATE_SAMPLE_RUN_H

#include "estimate/estimate_table.h"
#include "estimate/sample.h"

typedef struct pm_sample_run {
  const pm_tally *tally;
  pm_setup setup;
  pm_sample_design design;
  double design_df;
  pm_sample_room room;
  struct pm_sample_records *records; /* of each split; NULL: not needed so far */
  pm_estimates *estimates;           /* whose arena holds all that is made */
  pm_notes *notes;
  pm_error *error;
} pm_sample_run;

/* What a domain's records of a statistic add up to. */
typedef struct pm_sample_totals {
  double sums[PM_SUMS]; /* y as the tally has it */
  double x, y;          /* the weighted totals of the file's own x and y */
} pm_sample_totals;

/* Why a statistic has no value in a domain; NULL: it has. */
const char *pm_sample_refusal(const pm_tally_statistic *statistic,
                              const pm_sample_totals *totals);

/* Gather a domain's sums of a statistic, and climb; a statistic without a value has
   no variance found. False: out of memory. */
bool pm_sample_compute(pm_sample_run *run, size_t split, const pm_sample_domain *domain,
                       size_t statistic, pm_sample_totals *totals, pm_sample_variance *found);

/* Why there is no interval. */
extern const char pm_sample_no_variance[];
extern const char pm_sample_no_df[];
/* Degrees of freedom by the request. */
double pm_sample_df(const pm_sample_run *run, const pm_sample_variance *found);

/* The row of a quantile, of which the labels and names are there. */
pm_status pm_sample_quantile(pm_sample_run *run, size_t split, const pm_sample_domain *domain,
                             size_t statistic, pm_estimate *row);
void pm_sample_records_free(pm_sample_run *run);

/* "Wales / Gwent"; NULL: out of memory. */
const char *pm_sample_name(const pm_sample_design *design, uint32_t node, pm_arena *arena);

/* Lonely strata and clusters by the rule: a fault or a note. */
pm_status pm_sample_check_lonely(pm_sample_run *run);
/* Weights that contradict the populations: a fault or a note. */
pm_status pm_sample_check_weights(pm_sample_run *run);
/* The remarks that follow from the rows. */
pm_status pm_sample_note(const pm_sample_run *run);

#endif
