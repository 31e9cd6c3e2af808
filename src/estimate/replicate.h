/* replicate.h: variance by replicates: the estimate is made again many times,
   each time with the sampled units counted a little differently, and its spread
   is the variance (Wolter 2007, Introduction to Variance Estimation, 2nd ed.).

   The engine works on totals of sampled units by cell, wherever they come from.
   A unit is a primary sampling unit, or a record when records are sampled. An
   estimate is a total of y, one of x, or their ratio, in a domain made of cells.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_REPLICATE_H
#define PM_ESTIMATE_REPLICATE_H

#include <plusminus/estimate.h>

/* A row of pm_variance_family; the rest is in replicate_parts.h. */
typedef struct pm_variance_method pm_variance_method;

/* Weighted totals: x the denominator's (of a mean or a rate: the weights), y
   the numerator's. */
typedef struct pm_replicate_total {
  double x, y;
} pm_replicate_total;

/* A unit's total in one cell; a unit may have several for the same. */
typedef struct pm_replicate_entry {
  uint32_t cell;
  pm_replicate_total total;
} pm_replicate_entry;

typedef struct pm_replicate_stratum {
  const char *name; /* for messages */
  double fraction;  /* of the stratum's units that was sampled; 0: not known, or
                       no correction is wanted; 1: all, so it adds no variance */
} pm_replicate_stratum;

/* The sample. All is borrowed, as long as the replicates are used. Units stand
   in any order; successive differences go by it (or by `order`), and the draws
   of a bootstrap depend on it and on the order of the strata. */
typedef struct pm_replicate_table {
  const char *file; /* for messages; may be NULL */
  const pm_replicate_stratum *strata;
  size_t stratum_count;
  size_t unit_count;
  const uint32_t *stratum; /* of each unit: its index in strata */
  const uint32_t *pair;    /* of each unit: which pair of its stratum it is in (any
                              numbers), where the method needs pairs; NULL: every
                              stratum is one pair */
  const double *order;     /* of each unit: its place within its stratum; NULL: the
                              order in which the units stand */
  const size_t *first;     /* unit_count + 1: unit u has entries first[u] to
                              first[u + 1] - 1; none is fine */
  const pm_replicate_entry *entries;
  size_t cell_count;
  size_t domain_count;
  const size_t *domain_first; /* domain_count + 1: domain d has domain_cells from
                                 domain_first[d] to domain_first[d + 1] - 1, each
                                 once; NULL: every cell is a domain */
  const uint32_t *domain_cells;
} pm_replicate_table;

typedef enum pm_replicate_centre {
  PM_REPLICATE_ABOUT_ESTIMATE, /* deviations from the full sample's estimate ("mse") */
  PM_REPLICATE_ABOUT_MEAN      /* from the mean of the replicates' estimates */
} pm_replicate_centre;

/* A zero value means the defaults. */
typedef struct pm_replicate_request {
  const char *method; /* of pm_variance_family but taylor; NULL: jkn */
  size_t replicates;  /* bootstrap: how many, 0: 1000. brr, fay, sdr: at least so
                         many; 0: as many as are needed (sdr: up to 512) */
  double rho;         /* fay: what is left of a unit's weight, [0, 1); 0 is brr */
  uint64_t seed;      /* bootstrap */
  const char *lonely; /* a stratum of one unit: fail (NULL), or remove or certainty,
                         which leave it as it is in every replicate; by any other rule
                         it is refused */
  pm_replicate_centre centre;
  pm_crew *crew; /* NULL: the caller's thread alone */
  const pm_allocator *allocator;
} pm_replicate_request;

typedef struct pm_replicates pm_replicates;

/* Plan the replicates of a table. PM_ERROR_USAGE: no such method, a request that
   cannot be met, jk1 with strata; PM_ERROR_DOMAIN: rho, a fraction, an index or
   a total out of range; PM_ERROR_DATA: strata that the method cannot serve (one
   unit under the rule fail; not two where there must be pairs), each named;
   PM_ERROR_MEMORY. Free with pm_replicates_free. */
pm_status pm_replicates_new(pm_replicates **replicates, const pm_replicate_table *table,
                            const pm_replicate_request *request, pm_error *error);
void pm_replicates_free(pm_replicates *replicates);

/* How many there are; the variance is scale x sum over r of coefficient(r) x
   (estimate(r) - centre)^2. */
size_t pm_replicates_count(const pm_replicates *replicates);
double pm_replicates_scale(const pm_replicates *replicates);
double pm_replicates_coefficient(const pm_replicates *replicates, size_t replicate);

/* What the weight of each unit, in the table's order, is multiplied by in a
   replicate: a column of a weights file. room: of as many numbers, overwritten. */
void pm_replicates_factors(const pm_replicates *replicates, size_t replicate, double *room,
                           double *factors);

/* The variance of one domain's estimates. */
typedef struct pm_replicate_variance {
  pm_replicate_total total; /* of the full sample */
  double ratio;             /* y/x; NaN when x is 0 */
  double ratio_variance, y_variance, x_variance;
  size_t undefined; /* replicates in which x is 0. If there are any, the ratio's
                       variance is NaN, but of a bootstrap it is that of the
                       others */
} pm_replicate_variance;

/* Called for replicate 0, 1, ... in the caller's thread: the totals of every
   domain in it. Another status than PM_OK ends the run and is returned. */
typedef struct pm_replicate_sink {
  pm_status (*take)(void *context, size_t replicate, const pm_replicate_total *totals);
  void *context;
} pm_replicate_sink;

/* Make all replicates, and the variances of all domains (domain_count of them).
   sink may be NULL. The same bytes come out for any crew. PM_ERROR_MEMORY, or
   what the sink returns. Memory is in blocks of replicates x domains. */
pm_status pm_replicates_run(pm_replicates *replicates, pm_replicate_variance *variances,
                            const pm_replicate_sink *sink, pm_error *error);

/* Replicates that somebody else made: totals by weights that came with the file. */
typedef struct pm_replicate_given {
  size_t replicate_count, domain_count;
  const pm_replicate_total *full;   /* of each domain, by the full weights */
  const pm_replicate_total *totals; /* replicate_count x domain_count, the domains
                                       of one replicate together */
  const char *method;               /* how they were made, which says the scale where it is not
                                       given; NULL: not said */
  double rho;                       /* of fay */
  double scale;                     /* > 0; 0: by the method */
  const double *coefficients;       /* >= 0, of each replicate; NULL: 1 */
  pm_replicate_centre centre;
  const pm_allocator *allocator;
} pm_replicate_given;

/* Their variances. PM_ERROR_USAGE: no scale, or fewer than two replicates;
   PM_ERROR_DOMAIN: a scale, a coefficient or a total out of range;
   PM_ERROR_MEMORY. */
pm_status pm_replicate_given_run(const pm_replicate_given *given,
                                 pm_replicate_variance *variances, pm_error *error);

/* The scale of variances that were made. */
double pm_replicate_given_scale(const pm_replicate_given *given);

#endif
