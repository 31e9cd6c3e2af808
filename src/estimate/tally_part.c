/* tally_part.c: the records of a piece, block by block, into sums.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_block.h"

#include "core/number_quick.h"

#include <string.h>

enum { NODES_KEPT = 1 << 16 }; /* a part that knows more labels forgets them all */

/* ----------------------------------------------------------------- blocks -- */

static pm_status take_weights(pm_tally_block *block)
{
  const pm_tally_plan *plan = block->part->plan;
  if (plan->weight == PM_TALLY_NONE) {
    for (size_t i = 0; i < block->count; i++)
      block->weights[i] = 1;
    return PM_OK;
  }
  const pm_csv_column_view column = pm_block_fields(block, plan->weight);
  for (size_t i = 0; i < block->count; i++) {
    pm_field field = pm_csv_column_field(&column, i);
    if (!pm_number_quick(field.text, field.size, &block->weights[i]) || block->weights[i] <= 0)
      return pm_block_refuse(block, i, plan->weight, "a weight above 0");
  }
  return PM_OK;
}

/* Whether the block's only record is in the second of two phases; where there is but one,
   records are measured in it. */
static pm_status take_phase(const pm_tally_block *block, bool *is_measured)
{
  const pm_tally_plan *plan = block->part->plan;
  *is_measured = true;
  if (!plan->has_phases)
    return PM_OK;
  size_t wanted = plan->path[plan->path_count - 1];
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  pm_field field = pm_csv_column_field(&column, 0);
  if (field.size != 1 || (field.text[0] != '0' && field.text[0] != '1'))
    return pm_block_refuse(block, 0, wanted, "1 for a record in the second phase, or else 0");
  *is_measured = field.text[0] == '1';
  return PM_OK;
}

static pm_status take_block(pm_tally_block *block)
{
  bool is_measured;
  pm_status status = take_weights(block);
  if (status == PM_OK)
    status = take_phase(block, &is_measured);
  if (status == PM_OK)
    status = pm_block_find_leaves(block);
  return status == PM_OK && is_measured ? pm_block_add(block) : status;
}

/* The piece in blocks of up to so many records, as long as they are worth going on: when
   faults are told, until memory ends. */
static pm_status take_blocks(pm_tally_block *block, size_t most)
{
  const size_t records = block->part->piece.records;
  pm_status status = PM_OK;
  for (; block->first < records; block->first += block->count) {
    size_t left = records - block->first;
    block->count = left < most ? left : most;
    status = take_block(block);
    if (status == PM_ERROR_MEMORY || (status != PM_OK && block->error == NULL))
      return status;
  }
  return PM_OK;
}

/* ----------------------------------------------------------------- pieces -- */

static void forget_sums(pm_tally_part *part)
{
  part->stamp++;
  part->touched_nodes.count = 0;
  part->store.count = 0;
  for (size_t i = 0; i < part->plan->split_count; i++)
    part->touched_cells[i].count = 0;
}

static void forget_labels(pm_tally_part *part)
{
  for (size_t i = 0; i < part->plan->split_count; i++) {
    pm_tally_cells *cells = &part->cells[i];
    pm_tally_cells_free(cells);
    *cells = (pm_tally_cells){.allocator = part->allocator, .stride = cells->stride};
  }
  pm_label_tree_free(part->tree);
  part->tree = NULL;
  part->node_count = 0;
  part->knows_faulty = false;
}

static pm_status make_tree(pm_tally_part *part)
{
  uint32_t roots = pm_tally_root(part->plan->split_count);
  part->tree = pm_label_tree_new(part->allocator, roots);
  if (part->tree == NULL ||
      !pm_memory_reserve(part->allocator, (void **)&part->nodes, &part->node_capacity, roots,
                         sizeof *part->nodes))
    return PM_ERROR_MEMORY;
  for (; part->node_count < roots; part->node_count++)
    part->nodes[part->node_count] = (pm_part_node){.whole = (uint32_t)part->node_count};
  return PM_OK;
}

