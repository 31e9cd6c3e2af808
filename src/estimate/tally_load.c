/* tally_load.c: a tally from the file that was made of it. Whatever the file says is
   checked as far as the rest of the library relies on it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_state.h"

#include <math.h>
#include <string.h>

typedef struct loading {
  pm_state_head head;
  pm_json_scan *scan; /* the head's */
  pm_tally *tally;
  uint8_t *depths; /* of each node below its root */
  uint32_t *roots; /* and that */
  bool *has_parts; /* a node of the design: something is below it, or it is a leaf */
  size_t depth_capacity, root_capacity, part_capacity;
} loading;

static double take_finite(pm_json_scan *scan)
{
  double number = pm_json_number(scan);
  if (isnan(number))
    (void)pm_json_fault(scan, "null is not a number");
  return number;
}

static bool fail_memory(loading *l)
{
  l->scan->status = pm_memory_fault(l->scan->error);
  return false;
}

/* ------------------------------------------------------------------ tally -- */

/* The plan's own faults speak to who made the request; here the file did. */
static void make_tally(loading *l)
{
  pm_error own = {.status = PM_OK};
  pm_status status = pm_tally_new(&l->tally, &l->head.request, &own);
  if (status == PM_ERROR_MEMORY)
    l->scan->status = pm_memory_fault(l->scan->error);
  else if (status != PM_OK)
    (void)pm_json_fault(l->scan, "the request contradicts itself: %s", own.faults[0].text);
  if (status != PM_OK)
    return;
  for (size_t i = 0; i < l->head.input_count; i++)
    if (!pm_tally_add_input(l->tally, &l->head.inputs[i])) {
      (void)fail_memory(l);
      return;
    }
  l->tally->name = pm_arena_text(l->tally->plan.arena, l->scan->file, strlen(l->scan->file));
  if (l->tally->name == NULL)
    (void)fail_memory(l);
}

static void take_records(loading *l)
{
  double total = 0;
  pm_json_next_key(l->scan, "records");
  l->tally->records = (int64_t)pm_state_whole(l->scan, 0x1p53, "a number of records");
  for (size_t i = 0; i < l->head.input_count; i++)
    total += (double)l->head.inputs[i].rows;
  if (l->scan->status == PM_OK && total != (double)l->tally->records)
    (void)pm_json_fault(l->scan, "there are %lld records, but the inputs have %.0f rows",
                        (long long)l->tally->records, total);
}

static void take_statistics(loading *l)
{
  size_t count = l->tally->plan.statistic_count;
  pm_json_next_key(l->scan, "origins");
  for (size_t s = 0; s < count; s++) {
    pm_json_expect(l->scan, s == 0 ? '[' : ',');
    l->tally->origins[s] = take_finite(l->scan);
  }
  pm_json_expect(l->scan, ']');
  pm_json_next_key(l->scan, "is_share");
  for (size_t s = 0; s < count; s++) {
    pm_json_expect(l->scan, s == 0 ? '[' : ',');
    l->tally->is_share[s] = pm_json_truth(l->scan);
  }
  pm_json_expect(l->scan, ']');
}

/* ------------------------------------------------------------------ nodes -- */

static bool reserve_node(loading *l, size_t count)
{
  const pm_allocator *allocator = l->tally->allocator;
  return (pm_memory_reserve(allocator, (void **)&l->depths, &l->depth_capacity, count,
                            sizeof *l->depths) &&
          pm_memory_reserve(allocator, (void **)&l->roots, &l->root_capacity, count,
                            sizeof *l->roots) &&
          pm_memory_reserve(allocator, (void **)&l->has_parts, &l->part_capacity, count,
                            sizeof *l->has_parts)) ||
         fail_memory(l);
}

static bool is_leaf(const loading *l, uint32_t node)
{
  return l->roots[node] == 0 && l->depths[node] == l->tally->plan.depth;
}

/* How deep the paths below a root go. */
static size_t depth_most(const loading *l, uint32_t root)
{
  return root == 0 ? l->tally->plan.depth : l->tally->plan.splits[root - 1].count;
}

/* Put a label below its parent; NULL stands for that of a unit, which is like no other.
   False, with a fault: it has no place there. */
