/* tally_sums.c: the numbers of a block's records, into the sums of their cells. This is
   the innermost loop of every estimate from records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_block.h"

#include "core/number_quick.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- numbers -- */

static bool is_missing(pm_field field)
{
  return field.size == 0 || (field.size == 2 && field.text[0] == 'N' && field.text[1] == 'A');
}

static pm_status take_number(const pm_tally_block *block, size_t number)
{
  const pm_tally_number *wanted = &block->part->plan->numbers[number];
  const pm_csv_column_view column = pm_block_fields(block, wanted->wanted);
  double *numbers = block->part->numbers + number * PM_BLOCK_RECORDS;
  for (size_t i = 0; i < block->count; i++) {
    pm_field field = pm_csv_column_field(&column, i);
    unsigned digit = (unsigned char)field.text[0] - (unsigned)'0';
    numbers[i] = digit;
    if (field.size == 1 && digit <= 1)
      continue;
    numbers[i] = (double)NAN;
    if (is_missing(field) && !wanted->is_needed)
      continue;
    if (!pm_number_quick(field.text, field.size, &numbers[i]))
      return pm_block_refuse(block, i, wanted->wanted,
                             wanted->is_indicator ? "0 or 1"
                             : wanted->is_needed
                                 ? "a number, which the calibration needs of every record"
                                 : "a number");
    if (wanted->is_indicator && numbers[i] != 0 && numbers[i] != 1)
      return pm_block_refuse(block, i, wanted->wanted, "0 or 1");
  }
  return PM_OK;
}

/* Of the block's only record. */
static pm_status take_replicates(const pm_tally_block *block)
{
  const pm_tally_plan *plan = block->part->plan;
  for (size_t r = 0; r < plan->replicate_count; r++) {
    size_t wanted = plan->first_replicate + r;
    const pm_csv_column_view column = pm_block_fields(block, wanted);
    pm_field field = pm_csv_column_field(&column, 0);
    double *weight = &block->part->replicates[r];
    if (!pm_number_quick(field.text, field.size, weight) || *weight < 0)
      return pm_block_refuse(block, 0, wanted, "a replicate weight: a number from 0");
  }
  return PM_OK;
}

/* ------------------------------------------------------------------ cells -- */

