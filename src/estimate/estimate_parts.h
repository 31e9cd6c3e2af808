/* estimate_parts.h: what an estimate is made of: strata ready for use, domains
   made of them, and the rows of the families that work on a domain.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_PARTS_H
#define PM_ESTIMATE_PARTS_H

#include <plusminus/estimate.h>
#include <plusminus/interval.h>

#include "core/memory.h"

/* One stratum, the same for every domain that it is in. */
typedef struct pm_part {
  const pm_stratum *stratum;
  size_t index;        /* in the strata */
  double rate;         /* p_h */
  double size;         /* T_h, estimated when R_h was given; INFINITY: not known */
  double weight;       /* in proportion to W_h */
  double open;         /* 1 - f_h: 0 in a census */
  double variance;     /* v_h of p_h; NaN when lonely */
  double lower, upper; /* of its own rate */
  bool is_lonely;      /* n_h = 1, and more was there to draw */
} pm_part;

/* A rate as any design gives it: what an interval that needs no strata is made of. */
typedef struct pm_measure {
  double rate;
  double variance;   /* of the rate; NaN: it cannot be measured */
  double n;          /* records of the domain */
  double counted;    /* of these, if n is what they are worth; 0: n */
  double population; /* N, of which the variance takes account; 0: it is not known */
  double df;         /* degrees of freedom of the variance; may be 0 or less */
  double t;          /* the quantile for df at the level's tail */
} pm_measure;

typedef struct pm_limits {
  double lower, upper;
} pm_limits;

/* p q / v, the records that a simple random sample of this variance has; n where
   the rate is 0 or 1 or shows no variance
   (Korn & Graubard 1998). */
double pm_measure_plain_n(const pm_measure *measure);
/* n, the most records that an estimated variance is believed to make of n. */
double pm_measure_records(const pm_measure *measure);
/* n(N-1)/(N-n), what a simple random sample of n of the population is worth: its fraction
   is known, and not estimated. n where N is not known. */
double pm_measure_share_worth(const pm_measure *measure);
/* pm_measure_plain_n times (t of n - 1 / t of df)^2, which makes up for few degrees
   of freedom (Korn & Graubard 1998); one record has no t of its own,
   and stays one. */
double pm_measure_adjusted_n(const pm_measure *measure, const pm_level *level);
/* pm_measure_plain_n in the form that a row takes. */
double pm_measure_level_n(const pm_measure *measure, const pm_level *level);

/* pm_reliability_judge of it, whatever the level of its own interval; t is not used. */
pm_reliability pm_measure_reliability(const pm_measure *measure, const char **reason);
/* Wilson's limits of the rate at n records, with t in the place of z. */
pm_limits pm_measure_wilson(const pm_measure *measure, double n);
/* The limits that a method for one rate has at n records, which need not be whole,
   with the measure's rate. */
pm_limits pm_measure_limits(const pm_measure *measure, const pm_interval_method *method,
                            const pm_level *level, double n);

/* A domain: whole strata, in the order of their labels, so that no sum depends
   on the order of a file's rows. */
typedef struct pm_domain {
  const char *const *labels;
  const pm_part **parts;
  size_t count;
  double *share;        /* W_h in this domain */
  double *slope;        /* a_h, the derivative of the rate by p_h */
  double *contribution; /* to the variance: a_h^2 v_h, or by the lonely rule */
  double x;             /* pooled count; n is the measure's */
  double size;          /* T; INFINITY: not known */
  double open;          /* 1 - n/T */
  size_t lonely_count;
  uint32_t *group_of; /* of each stratum, when lonely ones are collapsed; NULL: they are not */
  size_t group_count;
  bool is_census;
  pm_measure measure;
  double lower, upper;
  const char *reason; /* why there are no limits; NULL: there are */
  pm_reliability reliability;
  const char *quality; /* the reason for it; NULL: show */
} pm_domain;

