/* explain_parts.h: an explanation while it is made. */
#ifndef PM_EXPLAIN_PARTS_H
#define PM_EXPLAIN_PARTS_H

#include <plusminus/explain.h>
#include <plusminus/interval.h>

#include "core/memory.h"

/* The factors of a margin, in their order. */
typedef enum pm_factor_index {
  PM_FACTOR_QUANTILE,
  PM_FACTOR_SPREAD,
  PM_FACTOR_ROOT_N,
  PM_FACTOR_SMALL_SAMPLE,
  PM_FACTOR_ROOT_DEFF,
  PM_FACTOR_ROOT_FPC,
  PM_FACTOR_COUNT
} pm_factor_index;

/* How many rows each table may need. */
typedef struct pm_explain_sizes {
  size_t factors, what_ifs, nationals, limits, paragraphs;
} pm_explain_sizes;

/* Everything lives in the arena, this struct too. Where memory ends, texts are
   "" and rows are dropped, and memory_ended remembers it until
   pm_explain_finish, so that nothing in between has to ask. */
typedef struct pm_explaining {
  pm_explanation result; /* first: pm_explanation_free finds the rest from it */
  pm_arena *arena;
  const pm_allocator *allocator;
  pm_level level;
  int rate_digits, points_digits;
  double minutes_per_record, cost_per_record;
  pm_factor *factors;
  pm_what_if *what_ifs;
  pm_national *nationals;
  pm_limit *limits;
  const char **paragraphs;
  bool paragraph_is_over;
  bool memory_ended;
} pm_explaining;

pm_status pm_explain_begin(pm_explaining **work, const pm_explain_request *request,
                           const pm_explain_sizes *sizes, pm_error *error);
/* Hand the explanation over when status is PM_OK and memory did not end; free
   it otherwise. */
pm_status pm_explain_finish(pm_explaining *work, pm_status status, pm_explanation **explanation,
                            pm_error *error);

/* -------------------------------------------------------------- text -- */

/* Never NULL. */
const char *pm_explain_format(pm_explaining *work, const char *format, ...) PM_PRINTF(2, 3);
const char *pm_explain_percent(pm_explaining *work, double rate);  /* "87.0%" */
const char *pm_explain_points(pm_explaining *work, double margin); /* and the unit's name */
/* A margin to aim at, as short as it can be: "5", "2.5"; and with its unit. */
const char *pm_explain_bare_target(pm_explaining *work, double margin);
const char *pm_explain_target(pm_explaining *work, double margin);
const char *pm_explain_count(pm_explaining *work, double count);  /* "59,178" */
const char *pm_explain_number(pm_explaining *work, double value); /* 4 digits; 1 is "1" */
const char *pm_explain_times(pm_explaining *work, double value);  /* 2 digits */
const char *pm_explain_level(pm_explaining *work, double level);  /* "95%", "99.9%" */
const char *pm_explain_confidence(pm_explaining *work);
const char *pm_explain_records(pm_explaining *work, double n);    /* "1 record" */
const char *pm_explain_all_of(pm_explaining *work, double count); /* "all 14", "both" */
/* "59,178", or "about 68,055" when it is itself estimated. */
const char *pm_explain_population(pm_explaining *work, double population);

/* Add a sentence to the prose; the next one begins a paragraph. */
void pm_explain_say(pm_explaining *work, const char *sentence);
void pm_explain_paragraph(pm_explaining *work);

/* -------------------------------------------------------------- rows -- */

/* What a margin is made of. A value that is NaN is not defined. */
typedef struct pm_chain {
  const char *subject;
  double rate, x, n; /* x NaN: not a plain count */
  double population; /* INFINITY: large or not known */
  double deff;
  bool no_spread;        /* nothing but compliant, or nothing but not */
  bool has_small_sample; /* its factor belongs to the chain */
  const char *reason;    /* why the quantile is missing; NULL: it is not */
  double value[PM_FACTOR_COUNT];
} pm_chain;

void pm_explain_factors(pm_explaining *work, const pm_chain *chain);
/* The margin: the product, in the order of the table. */
double pm_explain_product(const pm_chain *chain);
/* Both margins' factors, divided, under a subject of their own. */
const char *pm_explain_quotient_subject(pm_explaining *work, const pm_chain *part,
                                        const pm_chain *whole);
/* What a factor stands for: "the number of records (115 against 2,855)". */
const char *pm_explain_cause(pm_explaining *work, size_t factor, const pm_chain *part,
                             const pm_chain *whole);
