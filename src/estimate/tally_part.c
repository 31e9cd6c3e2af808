/* tally_part.c: the records of a piece, one after the other, into sums. This is the
   innermost loop of every estimate from records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_part.h"

#include "core/number_quick.h"

#include <math.h>
#include <string.h>

enum { NODES_KEPT = 1 << 16 }; /* a part that knows more labels forgets them all */

/* A record being looked at. */
typedef struct record_view {
  pm_tally_part *part;
  size_t record;
  int64_t first_row;
  pm_error *error; /* NULL: only whether there is a fault */
} record_view;

static inline pm_field field_of(const record_view *view, size_t wanted)
{
  return pm_csv_piece_field(&view->part->piece, view->record, wanted);
}

static size_t column_of(const record_view *view, size_t wanted)
{
  return view->part->piece.columns[wanted];
}

static int64_t row_of(const record_view *view)
{
  return view->first_row + (int64_t)view->record;
}

static pm_status refuse_type(const record_view *view, size_t wanted, const char *what)
{
  pm_field field = field_of(view, wanted);
  if (view->error == NULL)
    return PM_ERROR_DATA;
  return pm_csv_fault_type_at(view->part->csv, row_of(view), column_of(view, wanted), &field,
                              what, view->error);
}

/* ----------------------------------------------------------------- labels -- */

static bool touch(const pm_tally_part *part, pm_touched *touched, uint32_t item)
{
  if (!pm_memory_reserve(part->allocator, (void **)&touched->items, &touched->capacity,
                         touched->count + 1, sizeof *touched->items))
    return false;
  touched->items[touched->count++] = item;
  return true;
}

/* Facts for a node that was just made. False: out of memory. */
static bool know_node(pm_tally_part *part, uint32_t node, bool is_fine)
{
  if (!pm_memory_reserve(part->allocator, (void **)&part->nodes, &part->node_capacity,
                         (size_t)node + 1, sizeof *part->nodes))
    return false;
  part->nodes[node] = (pm_part_node){.whole = PM_LABEL_NONE, .is_faulty = !is_fine};
  part->node_count = (size_t)node + 1;
  return true;
}

/* A node that was just made. An empty label is none of the design's, but may be a
   domain's: its records are then in none of that column. */
static pm_status meet_node(const record_view *view, uint32_t node, size_t wanted, bool may_miss)
{
  pm_tally_part *part = view->part;
  pm_field field = field_of(view, wanted);
  bool is_fine =
      (may_miss && field.size == 0) ||
      pm_csv_check_label(part->csv, 0, column_of(view, wanted), &field, NULL) == PM_OK;
  return know_node(part, node, is_fine) ? PM_OK : PM_ERROR_MEMORY;
}

static inline pm_status step_down(const record_view *view, size_t wanted, bool may_miss,
                                  uint32_t *node)
{
  pm_tally_part *part = view->part;
  pm_field field = field_of(view, wanted);
  uint32_t found = pm_label_tree_put(part->tree, *node, field.text, field.size);
  if (found == PM_LABEL_NONE)
    return PM_ERROR_MEMORY;
  if (found >= part->node_count) {
    pm_status status = meet_node(view, found, wanted, may_miss);
    if (status != PM_OK)
      return status;
  }
  *node = found;
  if (!part->nodes[found].is_faulty)
    return PM_OK;
  if (view->error == NULL)
    return PM_ERROR_DATA;
  return pm_csv_check_label(part->csv, row_of(view), column_of(view, wanted), &field,
                            view->error);
}

/* ----------------------------------------------------------------- design -- */

/* The facts of this piece about a node. NULL: out of memory. */
static inline pm_part_node *facts_of(pm_tally_part *part, uint32_t node)
{
  pm_part_node *facts = &part->nodes[node];
  if (facts->stamp == part->stamp)
    return facts;
  facts->stamp = part->stamp;
  facts->records = 0;
  facts->weight = 0;
  facts->told = (pm_field){NULL, 0};
  facts->population = (double)NAN;
  facts->chance = (double)NAN;
  return touch(part, &part->touched_nodes, node) ? facts : NULL;
}

static pm_status refuse_population(const record_view *view, size_t wanted,
                                   const pm_part_node *facts)
{
  pm_field field = field_of(view, wanted);
  if (view->error == NULL)
    return PM_ERROR_DATA;
  return pm_csv_fault_at(view->part->csv, row_of(view), column_of(view, wanted), view->error,
                         "the population is %.*s, but %.*s in row %lld of the same %s",
                         (int)field.size, field.text, (int)facts->told.size, facts->told.text,
                         (long long)(view->first_row + facts->record),
                         wanted == view->part->plan->populations[0] ? "stratum" : "cluster");
}

