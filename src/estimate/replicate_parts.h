/* replicate_parts.h: what replicates are made of, and the rows of the methods.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_REPLICATE_PARTS_H
#define PM_ESTIMATE_REPLICATE_PARTS_H

#include "estimate/hadamard.h"
#include "estimate/replicate.h"

/* A group of units that are replicated together: a stratum or a pair. Its units
   stand together in pm_replicates.units. */
typedef struct pm_replicate_group {
  size_t stratum;
  size_t first, count;                 /* units */
  size_t first_segment, segment_count; /* cells in which the group has totals */
  double open;                         /* 1 - f */
  double shrink;                       /* sqrt(1 - f), which corrects replicates for it */
  bool is_fixed;                       /* it is the same in every replicate */
  size_t row;                          /* of the Hadamard matrix: brr, fay */
} pm_replicate_group;

/* A group's totals in one cell, and the items that they are the sum of. */
typedef struct pm_replicate_segment {
  uint32_t cell;
  size_t first, count; /* items */
  pm_replicate_total total;
} pm_replicate_segment;

/* A unit that a jackknife drops. */
typedef struct pm_replicate_drop {
  uint32_t group, position; /* position: from the group's first unit */
} pm_replicate_drop;

struct pm_replicates {
  const pm_allocator *allocator;
  pm_arena *arena; /* holds all that the others point to */
  const pm_replicate_table *table;
  const pm_variance_method *method;
  size_t wanted; /* replicates; 0: the default */
  double rho;
  uint64_t seed;
  bool is_lonely_fixed;
  const char *unmet; /* a rule for lonely strata that no replicates show; NULL: none */
  pm_replicate_centre centre;
  pm_crew *crew;

  uint32_t *units; /* of the table, by group */
  pm_replicate_group *groups;
  size_t group_count;
  size_t widest; /* units in the largest group */
  pm_replicate_segment *segments;
  uint32_t *item_position; /* of each item: its unit, from the group's first */
  pm_replicate_total *item_total;

  size_t *cell_first; /* domains of cell c: cell_domains from cell_first[c] on */
  uint32_t *cell_domains;
  size_t domain_count;
  pm_replicate_total *full; /* of each domain */
  double *mass;             /* of each domain: the sum of the units' |x| */

  size_t count; /* replicates */
  double scale;
  pm_replicate_drop *drops; /* of a jackknife: one for each replicate */
  pm_hadamard matrix;
  int8_t *signs;    /* sdr: of matrix, the rows of each column together */
  uint32_t *row;    /* sdr: the first row of each unit in units */
  uint32_t *row_to; /* and the second */
};

/* How many replicates there are, and how deviations are taken, for a scale. */
typedef struct pm_replicate_scaling {
  double count, rho;
  pm_replicate_centre centre;
} pm_replicate_scaling;

/* A method. plan NULL: it makes no replicates. */
struct pm_variance_method {
  pm_method about;
  bool is_single;  /* for a sample without strata */
  bool is_paired;  /* every group has two units */
  bool is_ordered; /* units have a place within their group */
  bool is_random;
  /* Sets count and what the method needs besides; PM_ERROR_USAGE, _MEMORY. */
  pm_status (*plan)(pm_replicates *set, pm_error *error);
  /* The factors, less 1, of a group's units in a replicate. NULL: the replicate
     drops a unit, and makes up for it within its group. */
  void (*fill)(const pm_replicates *set, const pm_replicate_group *group, size_t replicate,
               double *change);
  /* NaN: there is none without coefficients. */
  double (*scale)(const pm_replicate_scaling *scaling);
  double (*coefficient)(const pm_replicate_group *group); /* of a drop; NULL: 1 */
};

#define PM_ROW(name) extern const pm_variance_method pm_variance_##name;
#include "estimate/replicate_methods.def"
#undef PM_ROW

/* The row of that name; NULL, with a fault, when there is none or it makes no
   replicates. */
const pm_variance_method *pm_variance_find(const char *name, pm_error *error);

/* Degrees of freedom that so many squares show at most. The deviations of a jackknife that
   drops every unit of a stratum add up to 0, and so do those of balanced half samples; those of
   the paired one do not. method NULL: it is not known. */
static inline double pm_variance_most_df(const pm_variance_method *method, double count)
{
  bool is_free = method != NULL && method->is_paired && method->coefficient != NULL;
  return is_free ? count : count - 1;
}

/* Groups, segments, domains and full totals of a set whose request was read. */
pm_status pm_replicate_groups_make(pm_replicates *set, pm_error *error);
pm_status pm_replicate_segments_make(pm_replicates *set, pm_error *error);

/* The factors, less 1, of a group's units, whatever the method. */
void pm_replicate_fill(const pm_replicates *set, const pm_replicate_group *group,
                       size_t replicate, double *change);

/* ------------------------------------------------------------- moments -- */

/* Replicates' deviations from the full totals as they go into variances. */
typedef struct pm_moments pm_moments;

typedef struct pm_moments_request {
  size_t domain_count;
  const pm_replicate_total *full;
  const double *mass; /* what rounding an x is relative to; NULL: |full x| */
  pm_crew *crew;
  const pm_allocator *allocator;
} pm_moments_request;

/* NULL: out of memory. */
pm_moments *pm_moments_new(const pm_moments_request *request);
void pm_moments_free(pm_moments *moments);

/* Some replicates: deviations are count x domain_count, coefficients count. */
typedef struct pm_moments_block {
  size_t count;
  const pm_replicate_total *deviations;
  const double *coefficients;
} pm_moments_block;
void pm_moments_add(pm_moments *moments, const pm_moments_block *block);
/* One replicate, from its totals, in whose place their deviations are left. */
void pm_moments_add_totals(pm_moments *moments, pm_replicate_total *totals, double coefficient);

typedef struct pm_moments_end {
  double scale;
  pm_replicate_centre centre;
  bool is_random; /* replicates without a ratio may be left out */
} pm_moments_end;
void pm_moments_finish(const pm_moments *moments, const pm_moments_end *end,
                       pm_replicate_variance *variances);

#endif
