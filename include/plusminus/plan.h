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

/* What n records have in `estimate` (pm_estimate_counts), at the rate planned for: v is
   deff (1 - n/N) pq/(n - 1), and t that of n - 1 degrees of freedom. Half widths; NaN: one
   record has none. */
typedef struct pm_size_counterpart {
  const char *interval; /* estimate's default, whose effective n is at most n */
  double margin;
  const char *fitting; /* the interval of which the method's plan is, or that comes nearest */
  double fitting_margin;
} pm_size_counterpart;

/* The texts are static. At a method for every rate it is request->rate; request->margin and
   the width are not looked at. Statuses as pm_size_margin. */
PM_API pm_status pm_size_in_estimate(const pm_size_request *request, double n,
                                     pm_size_counterpart *found, pm_error *error);

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
   what makes it smallest once relaxed, and fewer NaN. */
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

/* --------------------------------------------- other targets than a margin -- */

/* How a precision is asked for. */
typedef enum pm_precision_kind {
  PM_PRECISION_MARGIN,   /* half the width of the interval, in the estimate's units */
  PM_PRECISION_RELATIVE, /* that half as a share of the estimate: 0.1 is "within a tenth" */
  PM_PRECISION_CV        /* the standard error as a share of the estimate */
} pm_precision_kind;

typedef struct pm_precision {
  pm_precision_kind kind;
  double value; /* above 0 */
} pm_precision;

/* The margin, in the rate's own units, that a precision of a rate comes to:
   relative r is r rate, a cv is z cv rate (Valliant, Dever & Kreuter 2018, 3.2).
   PM_ERROR_DOMAIN: a value that is not above 0, a rate outside 0..1, a relative
   precision or a cv of a rate of 0; PM_ERROR_USAGE: conf. */
PM_API pm_status pm_plan_rate_margin(const pm_precision *precision, double rate, double conf,
                                     double *margin, pm_error *error);

/* ------------------------------------------------------- a mean or a total -- */

/* A plan for a mean of records drawn with equal chance (Cochran 1977, 4.6). A
   total is the population times the mean, and so is its margin. */
typedef struct pm_mean_plan {
  double mean;       /* anticipated; 0: not known, and only a margin can be asked for */
  double sd;         /* anticipated standard deviation S of a record, divisor N-1, in the
                        mean's units; not negative */
  double conf;       /* 0.5 .. 1 - 1e-9 */
  double population; /* 0: large */
  double deff;       /* 0: 1 */
  double response;   /* share of the issued that is usable; 0: 1 */
  double eligible;   /* share of the issued that belongs to the population; 0: 1 */
  bool student;      /* the quantile of Student's t with n - 1 degrees of freedom, as the
                        interval of the sample will have, instead of the normal one */
} pm_mean_plan;

typedef struct pm_mean_size {
  double n;        /* usable records */
  double n_issued; /* to be drawn, so that n are usable */
  double margin;   /* what n gives, in the mean's units */
  double relative; /* margin/|mean|; NaN when the mean is not known */
  double cv;       /* standard error/|mean|; NaN the same */
  double n_large;  /* before the population and the deff count, not rounded */
  double n_exact;  /* n before it is rounded up; of a search for t, n */
} pm_mean_size;

/* The smallest n that meets the precision: n0 = (S/se)^2, times deff, then
   n0/(1 + n0/N), over response and eligible for the issued; rounded up once. At
   least 1 (2 with student), at most the population. A cv has no quantile, and takes
   the same n with student. PM_ERROR_DOMAIN, PM_ERROR_USAGE as pm_plan_rate_margin;
   PM_ERROR_DOMAIN also for what the plan's members cannot be, and for more usable records
   than the response leaves of the population. */
PM_API pm_status pm_mean_plan_size(const pm_mean_plan *plan, const pm_precision *precision,
                                   pm_mean_size *size, pm_error *error);

/* What n usable records buy; n_large is NaN. */
PM_API pm_status pm_mean_plan_precision(const pm_mean_plan *plan, double n, pm_mean_size *size,
                                        pm_error *error);

/* Why, in one line: which term weighs most, and what relaxing it saves; next_tenth is
   NaN. Statuses as pm_mean_plan_size. */
