/* sample_units.c: from a tally to the table of sampled units that replicates are made of:
   for each cluster of the first stage, or each record where records are sampled, what it
   adds to every estimate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct listing {
  const pm_unit_table *units;
  const pm_sample_run *run;
  size_t *fill;                /* of each unit: entries so far */
  pm_replicate_entry *entries; /* NULL: they are only counted */
} listing;

bool pm_sample_units_are_records(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  return plan->depth == plan->strata_count;
}

/* ------------------------------------------------------------------ cells -- */

static void add_entry(listing *l, size_t unit, size_t cell, pm_replicate_total total)
{
  if (l->entries != NULL)
    l->entries[l->fill[unit]] = (pm_replicate_entry){(uint32_t)cell, total};
  l->fill[unit]++;
}

/* The engine's cell for what a cell of the tally adds to an estimate. */
static size_t cell_of(const listing *l, size_t estimate, size_t split, uint32_t cell)
{
  return l->units->anew == NULL
             ? estimate
             : pm_recalibration_cell(l->units->anew, estimate,
                                     l->run->design.calibration->units[split][cell]);
}

/* Which unit the records of a leaf are in. */
static size_t unit_above(const pm_sample_design *design, size_t place)
{
  for (size_t d = design->depth; d > design->tally->plan.strata_count + 1; d--)
    place = design->levels[d].stages[place].parent;
  return place;
}

/* The unit of a cell of the tally. */
static uint32_t unit_of_cell(const pm_unit_table *units, const pm_tally_cells *cells,
                             uint32_t cell)
{
  const pm_sample_design *design = &units->run->design;
  return units->numbers[unit_above(design, design->places[cells->keys[cell].leaf])];
}

uint32_t pm_sample_unit_of(const pm_unit_table *units, size_t record)
{
  const pm_tally *tally = units->run->tally;
  uint32_t cell = tally->store.cells[record * tally->store.splits];
  return pm_sample_units_are_records(units->run) ? (uint32_t)record
                                                 : unit_of_cell(units, &tally->cells[0], cell);
}

/* The cells of one set, each of a leaf below some cluster of the first stage. */
static void list_cells(listing *l, size_t set)
{
  const pm_sample_design *design = &l->run->design;
  const pm_tally_plan *plan = &l->run->tally->plan;
  const pm_tally_cells *cells = &l->run->tally->cells[l->run->sets[set].split];
  for (uint32_t c = 0; c < cells->count; c++) {
    uint32_t domain = l->units->listing.domain_of[set][c];
    if (domain == PM_LABEL_NONE)
      continue;
    size_t at = design->places[cells->keys[c].leaf];
    double g = design->levels[design->depth].stages[at].weight;
    size_t unit = unit_of_cell(l->units, cells, c);
    size_t number = pm_sample_number(&l->units->listing, set, domain);
    for (size_t k = 0; k < plan->statistic_count; k++) {
      const double *sums = cells->values + (size_t)c * cells->stride + k * plan->width;
      if (sums[PM_SUM_N] > 0 && !pm_sample_is_quantile(plan, k))
        add_entry(l, unit, cell_of(l, number + k, l->run->sets[set].split, c),
                  (pm_replicate_total){g * sums[PM_SUM_WX],
                                       g * pm_sample_shifted(l->run->tally, k, sums)});
    }
  }
}

bool pm_sample_unit_value(const pm_unit_table *units, size_t record, size_t statistic,
                          size_t number, pm_replicate_total *found)
{
  const pm_tally *tally = units->run->tally;
  const pm_tally_statistic *own = &tally->plan.statistics[statistic];
  const double *values = tally->store.values + record * tally->store.numbers;
  double x = own->x == PM_TALLY_NONE ? 1 : values[own->x];
  double y = values[own->y];
  double about = tally->origins[statistic] - pm_sample_shift(tally, statistic);
  if (isnan(x) || isnan(y))
    return false;
  *found = pm_sample_is_quantile(&tally->plan, statistic)
               ? (pm_replicate_total){1, y <= units->quantiles[number]}
               : (pm_replicate_total){x, y - about * x};
  return true;
}

