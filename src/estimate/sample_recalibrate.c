/* sample_recalibrate.c: weights that are calibrated anew in every replicate, from what the
   replicate's own weights add up to in each unit of calibration.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_recalibrate.h"
#include "estimate/replicate_parts.h"

#include <string.h>

struct pm_recalibration {
  const pm_sample_listing *listing;
  const pm_sample_calibration *calibration;
  size_t statistics, domains;
  uint32_t *cells; /* of each domain and unit: the first of its cells, or PM_LABEL_NONE */
  uint32_t next;   /* the first cell that is free */
  const pm_recalibration_job *job;
  size_t count; /* of estimates and differences */
  const pm_replicates *replicates;
  pm_moments *moments;
  double *weights, *g;        /* of each unit, in the replicate */
  double *whole;              /* of each unit: its weights in the sample */
  pm_replicate_total *full;   /* of each estimate, in the sample */
  pm_replicate_total *moved;  /* and how much another it is in the replicate */
  pm_replicate_total *totals; /* of each cell, in the sample */
};

/* What is left of a unit's weights that is nothing but rounding. */
static const double ROUNDING = 1e-11;

pm_recalibration *pm_recalibration_new(const pm_sample_listing *listing)
{
  pm_arena *arena = listing->run->estimates->arena;
  pm_recalibration *anew = pm_arena_alloc(arena, sizeof *anew);
  if (anew == NULL)
    return NULL;
  size_t statistics = listing->run->tally->plan.statistic_count;
  const pm_sample_calibration *calibration = listing->run->design.calibration;
  size_t units = calibration->calibrator.units;
  *anew = (pm_recalibration){.listing = listing,
                             .calibration = calibration,
                             .statistics = statistics,
                             .domains = listing->count / statistics,
                             .next = (uint32_t)units};
  if (anew->domains > UINT32_MAX / statistics / (units + 1) - 1)
    return NULL;
  size_t bytes = anew->domains * units * sizeof *anew->cells;
  anew->cells = pm_arena_alloc(arena, bytes);
  if (anew->cells == NULL)
    return NULL;
  memset(anew->cells, 0xff, bytes);
  return anew;
}

uint32_t pm_recalibration_cell(pm_recalibration *anew, size_t estimate, uint32_t unit)
{
  size_t domain = estimate / anew->statistics;
  uint32_t *cell = &anew->cells[domain * anew->calibration->calibrator.units + unit];
  if (*cell == PM_LABEL_NONE) {
    *cell = anew->next;
    anew->next += (uint32_t)anew->statistics;
  }
  return *cell + (uint32_t)(estimate % anew->statistics);
}

size_t pm_recalibration_cells(const pm_recalibration *anew)
{
  return anew->next;
}

/* Every estimate's totals from those of its cells, and then the differences. */
static void add_up(const pm_recalibration *anew, const double *g,
                   const pm_replicate_total *totals, pm_replicate_total *estimates)
{
  pm_replicate_total *first = estimates;
  size_t units = anew->calibration->calibrator.units;
  const uint32_t *cell = anew->cells;
  for (size_t d = 0; d < anew->domains; d++, estimates += anew->statistics) {
    memset(estimates, 0, anew->statistics * sizeof *estimates);
    for (size_t u = 0; u < units; u++, cell++)
      for (size_t k = 0; k < anew->statistics && *cell != PM_LABEL_NONE; k++) {
        estimates[k].x += g[u] * totals[*cell + k].x;
        estimates[k].y += g[u] * totals[*cell + k].y;
      }
  }
  pm_sample_pairs_subtract(anew->job->pairs, anew->full, first, estimates);
}

