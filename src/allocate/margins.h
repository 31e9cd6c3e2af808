/* margins.h: margins of domains as targets, as its parts see it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_MARGINS_H
#define PM_ALLOCATE_MARGINS_H

#include <plusminus/allocate.h>
#include <plusminus/interval.h>

#include "core/memory.h"

#define PM_MARGINS_NONE SIZE_MAX

/* The strata by the values of one column, or all of them as one domain. */
typedef struct pm_facet {
  const char *column;  /* NULL: all of them */
  size_t at;           /* the column's place in the request */
  size_t count;        /* values */
  const char **values; /* by their bytes; of all, one that is NULL */
  size_t *code;        /* of a stratum: which value */
  double *population;  /* of a value */
  double *strata;      /* likewise */
  size_t *target;      /* of value and rate: its target, or PM_MARGINS_NONE */
} pm_facet;

/* A target beyond what the caller sees of it. */
typedef struct pm_margin_work {
  const pm_facet *facet;
  size_t value, rate;
  double goal;     /* the margin to be met: the target, on a frontier times a factor */
  double asked;    /* the margin that the loads are for: the goal, or tightened */
  double constant; /* what of the variance does not depend on n: sum W^2 S^2/N */
  double floor;    /* with an interval: no less is asked for, as the maxima allow no less */
  double still;    /* its strata without a spread */
} pm_margin_work;

struct pm_margins {
  pm_margins_request request;
  pm_level level;
  pm_arena *arena;
  size_t rates;  /* kinds of spread: at least 1 */
  size_t *order; /* strata by label: the solver's numbering */
  pm_facet *facets;
  size_t facet_count;
  pm_margin_target *targets;
  pm_margin_work *work;
  size_t count;
  /* 0: the solver's m is n, and loads are of the variance planned, W^2 S^2 (1/n - 1/N). 1:
     m is n - 1, and loads are of estimate's, W^2 pq (N-1)/N (1/(n-1) - 1/(N-1)). */
  double offset;
  pm_targets_request problem;
  double *cost, *low, *high, *load, *limit; /* of problem */
  size_t *starts, *target;
  /* With an interval: what it is, to what the minima were raised for it (0: not), and
     whether that is done where other strata have a spread, too. */
  const struct pm_estimate_interval_method *method;
  double *least;
  bool raises_all;
  double *found, *price; /* in the solver's numbering; found: m, then n */
  double *n;             /* in the request's */
  pm_targets_result result;
  const char *why;
};

/* Room for a request; pm_margins_free frees it. PM_ERROR_MEMORY: *margins is NULL. */
pm_status pm_margins_begin(pm_margins **margins, const pm_margins_request *request);
/* Level, targets, interval and problem: all but the solution. Statuses as
   pm_allocate_margins. */
pm_status pm_margins_pose(pm_margins *it, pm_error *error);
/* The values of the facet's column, which it has already, and the strata in each.
   PM_ERROR_MEMORY. */
pm_status pm_margins_facet(const pm_margins *it, pm_facet *facet);
/* That of a goal for the column (NULL: for the whole); NULL: there is none. */
pm_facet *pm_margins_facet_of(const pm_margins *it, const char *column);
/* Facets and targets from the goals. PM_ERROR_USAGE, PM_ERROR_MEMORY. */
pm_status pm_margins_expand(pm_margins *it, pm_error *error);
/* The problem of the strata, without limits. PM_ERROR_DOMAIN, PM_ERROR_MEMORY. */
pm_status pm_margins_load(pm_margins *it, pm_error *error);
/* Limits from the margins asked for, the least cost, and what is reached. */
pm_status pm_margins_solve(pm_margins *it, pm_error *error);
/* Goals that the maxima do not allow, as faults. */
pm_status pm_margins_check(const pm_margins *it, pm_error *error);
/* The interval that is asked for, before the first load. PM_ERROR_USAGE: there is none. */
pm_status pm_margins_find_interval(pm_margins *it, pm_error *error);
/* pm_margins_solve and, with an interval, tighten and solve again until its half widths
   meet the goals. PM_ERROR_DOMAIN: they cannot. */
pm_status pm_margins_settle(pm_margins *it, pm_notes *notes, pm_error *error);
/* Load anew with this offset, nothing asked for or raised being kept but the goals. */
pm_status pm_margins_again(pm_margins *it, double offset, pm_error *error);
/* With an interval, after a load: what the maxima allow, and strata without a spread. */
pm_status pm_margins_prepare(pm_margins *it);
/* z times the root of what the solver makes small, of each target, at the maxima. */
pm_status pm_margins_least(const pm_margins *it, double *margins);
/* The least cost of a request, for comparison with another's; NaN: there is none.
   PM_ERROR_MEMORY. */
pm_status pm_margins_cost(const pm_margins_request *request, double *cost);
/* The sentence of pm_margins_why. */
pm_status pm_margins_explain(pm_margins *it, pm_notes *notes, pm_error *error);

/* "force=Kent", "the whole", with " (RATE)" where there are several: into the arena; NULL:
   out of memory. */
const char *pm_margin_name(const pm_margins *it, const pm_margin_target *target);

/* S_h^2 of a stratum and a kind of spread. */
double pm_margin_spread2(const pm_margins *it, size_t stratum, size_t rate);

#endif
