/* boundary_method.h: what the rules for boundaries share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_BOUNDARY_METHOD_H
#define PM_ALLOCATE_BOUNDARY_METHOD_H

#include <plusminus/allocate.h>

#define PM_BOUNDARY_ROW(name) extern const pm_boundary_method pm_boundary_##name;
#include "boundary_methods.def"
#undef PM_BOUNDARY_ROW

/* A frame sorted, and where it is to be cut. */
typedef struct pm_boundary_work {
  const pm_boundary_request *request;
  const double *values; /* the distinct measures, rising */
  size_t count;         /* how many */
  /* Of the first i of them: units, and sums of measures and squares less the least, so
     that small measures are not lost in great ones; count + 1 numbers each. */
  const double *units, *sums, *squares;
  double least;
  size_t strata;  /* to be made of these */
  double *border; /* the rule's result: the upper borders of the first strata - 1 */
  pm_boundaries found;
} pm_boundary_work;

/* Units and spread of the measures from, up to but without, to. */
typedef struct pm_boundary_part {
  double size, mean, variance; /* variance with size - 1 below; of one unit 0 */
} pm_boundary_part;
pm_boundary_part pm_boundary_part_of(const pm_boundary_work *work, size_t from, size_t to);

/* How many of the distinct measures are at most x. */
size_t pm_boundary_rank(const pm_boundary_work *work, double x);

#endif
