/* sample_replicate.c: from a tally to the table of sampled units that replicates are made
   of: for each cluster of the first stage, or each record where records are sampled, what
   it adds to every estimate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_listing.h"
#include "estimate/sample_recalibrate.h"

#include <math.h>
#include <string.h>

typedef struct listing {
  pm_sample_run *run;
  pm_sample_listing numbers;
  pm_recalibration *anew;      /* NULL: weights stay as they are */
  size_t *fill;                /* of each unit: entries so far */
  pm_replicate_entry *entries; /* NULL: they are only counted */
} listing;

static bool units_are_records(const pm_sample_run *run)
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
  return l->anew == NULL
             ? estimate
             : pm_recalibration_cell(l->anew, estimate,
                                     l->run->design.calibration->units[split][cell]);
}

/* Which unit the records of a leaf are in. */
static size_t unit_above(const pm_sample_design *design, size_t place)
{
  for (size_t d = design->depth; d > design->tally->plan.strata_count + 1; d--)
    place = design->levels[d].stages[place].parent;
  return place;
}

/* The cells of one set, each of a leaf below some cluster of the first stage. */
static void list_cells(listing *l, size_t set)
{
  const pm_sample_design *design = &l->run->design;
  const pm_tally_plan *plan = &l->run->tally->plan;
  const pm_tally_cells *cells = &l->run->tally->cells[l->run->sets[set].split];
  for (uint32_t c = 0; c < cells->count; c++) {
    uint32_t domain = l->numbers.domain_of[set][c];
    if (domain == PM_LABEL_NONE)
      continue;
    size_t at = design->places[cells->keys[c].leaf];
    double g = design->levels[design->depth].stages[at].weight;
    at = unit_above(design, at);
    size_t number = pm_sample_number(&l->numbers, set, domain);
    for (size_t k = 0; k < plan->statistic_count; k++) {
      const double *sums = cells->values + (size_t)c * cells->stride + k * plan->width;
      if (sums[PM_SUM_N] > 0)
        add_entry(
            l, at, cell_of(l, number + k, l->run->sets[set].split, c),
            (pm_replicate_total){
                g * sums[PM_SUM_WX],
                g * (sums[PM_SUM_WY] + pm_sample_shift(l->run->tally, k) * sums[PM_SUM_WX])});
    }
  }
}

/* The records of one set, each a unit. */
static void list_records(listing *l, size_t set)
{
  const pm_sample_design *design = &l->run->design;
  const pm_tally *tally = l->run->tally;
  const pm_tally_store *store = &tally->store;
  size_t split = l->run->sets[set].split;
  const pm_tally_cells *cells = &tally->cells[split];
  for (size_t i = 0; i < store->count; i++) {
    uint32_t cell = store->cells[i * store->splits + split];
    uint32_t domain = l->numbers.domain_of[set][cell];
    if (domain == PM_LABEL_NONE)
      continue;
    uint32_t place = design->places[cells->keys[cell].leaf];
    size_t number = pm_sample_number(&l->numbers, set, domain);
    double weight = store->weights[i] * design->levels[design->depth].stages[place].weight;
    for (size_t k = 0; k < tally->plan.statistic_count; k++) {
      const pm_tally_statistic *statistic = &tally->plan.statistics[k];
      const double *values = store->values + i * store->numbers;
      double x = statistic->x == PM_TALLY_NONE ? 1 : values[statistic->x];
      double y = values[statistic->y];
      if (isnan(x) || isnan(y))
        continue;
      double about = tally->origins[k] - pm_sample_shift(l->run->tally, k);
      add_entry(l, i, cell_of(l, number + k, split, cell),
                (pm_replicate_total){weight * x, weight * (y - about * x)});
    }
  }
}

/* What the sampled units add to the weights of those of calibration. */
static void list_weights(listing *l)
{
  const pm_sample_design *design = &l->run->design;
  const pm_tally *tally = l->run->tally;
  const pm_tally_cells *cells = &tally->cells[0];
  const uint32_t *units = design->calibration->units[0];
  for (size_t i = 0; i < tally->store.count && units_are_records(l->run); i++)
    add_entry(l, i, units[tally->store.cells[i * tally->store.splits]],
              (pm_replicate_total){pm_sample_design_weight(design, i), 0});
  for (uint32_t c = 0; c < cells->count && !units_are_records(l->run); c++) {
    size_t place = design->places[cells->keys[c].leaf];
    double weight = cells->values[(size_t)c * cells->stride + PM_SUM_ALL_W] *
                    design->levels[design->depth].stages[place].weight;
    add_entry(l, unit_above(design, place), units[c], (pm_replicate_total){weight, 0});
  }
}

