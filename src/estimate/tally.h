/* tally.h: what one pass over the records of a file leaves, from which everything
   linear is estimated: sums for each leaf of the design and each combination of
   domains, never the records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   A leaf is what the last named stage of sampling leads to: a cluster of the last
   stage, or a stratum when records are sampled in it. Strata and clusters are paths
   in a tree of labels; combinations of domains are paths in the same tree below
   roots of their own. A cell is a leaf and a combination. */
#ifndef PM_ESTIMATE_TALLY_H
#define PM_ESTIMATE_TALLY_H

#include <plusminus/estimate.h>

#include "core/label_tree.h"
#include "core/memory.h"
#include "table/file_state.h"

#include <limits.h>
#include <math.h>

/* --------------------------------------------------------------- the plan -- */

#define PM_TALLY_NONE SIZE_MAX

enum {
  PM_TALLY_BY_MOST = 64,     /* columns of all sets of domains: a bit each */
  PM_TALLY_DEPTH_MOST = 32,  /* columns of strata and clusters */
  PM_TALLY_NUMBERS_MOST = 64 /* columns with numbers to be estimated from */
};

/* A column of numbers. */
typedef struct pm_tally_number {
  size_t wanted;     /* of the plan's columns */
  bool is_indicator; /* some rate's: 0 or 1 */
  bool is_needed;    /* of every record, by a calibration */
} pm_tally_number;

/* y over x, both numbers of a record; x may be the 1 that every record has. */
typedef struct pm_tally_statistic {
  pm_statistic_kind kind;
  const char *variable; /* as the output names it */
  size_t y, x;          /* of the plan's numbers; x PM_TALLY_NONE: 1 */
  double probability;   /* of a quantile */
} pm_tally_statistic;

/* A set of domains. Columns that are strata or clusters are the same throughout a
   leaf; the others split it, and only they are part of a cell's combination. */
typedef struct pm_tally_set {
  uint64_t columns; /* bits: of the plan's by-columns */
  size_t table;     /* that is split by all of these that split */
} pm_tally_set;

/* Cells split by the same columns, the largest sets only: what smaller sets need
   follows from them. */
typedef struct pm_tally_split {
  uint64_t columns;
  size_t *by; /* the same as indices */
  size_t count;
} pm_tally_split;

/* All that follows from the request alone. Numbers of columns are places in
   `columns` unless it says otherwise. */
typedef struct pm_tally_plan {
  pm_arena *arena;
  const char **columns; /* the wanted ones by name, each once */
  size_t column_count;
  size_t *path; /* strata, then clusters */
  size_t strata_count, path_count;
  size_t depth; /* levels of the design below its root: the path, and below it the records
                   where these are sampling units of their own */
  size_t *populations; /* of stage 1, 2, ... */
  size_t population_count;
  size_t weight;        /* PM_TALLY_NONE: none */
  size_t *by;           /* columns of domains, then those of calibration alone, each once */
  size_t by_count;      /* of domains */
  size_t key_count;     /* of both */
  uint64_t splitting;   /* bits of by: those that are neither strata nor clusters */
  uint64_t calibrating; /* those of calibration, which are part of every split */
  pm_tally_number *numbers;
  size_t number_count;
  pm_tally_statistic *statistics;
  size_t statistic_count;
  pm_tally_set *sets; /* sets[0] is the whole */
  size_t set_count;
  pm_tally_split *splits;
  size_t split_count;
  bool keeps_records;              /* something is estimated for which sums do not do */
  bool has_quantiles;              /* that is one */
  const struct pm_pps_method *pps; /* NULL: none */
  bool has_units;                  /* every record is a leaf of its own */
  bool has_phases; /* the last column of the path says which records are in the second
                      phase; those before it that are no strata of the first name, with
                      these, its strata */
  size_t *phase2;  /* places in the path of the columns that name a stratum of the second */
  size_t phase2_count;
  bool has_records; /* records are a stage of sampling, and vary within their leaf */
  bool calibrates;  /* records count in their cell whether they have a statistic or not */
  size_t first_replicate, replicate_count; /* columns of replicate weights, once the file's
                                              header was read */
  size_t kept_replicates; /* of these: kept with every record; all of them, for quantiles, or
                             none */
  size_t width;           /* sums of a statistic in a cell */
  size_t running_width;   /* the same while they are being added up */
} pm_tally_plan;

/* PM_ERROR_USAGE: no statistic, too many columns, more populations than stages, a
   column twice where it cannot be; PM_ERROR_MEMORY. */
pm_status pm_tally_plan_make(pm_tally_plan *plan, const pm_tally_request *request,
                             pm_error *error);
void pm_tally_plan_free(pm_tally_plan *plan);

/* Replicate weights: what cannot be asked for together with them. */
pm_status pm_tally_check_replicates(const pm_tally_plan *plan, const pm_tally_request *request,
                                    pm_error *error);

