/* sample_replicate.c: the variances of all estimates of a run by replicates.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_replicate.h"
#include "core/listing.h"
#include "estimate/replicate_parts.h"
#include "estimate/sample_recalibrate_records.h"

#include <math.h>
#include <plusminus/num.h>
#include <string.h>

/* ----------------------------------------------------------------- checks -- */

static pm_status check_kept(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  const pm_sample_calibration *calibration = run->design.calibration;
  if (pm_sample_units_are_records(run) && !plan->keeps_records)
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "replicates of records need every record, which this tally has not kept");
  if (calibration == NULL || calibration->calibrator.lowest == NULL)
    return PM_OK;
  return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                      "weights that are trimmed have no variance by replicates here: "
                      "--variance taylor has that of the residuals");
}

/* Replicates of the first phase, or of units as if drawn with replacement, would leave out
   what the second phase adds or the joint chances take away. */
pm_status pm_sample_check_replicates(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  if (plan->has_phases)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "replicates of the first phase's records do not show what the second "
                        "phase adds to the variance: --variance taylor does");
  if (plan->pps != NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "replicates do not show what is gained by unequal chances without "
                        "replacement: --variance taylor does; without --pps and --population "
                        "the units count as drawn with replacement, which errs on the safe "
                        "side");
  return plan->replicate_count > 0 ? PM_OK : check_kept(run);
}

/* ------------------------------------------------------------ later stages -- */

/* Was less than all sampled in some node of these levels? */
static bool is_open(const pm_sample_design *design, size_t first, size_t last)
{
  for (size_t d = first; d <= last; d++)
    for (size_t i = 0; i < design->levels[d].count; i++)
      if (design->levels[d].stages[i].fraction < 1)
        return true;
  return false;
}

bool pm_sample_has_later_stages(const pm_sample_design *design)
{
  const pm_tally_plan *plan = &design->tally->plan;
  const pm_stage_level *strata = &design->levels[plan->strata_count];
  bool is_told = false;
  for (size_t i = 0; i < strata->count; i++)
    is_told = is_told || strata->stages[i].fraction > 0;
  return is_told && is_open(design, plan->strata_count + 1,
                            plan->has_records ? design->depth : design->depth - 1);
}

/* Replicates of the first stage show (1 - f) of what it varies by, and f sum V_i of the
   later ones not at all. */
static double add_later_stages(const pm_sample_variance *found)
{
  pm_sum later = {0, 0};
  for (size_t i = 0; i < found->strata; i++)
    pm_sum_add(&later, found->parts[i].within);
  return pm_sum_value(&later);
}

static pm_status note_later_stages(const pm_sample_run *run)
{
  if (!pm_sample_has_later_stages(&run->design))
    return PM_OK;
  pm_status status = pm_notes_add(
      run->notes, "later-stages",
      "replicates are of the first stage; what later stages add to the variance is by "
      "linearisation, as by --variance taylor");
  return status == PM_OK ? PM_OK : pm_memory_fault(run->error);
}

/* ------------------------------------------------------------- differences -- */

/* Differences in one replicate after the other. */
typedef struct subtraction {
  const pm_sample_pairs *pairs;
  const pm_replicates *replicates;
  pm_replicate_total *full, *moved; /* of each difference */
  pm_moments *moments;
} subtraction;

static pm_status subtract(void *context, size_t replicate, const pm_replicate_total *totals)
{
  const subtraction *s = context;
  pm_sample_pairs_subtract(s->pairs, s->replicates->full, totals, s->moved);
  pm_moments_add_totals(s->moments, s->moved,
                        pm_replicates_coefficient(s->replicates, replicate));
  return PM_OK;
}

/* The variances of all estimates, then those of the differences. */
static pm_status run_plain(pm_sample_run *run, const pm_sample_pairs *pairs,
                           pm_replicates *replicates)
{
  pm_arena *arena = run->estimates->arena;
  if (pairs->count == 0)
    return pm_replicates_run(replicates, run->replicated, NULL, run->error);
  subtraction s = {.pairs = pairs,
                   .replicates = replicates,
                   .full = pm_arena_alloc(arena, pairs->count * sizeof *s.full),
                   .moved = pm_arena_alloc(arena, pairs->count * sizeof *s.moved)};
  const pm_moments_request request = {
      .domain_count = pairs->count, .full = s.full, .allocator = run->room.allocator};
  const pm_replicate_sink sink = {subtract, &s};
  if (s.full != NULL && s.moved != NULL)
    s.moments = pm_moments_new(&request);
  if (s.moments == NULL)
    return pm_memory_fault(run->error);
  pm_sample_pairs_subtract(pairs, replicates->full, replicates->full, s.full);
  pm_status status = pm_replicates_run(replicates, run->replicated, &sink, run->error);
  if (status == PM_OK)
    pm_moments_finish(s.moments,
                      &(pm_moments_end){.scale = replicates->scale,
                                        .centre = replicates->centre,
                                        .is_random = replicates->method->is_random},
                      run->replicated + run->difference_number);
  pm_moments_free(s.moments);
  return status;
}

