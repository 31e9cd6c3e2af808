/* plusminus/explain.h: why a margin is what it is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_EXPLAIN_H
#define PLUSMINUS_EXPLAIN_H

#include <plusminus/core.h>
#include <plusminus/design.h>
#include <plusminus/estimate.h>

PM_BEGIN_DECLS

/* One factor of a margin; the product of a subject's values is its margin
   exactly (to the last rounding), and running is the product so far. */
typedef struct pm_factor {
  const char *subject; /* "rate" for X N; a stratum's or the nation's label */
  const char *factor;  /* quantile, spread, root_n, small_sample, root_deff, root_fpc */
  double value;
  double running;
  const char *meaning; /* one clause in plain words, with its numbers */
} pm_factor;

/* What another margin would take. */
typedef struct pm_what_if {
  const char *subject;
  double margin;        /* half-width, a proportion: .10 .05 .03 .02 .01 */
  double n;             /* records at this rate and design; NaN: cannot be had */
  double n_worst;       /* the same at a rate of one half */
  double times;         /* n over the n there is now */
  double minutes, cost; /* NaN when no price was given */
} pm_what_if;

/* A stratum's part in the national margin. */
typedef struct pm_national {
  const char *stratum;
  double n, population, share, estimate, margin;
  double variance_share; /* adds up to 1 */
  double margin_without; /* the national margin if this stratum were known exactly */
} pm_national;

/* A conclusion that cannot be drawn, and its number. */
typedef struct pm_limit {
  const char *subject;
  const char *limit; /* a stable code: rank, detectable, chance-range, all-cover, ... */
  double value;
  bool is_rate; /* the value is a proportion or a difference of them */
  const char *meaning;
} pm_limit;

/* The whole explanation; everything is owned by it. */
typedef struct pm_explanation {
  const pm_factor *factors;
  size_t factor_count;
  const pm_what_if *what_ifs;
  size_t what_if_count;
  const pm_national *nationals;
  size_t national_count;
  const pm_limit *limits;
  size_t limit_count;
  const char *const *paragraphs; /* prose made only from the numbers above */
  size_t paragraph_count;
} pm_explanation;

typedef struct pm_explain_request {
  double conf;       /* 0: 0.95 */
  double population; /* of the one rate; 0: large */
  double deff;       /* of the one rate; 0: 1 */
  const char *focus; /* a stratum's label; NULL: the one with the largest
                        sample is not guessed: only the nation is explained */
  double minutes_per_record, cost_per_record; /* 0: not given */
  int rate_digits, points_digits;             /* in the prose; < 0: 1 and 2 */
  const pm_allocator *allocator;
} pm_explain_request;

/* One rate, x of n: margin = z sqrt(pq) 1/sqrt(n) sqrt(deff) sqrt((N-n)/(N-1)).
   x = 0 and x = n have no spread: the margin is then the upper (lower) limit
   of Clopper-Pearson by the rule of three, and the text says so. */
PM_API pm_status pm_explain_rate(pm_explanation **explanation, double x, double n,
                                 const pm_explain_request *request, pm_notes *notes,
                                 pm_error *error);

/* Strata: the nation's margin and the focus's, side by side:
   margin = t sqrt(pq) 1/sqrt(n) sqrt(n/(n-1)) sqrt(deff_wor) sqrt(1-f), which
   is the wald margin that pm_estimate_counts gives. */
PM_API pm_status pm_explain_strata(pm_explanation **explanation, const pm_strata *strata,
                                   const pm_estimate_request *estimate,
                                   const pm_explain_request *request, pm_notes *notes,
                                   pm_error *error);

PM_API void pm_explanation_free(pm_explanation *explanation);

PM_END_DECLS

#endif
