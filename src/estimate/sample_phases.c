/* sample_phases.c: two phases (double sampling): records drawn at random in strata, and of
   these, in strata of the second phase, those that are measured.

   The variance is the first phase's, estimated from the measured records, plus the second's
   given the first (Sarndal, Swensson & Wretman 1992, result 9.3.1):
     sum_ij (P_ij - P_i P_j)/(P_ij p_ij) a_i a_j + sum_ij (p_ij - p_i p_j)/p_ij z_i z_j
   with P the chances of the first phase, p those of the second given the first, a = y/P and
   z = a/p. Both chances are the same for all pairs of two strata, so that the double sums
   are sums over the cells (stratum of the first, stratum of the second): with n records
   of the first phase in a stratum, of which it was the fraction f of its population,
   the first is (1 - f) (sum a_i^2/p_i - sum_(i != j) a_i a_j/p_ij/(n - 1)); with m of n in a
   stratum of the second, the second is (1 - m/n) m/(m - 1) sum (z_i - mean z)^2.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/sample_run.h"

#include <plusminus/num.h>

/* ----------------------------------------------------------------- counting -- */

/* The node of the path's column with this place, above a leaf. */
static uint32_t node_at(const pm_sample_design *design, uint32_t leaf, size_t column)
{
  for (size_t i = design->tally->plan.path_count - 1; i > column; i--)
    leaf = pm_label_tree_parent(design->tally->tree, leaf);
  return leaf;
}

/* The second phase's stratum of a leaf: a node below the root of `labels`. */
static uint32_t find_group(const pm_sample_design *design, pm_label_tree *labels, uint32_t leaf)
{
  const pm_tally_plan *plan = &design->tally->plan;
  const pm_label_tree *tree = design->tally->tree;
  uint32_t group = 0;
  for (size_t i = 0; i < plan->phase2_count && group != PM_LABEL_NONE; i++) {
    uint32_t node = node_at(design, leaf, plan->phase2[i]);
    group = pm_label_tree_put(labels, group, pm_label_tree_text(tree, node),
                              pm_label_tree_size(tree, node));
  }
  return group;
}

static uint32_t first_stratum(const pm_sample_design *design, size_t leaf)
{
  size_t at = leaf;
  for (size_t d = design->depth; d > design->tally->plan.strata_count; d--)
    at = design->levels[d].stages[at].parent;
  return (uint32_t)at;
}

static void count_leaf(const pm_sample_design *design, size_t leaf)
{
  pm_phases *phases = design->phases;
  const pm_stage *stage = &design->levels[design->depth].stages[leaf];
  pm_stage *stratum =
      &design->levels[design->tally->plan.strata_count].stages[phases->parents[leaf]];
  pm_phase_stratum *group = &phases->strata[phases->groups[leaf]];
  const char *flag = pm_label_tree_text(design->tally->tree, stage->node);
  phases->is_measured[leaf] = flag[0] == '1';
  stratum->units += stage->units;
  group->node = stage->node;
  group->known += stage->units;
  if (!phases->is_measured[leaf])
    return;
  group->measured += stage->units;
  phases->measured += stage->units;
}

/* Groups are numbered in the order of the leaves, which is that of their labels. */
static bool number_groups(const pm_sample_design *design, pm_label_tree *labels,
                          pm_arena *arena)
{
  pm_phases *phases = design->phases;
  const pm_stage_level *leaves = &design->levels[design->depth];
  for (size_t i = 0; i < leaves->count; i++) {
    phases->groups[i] = find_group(design, labels, leaves->stages[i].node);
    if (phases->groups[i] == PM_LABEL_NONE)
      return false;
  }
  size_t nodes = pm_label_tree_count(labels);
  uint32_t *numbers = pm_arena_alloc(arena, nodes * sizeof *numbers);
  if (numbers == NULL)
    return false;
  for (size_t i = 0; i < leaves->count; i++) {
    uint32_t *number = &numbers[phases->groups[i]];
    if (*number == 0)
      *number = (uint32_t)++phases->count;
    phases->groups[i] = *number - 1;
  }
  phases->strata = pm_arena_alloc(arena, phases->count * sizeof *phases->strata);
  return phases->strata != NULL;
}

pm_status pm_sample_phases_make(pm_sample_design *design, pm_arena *arena, pm_error *error)
{
  const pm_stage_level *leaves = &design->levels[design->depth];
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  pm_phases *phases = pm_arena_alloc(arena, sizeof *phases);
  pm_label_tree *labels = pm_label_tree_new(design->tally->allocator, 1);
  design->phases = phases;
  if (phases != NULL) {
    phases->is_measured = pm_arena_alloc(arena, leaves->count * sizeof *phases->is_measured);
    phases->groups = pm_arena_alloc(arena, leaves->count * sizeof *phases->groups);
    phases->parents = pm_arena_alloc(arena, leaves->count * sizeof *phases->parents);
  }
  bool is_made = phases != NULL && labels != NULL && phases->is_measured != NULL &&
                 phases->groups != NULL && phases->parents != NULL &&
                 number_groups(design, labels, arena);
  pm_label_tree_free(labels);
  if (!is_made)
    return pm_memory_fault(error);
  for (size_t i = 0; i < strata->count; i++)
    strata->stages[i].units = 0;
  for (size_t i = 0; i < leaves->count; i++) {
    phases->parents[i] = first_stratum(design, i);
    count_leaf(design, i);
  }
  return PM_OK;
}

