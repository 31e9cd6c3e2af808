/* sample_recalibrate_records.c: weights that are calibrated anew in every replicate, record by
   record, as totals of numbers need it. Every thread makes replicates of its own, which become
   variances in their order.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_recalibrate_records.h"
#include "estimate/replicate_parts.h"

#include <string.h>

/* What a thread makes a replicate with. */
typedef struct lane {
  pm_status status;
  pm_calibration_miss miss;
  double *weights, *g;        /* of each record */
  double *factors, *room;     /* of each sampled unit */
  pm_replicate_total *totals; /* of each estimate and, behind them, difference */
} lane;

typedef struct recalibrating {
  const pm_unit_table *units;
  const pm_sample_calibration *calibration;
  pm_replicates *replicates;
  const pm_recalibration_job *job;
  size_t count;      /* of estimates and differences */
  uint32_t *unit_of; /* of each record */
  lane *lanes;
  size_t lane_count;
  size_t first; /* replicate of the first lane */
  pm_replicate_total *full;
  pm_moments *moments;
} recalibrating;

/* ------------------------------------------------------------ a replicate -- */

/* A record in a domain, whose first estimate has this number. */
static void add_record(const recalibrating *all, size_t record, size_t number, double weight,
                       pm_replicate_total *totals)
{
  const pm_tally_plan *plan = &all->units->run->tally->plan;
  pm_replicate_total own;
  for (size_t k = 0; k < plan->statistic_count; k++)
    if (pm_sample_unit_value(all->units, record, k, number + k, &own)) {
      totals[number + k].x += weight * own.x;
      totals[number + k].y += weight * own.y;
    }
}

/* The totals of every estimate by these weights. */
static void add_up(const recalibrating *all, const double *weights, const double *g,
                   pm_replicate_total *totals)
{
  const pm_sample_listing *listing = &all->units->listing;
  const pm_sample_run *run = all->units->run;
  const pm_tally_store *store = &run->tally->store;
  memset(totals, 0, listing->count * sizeof *totals);
  for (size_t s = 0; listing->count > 0 && s < run->tally->plan.set_count; s++)
    for (size_t i = 0; i < store->count; i++) {
      uint32_t cell = store->cells[i * store->splits + run->sets[s].split];
      uint32_t domain = listing->domain_of[s][cell];
      if (domain != PM_LABEL_NONE)
        add_record(all, i, pm_sample_number(listing, s, domain), weights[i] * g[i], totals);
    }
}

/* The lane's replicate; what went wrong is told in the order of replicates. */
static void make_replicate(void *context, size_t number)
{
  const recalibrating *all = context;
  const pm_sample_run *run = all->units->run;
  lane *own = &all->lanes[number];
  const pm_calibrator *calibrator = &all->calibration->calibrator;
  pm_replicates_factors(all->replicates, all->first + number, own->room, own->factors);
  for (size_t i = 0; i < calibrator->units; i++)
    own->weights[i] = all->calibration->weights[i] * own->factors[all->unit_of[i]];
  own->status = pm_calibrate(calibrator, own->weights, own->g, run->room.allocator, &own->miss);
  if (own->status == PM_OK)
    add_up(all, own->weights, own->g, own->totals);
}

static pm_status take_lane(const recalibrating *all, size_t number)
{
  lane *own = &all->lanes[number];
  size_t records = all->calibration->calibrator.units;
  size_t replicate = all->first + number;
  if (own->status == PM_ERROR_NUMERIC)
    return pm_sample_refuse_calibration(all->units->run, all->calibration, &own->miss,
                                        replicate + 1);
  if (own->status != PM_OK)
    return pm_memory_fault(all->units->run->error);
  if (all->job->g != NULL)
    memcpy(all->job->g + replicate * records, own->g, records * sizeof *own->g);
  pm_sample_pairs_subtract(all->job->pairs, all->full, own->totals,
                           own->totals + all->units->listing.count);
  pm_moments_add_totals(all->moments, own->totals,
                        pm_replicates_coefficient(all->replicates, replicate));
  return PM_OK;
}

