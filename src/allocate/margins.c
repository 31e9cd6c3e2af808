/* margins.c: the least cost that meets the margins asked for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/margins.h"
#include "allocate/stratum_check.h"
#include "core/number_text.h"

#include <math.h>
#include <plusminus/num.h>
#include <string.h>

/* Strata of one record, and those in which no rate has any spread. */
static pm_status remark(const pm_margins *it, pm_notes *notes, pm_error *error)
{
  size_t count = it->request.count;
  pm_stratum_plan *plans = pm_arena_alloc(it->arena, count * sizeof *plans);
  if (plans == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < count; h++) {
    plans[h] = it->request.strata[h];
    plans[h].spread = 0;
    for (size_t r = 0; r < it->rates; r++)
      plans[h].spread = fmax(plans[h].spread, sqrt(pm_margin_spread2(it, h, r)));
  }
  const pm_stratum_remarks remarks = {
      .strata = plans,
      .count = count,
      .n = it->n,
      .rest = "half of an interval at 0% or 100% narrows with the number of records alone"};
  return pm_stratum_remark(&remarks, notes, error);
}

pm_status pm_margins_pose(pm_margins *it, pm_error *error)
{
  double conf = it->request.conf == 0 ? 0.95 : it->request.conf;
  pm_status status = pm_level_make(&it->level, conf, PM_SIDE_TWO, error);
  if (status == PM_OK)
    status = pm_margins_expand(it, error);
  if (status == PM_OK)
    status = pm_margins_find_interval(it, error);
  return status == PM_OK ? pm_margins_load(it, error) : status;
}

/* All but the notes of what was found. */
static pm_status find(pm_margins *it, pm_notes *notes, pm_error *error)
{
  pm_status status = pm_margins_pose(it, error);
  return status == PM_OK ? pm_margins_settle(it, notes, error) : status;
}

static pm_status plan(pm_margins *it, pm_notes *notes, pm_error *error)
{
  pm_status status = find(it, notes, error);
  if (status == PM_OK)
    status = pm_margins_explain(it, notes, error);
  if (status == PM_OK)
    status = remark(it, notes, error);
  return status;
}

pm_status pm_margins_begin(pm_margins **margins, const pm_margins_request *request)
{
  pm_arena *arena = pm_arena_new(request->allocator);
  pm_margins *it = arena == NULL ? NULL : pm_arena_alloc(arena, sizeof *it);
  *margins = it;
  if (it == NULL) {
    pm_arena_free(arena);
    return PM_ERROR_MEMORY;
  }
  it->arena = arena;
  it->request = *request;
  it->rates = request->rate_count > 0 ? request->rate_count : 1;
  it->why = "";
  return PM_OK;
}

pm_status pm_allocate_margins(pm_margins **margins, const pm_margins_request *request,
                              pm_notes *notes, pm_error *error)
{
  pm_status status = pm_margins_begin(margins, request);
  if (status == PM_OK)
    status = plan(*margins, notes, error);
  if (status == PM_OK) {
    pm_targets_result *result = &(*margins)->result;
    result->n = (*margins)->n;
    result->price = NULL;
    return PM_OK;
  }
  pm_margins_free(*margins);
  *margins = NULL;
  if (status == PM_ERROR_MEMORY && (error == NULL || error->count == 0))
    return pm_memory_fault(error);
  return status;
}

pm_status pm_margins_cost(const pm_margins_request *request, double *cost)
{
  pm_margins *it;
  pm_error faults = {0};
  pm_status status = pm_margins_begin(&it, request);
  if (status != PM_OK)
    return status;
  status = find(it, NULL, &faults);
  *cost = status == PM_OK ? it->result.cost : (double)NAN;
  pm_margins_free(it);
  return status == PM_ERROR_MEMORY ? status : PM_OK;
}

void pm_margins_free(pm_margins *margins)
{
  if (margins != NULL)
    pm_arena_free(margins->arena);
}

const pm_targets_result *pm_margins_result(const pm_margins *margins)
{
  return &margins->result;
}

double pm_margins_total(const pm_margins *margins)
{
  pm_sum sum = {0, 0};
  for (size_t h = 0; h < margins->request.count; h++)
    pm_sum_add(&sum, margins->n[h]);
  return pm_sum_value(&sum);
}

size_t pm_margins_count(const pm_margins *margins)
{
  return margins->count;
}

const pm_margin_target *pm_margins_at(const pm_margins *margins, size_t index)
{
  return &margins->targets[index];
}

const char *pm_margins_why(const pm_margins *margins)
{
  return margins->why;
}