void pm_sample_phases_weigh(pm_sample_design *design)
{
  const pm_phases *phases = design->phases;
  pm_stage_level *leaves = &design->levels[design->depth];
  for (size_t i = 0; i < leaves->count; i++) {
    const pm_phase_stratum *group = &phases->strata[phases->groups[i]];
    if (phases->is_measured[i])
      leaves->stages[i].weight *= group->known / group->measured;
  }
}

/* ------------------------------------------------------------------- checks -- */

/* "Kent / high", or "" where there is one stratum; NULL: out of memory. */
static const char *group_name(const pm_sample_run *run, const pm_phase_stratum *group)
{
  const pm_tally_plan *plan = &run->tally->plan;
  pm_arena *arena = run->estimates->arena;
  const char *name = "";
  for (size_t i = 0; i < plan->phase2_count && name != NULL; i++)
    name =
        pm_arena_format(arena, "%s%s%s", name, i > 0 ? " / " : "",
                        pm_label_tree_text(run->tally->tree, node_at(&run->design, group->node,
                                                                     plan->phase2[i])));
  return name;
}

/* "stratum 'a' of the first phase", or where it has no strata "the first phase". NULL: out of
   memory. */
static const char *name_in_phase(const pm_sample_run *run, const char *name, const char *phase)
{
  pm_arena *arena = run->estimates->arena;
  if (name == NULL)
    return NULL;
  return name[0] == '\0' ? pm_arena_format(arena, "the %s phase", phase)
                         : pm_arena_format(arena, "stratum '%s' of the %s phase", name, phase);
}

static pm_status check_group(const pm_sample_run *run, const pm_phase_stratum *group)
{
  if (group->measured > 1 || group->measured == group->known)
    return PM_OK;
  const char *name = name_in_phase(run, group_name(run, group), "second");
  if (name == NULL)
    return pm_memory_fault(run->error);
  const pm_place place = {.file = run->tally->name};
  return pm_error_add(
      run->error, PM_ERROR_DATA, &place, "%s has %.0f record%s in it, of %.0f: %s", name,
      group->measured, group->measured == 1 ? "" : "s", group->known,
      group->measured == 0 ? "nothing is known of these; join it with another"
                           : "the variance there is not known; join it with another");
}

static pm_status check_first(const pm_sample_run *run, const pm_stage *stratum)
{
  if (stratum->units > 1 || stratum->fraction >= 1)
    return PM_OK;
  const char *own = pm_sample_name(&run->design, stratum->node, run->estimates->arena);
  const char *name = name_in_phase(run, own, "first");
  if (name == NULL)
    return pm_memory_fault(run->error);
  const pm_place place = {.file = run->tally->name};
  return pm_error_add(run->error, PM_ERROR_DATA, &place,
                      "%s has a single record, so the variance there is not known; no rule of "
                      "--lonely-psu is for two phases",
                      name);
}

pm_status pm_sample_check_phases(const pm_sample_run *run)
{
  const pm_phases *phases = run->design.phases;
  const pm_stage_level *strata = &run->design.levels[run->tally->plan.strata_count];
  pm_status status = PM_OK, found;
  if (run->setup.df == &pm_df_satterthwaite && !(run->setup.df_fixed > 0))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--df satterthwaite is for one phase: of two the variance is no sum of "
                        "the strata's own");
  for (size_t i = 0; i < strata->count; i++) {
    found = check_first(run, &strata->stages[i]);
    status = status == PM_OK ? found : status;
  }
  for (size_t i = 0; i < phases->count; i++) {
    found = check_group(run, &phases->strata[i]);
    status = status == PM_OK ? found : status;
  }
  return status;
}

/* ----------------------------------------------------------- first phase -- */

/* A cell: a first-phase stratum's measured records that have the same stratum in the
   second; records outside the domain have z = 0. */
typedef struct phase_cell {
  double p;             /* of being measured */
  double reach;         /* m/p: how many of the first phase its m records stand for */
  double mean, squares; /* of z */
  double k;             /* (1 - p)/(M - 1), M being all that are measured of the second
                           phase's stratum */
  double excess;        /* m (M - m) k/p^2: 0 when the first phase's stratum has them all */
} phase_cell;

typedef struct phase_climb {
  const pm_sample_room *room;
  const pm_sample_design *design;
  pm_arena *arena;
  size_t next; /* of the room's leaves */
} phase_climb;

