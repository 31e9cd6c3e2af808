/* stratified_difference.h: what the methods for two rates by strata share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   A row's function gets strata that pm_stratified_difference_compute has
   checked, and an estimate that is set. It sets the limits and the p-value;
   clipping, and that both agree, are seen to for it. */
#ifndef PM_STRATIFIED_DIFFERENCE_H
#define PM_STRATIFIED_DIFFERENCE_H

#include "difference_method.h"

#define PM_STRATIFIED_DIFFERENCE_ROW(name)                                                     \
  extern const pm_stratified_difference_method pm_stratified_difference_##name;
#include "stratified_difference.def"
#undef PM_STRATIFIED_DIFFERENCE_ROW

/* Strata as a lower limit looks at them; turned, the groups are exchanged: an
   upper limit is the lower one of the turned strata with its sign changed. */
typedef struct pm_strata_view {
  const pm_pairs *pairs;
  double total;    /* of the weights as given */
  double estimate; /* of the difference, as it is after the exchange */
  bool is_turned;
} pm_strata_view;

pm_strata_view pm_strata_view_make(const pm_pairs *pairs);
pm_strata_view pm_strata_view_turned(const pm_strata_view *view);
pm_pair pm_strata_view_pair(const pm_strata_view *view, size_t h);

/* The first group's compliant, or the second's not compliant: of either the
   lower limit is wanted. */
pm_sample pm_strata_view_sample(const pm_strata_view *view, size_t h, bool is_second);

/* The weight of a stratum; all together are 1. */
double pm_strata_view_weight(const pm_strata_view *view, size_t h);

#endif
