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

uint32_t pm_tally_put_node(pm_tally *whole, uint32_t parent, const char *text, size_t size)
{
  size_t known = pm_label_tree_count(whole->tree);
  uint32_t found = pm_label_tree_put(whole->tree, parent, text, size);
  if (found == PM_LABEL_NONE ||
      !pm_tally_reserve_nodes(whole->allocator, whole->tree, &whole->nodes,
                              &whole->node_capacity, known))
    return PM_LABEL_NONE;
  return found;
}

uint32_t pm_tally_add_unit(pm_tally *whole, uint32_t parent)
{
  /* Reading labels them by piece and record, which is not negative. */
  const int64_t words[2] = {pm_label_tree_count(whole->tree), -1};
  char label[sizeof words + PM_LABEL_SLACK] = {0};
  memcpy(label, words, sizeof words);
  return pm_tally_put_node(whole, parent, label, sizeof words);
}

static uint32_t node_below(pm_tally *whole, uint32_t parent, const pm_label_tree *from,
                           uint32_t node)
{
  return pm_tally_put_node(whole, parent, pm_label_tree_text(from, node),
                           pm_label_tree_size(from, node));
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
static void settle_moments(const double *running, double n, double *settled)
{
  double dx = running[PM_SUM_DX];
  double dy = running[PM_SUM_DY];
  settled[PM_SUM_MEAN_X] = running[PM_SUM_FIRST_X] + dx / n;
  settled[PM_SUM_MEAN_Y] = running[PM_SUM_FIRST_Y] + dy / n;
  settled[PM_SUM_MXX] = running[PM_SUM_DXX] - dx * (dx / n);
  settled[PM_SUM_MXY] = running[PM_SUM_DXY] - dx * (dy / n);
  settled[PM_SUM_MYY] = running[PM_SUM_DYY] - dy * (dy / n);
}

/* The same of the weights. */
static void settle_weights(const double *running, double n, double *settled)
{
  double share = running[PM_SUM_DW] / n;
  settled[PM_SUM_MEAN_W] = running[PM_SUM_FIRST_W] + share;
  settled[PM_SUM_MWW] = running[PM_SUM_DWW] - running[PM_SUM_DW] * share;
  settled[PM_SUM_MWX] = running[PM_SUM_DWX] - running[PM_SUM_DX] * share;
  settled[PM_SUM_MWY] = running[PM_SUM_DWY] - running[PM_SUM_DY] * share;
}

/* Add settled sums of one statistic, which are brought to the same offset for it. */
static void add_settled(double *sums, double *more, const pm_tally_plan *plan)
{
  pm_cell_offsets_agree(plan, sums, more);
  size_t n = plan->calibrates ? PM_SUM_ALL : PM_SUM_N;
  if (plan->has_records && plan->calibrates)
    pm_cell_weights_add(sums, sums[n], more, more[n]);
  if (plan->has_records)
    pm_cell_moments_add(sums, sums[n], more, more[n]);
  for (int i = 0; i < PM_SUMS; i++)
    sums[i] += more[i];
  if (plan->calibrates) {
    sums[PM_SUM_ALL] += more[PM_SUM_ALL];
    sums[PM_SUM_ALL_W] += more[PM_SUM_ALL_W];
  }
}

static void add_running(double *sums, const double *running, const pm_tally_plan *plan)
{
  double settled[PM_SUMS_CALIBRATING_MOST];
  double n = running[plan->calibrates ? PM_SUM_ALL : PM_SUM_N];
  memcpy(settled, running, PM_SUMS_LEAST * sizeof *settled);
  if (plan->has_records && n > 0)
    settle_moments(running, n, settled);
  if (plan->calibrates) {
    settled[PM_SUM_ALL] = n;
    settled[PM_SUM_ALL_W] = running[PM_SUM_ALL_W];
    if (plan->has_records)
      settle_weights(running, n, settled);
  }
  add_settled(sums, settled, plan);
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
    add_running(sums, running, plan);
    sums += plan->width;
    running += plan->running_width;
  }
  for (size_t i = 0; i < pm_tally_replicate_sums(plan); i++)
    sums[i] += running[i];
  return PM_OK;
}

/* ---------------------------------------------------------------- records -- */

/* Weights and numbers to the end of a store, which has room; these records then count. */
static void copy_values(pm_tally_store *into, const pm_tally_store *from)
{
  memcpy(into->weights + into->count, from->weights, from->count * sizeof *from->weights);
  memcpy(into->values + into->count * into->numbers, from->values,
         from->count * from->numbers * sizeof *from->values);
  if (into->replicates > 0)
    memcpy(into->replicated + into->count * into->replicates, from->replicated,
           from->count * from->replicates * sizeof *from->replicated);
  into->count += from->count;
}

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
  copy_values(into, from);
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

/* ----------------------------------------------------------------- wholes -- */

/* One whole into another. */
typedef struct merging {
  pm_tally *into;
  const pm_tally *from;
  uint32_t *nodes;  /* of `from`: the same in `into` */
  uint32_t **cells; /* of each split */
  pm_error *error;
  pm_status status; /* PM_ERROR_DATA: a population or chance differs */
} merging;