pm_status pm_tally_part_count(pm_tally_part *part)
{
  pm_tally_block block = {.part = part};
  const pm_tally_plan *plan = part->plan;
  if (part->tree != NULL && pm_label_tree_count(part->tree) > NODES_KEPT)
    forget_labels(part);
  pm_status status = part->tree == NULL ? make_tree(part) : PM_OK;
  forget_sums(part);
  /* What differs from record to record, or is long, is not worth a block. */
  bool is_single = plan->has_phases || plan->replicate_count > 0;
  return status == PM_OK ? take_blocks(&block, is_single ? 1 : PM_BLOCK_RECORDS) : status;
}

pm_status pm_tally_part_tell(pm_tally_part *part, int64_t first_row, pm_error *error)
{
  pm_tally_block block = {.part = part, .first_row = first_row, .error = error};
  forget_sums(part);
  return take_blocks(&block, 1) == PM_ERROR_MEMORY ? pm_memory_fault(error) : PM_OK;
}

/* --------------------------------------------------------------- lifetime -- */

static void *zeros(const pm_tally_part *part, size_t count, size_t size)
{
  void *block = pm_memory_resize(part->allocator, NULL, count * size);
  if (block != NULL)
    memset(block, 0, count * size);
  return block;
}

pm_status pm_tally_part_init(pm_tally_part *part, const pm_allocator *allocator,
                             const pm_tally_plan *plan, const pm_csv *csv)
{
  size_t splits = plan->split_count;
  *part = (pm_tally_part){.allocator = allocator, .plan = plan, .csv = csv};
  part->piece.allocator = allocator;
  part->store = (pm_tally_store){.allocator = allocator,
                                 .splits = splits,
                                 .numbers = plan->number_count,
                                 .replicates = plan->kept_replicates};
  part->cells = zeros(part, splits, sizeof *part->cells);
  part->cell_facts = zeros(part, splits, sizeof *part->cell_facts);
  part->cell_capacities = zeros(part, splits, sizeof *part->cell_capacities);
  part->touched_cells = zeros(part, splits, sizeof *part->touched_cells);
  part->is_share = zeros(part, plan->statistic_count, sizeof *part->is_share);
  part->replicates = zeros(part, plan->replicate_count + 1, sizeof *part->replicates);
  part->numbers = zeros(part, plan->number_count + 1, PM_BLOCK_RECORDS * sizeof *part->numbers);
  part->told_nodes =
      zeros(part, plan->population_count + 1, PM_BLOCK_RECORDS * sizeof *part->told_nodes);
  if (part->cells == NULL || part->cell_facts == NULL || part->cell_capacities == NULL ||
      part->touched_cells == NULL || part->is_share == NULL || part->replicates == NULL ||
      part->numbers == NULL || part->told_nodes == NULL)
    return PM_ERROR_MEMORY;
  for (size_t s = 0; s < plan->statistic_count; s++)
    part->is_share[s] = true;
  for (size_t i = 0; i < splits; i++) {
    part->cells[i].allocator = allocator;
    part->cells[i].stride =
        plan->statistic_count * plan->running_width + pm_tally_replicate_sums(plan);
  }
  return PM_OK;
}

void pm_tally_part_free(pm_tally_part *part)
{
  size_t splits = part->plan != NULL ? part->plan->split_count : 0;
  for (size_t i = 0; i < splits && part->cells != NULL; i++)
    pm_tally_cells_free(&part->cells[i]);
  for (size_t i = 0; i < splits && part->cell_facts != NULL; i++)
    (void)pm_memory_resize(part->allocator, part->cell_facts[i], 0);
  for (size_t i = 0; i < splits && part->touched_cells != NULL; i++)
    (void)pm_memory_resize(part->allocator, part->touched_cells[i].items, 0);
  void *const blocks[] = {part->cells,         part->cell_facts, part->cell_capacities,
                          part->touched_cells, part->is_share,   part->touched_nodes.items,
                          part->nodes,         part->replicates, part->numbers,
                          part->told_nodes};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    (void)pm_memory_resize(part->allocator, blocks[i], 0);
  pm_label_tree_free(part->tree);
  pm_tally_store_free(&part->store);
  pm_csv_piece_free(&part->piece);
}