/* The label of a column that a domain is not split by. */
extern const char pm_domain_all[];
/* PM_ERROR_DATA: a value of the place's column is that text, and would be taken for the row of
   all. */
pm_status pm_domain_check_label(const pm_place *place, const char *label, pm_error *error);

/* ------------------------------------------------------- families' rows -- */

struct pm_setup;

/* An interval for a domain's rate that is no census. Limits are clipped for it.
   A row has exactly one of compute, combine and search. The first two are called
   when there is a variance and df > 0; compute serves every design, the other two
   need the strata's counts. search needs no variance, may allocate, and may be
   refused. */
typedef struct pm_estimate_interval_method {
  pm_method about;
  pm_limits (*compute)(const pm_measure *measure, const pm_level *level);
  pm_limits (*combine)(const pm_domain *domain, pm_population_kind kind);
  pm_status (*search)(const struct pm_setup *setup, const pm_domain *domain, pm_limits *limits,
                      pm_error *error);
  /* Of search: why it has no limits here; NULL: it has. */
  const char *(*refuse)(const struct pm_setup *setup, const pm_domain *domain);
  /* Of compute: the records in place of n, before they are capped; NULL: it takes none. */
  double (*effective_n)(const pm_measure *measure, const pm_level *level);
  double (*most_n)(const pm_measure *measure); /* where they are capped; NULL: nowhere */
} pm_estimate_interval_method;

/* Were the measure's effective records capped, and at n, of which a good part is lost that
   wilson-fpc keeps? */
bool pm_interval_is_capped(const pm_estimate_interval_method *interval,
                           const pm_measure *measure, const pm_level *level);
bool pm_interval_loses_share(const pm_estimate_interval_method *interval,
                             const pm_measure *measure, const pm_level *level);

struct pm_sample_variance;
struct pm_stratum_part;

/* compute is for counts by stratum, of_sample for records: clusters less strata,
   design_df being that of the whole design. */
typedef struct pm_df_method {
  pm_method about;
  double (*compute)(const pm_domain *domain, const pm_domain *nation);
  double (*of_sample)(const struct pm_sample_variance *found, double design_df);
} pm_df_method;

/* What lonely stratum h adds to the variance; good_mean is the mean of what
   the strata that are not lonely add. */
typedef struct pm_lonely_method {
  pm_method about;
  bool is_refused; /* there is no estimate while a stratum is lonely */
  bool merges;     /* lonely strata are collapsed with others instead */
  bool is_of_good; /* it needs the variance of each of the others */
  bool is_of_all;  /* of records: it compares with all units, and so says something of a
                      stratum in which the domain has none */
  bool is_fixed;   /* the stratum adds nothing, as replicates show that all have it alike */
  double (*compute)(const pm_domain *domain, size_t h, double good_mean);
  /* The same for the total of a lonely stratum's one cluster or record; grand_mean is
     the mean of all these totals in the design. */
  double (*of_part)(const struct pm_stratum_part *part, double good_mean, double grand_mean);
} pm_lonely_method;

/* The variance of a simple random sample of the same n at the same rate. */
typedef struct pm_deff_method {
  pm_method about;
  double (*compute)(const pm_domain *domain);
  double (*correction)(double open); /* of s2/n; open is 1 - n/N */
} pm_deff_method;

/* A unit drawn with unequal chances: its total, and its chance. */
typedef struct pm_pps_unit {
  double total, chance;
  size_t number; /* in the joint chances */
} pm_pps_unit;

/* compute is for the units of a stratum that have records of a domain and were not sure to be
   drawn; absent is the sum of 1 - chance of those that have none, n how many there are of both.
   joint is for all units of all strata, those without records having a total of 0,
   at[i * count + k] being the chance of units i and k. */
typedef struct pm_pps_method {
  pm_method about;
  bool needs_joint;
  bool shows_single; /* the variance of a single unit, so that no stratum is lonely */
  double (*compute)(const pm_pps_unit *units, size_t count, double absent, double n);
  double (*joint)(const pm_pps_unit *units, size_t count, const double *at, size_t of);
} pm_pps_method;