static bool merge_cell(const merging *m, size_t split, uint32_t cell)
{
  const pm_tally_cells *from = &m->from->cells[split];
  pm_tally_cells *into = &m->into->cells[split];
  size_t statistics = m->into->plan.statistic_count;
  size_t width = m->into->plan.width;
  double moved[PM_SUMS_RUNNING];
  pm_cell_key key = {m->nodes[from->keys[cell].leaf], m->nodes[from->keys[cell].combination]};
  uint32_t found = pm_tally_cells_put(into, key);
  m->cells[split][cell] = found;
  if (found == PM_LABEL_NONE)
    return false;
  double *sums = into->values + (size_t)found * into->stride;
  const double *more = from->values + (size_t)cell * from->stride;
  for (size_t s = 0; s < statistics; s++, sums += width, more += width) {
    memcpy(moved, more, width * sizeof *moved);
    pm_cell_change_origin(&m->into->plan, moved, m->from->origins[s], m->into->origins[s]);
    add_settled(sums, moved, &m->into->plan);
  }
  return true;
}

static void merge_population(merging *m, pm_tally_node *known, const pm_tally_node *more,
                             uint32_t node)
{
  char here[PM_NUMBER_SIZE], there[PM_NUMBER_SIZE];
  if (isnan(more->population) || more->population == known->population)
    return;
  if (isnan(known->population)) {
    known->population = more->population;
    known->row = more->row;
    known->input = more->input + (uint32_t)m->into->input_count;
    return;
  }
  size_t wanted = told_by(m->into, node);
  pm_place place = pm_tally_place(m->from, more, m->into->plan.columns[wanted]);
  pm_place other = pm_tally_place(m->into, known, NULL);
  (void)pm_number_format(more->population, here);
  (void)pm_number_format(known->population, there);
  m->status = pm_error_add(m->error, PM_ERROR_DATA, &place,
                           "the population is %s, but %s in row %lld of '%s' of the same %s",
                           here, there, (long long)other.row, other.file,
                           wanted == m->into->plan.populations[0] ? "stratum" : "cluster");
}

static void merge_chance(merging *m, pm_tally_node *known, const pm_tally_node *more,
                         uint32_t node)
{
  if (isnan(more->chance) || more->chance == known->chance)
    return;
  if (isnan(known->chance)) {
    known->chance = more->chance;
    return;
  }
  const pm_tally_plan *plan = &m->into->plan;
  pm_place place = {m->from->name, 0, plan->columns[plan->populations[0]]};
  m->status = pm_error_add(m->error, PM_ERROR_DATA, &place,
                           "the chance of cluster '%s' is not what it was in the parts before",
                           pm_label_tree_text(m->into->tree, node));
}

/* The same node in `into`. A parent comes before its children. */
static uint32_t find_node(const merging *m, uint32_t node)
{
  const pm_tally *from = m->from;
  if (node < pm_tally_root(from->plan.split_count))
    return node;
  uint32_t parent = m->nodes[pm_label_tree_parent(from->tree, node)];
  return from->plan.has_units && from->nodes[node].records > 0
             ? pm_tally_add_unit(m->into, parent)
             : node_below(m->into, parent, from->tree, node);
}

static bool merge_nodes(merging *m)
{
  uint32_t count = pm_label_tree_count(m->from->tree);
  for (uint32_t i = 0; i < count; i++) {
    const pm_tally_node *more = &m->from->nodes[i];
    m->nodes[i] = find_node(m, i);
    if (m->nodes[i] == PM_LABEL_NONE)
      return false;
    pm_tally_node *known = &m->into->nodes[m->nodes[i]];
    known->records += more->records;
    known->weight += more->weight;
    merge_chance(m, known, more, m->nodes[i]);
    merge_population(m, known, more, m->nodes[i]);
  }
  return true;
}

static bool merge_store(const merging *m)
{
  pm_tally_store *into = &m->into->store;
  const pm_tally_store *from = &m->from->store;
  if (from->count == 0)
    return true;
  if (!pm_tally_store_reserve(into, from->count))
    return false;
  for (size_t i = 0; i < from->count * from->splits; i++)
    into->cells[into->count * into->splits + i] = m->cells[i % from->splits][from->cells[i]];
  copy_values(into, from);
  return true;
}

/* Room for what each node and cell is in the other. */
static bool make_maps(merging *m, pm_arena *arena)
{
  size_t splits = m->from->plan.split_count;
  m->nodes = pm_arena_alloc(arena, pm_label_tree_count(m->from->tree) * sizeof *m->nodes);
  m->cells = pm_arena_alloc(arena, splits * sizeof *m->cells);
  bool is_made = m->nodes != NULL && m->cells != NULL;
  for (size_t k = 0; k < splits && is_made; k++) {
    m->cells[k] = pm_arena_alloc(arena, m->from->cells[k].count * sizeof **m->cells);
    is_made = m->cells[k] != NULL;
  }
  return is_made;
}

static bool merge_cells(const merging *m)
{
  for (size_t k = 0; k < m->from->plan.split_count; k++)
    for (uint32_t i = 0; i < m->from->cells[k].count; i++)
      if (!merge_cell(m, k, i))
        return false;
  return true;
}

pm_status pm_tally_add_whole(pm_tally *into, const pm_tally *from, pm_error *error)
{
  merging m = {.into = into, .from = from, .error = error};
  pm_arena *arena = pm_arena_new(into->allocator);
  bool is_done = arena != NULL && make_maps(&m, arena) && merge_nodes(&m) && merge_cells(&m) &&
                 merge_store(&m);
  for (size_t i = 0; i < from->input_count && is_done; i++)
    is_done = pm_tally_add_input(into, &from->inputs[i]);
  pm_arena_free(arena);
  for (size_t s = 0; s < into->plan.statistic_count; s++)
    into->is_share[s] = into->is_share[s] && from->is_share[s];
  into->records += from->records;
  return is_done ? m.status : pm_memory_fault(error);
}
