/* boundary_search.h: the boundaries that make a number least.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_BOUNDARY_SEARCH_H
#define PM_ALLOCATE_BOUNDARY_SEARCH_H

#include "allocate/boundary_method.h"

/* What the boundaries are worth, the smaller the better; INFINITY: they cannot be. end[h]
   distinct measures are in the first h + 1 strata; the last end is all of them. */
typedef double pm_boundary_worth(const pm_boundary_work *work, const size_t *end);

typedef struct pm_boundary_search {
  const pm_boundary_work *work;
  pm_boundary_worth *worth;
  size_t *end;     /* the best found: work->strata of them */
  double best;     /* its worth */
  bool is_exact;   /* all were looked at */
  size_t *scratch; /* as long as end */
} pm_boundary_search;

/* How many ways there are to cut count measures into strata, or most + 1 when there are
   more than that. */
double pm_boundary_ways(size_t count, size_t strata, double most);

/* Look at all of them. */
void pm_boundary_search_all(pm_boundary_search *it);
/* From many starts, by moving one boundary or two neighbours at a time. */
void pm_boundary_search_some(pm_boundary_search *it);

#endif