PM_API pm_status pm_mean_plan_why(const pm_mean_plan *plan, const pm_precision *precision,
                                  pm_size_why *why, pm_error *error);

/* The same of what n usable records buy: the margin of the mean, which of the plan's
   terms it hangs on, and what a margin a tenth less takes; fewer is NaN. Statuses as
   pm_mean_plan_precision. */
PM_API pm_status pm_mean_plan_why_bought(const pm_mean_plan *plan, double n, pm_size_why *why,
                                         pm_error *error);

/* The same of a rate whose margin came of this precision (pm_plan_rate_margin). */
PM_API pm_status pm_size_explain_precision(const pm_size_request *request,
                                           const pm_precision *precision, const pm_size *size,
                                           pm_size_why *why, pm_error *error);

/* ---------------------------------------------------------------- clusters -- */

/* Records drawn by the cluster: all, or about `size`, of each cluster drawn. */
typedef struct pm_clusters {
  double icc;  /* intraclass correlation, from -1/(size-1) to 1 */
  double size; /* mean records taken of a cluster, at least 1 */
  double cv;   /* coefficient of variation of the clusters' sizes; not negative */
} pm_clusters;

/* 1 + ((cv^2 + 1) size - 1) icc (Kish 1965, 5.4 and 8.2, where cv is 0; Eldridge,
   Ashby & Kerry 2006, Int. J. Epidemiology 35, eq. 7). PM_ERROR_DOMAIN: members
   out of range, or a deff that is not above 0. */
PM_API pm_status pm_clusters_deff(const pm_clusters *clusters, double *deff, pm_error *error);

/* Incidents that hold 0, 1 or several crimes: what is drawn is an incident, what
   is counted are its crimes. */
typedef struct pm_incidents {
  const double *shares; /* of incidents with 0, 1, 2, ... crimes; they add up to 1 */
  size_t count;
  double rho; /* correlation of two crimes of one incident, -1..1 */
} pm_incidents;

typedef struct pm_incidents_effect {
  double crimes; /* E[m]: crimes per incident */
  double deff;   /* 1 + (E[m^2]/E[m] - 1) rho */
} pm_incidents_effect;

/* Var(rate) is about pq deff/(K E[m]) for K incidents (ratio estimate; Kish 1965,
   5.4 with unequal sizes). So K = n_srs deff/E[m]. PM_ERROR_DOMAIN: a share
   outside 0..1, shares that do not add up to 1 (to 1e-9), no crimes at all, rho
   outside -1..1, a deff that is not above 0. */
PM_API pm_status pm_incidents_measure(const pm_incidents *incidents,
                                      pm_incidents_effect *effect, pm_error *error);

/* -------------------------------------------------------------- two groups -- */

/* What two independent samples are to show. */
typedef enum pm_groups_aim {
  PM_GROUPS_DIFFERENCE,      /* that the rates differ */
  PM_GROUPS_NON_INFERIORITY, /* that the second is not below the first by the margin */
  PM_GROUPS_EQUIVALENCE      /* that they differ, either way, by less than the margin */
} pm_groups_aim;

/* A plan for two groups, from large populations. A difference is tested two-sided
   at 1 - conf. Non-inferiority and equivalence are shown when the two-sided
   interval at conf lies wholly on the right side of the margin, so each side's
   test is at (1 - conf)/2: a test that is printed as "one-sided 5%" is conf 0.9. */
typedef struct pm_groups_plan {
  double rate;       /* of the first group, 0..1 */
  double difference; /* second less first, as it is expected to be */
  pm_groups_aim aim;
  double margin; /* of non-inferiority or equivalence: above 0, below 1 */
  double conf;   /* 0.5 .. 1 - 1e-9 */
  double power;  /* chance to show it: from 0.5 to below 1; 0: 0.8 */
  double share1; /* sizes are as share1 : share2; 0: 1 */
  double share2;
  double deff;     /* 0: 1 */
  double response; /* 0: 1 */
  double eligible; /* 0: 1 */
} pm_groups_plan;

/* As many records in the larger group as PM_GROUPS_WHOLE methods go to. */
enum { PM_GROUPS_RECORDS_MOST = 2000 };