static bool put_node(loading *l, uint32_t parent, const char *text)
{
  pm_tally *tally = l->tally;
  pm_json_scan *scan = l->scan;
  uint32_t known = pm_label_tree_count(tally->tree);
  uint32_t root = l->roots[parent];
  bool is_unit =
      tally->plan.has_units && root == 0 && l->depths[parent] == tally->plan.path_count;
  if (l->depths[parent] == depth_most(l, root))
    return pm_json_fault(scan, "a label lies too deep") == PM_OK;
  if (is_unit != (text == NULL) || (root == 0 && !is_unit && scan->size == 0))
    return pm_json_fault(scan, "a label of the design is missing, or should be null") == PM_OK;
  uint32_t node = is_unit ? pm_tally_add_unit(tally, parent)
                          : pm_tally_put_node(tally, parent, text, scan->size);
  if (node == PM_LABEL_NONE)
    return fail_memory(l);
  if (node != known)
    return pm_json_fault(scan, "the label '%s' is there twice", text) == PM_OK;
  l->depths[node] = (uint8_t)(l->depths[parent] + 1);
  l->roots[node] = root;
  l->has_parts[node] = is_leaf(l, node);
  l->has_parts[parent] = true;
  return true;
}

/* The parent and label of the node with this number. */
static bool take_path(loading *l, uint32_t node, uint32_t roots)
{
  pm_json_scan *scan = l->scan;
  bool is_root = node < roots;
  uint32_t parent = 0;
  if (is_root && !isnan(pm_json_number(scan)))
    (void)pm_json_fault(scan, "a node that begins a tree has no parent");
  else if (!is_root)
    parent = (uint32_t)pm_state_whole(scan, node, "a node before this one");
  pm_json_expect(scan, ',');
  const char *text = pm_json_text(scan);
  if (scan->status != PM_OK)
    return false;
  if (is_root && (text == NULL || text[0] != '\0'))
    return pm_json_fault(scan, "a node that begins a tree has no label") == PM_OK;
  if (!is_root)
    return put_node(l, parent, text);
  l->depths[node] = 0;
  l->roots[node] = node;
  l->has_parts[node] = is_leaf(l, node);
  return true;
}

/* A part of no records has none where others have some. */
static bool is_empty(const loading *l)
{
  return l->tally->records == 0;
}

/* A population is told of a node exactly when its stage has a column of them. */
static void check_population(loading *l, uint32_t node, double population)
{
  const pm_tally_plan *plan = &l->tally->plan;
  size_t depth = l->depths[node];
  bool is_told = l->roots[node] == 0 && depth >= plan->strata_count &&
                 depth - plan->strata_count < plan->population_count &&
                 (plan->pps == NULL || depth > plan->strata_count);
  if (l->scan->status != PM_OK || (isnan(population) && (!is_told || is_empty(l))))
    return;
  if (isnan(population) || !is_told)
    (void)pm_json_fault(l->scan, "a population is %s", is_told ? "missing" : "not asked for");
  else if (population <= 0 || (population >= 1 && population != floor(population)))
    pm_state_refuse(l->scan, population, "a population");
}

/* And a chance of every unit of the first stage that was drawn with unequal ones. */
static void check_chance(loading *l, uint32_t node, double chance)
{
  const pm_tally_plan *plan = &l->tally->plan;
  bool is_told =
      plan->pps != NULL && l->roots[node] == 0 && l->depths[node] == plan->strata_count + 1;
  if (l->scan->status != PM_OK || (isnan(chance) && !is_told))
    return;
  if (isnan(chance) || !is_told)
    (void)pm_json_fault(l->scan, "a chance is %s", is_told ? "missing" : "not asked for");
  else if (!(chance > 0 && chance <= 1))
    pm_state_refuse(l->scan, chance, "a chance above 0 and up to 1");
}

