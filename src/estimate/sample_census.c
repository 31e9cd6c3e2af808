/* sample_census.c: is all of a domain known? Only if nothing was left out anywhere that may
   have records of it, not only where it was seen: 3 of 3 sampled in one stratum are not all
   there are of a domain of which another stratum, sampled in part, may hold more.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_run.h"

#include <string.h>

/* Was something left out at some stage above the leaf, or in it? */
static bool is_open(const pm_sample_design *design, uint32_t place)
{
  const pm_tally_plan *plan = &design->tally->plan;
  const pm_phases *phases = design->phases;
  if (phases != NULL) {
    const pm_phase_stratum *second = &phases->strata[phases->groups[place]];
    uint32_t first = phases->parents[place];
    return second->measured < second->known ||
           design->levels[plan->strata_count].stages[first].fraction < 1;
  }
  for (size_t level = design->depth;; level--) {
    const pm_stage *stage = &design->levels[level].stages[place];
    bool is_told = level < design->depth || plan->has_records; /* else all of it was taken */
    if (is_told && stage->fraction < 1)
      return true;
    if (level == plan->strata_count)
      return false;
    place = stage->parent;
  }
}

/* May records of the domain be there, by the domain's labels that are those of strata or
   clusters? */
static bool may_hold(const pm_sample_slice *slice, const pm_stage *leaf)
{
  const pm_tally *tally = slice->design->tally;
  for (size_t by = 0; by < tally->plan.by_count; by++) {
    const char *label = slice->domain->labels[by];
    if (label == pm_domain_all)
      continue;
    pm_label_source from = pm_sample_find_source(&tally->plan, slice->split, by);
    pm_cell_key key = {.leaf = leaf->node};
    if (!from.is_split &&
        strcmp(label,
               pm_label_tree_text(tally->tree, pm_sample_label(tally->tree, &from, key))) != 0)
      return false;
  }
  return true;
}

bool pm_sample_is_census(const pm_sample_slice *slice, const pm_sample_variance *found)
{
  const pm_stage_level *leaves = &slice->design->levels[slice->design->depth];
  for (size_t i = 0; i < found->strata; i++)
    if (found->parts[i].fraction < 1 || found->parts[i].is_open)
      return false;
  for (uint32_t place = 0; place < leaves->count; place++)
    if (is_open(slice->design, place) && may_hold(slice, &leaves->stages[place]))
      return false;
  return found->strata > 0;
}
