/* plusminus/allocate.h: how many records from which stratum, and what the strata
   are to be.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_ALLOCATE_H
#define PLUSMINUS_ALLOCATE_H

#include <plusminus/core.h>

PM_BEGIN_DECLS

/* -------------------------------------------------------------- strata -- */

/* A stratum to be sampled, as every allocation takes it. */
typedef struct pm_stratum_plan {
  const char *label; /* breaks ties, by its bytes; NULL: its place among the strata does */
  double population; /* N_h, whole, from 1 to 2^53 */
  double spread;     /* S_h, the standard deviation of what is measured, with N_h - 1 below
                        (see pm_rate_spread); 0 is legal */
  double mean;       /* of what is measured; 0: not known. Only power looks at it */
  double importance; /* X_h, of power; 0: the population */
  double cost;       /* c_h of a record, > 0; 0: 1 */
  double minimum;    /* m_h, whole; 0: 1, since a stratum without a record is not estimated */
  double maximum;    /* M_h, whole; 0, or more than the population: the population */
  bool take_all;     /* n_h = N_h, whatever the bounds */
  int64_t row;       /* in its file; 0: none */
} pm_stratum_plan;

/* What holds a stratum where it is. Where bounds meet, the first of them here. */
typedef enum pm_stratum_state {
  PM_STRATUM_FREE,
  PM_STRATUM_TAKE_ALL, /* n_h = N_h: all of it is looked at */
  PM_STRATUM_AT_MINIMUM,
  PM_STRATUM_AT_MAXIMUM
} pm_stratum_state;

/* "", "take-all", "at minimum", "at maximum". */
PM_API const char *pm_stratum_state_text(pm_stratum_state state);

/* The state of a stratum with n records. */
PM_API pm_stratum_state pm_stratum_state_of(const pm_stratum_plan *stratum, double n);

/* What a record stands for, N_h/n. */
PM_API double pm_stratum_weight(const pm_stratum_plan *stratum, double n);

/* S_h of a rate among so many units: sqrt(N/(N-1) p q) (Cochran 1977, eq. 3.4);
   of one unit 0. */
PM_API double pm_rate_spread(double rate, double population);

/* The margin of a stratum's mean or rate with n of its records: z S_h
   sqrt(1/n - 1/N) (Cochran 1977, eq. 2.20), in the units of spread; of a rate, a
   proportion, and the same as pm_plan_margin. z: of the level, 1.96. */
PM_API double pm_stratum_margin(const pm_stratum_plan *stratum, double n, double z);

/* The margin of the whole: z sqrt(sum W_h^2 S_h^2 (1/n_h - 1/N_h)), W_h = N_h/N
   (Cochran 1977, eq. 5.7). n: for each of count strata. */
PM_API double pm_strata_margin(const pm_stratum_plan *strata, size_t count, const double *n,
                               double z);

/* ------------------------------------------------- a fixed total or budget -- */

enum {
  PM_ALLOCATION_SPREAD = 1,    /* needs S_h */
  PM_ALLOCATION_MEAN = 2,      /* and the mean */
  PM_ALLOCATION_COST = 4,      /* weighs what a record costs */
  PM_ALLOCATION_PARAMETER = 8, /* has one, see pm_allocation_request */
  PM_ALLOCATION_VARIANCE = 16  /* the least variance of the whole for a total; with
                                  PM_ALLOCATION_COST, for a budget */
};

/* What shares are made from, of all strata. */
typedef struct pm_allocation_whole {
  double population; /* N */
  double count;      /* H */
  double parameter;
  bool has_spread; /* some stratum has one */
} pm_allocation_whole;

/* A row of the family: n_h is proportional to w_h >= 0 within its bounds, and square gives
   w_h^2, which unlike w_h is often a number without rounding, so that what is tied stays
   so. */
typedef struct pm_allocation_method {
  pm_method about;
  unsigned flags;
  double (*square)(const pm_stratum_plan *stratum, const pm_allocation_whole *whole);
  double parameter; /* where none is given */
} pm_allocation_method;

