/* tally_cells.c: cells by (leaf, combination), by open addressing with linear
   probing; moments that are added; and records that are kept.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally.h"

#include <string.h>

enum {
  SLOTS_FIRST = 64, /* a power of two, as every later count */
  CELLS_FEW = 1 << 16
};

void pm_tally_cells_rest(pm_tally_cells *cells)
{
  (void)pm_memory_resize(cells->allocator, cells->slots, 0);
  cells->slots = NULL;
  cells->mask = 0;
}

/* Those that there were go first, as in a tree of labels. */
static bool make_slots(pm_tally_cells *cells, size_t count)
{
  pm_tally_cells_rest(cells);
  pm_cell_slot *fresh = pm_memory_resize(cells->allocator, NULL, count * sizeof *fresh);
  if (fresh == NULL)
    return false;
  for (size_t i = 0; i < count; i++)
    fresh[i] = (pm_cell_slot){.cell = PM_LABEL_NONE};
  for (uint32_t i = 0; i < cells->count; i++) {
    uint64_t word = pm_cell_word(cells->keys[i]);
    size_t at = pm_cell_place(word) & (count - 1);
    while (fresh[at].cell != PM_LABEL_NONE)
      at = (at + 1) & (count - 1);
    fresh[at] = (pm_cell_slot){word, i};
  }
  cells->slots = fresh;
  cells->mask = count - 1;
  return true;
}

/* Slots for one cell more. Three quarters stay empty while there are few, so that most
   cells are in their first place; half of very many, which are far away in any place. */
static bool reserve_slots(pm_tally_cells *cells)
{
  size_t slots = cells->slots == NULL ? 0 : cells->mask + 1, wanted = slots;
  size_t needed = (cells->count < CELLS_FEW ? 4 : 2) * ((size_t)cells->count + 1);
  if (wanted < SLOTS_FIRST)
    wanted = SLOTS_FIRST;
  while (wanted < needed)
    wanted *= 2;
  return wanted == slots || make_slots(cells, wanted);
}

static uint32_t add(pm_tally_cells *cells, pm_cell_key key)
{
  size_t count = cells->count;
  if (count == PM_LABEL_NONE - 1 ||
      !pm_memory_reserve(cells->allocator, (void **)&cells->keys, &cells->key_capacity,
                         count + 1, sizeof *cells->keys) ||
      !pm_memory_reserve(cells->allocator, (void **)&cells->values, &cells->value_capacity,
                         count + 1, cells->stride * sizeof *cells->values))
    return PM_LABEL_NONE;
  cells->keys[count] = key;
  memset(cells->values + count * cells->stride, 0, cells->stride * sizeof *cells->values);
  return cells->count++;
}

uint32_t pm_tally_cells_search(pm_tally_cells *cells, pm_cell_key key)
{
  if (!reserve_slots(cells))
    return PM_LABEL_NONE;
  uint64_t word = pm_cell_word(key);
  size_t at = pm_cell_place(word) & cells->mask;
  for (; cells->slots[at].cell != PM_LABEL_NONE; at = (at + 1) & cells->mask)
    if (cells->slots[at].key == word)
      return cells->slots[at].cell;
  uint32_t cell = add(cells, key);
  if (cell != PM_LABEL_NONE)
    cells->slots[at] = (pm_cell_slot){word, cell};
  return cell;
}

void pm_tally_cells_free(pm_tally_cells *cells)
{
  (void)pm_memory_resize(cells->allocator, cells->slots, 0);
  (void)pm_memory_resize(cells->allocator, cells->keys, 0);
  (void)pm_memory_resize(cells->allocator, cells->values, 0);
}

bool pm_tally_store_reserve(pm_tally_store *store, size_t more)
{
  size_t count = store->count + more;
  return pm_memory_reserve(store->allocator, (void **)&store->cells, &store->cell_capacity,
                           count, store->splits * sizeof *store->cells) &&
         pm_memory_reserve(store->allocator, (void **)&store->weights, &store->weight_capacity,
                           count, sizeof *store->weights) &&
         pm_memory_reserve(store->allocator, (void **)&store->values, &store->value_capacity,
                           count, store->numbers * sizeof *store->values) &&
         (store->replicates == 0 ||
          pm_memory_reserve(store->allocator, (void **)&store->replicated,
                            &store->replicated_capacity, count,
                            store->replicates * sizeof *store->replicated));
}

void pm_tally_store_free(pm_tally_store *store)
{
  (void)pm_memory_resize(store->allocator, store->cells, 0);
  (void)pm_memory_resize(store->allocator, store->weights, 0);
  (void)pm_memory_resize(store->allocator, store->values, 0);
  (void)pm_memory_resize(store->allocator, store->replicated, 0);
}

void pm_cell_weights_add(double *a, double n_a, const double *b, double n_b)
{
  if (n_b == 0)
    return;
  double n = n_a + n_b;
  double w = b[PM_SUM_MEAN_W] - a[PM_SUM_MEAN_W];
  double between = n_a / n * n_b * w;
  a[PM_SUM_MWW] += b[PM_SUM_MWW] + w * between;
  a[PM_SUM_MWX] += b[PM_SUM_MWX] + (b[PM_SUM_MEAN_X] - a[PM_SUM_MEAN_X]) * between;
  a[PM_SUM_MWY] += b[PM_SUM_MWY] + (b[PM_SUM_MEAN_Y] - a[PM_SUM_MEAN_Y]) * between;
  a[PM_SUM_MEAN_W] += w * (n_b / n);
}

void pm_cell_moments_add(double *a, double n_a, const double *b, double n_b)
{
  if (n_b == 0)
    return;
  double n = n_a + n_b;
  double x = b[PM_SUM_MEAN_X] - a[PM_SUM_MEAN_X];
  double y = b[PM_SUM_MEAN_Y] - a[PM_SUM_MEAN_Y];
  double between = n_a / n * n_b;
  a[PM_SUM_MXX] += b[PM_SUM_MXX] + x * x * between;
  a[PM_SUM_MXY] += b[PM_SUM_MXY] + x * y * between;
  a[PM_SUM_MYY] += b[PM_SUM_MYY] + y * y * between;
  a[PM_SUM_MEAN_X] += x * (n_b / n);
  a[PM_SUM_MEAN_Y] += y * (n_b / n);
}