/* -------------------------------------------------------------------- run -- */

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

/* What is in several files has the order of their names. */
static pm_status note_order(const pm_sample_run *run)
{
  static const size_t most = 5;
  const pm_tally *tally = run->tally;
  size_t count = tally->input_count;
  pm_listing names = {.used = 0};
  for (size_t i = 0; i < count && i < most; i++)
    pm_listing_add(&names, "%s'%s'", i > 0 ? ", " : "", tally->inputs[i].file);
  if (count > most)
    pm_listing_add(&names, " and %zu more, the last of them '%s'", count - most,
                   tally->inputs[count - 1].file);
  pm_status status =
      pm_notes_add(run->notes, "record-order",
                   "successive differences go by the order of the rows: those of %s, as if "
                   "these stood in one file one behind the other",
                   names.text);
  return status == PM_OK ? PM_OK : pm_memory_fault(run->error);
}

pm_status pm_sample_plan_replicates(pm_replicates **replicates, const pm_unit_table *units,
                                    const pm_estimate_request *request, pm_crew *crew)
{
  const pm_sample_run *run = units->run;
  const pm_replicate_request wanted = {.method = request->variance,
                                       .replicates = request->replicates,
                                       .rho = request->rho,
                                       .seed = request->seed,
                                       .lonely = run->setup.lonely->about.name,
                                       .crew = crew,
                                       .allocator = run->room.allocator};
  return pm_replicates_new(replicates, &units->table, &wanted, run->error);
}

/* Of a first stage that was sampled whole, replicates limit no degrees of freedom. */
static double most_df(const pm_replicates *replicates)
{
  for (size_t g = 0; g < replicates->group_count; g++)
    if (!replicates->groups[g].is_fixed)
      return pm_variance_most_df(replicates->method, (double)replicates->count);
  return (double)INFINITY;
}

static pm_status run_replicates(const pm_unit_table *units, const pm_sample_pairs *pairs,
                                const pm_estimate_request *request, pm_crew *crew)
{
  pm_sample_run *run = units->run;
  pm_replicates *replicates = NULL;
  pm_status status = pm_sample_plan_replicates(&replicates, units, request, crew);
  const pm_recalibration_job job = {.pairs = pairs, .crew = crew};
  if (status == PM_OK)
    status = run->design.calibration == NULL
                 ? run_plain(run, pairs, replicates)
                 : pm_sample_recalibrate(units, replicates, &job, run->replicated);
  if (status == PM_OK) {
    run->replicate_df = most_df(replicates);
    status = note_draws(run, request, pm_replicates_count(replicates));
    if (status == PM_OK)
      status = note_later_stages(run);
    if (status == PM_OK && replicates->method->is_ordered && run->tally->input_count > 1)
      status = note_order(run);
  }
  pm_replicates_free(replicates);
  return status;
}

pm_status pm_sample_replicate(pm_sample_run *run, const pm_estimate_request *request)
{
  pm_unit_table units;
  pm_sample_pairs pairs;
  pm_crew *crew = NULL;
  pm_status status = pm_sample_check_replicates(run);
  if (status != PM_OK || run->tally->plan.replicate_count > 0)
    return status == PM_OK ? pm_sample_replicate_given(run, request) : status;
  if (!pm_unit_table_make(&units, run) || !pm_sample_pairs_make(&pairs, &units.listing))
    return pm_memory_fault(run->error);
  run->difference_number = units.listing.count;
  run->replicated = pm_arena_alloc(run->estimates->arena, (units.listing.count + pairs.count) *
                                                              sizeof *run->replicated);
  if (run->replicated == NULL ||
      pm_crew_new(&crew, request->threads, run->room.allocator) != PM_OK)
    return pm_memory_fault(run->error);
  status = run_replicates(&units, &pairs, request, crew);
  pm_crew_free(crew);
  return status;
}

void pm_sample_take_replicated(pm_sample_run *run, size_t number, bool is_total,
                               pm_sample_variance *found)
{
  if (run->replicated == NULL)
    return;
  const pm_replicate_variance *own = &run->replicated[number];
  if (!is_total && own->undefined > 0 && !isnan(own->ratio_variance)) {
    run->thinned_count++;
    run->thinned_most = own->undefined > run->thinned_most ? own->undefined : run->thinned_most;
  }
  found->variance =
      (is_total ? own->y_variance : own->ratio_variance) + add_later_stages(found);
  found->lonely = 0;
}
