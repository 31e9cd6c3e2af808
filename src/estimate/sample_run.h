/* sample_run.h: one run of estimating from a tally.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_RUN_H
#define PM_ESTIMATE_SAMPLE_RUN_H

#include "estimate/estimate_names.h"
#include "estimate/estimate_table.h"
#include "estimate/sample.h"
#include "table/csv_piece.h"

#include <float.h>
#include <math.h>

typedef struct pm_sample_run {
  const pm_tally *tally;
  pm_setup setup;
  pm_sample_design design;
  double design_df;
  bool is_replicated;   /* variances are by replicates: made ones, or those given */
  bool tells_size;      /* the weights add up to the population, as far as they tell */
  uint64_t differences; /* bits of the plan's by-columns: pairs of which are compared */
  uint64_t compared;    /* those of them that have such pairs */
  pm_sample_room room;
  pm_sample_set *sets;                      /* of the plan */
  struct pm_replicate_variance *replicated; /* of every estimate, in the order of the rows,
                                               differences behind all others; NULL: Taylor's */
  size_t number;                            /* the next of them */
  size_t difference_number;                 /* the next difference */
  double replicate_df;                      /* that replicates show at most */
  size_t thinned_count;                     /* estimates without a value in some replicates,
                                               whose variance is that of the others */
  size_t thinned_most;                      /* in how many, at most */
  pm_names at_end;                          /* rates of 0 or 1 that logit was asked for */
  pm_names capped;                   /* rates whose interval loses what wilson-fpc keeps */
  struct pm_sample_records *records; /* of each split; NULL: not needed so far */
  pm_estimates *estimates;           /* whose arena holds all that is made */
  pm_notes *notes;
  pm_error *error;
} pm_sample_run;

/* Why a statistic has no value in a domain; NULL: it has. */
const char *pm_sample_refusal(const pm_tally_statistic *statistic,
                              const pm_sample_totals *totals);

/* Why no squares can be made of a domain's numbers, by linearisation or by replicates: they
   are beyond the range of a double. NULL: they are not. */
const char *pm_sample_why_too_large(const pm_sample_totals *totals);

/* A domain's totals of a statistic, and their variance; a statistic without a value has
   no variance found. False: out of memory. */
bool pm_sample_compute(pm_sample_run *run, const pm_sample_slice *slice,
                       pm_sample_totals *totals, pm_sample_variance *found);

/* A row without numbers. */
pm_estimate pm_sample_row(const pm_sample_run *run, const char *const *labels,
                          size_t statistic);

/* z of a record as a combination of y and x. */
pm_linear pm_sample_linearise(const pm_tally_statistic *statistic,
                              const pm_sample_totals *totals);
double pm_sample_value(const pm_tally_statistic *statistic, const pm_sample_totals *totals);
/* Symmetric limits, or why there are none. */
void pm_sample_set_wald(const pm_sample_run *run, pm_estimate *row);
/* Variance, standard error and degrees of freedom, by the rule for lonely strata; a variance
   that is no more than `rounding` of what was found is 0. False: out of memory. */
bool pm_sample_set_variance(pm_sample_run *run, pm_sample_variance *found, pm_estimate *row);

/* What a design effect is made of. */
typedef struct pm_deff_source {
  const pm_tally_statistic *statistic;
  const pm_sample_totals *totals;
  const pm_sample_variance *found; /* that the row's variance was made of */
  bool is_census;
} pm_deff_source;

/* The records of a piece of a file, at most: a record has a value, a weight and their ends. */
enum { PM_PIECE_RECORDS_MOST = PM_CSV_PIECE_BYTES / 4 };

/* What rounding may do to a sum of n records, as a part of it. It adds up within a piece of
   the file; pieces are so few that theirs is lost in it. */
static inline double pm_sample_rounding_of(double n)
{
  return (50 + fmin(n, PM_PIECE_RECORDS_MOST) / 2) * DBL_EPSILON;
}

/* What is left of a sum of n squares beside a part that others explain, unless rounding
   alone may leave so much of it. */
static inline double pm_sample_left(double squares, double explained, double n)
{
  double left = squares - explained;
  return left > pm_sample_rounding_of(n) * squares ? left : 0;
}

/* Of as many records drawn at random with replacement; NaN: of one record. */
double pm_sample_simple_variance(const pm_tally_statistic *statistic,
                                 const pm_sample_totals *totals);
