/* plusminus/interval.h: a confidence interval for one rate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   A case is x compliant among n records, drawn with equal chance, from a
   population of N or one that is large. All rates are proportions 0..1. */
#ifndef PLUSMINUS_INTERVAL_H
#define PLUSMINUS_INTERVAL_H

#include <plusminus/core.h>

PM_BEGIN_DECLS

typedef enum pm_side {
  PM_SIDE_TWO,   /* lower and upper limit, (1-conf)/2 in each tail */
  PM_SIDE_LOWER, /* a lower limit only, 1-conf in its tail; upper is 1 */
  PM_SIDE_UPPER  /* an upper limit only; lower is 0 */
} pm_side;

/* A confidence level with what follows from it once: made by pm_level_make
   outside the loop, used for any number of cases. */
typedef struct pm_level {
  double conf; /* 0.5 .. 1 - 1e-9 */
  pm_side side;
  double tail; /* probability left out in one tail */
  double z;    /* its normal quantile, > 0 (0 for a one-sided 0.5) */
} pm_level;

/* PM_OK, or PM_ERROR_USAGE when conf is below 0.5, above 1 - 1e-9 or NaN, or there is
   no such side; the numbers of level are then NaN. */
PM_API pm_status pm_level_make(pm_level *level, double conf, pm_side side, pm_error *error);

/* One observation. population 0: large (infinite). x and n may be fractional
   (effective counts) where the method has no PM_INTERVAL_WHOLE flag. n and a
   finite population are at most 2^53. */
typedef struct pm_case {
  double x;
  double n;
  double population;
} pm_case;

typedef struct pm_interval {
  double estimate; /* x/n */
  double lower;
  double upper;
} pm_interval;

enum {
  PM_INTERVAL_EXACT = 1,      /* its coverage is never below the level */
  PM_INTERVAL_POPULATION = 2, /* needs a finite population */
  PM_INTERVAL_WHOLE = 4,      /* x and n must be whole */
  PM_INTERVAL_DEGENERATE = 8, /* zero width at x = 0 and x = n: say so in a note */
  PM_INTERVAL_TWO_SIDED = 16, /* has no one-sided form */
  PM_INTERVAL_UNNESTED = 32,  /* a higher level can have a limit that is further in */
  PM_INTERVAL_SEARCHED = 64   /* its limits are searched for, which takes a microsecond or
                                 more: results are worth keeping */
};

/* A row of the family. compute gets a case already checked by
   pm_interval_compute and sets lower and upper; clipping to [0, 1] and the
   exact 0 and 1 at the ends are done for it. compute_all, or NULL, does the
   same for every x = 0, 1, ..., n of a whole n at once, intervals[x] being
   preset as compute's is: for a method whose limits are found together, or
   cheaper from their neighbours; for a PM_INTERVAL_SEARCHED method to the last
   bit. data->x is not looked at. */
typedef struct pm_interval_method {
  pm_method about;
  unsigned flags;
  pm_status (*compute)(const pm_level *level, const pm_case *data, pm_interval *interval);
  pm_status (*compute_all)(const pm_level *level, const pm_case *data, pm_interval *intervals);
} pm_interval_method;

/* The family's rows, in the order they are shown. */
PM_API extern const pm_family pm_interval_family;
PM_API const pm_interval_method *pm_interval_find(const char *name);

/* The method used when none is named: wilson, or hypergeometric with a
   population. */
PM_API const pm_interval_method *pm_interval_default(double population);

/* One interval. With a finite population, a method without
   PM_INTERVAL_POPULATION ignores it. Guaranteed on PM_OK:
   0 <= lower <= estimate <= upper <= 1, lower exactly 0 at x = 0, upper
   exactly 1 at x = n (except for PM_INTERVAL_DEGENERATE methods, and except
   in a census, where a PM_INTERVAL_POPULATION method gives the point). A limit
   that its method's formula puts beyond the estimate is the estimate.
   PM_ERROR_DOMAIN: n <= 0, x < 0, x > n, not finite, not whole where it must
   be, population below n or missing where it is needed, more than 2^53.
   PM_ERROR_USAGE: a one-sided level for a PM_INTERVAL_TWO_SIDED method.
   PM_ERROR_NUMERIC: a search did not converge.
   Accuracy: relative 1e-12 for closed forms and quantiles. Pure; thread-safe. */