static void list_all(listing *l)
{
  if (l->anew != NULL)
    list_weights(l);
  for (size_t s = 0; s < l->run->tally->plan.set_count; s++)
    if (units_are_records(l->run))
      list_records(l, s);
    else
      list_cells(l, s);
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

static bool list_units(const pm_sample_run *run, pm_replicate_table *table)
{
  const pm_sample_design *design = &run->design;
  const pm_tally_store *store = &run->tally->store;
  size_t level = run->tally->plan.strata_count;
  table->unit_count = units_are_records(run) ? store->count : design->levels[level + 1].count;
  uint32_t *stratum =
      pm_arena_alloc(run->estimates->arena, table->unit_count * sizeof *stratum);
  if (stratum == NULL)
    return false;
  for (size_t i = 0; i < table->unit_count; i++)
    stratum[i] =
        units_are_records(run)
            ? design->places[run->tally->cells[0].keys[store->cells[i * store->splits]].leaf]
            : design->levels[level + 1].stages[i].parent;
  table->stratum = stratum;
  return true;
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
  table->cell_count = table->domain_count =
      l->anew != NULL ? pm_recalibration_cells(l->anew) : l->numbers.count;
  return true;
}

static pm_status check(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  if (plan->has_phases)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "replicates do not know of two phases of sampling: --variance taylor "
                        "does");
  bool is_given = plan->replicate_count > 0;
  if (plan->pps != NULL)
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "replicates do not know of units drawn with unequal chances and without "
        "replacement: --variance taylor does");
  if (!is_given && units_are_records(run) && !plan->keeps_records)
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "replicates of records need every record, which this tally has not kept");
  for (size_t k = 0; k < plan->statistic_count; k++)
    if (plan->statistics[k].kind == PM_STATISTIC_QUANTILE)
      return pm_error_add(
          run->error, PM_ERROR_USAGE, NULL,
          "quantiles have no variance by replicates here: --variance taylor has "
          "Woodruff's");
  if (run->differences != 0)
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "differences of domains have no variance by replicates here: --variance "
        "taylor has it");
  return PM_OK;
}

static pm_status note_draws(const pm_sample_run *run, const pm_estimate_request *request,
                            size_t replicates)
{
  bool is_random = strcmp(request->variance, "bootstrap") == 0;
  pm_status status =
      is_random ? pm_notes_add(run->notes, "seed",
                               "%zu bootstrap replicates: seed %llu, generator %s", replicates,
                               (unsigned long long)request->seed, pm_random_generator())
                : pm_notes_add(run->notes, "replicates", "variance by %zu replicates, %s",
                               replicates, request->variance);
  return status == PM_OK ? PM_OK : pm_memory_fault(run->error);
}

static pm_status check_calibration(const pm_sample_run *run)
{
  const pm_sample_calibration *calibration = run->design.calibration;
  if (calibration == NULL || !calibration->by_record)
    return PM_OK;
  return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                      "weights that are trimmed, or calibrated to totals of numbers, have no "
                      "variance by replicates here: --variance taylor has that of the "
                      "residuals");
}

static bool make_table(listing *l, pm_replicate_table *table)
{
  pm_sample_run *run = l->run;
  if (!pm_sample_listing_make(&l->numbers, run))
    return false;
  if (run->design.calibration != NULL) {
    l->anew = pm_recalibration_new(&l->numbers);
    if (l->anew == NULL)
      return false;
  }
  run->replicated =
      pm_arena_alloc(run->estimates->arena, l->numbers.count * sizeof *run->replicated);
  return run->replicated != NULL && list_strata(run, table) && list_units(run, table) &&
         list_entries(l, table);
}

static pm_status run_replicates(const listing *l, const pm_replicate_table *table,
                                const pm_estimate_request *request, pm_crew *crew)
{
  pm_sample_run *run = l->run;
  pm_replicates *replicates = NULL;
  const pm_replicate_request wanted = {.method = request->variance,
                                       .replicates = request->replicates,
                                       .rho = request->rho,
                                       .seed = request->seed,
                                       .lonely = run->setup.lonely->about.name,
                                       .crew = crew,
                                       .allocator = run->room.allocator};
  const pm_recalibration_job job = {table, strcmp(request->variance, "bootstrap") == 0};
  pm_status status = pm_replicates_new(&replicates, table, &wanted, run->error);
  if (status == PM_OK)
    status = l->anew != NULL ? pm_recalibration_run(l->anew, replicates, &job, run->replicated)
                             : pm_replicates_run(replicates, run->replicated, NULL, run->error);
  if (status == PM_OK)
    status = note_draws(run, request, pm_replicates_count(replicates));
  pm_replicates_free(replicates);
  return status;
}

pm_status pm_sample_replicate(pm_sample_run *run, const pm_estimate_request *request)
{
  pm_replicate_table table = {.file = run->tally->name};
  listing l = {.run = run};
  pm_crew *crew = NULL;
  pm_status status = check(run);
  if (status == PM_OK && run->tally->plan.replicate_count > 0)
    return pm_sample_replicate_given(run, request);
  if (status == PM_OK)
    status = check_calibration(run);
  if (status != PM_OK)
    return status;
  if (!make_table(&l, &table) ||
      pm_crew_new(&crew, request->threads, run->room.allocator) != PM_OK)
    return pm_memory_fault(run->error);
  status = run_replicates(&l, &table, request, crew);
  pm_crew_free(crew);
  return status;
}

void pm_sample_take_replicated(const pm_sample_run *run, size_t number,
                               const pm_tally_statistic *statistic, pm_sample_variance *found)
{
  const pm_replicate_variance *own = &run->replicated[number];
  found->variance =
      statistic->kind == PM_STATISTIC_TOTAL ? own->y_variance : own->ratio_variance;
  found->lonely = 0;
}