/* A cell's sums by replicate weights, which stand behind all others: for each statistic
   and replicate those of w x and of w y; and behind these for each replicate that of
   w (r/w - 1)^2, r being the replicate weight. */
static inline size_t pm_tally_replicate_sums(const pm_tally_plan *plan)
{
  return (2 * plan->statistic_count + 1) * plan->replicate_count;
}

/* The tree's node below which the combinations of a split lie; 0 is the design's. */
static inline uint32_t pm_tally_root(size_t split)
{
  return (uint32_t)split + 1;
}

/* ------------------------------------------------------------------- sums -- */

/* What a cell adds up for a statistic, with w the record's weight and y as y - c x, c being
   the statistic's origin and the cell's own offset from it, which keep digits from
   cancelling. */
enum {
  PM_SUM_N,     /* records that have the statistic */
  PM_SUM_UNITS, /* x without weights */
  PM_SUM_W,
  PM_SUM_WW, /* the squares of the weights */
  PM_SUM_WX,
  PM_SUM_WY,
  PM_SUM_WXX,
  PM_SUM_WXY,
  PM_SUM_WYY,
  PM_SUMS,
  PM_SUM_OFFSET = PM_SUMS, /* no sum */
  PM_SUMS_LEAST,           /* where records are no stage of sampling, that is all */
  /* Moments of (wx, wy) among the records of the cell. */
  PM_SUM_MEAN_X = PM_SUMS_LEAST,
  PM_SUM_MEAN_Y,
  PM_SUM_MXX, /* sums of squares and products about the means */
  PM_SUM_MXY,
  PM_SUM_MYY,
  PM_SUMS_MOST,
  /* While they are being added up: about the cell's first record in the piece. */
  PM_SUM_FIRST_X = PM_SUMS_LEAST,
  PM_SUM_FIRST_Y,
  PM_SUM_DX,
  PM_SUM_DY,
  PM_SUM_DXX,
  PM_SUM_DXY,
  PM_SUM_DYY,
  PM_SUMS_RUNNING,
  /* Of calibration: all records of the cell. One without the statistic has x = y = 0
     there, and in the moments above. */
  PM_SUM_ALL = PM_SUMS_RUNNING, /* how many */
  PM_SUM_ALL_W,                 /* their weights */
  PM_SUMS_CALIBRATING,
  /* Moments of w with itself and with (wx, wy). */
  PM_SUM_MEAN_W = PM_SUMS_CALIBRATING,
  PM_SUM_MWW,
  PM_SUM_MWX,
  PM_SUM_MWY,
  PM_SUMS_CALIBRATING_MOST,
  PM_SUM_FIRST_W = PM_SUMS_CALIBRATING,
  PM_SUM_DW,
  PM_SUM_DWW,
  PM_SUM_DWX,
  PM_SUM_DWY,
  PM_SUMS_CALIBRATING_RUNNING
};

/* A record more, without its moments. */
static inline void pm_cell_sums_add(double *sums, double w, double x, double y)
{
  double wx = w * x;
  double wy = w * y;
  sums[PM_SUM_N]++;
  sums[PM_SUM_UNITS] += x;
  sums[PM_SUM_W] += w;
  sums[PM_SUM_WW] += w * w;
  sums[PM_SUM_WX] += wx;
  sums[PM_SUM_WY] += wy;
  sums[PM_SUM_WXX] += wx * x;
  sums[PM_SUM_WXY] += wx * y;
  sums[PM_SUM_WYY] += wy * y;
}

/* y - c x of a record. What is near 0 beside the origin would be rounded there: then c is made
   first, and is exact. */
static inline double pm_cell_about(double x, double y, double origin, double offset)
{
  double c = origin + offset;
  return fabs(c) < fabs(origin) / 2 ? y - c * x : y - origin * x - offset * x;
}

/* Sums of y - c x as those of y - d x, move being c - d. */
void pm_cell_sums_move(double *sums, double move);

/* The offset of two of an estimate's cells or records that have these y/x: the second's where
   they are alike beside how far they are from the origin, or else 0. */
double pm_cell_offset_between(double first, double second);

/* Cells of one split, by (leaf, combination). */
typedef struct pm_cell_key {
  uint32_t leaf, combination;
} pm_cell_key;

typedef struct pm_cell_slot {
  uint64_t key;
  uint32_t cell; /* PM_LABEL_NONE: empty */
} pm_cell_slot;

typedef struct pm_tally_cells {
  const pm_allocator *allocator;
  pm_cell_slot *slots;
  size_t mask; /* slots less one */
  pm_cell_key *keys;
  double *values; /* stride for each cell */
  size_t stride;  /* of all statistics */
  uint32_t count;
  size_t key_capacity, value_capacity;
} pm_tally_cells;

