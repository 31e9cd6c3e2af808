/* sample.h: from a tally to estimates: the design level by level, domains as lists of
   leaves, and the variance that climbs from the leaves to the whole.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_SAMPLE_H
#define PM_ESTIMATE_SAMPLE_H

#include "estimate/estimate_parts.h"
#include "estimate/tally.h"

/* ----------------------------------------------------------------- design -- */

/* What is sampled in a node of the design: clusters of the next stage, or records. */
typedef struct pm_stage {
  uint32_t node;     /* of the tree */
  uint32_t parent;   /* its place in the level above */
  double units;      /* n: sampled in it */
  double population; /* N; NaN: not told */
  double fraction;   /* f = n/N; 0 when N is not told; the mean of unequal chances below 1 */
  double weight;     /* of the records in it by the populations down to here */
  double chance;     /* of a unit drawn with unequal chances; NaN: it was not */
  double open;       /* of a stratum: the sum of 1 - chance of its units */
  double sure;       /* units of unequal chances that were sure to be drawn */
} pm_stage;

/* One unit was sampled of several, so that no variance can be measured. */
static inline bool pm_stage_is_lonely(const pm_stage *stage)
{
  return stage->units - stage->sure == 1 && stage->fraction < 1;
}

/* The nodes of one depth, those with the same parent side by side. */
typedef struct pm_stage_level {
  pm_stage *stages;
  size_t count;
} pm_stage_level;

/* Level strata_count holds the strata (or the one root), the last the leaves. */
typedef struct pm_sample_design {
  const pm_tally *tally;
  pm_stage_level *levels;
  size_t depth;     /* the last level */
  double units;     /* of the first stage in all strata; in two phases, records of the second */
  uint32_t *places; /* of each node of the design, in its level */
  size_t *joint;    /* the units' numbers in the tally's joint chances; NULL: there are none */
  uint32_t *groups; /* of each stratum: with which it is collapsed; NULL: none is */
  size_t group_count;
  struct pm_sample_calibration *calibration; /* NULL: weights stay as they are */
  struct pm_phases *phases;                  /* NULL: there is one phase */
} pm_sample_design;

/* ----------------------------------------------------------- two phases -- */

/* What the second phase drew in one of its strata. */
typedef struct pm_phase_stratum {
  uint32_t node;   /* some leaf's, to name it */
  double known;    /* n: records of the first phase in it */
  double measured; /* m: of the second */
} pm_phase_stratum;

/* By the leaves' places; those of a stratum of the first phase lie side by side. */
typedef struct pm_phases {
  bool *is_measured;
  uint32_t *groups;  /* its stratum of the second phase */
  uint32_t *parents; /* its stratum of the first, by place */
  pm_phase_stratum *strata;
  size_t count;
  double measured; /* records of the second phase in all */
} pm_phases;

/* Count the phases' records, once the leaves have theirs: units of the first phase's strata
   are records. PM_ERROR_MEMORY. */
pm_status pm_sample_phases_make(pm_sample_design *design, pm_arena *arena, pm_error *error);
/* What records of the second phase stand for, once they have what the first gives them. */
void pm_sample_phases_weigh(pm_sample_design *design);

/* Collapse every lonely stratum with its neighbour in the order of size (by the
   population where all tell it, else by the sum of the weights; then by label): the
   next larger, the largest with the one before it. False: out of memory. */
bool pm_sample_collapse(pm_sample_design *design, pm_arena *arena);

/* PM_ERROR_MEMORY; PM_ERROR_DATA: no records, a population below its sample. */
pm_status pm_sample_design_make(pm_sample_design *design, const pm_tally *tally,
                                pm_arena *arena, pm_error *error);

/* pm_stage_is_lonely of a stratum, which some methods do not mind. */
bool pm_stratum_is_lonely(const pm_sample_design *design, const pm_stage *stratum);

/* ---------------------------------------------------------------- domains -- */

/* Where a column of domains or of calibration is told: so many steps above a leaf, or
   above a combination. */
typedef struct pm_label_source {
  size_t by;
  bool is_split;
  size_t steps;
} pm_label_source;

pm_label_source pm_sample_find_source(const pm_tally_plan *plan, size_t split, size_t by);
/* The tree's node whose text a cell has in that column. */
uint32_t pm_sample_label(const pm_label_tree *tree, const pm_label_source *from,
                         pm_cell_key key);

/* One domain: its cells, by the place of their leaf. */
typedef struct pm_sample_domain {
  const char *const *labels; /* of the plan's by-columns: a value or pm_domain_all */
  const uint32_t *cells;
  const uint32_t *places; /* of their leaves */
  size_t count;
} pm_sample_domain;

typedef struct pm_sample_set {
  size_t split;              /* whose cells they are */
  pm_sample_domain *domains; /* sorted by label */
  size_t count;
  double unlabelled; /* records in no domain, for want of a label */
} pm_sample_set;

/* The domains of one of the plan's sets. PM_ERROR_MEMORY. */
pm_status pm_sample_set_make(pm_sample_set *set, const pm_sample_design *design, size_t index,
                             pm_arena *arena, pm_error *error);

