/* coverage.h: what the files on true coverage share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_INTERVAL_COVERAGE_H
#define PM_INTERVAL_COVERAGE_H

#include <plusminus/interval.h>

/* Every x of one n with its interval. The x whose intervals hold a rate follow
   one another where both limits rise with x. So that it is enough to remember
   the others, `begins` and `ends` are the limits made to rise: the lowest lower
   limit of this x and all larger ones, the highest upper one of this and all
   smaller ones. */
struct pm_coverage {
  const pm_allocator *allocator;
  double n;
  double population; /* 0: large */
  size_t places;     /* n + 1 */
  bool has_width;
  double *lower; /* of each x; the tables stand behind the struct */
  double *upper;
  double *begins;
  double *ends;
  double *odds;       /* P(x-1)/P(x) is odds[x] q/p in a large population */
  size_t *exceptions; /* the x with a limit that was made to rise */
  size_t exception_count;
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

/* From the first to the last x that hold the rate. near is where to look first: the run of a
 * rate close by. */
pm_coverage_run pm_coverage_find(const pm_coverage *coverage, double rate,
                                 pm_coverage_edge edge, pm_coverage_run near);

/* Whether an x of the run for this rate does not hold it after all: only the
   exceptions may. */
bool pm_coverage_misses(const pm_coverage *coverage, size_t x, double rate,
                        pm_coverage_edge edge);

/* The rate of a number of compliant ones closest to this one. */
double pm_coverage_count(const pm_coverage *coverage, double rate);

#endif
