/* plusminus/estimate.h: rates for the nation and its parts, with their
   variance, design effect and interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   From counts by stratum: simple random samples without replacement within
   strata that are independent (Cochran 1977, ch. 5). */
#ifndef PLUSMINUS_ESTIMATE_H
#define PLUSMINUS_ESTIMATE_H

#include <plusminus/core.h>
#include <plusminus/design.h>

PM_BEGIN_DECLS

/* Families; a row's name is what the request takes. Rows beyond pm_method are
   the library's own. */
PM_API extern const pm_family pm_estimate_interval_family; /* wald wilson logit mover
                                       mover-hypergeometric wilson-stratified exact */
PM_API extern const pm_family pm_df_family;                /* domain design satterthwaite */
PM_API extern const pm_family pm_lonely_family;   /* fail remove certainty adjust average */
PM_API extern const pm_family pm_deff_family;     /* wr wor */
PM_API extern const pm_family pm_variance_family; /* taylor jk1 jkn jk2 brr fay bootstrap sdr */

/* A set of domains: every combination of values of these columns. */
typedef struct pm_by {
  const char *const *columns;
  size_t count;
} pm_by;

/* A zero value means the defaults. */
typedef struct pm_estimate_request {
  double conf;          /* 0: 0.95 */
  const char *interval; /* NULL: wilson */
  const char *df;       /* NULL: domain */
  double df_fixed;      /* > 0: these degrees of freedom, df is ignored */
  const char *lonely;   /* what a stratum with n = 1 (and n < N) adds to the
                           variance; NULL: average, with a note */
  const char *deff;     /* NULL: wr */
  const pm_by *by;      /* sets of domains; the nation always comes first */
  size_t by_count;
  const pm_allocator *allocator;
} pm_estimate_request;

/* One estimate. An unknown or undefined number is NaN, and reason says why in
   a sentence (NULL: nothing is missing). Rates are proportions. */
typedef struct pm_estimate {
  const char *const *labels; /* for each of pm_estimates_columns: a value, or "(all)" */
  const char *statistic;     /* "rate" or "total" */
  const char *variable;      /* "recorded/crimes", "not recorded" */
  double n;                  /* records */
  double clusters;           /* of counts: the records themselves */
  double population;         /* units the rate is a rate of; estimated when the
                                sizes given were of the recorded ones */
  double estimate, se, lower, upper, margin, conf;
  const char *interval; /* the method used for this row */
  double df, deff, n_effective, cv;
  const char *flag; /* a marker ("[u]"), or NULL */
  const char *reason;
  double strata;   /* strata in the domain */
  double variance; /* se squared, before rounding by sqrt */
  double deff_wor; /* v/((1-f)s2/n), whatever deff says: explain needs it */
} pm_estimate;

/* One stratum's part in the nation. */
typedef struct pm_estimate_stratum {
  const pm_stratum *stratum;
  double population;                         /* estimated size T_h when R_h was given */
  double share;                              /* W_h of the nation's units, adds up to 1 */
  double estimate, se, lower, upper, margin; /* of its own rate; the interval is
                            wilson-fpc with T_h known, wilson otherwise */
  double variance_part;                      /* what it adds to the national variance */
  double variance_share;                     /* the same, as a share; all add up to 1 */
  double unrecorded, unrecorded_lower, unrecorded_upper; /* U_h = T_h (1 - p_h) */
} pm_estimate_stratum;

typedef struct pm_estimates pm_estimates;

/* Estimate from counts. Rows: for the nation and then each set of domains,
   sorted by label (bytes), the rate and the total of those not compliant.
   kind total: p = sum W_h p_h, v = sum W_h^2 (1-f_h) p_h q_h/(n_h-1) (Cochran
   1977, 5.5). kind recorded: p = sum R_h / sum(R_h/p_h), v by the delta
   method with f_h = n_h/T_h. An estimate's margin is half the width.
   The strata are borrowed: they must stay as they are while the estimates are
   used. No number depends on their order. request NULL: the defaults.
   Notes: lonely-stratum, all-compliant, none-compliant, pooling, census,
   no-interval, effective-n, ... PM_ERROR_USAGE: unknown method or by-column;
   PM_ERROR_DATA: lonely strata under the rule fail (named), a population
   that is missing. */
PM_API pm_status pm_estimate_counts(pm_estimates **estimates, const pm_strata *strata,
                                    const pm_estimate_request *request, pm_notes *notes,
                                    pm_error *error);
PM_API void pm_estimates_free(pm_estimates *estimates);

PM_API size_t pm_estimates_columns(const pm_estimates *estimates);
PM_API const char *pm_estimates_column(const pm_estimates *estimates, size_t column);
PM_API size_t pm_estimates_count(const pm_estimates *estimates);
PM_API const pm_estimate *pm_estimates_at(const pm_estimates *estimates, size_t index);
/* As many as pm_strata_count, in its order. */
PM_API const pm_estimate_stratum *pm_estimates_stratum(const pm_estimates *estimates,
                                                       size_t index);

PM_END_DECLS

#endif