/* The most that rounding leaves of a variance that is 0: by the records' squares about the
   statistic's origin, which the records of a domain may all be far from. */
double pm_sample_rounding(const pm_tally_statistic *statistic, const pm_sample_totals *totals);
/* The same of a share of n records, each of which is below a value or not. */
double pm_sample_share_rounding(double n);
/* The reason for limits without width. */
const char *pm_sample_why_no_margin(const pm_sample_run *run, double simple);
/* What the weights of all records add up to, by the design. */
double pm_sample_weight(const pm_sample_run *run);

/* Do the weights, or what made them, tell how large the population is? */
bool pm_sample_tells_size(const pm_sample_run *run);
/* What the variance of n records drawn with replacement is multiplied by where the design
   effect is against others; `weight`: of all of them. */
double pm_sample_deff_correction(const pm_sample_run *run, double n, double weight);
/* The design effect, its parts, and what follows from it. */
void pm_sample_set_deff(const pm_sample_run *run, const pm_deff_source *source,
                        pm_estimate *row);
/* As if there were no strata, and no corrections for finite populations: the units of the
   first stage of all strata about their mean; what may be rounding alone is 0. NaN: there is
   one unit. */
double pm_sample_variance_no_strata(const pm_sample_design *design,
                                    const pm_sample_variance *found);

/* The note beyond-possible, if a rate's limits are. PM_ERROR_MEMORY. */
pm_status pm_sample_note_beyond(const pm_sample_run *run, const pm_sample_slice *slice,
                                const pm_estimate *row);

/* Do the variances know what part of the population was sampled, at every stage? */
bool pm_sample_has_shares(const pm_sample_run *run);

/* Nothing but whole populations was sampled where the domain was seen, or may be. */
bool pm_sample_is_census(const pm_sample_slice *slice, const pm_sample_variance *found);

/* Then the number is known, and the row says why. */
void pm_sample_set_exact(pm_estimate *row);

/* Why there is no interval. */
const char *pm_sample_why_no_variance(const pm_sample_run *run, const pm_estimate *row);
extern const char pm_sample_no_df[];
extern const char pm_sample_no_records[];
/* Clusters, or records, less strata, or what these were collapsed to. */
double pm_sample_design_df(const pm_sample_run *run);

/* The row of a quantile, of which the labels and names are there; it is that estimate of
   those that were replicated. */
pm_status pm_sample_quantile(pm_sample_run *run, const pm_sample_slice *slice, size_t number,
                             pm_estimate *row);
/* The quantile alone; NaN: no record has a number. False: out of memory. */
bool pm_sample_quantile_value(pm_sample_run *run, const pm_sample_slice *slice, double *value);

/* How many pairs of a set's domains differ in this column alone; and their rows. Counting
   ends where there are too many. */
size_t pm_sample_count_pairs(const pm_sample_run *run, const pm_sample_set *set, size_t by);
/* Refuse so many before any is made. */
pm_status pm_sample_check_differences(const pm_sample_run *run);
/* Are two domains of a set such a pair? */
bool pm_sample_is_pair(const pm_sample_run *run, const pm_sample_domain *a,
                       const pm_sample_domain *b, size_t by);
pm_status pm_sample_differences(pm_sample_run *run, const pm_sample_set *set, size_t by);

void pm_sample_records_free(pm_sample_run *run);

/* Make the replicates that the request's variance asks for, of all estimates at once. */
pm_status pm_sample_replicate(pm_sample_run *run, const pm_estimate_request *request);
/* Put an estimate's variance by replicates, if there are any, in the place of Taylor's: that
   of its y, or else of its ratio. */
void pm_sample_take_replicated(pm_sample_run *run, size_t number, bool is_total,
                               pm_sample_variance *found);

/* "Wales / Gwent"; NULL: out of memory. */
const char *pm_sample_name(const pm_sample_design *design, uint32_t node, pm_arena *arena);

/* Lonely strata and clusters by the rule: a fault or a note. */
pm_status pm_sample_check_lonely(pm_sample_run *run);
/* The same of two phases: what is too few is a fault, whatever the rule. */
pm_status pm_sample_check_phases(const pm_sample_run *run);
/* Weights that contradict the populations: a fault or a note. */
pm_status pm_sample_check_weights(pm_sample_run *run);
/* The remarks that follow from the rows. */
pm_status pm_sample_note(pm_sample_run *run);

#endif
