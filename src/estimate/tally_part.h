/* tally_part.h: what one piece of the file adds to a tally.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_TALLY_PART_H
#define PM_ESTIMATE_TALLY_PART_H

#include "estimate/tally.h"
#include "table/csv_piece.h"

enum { PM_BLOCK_RECORDS = 128 }; /* looked at together: their fields stay in cache */

/* A node as this part knows it. What it knows of the current piece counts only
   while the stamp is that of the piece. */
typedef struct pm_part_node {
  uint32_t stamp;
  uint32_t whole; /* the same node of the whole; PM_LABEL_NONE: not met there yet */
  bool is_faulty; /* its label is not one */
  bool is_touched;
  pm_field told;  /* the population's text */
  int64_t record; /* of the piece, that told it */
  double population;
  double chance;
  double records; /* in it as a leaf */
  double weight;  /* theirs together */
} pm_part_node;

typedef struct pm_part_cell {
  uint32_t stamp;
  uint32_t whole;
} pm_part_cell;

/* Numbers that grow by one at the end. */
typedef struct pm_touched {
  uint32_t *items;
  size_t count, capacity;
} pm_touched;

/* A thread's own place to add up a piece; labels and cells stay known from piece to
   piece, their sums do not. */
typedef struct pm_tally_part {
  const pm_allocator *allocator;
  const pm_tally_plan *plan;
  const pm_csv *csv;
  const double *origins;
  pm_csv_piece piece;
  pm_label_tree *tree;
  pm_part_node *nodes;
  size_t node_count, node_capacity; /* of which there are facts */
  bool knows_faulty;                /* some of them is */
  pm_touched touched_nodes;
  pm_tally_cells *cells;     /* of each split */
  pm_part_cell **cell_facts; /* of each split, for each cell */
  size_t *cell_capacities;
  pm_touched *touched_cells;
  pm_tally_store store; /* of the piece's records */
  bool *is_share;       /* of each statistic */
  double *replicates;   /* of the record being looked at: its replicate weights */
  double *numbers;      /* of the block being looked at: for each of the plan's */
  uint32_t *told_nodes; /* and for each stage: the node of which its population is told */
  uint32_t stamp;
  int64_t number; /* of the piece, in the file */
} pm_tally_part;

/* Zero it first. PM_ERROR_MEMORY. */
pm_status pm_tally_part_init(pm_tally_part *part, const pm_allocator *allocator,
                             const pm_tally_plan *plan, const pm_csv *csv);
void pm_tally_part_free(pm_tally_part *part);

/* Before a first or second record is added to a cell of the piece: the cell's offset from the
   statistic's origin. Near 0, beside the origin, it is what leads there. */
void pm_cell_meet(const pm_tally_plan *plan, double *sums, double x, double y, double origin);

/* Bring settled sums of two cells to the same offset: that of a, unless it has one record or
   none to be measured from. */
void pm_cell_offsets_agree(const pm_tally_plan *plan, double *a, double *b);

/* Settled sums of a tally with one origin as those of one with another. */
void pm_cell_change_origin(const pm_tally_plan *plan, double *sums, double from, double into);

/* Add the record being looked at, a block of its own and of this weight, to a cell's sums by
   replicate weights. */
void pm_tally_part_replicate(const pm_tally_part *part, double weight, double *sums);

/* Add up the records of its piece, which was parsed. Not PM_OK: a record has a fault,
   or memory ended, and nothing of the piece counts. */
pm_status pm_tally_part_count(pm_tally_part *part);

/* Tell every fault of the piece, whose first record is in this row of the file. */
pm_status pm_tally_part_tell(pm_tally_part *part, int64_t first_row, pm_error *error);

/* Add it to the whole, in the order of the pieces. Faults between pieces go to
   error. */
pm_status pm_tally_part_add(pm_tally *whole, pm_tally_part *part, int64_t first_row,
                            pm_error *error);

#endif