typedef struct pm_groups_size {
  double n1, n2;               /* usable records: the first sizes with the power */
  double n1_issued, n2_issued; /* to be drawn */
  double safe1, safe2;         /* the power is there from these sizes on */
  double checked;              /* of a saw-tooth: up to this size of the larger group;
                                  NaN where power rises steadily */
  double power;                /* that n1 and n2 have */
} pm_groups_size;

enum {
  PM_GROUPS_FOR_DIFFERENCE = 1, /* aims that the method has a form for */
  PM_GROUPS_FOR_NON_INFERIORITY = 2,
  PM_GROUPS_FOR_EQUIVALENCE = 4,
  PM_GROUPS_WHOLE = 8 /* by enumeration: whole sizes, power not monotone in them */
};

/* Two groups as a method sees them. */
typedef struct pm_groups_case {
  double p1, p2;
  double n1, n2;
  double null;  /* p2 - p1 that is to be disproved */
  double alpha; /* two-sided */
  double z;     /* its quantile */
} pm_groups_case;

/* What is seen, in whatever units the method takes, and its standard errors under
   the null and in truth. */
typedef struct pm_groups_spread {
  double effect, se_null, se_true;
} pm_groups_spread;

/* A row of the family: it has spread, or else miss, the chance not to disprove. */
typedef struct pm_groups_method {
  pm_method about;
  unsigned flags;
  pm_groups_spread (*spread)(const pm_groups_case *groups);
  double (*miss)(const pm_groups_case *groups);
} pm_groups_method;

PM_API extern const pm_family pm_size_comparison_family;
PM_API const pm_groups_method *pm_size_comparison_find(const char *name);

/* The method used when none is named: fleiss for a difference, else
   farrington-manning. */
PM_API const pm_groups_method *pm_size_comparison_default(pm_groups_aim aim);

/* The smallest sizes with the power. A WHOLE method begins its search at four
   fifths of what fleiss takes (at 1 when that is below 60), and checks every size up
   to a tenth and 50 beyond the first, or to PM_GROUPS_RECORDS_MOST.
   PM_ERROR_DOMAIN: members out of range, rate + difference outside 0..1, no
   difference, a difference at or beyond the margin, more records than can be
   counted or than a WHOLE method takes. PM_ERROR_USAGE: conf; a power that is not
   above 1 - conf; an aim or a deff that the method has no form for. */
PM_API pm_status pm_groups_plan_size(const pm_groups_method *method, const pm_groups_plan *plan,
                                     pm_groups_size *size, pm_error *error);

/* Why the size found is what it is, in one line, as pm_mean_plan_why. A WHOLE method
   searches anew for each of three terms. */
PM_API pm_status pm_groups_plan_why(const pm_groups_method *method, const pm_groups_plan *plan,
                                    const pm_groups_size *size, pm_size_why *why,
                                    pm_error *error);

/* The same of the power that sizes have, and of the difference that they tell (towards
   the plan's, as pm_groups_plan_detectable): which term weighs most, and what they have or
   tell once it is relaxed; fewer is NaN. Where no difference can be told, text is empty.
   Statuses as pm_groups_plan_power and pm_groups_plan_detectable. */
PM_API pm_status pm_groups_plan_why_power(const pm_groups_method *method,
                                          const pm_groups_plan *plan, double n1, double n2,
                                          pm_size_why *why, pm_error *error);
PM_API pm_status pm_groups_plan_why_detectable(const pm_groups_method *method,
                                               const pm_groups_plan *plan, double n1, double n2,
                                               pm_size_why *why, pm_error *error);

/* The power of sizes n1 and n2 (whole for a WHOLE method; 1 or more). The plan's
   power and shares are not looked at. */
PM_API pm_status pm_groups_plan_power(const pm_groups_method *method,
                                      const pm_groups_plan *plan, double n1, double n2,
                                      double *power, pm_error *error);

/* What sizes n1 and n2 can show with the plan's power: the smallest difference on
   the side of plan->difference's sign (0: above), or, for the other aims, the
   smallest margin, with the plan's difference. NaN: there is none in range. */
