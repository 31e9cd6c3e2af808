/* tally_leaves.c: the labels of a block's records, down the tree of the design to leaves,
   and what the records tell of the nodes on the way.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_block.h"

#include "core/number_quick.h"

#include <math.h>
#include <string.h>

static int64_t row_of(const pm_tally_block *block, size_t i)
{
  return block->first_row + (int64_t)(block->first + i);
}

pm_status pm_block_refuse(const pm_tally_block *block, size_t i, size_t wanted,
                          const char *what)
{
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  const pm_field field = pm_csv_column_field(&column, i);
  const pm_tally_part *part = block->part;
  if (block->error == NULL)
    return PM_ERROR_DATA;
  return pm_csv_fault_type_at(part->csv, row_of(block, i), part->piece.columns[wanted], &field,
                              what, block->error);
}

bool pm_touch(const pm_tally_part *part, pm_touched *touched, uint32_t item)
{
  if (!pm_memory_reserve(part->allocator, (void **)&touched->items, &touched->capacity,
                         touched->count + 1, sizeof *touched->items))
    return false;
  touched->items[touched->count++] = item;
  return true;
}

/* ----------------------------------------------------------------- labels -- */

static pm_status check_label(const pm_tally_block *block, size_t i, size_t wanted,
                             pm_field field)
{
  const pm_tally_part *part = block->part;
  return pm_csv_check_label(part->csv, row_of(block, i), part->piece.columns[wanted], &field,
                            block->error);
}

/* Facts for a node that was just made. False: out of memory. */
static bool know_node(pm_tally_part *part, uint32_t node, bool is_fine)
{
  if (!pm_memory_reserve(part->allocator, (void **)&part->nodes, &part->node_capacity,
                         (size_t)node + 1, sizeof *part->nodes))
    return false;
  part->nodes[node] = (pm_part_node){.whole = PM_LABEL_NONE, .is_faulty = !is_fine};
  part->node_count = (size_t)node + 1;
  part->knows_faulty |= !is_fine;
  return true;
}

/* A node that was just made. An empty label is none of the design's, but may be a
   domain's: its records are then in none of that column. */
static bool meet_node(const pm_tally_block *block, uint32_t node, size_t wanted, bool may_miss,
                      pm_field field)
{
  pm_tally_part *part = block->part;
  bool is_fine =
      (may_miss && field.size == 0) ||
      pm_csv_check_label(part->csv, 0, part->piece.columns[wanted], &field, NULL) == PM_OK;
  return know_node(part, node, is_fine);
}

/* Nodes of a column: those that are in the first place where they are looked for. Which
   others there are goes to missed; returns how many. */
static size_t glance(const pm_tally_block *block, size_t wanted, const uint32_t *parents,
                     uint32_t *found, uint32_t *missed)
{
  const pm_label_table table = pm_label_tree_table(block->part->tree);
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  const size_t count = block->count;
  size_t misses = 0;
  for (size_t i = 0; i < count; i++) {
    pm_field field = pm_csv_column_field(&column, i);
    found[i] = pm_label_table_glance(&table, parents[i], field.text, field.size);
    missed[misses] = (uint32_t)i;
    misses += found[i] == PM_LABEL_NONE;
  }
  return misses;
}

pm_status pm_block_step(const pm_tally_block *block, size_t wanted, bool may_miss,
                        uint32_t *nodes)
{
  pm_tally_part *part = block->part;
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  uint32_t found[PM_BLOCK_RECORDS], missed[PM_BLOCK_RECORDS + 1];
  size_t misses = glance(block, wanted, nodes, found, missed);
  for (size_t k = 0; k < misses; k++) {
    uint32_t i = missed[k];
    pm_field field = pm_csv_column_field(&column, i);
    uint32_t node = pm_label_tree_search(part->tree, nodes[i], field.text, field.size);
    if (node == PM_LABEL_NONE ||
        (node >= part->node_count && !meet_node(block, node, wanted, may_miss, field)))
      return PM_ERROR_MEMORY;
    found[i] = node;
  }
  for (size_t i = 0; i < block->count && part->knows_faulty; i++)
    if (part->nodes[found[i]].is_faulty)
      return check_label(block, i, wanted, pm_csv_column_field(&column, i));
  memcpy(nodes, found, block->count * sizeof *nodes);
  return PM_OK;
}

/* ------------------------------------------------------------------ stages -- */

/* The facts of this piece about a node. */
static inline pm_part_node *facts_of(const pm_tally_part *part, uint32_t node)
{
  pm_part_node *facts = &part->nodes[node];
  if (facts->stamp == part->stamp)
    return facts;
  facts->stamp = part->stamp;
  facts->is_touched = false;
  facts->records = 0;
  facts->weight = 0;
  facts->told = (pm_field){NULL, 0};
  facts->population = (double)NAN;
  facts->chance = (double)NAN;
  return facts;
}

static pm_status refuse_population(const pm_tally_block *block, size_t i, size_t wanted,
                                   const pm_part_node *facts)
{
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  const pm_field field = pm_csv_column_field(&column, i);
  const pm_tally_part *part = block->part;
  if (block->error == NULL)
    return PM_ERROR_DATA;
  return pm_csv_fault_at(part->csv, row_of(block, i), part->piece.columns[wanted], block->error,
                         "the population is %.*s, but %.*s in row %lld of the same %s",
                         (int)field.size, field.text, (int)facts->told.size, facts->told.text,
                         (long long)(block->first_row + facts->record),
                         wanted == part->plan->populations[0] ? "stratum" : "cluster");
}