static inline uint64_t pm_cell_word(pm_cell_key key)
{
  return (uint64_t)key.leaf << 32 | key.combination;
}

static inline size_t pm_cell_place(uint64_t word)
{
  return (size_t)((word ^ word >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> 24);
}

/* As pm_tally_cells_put, for what is not in its first place. */
uint32_t pm_tally_cells_search(pm_tally_cells *cells, pm_cell_key key);

/* Zero it, then set allocator and stride. The cell, made of zeros if there is none;
   PM_LABEL_NONE: out of memory. */
static inline uint32_t pm_tally_cells_put(pm_tally_cells *cells, pm_cell_key key)
{
  uint64_t word = pm_cell_word(key);
  if (cells->slots != NULL) {
    const pm_cell_slot *first = &cells->slots[pm_cell_place(word) & cells->mask];
    if (first->key == word && first->cell != PM_LABEL_NONE)
      return first->cell;
  }
  return pm_tally_cells_search(cells, key);
}
/* Forget where cells are until another is put. */
void pm_tally_cells_rest(pm_tally_cells *cells);
void pm_tally_cells_free(pm_tally_cells *cells);

/* Add the moments of n_b records to those of n_a (Chan, Golub & LeVeque 1983); those of
   w are added first. */
void pm_cell_moments_add(double *a, double n_a, const double *b, double n_b);
void pm_cell_weights_add(double *a, double n_a, const double *b, double n_b);

/* Every record, in the order of the file, where the plan keeps them. */
typedef struct pm_tally_store {
  const pm_allocator *allocator;
  size_t splits, numbers, replicates; /* for each record */
  size_t count;
  uint32_t *cells;
  double *weights;
  double *values;     /* the plan's numbers; NaN: missing */
  double *replicated; /* its replicate weights */
  size_t cell_capacity, weight_capacity, value_capacity, replicated_capacity;
} pm_tally_store;

/* Zero it, then set the first four. Room for one more record, at its end, which counts
   once count is raised; false: out of memory. */
bool pm_tally_store_reserve(pm_tally_store *store, size_t more);
void pm_tally_store_free(pm_tally_store *store);

/* What is known of a node of the design. */
typedef struct pm_tally_node {
  double records;    /* in it as a leaf */
  double weight;     /* theirs together */
  double population; /* of the stage below it; NaN: not told */
  double chance;     /* of a unit drawn with unequal chances */
  int64_t row;       /* that told it */
  uint32_t input;    /* whose row that is */
} pm_tally_node;

/* ------------------------------------------------------------------ whole -- */

struct pm_tally {
  const pm_allocator *allocator;
  pm_tally_plan plan;
  pm_label_tree *tree;
  pm_tally_node *nodes;
  size_t node_capacity;
  pm_tally_cells *cells; /* of each split */
  pm_tally_store store;
  double *joint; /* chances of every two units, in the order they were met; or NULL */
  size_t joint_count;
  double *origins; /* c of each statistic */
  bool *is_share;  /* of each statistic: 0 <= y <= x in every record */
  int64_t records;
  pm_tally_input *inputs; /* their texts are in the plan's arena */
  size_t input_count, input_capacity;
  const char *name;    /* as faults call it: the file that it came from */
  pm_file_state state; /* of that file, when it was read */
};

/* One more input; its texts are copied. False: out of memory. */
bool pm_tally_add_input(pm_tally *tally, const pm_tally_input *input);

/* The node of a label below a parent, made if there is none; and a node for a record that
   is a unit of its own. PM_LABEL_NONE: out of memory. */
uint32_t pm_tally_put_node(pm_tally *tally, uint32_t parent, const char *text, size_t size);
uint32_t pm_tally_add_unit(pm_tally *tally, uint32_t parent);

/* Where a node's population was told. */
pm_place pm_tally_place(const pm_tally *tally, const pm_tally_node *node, const char *column);

/* The columns of replicate weights, by the header of the file. PM_ERROR_DATA: none match. */
pm_status pm_tally_find_replicates(pm_tally *tally, const pm_csv *csv, const char *pattern,
                                   pm_error *error);

/* Read the joint chances of the units that the tally has; their file is an input as well. */
pm_status pm_tally_read_joint(pm_tally *tally, const pm_tally_request *request,
                              pm_error *error);

/* An empty tally. */
pm_status pm_tally_new(pm_tally **tally, const pm_tally_request *request, pm_error *error);

/* All of a tally into another of the same plan, without looking whether they fit together.
   PM_ERROR_MEMORY; PM_ERROR_DATA: populations that differ. */
pm_status pm_tally_add_whole(pm_tally *into, const pm_tally *from, pm_error *error);

/* Facts for all nodes that the tree has; false: out of memory. */
bool pm_tally_reserve_nodes(const pm_allocator *allocator, const pm_label_tree *tree,
                            pm_tally_node **nodes, size_t *capacity, size_t known);

#endif
