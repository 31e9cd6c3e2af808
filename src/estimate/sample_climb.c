/* sample_climb.c: the variance of a total, from the leaves up.

   In a node with n sampled units, of a population of which they are the fraction f,
   the total of z has the variance
     (1 - f) n/(n - 1) sum (z_i - mean z)^2 + f sum V_i,
   V_i being the same for unit i (Sarndal, Swensson & Wretman 1992, result 4.3.1, in
   the form for weighted totals): the later terms carry the earlier fractions, and
   where f is not told they are part of the first. Units without records of the domain
   count with z = 0. In a stratum of records the units are the records, whose squares
   the tally has.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample.h"

#include <math.h>
#include <plusminus/num.h>

/* A node of the level that is being climbed. */
typedef struct pm_climber {
  uint32_t place;
  double total;    /* of z */
  double variance; /* of it */
  double cases;    /* 1: it has records of the domain */
  bool is_open;    /* not all of it was sampled */
} climber;

typedef struct climb {
  pm_sample_room *room;
  const pm_sample_design *design;
  size_t level; /* of the climbers */
  size_t count;
  pm_arena *arena;
  pm_sample_variance *found;
} climb;

/* Everything is a sum of what cannot be negative. */
pm_stratum_part pm_stratum_part_pad(double m, double mean, double squares, double n)
{
  return (pm_stratum_part){.total = m * mean,
                           .mean = m * mean / n,
                           .squares = squares + m * mean * mean * ((n - m) / n)};
}

/* A part's variance: NaN when it is lonely. */
static void finish_part(pm_stratum_part *part, const pm_stage *stage, uint32_t place)
{
  double n = stage->units;
  part->place = place;
  part->units = n;
  part->drawn = part->total;
  part->fraction = stage->fraction;
  part->is_lonely = pm_stage_is_lonely(stage);
  if (part->is_lonely)
    part->variance = (double)NAN;
  else if (stage->fraction >= 1)
    part->variance = part->within;
  else
    part->variance = (1 - stage->fraction) * (n / (n - 1)) * part->squares + part->within;
}

/* ----------------------------------------------------------------- leaves -- */

static pm_stratum_part part_of_leaf(const pm_leaf_total *leaf, const pm_stage *stage)
{
  pm_stratum_part part = pm_stratum_part_pad(leaf->n, leaf->mean, leaf->squares, stage->units);
  part.total = leaf->total;
  part.cases = leaf->cases;
  finish_part(&part, stage, leaf->place);
  return part;
}

/* The part of a group of later stages in its own total's variance. A lonely one shows
   only what the stages below it add; the rule for strata does not reach it. */
static double later_variance(climb *c, const pm_stratum_part *part)
{
  c->found->lonely_later += part->is_lonely;
  return part->is_lonely ? part->within : part->variance;
}

static bool start(climb *c)
{
  const pm_sample_design *design = c->design;
  const pm_stage *stages = design->levels[design->depth].stages;
  bool has_records = design->tally->plan.has_records;
  pm_sample_room *room = c->room;
  if (!pm_memory_reserve(room->allocator, (void **)&room->climbers, &room->climber_capacity,
                         room->leaf_count, sizeof *room->climbers))
    return false;
  for (size_t i = 0; i < room->leaf_count; i++) {
    const pm_leaf_total *leaf = &room->leaves[i];
    climber *at = &room->climbers[i];
    *at = (climber){.place = leaf->place, .total = leaf->total, .cases = leaf->cases > 0};
    if (has_records) {
      pm_stratum_part part = part_of_leaf(leaf, &stages[leaf->place]);
      at->variance = later_variance(c, &part);
      at->is_open = part.fraction < 1;
    }
  }
  c->count = room->leaf_count;
  c->level = design->depth;
  return true;
}

/* ------------------------------------------------------------------ groups -- */

/* The same of units of the first stage that were drawn with unequal chances: each has
   its own fraction, its chance. Those that were sure to be drawn are no part of the draw: the
   others' totals are near each other, as chances go by size, and theirs are larger. */
static bool measure_unequal(climb *c, size_t begin, size_t end, pm_stratum_part *part,
                            const pm_stage *stratum)
{
  const pm_pps_method *method = c->design->tally->plan.pps;
  const pm_stage *own = c->design->levels[c->level].stages;
  size_t count = end - begin;
  pm_pps_unit *units = pm_arena_alloc(c->arena, count * sizeof *units);
  if (units == NULL)
    return false;
  double absent = stratum->open;
  size_t drawn = 0;
  pm_sum within = {0, 0}, total = {0, 0};
  for (size_t i = 0; i < count; i++) {
    const climber *at = &c->room->climbers[begin + i];
    double chance = own[at->place].chance;
    pm_sum_add(&within, chance * at->variance);
    if (chance >= 1)
      continue;
    units[drawn++] = (pm_pps_unit){.total = at->total, .chance = chance};
    absent -= 1 - chance;
    pm_sum_add(&total, at->total);
  }
  part->sure = stratum->sure;
  part->drawn = pm_sum_value(&total);
  part->within = pm_sum_value(&within);
  part->is_lonely = pm_stratum_is_lonely(c->design, stratum);
  part->variance = part->is_lonely ? (double)NAN : part->within;
  if (method->compute != NULL && part->fraction < 1 && !part->is_lonely)
    part->variance +=
        method->compute(units, drawn, fmax(absent, 0), stratum->units - stratum->sure);
  return true;
}

