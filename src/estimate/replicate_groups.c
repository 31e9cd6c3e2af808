/* replicate_groups.c: the units of a table by strata or pairs, and which of
   these a method can serve.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

#include <math.h>
#include <stdlib.h>

/* A unit as it is sorted within its stratum. */
typedef struct place {
  uint32_t pair, unit;
  double order;
} place;

static int compare_places(const void *left, const void *right)
{
  const place *a = left;
  const place *b = right;
  if (a->pair != b->pair)
    return a->pair < b->pair ? -1 : 1;
  if (a->order < b->order || a->order > b->order)
    return a->order < b->order ? -1 : 1;
  return a->unit < b->unit ? -1 : 1;
}

/* The units by stratum, as they stand; ends: of each stratum, where its end is. */
static void sort_by_stratum(pm_replicates *set, size_t *ends)
{
  const pm_replicate_table *table = set->table;
  for (size_t u = 0; u < table->unit_count; u++)
    ends[table->stratum[u]]++;
  size_t begin = 0;
  for (size_t h = 0; h < table->stratum_count; h++) {
    size_t count = ends[h];
    ends[h] = begin;
    begin += count;
  }
  for (size_t u = 0; u < table->unit_count; u++)
    set->units[ends[table->stratum[u]]++] = (uint32_t)u;
}

/* What the method sorts a stratum's units by; NULL: it takes them as they stand. */
static const uint32_t *pairs_of(const pm_replicates *set)
{
  return set->method->is_paired ? set->table->pair : NULL;
}

static const double *order_of(const pm_replicates *set)
{
  return set->method->is_ordered ? set->table->order : NULL;
}

static void sort_within(pm_replicates *set, size_t begin, size_t end, place *places)
{
  const uint32_t *pair = pairs_of(set);
  const double *order = order_of(set);
  for (size_t i = begin; i < end; i++) {
    uint32_t unit = set->units[i];
    places[i - begin] = (place){.pair = pair != NULL ? pair[unit] : 0,
                                .unit = unit,
                                .order = order != NULL ? order[unit] : 0};
  }
  qsort(places, end - begin, sizeof *places, compare_places);
  for (size_t i = begin; i < end; i++)
    set->units[i] = places[i - begin].unit;
}

/* The end of the group that begins there. */
static size_t group_end(const pm_replicates *set, size_t begin, size_t end)
{
  const uint32_t *pair = pairs_of(set);
  if (pair == NULL)
    return end;
  size_t at = begin + 1;
  while (at < end && pair[set->units[at]] == pair[set->units[begin]])
    at++;
  return at;
}

static void add_groups(pm_replicates *set, size_t stratum, size_t begin, size_t end)
{
  const double open = 1 - set->table->strata[stratum].fraction;
  while (begin < end) {
    size_t stop = group_end(set, begin, end);
    set->groups[set->group_count++] = (pm_replicate_group){.stratum = stratum,
                                                           .first = begin,
                                                           .count = stop - begin,
                                                           .open = open,
                                                           .shrink = sqrt(open),
                                                           .is_fixed = open <= 0};
    if (stop - begin > set->widest)
      set->widest = stop - begin;
    begin = stop;
  }
}

/* -------------------------------------------------------------- checks -- */

/* "stratum 'a'", or "the sample" where there are no strata. */
typedef struct group_name {
  const char *before, *name, *after;
} group_name;

static group_name name_of(const pm_replicates *set, const pm_replicate_group *group)
{
  const char *name = set->table->strata[group->stratum].name;
  return *name != '\0' ? (group_name){"stratum '", name, "'"}
                       : (group_name){"the sample", "", ""};
}

static pm_status refuse_lonely(const pm_replicates *set, const pm_replicate_group *group,
                               pm_error *error)
{
  const pm_place where = {.file = set->table->file};
  const group_name name = name_of(set, group);
  return pm_error_add(error, PM_ERROR_DATA, &where,
                      "%s%s%s has one sampled unit, which shows no variance; the rule "
                      "'certainty' keeps it in every replicate",
                      name.before, name.name, name.after);
}

static pm_status refuse_rule(const pm_replicates *set, const pm_replicate_group *group,
                             pm_error *error)
{
  const pm_place where = {.file = set->table->file};
  const group_name name = name_of(set, group);
  return pm_error_add(error, PM_ERROR_DATA, &where,
                      "%s%s%s has one sampled unit, and no replicates show what the rule '%s' "
                      "adds for it; they can show remove and certainty",
                      name.before, name.name, name.after, set->unmet);
}

static pm_status refuse_odd(const pm_replicates *set, const pm_replicate_group *group,
                            pm_error *error)
{
  const pm_place where = {.file = set->table->file};
  const group_name name = name_of(set, group);
  return pm_error_add(error, PM_ERROR_DATA, &where,
                      "%s%s%s has %zu sampled unit%s where %s needs two%s; jackknife and "
                      "bootstrap take any number",
                      name.before, name.name, name.after, group->count,
                      group->count == 1 ? "" : "s", set->method->about.name,
                      set->table->pair != NULL ? " in every pair" : "");
}

/* A unit alone is in a stratum alone, or in a pair that lacks one. */
static bool is_alone(const pm_replicates *set, size_t g)
{
  bool follows = g > 0 && set->groups[g - 1].stratum == set->groups[g].stratum;
  bool is_followed =
      g + 1 < set->group_count && set->groups[g + 1].stratum == set->groups[g].stratum;
  return set->groups[g].count == 1 && !follows && !is_followed;
}

static pm_status check_groups(pm_replicates *set, pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t g = 0; g < set->group_count; g++) {
    pm_replicate_group *group = &set->groups[g];
    if (group->is_fixed)
      continue;
    if (is_alone(set, g) && set->is_lonely_fixed)
      group->is_fixed = true;
    else if (is_alone(set, g))
      status = set->unmet != NULL ? refuse_rule(set, group, error)
                                  : refuse_lonely(set, group, error);
    else if (set->method->is_paired && group->count != 2)
      status = refuse_odd(set, group, error);
  }
  if (status == PM_OK && set->method->is_single && set->group_count > 1)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s is for a sample without strata; with strata it is jkn",
                        set->method->about.name);
  return status;
}

pm_status pm_replicate_groups_make(pm_replicates *set, pm_error *error)
{
  const pm_replicate_table *table = set->table;
  const bool is_sorted = pairs_of(set) != NULL || order_of(set) != NULL;
  const size_t most = pairs_of(set) != NULL ? table->unit_count : table->stratum_count;
  size_t *ends = pm_arena_alloc(set->arena, table->stratum_count * sizeof *ends);
  place *places = NULL;
  set->units = pm_arena_alloc(set->arena, table->unit_count * sizeof *set->units);
  set->groups = pm_arena_alloc(set->arena, most * sizeof *set->groups);
  if (is_sorted)
    places = pm_arena_alloc(set->arena, table->unit_count * sizeof *places);
  if (ends == NULL || (is_sorted && places == NULL) || set->units == NULL ||
      set->groups == NULL)
    return pm_memory_fault(error);
  sort_by_stratum(set, ends);
  for (size_t h = 0; h < table->stratum_count; h++) {
    size_t begin = h == 0 ? 0 : ends[h - 1];
    if (is_sorted)
      sort_within(set, begin, ends[h], places);
    add_groups(set, h, begin, ends[h]);
  }
  return check_groups(set, error);
}
