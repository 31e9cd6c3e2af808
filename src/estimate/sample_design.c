/* sample_design.c: the tree of strata and clusters, level by level.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct making {
  pm_sample_design *design;
  const pm_tally *tally;
  pm_arena *arena;
  pm_error *error;
} making;

/* ----------------------------------------------------------------- levels -- */

/* How deep a node lies below the design's root; SIZE_MAX: it is no node of the design. */
static void find_depths(const pm_label_tree *tree, uint32_t *depths)
{
  uint32_t count = pm_label_tree_count(tree);
  depths[0] = 0;
  /* A parent comes before its children. */
  for (uint32_t i = 1; i < count; i++) {
    uint32_t parent = pm_label_tree_parent(tree, i);
    depths[i] = parent == PM_LABEL_NONE || depths[parent] == PM_LABEL_NONE ? PM_LABEL_NONE
                                                                           : depths[parent] + 1;
  }
}

static bool make_level(const making *m, size_t depth, const uint32_t *depths)
{
  pm_sample_design *design = m->design;
  uint32_t count = pm_label_tree_count(m->tally->tree);
  pm_stage_level *level = &design->levels[depth];
  for (uint32_t i = 0; i < count; i++)
    level->count += depths[i] == depth;
  level->stages = pm_arena_alloc(m->arena, level->count * sizeof *level->stages);
  if (level->stages == NULL)
    return false;
  if (depth == 0) {
    level->stages[0] = (pm_stage){.node = 0};
    design->places[0] = 0;
    return true;
  }
  /* By the parents' places: count, then fill in the order of the nodes. */
  const pm_stage_level *above = &design->levels[depth - 1];
  size_t *next = pm_arena_alloc(m->arena, (above->count + 1) * sizeof *next);
  if (next == NULL)
    return false;
  for (uint32_t i = 0; i < count; i++)
    if (depths[i] == depth)
      next[design->places[pm_label_tree_parent(m->tally->tree, i)] + 1]++;
  for (size_t i = 0; i < above->count; i++)
    next[i + 1] += next[i];
  for (uint32_t i = 0; i < count; i++) {
    if (depths[i] != depth)
      continue;
    uint32_t parent = design->places[pm_label_tree_parent(m->tally->tree, i)];
    uint32_t place = (uint32_t)next[parent]++;
    level->stages[place] = (pm_stage){.node = i, .parent = parent};
    design->places[i] = place;
  }
  return true;
}

/* Strata in the order of their labels, so that no sum over them depends on the
   order of the records. */
typedef struct labelled {
  const char *text;
  pm_stage stage;
} labelled;

static int compare_labels(const void *a, const void *b)
{
  const labelled *first = a;
  const labelled *second = b;
  if (first->stage.parent != second->stage.parent)
    return first->stage.parent < second->stage.parent ? -1 : 1;
  return strcmp(first->text, second->text);
}

static bool sort_level(const making *m, size_t depth)
{
  pm_stage_level *level = &m->design->levels[depth];
  labelled *list = pm_arena_alloc(m->arena, level->count * sizeof *list);
  if (list == NULL)
    return false;
  for (size_t i = 0; i < level->count; i++)
    list[i] =
        (labelled){pm_label_tree_text(m->tally->tree, level->stages[i].node), level->stages[i]};
  qsort(list, level->count, sizeof *list, compare_labels);
  for (size_t i = 0; i < level->count; i++) {
    level->stages[i] = list[i].stage;
    m->design->places[list[i].stage.node] = (uint32_t)i;
  }
  return true;
}

static pm_status make_levels(const making *m)
{
  pm_sample_design *design = m->design;
  const pm_tally_plan *plan = &m->tally->plan;
  size_t nodes = pm_label_tree_count(m->tally->tree);
  uint32_t *depths = pm_arena_alloc(m->arena, nodes * sizeof *depths);
  design->depth = plan->depth;
  design->places = pm_arena_alloc(m->arena, nodes * sizeof *design->places);
  design->levels = pm_arena_alloc(m->arena, (design->depth + 1) * sizeof *design->levels);
  if (depths == NULL || design->places == NULL || design->levels == NULL)
    return pm_memory_fault(m->error);
  find_depths(m->tally->tree, depths);
  for (size_t d = 0; d <= design->depth; d++)
    if (!make_level(m, d, depths) ||
        ((d <= plan->strata_count || plan->has_phases) && !sort_level(m, d)))
      return pm_memory_fault(m->error);
  return PM_OK;
}

/* ----------------------------------------------------------------- stages -- */

static void count_units(const making *m)
{
  const pm_sample_design *design = m->design;
  pm_stage_level *leaves = &design->levels[design->depth];
  for (size_t i = 0; i < leaves->count; i++)
    leaves->stages[i].units = m->tally->nodes[leaves->stages[i].node].records;
  for (size_t d = design->depth; d > 0; d--)
    for (size_t i = 0; i < design->levels[d].count; i++)
      design->levels[d - 1].stages[design->levels[d].stages[i].parent].units++;
}

