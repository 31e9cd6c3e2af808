/* targets_problem.h: the least cost that meets all targets, as its parts see it.

   Notation: n_h records of stratum h cost c_h each, l_h <= n_h <= u_h, and every target j
   has sum_h a_jh/n_h <= 1: loads are divided by their target's limit. t_h(lambda) =
   sum_j lambda_j a_jh.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_TARGETS_PROBLEM_H
#define PM_ALLOCATE_TARGETS_PROBLEM_H

#include <plusminus/allocate.h>

#include "core/memory.h"

/* A target that is missed by no more than this part of its limit is met. */
#define PM_TARGETS_SLACK 1e-12
/* What single steps may use of it: the rest is for the rounding of their sums. */
#define PM_TARGETS_STEP_SLACK 0.9e-12

/* What is left to decide: strata whose bounds differ and that some live target looks at;
   targets that the minima alone do not meet. Live targets stand in the order that keeps
   the profile of their normal equations small. */
typedef struct pm_targets_problem {
  size_t strata, targets, entries;
  size_t *starts; /* strata + 1: the entries of a stratum, by rising target */
  size_t *target; /* of an entry */
  double *load;
  size_t *columns; /* targets + 1: the entries of a target, by rising stratum */
  size_t *stratum; /* of an entry of a target */
  double *share;   /* its load */
  double *cost;    /* whole numbers where is_whole */
  double *low, *high;
  double *room;      /* of a target: 1 less what decided strata take */
  size_t *origin;    /* of a stratum: its number in the request */
  size_t *requested; /* of a target: likewise */
  double *limit;     /* of a target: its limit in the request */
  double unit;       /* of cost: cost 1 here is so much in the request */
  bool is_whole;
  double decided; /* cost of the strata that are not here */
} pm_targets_problem;

/* Check the request and take out what is decided; n gets the records of decided strata.
   PM_ERROR_DOMAIN, PM_ERROR_USAGE: as pm_allocate_targets; PM_ERROR_MEMORY. */
pm_status pm_targets_reduce(pm_targets_problem *problem, const pm_targets_request *request,
                            double *n, pm_arena *arena, pm_error *error);

/* ------------------------------------------------------------------ dual -- */

/* t_h at these prices. */
double pm_targets_pull(const pm_targets_problem *p, size_t h, const double *price);

/* The whole number from low to high with the least c n + t/n. */
double pm_targets_whole(double cost, double pull, double low, double high);

/* A number that no allocation in whole records costs less than, whatever the prices >= 0
   are, with what rounding may have added taken off. */
double pm_targets_bound(const pm_targets_problem *p, const double *price);

/* -------------------------------------------------------------- interior -- */

/* Prices, and the inverse y = 1/n of each stratum, of the relaxed problem. pieces NULL: n
   may be any number from low to high; else n is between pieces[h] and pieces[h] + 1 and
   1/n is replaced by the chord between them, where high allows it. Where the method does
   not converge, what it came to: any prices give a bound. PM_ERROR_MEMORY. */
pm_status pm_targets_relax(const pm_targets_problem *p, const double *pieces, double *price,
                           double *inverse, pm_arena *arena);

/* The normal equations' matrix, symmetric and positive definite, of which each row is kept
   from its first entry that may differ from 0 to the diagonal. */
typedef struct pm_profile {
  size_t count;
  size_t *first;  /* column of a row's first entry */
  size_t *offset; /* of the row in values: entry (j, k) is values[offset[j] + k] */
  double *values;
  size_t room; /* values */
} pm_profile;

/* For the targets of this problem. PM_ERROR_MEMORY. */
pm_status pm_profile_make(pm_profile *profile, const pm_targets_problem *p, pm_arena *arena);
/* L with L L' = the matrix, in place. A pivot that is not above 0 is replaced by a huge
   one, so that its unknown is 0. */
void pm_profile_factor(pm_profile *profile);
/* x with L L' x = x, in place. */
void pm_profile_solve(const pm_profile *profile, double *x);

/* ----------------------------------------------------------------- whole -- */

/* An allocation in whole records as it is improved. */
typedef struct pm_targets_state {
  const pm_targets_problem *problem;
  double *n;
  double *used;  /* of each target: sum a/n */
  double cost;   /* of these strata */
  double *price; /* guides every choice */
  double *pull;  /* t_h at the prices */
  size_t moves;  /* since used was last summed anew */
} pm_targets_state;

/* Sum up anew. */
void pm_targets_refresh(pm_targets_state *state);
/* n_h becomes `to`. */
void pm_targets_move(pm_targets_state *state, size_t h, double to);
/* Are all targets met? */
bool pm_targets_is_met(const pm_targets_state *state);
/* Would all targets that look at h be met with n_h = to? */
bool pm_targets_allow(const pm_targets_state *state, size_t h, double to);

/* From the n that the state has: records are added until all targets are met, then taken
   away where none needs them. PM_ERROR_MEMORY. */
pm_status pm_targets_repair(pm_targets_state *state, pm_arena *arena);
/* A record more of one stratum for dearer ones less of others, while that saves anything
   and the work lasts. */
pm_status pm_targets_exchange(pm_targets_state *state, double work, pm_arena *arena);

/* ---------------------------------------------------------------- groups -- */

/* Strata in groups of a few, each with the targets that look at strata of the group alone.
   Strata starts[g] to starts[g + 1] - 1 of the list are in group g, and so are targets by
   columns. */
typedef struct pm_targets_groups {
  size_t count;
  size_t *starts, *strata;
  size_t *columns, *targets;
} pm_targets_groups;

/* From the target of the fewest strata on, groups are joined while they stay small.
   PM_ERROR_MEMORY. */
pm_status pm_targets_group(pm_targets_groups *groups, const pm_targets_problem *p,
                           pm_arena *arena);

/* One group, looked through. */
typedef struct pm_targets_part {
  size_t group;
  double margin; /* numbers that lose less than the known ones by no more do not count */
  double work;   /* steps that it may take; what is left of them */
  bool is_least; /* all numbers were looked through */
  double least;  /* what the group adds to the bound; 0 when it is not known */
  double *n;     /* of each stratum: set for those of the group */
} pm_targets_part;

/* From the state's numbers, which meet the group's targets. PM_ERROR_MEMORY. */
pm_status pm_targets_search(const pm_targets_state *state, const pm_targets_groups *groups,
                            pm_targets_part *part, pm_arena *arena);

#endif