static inline bool is_same_text(pm_field a, pm_field b)
{
  if (a.size != b.size)
    return false;
  return a.size <= PM_LABEL_WORD
             ? pm_label_word(a.text, a.size) == pm_label_word(b.text, b.size)
             : memcmp(a.text, b.text, a.size) == 0;
}

/* The population of the stage below a node, which is the same in all of it. */
static inline pm_status take_population(const record_view *view, size_t wanted, uint32_t node)
{
  pm_part_node *facts = facts_of(view->part, node);
  pm_field field = field_of(view, wanted);
  double population;
  if (facts == NULL)
    return PM_ERROR_MEMORY;
  if (facts->told.text != NULL && is_same_text(facts->told, field))
    return PM_OK;
  if (!pm_number_quick(field.text, field.size, &population) || population <= 0)
    return refuse_type(view, wanted,
                       "a population: a number of units, or the fraction sampled");
  if (population >= 1 && population != floor(population))
    return refuse_type(view, wanted, "a whole number of units, nor a fraction below 1");
  if (facts->told.text != NULL && population != facts->population)
    return refuse_population(view, wanted, facts);
  if (facts->told.text == NULL)
    facts->record = (int64_t)view->record;
  facts->told = field;
  facts->population = population;
  return PM_OK;
}

/* The chance of a unit of the first stage, which is the same in all of it. */
static pm_status take_chance(const record_view *view, uint32_t node)
{
  size_t wanted = view->part->plan->populations[0];
  pm_part_node *facts = facts_of(view->part, node);
  pm_field field = field_of(view, wanted);
  double chance;
  if (facts == NULL)
    return PM_ERROR_MEMORY;
  if (!pm_number_quick(field.text, field.size, &chance) || chance <= 0 || chance > 1)
    return refuse_type(view, wanted, "a chance of being in the sample, above 0 and up to 1");
  if (!isnan(facts->chance) && facts->chance != chance)
    return refuse_type(view, wanted, "the chance that its cluster has in an earlier row");
  facts->chance = chance;
  return PM_OK;
}

/* A leaf for a record alone, by a label that no other has. */
static pm_status make_unit(const record_view *view, uint32_t *node)
{
  const pm_tally_part *part = view->part;
  char label[2 * PM_LABEL_SLACK] = {0};
  const int64_t words[2] = {part->number, (int64_t)view->record};
  memcpy(label, words, sizeof words);
  uint32_t found = pm_label_tree_put(part->tree, *node, label, sizeof words);
  if (found == PM_LABEL_NONE || !know_node(view->part, found, true))
    return PM_ERROR_MEMORY;
  *node = found;
  return PM_OK;
}

/* Down the strata and clusters to the leaf, past the populations of each stage. */
static inline pm_status find_leaf(const record_view *view, double weight, uint32_t *leaf)
{
  const pm_tally_plan *plan = view->part->plan;
  uint32_t node = 0;
  for (size_t depth = 0;; depth++) {
    size_t stage = depth - plan->strata_count;
    if (depth == plan->strata_count + 1 && plan->pps != NULL) {
      pm_status status = take_chance(view, node);
      if (status != PM_OK)
        return status;
    }
    bool is_told = plan->pps == NULL || stage > 0;
    if (depth >= plan->strata_count && stage < plan->population_count && is_told) {
      pm_status status = take_population(view, plan->populations[stage], node);
      if (status != PM_OK)
        return status;
    }
    if (depth == plan->depth)
      break;
    pm_status status = depth == plan->path_count
                           ? make_unit(view, &node)
                           : step_down(view, plan->path[depth], false, &node);
    if (status != PM_OK)
      return status;
  }
  pm_part_node *facts = facts_of(view->part, node);
  if (facts == NULL)
    return PM_ERROR_MEMORY;
  facts->records++;
  facts->weight += weight;
  *leaf = node;
  return PM_OK;
}

/* ---------------------------------------------------------------- numbers -- */

static bool is_missing(pm_field field)
{
  return field.size == 0 || (field.size == 2 && field.text[0] == 'N' && field.text[1] == 'A');
}

static pm_status take_weight(const record_view *view, double *weight)
{
  const pm_tally_plan *plan = view->part->plan;
  *weight = 1;
  if (plan->weight == PM_TALLY_NONE)
    return PM_OK;
  pm_field field = field_of(view, plan->weight);
  if (!pm_number_quick(field.text, field.size, weight) || *weight <= 0)
    return refuse_type(view, plan->weight, "a weight above 0");
  return PM_OK;
}

/* Whether the record is in the second of two phases; where there is one, it is. */
static inline pm_status take_phase(const record_view *view, bool *is_measured)
{
  const pm_tally_plan *plan = view->part->plan;
  *is_measured = true;
  if (!plan->has_phases)
    return PM_OK;
  size_t wanted = plan->path[plan->path_count - 1];
  pm_field field = field_of(view, wanted);
  if (field.size != 1 || (field.text[0] != '0' && field.text[0] != '1'))
    return refuse_type(view, wanted, "1 for a record in the second phase, or else 0");
  *is_measured = field.text[0] == '1';
  return PM_OK;
}

