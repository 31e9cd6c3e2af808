/* sample_pairs.h: differences of domains by replicates.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_PAIRS_H
#define PM_ESTIMATE_SAMPLE_PAIRS_H

#include "estimate/sample_listing.h"

/* Two estimates, by their numbers in a listing. */
typedef struct pm_sample_pair {
  size_t first, second;
  bool is_total; /* of y, or else of y/x */
} pm_sample_pair;

/* In the order of the rows. */
typedef struct pm_sample_pairs {
  pm_sample_pair *items;
  size_t count;
} pm_sample_pairs;

/* Those of the differences that the run was asked for, in the arena of its estimates. False:
   out of memory. */
bool pm_sample_pairs_make(pm_sample_pairs *pairs, const pm_sample_listing *listing);

/* From the totals of a listing's estimates, in the sample or a replicate, each pair's as an
   estimate of its own: x is 1 and y the difference; x is 0 where it has none. full: the
   sample's totals. */
void pm_sample_pairs_subtract(const pm_sample_pairs *pairs, const pm_replicate_total *full,
                              const pm_replicate_total *totals,
                              pm_replicate_total *differences);

#endif