static pm_status take(void *context, size_t replicate, const pm_replicate_total *totals)
{
  const pm_recalibration *anew = context;
  const pm_sample_run *run = anew->listing->run;
  const pm_calibrator *calibrator = &anew->calibration->calibrator;
  pm_calibration_miss miss;
  for (size_t u = 0; u < calibrator->units; u++)
    anew->weights[u] = totals[u].x > ROUNDING * anew->whole[u] ? totals[u].x : 0;
  pm_status status =
      pm_calibrate(calibrator, anew->weights, anew->g, run->room.allocator, &miss);
  if (status == PM_ERROR_NUMERIC)
    return pm_sample_refuse_calibration(run, anew->calibration, &miss, replicate + 1);
  if (status != PM_OK)
    return pm_memory_fault(run->error);
  if (anew->job->g != NULL)
    memcpy(anew->job->g + replicate * calibrator->units, anew->g,
           calibrator->units * sizeof *anew->g);
  add_up(anew, anew->g, totals, anew->moved);
  pm_moments_add_totals(anew->moments, anew->moved,
                        pm_replicates_coefficient(anew->replicates, replicate));
  return PM_OK;
}

static bool make_room(pm_recalibration *anew)
{
  pm_arena *arena = anew->listing->run->estimates->arena;
  size_t units = anew->calibration->calibrator.units;
  size_t count = anew->count;
  anew->weights = pm_arena_alloc(arena, units * sizeof *anew->weights);
  anew->g = pm_arena_alloc(arena, units * sizeof *anew->g);
  anew->whole = pm_arena_alloc(arena, units * sizeof *anew->whole);
  anew->full = pm_arena_alloc(arena, count * sizeof *anew->full);
  anew->moved = pm_arena_alloc(arena, count * sizeof *anew->moved);
  anew->totals = pm_arena_alloc(arena, anew->next * sizeof *anew->totals);
  return anew->weights != NULL && anew->g != NULL && anew->whole != NULL &&
         anew->full != NULL && anew->moved != NULL && anew->totals != NULL;
}

/* The sample's own totals. */
static void set_full(pm_recalibration *anew, const pm_replicate_table *table)
{
  for (size_t e = 0; e < table->first[table->unit_count]; e++) {
    const pm_replicate_entry *entry = &table->entries[e];
    anew->totals[entry->cell].x += entry->total.x;
    anew->totals[entry->cell].y += entry->total.y;
  }
  for (size_t u = 0; u < anew->calibration->calibrator.units; u++)
    anew->whole[u] = anew->totals[u].x;
  add_up(anew, anew->calibration->g, anew->totals, anew->full);
}

static pm_status run_all(pm_recalibration *anew, pm_replicates *replicates,
                         pm_replicate_variance *variances)
{
  const pm_sample_run *run = anew->listing->run;
  const pm_replicate_sink sink = {take, anew};
  pm_replicate_variance *unused =
      pm_arena_alloc(run->estimates->arena, anew->next * sizeof *unused);
  if (unused == NULL)
    return pm_memory_fault(run->error);
  pm_status status = pm_replicates_run(replicates, unused, &sink, run->error);
  if (status == PM_OK)
    pm_moments_finish(anew->moments,
                      &(pm_moments_end){.scale = pm_replicates_scale(replicates),
                                        .is_random = replicates->method->is_random},
                      variances);
  return status;
}

pm_status pm_recalibration_run(pm_recalibration *anew, pm_replicates *replicates,
                               const pm_recalibration_job *job,
                               pm_replicate_variance *variances)
{
  const pm_sample_run *run = anew->listing->run;
  anew->job = job;
  anew->count = anew->listing->count + job->pairs->count;
  if (!make_room(anew))
    return pm_memory_fault(run->error);
  set_full(anew, job->table);
  const pm_moments_request request = {
      .domain_count = anew->count, .full = anew->full, .allocator = run->room.allocator};
  anew->replicates = replicates;
  anew->moments = pm_moments_new(&request);
  pm_status status = anew->moments != NULL ? run_all(anew, replicates, variances)
                                           : pm_memory_fault(run->error);
  pm_moments_free(anew->moments);
  anew->moments = NULL;
  return status;
}