/* equal proportional sqrt power compromise neyman optimal */
PM_API extern const pm_family pm_allocation_family;
PM_API const pm_allocation_method *pm_allocation_find(const char *name);

typedef struct pm_allocation_request {
  const char *method; /* a name of pm_allocation_family; NULL: neyman */
  const pm_stratum_plan *strata;
  size_t count;
  double total;       /* sum of n_h, whole; 0: as many as budget pays */
  double budget;      /* most that sum c_h n_h may be; exactly one of the two is given */
  bool has_parameter; /* of power the exponent q, of compromise the k of proportional, */
  double parameter;   /* both from 0 to 1 */
  const pm_allocator *allocator;
} pm_allocation_request;

/* What was reached. */
typedef struct pm_allocation {
  double total;    /* sum of n_h */
  double cost;     /* sum of c_h n_h */
  double se;       /* standard error of the whole's mean or rate, the root of
                      sum W_h^2 S_h^2 (1/n_h - 1/N_h); NaN: no stratum has a spread */
  double least_se; /* none within the bounds, for the total or budget, has less; NaN: the
                      method does not look for it */
  double gap;      /* (se^2 - least_se^2)/least_se^2; 0 when exact; NaN likewise */
  bool is_exact;   /* n is the very one that the method defines: proven */
} pm_allocation;

/* Share out a total or a budget: n[h] becomes a whole number within the bounds of
   stratum h, in the caller's storage for count numbers.

   The n_h make sum w_h^2/n_h as small as whole numbers can, w_h being the method's
   shares; its real solution is n_h proportional to w_h within the bounds. For neyman
   w_h = N_h S_h, and the sum is the variance of the total but for a constant, so that
   none is smaller (Wright 2012, 2017). For shares that are no standard deviations it
   is the apportionment of Huntington and Hill: unit k + 1 of a stratum has the
   priority w_h/sqrt(k(k+1)). Equal priorities go by label. Strata whose share is 0
   get their minimum, and what is left when all others are full, by their size. Where no
   stratum has a spread, every allocation has the variance 0, and neyman and optimal share
   as if all spreads were the same: in proportion to N_h, and to N_h/sqrt(c_h); power as if
   all coefficients of variation were.

   With a budget, shares are filled in the same order until the next record in it
   would cost too much; optimal, whose w_h is N_h S_h/sqrt(c_h), is then finished: the
   least sum (N_h S_h)^2/n_h that the budget can pay is searched for by branch and
   bound, and where its steps run out, the result says how far it may be from it.
   The budget is met to within 16 epsilon.

   PM_ERROR_USAGE: unknown method, neither or both of total and budget, a parameter
   that the method does not have or outside 0..1. PM_ERROR_DOMAIN: floors above caps,
   above the total or the budget, caps below it, a cost, size or spread that is none:
   the fault names the stratum, and by how much. PM_ERROR_MEMORY. Notes: one-record
   (strata whose variance cannot be estimated), and of strata without a spread spread-none
   (all are), spread-zero (at their minimum), spread-rest (with what others leave).
   notes may be NULL. */
PM_API pm_status pm_allocate_fixed(const pm_allocation_request *request, double *n,
                                   pm_allocation *found, pm_notes *notes, pm_error *error);

/* ------------------------------------------------ the same margin everywhere -- */

typedef struct pm_even_request {
  const pm_stratum_plan *strata;
  size_t count;
  const size_t *domain; /* of each stratum: 0 to domain_count - 1, each has one at least */
  size_t domain_count;
  double total; /* sum of n_h, whole */
  const pm_allocator *allocator;
} pm_even_request;

/* Share a total so that the largest of the domains' margins is as small as whole numbers
   can make it, then the second largest, and so on; within a domain by neyman. n: for each
   stratum; se: for each domain, the standard error of its mean or rate, sqrt(sum (N_h/N_d)^2
   S_h^2 (1/n_h - 1/N_h)); both in the caller's storage. Domains whose strata are all at
   their maximum have what they have, and the others share the rest. In real numbers, and
   where no bound is met, this is the equal-precision allocation of Niemiro & Wesolowski
   2001, Applicationes Mathematicae 28, 73-82, which asks for more than there is at high
   sampling fractions. What can make no margin smaller, or all where no stratum has a spread,
   is shared among strata without one by the same rule, as if they had one that is the same
   for all; se is of the spreads given.
   Statuses and notes as pm_allocate_fixed. */
