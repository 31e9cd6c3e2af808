/* tally_block.h: records that follow each other in a piece, looked at together: one
   column of all of them after the other, each in a loop of its own. Faults are told by
   blocks of one record, and so come in the order of the records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_TALLY_BLOCK_H
#define PM_ESTIMATE_TALLY_BLOCK_H

#include "estimate/tally_part.h"

typedef struct pm_tally_block {
  pm_tally_part *part;
  size_t first, count; /* records of the piece; count <= PM_BLOCK_RECORDS */
  int64_t first_row;   /* of the piece, in the file */
  pm_error *error;     /* NULL: only whether there is a fault */
  double weights[PM_BLOCK_RECORDS];
  uint32_t nodes[PM_BLOCK_RECORDS];        /* as far as the path was followed; at last leaves */
  uint32_t combinations[PM_BLOCK_RECORDS]; /* of the split being looked at */
  uint32_t cells[PM_BLOCK_RECORDS];        /* and its cells */
} pm_tally_block;

static inline pm_csv_column_view pm_block_fields(const pm_tally_block *block, size_t wanted)
{
  return pm_csv_piece_column(&block->part->piece, block->first, wanted);
}

/* "'x' is not WHAT" in the block's record i. PM_ERROR_DATA. */
pm_status pm_block_refuse(const pm_tally_block *block, size_t i, size_t wanted,
                          const char *what);

/* Each of the nodes to the one below it that the column names, made if need be. An empty
   label is a fault unless it may miss. */
pm_status pm_block_step(const pm_tally_block *block, size_t wanted, bool may_miss,
                        uint32_t *nodes);

/* Down the strata and clusters to the leaves, past the populations of each stage; the
   weights are known. */
pm_status pm_block_find_leaves(pm_tally_block *block);

/* The numbers of records whose weights and leaves are known, into the sums of their cells,
   and into the store where the plan keeps records. */
pm_status pm_block_add(pm_tally_block *block);

/* A number more at the end. False: out of memory. */
bool pm_touch(const pm_tally_part *part, pm_touched *touched, uint32_t item);

#endif