/* ------------------------------------------------------------- a request -- */

/* A request with every name looked up and every default filled in. */
typedef struct pm_setup {
  const pm_strata *strata;
  pm_population_kind kind;
  pm_level level;
  const pm_estimate_interval_method *interval;
  const pm_df_method *df;
  const pm_lonely_method *lonely;
  const pm_deff_method *deff;
  double df_fixed;
  const pm_by *by;
  size_t by_count;
  const size_t *columns; /* of the strata: those that some set of domains uses */
  size_t column_count;
  pm_arena *arena;
} pm_setup;

/* A set of domains made of the same columns. */
typedef struct pm_domain_set {
  pm_domain *domains;
  size_t count;
} pm_domain_set;

pm_status pm_setup_make(pm_setup *setup, const pm_estimate_request *request, pm_error *error);
/* What does not depend on where the numbers come from: the level and the methods. */
pm_status pm_setup_methods(pm_setup *setup, const pm_estimate_request *request,
                           const char *lonely, pm_error *error);

/* The strata as parts in the order of their labels; PM_ERROR_DATA when a size
   is missing, PM_ERROR_MEMORY. */
pm_status pm_parts_make(const pm_setup *setup, pm_part **parts, pm_error *error);

/* The domains by these columns (for each: whether it splits;
   all do when splits is NULL), sorted by label. NULL domains: out of memory. */
pm_domain_set pm_domains_make(const pm_setup *setup, const pm_part *parts,
                              const size_t *columns, const bool *splits, size_t column_count);

/* Why a domain has no limits: the texts that pm_domain.reason points to. */
enum {
  PM_REASON_NO_VARIANCE,
  PM_REASON_NO_DF,
  PM_REASON_RECORDED_SIZES,
  PM_REASON_NO_SIZES,
  PM_DOMAIN_REASONS
};
extern const char *const pm_domain_reasons[PM_DOMAIN_REASONS];

/* Everything of a domain from share to limits. PM_OK, PM_ERROR_MEMORY or
   PM_ERROR_NUMERIC. */
pm_status pm_domain_compute(const pm_setup *setup, const pm_domain *nation, pm_domain *domain,
                            pm_error *error);

/* The variance when lonely strata are collapsed. False: out of memory. */
bool pm_domain_collapse(const pm_setup *setup, pm_domain *domain);

/* Why methods for a finite population whose sizes are exactly known have no limits
   of this domain; NULL: they have. */
const char *pm_domain_refuse_sizes(const pm_setup *setup, const pm_domain *domain);

/* Do limits of a rate lie beyond what is possible when x of n are compliant, and n of a
   population were seen? And what is possible, in words; NULL: out of memory. */
bool pm_limits_go_beyond(double lower, double upper, const pm_case *data);
const char *pm_possible_text(pm_arena *arena, const pm_case *data, const char *x_name);
/* Do the limits of a domain, or of a stratum alone, lie beyond what is possible after what
   was seen, all sizes being exactly known? What is possible, in words (NULL: out of
   memory), and what is to be said of it. */
bool pm_domain_goes_beyond(const pm_setup *setup, const pm_domain *domain);
bool pm_part_goes_beyond(const pm_setup *setup, const pm_part *part);
const char *pm_domain_possible(const pm_setup *setup, const pm_domain *domain);
const char *pm_part_possible(const pm_setup *setup, const pm_part *part);
extern const char pm_beyond_possible[];
extern const char pm_beyond_possible_alone[];

/* The remarks that follow from what was computed. */
pm_status pm_estimate_notes(const pm_setup *setup, const pm_domain_set *sets, size_t set_count,
                            pm_notes *notes);
pm_status pm_estimate_pooling(const pm_setup *setup, const pm_part *parts, pm_notes *notes);

#endif
