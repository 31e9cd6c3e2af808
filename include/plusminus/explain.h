/* plusminus/explain.h: why a margin is what it is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_EXPLAIN_H
#define PLUSMINUS_EXPLAIN_H

#include <plusminus/core.h>
#include <plusminus/design.h>
#include <plusminus/estimate.h>

PM_BEGIN_DECLS

/* One factor of a margin; the product of a subject's values, in this order, is
   its margin, and running is the product so far. A factor that is not defined
   is NaN and its meaning says why. With a focus, a third subject, "FOCUS :
   (all)", has the factors of both divided: how much each of them does. */
typedef struct pm_factor {
  const char *subject; /* "rate" for X N; "(all)", or the focus's label */
  const char *factor;  /* quantile, spread, root_n, small_sample, root_deff, root_fpc */
  const char *title;   /* the same for people: "1/√n" */
  double value;
  double running;
  const char *meaning; /* what it is: a phrase that can follow "1.960 is" */
} pm_factor;

/* What another margin would take. Of X N by pm_plan_size; of strata when every
   stratum's records are multiplied alike (none beyond its population) and
   spread and quantile stay as they are. */
typedef struct pm_what_if {
  const char *subject;
  double margin;        /* half-width, a proportion: .10 .05 .03 .02 .01 */
  double n;             /* records at this rate and design; without spread: those
                           without exception that put the one-sided limit so
                           near; NaN: no number follows */
  double n_worst;       /* what one plans with: at a rate of one half, as if the
                           population were large; at most the population */
  double times;         /* n over the n there is now */
  double minutes, cost; /* NaN when no price was given */
} pm_what_if;

/* A stratum's part in the national margin. */
typedef struct pm_national {
  const char *stratum;
  double n, population, share, estimate;
  double margin;         /* its own, by wald; NaN without spread */
  double variance_share; /* adds up to 1 */
  double margin_without; /* the national margin if this stratum were known exactly */
} pm_national;

/* A conclusion that cannot be drawn, and its number. The codes are stable:
   rule-of-three           without spread: the one-sided exact limit
   planned-margin          what n records promise at a rate of one half (X N)
   detectable              p2 - p1 < 0 that two samples of n tell, 80% power
   detectable-higher       the same upwards (left out where there is no such p2)
   dip-sample              the margin of 25 records at this rate
   out-of-scope            share of the frame that was not audited
   all-cover               chance that all strata's intervals are right at once
   chance-range            expected gap between best and worst by chance alone
   observed-range          the gap found
   difference-rest         the focus's rate less that of the other strata
   difference-rest-margin  its margin, by the smaller degrees of freedom
   rank                    1 + strata with a higher rate
   rank-apart              strata that differ from the focus by Fisher's exact
                           test, one at a time
   rank-apart-sidak        the same, all comparisons together
   rank-best, rank-worst   the places that the focus may then have */
typedef struct pm_limit {
  const char *subject;
  const char *limit;
  const char *title; /* the same for people: "gap found" */
  double value;
  bool is_rate;        /* the value is a proportion or a difference of them */
  const char *shown;   /* the value for people: "50.9%", "9" */
  const char *meaning; /* a whole sentence */
} pm_limit;

/* The whole explanation; everything is owned by it. */
typedef struct pm_explanation {
  const char *unit; /* what a stratum is, by its columns: "force"; NULL: of X N */
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
   x = 0 and x = n have no spread (unless the population is n): the spread is
   then NaN, and in the margin's place stands the limit rule-of-three, the
   one-sided limit of Clopper and Pearson 1 - (1-conf)^(deff/n) from 0 (or down
   from 1), with a note no-spread. request NULL: the defaults.
   PM_ERROR_DOMAIN, PM_ERROR_USAGE (conf), PM_ERROR_MEMORY. */
PM_API pm_status pm_explain_rate(pm_explanation **explanation, double x, double n,
                                 const pm_explain_request *request, pm_notes *notes,
                                 pm_error *error);

/* Strata: the nation's margin and the focus's, side by side:
   margin = t sqrt(pq) 1/sqrt(n) sqrt(n/(n-1)) sqrt(deff_wor) sqrt(1-f), which
   is the wald margin that pm_estimate_counts gives before its limits are
   clipped to 0 and 1. estimate's interval and by are not used, its conf is when
   request has none; both may be NULL. PM_ERROR_USAGE: no such focus (the
   nearest is named), no strata; else as pm_estimate_counts. */
PM_API pm_status pm_explain_strata(pm_explanation **explanation, const pm_strata *strata,
                                   const pm_estimate_request *estimate,
                                   const pm_explain_request *request, pm_notes *notes,
                                   pm_error *error);

PM_API void pm_explanation_free(pm_explanation *explanation);

PM_END_DECLS

#endif