PM_API pm_status pm_allocate_even(const pm_even_request *request, double *n, double *se,
                                  pm_notes *notes, pm_error *error);

/* --------------------------------------------------- the least cost of targets -- */

/* Find whole n_h from minimum to maximum with the least sum_h c_h n_h for which every
   target j has sum_h a_jh/n_h <= b_j. The loads a stand stratum by stratum, only those
   that are not 0. Minima below 1 of a stratum with a load are 1. */
typedef struct pm_targets_request {
  size_t strata, targets;
  const double *cost;    /* of a record of each stratum, > 0; NULL: 1 each */
  const double *minimum; /* whole, >= 0; NULL: 0 each */
  const double *maximum; /* whole, at least the minimum; INFINITY: none; NULL: none */
  const size_t *starts;  /* strata + 1: where each stratum's loads begin; the last is how
                            many there are */
  const size_t *target;  /* of each load: whose it is; once for each stratum */
  const double *load;    /* a_jh >= 0, in the units of limit times records */
  const double *limit;   /* b_j > 0 of each target */
  double effort;         /* how much work the search for better whole numbers may take, in
                            millions of steps of a few nanoseconds; 0: 20 */
  const pm_allocator *allocator;
} pm_targets_request;

/* What was found. The arrays are the caller's. */
typedef struct pm_targets_result {
  double *n;          /* of each stratum */
  double *used;       /* of each target: sum a_jh/n_h; NULL: not wanted */
  double *price;      /* of each target: what the cost falls by per unit that its limit
                         rises, by the dual; 0: it does not bind; NULL: not wanted */
  double cost;        /* sum c_h n_h */
  double lower_bound; /* no whole numbers that meet all targets cost less */
  double gap;         /* (cost - lower_bound)/lower_bound; 0 when exact */
  bool is_exact;      /* none is cheaper: proven */
} pm_targets_result;

/* A target that is missed by at most 1e-12 of its limit is met. The lower bound is
   Lagrange's dual with whole numbers inside (Bethel 1989 has it with real numbers), at
   prices from an interior-point method; the numbers are found by rounding, repair and
   exchange, and small problems are searched until none is left: see doc/allocation.md.
   What is found depends on the request alone, and time and memory grow with the number of
   loads, if targets are domains that nest or cross a few ways.

   PM_ERROR_USAGE: loads that are out of order or of a target that is not there.
   PM_ERROR_DOMAIN: a number outside what it may be, named; a target that is not met when
   every stratum is at its maximum, and what is left then. PM_ERROR_MEMORY. */
PM_API pm_status pm_allocate_targets(const pm_targets_request *request,
                                     pm_targets_result *result, pm_error *error);

/* ------------------------------------------------------- margins as targets -- */

/* A margin asked for. A goal for one value, or one rate, stands in the place of those for
   all of them. */
typedef struct pm_margin_goal {
  const char *column; /* whose values are the domains; NULL: the whole is */
  const char *value;  /* the one it is for; NULL: each of them */
  const char *rate;   /* the one it is for; NULL: each of them */
  double margin;      /* a proportion, or in the unit of spread; from 1e-100 to 1e100 */
  const char *file;   /* that told it, and the row, for messages: a CSV that has the first
                         three in columns domain, value and rate; NULL: none */
  int64_t row;
  const char *margin_column; /* of that CSV; NULL: margin */
} pm_margin_goal;