static pm_status take_numbers(const record_view *view, double *numbers)
{
  const pm_tally_plan *plan = view->part->plan;
  for (size_t i = 0; i < plan->number_count; i++) {
    size_t wanted = plan->numbers[i].wanted;
    pm_field field = field_of(view, wanted);
    if (field.size == 1 && (field.text[0] == '0' || field.text[0] == '1')) {
      numbers[i] = field.text[0] - '0';
      continue;
    }
    numbers[i] = (double)NAN;
    if (is_missing(field) && !plan->numbers[i].is_needed)
      continue;
    if (!pm_number_quick(field.text, field.size, &numbers[i]))
      return refuse_type(view, wanted,
                         plan->numbers[i].is_indicator ? "0 or 1"
                         : plan->numbers[i].is_needed
                             ? "a number, which the calibration needs of every record"
                             : "a number");
    if (plan->numbers[i].is_indicator && numbers[i] != 0 && numbers[i] != 1)
      return refuse_type(view, wanted, "0 or 1");
  }
  return PM_OK;
}

static pm_status take_replicates(const record_view *view)
{
  const pm_tally_plan *plan = view->part->plan;
  for (size_t r = 0; r < plan->replicate_count; r++) {
    size_t wanted = plan->first_replicate + r;
    pm_field field = field_of(view, wanted);
    double *weight = &view->part->replicates[r];
    if (!pm_number_quick(field.text, field.size, weight) || *weight < 0)
      return refuse_type(view, wanted, "a replicate weight: a number from 0");
  }
  return PM_OK;
}

/* ------------------------------------------------------------------- sums -- */

static inline void add_moments(double *sums, bool is_first, double wx, double wy)
{
  if (is_first) {
    sums[PM_SUM_FIRST_X] = wx;
    sums[PM_SUM_FIRST_Y] = wy;
    return;
  }
  double dx = wx - sums[PM_SUM_FIRST_X];
  double dy = wy - sums[PM_SUM_FIRST_Y];
  sums[PM_SUM_DX] += dx;
  sums[PM_SUM_DY] += dy;
  sums[PM_SUM_DXX] += dx * dx;
  sums[PM_SUM_DXY] += dx * dy;
  sums[PM_SUM_DYY] += dy * dy;
}

/* Of a calibration: what a record adds whether it has the statistic or not. */
static void add_to_all(const pm_tally_plan *plan, double *sums, double w, double wx, double wy)
{
  sums[PM_SUM_ALL]++;
  sums[PM_SUM_ALL_W] += w;
  if (!plan->has_records)
    return;
  bool is_first = sums[PM_SUM_ALL] == 1;
  add_moments(sums, is_first, wx, wy);
  if (is_first) {
    sums[PM_SUM_FIRST_W] = w;
    return;
  }
  double dw = w - sums[PM_SUM_FIRST_W];
  sums[PM_SUM_DW] += dw;
  sums[PM_SUM_DWW] += dw * dw;
  sums[PM_SUM_DWX] += dw * (wx - sums[PM_SUM_FIRST_X]);
  sums[PM_SUM_DWY] += dw * (wy - sums[PM_SUM_FIRST_Y]);
}

static inline void add_record(const pm_tally_part *part, double *sums, double weight,
                              const double *numbers)
{
  const pm_tally_plan *plan = part->plan;
  for (size_t s = 0; s < plan->statistic_count; s++, sums += plan->running_width) {
    const pm_tally_statistic *statistic = &plan->statistics[s];
    double x = statistic->x == PM_TALLY_NONE ? 1 : numbers[statistic->x];
    double y = numbers[statistic->y];
    if (isnan(x) || isnan(y)) {
      if (plan->calibrates)
        add_to_all(plan, sums, weight, 0, 0);
      continue;
    }
    if (y < 0 || y > x)
      part->is_share[s] = false;
    y -= part->origins[s] * x;
    pm_cell_sums_add(sums, weight, x, y);
    if (plan->calibrates)
      add_to_all(plan, sums, weight, weight * x, weight * y);
    else if (plan->has_records)
      add_moments(sums, sums[PM_SUM_N] == 1, weight * x, weight * y);
  }
}