/* The records of one set, each a unit; or those of its quantiles, each in a unit. */
static void list_records(listing *l, size_t set)
{
  const pm_sample_design *design = &l->run->design;
  const pm_tally *tally = l->run->tally;
  const pm_tally_store *store = &tally->store;
  bool are_units = pm_sample_units_are_records(l->run);
  size_t split = l->run->sets[set].split;
  for (size_t i = 0; i < store->count; i++) {
    uint32_t cell = store->cells[i * store->splits + split];
    uint32_t domain = l->units->listing.domain_of[set][cell];
    if (domain == PM_LABEL_NONE)
      continue;
    size_t number = pm_sample_number(&l->units->listing, set, domain);
    double weight = pm_sample_design_weight(design, i);
    pm_replicate_total own;
    for (size_t k = 0; k < tally->plan.statistic_count; k++)
      if ((are_units || pm_sample_is_quantile(&tally->plan, k)) &&
          pm_sample_unit_value(l->units, i, k, number + k, &own))
        add_entry(l, pm_sample_unit_of(l->units, i), cell_of(l, number + k, split, cell),
                  (pm_replicate_total){weight * own.x, weight * own.y});
  }
}

/* What the sampled units add to the weights of those of calibration. */
static void list_weights(listing *l)
{
  const pm_sample_design *design = &l->run->design;
  const pm_tally *tally = l->run->tally;
  const pm_tally_cells *cells = &tally->cells[0];
  const uint32_t *units = design->calibration->units[0];
  for (size_t i = 0; i < tally->store.count && pm_sample_units_are_records(l->run); i++)
    add_entry(l, i, units[tally->store.cells[i * tally->store.splits]],
              (pm_replicate_total){pm_sample_design_weight(design, i), 0});
  for (uint32_t c = 0; c < cells->count && !pm_sample_units_are_records(l->run); c++) {
    size_t place = design->places[cells->keys[c].leaf];
    double weight = cells->values[(size_t)c * cells->stride + PM_SUM_ALL_W] *
                    design->levels[design->depth].stages[place].weight;
    add_entry(l, unit_of_cell(l->units, cells, c), units[c], (pm_replicate_total){weight, 0});
  }
}

static void list_all(listing *l)
{
  bool are_units = pm_sample_units_are_records(l->run);
  size_t sets = l->run->sets != NULL ? l->run->tally->plan.set_count : 0;
  if (l->units->anew != NULL)
    list_weights(l);
  for (size_t s = 0; s < sets; s++) {
    if (!are_units)
      list_cells(l, s);
    if (are_units || l->units->quantiles != NULL)
      list_records(l, s);
  }
}

/* ------------------------------------------------------------------ table -- */

static bool list_strata(const pm_sample_run *run, pm_replicate_table *table)
{
  const pm_stage_level *strata = &run->design.levels[run->tally->plan.strata_count];
  pm_arena *arena = run->estimates->arena;
  pm_replicate_stratum *list = pm_arena_alloc(arena, strata->count * sizeof *list);
  if (list == NULL)
    return false;
  for (size_t i = 0; i < strata->count; i++) {
    const char *name = pm_sample_name(&run->design, strata->stages[i].node, arena);
    if (name == NULL)
      return false;
    list[i] = (pm_replicate_stratum){name, strata->stages[i].fraction};
  }
  table->strata = list;
  table->stratum_count = strata->count;
  return true;
}

/* A cluster of the first stage. */
typedef struct labelled {
  const char *text;
  uint32_t parent, place;
} labelled;

static int compare_clusters(const void *a, const void *b)
{
  const labelled *first = a;
  const labelled *second = b;
  if (first->parent != second->parent)
    return first->parent < second->parent ? -1 : 1;
  return strcmp(first->text, second->text);
}

/* Clusters stand by their labels, so that what is drawn for each does not depend on the
   order of the rows; successive differences go by that order all the same. */
