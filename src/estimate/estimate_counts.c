/* estimate_counts.c: rates from counts by stratum, step by step: the request,
   the strata's parts, the domains, the rows, the remarks.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_table.h"

static bool uses(const pm_setup *setup, const pm_by *by, size_t column)
{
  for (size_t c = 0; c < by->count; c++)
    if ((size_t)pm_strata_column(setup->strata, by->columns[c]) == column)
      return true;
  return false;
}

/* sets[0] is the nation; then one for each of the request's. NULL: out of
   memory. */
static pm_domain_set *make_sets(const pm_setup *setup, const pm_part *parts)
{
  pm_domain_set *sets = pm_arena_alloc(setup->arena, (setup->by_count + 1) * sizeof *sets);
  bool *splits = pm_arena_alloc(setup->arena, setup->column_count * sizeof *splits);
  if (sets == NULL || splits == NULL)
    return NULL;
  for (size_t s = 0; s <= setup->by_count; s++) {
    for (size_t c = 0; s > 0 && c < setup->column_count; c++)
      splits[c] = uses(setup, &setup->by[s - 1], setup->columns[c]);
    sets[s] = pm_domains_make(setup, parts, setup->columns, splits, setup->column_count);
    if (sets[s].domains == NULL)
      return NULL;
  }
  return sets;
}

/* Under the rule `fail`: every lonely stratum is named. */
static pm_status refuse_lonely(const pm_setup *setup, const pm_part *parts, pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t i = 0; setup->lonely->is_refused && i < pm_strata_count(setup->strata); i++)
    if (parts[i].is_lonely)
      status = pm_error_add(error, PM_ERROR_DATA, NULL,
                            "stratum '%s' has a single record, so its variance is not known "
                            "(--lonely-psu says what to do)",
                            parts[i].stratum->label);
  return status;
}

static pm_status compute(pm_estimates *estimates, pm_setup *setup,
                         const pm_estimate_request *request, pm_notes *notes, pm_error *error)
{
  pm_part *parts = NULL;
  pm_status status = pm_setup_make(setup, request, error);
  if (status == PM_OK)
    status = pm_parts_make(setup, &parts, error);
  if (status == PM_OK)
    status = refuse_lonely(setup, parts, error);
  if (status != PM_OK)
    return status;
  pm_domain_set *sets = make_sets(setup, parts);
  if (sets == NULL)
    return pm_memory_fault(error);
  for (size_t s = 0; s <= setup->by_count; s++)
    for (size_t d = 0; d < sets[s].count && status == PM_OK; d++)
      status = pm_domain_compute(setup, &sets[0].domains[0], &sets[s].domains[d], error);
  if (status == PM_OK)
    status = pm_estimates_fill(estimates, setup, sets, setup->by_count + 1, error);
  if (status == PM_OK && pm_estimate_notes(setup, sets, setup->by_count + 1, notes) != PM_OK)
    status = pm_memory_fault(error);
  if (status == PM_OK && pm_estimate_pooling(setup, parts, notes) != PM_OK)
    status = pm_memory_fault(error);
  return status;
}

pm_status pm_estimate_counts(pm_estimates **estimates, const pm_strata *strata,
                             const pm_estimate_request *request, pm_notes *notes,
                             pm_error *error)
{
  static const pm_estimate_request defaults = {0};
  *estimates = NULL;
  if (request == NULL)
    request = &defaults;
  pm_estimates *fresh = pm_estimates_new(request->allocator, error);
  if (fresh == NULL)
    return PM_ERROR_MEMORY;
  pm_setup setup = {.strata = strata, .arena = fresh->arena};
  pm_status status = compute(fresh, &setup, request, notes, error);
  if (status == PM_OK)
    *estimates = fresh;
  else
    pm_estimates_free(fresh);
  return status;
}