static void take_facts(loading *l, uint32_t node)
{
  pm_json_scan *scan = l->scan;
  pm_tally_node *facts = &l->tally->nodes[node];
  pm_json_expect(scan, ',');
  facts->records = pm_state_whole(scan, 0x1p53, "a number of records");
  pm_json_expect(scan, ',');
  facts->weight = take_finite(scan);
  pm_json_expect(scan, ',');
  facts->population = pm_json_number(scan);
  pm_json_expect(scan, ',');
  facts->chance = pm_json_number(scan);
  pm_json_expect(scan, ',');
  facts->row = (int64_t)pm_state_whole(scan, 0x1p53, "a row");
  pm_json_expect(scan, ',');
  facts->input =
      (uint32_t)pm_state_whole(scan, (double)l->tally->input_count, "one of the inputs");
  bool has_records = facts->records > 0;
  bool may_have = is_leaf(l, node) && !is_empty(l);
  if (scan->status == PM_OK && (has_records != may_have || has_records != (facts->weight > 0)))
    pm_state_refuse(scan, facts->records, "how many records can be here, with their weight");
  check_population(l, node, facts->population);
  check_chance(l, node, facts->chance);
}

/* Every stratum and cluster leads to records, and all together are as many as said. */
static void check_design(loading *l)
{
  double records = 0;
  uint32_t count = pm_label_tree_count(l->tally->tree);
  for (uint32_t i = 0; i < count && l->scan->status == PM_OK; i++) {
    records += l->tally->nodes[i].records;
    if (l->roots[i] == 0 && !l->has_parts[i] && !(i == 0 && is_empty(l)))
      (void)pm_json_fault(l->scan, "'%s' has no records",
                          pm_label_tree_text(l->tally->tree, i));
  }
  if (records != (double)l->tally->records)
    (void)pm_json_fault(l->scan, "the strata and clusters have %.0f records, not %lld", records,
                        (long long)l->tally->records);
}

static void take_nodes(loading *l)
{
  uint32_t roots = pm_tally_root(l->tally->plan.split_count);
  size_t count = 0;
  pm_json_next_key(l->scan, "nodes");
  pm_json_expect(l->scan, '[');
  while (pm_json_more(l->scan, &count)) {
    uint32_t node = (uint32_t)(count - 1);
    if (count >= PM_LABEL_NONE || !reserve_node(l, count))
      return;
    pm_json_expect(l->scan, '[');
    if (!take_path(l, node, roots))
      return;
    take_facts(l, node);
    pm_json_expect(l->scan, ']');
  }
  if (l->scan->status == PM_OK && count < roots)
    (void)pm_json_fault(l->scan, "there are %zu nodes, but %u begin trees", count, roots);
  if (l->scan->status == PM_OK)
    check_design(l);
}

/* ------------------------------------------------------------------ cells -- */

static bool take_cell_key(loading *l, size_t split, pm_cell_key *key)
{
  uint32_t nodes = pm_label_tree_count(l->tally->tree);
  key->leaf = (uint32_t)pm_state_whole(l->scan, nodes, "a node");
  pm_json_expect(l->scan, ',');
  key->combination = (uint32_t)pm_state_whole(l->scan, nodes, "a node");
  if (l->scan->status != PM_OK)
    return false;
  if (!is_leaf(l, key->leaf))
    (void)pm_json_fault(l->scan, "node %u is not one that records lie in", key->leaf);
  else if (l->roots[key->combination] != pm_tally_root(split) ||
           l->depths[key->combination] != l->tally->plan.splits[split].count)
    (void)pm_json_fault(l->scan, "node %u is not a combination of domains", key->combination);
  return l->scan->status == PM_OK;
}

/* As many records as the leaf has, at most; weights where there are records, and nothing
   where there are none. */
static void check_sums(loading *l, pm_cell_key key, const double *sums)
{
  double n = sums[PM_SUM_N];
  bool has_weight = sums[PM_SUM_W] > 0;
  if (l->scan->status == PM_OK && n >= 0 && n == floor(n) &&
      n <= l->tally->nodes[key.leaf].records && has_weight == (n > 0) &&
      sums[PM_SUM_WXX] >= 0 && sums[PM_SUM_WYY] >= 0)
    return;
  (void)pm_json_fault(l->scan, "the sums of the cell are none of any records");
}

