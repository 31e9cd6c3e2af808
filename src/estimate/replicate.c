/* replicate.c: replicates as they are planned: a table that is checked, its
   units by group, and what the method decides.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/replicate_parts.h"

#include <math.h>
#include <string.h>

/* -------------------------------------------------------------- checks -- */

static pm_status refuse_table(const pm_replicate_table *table, const char *what,
                              pm_error *error)
{
  const pm_place where = {.file = table->file};
  return pm_error_add(error, PM_ERROR_DOMAIN, &where, "%s", what);
}

static pm_status check_strata(const pm_replicate_table *table, pm_error *error)
{
  for (size_t h = 0; h < table->stratum_count; h++)
    if (!(table->strata[h].fraction >= 0 && table->strata[h].fraction <= 1))
      return refuse_table(table, "a sampling fraction is not between 0 and 1", error);
  for (size_t u = 0; u < table->unit_count; u++) {
    if (table->stratum[u] >= table->stratum_count)
      return refuse_table(table, "a sampled unit is in a stratum that is not there", error);
    if (table->order != NULL && !isfinite(table->order[u]))
      return refuse_table(table, "a sampled unit's place in the order is not a number", error);
  }
  return PM_OK;
}

static pm_status check_entries(const pm_replicate_table *table, pm_error *error)
{
  for (size_t u = 0; u < table->unit_count; u++)
    if (table->first[u] > table->first[u + 1])
      return refuse_table(table, "the sampled units' totals are not in their order", error);
  for (size_t e = table->first[0]; e < table->first[table->unit_count]; e++) {
    const pm_replicate_entry *entry = &table->entries[e];
    if (entry->cell >= table->cell_count)
      return refuse_table(table, "a total is of a cell that is not there", error);
    if (!isfinite(entry->total.x) || !isfinite(entry->total.y))
      return refuse_table(table, "a sampled unit's total is not finite", error);
  }
  return PM_OK;
}

static pm_status check_domains(const pm_replicate_table *table, pm_error *error)
{
  if (table->domain_first == NULL)
    return PM_OK;
  for (size_t d = 0; d < table->domain_count; d++)
    if (table->domain_first[d] > table->domain_first[d + 1])
      return refuse_table(table, "the domains' cells are not in their order", error);
  for (size_t i = table->domain_first[0]; i < table->domain_first[table->domain_count]; i++)
    if (table->domain_cells[i] >= table->cell_count)
      return refuse_table(table, "a domain has a cell that is not there", error);
  return table->domain_first[0] == 0
             ? PM_OK
             : refuse_table(table, "the domains' cells do not begin at 0", error);
}

static pm_status check_table(const pm_replicate_table *table, pm_error *error)
{
  const size_t most = UINT32_MAX - 1;
  if (table->unit_count > most || table->cell_count > most || table->domain_count > most)
    return refuse_table(table, "more than 4294967294 sampled units, cells or domains", error);
  pm_status status = check_strata(table, error);
  if (status == PM_OK)
    status = check_entries(table, error);
  return status == PM_OK ? check_domains(table, error) : status;
}

/* ------------------------------------------------------------- request -- */

static pm_status read_lonely(pm_replicates *set, const char *name, pm_error *error)
{
  const pm_lonely_method *rule = pm_lonely_find(name != NULL ? name : "fail");
  if (rule == NULL)
    return pm_family_refuse(&pm_lonely_family, name, error);
  set->is_lonely_fixed = rule->is_fixed;
  set->unmet = set->is_lonely_fixed || rule->is_refused ? NULL : rule->about.name;
  return PM_OK;
}