/* The strata, and what is asked of them; all is borrowed until the result is freed. */
typedef struct pm_margins_request {
  const pm_stratum_plan *strata;
  size_t count;
  const char *const *columns; /* that domains may be made of */
  size_t column_count;
  const char *const *const *values; /* of each stratum, its value in each column */
  const char *const *rates;         /* the rates' names; none: spread is what is measured */
  size_t rate_count;
  const double *const *rate; /* of each stratum, each of its rates; spread is not looked at */
  const pm_margin_goal *goals;
  size_t goal_count;
  double conf;          /* 0: 0.95 */
  const char *interval; /* wald, wilson, wilson-fpc or clopper-pearson; NULL: wald */
  double effort;        /* of pm_targets_request */
  const pm_allocator *allocator;
} pm_margins_request;

/* A domain's margin: asked for, and reached. */
typedef struct pm_margin_target {
  const char *column, *value, *rate; /* NULL: the whole; of spread */
  double strata, population, n;
  double target;
  double achieved;   /* z sqrt(sum W_h^2 S_h^2 (1/n_h - 1/N_h)) (Cochran 1977, eq. 5.7) */
  double slack;      /* target - achieved, or - half_width where there is one; at least 0 */
  double estimate;   /* the rate that is expected; NaN: of spread */
  double half_width; /* of the interval asked for, when the sample is as expected: half
                        upper - lower; NaN: wald, whose half width is the margin */
  bool is_binding;   /* it costs something */
  double price;      /* the slope of the cost at this point, by the dual, times step, to six
                        digits: a whole step wider usually saves less; NaN: it binds by its
                        number of records, none of its strata having a spread */
  double step;       /* a tenth of a point (0.001); of spread, a hundredth of the target */
  size_t goal;       /* that asked for it */
} pm_margin_target;

typedef struct pm_margins pm_margins;

/* The least cost that meets every goal: pm_allocate_targets with a_h = W_h^2 S_h^2 and
   b = (margin/z)^2 + sum W_h^2 S_h^2/N_h for each domain and rate, W_h = N_h over the
   domain. The order of the strata does not matter but for equally good numbers.

   With wilson, wilson-fpc and clopper-pearson, the half width of the interval that estimate
   gives (clopper-pearson: its korn-graubard), when each stratum has exactly the rate expected,
   meets the goal: where it does not, all is solved anew for estimate's variance, and
   margins are tightened until it does. A rate of 0 or 1 has no variance that more records
   would make smaller, but the interval is no narrower than that of n records: where these
   are too few, strata without a spread are raised above their minima.

   PM_ERROR_USAGE: a goal of a column, value or rate that is not there (the nearest is
   named), that contradicts another, or of a margin that is none; PM_ERROR_DATA: such a
   goal that has a file. All of them are told. PM_ERROR_DOMAIN: goals
   that cannot be met, each with the margin or half width that the maxima allow; strata as
   pm_allocate_fixed. PM_ERROR_MEMORY. Notes: targets-bind (which, and what relaxing them
   saves), price-none (targets that bind by their number of records), interval-repair, and
   one-record and spread-zero as pm_allocate_fixed. notes may
   be NULL. */
PM_API pm_status pm_allocate_margins(pm_margins **margins, const pm_margins_request *request,
                                     pm_notes *notes, pm_error *error);
PM_API void pm_margins_free(pm_margins *margins); /* NULL is fine */

/* n of each stratum, in the request's order; used and price are NULL. */
PM_API const pm_targets_result *pm_margins_result(const pm_margins *margins);
/* All records of it. */
PM_API double pm_margins_total(const pm_margins *margins);
/* The whole first, then column by column as they were asked for, by the bytes of values. */
PM_API size_t pm_margins_count(const pm_margins *margins);
PM_API const pm_margin_target *pm_margins_at(const pm_margins *margins, size_t index);

/* Which targets have a price, and what goals a step wider would save, one goal at a time:
   one sentence; "" when no target costs anything. Up to four goals are told, by their
   prices; to 2,000 strata (500 with an interval) each is solved anew, which takes as long
   again; beyond, the sums of prices are told, as "about". Borrowed. */
PM_API const char *pm_margins_why(const pm_margins *margins);

/* One point of the frontier: goals of the whole times `whole`, all others times `domains`,
   both finite and above 0. */
