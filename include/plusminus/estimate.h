/* plusminus/estimate.h: rates for the nation and its parts, with their
   variance, design effect and interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   From counts by stratum: simple random samples without replacement within
   strata that are independent (Cochran 1977, ch. 5). */
#ifndef PLUSMINUS_ESTIMATE_H
#define PLUSMINUS_ESTIMATE_H

#include <plusminus/calibrate.h>
#include <plusminus/core.h>
#include <plusminus/design.h>

PM_BEGIN_DECLS

/* Families; a row's name is what the request takes. Rows beyond pm_method are
   the library's own. */
PM_API extern const pm_family pm_estimate_interval_family; /* wald wilson logit
                                       korn-graubard beta likelihood arcsine mover
                                       mover-hypergeometric wilson-stratified exact
                                       wilson-fpc (wilson whose effective n is capped at
                                       n(N-1)/(N-n), where N is known, instead of at n) */
PM_API extern const pm_family pm_df_family;                /* domain design satterthwaite */
PM_API extern const pm_family pm_lonely_family;   /* fail remove certainty adjust average
                                                     collapse */
PM_API extern const pm_family pm_pps_family;      /* brewer hartley-rao horvitz-thompson
                                                     yates-grundy */
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
  const pm_by *by;      /* of counts: sets of domains; the nation always comes first. Of
                           records the tally was told, and this is not used */
  size_t by_count;
  const char *const *differences; /* of records: columns of by of which every two domains
                                     that differ in it alone are compared; more than
                                     10,000,000 rows of them are PM_ERROR_DATA */
  size_t difference_count;
  const char *variance;   /* of records: a row of pm_variance_family; NULL: taylor. The others
                             need clusters, or a tally that has kept its records */
  size_t replicates;      /* bootstrap: how many, 0: 1000; brr, fay, sdr: at least so many */
  double rho;             /* fay: what is left of a unit's weight, [0, 1) */
  uint64_t seed;          /* bootstrap */
  double replicate_scale; /* of a tally with replicate weights: the variance is scale x the sum
                             of coefficient x (estimate of the replicate - estimate)^2. 0: by
                             variance, which says how they were made */
  const double *replicate_coefficients; /* for each replicate, >= 0; NULL: 1 */
  size_t replicate_coefficient_count;
  bool replicate_about_mean; /* of the same: (estimate of the replicate - mean of these)^2,
                                the mean being that of replicates with a coefficient above 0;
                                a bootstrap's own scale is then 1/(R - 1) */
  int64_t threads;           /* of replicates; 0: one for each processor */
  const pm_calibration *calibration; /* of records, whose tally was told of its columns: the
                                        weights are calibrated, and Taylor's variances are
                                        those of the residuals; replicates are calibrated
                                        anew, each of them. Their totals are kept for each
                                        category and domain, or of each record where totals
                                        of numbers are known; trimming is refused, and a
                                        replicate that cannot be calibrated is named
                                        (PM_ERROR_NUMERIC). NULL: none */
  const pm_allocator *allocator;
} pm_estimate_request;

/* A design effect and what it is the product of; below 1: a gain. */
typedef struct pm_deff_case {
  double variance;           /* of the estimate */
  double variance_simple;    /* of as many records drawn with replacement: s2/n */
  double variance_no_strata; /* of the same records, weights and clusters as if there
                                were no strata */
  double cv2_weights;        /* the squared coefficient of variation of the weights, that is
                                n sum(w^2)/(sum w)^2 - 1 */
} pm_deff_case;

typedef struct pm_deff_parts {
  double deff;           /* variance/variance_simple */
  double weighting;      /* 1 + CV2(w): unequal weights that say nothing of the
                            values (Kish 1992, Journal of Official Statistics 8) */
  double stratification; /* variance/variance_no_strata */
  double clustering;     /* the rest, and all that is none of these */
} pm_deff_parts;

/* A part whose divisor is 0 or whose input is negative or NaN is NaN. */
PM_API pm_deff_parts pm_deff_split(const pm_deff_case *data);

/* Whether a rate should be published (Parker et al. 2017, National Center for Health
   Statistics Data Presentation Standards for Proportions, Vital and Health
   Statistics 2(175)). */
typedef enum pm_reliability {
  PM_RELIABILITY_SHOW,
  PM_RELIABILITY_REVIEW,  /* a statistician should look at it first */
  PM_RELIABILITY_SUPPRESS /* too uncertain */
} pm_reliability;

typedef struct pm_reliability_case {
  double rate;
  double n;            /* records */
  double n_effective;  /* n/deff (wr), at most n; not adjusted for degrees of freedom */
  double lower, upper; /* Korn & Graubard's at 95 %; NaN: there are none */
  double df;
} pm_reliability_case;