PM_API pm_status pm_groups_plan_detectable(const pm_groups_method *method,
                                           const pm_groups_plan *plan, double n1, double n2,
                                           double *detectable, pm_error *error);

/* ------------------------------------------------ discovery and acceptance -- */

/* A sample that passes when it has at most `accept` errors. Rates here are rates
   of errors. */
typedef struct pm_detection_plan {
  double rate;       /* tolerable: a population with as many errors or more is to be found
                        out; above 0, below 1 (1 in a finite population) */
  double conf;       /* chance to find it out: 0.5 .. 1 - 1e-9 */
  double accept;     /* errors that pass; whole; not looked at with an acceptable rate */
  double acceptable; /* two risks: a population with as few errors or less is to pass;
                        below rate; 0: only one risk counts */
  double risk;       /* that it fails nevertheless: 0 (for 0.05) .. 0.5 */
  double population; /* 0: large */
  double response;   /* 0: 1 */
  double eligible;   /* 0: 1 */
} pm_detection_plan;

typedef struct pm_detection_size {
  double n;
  double n_issued;
  double accept;             /* errors that pass */
  double passes;             /* chance to pass at the tolerable rate: at most 1 - conf */
  double fails;              /* chance to fail at the acceptable rate; NaN with one risk */
  double rate_counted;       /* the tolerable rate as M/N with M whole, rounded up; the rate */
  double acceptable_counted; /* rounded down; NaN with one risk */
} pm_detection_size;

enum { PM_DETECTION_POPULATION = 1 }; /* needs a finite population */

/* A row of the family: P(at most `accept` errors among n). Of a finite population
   rate is M/N. */
typedef struct pm_detection_case {
  double n, accept, rate, population;
} pm_detection_case;

typedef struct pm_detection_method {
  pm_method about;
  unsigned flags;
  double (*passes)(const pm_detection_case *sample);
} pm_detection_method;

PM_API extern const pm_family pm_size_detection_family;
PM_API const pm_detection_method *pm_size_detection_find(const char *name);

/* The method used when none is named: binomial, or hypergeometric with a
   population. */
PM_API const pm_detection_method *pm_size_detection_default(double population);

/* The smallest n and, with two risks, accept number, so that the risks hold.
   PM_ERROR_DOMAIN: members out of range, an acceptable rate that is not below the
   tolerable one, a population with no more errors than are accepted, more records than
   the population has, than can be counted or, with two risks, than 100,000 accepted errors
   go with. PM_ERROR_USAGE:
   conf; a method that needs a population, and there is none. */
PM_API pm_status pm_detection_plan_size(const pm_detection_method *method,
                                        const pm_detection_plan *plan, pm_detection_size *size,
                                        pm_error *error);

/* Why, in one line, as pm_mean_plan_why. */
PM_API pm_status pm_detection_plan_why(const pm_detection_method *method,
                                       const pm_detection_plan *plan, pm_size_why *why,
                                       pm_error *error);

/* The same of the errors that may pass in n usable records; fewer is NaN, and where n
   prove too little, text is empty. Statuses as pm_detection_plan_accept. */
PM_API pm_status pm_detection_plan_why_accept(const pm_detection_method *method,
                                              const pm_detection_plan *plan, double n,
                                              pm_size_why *why, pm_error *error);

/* The inverse: the largest accept number of n records at the tolerable rate (-1:
   even a sample without errors proves too little), with its risks. */
PM_API pm_status pm_detection_plan_accept(const pm_detection_method *method,
                                          const pm_detection_plan *plan, double n,
                                          pm_detection_size *size, pm_error *error);

/* One point of the operating characteristic: the chance to pass at this rate, which
   in a finite population is moved to the nearest M/N (rate_counted). */
typedef struct pm_detection_point {
  double rate_counted, passes;
} pm_detection_point;
PM_API pm_status pm_detection_passes(const pm_detection_method *method,
                                     const pm_detection_case *sample, pm_detection_point *point,
                                     pm_error *error);

/* The reliability factor: the mean of a Poisson number that is at most `accept`
   with chance 1 - conf; over the tolerable rate it is Poisson's n. */
PM_API pm_status pm_detection_factor(double conf, double accept, double *factor,
                                     pm_error *error);

PM_END_DECLS

#endif