/* Whether the population was told in these words already. */
static inline bool is_known(pm_field told, pm_field field)
{
  return told.text != NULL && told.size == field.size &&
         pm_label_is_same_text(told.text, field.text, field.size);
}

/* A population that is not told in the same words as before. */
static pm_status take_population(const pm_tally_block *block, size_t i, size_t wanted,
                                 pm_part_node *facts)
{
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  const pm_field field = pm_csv_column_field(&column, i);
  double population;
  if (!pm_number_quick(field.text, field.size, &population) || population <= 0)
    return pm_block_refuse(block, i, wanted,
                           "a population: a number of units, or the fraction sampled");
  if (population >= 1 && population != floor(population))
    return pm_block_refuse(block, i, wanted, "a whole number of units, nor a fraction below 1");
  if (facts->told.text != NULL && population != facts->population)
    return refuse_population(block, i, wanted, facts);
  if (facts->told.text == NULL)
    facts->record = (int64_t)(block->first + i);
  facts->told = field;
  facts->population = population;
  return PM_OK;
}

/* The population of the stage below a node, which is the same in all of it. */
static pm_status take_populations(const pm_tally_block *block, size_t wanted)
{
  const pm_tally_part *part = block->part;
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  for (size_t i = 0; i < block->count; i++) {
    pm_part_node *facts = facts_of(part, block->nodes[i]);
    if (is_known(facts->told, pm_csv_column_field(&column, i)))
      continue;
    pm_status status = take_population(block, i, wanted, facts);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

/* The chance of a unit of the first stage, which is the same in all of it. */
static pm_status take_chances(const pm_tally_block *block, size_t wanted)
{
  const pm_csv_column_view column = pm_block_fields(block, wanted);
  for (size_t i = 0; i < block->count; i++) {
    pm_part_node *facts = facts_of(block->part, block->nodes[i]);
    pm_field field = pm_csv_column_field(&column, i);
    double chance;
    if (!pm_number_quick(field.text, field.size, &chance) || chance <= 0 || chance > 1)
      return pm_block_refuse(block, i, wanted,
                             "a chance of being in the sample, above 0 and up to 1");
    if (!isnan(facts->chance) && facts->chance != chance)
      return pm_block_refuse(block, i, wanted,
                             "the chance that its cluster has in an earlier row");
    facts->chance = chance;
  }
  return PM_OK;
}

/* ------------------------------------------------------------------ leaves -- */

/* A leaf for each record alone, by a label that no other has. */
static pm_status make_units(pm_tally_block *block)
{
  pm_tally_part *part = block->part;
  for (size_t i = 0; i < block->count; i++) {
    char label[2 * PM_LABEL_SLACK] = {0};
    const int64_t words[2] = {part->number, (int64_t)(block->first + i)};
    memcpy(label, words, sizeof words);
    uint32_t found = pm_label_tree_put(part->tree, block->nodes[i], label, sizeof words);
    if (found == PM_LABEL_NONE || !know_node(part, found, true))
      return PM_ERROR_MEMORY;
    block->nodes[i] = found;
  }
  return PM_OK;
}

/* The nodes on a record's way of which something is told, and its leaf, once each: record
   by record, so that the whole meets them in the same order however long a block is. */
static bool touch_nodes(pm_tally_part *part, size_t i, size_t told_stages, uint32_t leaf)
{
  for (size_t stage = 0; stage <= told_stages; stage++) {
    uint32_t node = stage < told_stages ? part->told_nodes[stage * PM_BLOCK_RECORDS + i] : leaf;
    if (!part->nodes[node].is_touched && !pm_touch(part, &part->touched_nodes, node))
      return false;
    part->nodes[node].is_touched = true;
  }
  return true;
}

/* The records in their leaves. */
static pm_status count_records(const pm_tally_block *block, size_t told_stages)
{
  for (size_t i = 0; i < block->count; i++) {
    pm_part_node *facts = facts_of(block->part, block->nodes[i]);
    facts->records++;
    facts->weight += block->weights[i];
    if (!facts->is_touched && !touch_nodes(block->part, i, told_stages, block->nodes[i]))
      return PM_ERROR_MEMORY;
  }
  return PM_OK;
}

/* Populations or chances, which the nodes come to at this depth. */
static pm_status take_stage(pm_tally_block *block, size_t stage, bool is_chance)
{
  pm_tally_part *part = block->part;
  size_t wanted = part->plan->populations[stage];
  memcpy(part->told_nodes + stage * PM_BLOCK_RECORDS, block->nodes,
         block->count * sizeof *block->nodes);
  return is_chance ? take_chances(block, wanted) : take_populations(block, wanted);
}

pm_status pm_block_find_leaves(pm_tally_block *block)
{
  const pm_tally_plan *plan = block->part->plan;
  size_t told = 0; /* stages, in order */
  pm_status status = PM_OK;
  memset(block->nodes, 0, block->count * sizeof *block->nodes);
  for (size_t depth = 0; status == PM_OK; depth++) {
    /* A chance is told of the unit that has it, a population above its units. */
    for (; told < plan->population_count && status == PM_OK; told++) {
      bool is_chance = told == 0 && plan->pps != NULL;
      if (depth < plan->strata_count + told + is_chance)
        break;
      status = take_stage(block, told, is_chance);
    }
    if (depth == plan->depth || status != PM_OK)
      break;
    status = depth == plan->path_count
                 ? make_units(block)
                 : pm_block_step(block, plan->path[depth], false, block->nodes);
  }
  return status == PM_OK ? count_records(block, told) : status;
}