static void take_cell(loading *l, size_t split)
{
  pm_tally_cells *cells = &l->tally->cells[split];
  size_t width = cells->stride / l->tally->plan.statistic_count;
  uint32_t known = cells->count;
  pm_cell_key key;
  pm_json_expect(l->scan, '[');
  if (!take_cell_key(l, split, &key))
    return;
  uint32_t cell = pm_tally_cells_put(cells, key);
  if (cell == PM_LABEL_NONE)
    (void)fail_memory(l);
  else if (cell != known)
    (void)pm_json_fault(l->scan, "the cell of nodes %u and %u is there twice", key.leaf,
                        key.combination);
  if (l->scan->status != PM_OK)
    return;
  double *sums = cells->values + (size_t)cell * cells->stride;
  for (size_t i = 0; i < cells->stride; i++) {
    pm_json_expect(l->scan, ',');
    sums[i] = take_finite(l->scan);
  }
  pm_json_expect(l->scan, ']');
  for (size_t s = 0; s < l->tally->plan.statistic_count; s++)
    check_sums(l, key, sums + s * width);
}

static void take_cells(loading *l)
{
  pm_json_next_key(l->scan, "cells");
  for (size_t k = 0; k < l->tally->plan.split_count; k++) {
    size_t count = 0;
    pm_json_expect(l->scan, k == 0 ? '[' : ',');
    pm_json_expect(l->scan, '[');
    while (pm_json_more(l->scan, &count))
      take_cell(l, k);
  }
  pm_json_expect(l->scan, ']');
}

/* ---------------------------------------------------------------- records -- */

static void take_record(loading *l)
{
  pm_tally_store *store = &l->tally->store;
  if (!pm_tally_store_reserve(store, 1)) {
    (void)fail_memory(l);
    return;
  }
  pm_json_expect(l->scan, '[');
  double weight = take_finite(l->scan);
  store->weights[store->count] = weight;
  if (l->scan->status == PM_OK && !(weight > 0))
    pm_state_refuse(l->scan, weight, "a weight");
  for (size_t k = 0; k < store->splits; k++) {
    pm_json_expect(l->scan, ',');
    store->cells[store->count * store->splits + k] =
        (uint32_t)pm_state_whole(l->scan, l->tally->cells[k].count, "a cell");
  }
  for (size_t i = 0; i < store->numbers; i++) {
    pm_json_expect(l->scan, ',');
    store->values[store->count * store->numbers + i] = pm_json_number(l->scan);
  }
  pm_json_expect(l->scan, ']');
  store->count++;
}

static void take_store(loading *l)
{
  size_t count = 0;
  pm_json_next_key(l->scan, "store");
  pm_json_expect(l->scan, '[');
  while (pm_json_more(l->scan, &count))
    take_record(l);
  int64_t wanted = l->tally->plan.keeps_records ? l->tally->records : 0;
  if (l->scan->status == PM_OK && (int64_t)count != wanted)
    (void)pm_json_fault(l->scan, "%zu records are kept, not %lld", count, (long long)wanted);
}

/* -------------------------------------------------------------------- all -- */

static void take_tally(loading *l)
{
  static void (*const steps[])(loading *) = {take_records, take_statistics, take_nodes,
                                             take_cells, take_store};
  make_tally(l);
  for (size_t i = 0; i < sizeof steps / sizeof *steps && l->scan->status == PM_OK; i++)
    steps[i](l);
  pm_json_expect(l->scan, '}');
  pm_json_end(l->scan);
}

pm_status pm_tally_load(pm_tally **tally, const char *file, const pm_allocator *allocator,
                        pm_error *error)
{
  loading l = {.tally = NULL};
  *tally = NULL;
  l.scan = &l.head.scan;
  pm_status status = pm_state_open(&l.head, file, allocator, error);
  if (status == PM_OK) {
    take_tally(&l);
    status = l.scan->status;
  }
  (void)pm_memory_resize(allocator, l.depths, 0);
  (void)pm_memory_resize(allocator, l.roots, 0);
  (void)pm_memory_resize(allocator, l.has_parts, 0);
  if (status == PM_OK)
    *tally = l.tally;
  else
    pm_tally_free(l.tally);
  pm_state_close(&l.head);
  return status;
}