typedef struct pm_frontier_point {
  double whole, domains;
  bool is_possible; /* else all below is NaN */
  double n, cost, lower_bound, gap;
  /* Margins; of several rates, the widest of those that goals of the column (or the whole)
     are for, or where there is none, of all. What no goal is for is measured as targets are. */
  double margin;      /* of the whole */
  double worst;       /* the widest among all values of one column: of the first goal for all
                         of its values, or else of the first column; NaN: there is none */
  const char *domain; /* which of them it is, of the caller's text; NULL: none */
} pm_frontier_point;

/* The cost of other margins: each of count points has whole and domains filled in, the
   rest is found; with an interval, margins are its half widths. Statuses as
   pm_allocate_margins; a point whose goals cannot be met is no error. */
PM_API pm_status pm_margins_frontier(const pm_margins_request *request,
                                     pm_frontier_point *points, size_t count, pm_error *error);

/* ------------------------------------------------------------ from a CSV -- */

/* Strata to be planned from a CSV in which each row is one. */
typedef struct pm_allocation_file_request {
  const char *file;
  const char *const *strata; /* the columns that make the key */
  size_t strata_count;
  const char *const *by; /* every other column that a domain will need */
  size_t by_count;
  const char *by_option;    /* that names them, for messages; NULL: "a domain" */
  const pm_place *by_place; /* of each, where another file names it, for messages; file NULL:
                               none does. NULL: of all of them */
  const char *size;
  const char *const *rates; /* columns of rates, each from 0 to 1; the first makes spread */
  size_t rate_count;
  const char *sd;         /* spread, when there is no rate; NULL: not known, 0 */
  const char *mean;       /* beside sd; a rate is its own mean */
  const char *importance; /* each of these may be NULL */
  const char *cost;
  const char *minimum, *maximum;
  const char *take_all;            /* 0 or 1 */
  double minimum_all, maximum_all; /* without a column, for each stratum; 0: none. They
                                      do not go beyond a stratum's size */
  bool hash;
  const pm_allocator *allocator;
} pm_allocation_file_request;

typedef struct pm_allocation_file pm_allocation_file;

/* Read and check; all faults of the file are collected: duplicates, sizes below 1,
   rates outside 0..1, costs not above 0, caps below floors, blank labels. *strata is NULL
   unless PM_OK, or PM_ERROR_DATA when all that is missing are columns of by: the rest was
   read, so that what else is asked of it can be checked. Free with pm_allocation_file_free. */
PM_API pm_status pm_allocation_file_read(pm_allocation_file **strata,
                                         const pm_allocation_file_request *request,
                                         pm_error *error);
PM_API void pm_allocation_file_free(pm_allocation_file *strata);

PM_API size_t pm_allocation_file_count(const pm_allocation_file *strata);
/* All of them, in the order of the file; borrowed. */
PM_API const pm_stratum_plan *pm_allocation_file_plans(const pm_allocation_file *strata);
/* The place of a column of the key or of by among a stratum's values; -1: it is neither, or
   the file has none of that name. */
PM_API int pm_allocation_file_column(const pm_allocation_file *strata, const char *name);
/* The values of a stratum: of the key's columns, then of those of by. */
PM_API const char *const *pm_allocation_file_values(const pm_allocation_file *strata,
                                                    size_t stratum);
/* The stratum's rates, one for each column of rates. */
PM_API const double *pm_allocation_file_rates(const pm_allocation_file *strata, size_t stratum);
/* Of the file: 65 bytes, "" when it was not asked for. */
PM_API const char *pm_allocation_file_sha256(const pm_allocation_file *strata);

/* -------------------------------------------------------- building strata -- */

/* Units that have a size measure (crimes of a station, say) put into strata by it: a unit
   belongs to the first stratum whose upper border is at least its measure. */

/* What there is of a frame: one number for each unit. */
typedef struct pm_size_measure {
  double *values;
  size_t count;
  char sha256[65]; /* of the file; "" when it was not asked for */
} pm_size_measure;

typedef struct pm_size_measure_request {
  const char *file; /* a CSV with a row for each unit */
  const char *column;
  bool hash;
  const pm_allocator *allocator;
  const char *method; /* NULL, or a rule: a measure that it cannot use is told where it is */
} pm_size_measure_request;