/* What a domain's records of a statistic add up to. */
typedef struct pm_sample_totals {
  double sums[PM_SUMS]; /* y about the tally's origin and the offset */
  double offset;        /* of one of its cells */
  double about;         /* that and the origin: what y is about */
  double x, y;          /* the weighted totals of the file's own x and y */
} pm_sample_totals;

/* A statistic in a domain. */
typedef struct pm_sample_slice {
  const pm_sample_design *design;
  size_t split; /* whose cells the domain's are */
  const pm_sample_domain *domain;
  size_t statistic;
} pm_sample_slice;

pm_sample_totals pm_sample_add_up(const pm_sample_slice *slice);

/* What a record adds to an estimate: z = w (a y + b x), y about the tally's origin and the
   offset. */
typedef struct pm_linear {
  double a, b, offset;
} pm_linear;

/* b of a cell, whose sums are about an offset of its own. */
static inline double pm_linear_at(pm_linear linear, double offset)
{
  return linear.b + linear.a * (offset - linear.offset);
}

/* z in a leaf: of so many records, and where records are sampled, their mean and their
   squares about it. */
typedef struct pm_leaf_total {
  uint32_t place; /* in the last level */
  double n;
  double cases; /* of these in the domain; the others count by a calibration */
  double total;
  double mean, squares;
} pm_leaf_total;

/* Add other records of the same leaf (Chan, Golub & LeVeque 1983). */
void pm_leaf_total_add(pm_leaf_total *sum, const pm_leaf_total *more);

/* Room that is used again for every domain and statistic. Zero it, then set the
   allocator. */
typedef struct pm_sample_room {
  const pm_allocator *allocator;
  pm_leaf_total *leaves; /* by place */
  size_t leaf_count, leaf_capacity;
  struct pm_climber *climbers;
  size_t climber_capacity;
  double *scratch; /* of calibration */
  size_t scratch_capacity;
  uint8_t *members;
  size_t member_capacity;
} pm_sample_room;
void pm_sample_room_free(pm_sample_room *room);

/* Add to the last leaf, or behind it; false: out of memory. */
bool pm_sample_room_add(pm_sample_room *room, const pm_leaf_total *more);

/* A cell's sums of a statistic, and how many of the population each record stands for
   beside its own weight. */
typedef struct pm_cell_view {
  const double *sums;
  uint32_t place; /* of its leaf */
  double g;       /* by the design, and by the calibration */
} pm_cell_view;

/* Of a cell of the slice's split. */
pm_cell_view pm_sample_view(const pm_sample_slice *slice, uint32_t cell);

/* The leaves of a domain. False: out of memory. */
bool pm_sample_project(pm_sample_room *room, const pm_sample_slice *slice, pm_linear linear);

/* The same of two domains of a split that have no records in common. */
bool pm_sample_project_two(pm_sample_room *room, const pm_sample_slice slices[2],
                           const pm_linear linears[2]);

/* --------------------------------------------------------------- variance -- */

/* A stratum's part in a variance. */
typedef struct pm_stratum_part {
  uint32_t place;         /* in the level of strata */
  double units, fraction; /* n and f of its first stage */
  double sure;            /* units that were sure to be drawn, and vary in no sample */
  double total;           /* of z in it */
  double drawn;           /* of z in the units that were not sure to be drawn */
  double mean;            /* of z of all its units, those outside the domain being 0 */
  double squares;         /* of their deviations from the mean */
  double within;          /* f times the sum of its units' own variances */
  double cases;           /* units with records of the domain */
  double variance;        /* of total; NaN when it is lonely */
  bool is_lonely;
  bool is_open; /* not all of some unit of it was sampled, whether a variance shows it or not */
} pm_stratum_part;

typedef struct pm_sample_variance {
  double total;           /* of z in all */
  double variance;        /* NaN: nothing shows any */
  double cases;           /* units of the first stage with records of the domain */
  pm_stratum_part *parts; /* the strata where z is not 0, by place */
  size_t strata;
  size_t occupied; /* of these: with records of the domain, as all are but for calibration */
  size_t lonely;   /* of these strata */
  size_t lonely_later; /* groups of later stages in which one of several was sampled */
  double rounding; /* a variance of no more than this is 0, as rounding alone leaves as much */
} pm_sample_variance;

/* The variance of the sum of z over the leaves in the room, before any rule for lonely
   strata: they have variance NaN. parts live in the arena. False: out of memory. */
bool pm_sample_climb(pm_sample_room *room, const pm_sample_design *design, pm_arena *arena,
                     pm_sample_variance *found);

/* The same in two phases; the parts are then the second phase's strata. */
bool pm_sample_climb_phases(const pm_sample_room *room, const pm_sample_design *design,
                            pm_arena *arena, pm_sample_variance *found);

/* m units with a mean of z and squares about it, among n of which the others are 0. */
pm_stratum_part pm_stratum_part_pad(double m, double mean, double squares, double n);

/* Give lonely strata the variance that the rule says, and add all up. With a rule that
   merges, the design must have been collapsed, and the parts are then its groups. False:
   out of memory. */
bool pm_sample_settle_lonely(const pm_sample_design *design, const pm_lonely_method *lonely,
                             pm_arena *arena, pm_sample_variance *found);

/* The strata's variances together; lonely ones are left out. */
void pm_sample_add_strata(pm_sample_variance *found);

#endif
