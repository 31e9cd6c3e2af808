/* sample_lonely.c: strata in which one cluster or record was sampled of several.

   A collapsed group is taken to be one stratum (Wolter 2007, 2.5). Which strata are
   collapsed is decided by their sizes alone: to look at their outcomes would make the
   variance too small.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample.h"

#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------- collapsing -- */

typedef struct group {
  const char *label;
  double size;       /* that orders them */
  double units;      /* n */
  double population; /* N; NaN: not told */
  uint32_t number;
} group;

static bool goes_before(const group *a, const group *b)
{
  return a->size != b->size ? a->size < b->size : strcmp(a->label, b->label) < 0;
}

static int compare_groups(const void *a, const void *b)
{
  return goes_before(a, b) ? -1 : goes_before(b, a) ? 1 : 0;
}

/* Put a group where it belongs among those that are in order. */
static void insert(group *groups, size_t count, group added)
{
  size_t at = count;
  for (; at > 0 && goes_before(&added, &groups[at - 1]); at--)
    groups[at] = groups[at - 1];
  groups[at] = added;
}

/* The weights of all records of each stratum as the groups' sizes. */
static void add_weights(const pm_sample_design *design, group *groups)
{
  size_t level = design->tally->plan.strata_count;
  const pm_stage_level *leaves = &design->levels[design->depth];
  for (size_t i = 0; i < leaves->count; i++) {
    const pm_stage *stage = &leaves->stages[i];
    size_t at = i;
    for (size_t d = design->depth; d > level; d--)
      at = design->levels[d].stages[at].parent;
    groups[at].size += design->tally->nodes[stage->node].weight * stage->weight;
  }
}

static void list_groups(const pm_sample_design *design, group *groups)
{
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  bool are_told = true;
  for (size_t i = 0; i < strata->count; i++)
    are_told = are_told && !isnan(strata->stages[i].population);
  for (uint32_t i = 0; i < strata->count; i++) {
    const pm_stage *stage = &strata->stages[i];
    groups[i] = (group){.label = pm_label_tree_text(design->tally->tree, stage->node),
                        .size = are_told ? stage->population : 0,
                        .units = stage->units,
                        .population = stage->population,
                        .number = i};
  }
  if (!are_told)
    add_weights(design, groups);
  qsort(groups, strata->count, sizeof *groups, compare_groups);
}

static bool is_lonely(const group *g)
{
  return g->units == 1 && !(g->population <= 1);
}

/* Group k with the next, or the last with the one before: it takes that one's label. */
static void merge(pm_sample_design *design, group *groups, size_t count, size_t k)
{
  size_t with = k + 1 < count ? k + 1 : k - 1;
  group merged = groups[with];
  merged.size += groups[k].size;
  merged.units += groups[k].units;
  merged.population += groups[k].population;
  size_t strata = design->levels[design->tally->plan.strata_count].count;
  for (size_t i = 0; i < strata; i++)
    if (design->groups[i] == groups[k].number)
      design->groups[i] = merged.number;
  size_t first = k < with ? k : with;
  memmove(groups + first, groups + first + 2, (count - first - 2) * sizeof *groups);
  insert(groups, count - 2, merged);
}

bool pm_sample_collapse(pm_sample_design *design, pm_arena *arena)
{
  size_t strata = design->levels[design->tally->plan.strata_count].count;
  group *groups = pm_arena_alloc(arena, strata * sizeof *groups);
  design->groups = pm_arena_alloc(arena, strata * sizeof *design->groups);
  if (groups == NULL || design->groups == NULL)
    return false;
  for (uint32_t i = 0; i < strata; i++)
    design->groups[i] = i;
  size_t count = strata;
  list_groups(design, groups);
  for (size_t k = 0; k < count && count > 1;) {
    if (is_lonely(&groups[k])) {
      merge(design, groups, count, k);
      count--;
      k = 0;
    } else {
      k++;
    }
  }
  design->group_count = count;
  return true;
}

/* A stratum in which the domain has no records. */
static pm_stratum_part empty_part(const pm_sample_design *design, uint32_t place)
{
  const pm_stage *stage = &design->levels[design->tally->plan.strata_count].stages[place];
  return (pm_stratum_part){.place = place, .units = stage->units, .fraction = stage->fraction};
}

/* Units of two strata about their common mean (Chan, Golub & LeVeque 1983). fraction
   holds N until all are added. */
static void add_part(pm_stratum_part *sum, const pm_stratum_part *more)
{
  double n = sum->units + more->units;
  double between = more->mean - sum->mean;
  sum->squares += more->squares + between * between * (sum->units / n * more->units);
  sum->mean += between * (more->units / n);
  sum->total += more->total;
  sum->within += more->within;
  sum->cases += more->cases;
  sum->units = n;
}

static void finish_group(pm_stratum_part *part, double population)
{
  double n = part->units;
  part->fraction = isnan(population) ? 0 : n / population;
  part->is_lonely = n == 1 && part->fraction < 1;
  part->variance = part->is_lonely ? (double)NAN
                   : n == 1
                       ? part->within
                       : (1 - part->fraction) * (n / (n - 1)) * part->squares + part->within;
}

static bool settle_groups(const pm_sample_design *design, pm_arena *arena,
                          pm_sample_variance *found)
{
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  pm_stratum_part *groups = pm_arena_alloc(arena, strata->count * sizeof *groups);
  double *populations = pm_arena_alloc(arena, strata->count * sizeof *populations);
  if (groups == NULL || populations == NULL)
    return false;
  size_t next = 0;
  for (uint32_t i = 0; i < strata->count; i++) {
    bool has_part = next < found->strata && found->parts[next].place == i;
    pm_stratum_part part = has_part ? found->parts[next++] : empty_part(design, i);
    add_part(&groups[design->groups[i]], &part);
    populations[design->groups[i]] += strata->stages[i].population;
  }
  size_t count = 0;
  for (uint32_t i = 0; i < strata->count; i++) {
    if (groups[i].cases == 0 && !(groups[i].squares + groups[i].within > 0))
      continue;
    finish_group(&groups[i], populations[i]);
    groups[i].place = i;
    groups[count++] = groups[i];
  }
  found->parts = groups;
  found->strata = count;
  pm_sample_add_strata(found);
  return true;
}

/* ------------------------------------------------------------------- rules -- */

/* The mean of z over all units of the first stage in the design. */
static double mean_of_units(const pm_sample_design *design, double total)
{
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  double units = 0;
  for (size_t i = 0; i < strata->count; i++)
    units += strata->stages[i].units;
  return total / units;
}

bool pm_sample_settle_lonely(const pm_sample_design *design, const pm_lonely_method *lonely,
                             pm_arena *arena, pm_sample_variance *found)
{
  if (lonely->merges)
    return settle_groups(design, arena, found);
  if (found->lonely == 0 || found->lonely == found->strata)
    return true;
  double good_mean = found->variance / (double)(found->strata - found->lonely);
  double grand_mean = mean_of_units(design, found->total);
  pm_sum variance = {found->variance, 0};
  for (size_t i = 0; i < found->strata; i++) {
    pm_stratum_part *part = &found->parts[i];
    if (!part->is_lonely)
      continue;
    part->variance = lonely->of_part(part, good_mean, grand_mean) + part->within;
    pm_sum_add(&variance, part->variance);
  }
  found->variance = pm_sum_value(&variance);
  return true;
}
