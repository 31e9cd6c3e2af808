/* estimate_table.h: what pm_estimates holds.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_TABLE_H
#define PM_ESTIMATE_TABLE_H

#include "estimate/estimate_parts.h"

struct pm_estimates {
  const pm_allocator *allocator;
  pm_arena *arena; /* holds all that the others point to */
  const char **columns;
  size_t column_count;
  pm_estimate *rows;
  size_t count;
  pm_estimate_stratum *strata;
  size_t stratum_count;
};

/* The field's marker for an estimate of low reliability. */
extern const char pm_unreliable[];

/* The parts of a design effect that is not there. */
extern const pm_deff_parts pm_deff_unknown;

/* Why wilson-fpc has the limits of wilson. */
extern const char pm_no_shares[];
/* What wilson and korn-graubard lose. */
extern const char pm_loses_share[];
/* What logit does where it has nothing to work on. */
extern const char pm_logit_at_end[];

/* Why a census has limits without width, and no design effect; and take what a row has of one
   away. */
extern const char pm_whole_population[];
void pm_estimate_forget_deff(pm_estimate *row);

/* Empty. NULL, with the fault: out of memory. */
pm_estimates *pm_estimates_new(const pm_allocator *allocator, pm_error *error);

/* Rows from domains that were computed, and the strata's own table. PM_OK or
   PM_ERROR_MEMORY. */
pm_status pm_estimates_fill(pm_estimates *estimates, const pm_setup *setup,
                            const pm_domain_set *sets, size_t set_count, pm_error *error);

#endif