/* Read the column; all fields that are no number are told. Free with
   pm_size_measure_free. */
PM_API pm_status pm_size_measure_read(pm_size_measure *measure,
                                      const pm_size_measure_request *request, pm_error *error);
PM_API void pm_size_measure_free(pm_size_measure *measure, const pm_allocator *allocator);

/* A stratum that was built: lower < x <= upper, of the first also x = lower. */
typedef struct pm_built_stratum {
  double lower, upper; /* of the first and the last: the least and the greatest measure */
  double size;         /* units */
  double mean, sd;     /* of their measure, sd with size - 1 below; of one unit 0 */
  bool take_all;
} pm_built_stratum;

enum {
  PM_BOUNDARY_POSITIVE = 1, /* measures must be above 0 */
  PM_BOUNDARY_TARGET = 2,   /* needs a total or a cv */
  PM_BOUNDARY_CLASSES = 4   /* counts in classes */
};

struct pm_boundary_work; /* the library's own */

/* A row of the family; cut is given a frame already sorted. */
typedef struct pm_boundary_method {
  pm_method about;
  unsigned flags;
  pm_status (*cut)(struct pm_boundary_work *work, pm_error *error);
} pm_boundary_method;

/* cum-root-f geometric lavallee-hidiroglou */
PM_API extern const pm_family pm_boundary_family;
PM_API const pm_boundary_method *pm_boundary_find(const char *name);

typedef struct pm_boundary_request {
  const char *method;   /* a name of pm_boundary_family; NULL: cum-root-f */
  const double *values; /* from -1e100 to 1e100, in any order */
  size_t count;
  size_t strata;        /* H: from 2 to 1,000; the number of results */
  size_t classes;       /* of cum-root-f; 0: ten for each stratum, doubled until no stratum
                           is without a unit */
  double take_all_from; /* units of this measure or more are the last stratum, taken whole;
                           0: no such stratum. lavallee-hidiroglou finds its own */
  double total;         /* lavallee-hidiroglou: the units to be sampled, for the least cv, */
  double cv;            /* or the coefficient of variation of the estimated sum of measures,
                           for the fewest units; exactly one of the two is given */
  const pm_allocator *allocator;
} pm_boundary_request;

/* What lavallee-hidiroglou reached (others: NaN), and cum-root-f counted in. */
typedef struct pm_boundaries {
  double n;       /* units to be sampled, as a real number */
  double cv;      /* of the estimated sum of measures */
  bool is_exact;  /* no boundaries are better: all were looked at */
  size_t classes; /* 0: none */
} pm_boundaries;

/* Build strata[0..H-1] in the caller's storage, from the smallest measures to the
   greatest.

   cum-root-f (Dalenius & Hodges 1959): classes of equal width, sqrt of their counts added
   up, cut where the sum is nearest to h/H of it all. geometric (Gunning & Horgan 2004):
   borders a r^h from the least measure a to the greatest. lavallee-hidiroglou (Lavallee &
   Hidiroglou 1988, without a model between measure and what is surveyed): the last stratum
   is taken whole, the others share by Neyman, within their sizes, and one whose measures are
   all the same gets one unit; boundaries for the least
   cv or the fewest units. All of them are looked at where they are at most 200,000; beyond
   that they are searched from many starts by moving one boundary at a time in steps that
   shrink to one unit, as Kozak 2004 does at random: the same result every time, but not
   proven.

   PM_ERROR_USAGE: unknown method, a total or cv that is missing or too much, ...;
   PM_ERROR_DOMAIN: measures beyond 1e100 or not above 0, fewer distinct ones than strata, a
   total of more units than there are, a stratum that would be empty, a cv that the take-all
   stratum does not leave room for; PM_ERROR_MEMORY. Notes: small-stratum (strata of less than 2
   units), classes (how many, when they had to be doubled). */
PM_API pm_status pm_strata_build(const pm_boundary_request *request, pm_built_stratum *strata,
                                 pm_boundaries *found, pm_notes *notes, pm_error *error);

PM_END_DECLS

#endif
