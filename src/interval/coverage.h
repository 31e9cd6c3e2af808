/* coverage.h: what the files on true coverage share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_INTERVAL_COVERAGE_H
#define PM_INTERVAL_COVERAGE_H

#include <plusminus/interval.h>

/* Every x of one n with its interval. Both limits rise with x, or stay, so the
   x whose intervals hold a given rate follow one another. */
struct pm_coverage {
  const pm_allocator *allocator;
  double n;
  double population; /* 0: large */
  size_t places;     /* n + 1 */
  bool has_width;
  double *lower; /* of each x; the three stand behind the struct */
  double *upper;
  double *odds; /* P(x-1)/P(x) is odds[x] q/p in a large population */
};

/* The x from first up to, but not with, end; none when end <= first. */
typedef struct pm_coverage_run {
  size_t first;
  size_t end;
} pm_coverage_run;

/* Which x hold the rate: AT it, or all the way from just BELOW it or ABOVE it to
   it, where an interval that only begins or only ends there is not among them. */
typedef enum pm_coverage_edge {
  PM_COVERAGE_AT,
  PM_COVERAGE_BELOW,
  PM_COVERAGE_ABOVE
} pm_coverage_edge;

/* near is where to look first: the run of a rate close by. */
pm_coverage_run pm_coverage_find(const pm_coverage *coverage, double rate,
                                 pm_coverage_edge edge, pm_coverage_run near);

/* The rate of a number of compliant ones closest to this one. */
double pm_coverage_count(const pm_coverage *coverage, double rate);

#endif