static pm_status read_request(pm_replicates *set, const pm_replicate_request *request,
                              pm_error *error)
{
  set->method = pm_variance_find(request->method != NULL ? request->method : "jkn", error);
  if (set->method == NULL)
    return PM_ERROR_USAGE;
  if (!(request->rho >= 0 && request->rho < 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "rho must be 0 or more and less than 1");
  set->rho = set->method == &pm_variance_fay ? request->rho : 0;
  set->wanted = request->replicates;
  set->seed = request->seed;
  set->centre = request->centre;
  set->crew = request->crew;
  return read_lonely(set, request->lonely, error);
}

/* ---------------------------------------------------------------- plan -- */

static pm_status plan(pm_replicates *set, pm_error *error)
{
  pm_status status = set->method->plan(set, error);
  if (status != PM_OK)
    return status;
  const pm_replicate_scaling scaling = {
      .count = (double)set->count, .rho = set->rho, .centre = set->centre};
  set->scale = set->count > 0 ? set->method->scale(&scaling) : 1;
  if (isnan(set->scale))
    set->scale = 1; /* the coefficients say it all */
  return PM_OK;
}

pm_status pm_replicates_new(pm_replicates **replicates, const pm_replicate_table *table,
                            const pm_replicate_request *request, pm_error *error)
{
  static const pm_replicate_request nothing = {.method = NULL};
  const pm_allocator *allocator = request != NULL ? request->allocator : NULL;
  *replicates = NULL;
  pm_replicates *set = pm_memory_resize(allocator, NULL, sizeof *set);
  if (set == NULL)
    return pm_memory_fault(error);
  *set =
      (pm_replicates){.allocator = allocator, .arena = pm_arena_new(allocator), .table = table};
  pm_status status = set->arena != NULL ? PM_OK : pm_memory_fault(error);
  if (status == PM_OK)
    status = read_request(set, request != NULL ? request : &nothing, error);
  if (status == PM_OK)
    status = check_table(table, error);
  if (status == PM_OK)
    status = pm_replicate_groups_make(set, error);
  if (status == PM_OK)
    status = pm_replicate_segments_make(set, error);
  if (status == PM_OK)
    status = plan(set, error);
  if (status == PM_OK)
    *replicates = set;
  else
    pm_replicates_free(set);
  return status;
}

void pm_replicates_free(pm_replicates *replicates)
{
  if (replicates == NULL)
    return;
  pm_arena_free(replicates->arena);
  (void)pm_memory_resize(replicates->allocator, replicates, 0);
}

/* --------------------------------------------------------------- asked -- */

size_t pm_replicates_count(const pm_replicates *replicates)
{
  return replicates->count;
}

double pm_replicates_scale(const pm_replicates *replicates)
{
  return replicates->scale;
}

double pm_replicates_coefficient(const pm_replicates *replicates, size_t replicate)
{
  if (replicates->method->coefficient == NULL)
    return 1;
  const pm_replicate_group *group = &replicates->groups[replicates->drops[replicate].group];
  return replicates->method->coefficient(group);
}

/* A jackknife's, where the unit is not dropped: 1 + 1/(n - 1). */
static void fill_drop(const pm_replicates *set, const pm_replicate_group *group,
                      size_t replicate, double *change)
{
  const pm_replicate_drop *drop = &set->drops[replicate];
  const bool is_here = &set->groups[drop->group] == group;
  for (size_t i = 0; i < group->count; i++)
    change[i] = is_here ? 1 / (double)(group->count - 1) : 0;
  if (is_here)
    change[drop->position] = -1;
}

void pm_replicate_fill(const pm_replicates *set, const pm_replicate_group *group,
                       size_t replicate, double *change)
{
  if (group->is_fixed)
    for (size_t i = 0; i < group->count; i++)
      change[i] = 0;
  else if (set->method->fill != NULL)
    set->method->fill(set, group, replicate, change);
  else
    fill_drop(set, group, replicate, change);
}

void pm_replicates_factors(const pm_replicates *replicates, size_t replicate, double *room,
                           double *factors)
{
  for (size_t g = 0; g < replicates->group_count; g++) {
    const pm_replicate_group *group = &replicates->groups[g];
    pm_replicate_fill(replicates, group, replicate, room + group->first);
  }
  for (size_t i = 0; i < replicates->table->unit_count; i++)
    factors[replicates->units[i]] = 1 + room[i];
}