PM_API pm_status pm_interval_compute(const pm_interval_method *method, const pm_level *level,
                                     const pm_case *data, pm_interval *interval,
                                     pm_error *error);

/* The intervals of every x = 0, 1, ..., n of a whole n at once, into n + 1
   places; the same as one by one, to their accuracy, and for a
   PM_INTERVAL_SEARCHED method to the last bit. data->x is not looked at.
   Statuses as pm_interval_compute. */
PM_API pm_status pm_interval_compute_all(const pm_interval_method *method,
                                         const pm_level *level, const pm_case *data,
                                         pm_interval *intervals, pm_error *error);

/* ------------------------------------------------------------- coverage -- */

/* How often a method's interval covers the true rate, exactly: for one n (and
   population) the limits for every x, and from them the coverage at any true
   rate, without simulation. */
typedef struct pm_coverage pm_coverage;

typedef struct pm_coverage_request {
  const pm_interval_method *method;
  pm_level level;
  double n;           /* whole, 1 .. 1e6 */
  double population;  /* 0: large; then true rates are any in 0..1. Otherwise
                         whole, n .. 1e15; true rates are M/population, also for a
                         method that does not look at the population */
  bool without_width; /* leave the expected width out of the points (NaN): they
                         then take a third of the time */
  const pm_allocator *allocator;
} pm_coverage_request;

/* At one true rate. */
typedef struct pm_coverage_point {
  double rate;
  double coverage; /* P(lower <= rate <= upper) */
  double width;    /* expected upper - lower */
} pm_coverage_point;

/* Over all true rates. With a large population the minimum is an infimum: it
   is taken at the limits of the x's, from both sides, where coverage jumps. */
typedef struct pm_coverage_summary {
  double minimum;
  double minimum_at; /* the rate where, or next to which, it is */
  double mean;       /* of a rate uniform on 0..1 (on all M of the population) */
  double mean_width;
} pm_coverage_summary;

/* PM_OK, PM_ERROR_MEMORY, or as pm_interval_compute. Free with
   pm_coverage_free. */
PM_API pm_status pm_coverage_new(pm_coverage **coverage, const pm_coverage_request *request,
                                 pm_error *error);
PM_API void pm_coverage_free(pm_coverage *coverage); /* NULL is fine */

/* At rate (moved to the nearest M/population when that is finite), to within
   1e-13. PM_ERROR_DOMAIN: not in 0..1. PM_ERROR_MEMORY. */
PM_API pm_status pm_coverage_at(const pm_coverage *coverage, double rate,
                                pm_coverage_point *point, pm_error *error);

/* At count rates in any order, into as many points: the same as one by one,
   and fastest when the rates rise. */
PM_API pm_status pm_coverage_curve(const pm_coverage *coverage, const double *rates,
                                   size_t count, pm_coverage_point *points, pm_error *error);

/* To within 1e-12. */
PM_API pm_status pm_coverage_summarise(const pm_coverage *coverage,
                                       pm_coverage_summary *summary, pm_error *error);

/* The level for each of k intervals so that all hold together with conf.
   PM_ERROR_USAGE: no method of that name, conf not in 0.5 .. 1 - 1e-9, k not
   whole or below 1, or each beyond what pm_level_make takes. */
PM_API extern const pm_family pm_simultaneous_family; /* sidak, bonferroni */
PM_API pm_status pm_simultaneous_conf(const char *name, double conf, double k, double *each,
                                      pm_error *error);

PM_END_DECLS

#endif