static pm_status find_combinations(pm_tally_block *block, size_t split)
{
  const pm_tally_plan *plan = block->part->plan;
  for (size_t i = 0; i < block->count; i++)
    block->combinations[i] = pm_tally_root(split);
  for (size_t i = 0; i < plan->splits[split].count; i++) {
    size_t by = plan->splits[split].by[i];
    bool may_miss = (plan->calibrating >> by & 1) == 0;
    pm_status status = pm_block_step(block, plan->by[by], may_miss, block->combinations);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

/* Facts for a cell that was just made. False: out of memory. */
static bool know_cell(pm_tally_part *part, size_t split, uint32_t cell)
{
  if (!pm_memory_reserve(part->allocator, (void **)&part->cell_facts[split],
                         &part->cell_capacities[split], (size_t)cell + 1,
                         sizeof **part->cell_facts))
    return false;
  part->cell_facts[split][cell] = (pm_part_cell){.whole = PM_LABEL_NONE};
  return true;
}

/* A cell that has no record of this piece yet. False: out of memory. */
static bool begin_cell(pm_tally_part *part, size_t split, uint32_t cell)
{
  pm_tally_cells *cells = &part->cells[split];
  part->cell_facts[split][cell].stamp = part->stamp;
  memset(cells->values + (size_t)cell * cells->stride, 0,
         cells->stride * sizeof *cells->values);
  return pm_touch(part, &part->touched_cells[split], cell);
}

static pm_status find_cells(pm_tally_block *block, size_t split)
{
  pm_tally_part *part = block->part;
  pm_tally_cells *cells = &part->cells[split];
  for (size_t i = 0; i < block->count; i++) {
    uint32_t known = cells->count;
    uint32_t cell =
        pm_tally_cells_put(cells, (pm_cell_key){block->nodes[i], block->combinations[i]});
    if (cell == PM_LABEL_NONE || (cell == known && !know_cell(part, split, cell)))
      return PM_ERROR_MEMORY;
    if (part->cell_facts[split][cell].stamp != part->stamp && !begin_cell(part, split, cell))
      return PM_ERROR_MEMORY;
    block->cells[i] = cell;
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

static void add_statistic(const pm_tally_block *block, const pm_tally_cells *cells, size_t s)
{
  const pm_tally_part *part = block->part;
  const pm_tally_plan *plan = part->plan;
  const pm_tally_statistic *statistic = &plan->statistics[s];
  const double *ys = part->numbers + statistic->y * PM_BLOCK_RECORDS;
  const double *xs =
      statistic->x == PM_TALLY_NONE ? NULL : part->numbers + statistic->x * PM_BLOCK_RECORDS;
  double *const values = cells->values + s * plan->running_width;
  const double origin = part->origins[s];
  const bool has_offsets =
      statistic->kind != PM_STATISTIC_RATE; /* of 0 and 1 nothing cancels */
  for (size_t i = 0; i < block->count; i++) {
    double *sums = values + (size_t)block->cells[i] * cells->stride;
    double weight = block->weights[i];
    double x = xs == NULL ? 1 : xs[i];
    double y = ys[i];
    if (isnan(x) || isnan(y)) {
      if (plan->calibrates)
        add_to_all(plan, sums, weight, 0, 0);
      continue;
    }
    if (y < 0 || y > x)
      part->is_share[s] = false;
    if (__builtin_expect(has_offsets && sums[PM_SUM_N] <= 1, false))
      pm_cell_meet(plan, sums, x, y, origin);
    y = pm_cell_about(x, y, origin, sums[PM_SUM_OFFSET]);
    pm_cell_sums_add(sums, weight, x, y);
    if (plan->calibrates)
      add_to_all(plan, sums, weight, weight * x, weight * y);
    else if (plan->has_records)
      add_moments(sums, sums[PM_SUM_N] == 1, weight * x, weight * y);
  }
}

static pm_status add_split(pm_tally_block *block, size_t split)
{
  const pm_tally_part *part = block->part;
  const pm_tally_cells *cells = &part->cells[split];
  const pm_tally_store *store = &part->store;
  pm_status status = find_combinations(block, split);
  if (status == PM_OK)
    status = find_cells(block, split);
  if (status != PM_OK)
    return status;
  for (size_t s = 0; s < part->plan->statistic_count; s++)
    add_statistic(block, cells, s);
  if (part->plan->replicate_count > 0)
    pm_tally_part_replicate(part, block->weights[0],
                            cells->values + (size_t)block->cells[0] * cells->stride);
  for (size_t i = 0; i < block->count && part->plan->keeps_records; i++)
    store->cells[(store->count + i) * store->splits + split] = block->cells[i];
  return PM_OK;
}

/* ---------------------------------------------------------------- records -- */

static void keep_records(const pm_tally_block *block)
{
  pm_tally_store *store = &block->part->store;
  memcpy(store->weights + store->count, block->weights, block->count * sizeof *block->weights);
  double *values = store->values + store->count * store->numbers;
  for (size_t i = 0; i < block->count; i++)
    for (size_t k = 0; k < store->numbers; k++)
      *values++ = block->part->numbers[k * PM_BLOCK_RECORDS + i];
  if (store->replicates > 0) /* whose records are blocks of one */
    memcpy(store->replicated + store->count * store->replicates, block->part->replicates,
           store->replicates * sizeof *store->replicated);
  store->count += block->count;
}

pm_status pm_block_add(pm_tally_block *block)
{
  pm_tally_part *part = block->part;
  const pm_tally_plan *plan = part->plan;
  pm_status status = PM_OK;
  if (plan->keeps_records && !pm_tally_store_reserve(&part->store, block->count))
    return PM_ERROR_MEMORY;
  for (size_t k = 0; k < plan->number_count && status == PM_OK; k++)
    status = take_number(block, k);
  if (status == PM_OK)
    status = take_replicates(block);
  for (size_t split = 0; split < plan->split_count && status == PM_OK; split++)
    status = add_split(block, split);
  if (status == PM_OK && plan->keeps_records)
    keep_records(block);
  return status;
}