/* From given joint chances: of the units of all strata together, those without records of the
   domain too, which differ from the others. */
static bool measure_joint(const climb *c)
{
  const pm_tally *tally = c->design->tally;
  const pm_stage_level *level = &c->design->levels[c->level];
  pm_pps_unit *units = pm_arena_alloc(c->arena, level->count * sizeof *units);
  if (units == NULL)
    return false;
  for (size_t i = 0; i < level->count; i++)
    units[i] = (pm_pps_unit){0, level->stages[i].chance, c->design->joint[i]};
  for (size_t i = 0; i < c->count; i++)
    units[c->room->climbers[i].place].total = c->room->climbers[i].total;
  c->found->variance +=
      tally->plan.pps->joint(units, level->count, tally->joint, tally->joint_count);
  return true;
}

/* The climbers from `begin` that have the same parent, as a part of it; *end is
   where the next begin. */
static pm_stratum_part part_of_group(const climb *c, size_t begin, size_t *end)
{
  const climber *climbers = c->room->climbers;
  const pm_stage *own = c->design->levels[c->level].stages;
  uint32_t parent = own[climbers[begin].place].parent;
  const pm_stage *stage = &c->design->levels[c->level - 1].stages[parent];
  pm_sum total = {0, 0};
  pm_sum within = {0, 0};
  double cases = 0;
  bool is_open = false;
  size_t i = begin;
  for (; i < c->count && own[climbers[i].place].parent == parent; i++) {
    pm_sum_add(&total, climbers[i].total);
    pm_sum_add(&within, climbers[i].variance);
    cases += climbers[i].cases;
    is_open = is_open || climbers[i].is_open;
  }
  *end = i;
  double m = (double)(i - begin);
  double mean = pm_sum_value(&total) / m;
  pm_sum squares = {0, 0};
  for (i = begin; i < *end; i++)
    pm_sum_add(&squares, (climbers[i].total - mean) * (climbers[i].total - mean));
  pm_stratum_part part = pm_stratum_part_pad(m, mean, pm_sum_value(&squares), stage->units);
  part.total = pm_sum_value(&total);
  part.cases = cases;
  part.is_open = is_open;
  part.within = stage->fraction > 0 ? stage->fraction * pm_sum_value(&within) : 0;
  finish_part(&part, stage, parent);
  return part;
}

/* Up one level, as long as it is below the strata's. */
static void climb_level(climb *c)
{
  climber *climbers = c->room->climbers;
  size_t count = 0;
  for (size_t begin = 0, end; begin < c->count; begin = end) {
    pm_stratum_part part = part_of_group(c, begin, &end);
    climbers[count++] = (climber){part.place, part.total, later_variance(c, &part),
                                  part.cases > 0, part.is_open || part.fraction < 1};
  }
  c->count = count;
  c->level--;
}

/* ------------------------------------------------------------------ strata -- */

static bool list_strata(climb *c)
{
  pm_sample_variance *found = c->found;
  const pm_sample_design *design = c->design;
  bool are_leaves = c->level == design->tally->plan.strata_count;
  size_t strata = design->levels[design->tally->plan.strata_count].count;
  size_t most = c->count < strata ? c->count : strata;
  found->parts = pm_arena_alloc(c->arena, most * sizeof *found->parts);
  if (found->parts == NULL)
    return false;
  for (size_t i = 0; are_leaves && i < c->count; i++) {
    const pm_leaf_total *leaf = &c->room->leaves[i];
    found->parts[found->strata++] =
        part_of_leaf(leaf, &design->levels[c->level].stages[leaf->place]);
  }
  for (size_t begin = 0, end; !are_leaves && begin < c->count; begin = end) {
    pm_stratum_part *part = &found->parts[found->strata++];
    *part = part_of_group(c, begin, &end);
    if (design->tally->plan.pps != NULL &&
        !measure_unequal(c, begin, end, part,
                         &design->levels[c->level - 1].stages[part->place]))
      return false;
  }
  return true;
}

void pm_sample_add_strata(pm_sample_variance *found)
{
  found->cases = 0;
  found->occupied = 0;
  found->lonely = 0;
  pm_sum variance = {0, 0};
  pm_sum total = {0, 0};
  for (size_t i = 0; i < found->strata; i++) {
    pm_sum_add(&total, found->parts[i].total);
    found->cases += found->parts[i].cases;
    found->occupied += found->parts[i].cases > 0;
    found->lonely += found->parts[i].is_lonely;
    if (!found->parts[i].is_lonely)
      pm_sum_add(&variance, found->parts[i].variance);
  }
  found->total = pm_sum_value(&total);
  found->variance = found->lonely < found->strata ? pm_sum_value(&variance) : (double)NAN;
}

bool pm_sample_climb(pm_sample_room *room, const pm_sample_design *design, pm_arena *arena,
                     pm_sample_variance *found)
{
  *found = (pm_sample_variance){.variance = 0};
  if (design->phases != NULL)
    return pm_sample_climb_phases(room, design, arena, found);
  climb c = {.room = room, .design = design, .arena = arena, .found = found};
  if (!start(&c))
    return false;
  while (c.level > design->tally->plan.strata_count + 1)
    climb_level(&c);
  if (c.level == design->tally->plan.strata_count)
    found->lonely_later = 0; /* the leaves are the strata: counted there */
  if (!list_strata(&c))
    return false;
  pm_sample_add_strata(found);
  return design->joint == NULL || measure_joint(&c);
}