/* The cell's sums in this piece. NULL: out of memory. */
static inline double *cell_sums(pm_tally_part *part, size_t split, pm_cell_key key,
                                uint32_t *found)
{
  pm_tally_cells *cells = &part->cells[split];
  uint32_t known = cells->count;
  uint32_t cell = pm_tally_cells_put(cells, key);
  if (cell == PM_LABEL_NONE)
    return NULL;
  *found = cell;
  if (cell == known) {
    if (!pm_memory_reserve(part->allocator, (void **)&part->cell_facts[split],
                           &part->cell_capacities[split], (size_t)cell + 1,
                           sizeof **part->cell_facts))
      return NULL;
    part->cell_facts[split][cell] = (pm_part_cell){.whole = PM_LABEL_NONE};
  }
  double *sums = cells->values + (size_t)cell * cells->stride;
  pm_part_cell *facts = &part->cell_facts[split][cell];
  if (facts->stamp != part->stamp) {
    facts->stamp = part->stamp;
    memset(sums, 0, cells->stride * sizeof *sums);
    if (!touch(part, &part->touched_cells[split], cell))
      return NULL;
  }
  return sums;
}

static inline pm_status find_combination(const record_view *view, size_t split, uint32_t *node)
{
  const pm_tally_plan *plan = view->part->plan;
  *node = pm_tally_root(split);
  for (size_t i = 0; i < plan->splits[split].count; i++) {
    size_t by = plan->splits[split].by[i];
    bool may_miss = (plan->calibrating >> by & 1) == 0;
    pm_status status = step_down(view, plan->by[by], may_miss, node);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

static inline pm_status take_record(const record_view *view)
{
  pm_tally_part *part = view->part;
  double weight;
  double numbers[PM_TALLY_NUMBERS_MOST];
  pm_cell_key key;
  const pm_tally_plan *plan = part->plan;
  pm_tally_store *store = &part->store;
  uint32_t cell;
  bool is_measured;
  if (plan->keeps_records && !pm_tally_store_reserve(store, 1))
    return PM_ERROR_MEMORY;
  pm_status status = take_weight(view, &weight);
  if (status == PM_OK)
    status = take_phase(view, &is_measured);
  if (status == PM_OK)
    status = find_leaf(view, weight, &key.leaf);
  if (status != PM_OK || !is_measured)
    return status;
  status = take_numbers(view, numbers);
  if (status == PM_OK && plan->replicate_count > 0)
    status = take_replicates(view);
  for (size_t i = 0; i < plan->split_count && status == PM_OK; i++) {
    status = find_combination(view, i, &key.combination);
    if (status != PM_OK)
      break;
    double *sums = cell_sums(part, i, key, &cell);
    if (sums == NULL)
      return PM_ERROR_MEMORY;
    add_record(part, sums, weight, numbers);
    if (plan->replicate_count > 0)
      pm_tally_part_replicate(part, sums, numbers);
    if (plan->keeps_records)
      store->cells[store->count * store->splits + i] = cell;
  }
  if (status == PM_OK && plan->keeps_records) {
    store->weights[store->count] = weight;
    memcpy(store->values + store->count * store->numbers, numbers,
           store->numbers * sizeof *numbers);
    store->count++;
  }
  return status;
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
  record_view view = {.part = part};
  if (part->tree != NULL && pm_label_tree_count(part->tree) > NODES_KEPT)
    forget_labels(part);
  pm_status status = part->tree == NULL ? make_tree(part) : PM_OK;
  forget_sums(part);
  for (; view.record < part->piece.records && status == PM_OK; view.record++)
    status = take_record(&view);
  return status;
}

pm_status pm_tally_part_tell(pm_tally_part *part, int64_t first_row, pm_error *error)
{
  record_view view = {.part = part, .first_row = first_row, .error = error};
  pm_status status = PM_OK;
  forget_sums(part);
  for (; view.record < part->piece.records && status != PM_ERROR_MEMORY; view.record++)
    status = take_record(&view);
  return status == PM_ERROR_MEMORY ? pm_memory_fault(error) : PM_OK;
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
  part->store =
      (pm_tally_store){.allocator = allocator, .splits = splits, .numbers = plan->number_count};
  part->cells = zeros(part, splits, sizeof *part->cells);
  part->cell_facts = zeros(part, splits, sizeof *part->cell_facts);
  part->cell_capacities = zeros(part, splits, sizeof *part->cell_capacities);
  part->touched_cells = zeros(part, splits, sizeof *part->touched_cells);
  part->is_share = zeros(part, plan->statistic_count, sizeof *part->is_share);
  part->replicates = zeros(part, plan->replicate_count + 1, sizeof *part->replicates);
  if (part->cells == NULL || part->cell_facts == NULL || part->cell_capacities == NULL ||
      part->touched_cells == NULL || part->is_share == NULL || part->replicates == NULL)
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
                          part->nodes,         part->replicates};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    (void)pm_memory_resize(part->allocator, blocks[i], 0);
  pm_label_tree_free(part->tree);
  pm_tally_store_free(&part->store);
  pm_csv_piece_free(&part->piece);
}