static phase_cell make_cell(phase_climb *c, size_t place)
{
  const pm_phases *phases = c->design->phases;
  const pm_phase_stratum *group = &phases->strata[phases->groups[place]];
  double m = c->design->levels[c->design->depth].stages[place].units;
  double p = group->measured / group->known;
  phase_cell cell = {.p = p, .reach = m * group->known / group->measured};
  cell.k = p < 1 ? (1 - p) / (group->measured - 1) : 0;
  cell.excess = m * (group->measured - m) * cell.k / (p * p);
  const pm_leaf_total *leaf = c->next < c->room->leaf_count ? &c->room->leaves[c->next] : NULL;
  if (leaf == NULL || leaf->place != place)
    return cell;
  c->next++;
  pm_stratum_part part = pm_stratum_part_pad(leaf->n, leaf->mean, leaf->squares, m);
  cell.mean = part.mean;
  cell.squares = part.squares;
  return cell;
}

/* The first phase's variance in a stratum of n records less its 1 - f, as a polynomial in
   the cells' means of a about the mean of all, and in that: where the second phase's strata
   lie within those of the first the latter's terms are 0, and no digits cancel. */
static double variance_of_cells(const phase_cell *cells, size_t count, double n)
{
  double reach = 0, total = 0;
  pm_sum sum = {0, 0};
  for (size_t i = 0; i < count; i++) {
    reach += cells[i].reach;
    total += cells[i].reach * cells[i].p * cells[i].mean;
  }
  double centre = total / reach;
  double constant = reach * (n - reach);
  for (size_t i = 0; i < count; i++) {
    const phase_cell *cell = &cells[i];
    double apart = cell->p * cell->mean - centre;
    constant += cell->excess;
    pm_sum_add(&sum, cell->squares * (cell->p * (n - 1) + 1 + cell->k));
    pm_sum_add(&sum, (n * cell->reach + cell->excess) * apart * apart);
    pm_sum_add(&sum, 2 * centre * cell->excess * apart);
  }
  pm_sum_add(&sum, centre * centre * constant);
  return pm_sum_value(&sum) / (n - 1);
}

/* Strata without records of the domain add nothing. False: out of memory. */
static bool add_first_phase(phase_climb *c, pm_sum *variance)
{
  const pm_phases *phases = c->design->phases;
  const pm_stage_level *strata = &c->design->levels[c->design->tally->plan.strata_count];
  size_t leaves = c->design->levels[c->design->depth].count;
  phase_cell *cells = pm_arena_alloc(c->arena, leaves * sizeof *cells);
  if (cells == NULL)
    return false;
  while (c->next < c->room->leaf_count) {
    size_t place = c->room->leaves[c->next].place;
    uint32_t stratum = phases->parents[place];
    size_t count = 0;
    while (place > 0 && phases->parents[place - 1] == stratum)
      place--;
    for (; place < leaves && phases->parents[place] == stratum; place++)
      if (phases->is_measured[place])
        cells[count++] = make_cell(c, place);
    const pm_stage *stage = &strata->stages[stratum];
    if (stage->fraction < 1)
      pm_sum_add(variance,
                 (1 - stage->fraction) * variance_of_cells(cells, count, stage->units));
  }
  return true;
}

/* ---------------------------------------------------------- second phase -- */

/* The second phase's strata as parts of the variance given the first. */
static bool add_second_phase(const phase_climb *c, pm_sample_variance *found, bool is_whole)
{
  const pm_phases *phases = c->design->phases;
  pm_leaf_total *groups = pm_arena_alloc(c->arena, phases->count * sizeof *groups);
  found->parts = pm_arena_alloc(c->arena, phases->count * sizeof *found->parts);
  if (groups == NULL || found->parts == NULL)
    return false;
  for (size_t i = 0; i < c->room->leaf_count; i++) {
    const pm_leaf_total *leaf = &c->room->leaves[i];
    pm_leaf_total *group = &groups[phases->groups[leaf->place]];
    if (group->n > 0)
      pm_leaf_total_add(group, leaf);
    else
      *group = *leaf;
  }
  for (uint32_t i = 0; i < phases->count; i++) {
    const pm_phase_stratum *stratum = &phases->strata[i];
    double m = stratum->measured;
    if (groups[i].n == 0)
      continue;
    pm_stratum_part *part = &found->parts[found->strata++];
    *part = pm_stratum_part_pad(groups[i].n, groups[i].mean, groups[i].squares, m);
    part->total = groups[i].total;
    part->cases = groups[i].cases;
    part->place = i;
    part->units = m;
    part->fraction = is_whole ? m / stratum->known : 0;
    part->variance =
        m < stratum->known ? (1 - m / stratum->known) * (m / (m - 1)) * part->squares : 0;
  }
  return true;
}

static bool is_whole(const pm_sample_design *design)
{
  const pm_stage_level *strata = &design->levels[design->tally->plan.strata_count];
  for (size_t i = 0; i < strata->count; i++)
    if (strata->stages[i].fraction < 1)
      return false;
  return true;
}

bool pm_sample_climb_phases(const pm_sample_room *room, const pm_sample_design *design,
                            pm_arena *arena, pm_sample_variance *found)
{
  phase_climb c = {.room = room, .design = design, .arena = arena};
  pm_sum variance = {0, 0};
  if (!add_first_phase(&c, &variance) || !add_second_phase(&c, found, is_whole(design)))
    return false;
  pm_sample_add_strata(found);
  pm_sum_add(&variance, found->variance);
  found->variance = pm_sum_value(&variance);
  return true;
}