static bool number_clusters(pm_unit_table *units, const pm_stage_level *level)
{
  const pm_label_tree *tree = units->run->tally->tree;
  pm_arena *arena = units->run->estimates->arena;
  labelled *list = pm_arena_alloc(arena, level->count * sizeof *list);
  uint32_t *numbers = pm_arena_alloc(arena, level->count * sizeof *numbers);
  double *order = pm_arena_alloc(arena, level->count * sizeof *order);
  if (list == NULL || numbers == NULL || order == NULL)
    return false;
  for (size_t i = 0; i < level->count; i++)
    list[i] = (labelled){pm_label_tree_text(tree, level->stages[i].node),
                         level->stages[i].parent, (uint32_t)i};
  qsort(list, level->count, sizeof *list, compare_clusters);
  for (size_t i = 0; i < level->count; i++) {
    numbers[list[i].place] = (uint32_t)i;
    order[i] = list[i].place;
  }
  units->numbers = numbers;
  units->table.order = order;
  return true;
}

static bool list_clusters(pm_unit_table *units)
{
  const pm_sample_run *run = units->run;
  const pm_stage_level *level = &run->design.levels[run->tally->plan.strata_count + 1];
  uint32_t *stratum = pm_arena_alloc(run->estimates->arena, level->count * sizeof *stratum);
  if (stratum == NULL || !number_clusters(units, level))
    return false;
  for (size_t i = 0; i < level->count; i++)
    stratum[units->numbers[i]] = level->stages[i].parent;
  units->table.unit_count = level->count;
  units->table.stratum = stratum;
  return true;
}

/* Records have no labels, and stand as in the file. */
static bool list_sampled_records(pm_unit_table *units)
{
  const pm_sample_run *run = units->run;
  const pm_sample_design *design = &run->design;
  const pm_tally_store *store = &run->tally->store;
  uint32_t *stratum = pm_arena_alloc(run->estimates->arena, store->count * sizeof *stratum);
  if (stratum == NULL)
    return false;
  for (size_t i = 0; i < store->count; i++)
    stratum[i] =
        design->places[run->tally->cells[0].keys[store->cells[i * store->splits]].leaf];
  units->table.unit_count = store->count;
  units->table.stratum = stratum;
  return true;
}

static bool list_units(pm_unit_table *units)
{
  return pm_sample_units_are_records(units->run) ? list_sampled_records(units)
                                                 : list_clusters(units);
}

/* The units' entries, counted first. */
static bool list_entries(listing *l, pm_replicate_table *table)
{
  pm_arena *arena = l->run->estimates->arena;
  size_t *first = pm_arena_alloc(arena, (table->unit_count + 1) * sizeof *first);
  l->fill = pm_arena_alloc(arena, table->unit_count * sizeof *l->fill);
  if (first == NULL || l->fill == NULL)
    return false;
  list_all(l);
  for (size_t i = 0; i < table->unit_count; i++) {
    first[i + 1] = first[i] + l->fill[i];
    l->fill[i] = first[i];
  }
  l->entries = pm_arena_alloc(arena, (first[table->unit_count] + 1) * sizeof *l->entries);
  if (l->entries == NULL)
    return false;
  list_all(l);
  table->first = first;
  table->entries = l->entries;
  const pm_unit_table *units = l->units;
  table->cell_count = table->domain_count =
      units->anew != NULL ? pm_recalibration_cells(units->anew) : units->listing.count;
  return true;
}

bool pm_unit_table_make(pm_unit_table *units, pm_sample_run *run)
{
  *units =
      (pm_unit_table){.run = run, .listing = {.run = run}, .table = {.file = run->tally->name}};
  listing l = {.units = units, .run = run};
  if (run->sets != NULL && !pm_sample_listing_make(&units->listing, run))
    return false;
  if (run->design.calibration != NULL && !run->design.calibration->by_record) {
    units->anew = pm_recalibration_new(&units->listing);
    if (units->anew == NULL)
      return false;
  }
  return pm_sample_list_quantiles(&units->listing, run, &units->quantiles) &&
         list_strata(run, &units->table) && list_units(units) &&
         list_entries(&l, &units->table);
}
