/* plusminus/plan.h: how many records are needed, and what they buy.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_PLAN_H
#define PLUSMINUS_PLAN_H

#include <plusminus/core.h>

PM_BEGIN_DECLS

/* A plan for one rate under simple random sampling, by the normal
   approximation (Cochran 1977, 4.2-4.4). */
typedef struct pm_plan {
  double rate;       /* anticipated, 0..1; the worst case is 0.5 */
  double conf;       /* 0.5 .. 1 - 1e-9 */
  double population; /* 0: large */
  double deff;       /* 0: 1 */
} pm_plan;

/* The smallest whole n with z sqrt(pq deff/n (N-n)/(N-1)) <= margin: n0 =
   z^2 pq/margin^2, times deff, then n0/(1+(n0-1)/N), rounded up once. At most
   the population, at least 1. A margin met to within 16 epsilon is met.
   PM_ERROR_DOMAIN: margin <= 0, rate outside 0..1, deff < 0, more than 2^53
   records, ...; PM_ERROR_USAGE: conf. */
PM_API pm_status pm_plan_size(const pm_plan *plan, double margin, double *n, pm_error *error);

/* The margin that n records buy: the inverse. */
PM_API pm_status pm_plan_margin(const pm_plan *plan, double n, double *margin, pm_error *error);

/* The smallest difference p2 - p1 (sign as in direction: < 0 or > 0) that two
   samples of n records each detect at this level with this power, by the
   normal approximation with the pooled variance under the null (Fleiss, Levin
   & Paik 2003, eq. 4.14 without correction, solved for p2). NaN when no p2 in
   0..1 is far enough away. power: from 0.5 to below 1; n: 1 or more, not
   necessarily whole. */
PM_API pm_status pm_plan_detectable(double rate, double n, double conf, double power,
                                    int direction, double *difference, pm_error *error);

/* ---------------------------------------------------- one rate, any method -- */

/* What is meant by the width of an interval that is not there yet. */
typedef enum pm_width {
  PM_WIDTH_AT_RATE,  /* at x = n rate, rounded to a whole number where the interval is
                        exact; a tie goes to the one further from n/2, so that a rate and
                        its complement need the same n */
  PM_WIDTH_EXPECTED, /* its mean over the samples that may come */
  PM_WIDTH_ASSURED   /* what it does not exceed with probability `assurance` */
} pm_width;

/* Where a prior starts before any record is seen. */
typedef enum pm_prior {
  PM_PRIOR_JEFFREYS, /* Beta(1/2, 1/2) */
  PM_PRIOR_UNIFORM   /* Beta(1, 1) */
} pm_prior;

/* What is asked of a sample for one rate. Zero means the default everywhere but
   in rate and margin. */
typedef struct pm_size_request {
  const char *method; /* of pm_size_family; NULL: wald */
  double rate;        /* anticipated, 0..1; the worst case is 0.5 */
  double margin;      /* half the width, > 0 */
  double conf;        /* 0.5 .. 1 - 1e-9; 0: 0.95 */
  double population;  /* those eligible; 0: large */
  double deff;        /* design effect, > 0; 0: 1 */
  double response;    /* share of the eligible records issued that become usable, in
                         (0, 1]; 0: 1 */
  double eligible;    /* share of the records issued that are eligible; 0: 1 */
  pm_width width;
  double assurance; /* in (0, 1), of PM_WIDTH_ASSURED alone */
  /* With prior_n > 0 the rate is uncertain: an earlier sample had prior_x compliant of
     prior_n records, and the rate has the beta posterior, whose mean stands for it at
     PM_WIDTH_AT_RATE. */
  double prior_x, prior_n;
  pm_prior prior;
  double minutes_per_record; /* of each record issued; 0: not known */
  double cost_per_record;
} pm_size_request;

/* How many. Widths and coverages of exact intervals are not monotone in n: some
   n's above the first that meets the margin do not. */
typedef struct pm_size {
  double rate;     /* the rate planned for; NaN where the method holds for all */
  double n;        /* usable records: the first n that meets the margin */
  double n_safe;   /* from which on every n does */
  double n_issued; /* to be drawn, so that n are usable on average */
  double n_issued_safe;
  double achieved_margin; /* at n; 0 for a census */
  double hours;           /* of the records issued; NaN: not known */
  double cost;
  double unrounded; /* n before it is rounded up, once, at the end */
} pm_size;

PM_API extern const pm_family pm_size_family;

/* Why the method named cannot answer such a request, as a clause after its name
   ("needs the size of the population"); NULL: it can, or there is no such method. */
PM_API const char *pm_size_refusal(const pm_size_request *request);

/* The n that meets the margin: the method's n for a large population and simple
   random sampling, times deff, corrected for the population, divided by response
   times eligible; rounded up once, at the end. Exact intervals and coverages are
   searched for on the number of records that the design is worth, rounded down.
   PM_ERROR_USAGE: no such method, or pm_size_refusal. PM_ERROR_DOMAIN: a number
   is outside its domain, or the population does not have so many (the message
   says by how much). PM_ERROR_NUMERIC, PM_ERROR_MEMORY. */
PM_API pm_status pm_size_for_margin(const pm_size_request *request, pm_size *size,
                                    pm_error *error);

/* The margin that n usable records buy; request->margin is not looked at. n and
   n_safe are n. */
PM_API pm_status pm_size_margin(const pm_size_request *request, double n, pm_size *size,
                                pm_error *error);

enum { PM_SIZE_WHY_TEXT = 768 };

/* Why a size is what it is. */
typedef struct pm_size_why {
  const char *term;  /* what of the request weighs most: margin, confidence, rate, deff,
                        response, eligible, assurance, prior; NULL: nothing can be relaxed */
  double fewer;      /* records to be drawn, were that relaxed by the step that text names */
  double next_tenth; /* records to be drawn more for a margin a tenth of a point less; NaN:
                        there is no such margin */
  double next_tenth_cost;      /* and what they cost; NaN: not known */
  char text[PM_SIZE_WHY_TEXT]; /* a line that says so */
} pm_size_why;

/* Why the size of pm_size_for_margin is what it is. Statuses as there. */
PM_API pm_status pm_size_explain(const pm_size_request *request, const pm_size *size,
                                 pm_size_why *why, pm_error *error);

/* Why the margin of pm_size_margin is what it is, and what a smaller one takes: term is
   n, and fewer NaN. */
PM_API pm_status pm_size_explain_margin(const pm_size_request *request, const pm_size *size,
                                        pm_size_why *why, pm_error *error);

/* The least chance, whatever the true rate, that the rate of n records is within
   request->margin of it: on the size of a simple random sample that n records of
   the design are worth (a census: 1). What the request's rate and method are does
   not matter. Statuses as pm_size_margin. */
PM_API pm_status pm_size_coverage(const pm_size_request *request, double n, double *coverage,
                                  pm_error *error);

/* The expected gap between the best and the worst of k independent samples of
   n records that all have the same true rate: E[max] - E[min] of k binomial
   proportions, by exact summation. n whole, 1..1e9. PM_ERROR_DOMAIN,
   PM_ERROR_MEMORY. */
PM_API pm_status pm_plan_chance_range(double rate, double n, double k, double *range,
                                      pm_error *error);

PM_END_DECLS

#endif
