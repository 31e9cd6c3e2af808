/* sample_lonely.c: strata in which one cluster or record was sampled of several.

   A collapsed group is taken to be one stratum (Wolter 2007, 2.5).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/collapse.h"
#include "estimate/sample_run.h"

#include <math.h>
#include <plusminus/num.h>

/* --------------------------------------------------------------- collapsing -- */

/* The weights of all records of each stratum as its size. */
static void add_weights(const pm_sample_design *design, pm_collapse_stratum *list)
{
  size_t level = design->tally->plan.strata_count;
  const pm_stage_level *leaves = &design->levels[design->depth];
  for (size_t i = 0; i < leaves->count; i++) {
    const pm_stage *stage = &leaves->stages[i];
    size_t at = i;
    for (size_t d = design->depth; d > level; d--)
      at = design->levels[d].stages[at].parent;
    list[at].size += design->tally->nodes[stage->node].weight * stage->weight;
  }
}

/* To twelve digits, so that the order of the rows, in which weights are added, does not
   decide which of two strata of the same size is the larger. */
static double without_rounding(double size)
{
  enum { BITS = 40 };
  int exponent;
  double part = frexp(size, &exponent);
  return ldexp(round(ldexp(part, BITS)), exponent - BITS);
}

bool pm_sample_collapse(pm_sample_design *design, pm_arena *arena)
{
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  pm_collapse_stratum *list = pm_arena_alloc(arena, strata->count * sizeof *list);
  bool are_told = true;
  design->groups = pm_arena_alloc(arena, strata->count * sizeof *design->groups);
  if (list == NULL || design->groups == NULL)
    return false;
  for (size_t i = 0; i < strata->count; i++)
    are_told = are_told && !isnan(strata->stages[i].population);
  for (uint32_t i = 0; i < strata->count; i++) {
    const pm_stage *stage = &strata->stages[i];
    list[i] = (pm_collapse_stratum){.label = pm_sample_name(design, stage->node, arena),
                                    .size = are_told ? stage->population : 0,
                                    .units = stage->units,
                                    .population = stage->population,
                                    .number = i};
    if (list[i].label == NULL)
      return false;
  }
  if (!are_told)
    add_weights(design, list);
  for (size_t i = 0; i < strata->count; i++)
    list[i].size = without_rounding(list[i].size);
  design->group_count = pm_collapse(list, strata->count, design->groups);
  return true;
}

bool pm_stratum_is_lonely(const pm_sample_design *design, const pm_stage *stratum)
{
  const pm_pps_method *pps = design->tally->plan.pps;
  return pm_stage_is_lonely(stratum) && (pps == NULL || !pps->shows_single);
}

/* A stratum in which the domain has no records. */
static pm_stratum_part empty_part(const pm_sample_design *design, uint32_t place)
{
  const pm_stage *stage = &design->levels[design->tally->plan.strata_count].stages[place];
  return (pm_stratum_part){.place = place, .units = stage->units, .fraction = stage->fraction};
}

/* within comes to be the sum of the units' own variances, for the group's fraction. */
static void add_part(pm_stratum_part *sum, const pm_stratum_part *more)
{
  pm_collapse_units units = {sum->units, sum->mean, sum->squares};
  const pm_collapse_units added = {more->units, more->mean, more->squares};
  pm_collapse_add(&units, &added);
  sum->units = units.n;
  sum->mean = units.mean;
  sum->squares = units.squares;
  sum->total += more->total;
  sum->within += more->fraction > 0 ? more->within / more->fraction : 0;
  sum->cases += more->cases;
  sum->is_open = sum->is_open || more->is_open;
}

static void finish_group(pm_stratum_part *part, double population)
{
  double n = part->units;
  part->fraction = isnan(population) ? 0 : n / population;
  part->within *= part->fraction;
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
    bool is_flat = !(groups[i].squares + groups[i].within > 0);
    if (groups[i].cases == 0 && is_flat && groups[i].mean == 0)
      continue; /* of a calibration z may be the same in all units, and not 0 */
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
  return total / design->units;
}

/* What the first stage adds to the variance, on average of the strata where that is known;
   later stages are known of lonely strata, too. */
static double mean_of_first_stage(const pm_sample_variance *found)
{
  pm_sum first = {0, 0};
  for (size_t i = 0; i < found->strata; i++)
    if (!found->parts[i].is_lonely)
      pm_sum_add(&first, found->parts[i].variance - found->parts[i].within);
  return pm_sum_value(&first) / (double)(found->strata - found->lonely);
}

/* A stratum in which the domain has no records has units all the same, of which z is 0: a
   lonely one lies off the mean of all units as those of other strata do, so that a domain's
   total is the total of what is 0 outside it. */
static double add_outside(const pm_sample_design *design, const pm_lonely_method *lonely,
                          const pm_sample_variance *found, double grand_mean)
{
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  pm_sum variance = {0, 0};
  size_t next = 0;
  for (uint32_t i = 0; i < strata->count; i++) {
    if (next < found->strata && found->parts[next].place == i)
      next++;
    else if (pm_stratum_is_lonely(design, &strata->stages[i])) {
      const pm_stratum_part part = empty_part(design, i);
      pm_sum_add(&variance, lonely->of_part(&part, 0, grand_mean));
    }
  }
  return pm_sum_value(&variance);
}

/* Residuals of a calibration are those of all records; but strata in which the domain has none,
   and which the totals do not tie to it, as where each stratum has its own, are none of its. */
static void drop_untouched(pm_sample_variance *found)
{
  size_t kept = 0;
  found->lonely = 0;
  for (size_t i = 0; i < found->strata; i++) {
    const pm_stratum_part part = found->parts[i];
    if (part.cases == 0 &&
        part.total * part.total + part.squares + part.within <= found->rounding)
      continue;
    found->lonely += part.is_lonely;
    found->parts[kept++] = part;
  }
  found->strata = kept;
  if (found->lonely == kept)
    found->variance = (double)NAN;
}

bool pm_sample_settle_lonely(const pm_sample_design *design, const pm_lonely_method *lonely,
                             pm_arena *arena, pm_sample_variance *found)
{
  if (lonely->merges && design->phases == NULL)
    return settle_groups(design, arena, found);
  if (design->calibration != NULL)
    drop_untouched(found);
  if (found->lonely == found->strata || (found->lonely == 0 && !lonely->is_of_all))
    return true;
  double good_mean = mean_of_first_stage(found);
  double grand_mean = mean_of_units(design, found->total);
  pm_sum variance = {found->variance, 0};
  for (size_t i = 0; i < found->strata; i++) {
    pm_stratum_part *part = &found->parts[i];
    if (!part->is_lonely)
      continue;
    part->variance = lonely->of_part(part, good_mean, grand_mean) + part->within;
    pm_sum_add(&variance, part->variance);
  }
  if (lonely->is_of_all && design->phases == NULL)
    pm_sum_add(&variance, add_outside(design, lonely, found, grand_mean));
  found->variance = pm_sum_value(&variance);
  return true;
}