/* -------------------------------------------------------------------- all -- */

static bool make_lane(const recalibrating *all, lane *own)
{
  pm_arena *arena = all->units->run->estimates->arena;
  size_t records = all->calibration->calibrator.units;
  size_t units = all->units->table.unit_count;
  own->weights = pm_arena_alloc(arena, records * sizeof *own->weights);
  own->g = pm_arena_alloc(arena, records * sizeof *own->g);
  own->factors = pm_arena_alloc(arena, units * sizeof *own->factors);
  own->room = pm_arena_alloc(arena, units * sizeof *own->room);
  own->totals = pm_arena_alloc(arena, (all->count + 1) * sizeof *own->totals);
  return own->weights != NULL && own->g != NULL && own->factors != NULL && own->room != NULL &&
         own->totals != NULL;
}

static bool make_room(recalibrating *all)
{
  pm_arena *arena = all->units->run->estimates->arena;
  size_t records = all->calibration->calibrator.units;
  all->unit_of = pm_arena_alloc(arena, records * sizeof *all->unit_of);
  all->full = pm_arena_alloc(arena, (all->count + 1) * sizeof *all->full);
  all->lanes = pm_arena_alloc(arena, all->lane_count * sizeof *all->lanes);
  if (all->unit_of == NULL || all->full == NULL || all->lanes == NULL)
    return false;
  for (size_t i = 0; i < records; i++)
    all->unit_of[i] = pm_sample_unit_of(all->units, i);
  for (size_t i = 0; i < all->lane_count; i++)
    if (!make_lane(all, &all->lanes[i]))
      return false;
  return true;
}

static pm_status make_replicates(recalibrating *all)
{
  size_t replicates = pm_replicates_count(all->replicates);
  pm_status status = PM_OK;
  for (; all->first < replicates && status == PM_OK; all->first += all->lane_count) {
    size_t left = replicates - all->first;
    size_t count = left < all->lane_count ? left : all->lane_count;
    pm_crew_task task = {.work = make_replicate, .context = all, .count = count, .at_once = 1};
    pm_crew_run(all->job->crew, &task);
    for (size_t i = 0; i < count && status == PM_OK; i++)
      status = take_lane(all, i);
  }
  return status;
}

static pm_status recalibrate_records(recalibrating *all, pm_replicate_variance *variances)
{
  const pm_sample_run *run = all->units->run;
  size_t estimates = all->units->listing.count;
  if (!make_room(all))
    return pm_memory_fault(run->error);
  add_up(all, all->calibration->weights, all->calibration->g, all->full);
  pm_sample_pairs_subtract(all->job->pairs, all->full, all->full, all->full + estimates);
  all->moments = pm_moments_new(&(pm_moments_request){
      .domain_count = all->count, .full = all->full, .allocator = run->room.allocator});
  if (all->moments == NULL)
    return pm_memory_fault(run->error);
  pm_status status = make_replicates(all);
  if (status == PM_OK)
    pm_moments_finish(all->moments,
                      &(pm_moments_end){.scale = pm_replicates_scale(all->replicates),
                                        .is_random = all->replicates->method->is_random},
                      variances);
  pm_moments_free(all->moments);
  return status;
}

pm_status pm_sample_recalibrate(const pm_unit_table *units, pm_replicates *replicates,
                                const pm_recalibration_job *job,
                                pm_replicate_variance *variances)
{
  pm_recalibration_job own = *job;
  own.table = &units->table;
  if (units->anew != NULL)
    return pm_recalibration_run(units->anew, replicates, &own, variances);
  recalibrating all = {.units = units,
                       .calibration = units->run->design.calibration,
                       .replicates = replicates,
                       .job = &own,
                       .count = units->listing.count + job->pairs->count,
                       .lane_count = pm_crew_size(job->crew)};
  return recalibrate_records(&all, variances);
}
