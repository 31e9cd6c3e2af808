/* tally_merge.c: what a piece added, into the whole; and one whole into another.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_part.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ nodes -- */

bool pm_tally_reserve_nodes(const pm_allocator *allocator, const pm_label_tree *tree,
                            pm_tally_node **nodes, size_t *capacity, size_t known)
{
  size_t count = pm_label_tree_count(tree);
  if (!pm_memory_reserve(allocator, (void **)nodes, capacity, count, sizeof **nodes))
    return false;
  for (size_t i = known; i < count; i++)
    (*nodes)[i] = (pm_tally_node){.population = (double)NAN, .chance = (double)NAN};
  return true;
}

/* The whole's node for a label below a parent of the whole. PM_LABEL_NONE: out of
   memory. */
static uint32_t node_below(pm_tally *whole, uint32_t parent, const pm_label_tree *from,
                           uint32_t node)
{
  size_t known = pm_label_tree_count(whole->tree);
  uint32_t found = pm_label_tree_put(whole->tree, parent, pm_label_tree_text(from, node),
                                     pm_label_tree_size(from, node));
  if (found == PM_LABEL_NONE ||
      !pm_tally_reserve_nodes(whole->allocator, whole->tree, &whole->nodes,
                              &whole->node_capacity, known))
    return PM_LABEL_NONE;
  return found;
}

/* The same for a part, remembering it. Its parents are met first. */
static uint32_t whole_node(pm_tally *whole, pm_tally_part *part, uint32_t node)
{
  pm_part_node *facts = &part->nodes[node];
  if (facts->whole != PM_LABEL_NONE)
    return facts->whole;
  uint32_t parent = whole_node(whole, part, pm_label_tree_parent(part->tree, node));
  if (parent != PM_LABEL_NONE)
    facts->whole = node_below(whole, parent, part->tree, node);
  return facts->whole;
}

/* ------------------------------------------------------------------ cells -- */

/* The running moments of a piece's cell about its means. */
static void settle_moments(const double *running, double *settled)
{
  double n = running[PM_SUM_N];
  double dx = running[PM_SUM_DX];
  double dy = running[PM_SUM_DY];
  settled[PM_SUM_MEAN_X] = running[PM_SUM_FIRST_X] + dx / n;
  settled[PM_SUM_MEAN_Y] = running[PM_SUM_FIRST_Y] + dy / n;
  settled[PM_SUM_MXX] = running[PM_SUM_DXX] - dx * (dx / n);
  settled[PM_SUM_MXY] = running[PM_SUM_DXY] - dx * (dy / n);
  settled[PM_SUM_MYY] = running[PM_SUM_DYY] - dy * (dy / n);
}

/* Add settled sums of one statistic. */
static void add_settled(double *sums, const double *more, bool has_records)
{
  if (has_records)
    pm_cell_moments_add(sums, sums[PM_SUM_N], more, more[PM_SUM_N]);
  for (int i = 0; i < PM_SUMS; i++)
    sums[i] += more[i];
}

static void add_running(double *sums, const double *running, bool has_records)
{
  double settled[PM_SUMS_MOST];
  memcpy(settled, running, PM_SUMS * sizeof *settled);
  if (has_records && running[PM_SUM_N] > 0)
    settle_moments(running, settled);
  add_settled(sums, settled, has_records);
}

static pm_status add_cell(pm_tally *whole, pm_tally_part *part, size_t split, uint32_t cell)
{
  const pm_tally_plan *plan = &whole->plan;
  pm_tally_cells *into = &whole->cells[split];
  const pm_tally_cells *from = &part->cells[split];
  uint32_t *known = &part->cell_facts[split][cell].whole;
  if (*known == PM_LABEL_NONE) {
    pm_cell_key key = {whole_node(whole, part, from->keys[cell].leaf),
                       whole_node(whole, part, from->keys[cell].combination)};
    if (key.leaf == PM_LABEL_NONE || key.combination == PM_LABEL_NONE)
      return PM_ERROR_MEMORY;
    *known = pm_tally_cells_put(into, key);
    if (*known == PM_LABEL_NONE)
      return PM_ERROR_MEMORY;
  }
  double *sums = into->values + (size_t)*known * into->stride;
  const double *running = from->values + (size_t)cell * from->stride;
  for (size_t s = 0; s < plan->statistic_count; s++) {
    add_running(sums, running, plan->has_records);
    sums += plan->has_records ? PM_SUMS_MOST : PM_SUMS;
    running += plan->has_records ? PM_SUMS_RUNNING : PM_SUMS;
  }
  return PM_OK;
}