static pm_status refuse_population(const making *m, const pm_stage *stage, double population,
                                   size_t level)
{
  char number[PM_NUMBER_SIZE], units[PM_NUMBER_SIZE];
  const pm_tally_plan *plan = &m->tally->plan;
  pm_place place = pm_tally_place(m->tally, &m->tally->nodes[stage->node],
                                  plan->columns[plan->populations[level - plan->strata_count]]);
  (void)pm_number_format(population, number);
  (void)pm_number_format(stage->units, units);
  const char *what =
      level == m->design->depth || m->design->phases != NULL ? "records" : "clusters";
  /* Whoever tells fractions means all of them. */
  const char *hint = population > 1 ? "" : "; where all were, tell how many there are";
  const char *name = pm_sample_name(m->design, stage->node, m->arena);
  if (name == NULL)
    return pm_memory_fault(m->error);
  if (stage->node == 0)
    return pm_error_add(m->error, PM_ERROR_DATA, &place,
                        "the population is %s, but %s %s were sampled from it%s", number, units,
                        what, hint);
  return pm_error_add(m->error, PM_ERROR_DATA, &place,
                      "the population of '%s' is %s, but %s %s were sampled from it%s", name,
                      number, units, what, hint);
}

static pm_status set_fraction(const making *m, pm_stage *stage, size_t level)
{
  double told = m->tally->nodes[stage->node].population;
  stage->population = (double)NAN;
  if (isnan(told))
    return PM_OK;
  if (told < 1) {
    stage->fraction = told;
    stage->population = stage->units / told;
    return PM_OK;
  }
  if (told < stage->units)
    return refuse_population(m, stage, told, level);
  stage->population = told;
  stage->fraction = stage->units / told;
  return PM_OK;
}

static pm_status set_fractions(const making *m)
{
  const pm_sample_design *design = m->design;
  pm_status status = PM_OK;
  for (size_t d = m->tally->plan.strata_count; d <= design->depth; d++)
    for (size_t i = 0; i < design->levels[d].count; i++) {
      pm_status found = set_fraction(m, &design->levels[d].stages[i], d);
      status = status == PM_OK ? found : status;
    }
  return status;
}

static void set_units(const making *m)
{
  pm_sample_design *design = m->design;
  const pm_stage_level *strata = &design->levels[m->tally->plan.strata_count];
  if (design->phases != NULL) {
    design->units = design->phases->measured;
    return;
  }
  for (size_t i = 0; i < strata->count; i++)
    design->units += strata->stages[i].units;
}

/* Without a column of weights a record stands for 1/f of every stage whose
   population is told. */
static void set_weights(const making *m)
{
  const pm_sample_design *design = m->design;
  size_t unit_level = m->tally->plan.strata_count + 1; /* that has chances of its own */
  bool has_own = m->tally->plan.weight != PM_TALLY_NONE;
  for (size_t d = 0; d <= design->depth; d++)
    for (size_t i = 0; i < design->levels[d].count; i++) {
      pm_stage *stage = &design->levels[d].stages[i];
      double above = d == 0 ? 1 : design->levels[d - 1].stages[stage->parent].weight;
      stage->chance = (double)NAN;
      stage->weight = has_own || !(stage->fraction > 0) ? above : above / stage->fraction;
      if (m->tally->plan.pps == NULL || d != unit_level)
        continue;
      stage->chance = m->tally->nodes[stage->node].chance;
      stage->weight /= has_own ? 1 : stage->chance;
      pm_stage *stratum = &design->levels[d - 1].stages[stage->parent];
      stratum->open += 1 - stage->chance;
      stratum->sure += stage->chance >= 1;
    }
}

/* Of units drawn with unequal chances, a stratum's fraction is the mean chance of those that
   were not sure to be drawn: of a single one its own; and 1 where all of them were sure. */
static void set_unequal_fractions(const making *m)
{
  pm_stage_level *strata = &m->design->levels[m->tally->plan.strata_count];
  for (size_t i = 0; i < strata->count && m->tally->plan.pps != NULL; i++) {
    pm_stage *stratum = &strata->stages[i];
    double drawn = stratum->units - stratum->sure;
    stratum->fraction = drawn > 0 ? 1 - stratum->open / drawn : 1;
  }
}

/* The units' numbers in the joint chances: in the order in which they were met. */
static pm_status number_units(const making *m)
{
  pm_sample_design *design = m->design;
  const pm_stage_level *units = &design->levels[m->tally->plan.strata_count + 1];
  size_t number = 0;
  if (m->tally->joint == NULL)
    return PM_OK;
  design->joint = pm_arena_alloc(m->arena, units->count * sizeof *design->joint);
  if (design->joint == NULL)
    return pm_memory_fault(m->error);
  for (uint32_t i = 0; i < pm_label_tree_count(m->tally->tree); i++) {
    uint32_t place = design->places[i];
    if (place < units->count && units->stages[place].node == i)
      design->joint[place] = number++;
  }
  return PM_OK;
}

pm_status pm_sample_design_make(pm_sample_design *design, const pm_tally *tally,
                                pm_arena *arena, pm_error *error)
{
  making m = {design, tally, arena, error};
  const pm_place place = {.file = tally->name};
  *design = (pm_sample_design){.tally = tally};
  if (tally->records == 0) /* as of a part there may be none */
    return pm_error_add(error, PM_ERROR_DATA, &place, "there are no records");
  pm_status status = make_levels(&m);
  if (status != PM_OK)
    return status;
  count_units(&m);
  if (tally->plan.has_phases)
    status = pm_sample_phases_make(design, arena, error);
  if (status != PM_OK)
    return status;
  set_units(&m);
  status = set_fractions(&m);
  set_weights(&m);
  set_unequal_fractions(&m);
  if (tally->plan.has_phases)
    pm_sample_phases_weigh(design);
  return status == PM_OK ? number_units(&m) : status;
}