/* suppress: n or n_effective below 30, no limits, or a width of 0.3 or more, or one
   above 0.05 and above 1.3 times the rate (of 0 there is no such multiple).
   review: else, when df is below 8, the rate is 0 or 1, or the width is above 0.05
   and above 1.3 times 1 - rate. reason, if not NULL: the first that holds, in
   words; NULL for show. The text is static. */
PM_API pm_reliability pm_reliability_judge(const pm_reliability_case *data,
                                           const char **reason);

/* One estimate. An unknown or undefined number is NaN, and reason says why in
   a sentence (NULL: there is nothing to say). Rates are proportions. */
typedef struct pm_estimate {
  const char *const *labels; /* for each of pm_estimates_columns: a value, or "(all)" */
  const char *statistic;     /* "rate", "ratio", "mean", "total", "quantile"; "difference":
                                of that variable, its label "A - B" */
  const char *variable;      /* "recorded/crimes", "not recorded"; of a difference of a column
                                that has several statistics: "mean hours" */
  double n;                  /* records */
  double clusters;           /* of counts: the records themselves */
  double population;         /* units the rate is a rate of; estimated when the
                                sizes given were of the recorded ones */
  double estimate, se, lower, upper, margin, conf;
  const char *interval; /* the method used for this row */
  double df, deff, n_effective, cv;
  bool is_share;            /* a proportion: a rate, or a ratio of parts to wholes */
  const char *flag;         /* "[u]", of low reliability (suppress); or NULL */
  const char *reason;       /* why a number is missing, or else of the flag or a review */
  double strata;            /* strata in the domain */
  double variance;          /* se squared, before rounding by sqrt */
  double deff_wor;          /* v/((1-f)s2/n), whatever deff says: explain needs it */
  pm_deff_parts deff_parts; /* what deff is the product of; of counts, and of differences,
                               all NaN */
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
   no-interval, effective-n (capped, and what is lost by it), population-unknown
   (wilson-fpc is wilson), beyond-possible (limits that x of n and N rule out; they
   are not moved), ... PM_ERROR_USAGE: unknown method or by-column;
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

/* ------------------------------------------------------------- records -- */

/* A design in a JSON file: an object with "schema": "plusminus-design/1" and, each of them
   only where the design has it, "strata", "clusters" and "populations" (lists of columns),
   "weight" (a column), "pps" (a method), "joint" (a file, relative to this one), "phase2" (a
   column) and "phase2_strata" (a list of columns), as pm_design has them; and a "description",
   which is for people. */
typedef struct pm_design_file pm_design_file;

typedef struct pm_design_request {
  const char *file;
  const pm_design *given; /* what is said beside the file: it is added, and where both say
                             the same thing they must agree; NULL: nothing; borrowed while
                             the design is used */
  const char *records;    /* the file of records: the columns are looked for in its header, if
                             it can be read twice; NULL: they are not */
  const pm_allocator *allocator;
} pm_design_request;

/* Read it, and tell everything that is wrong with it. PM_ERROR_IO: it cannot be read;
   PM_ERROR_DATA: no JSON, another schema, an unknown name, a name twice, a value of another
   type, an unknown method, a column that is not there; PM_ERROR_USAGE: it contradicts what
   was given. *file is NULL unless PM_OK; free it with pm_design_file_free, NULL is fine. */
PM_API pm_status pm_design_read(pm_design_file **file, const pm_design_request *request,
                                pm_error *error);
/* Lives as long as the file. */
PM_API const pm_design *pm_design_file_design(const pm_design_file *file);
/* Of its bytes, in lower-case hex; lives as long. */
PM_API const char *pm_design_file_sha256(const pm_design_file *file);
PM_API void pm_design_file_free(pm_design_file *file);

/* What is estimated from a column of records. A record in which a number of it is
   missing (empty, or NA) belongs to no domain of that statistic. */
typedef enum pm_statistic_kind {
  PM_STATISTIC_RATE,  /* the weighted mean of a column of 0 and 1 */
  PM_STATISTIC_RATIO, /* the weighted total of a column over that of another */
  PM_STATISTIC_MEAN,
  PM_STATISTIC_TOTAL,
  PM_STATISTIC_QUANTILE /* the least value that a share of the weights does not exceed;
                           needs every record in memory */
} pm_statistic_kind;

typedef struct pm_statistic {
  pm_statistic_kind kind;
  const char *column;
  const char *denominator; /* of a ratio */
  double probability;      /* of a quantile: that share, above 0 and below 1 */
} pm_statistic;

/* How far the pass is: records so far, and what share of the file's bytes was read (NaN: a
   pipe has no size); called from the thread that began it, after every piece of the file
   that it counted. */
typedef void pm_tally_progress(void *context, int64_t records, double share);

typedef struct pm_tally_request {
  const char *file; /* as pm_csv_request */
  pm_design design;
  const pm_statistic *statistics;
  size_t statistic_count;
  const pm_by *by; /* sets of domains, beside the whole */
  size_t by_count;
  const pm_calibration *calibration; /* its columns are kept apart, so that estimates may be
                                        calibrated; NULL: none. To totals of numbers: every
                                        record stays in memory */
  bool keep_records;                 /* in memory, in any case: pm_weights_write needs them,
                                        and replicates of records */
  const char *replicate_weights;     /* a pattern (as of file names: * and ?) of the columns of
                                        replicate weights, numbers from 0, which came with the
                                        file: variances are then by them. design.weight must be
                                        named and no populations; the tally takes 16 bytes more
                                        for every domain, cluster, statistic and replicate, for
                                        each thread, and of quantiles 8 for every record and
                                        replicate; it can neither be saved nor merged.
                                        NULL: none */
  int64_t threads; /* 0: one for each processor; results do not depend on it */
  bool hash;
  bool may_be_empty; /* a file with a header and no records is no fault, but a tally of none: it
                        can be saved and merged, and has no estimates (PM_ERROR_DATA) */
  pm_tally_progress *progress; /* NULL: none */
  void *progress_context;
  const pm_allocator *allocator;
} pm_tally_request;

/* What one pass over the records leaves, from which everything is estimated. Its
   size depends on the strata, clusters and domains there are, not on the records. */
typedef struct pm_tally pm_tally;

/* Read the file once. PM_ERROR_USAGE: the request contradicts itself, or a statistic is not
   whole. PM_ERROR_DATA:
   a column that is not there; a stratum or cluster that is empty; a weight that is
   missing or not above 0; a rate's column with anything but 0 and 1; a population
   that is less than its sample, varies within its stratum or cluster, or contradicts
   the weights. All faults of a file are counted, the first ones listed. Notes: last-row,
   a file that seems to be cut off. Free with pm_tally_free. */
PM_API pm_status pm_tally_read(pm_tally **tally, const pm_tally_request *request,
                               pm_notes *notes, pm_error *error);
PM_API void pm_tally_free(pm_tally *tally); /* NULL is fine */
PM_API int64_t pm_tally_records(const pm_tally *tally);

/* A file that its records came from; behind them that of joint chances, if there is one. */
typedef struct pm_tally_input {
  const char *file;   /* as it was named; "standard input" */
  int64_t rows;       /* records, or rows */
  const char *sha256; /* of its bytes, in lower-case hex; "": not taken */
} pm_tally_input;
PM_API size_t pm_tally_input_count(const pm_tally *tally);
PM_API const pm_tally_input *pm_tally_input_at(const pm_tally *tally, size_t index);

/* ------------------------------------------------ many pieces of records -- */

/* Write a tally to a file (JSON, schema "plusminus-state/1"), from which pm_tally_load
   makes the same one: every number reads back exactly. The file appears whole or not at
   all, and at once where held is NULL, to which it is added if not. With statistics that keep
   every record (quantiles) it has all of them.
   PM_ERROR_USAGE: the tally was read without request.hash, by which parts that count
   the same records twice are told; its design has joint chances, which no part of a sample
   has. PM_ERROR_DATA: sums of squares are beyond the range of a double. PM_ERROR_IO;
   PM_ERROR_MEMORY. */
PM_API pm_status pm_tally_save(const pm_tally *tally, const char *file, pm_held_files *held,
                               pm_error *error);

/* Whether a file could be written there, before any long work. PM_ERROR_IO. */
PM_API pm_status pm_tally_check_place(const char *file, pm_error *error);

/* Read what pm_tally_save wrote, perhaps through gzip; "-" is standard input.
   PM_ERROR_DATA: it is not, or not whole, or contradicts itself, with the line; nothing in
   it is trusted, however it was made. allocator NULL: malloc. Free with pm_tally_free. */
PM_API pm_status pm_tally_load(pm_tally **tally, const char *file,
                               const pm_allocator *allocator, pm_error *error);

/* Add the records of another tally, as if they stood behind those of `into` in one file.
   Strata, clusters and domains of the same labels are the same ones. PM_ERROR_DATA: the
   tallies were made for different statistics, designs or domains; they have an input in
   common, which is told where both were read with hash; a population differs.
   PM_ERROR_USAGE: both are one tally. After another error `into` is only good to be freed. */
PM_API pm_status pm_tally_merge(pm_tally *into, const pm_tally *from, pm_error *error);

typedef struct pm_combine_request {
  const char *const *files; /* that pm_tally_save wrote; none is "-" or a pipe */
  size_t count;
  const pm_allocator *allocator;
} pm_combine_request;

/* Load and merge them all, two being in memory at a time, in the order of their first
   inputs' names (bytes) and then hashes, whatever the order of the request: so the result
   does not depend on it, not in its last bit. As one pass over all the records in that
   order: sums of whole numbers are the same, all else is but for rounding. */
PM_API pm_status pm_tally_combine(pm_tally **tally, const pm_combine_request *request,
                                  pm_error *error);

/* Estimate from a tally: for the whole and then each set of domains, sorted by label
   (bytes), a row for each statistic. With R = Y/X (a mean's and a rate's X is the sum
   of the weights), each record counts for w (y - R x)/X, a total's for w y, and the
   variance is that of their sum: at every stage (1 - f) n/(n - 1) sum (z - mean z)^2,
   plus the later stages' with the fraction f of this one (Sarndal, Swensson &
   Wretman 1992, 4.3.1), domains being padded with zeros. Intervals of rates, and of
   ratios that are shares, are the request's, those of all else t intervals. A quantile's
   limits are the quantiles at the limits of the share at and below it (Woodruff 1952), and
   its standard error is their distance over 2 t.
   Calibrated: w is the calibrated weight, and z that of the residual of (y - R x)/X, or of
   y, from its regression on the margins, which is weighted by the design's weights and
   made over all records, those outside the domain having 0 (Deville & Sarndal 1992,
   section 3; Sarndal, Swensson & Wretman 1992, 6.6).
   The tally is borrowed: it must not be freed while the estimates are used, whose labels
   are its own.
   PM_ERROR_DATA: lonely clusters under the rule fail, which is the default here; a value
   of a margin that has records and no total, or a total and no records; margins whose
   totals do not agree. PM_ERROR_NUMERIC: the totals cannot be met. Otherwise as
   pm_estimate_counts. */
PM_API pm_status pm_estimate_tally(pm_estimates **estimates, const pm_tally *tally,
                                   const pm_estimate_request *request, pm_notes *notes,
                                   pm_error *error);

/* The weights of a tally that was read with keep_records. */
typedef struct pm_weights_request {
  const char *from;   /* the tally's file, which is read again; no pipe, nor "-" */
  const char *file;   /* that is written: whole, or not at all */
  const char *column; /* of the weights; NULL: calibrated_weight */
  const pm_calibration *calibration; /* NULL: the design's own weights are written */
  pm_held_files *held;               /* that the file is added to; NULL: it is seen at once */
  const pm_allocator *allocator;
} pm_weights_request;

/* Write the file's records with one more column at the end. PM_ERROR_USAGE: the records
   were not kept, the file cannot be read twice. PM_ERROR_DATA: the file has such a column
   already, or has changed since. PM_ERROR_IO. Otherwise as pm_estimate_tally. */
PM_API pm_status pm_weights_write(const pm_tally *tally, const pm_weights_request *request,
                                  pm_error *error);

/* The replicate weights of a tally that was read with keep_records. */
typedef struct pm_replicate_weights_request {
  const char *from;         /* the tally's file, which is read again; no pipe, nor "-" */
  const char *file;         /* that is written: whole, or not at all */
  const char *coefficients; /* where the replicates' coefficients go, if they are
                               not all the same: columns replicate (1, 2, ...) and
                               coefficient, the last of the two files to be seen
                               being the other one; NULL: PM_ERROR_USAGE if so */
  const pm_estimate_request *estimate; /* variance (not taylor), replicates, rho, seed, lonely
                                          and calibration say which; the rest is not used.
                                          NULL: PM_ERROR_USAGE */
  pm_held_files *held; /* that the files are added to; NULL: they are seen at once */
  size_t block; /* bytes of weights that are made at once, if a row takes no more; 0: 64 MiB */
  const pm_allocator *allocator;
} pm_replicate_weights_request;

/* The most replicates that a file takes, each in a column of its own: files are read that have
   up to 10,000 columns. */
enum { PM_REPLICATE_COLUMNS_MOST = 9000 };

/* Write the file's records with more columns at the end: full_weight, what each stands for by
   the design, or calibrated; and rep_1, rep_2, ..., the same in each replicate, calibrated anew
   where the estimates are. A note says how they are read back. With them, and their scale and
   coefficients, the variances are those that the method itself gives. They are made in blocks
   of rows. PM_ERROR_USAGE: the records were not kept, the file cannot be read
   twice, fewer than two replicates or more than PM_REPLICATE_COLUMNS_MOST, a calibration of
   which the replicates take more than 256 MiB; PM_ERROR_NUMERIC: a calibration makes weights
   that are not above 0, or below 0 in a replicate. PM_ERROR_DATA: the file has such a column
   already, or another that begins with rep_, or has changed since. PM_ERROR_IO. Otherwise as
   pm_estimate_tally. */
PM_API pm_status pm_replicate_weights_write(const pm_tally *tally,
                                            const pm_replicate_weights_request *request,
                                            pm_notes *notes, pm_error *error);

PM_END_DECLS

#endif