/* ---------------------------------------------------------------- records -- */

static bool add_store(pm_tally *whole, const pm_tally_part *part)
{
  pm_tally_store *into = &whole->store;
  const pm_tally_store *from = &part->store;
  if (from->count == 0)
    return true;
  if (!pm_tally_store_reserve(into, from->count))
    return false;
  for (size_t i = 0; i < from->count * from->splits; i++)
    into->cells[into->count * into->splits + i] =
        part->cell_facts[i % from->splits][from->cells[i]].whole;
  memcpy(into->weights + into->count, from->weights, from->count * sizeof *from->weights);
  memcpy(into->values + into->count * into->numbers, from->values,
         from->count * from->numbers * sizeof *from->values);
  into->count += from->count;
  return true;
}

/* ------------------------------------------------------------------ parts -- */

/* The column that tells the population of the stage below a node. */
static size_t told_by(const pm_tally *whole, uint32_t node)
{
  size_t depth = 0;
  for (uint32_t at = node; at != 0; at = pm_label_tree_parent(whole->tree, at))
    depth++;
  return whole->plan.populations[depth - whole->plan.strata_count];
}

static pm_status add_population(pm_tally *whole, const pm_tally_part *part, uint32_t node,
                                const pm_part_node *facts, int64_t first_row, pm_error *error)
{
  pm_tally_node *known = &whole->nodes[node];
  if (isnan(facts->population) || facts->population == known->population)
    return PM_OK;
  if (isnan(known->population)) {
    known->population = facts->population;
    known->row = first_row + facts->record;
    return PM_OK;
  }
  char before[PM_NUMBER_SIZE];
  size_t wanted = told_by(whole, node);
  (void)pm_number_format(known->population, before);
  return pm_csv_fault_at(part->csv, first_row + facts->record, part->piece.columns[wanted],
                         error, "the population is %.*s, but %s in row %lld of the same %s",
                         (int)facts->told.size, facts->told.text, before, (long long)known->row,
                         wanted == whole->plan.populations[0] ? "stratum" : "cluster");
}

static pm_status add_chance(pm_tally *whole, const pm_tally_part *part, uint32_t node,
                            const pm_part_node *facts, int64_t first_row, pm_error *error)
{
  pm_tally_node *known = &whole->nodes[node];
  if (isnan(facts->chance) || facts->chance == known->chance)
    return PM_OK;
  if (isnan(known->chance)) {
    known->chance = facts->chance;
    return PM_OK;
  }
  return pm_csv_fault_at(part->csv, first_row, part->piece.columns[whole->plan.populations[0]],
                         error,
                         "here or below, the chance of cluster '%s' is not what it was in "
                         "earlier rows",
                         pm_label_tree_text(whole->tree, node));
}

pm_status pm_tally_part_add(pm_tally *whole, pm_tally_part *part, int64_t first_row,
                            pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < part->touched_nodes.count; i++) {
    uint32_t node = part->touched_nodes.items[i];
    uint32_t known = whole_node(whole, part, node);
    if (known == PM_LABEL_NONE)
      return pm_memory_fault(error);
    whole->nodes[known].records += part->nodes[node].records;
    whole->nodes[known].weight += part->nodes[node].weight;
    pm_status found = add_chance(whole, part, known, &part->nodes[node], first_row, error);
    status = status == PM_OK ? found : status;
    found = add_population(whole, part, known, &part->nodes[node], first_row, error);
    status = status == PM_OK ? found : status;
  }
  for (size_t k = 0; k < whole->plan.split_count; k++)
    for (size_t i = 0; i < part->touched_cells[k].count; i++)
      if (add_cell(whole, part, k, part->touched_cells[k].items[i]) != PM_OK)
        return pm_memory_fault(error);
  if (!add_store(whole, part))
    return pm_memory_fault(error);
  for (size_t s = 0; s < whole->plan.statistic_count; s++)
    whole->is_share[s] = whole->is_share[s] && part->is_share[s];
  return status;
}
