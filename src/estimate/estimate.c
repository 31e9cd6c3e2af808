/* estimate.c: the estimates as their reader sees them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_table.h"

pm_estimates *pm_estimates_new(const pm_allocator *allocator, pm_error *error)
{
  pm_estimates *fresh = pm_memory_resize(allocator, NULL, sizeof *fresh);
  if (fresh != NULL)
    *fresh = (pm_estimates){.allocator = allocator, .arena = pm_arena_new(allocator)};
  if (fresh != NULL && fresh->arena != NULL)
    return fresh;
  (void)pm_memory_resize(allocator, fresh, 0);
  (void)pm_memory_fault(error);
  return NULL;
}

void pm_estimates_free(pm_estimates *estimates)
{
  if (estimates == NULL)
    return;
  const pm_allocator *allocator = estimates->allocator;
  pm_arena_free(estimates->arena);
  (void)pm_memory_resize(allocator, estimates, 0);
}

size_t pm_estimates_columns(const pm_estimates *estimates)
{
  return estimates->column_count;
}

const char *pm_estimates_column(const pm_estimates *estimates, size_t column)
{
  return column < estimates->column_count ? estimates->columns[column] : NULL;
}

size_t pm_estimates_count(const pm_estimates *estimates)
{
  return estimates->count;
}

const pm_estimate *pm_estimates_at(const pm_estimates *estimates, size_t index)
{
  return index < estimates->count ? &estimates->rows[index] : NULL;
}

const pm_estimate_stratum *pm_estimates_stratum(const pm_estimates *estimates, size_t index)
{
  return index < estimates->stratum_count ? &estimates->strata[index] : NULL;
}