void pm_explain_quotient(pm_explaining *work, const pm_chain *part, const pm_chain *whole);

/* ----------------------------------------------------------- what if -- */

enum { PM_WHAT_IF_MARGINS = 5 };

/* One stratum's part of a variance, by its number of records. */
typedef struct pm_term {
  double n;
  double population; /* INFINITY: not known */
  double spread;     /* what it adds to the variance, times n/(1 - n/N) */
  double worst;      /* the same at a rate of one half */
} pm_term;

/* The records in all, when every stratum's are multiplied alike (and none goes
   beyond its population), that make quantile * sqrt(variance) = margin. NaN:
   without spread no number follows. worst: by pm_term.worst, for populations
   that are large. */
double pm_explain_records_for(const pm_term *terms, size_t count, double quantile,
                              double margin, bool worst);
/* The records without an exception that put the one-sided exact limit at this
   margin: deff ln(1-conf)/ln(1-margin). */
double pm_explain_records_without_spread(const pm_explaining *work, const pm_chain *chain,
                                         double margin);

/* Rows for one rate (pm_plan_size), and for strata. */
pm_status pm_explain_what_ifs(pm_explaining *work, const pm_chain *chain, pm_error *error);
void pm_explain_design_what_ifs(pm_explaining *work, const pm_chain *chain,
                                const pm_term *terms, size_t count);

/* ------------------------------------------------------------ limits -- */

/* What can be a limit; its code, name and unit are in explain_limits.c. */
typedef enum pm_limit_index {
  PM_LIMIT_RULE_OF_THREE,
  PM_LIMIT_PLANNED_MARGIN,
  PM_LIMIT_DETECTABLE,
  PM_LIMIT_DETECTABLE_HIGHER,
  PM_LIMIT_DIP_SAMPLE,
  PM_LIMIT_OUT_OF_SCOPE,
  PM_LIMIT_ALL_COVER,
  PM_LIMIT_CHANCE_RANGE,
  PM_LIMIT_OBSERVED_RANGE,
  PM_LIMIT_DIFFERENCE_REST,
  PM_LIMIT_DIFFERENCE_REST_MARGIN,
  PM_LIMIT_RANK,
  PM_LIMIT_RANK_APART,
  PM_LIMIT_RANK_APART_SIDAK,
  PM_LIMIT_RANK_BEST,
  PM_LIMIT_RANK_WORST,
  PM_LIMIT_COUNT
} pm_limit_index;

/* One limit more; the meaning is a whole sentence. */
void pm_explain_limit(pm_explaining *work, pm_limit_index index, const char *subject,
                      double value, const char *meaning);

/* The limit that takes a margin's place where there is no spread, and a
   sentence about it. */
double pm_explain_no_spread_limit(const pm_explaining *work, const pm_chain *chain);
const char *pm_explain_no_spread(pm_explaining *work, const pm_chain *chain);

/* The limit rule-of-three, where there is no spread. */
void pm_explain_rule_of_three(pm_explaining *work, const pm_chain *chain);
pm_status pm_explain_detectable(pm_explaining *work, const pm_chain *chain, pm_error *error);
pm_status pm_explain_dip_sample(pm_explaining *work, const pm_chain *chain, pm_error *error);
pm_status pm_explain_rate_limits(pm_explaining *work, const pm_chain *chain, pm_error *error);

/* ------------------------------------------------------------- strata -- */

/* The whole and, if there is a focus, its stratum. */
typedef struct pm_explained {
  const pm_strata *strata;
  const pm_estimates *estimates;
  const pm_estimate *all;        /* the row of the whole */
  const pm_estimate *const *own; /* the row of each stratum */
  pm_chain whole;
  pm_chain focus;
  bool has_focus;
  size_t focus_index; /* in the strata */
} pm_explained;

/* The whole without the focus: shares scaled to add up to 1. */
typedef struct pm_rest {
  double rate;
  double variance;
} pm_rest;
pm_rest pm_explain_rest(const pm_explained *explained);

/* A stratum's own margin by its own row: t se; NaN without spread. */
double pm_explain_own_margin(const pm_explaining *work, const pm_estimate *row);

void pm_explain_nationals(pm_explaining *work, const pm_explained *explained);
pm_status pm_explain_strata_limits(pm_explaining *work, const pm_explained *explained,
                                   pm_error *error);

/* ------------------------------------------------------------- prose -- */

void pm_explain_rate_prose(pm_explaining *work, const pm_chain *chain);
void pm_explain_strata_prose(pm_explaining *work, const pm_explained *explained);

#endif
