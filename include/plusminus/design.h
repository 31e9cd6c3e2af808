/* plusminus/design.h: what was sampled from what: strata, their sizes, and
   what of the frame was not audited.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_DESIGN_H
#define PLUSMINUS_DESIGN_H

#include <plusminus/core.h>

PM_BEGIN_DECLS

/* What a stratum's stated size counts. */
typedef enum pm_population_kind {
  PM_POPULATION_TOTAL,   /* T_h: the units that the rate is a rate of */
  PM_POPULATION_RECORDED /* R_h = p_h T_h: only the compliant ones, as when the
                            size is recorded crime and the rate is the share
                            of crimes that were recorded */
} pm_population_kind;

/* One stratum as counts. */
typedef struct pm_stratum {
  const char *label;         /* the strata columns' values joined by " / " */
  const char *const *values; /* a value for each column of the design */
  double x;                  /* compliant among those audited */
  double n;                  /* audited, >= 1 */
  double population;         /* its size, by the design's kind; INFINITY: not
                                known (then no correction, and share says the
                                weight) */
  double share;              /* W_h before normalising; <= 0: from population */
  int64_t row;               /* in its file; 0: none */
} pm_stratum;

/* Strata in the order they were added, labels unique. */
typedef struct pm_strata pm_strata;

/* columns: the names of the values that each stratum carries, the first
   key_count of which make the stratum. PM_ERROR_USAGE, PM_ERROR_MEMORY. */
typedef struct pm_strata_shape {
  const char *const *columns;
  size_t column_count;
  size_t key_count;
  pm_population_kind kind;
  const char *x_name; /* "recorded": what x counts; NULL: "x" */
  const char *n_name; /* "crimes": what n counts; NULL: "n" */
  const pm_allocator *allocator;
} pm_strata_shape;

PM_API pm_status pm_strata_new(pm_strata **strata, const pm_strata_shape *shape,
                               pm_error *error);
PM_API void pm_strata_free(pm_strata *strata);

/* Add one (label NULL: made from values; everything is copied).
   PM_ERROR_DATA: a duplicate, x > n, n < 1, not whole, population < n (total)
   or < x (recorded), a recorded stratum with x = 0 (its size is then not
   known) or with a share. place tells where it came from; may be NULL. */
PM_API pm_status pm_strata_add(pm_strata *strata, const pm_stratum *stratum,
                               const pm_place *place, pm_error *error);

/* A stratum of the frame that was not audited: out of scope. */
PM_API pm_status pm_strata_add_unaudited(pm_strata *strata, const char *label,
                                         double population, pm_error *error);

PM_API const pm_strata_shape *pm_strata_shape_of(const pm_strata *strata);
PM_API size_t pm_strata_count(const pm_strata *strata);
PM_API const pm_stratum *pm_strata_at(const pm_strata *strata, size_t index);
/* The index of a column of the design, or -1. */
PM_API int pm_strata_column(const pm_strata *strata, const char *name);

/* What the frame held that nobody audited. population_in + population_out is
   the frame's total, in the design's kind of size; INFINITY: some size is not
   known. Without a frame, out is 0. */
typedef struct pm_scope {
  double population_in;
  double population_out;
  size_t strata_out;
} pm_scope;
PM_API pm_scope pm_strata_scope(const pm_strata *strata);
PM_API const char *pm_strata_unaudited(const pm_strata *strata, size_t index);

/* Strata from a CSV in which each row is a stratum. */
typedef struct pm_strata_request {
  const char *file;
  const char *x, *n;         /* --counts X/N: the columns */
  const char *const *strata; /* --strata: the columns that make the key */
  size_t strata_count;
  const char *population; /* --population: a column of file, or of frame;
                             a size >= 1, or a sampling fraction < 1;
                             NULL: every stratum has weight by `share` */
  const char *share;      /* --weight: a column of stratum weights */
  pm_population_kind kind;
  const char *const *by; /* every column that a domain will need */
  size_t by_count;
  const char *frame; /* --frame: all strata there are, same key
                        columns; NULL: none */
  bool hash;
  const pm_allocator *allocator;
} pm_strata_request;

/* What was read, for the output's "inputs". */
typedef struct pm_strata_inputs {
  const char *file[2];
  int64_t rows[2];
  char sha256[2][65];
  size_t count;
} pm_strata_inputs;

/* Read, check and join. All faults of a file are collected. A row with n = 0
   was not audited and is out of scope, with a note. Notes: unaudited-strata
   (count and share out of scope), weights-sum (shares that do not add up to
   1, and that they were scaled), population-fraction. inputs may be NULL. */
PM_API pm_status pm_strata_read(pm_strata **strata, const pm_strata_request *request,
                                pm_strata_inputs *inputs, pm_notes *notes, pm_error *error);

/* ------------------------------------------------------------- records -- */

/* How the records of a file were sampled, by its columns' names. Stage 1 samples
   clusters (primary sampling units) within strata, stage 2 clusters or records within
   those, and so on. Labels are nested: those of clusters within their stratum, those
   of later stages in the cluster before them; elsewhere they may be used again. */
typedef struct pm_design {
  const char *const *strata; /* columns that name a stratum together; none: one stratum */
  size_t strata_count;
  const char *const *clusters; /* a column for each stage of clusters */
  size_t cluster_count;
  const char *const *populations; /* for stage 1, 2, ...: how many there were to sample
                                     from in the record's stratum or cluster, or below 1
                                     the fraction that was sampled; one more of them than
                                     clusters: the last stage samples records */
  size_t population_count;
  const char *weight; /* how many of the population a record stands for; NULL: what the
                         populations say, or else 1 */
  const char *pps;    /* the units of stage 1 were drawn with unequal chances and without
                         replacement, and stage 1 has the column of a unit's own chance of
                         being in the sample, above 0 and up to 1, in the place of a
                         population: how its variance is measured, a row of the family pps;
                         NULL: the chances are equal, or the weights say it all */
  const char *joint;  /* for the methods that need them: a CSV with the units' joint chances
                         as a square; its header and its rows are the units, by their labels
                         or, of records, in the order of the file */
  const char *phase2; /* two phases: what is estimated was only looked at in a part of the
                         records, which has 1 in this column, the others 0; the first phase
                         drew the records, in strata or not, and has no clusters; the second
                         drew this part of them at random, within its own strata. weight is
                         that of the first phase; NULL: one phase */
  const char *const *phase2_strata; /* columns that name a stratum of the second phase
                                       together, known of all records; none: one stratum */
  size_t phase2_strata_count;
} pm_design;

PM_END_DECLS

#endif
