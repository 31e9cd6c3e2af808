/* sample_check.c: what a design cannot be, and what must be said of it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/listing.h"
#include "core/number_text.h"
#include "estimate/estimate_families.h"
#include "estimate/sample_run.h"

#include <math.h>
#include <string.h>

enum { NAMES_MOST = 5 };

/* ------------------------------------------------------------------ texts -- */

/* "Wales / Gwent" */
const char *pm_sample_name(const pm_sample_design *design, uint32_t node, pm_arena *arena)
{
  const pm_label_tree *tree = design->tally->tree;
  const char *name = pm_label_tree_text(tree, node);
  for (uint32_t at = pm_label_tree_parent(tree, node);
       at != 0 && at != PM_LABEL_NONE && name != NULL; at = pm_label_tree_parent(tree, at))
    name = pm_arena_format(arena, "%s / %s", pm_label_tree_text(tree, at), name);
  return name;
}

/* ------------------------------------------------------------ lonely strata -- */

typedef struct lonely_list {
  pm_listing names;
  size_t count;
} lonely_list;

/* Whether the variance within a node of this level is part of any: where the fraction of
   an earlier stage is not told, its own variance has those of the later ones in it. */
static bool matters(const pm_sample_run *run, size_t level, const pm_stage *stage)
{
  for (size_t d = level; d > run->tally->plan.strata_count; d--) {
    stage = &run->design.levels[d - 1].stages[stage->parent];
    if (!(stage->fraction > 0))
      return false;
  }
  return true;
}

/* Of one level, by their labels; strata stand in that order. */
static int compare_stages(const pm_sample_run *run, size_t level, const pm_stage *a,
                          const pm_stage *b)
{
  const pm_label_tree *tree = run->tally->tree;
  if (level == run->tally->plan.strata_count)
    return (a > b) - (a < b);
  const pm_stage *above = run->design.levels[level - 1].stages;
  return a->parent != b->parent
             ? compare_stages(run, level - 1, &above[a->parent], &above[b->parent])
             : strcmp(pm_label_tree_text(tree, a->node), pm_label_tree_text(tree, b->node));
}

typedef struct first_stages {
  const pm_stage *items[NAMES_MOST];
  size_t count;
} first_stages;

static void keep_first(const pm_sample_run *run, size_t level, const pm_stage *stage,
                       first_stages *first)
{
  size_t at = first->count;
  while (at > 0 && compare_stages(run, level, stage, first->items[at - 1]) < 0)
    at--;
  if (at == NAMES_MOST)
    return;
  first->count += first->count < NAMES_MOST;
  for (size_t i = first->count - 1; i > at; i--)
    first->items[i] = first->items[i - 1];
  first->items[at] = stage;
}

static bool add_names(const pm_sample_run *run, const first_stages *first, size_t before,
                      pm_listing *names)
{
  for (size_t i = 0; i < first->count && before + i < NAMES_MOST; i++) {
    uint32_t node = first->items[i]->node;
    const char *name = pm_sample_name(&run->design, node, run->estimates->arena);
    if (name == NULL)
      return false;
    if (node != 0)
      pm_listing_add(names, "%s'%s'", names->used > 0 ? ", " : "", name);
  }
  return true;
}

/* The lonely nodes of the levels from `first` to `last`; the first ones by name, whatever the
   order of the rows. False: out of memory. */
static bool list_lonely(const pm_sample_run *run, size_t first, size_t last, lonely_list *list)
{
  *list = (lonely_list){.count = 0};
  for (size_t d = first; d <= last; d++) {
    const pm_stage_level *level = &run->design.levels[d];
    size_t before = list->count;
    first_stages named = {.count = 0};
    for (size_t i = 0; i < level->count; i++) {
      const pm_stage *stage = &level->stages[i];
      bool is_lonely = d == run->tally->plan.strata_count
                           ? pm_stratum_is_lonely(&run->design, stage)
                           : pm_stage_is_lonely(stage);
      if (!is_lonely || !matters(run, d, stage))
        continue;
      list->count++;
      keep_first(run, d, stage, &named);
    }
    if (!add_names(run, &named, before, &list->names))
      return false;
  }
  if (list->count > NAMES_MOST)
    pm_listing_add(&list->names, " and %zu more", list->count - NAMES_MOST);
  return true;
}

/* Four significant digits. */
static const char *short_number(double value, char text[PM_NUMBER_SIZE])
{
  double size = value == 0 || !isfinite(value) ? 0 : floor(log10(fabs(value)));
  (void)pm_number_format_fixed(value, (int)fmin(fmax(3 - size, 0), 15), text);
  return text;
}

/* What is sampled in the strata. */
static const char *unit_name(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  bool is_record = plan->path_count == plan->strata_count;
  if (plan->pps != NULL)
    return is_record ? "record that was not sure to be drawn"
                     : "cluster that was not sure to be drawn";
  return is_record ? "record" : "cluster";
}

/* Strata of unequal chances have no size by which they could be put together, and from joint
   chances comes one variance for all of them. */
static bool fits_chances(const pm_sample_run *run, const pm_lonely_method *rule)
{
  const pm_pps_method *pps = run->tally->plan.pps;
  return pps == NULL || (!rule->merges && !(rule->is_of_good && pps->needs_joint));
}

/* Does a rule say what a lonely stratum adds, and in this run? */
static bool is_choice(const pm_sample_run *run, const pm_lonely_method *rule)
{
  return !rule->is_refused && fits_chances(run, rule) &&
         (rule->is_fixed || !run->is_replicated);
}

static pm_status find_quantile_se(pm_sample_run *run, const pm_sample_slice *slice,
                                  const pm_lonely_method *rule, double *se)
{
  const pm_lonely_method *own = run->setup.lonely;
  pm_estimate row = pm_sample_row(run, slice->domain->labels, slice->statistic);
  run->setup.lonely = rule;
  run->design_df = pm_sample_design_df(run);
  pm_status status = pm_sample_quantile(run, slice, 0, &row);
  run->setup.lonely = own;
  *se = row.se;
  return status;
}

static pm_status find_se(pm_sample_run *run, const pm_sample_slice *slice,
                         const pm_lonely_method *rule, double *se)
{
  pm_sample_variance found;
  pm_sample_totals all;
  if (rule->merges && !pm_sample_collapse(&run->design, run->estimates->arena))
    return pm_memory_fault(run->error);
  if (run->tally->plan.statistics[slice->statistic].kind == PM_STATISTIC_QUANTILE)
    return find_quantile_se(run, slice, rule, se);
  if (!pm_sample_compute(run, slice, &all, &found) ||
      !pm_sample_settle_lonely(&run->design, rule, run->estimates->arena, &found))
    return pm_memory_fault(run->error);
  *se = sqrt(found.variance);
  return PM_OK;
}

/* "0.021 by remove, ..." of the whole's first statistic by every rule. */
static pm_status list_rules(pm_sample_run *run, const pm_sample_set *whole, pm_listing *list)
{
  const pm_sample_slice slice = {&run->design, whole->split, &whole->domains[0], 0};
  pm_status status = PM_OK;
  for (size_t i = 0; i < pm_lonely_family.count && status == PM_OK; i++) {
    const pm_lonely_method *rule = pm_lonely_find(pm_lonely_family.at(i)->name);
    double se = (double)NAN;
    if (!is_choice(run, rule))
      continue;
    status = find_se(run, &slice, rule, &se);
    char number[PM_NUMBER_SIZE];
    pm_listing_add(list, "%s%s by %s", list->used > 0 ? ", " : "",
                   isfinite(se) ? short_number(se, number) : "unknown", rule->about.name);
  }
  return status;
}

static pm_status refuse_strata(pm_sample_run *run, const lonely_list *lonely)
{
  const pm_place place = {.file = run->tally->name};
  pm_listing rules = {.used = 0};
  pm_sample_set whole;
  pm_status status =
      pm_sample_set_make(&whole, &run->design, 0, run->estimates->arena, run->error);
  if (status == PM_OK)
    status = list_rules(run, &whole, &rules);
  if (status != PM_OK)
    return status;
  const pm_stage_level *strata = &run->design.levels[run->tally->plan.strata_count];
  if (lonely->count == strata->count)
    return pm_error_add(run->error, PM_ERROR_DATA, &place,
                        "every stratum has a single %s, so no variance can be measured: %s",
                        unit_name(run),
                        lonely->names.used > 0 ? lonely->names.text : "there is one stratum");
  return pm_error_add(
      run->error, PM_ERROR_DATA, &place,
      "%s %s: a single %s, so the variance there is not known; --lonely-psu says "
      "what to do. The standard error of the whole's first estimate would be %s%s",
      lonely->count == 1 ? "stratum" : "strata", lonely->names.text, unit_name(run), rules.text,
      run->is_replicated ? ", linearised" : "");
}

/* The rules that unequal chances leave no ground for. */
static pm_status check_chances(const pm_sample_run *run)
{
  const pm_pps_method *pps = run->tally->plan.pps;
  const pm_lonely_method *rule = run->setup.lonely;
  if (!fits_chances(run, rule))
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL, "--lonely-psu %s does not go with --pps %s: %s",
        rule->about.name, pps->about.name,
        rule->merges ? "strata of unequal chances have no size to be put together by"
                     : "joint chances make one variance of all strata, and no mean of "
                       "theirs");
  if (pps != NULL && pps->needs_joint && run->setup.df == &pm_df_satterthwaite &&
      !(run->setup.df_fixed > 0))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--df satterthwaite does not go with --pps %s: joint chances make one "
                        "variance of all strata, and it needs that of each",
                        pps->about.name);
  return PM_OK;
}

pm_status pm_sample_check_lonely(pm_sample_run *run)
{
  size_t first = run->tally->plan.strata_count;
  size_t last = run->tally->plan.has_records ? run->design.depth : run->design.depth - 1;
  lonely_list strata, later;
  pm_status status = check_chances(run);
  if (status != PM_OK)
    return status;
  if (!list_lonely(run, first, first, &strata) || !list_lonely(run, first + 1, last, &later))
    return pm_memory_fault(run->error);
  bool is_refused = run->setup.lonely->is_refused;
  if (strata.count > 0 && is_refused)
    return refuse_strata(run, &strata);
  if (later.count > 0 && is_refused)
    return pm_error_add(
        run->error, PM_ERROR_DATA, &(const pm_place){.file = run->tally->name},
        "in cluster%s %s one unit of several was sampled at the next stage, so "
        "the variance there is not known; any other --lonely-psu counts it as 0",
        later.count == 1 ? "" : "s", later.names.text);
  if (strata.count > 0 && strata.names.used == 0)
    status = pm_notes_add(run->notes, "lonely-stratum",
                          "there is a single %s, which shows no variance", unit_name(run));
  else if (strata.count > 0)
    status = pm_notes_add(run->notes, "lonely-stratum",
                          "strata with a single %s: %zu of %zu (%s); what they add to the "
                          "variance is by the rule %s",
                          unit_name(run), strata.count, run->design.levels[first].count,
                          strata.names.text, run->setup.lonely->about.name);
  if (status == PM_OK && later.count > 0)
    status =
        pm_notes_add(run->notes, "lonely-cluster",
                     "clusters in which one unit of several was sampled at the next stage: "
                     "%zu (%s); the variance of that stage is counted as 0",
                     later.count, later.names.text);
  return status == PM_OK ? PM_OK : pm_memory_fault(run->error);
}

/* ------------------------------------------------------ weights and sizes -- */

/* The weights of a stratum's records should add up to its population. Calibration may
   move them a little; beyond a factor of 2 one of the columns is not what it is taken
   for. */
static const double CONTRADICTION = 2;
static const double CLOSE = 0.01;

/* What the weights of a stratum add up to, and what they should by the populations of the
   stages, or the chances of its units: its records over all fractions that were drawn.
   Infinite: the first is not told. Where only a later one is not, that is the least they can
   add up to, as if all of it had been drawn; and so it is of records that had the chances, as
   if all that were drawn had answered. */
typedef struct weight_sums {
  double told, expected;
  bool is_least;
} weight_sums;

static weight_sums *add_weights(const pm_sample_run *run)
{
  const pm_sample_design *design = &run->design;
  const pm_tally_plan *plan = &run->tally->plan;
  const size_t top = plan->strata_count;
  const bool has_chances = plan->pps != NULL;
  const pm_stage_level *leaves = &design->levels[design->depth];
  weight_sums *sums =
      pm_arena_alloc(run->estimates->arena, design->levels[top].count * sizeof *sums);
  for (size_t i = 0; sums != NULL && i < leaves->count; i++) {
    const pm_stage *stage = &leaves->stages[i];
    double told = run->tally->nodes[stage->node].weight;
    double weight = stage->units;
    bool is_least = false;
    size_t place = i;
    for (size_t d = design->depth; d > top; d--) {
      is_least |= !(stage->fraction > 0);
      weight /= stage->fraction > 0 ? stage->fraction : 1;
      weight /= has_chances && d == top + 1 ? stage->chance : 1;
      place = stage->parent;
      stage = &design->levels[d - 1].stages[place];
    }
    sums[place].told += told;
    sums[place].expected += has_chances ? weight : weight / stage->fraction;
    sums[place].is_least |= is_least;
  }
  return sums;
}

static pm_status refuse_weights(const pm_sample_run *run, const pm_stage *stage,
                                const weight_sums *sums)
{
  const pm_tally_plan *plan = &run->tally->plan;
  const pm_tally_node *node = &run->tally->nodes[stage->node];
  const char *name = pm_sample_name(&run->design, stage->node, run->estimates->arena);
  pm_place place = pm_tally_place(run->tally, node, plan->columns[plan->weight]);
  char weight[PM_NUMBER_SIZE], population[PM_NUMBER_SIZE];
  if (name == NULL)
    return pm_memory_fault(run->error);
  bool has_stages = run->design.depth > plan->strata_count;
  const char *expected = !has_stages      ? "its population is"
                         : sums->is_least ? "by the populations of the stages to at least"
                                          : "by the populations of all stages to";
  return pm_error_add(
      run->error, PM_ERROR_DATA, &place, "the weights of %s%s%s add up to %s, but %s %s",
      stage->node != 0 ? "stratum '" : "all records", stage->node != 0 ? name : "",
      stage->node != 0 ? "'" : "", short_number(sums->told, weight), expected,
      short_number(sums->expected, population));
}

static double ratio_of(const weight_sums *sums)
{
  return sums->told / sums->expected;
}

/* Do weights contradict the populations? What 1 over the chances adds up to is a matter of
   chance itself, and contradicts none. */
static bool is_contradiction(const weight_sums *sums)
{
  const double ratio = ratio_of(sums);
  return (ratio > CONTRADICTION && !sums->is_least) || ratio < 1 / CONTRADICTION;
}

/* When the sums are right as they are. */
static const char *say_right(const pm_sample_run *run, const weight_sums *sums)
{
  const pm_tally_plan *plan = &run->tally->plan;
  const double ratio = ratio_of(sums);
  const bool is_more = ratio > 1;
  const bool is_record = plan->path_count == plan->strata_count;
  if (plan->pps != NULL && ratio < 1 / CONTRADICTION)
    return ", as where weights were scaled, or the column is no weight";
  if (plan->pps != NULL && ratio > CONTRADICTION && (is_record || !sums->is_least))
    return ", as where few of those drawn answered, or the column is no weight";
  if (!sums->is_least)
    return "";
  if (plan->pps != NULL && is_record)
    return is_more ? ", as where not all that were drawn answered" : "";
  return is_more ? ", which is right only if not all of the last clusters was drawn"
                 : ", if all of the last clusters was drawn";
}

static pm_status note_weights(const pm_sample_run *run, const pm_stage *stage,
                              const weight_sums *sums)
{
  const bool has_chances = run->tally->plan.pps != NULL;
  char number[PM_NUMBER_SIZE];
  const char *name = pm_sample_name(&run->design, stage->node, run->estimates->arena);
  return name != NULL &&
                 pm_notes_add(run->notes, "weights-population",
                              "weights do not add up to %s: %s%s%s to %s of it%s; the weights "
                              "are used, and the %s",
                              has_chances ? "what the chances say" : "the populations",
                              stage->node != 0 ? "farthest off is stratum '" : "those of all",
                              stage->node != 0 ? name : "", stage->node != 0 ? "'," : "",
                              short_number(ratio_of(sums), number), say_right(run, sums),
                              has_chances ? "chances only for the variance"
                                          : "populations only for the correction") == PM_OK
             ? PM_OK
             : pm_memory_fault(run->error);
}

pm_status pm_sample_check_weights(pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  const pm_stage_level *strata = &run->design.levels[plan->strata_count];
  size_t farthest = 0;
  double most = 1;
  pm_status status = PM_OK;
  if (plan->weight == PM_TALLY_NONE || plan->has_phases)
    return PM_OK;
  const weight_sums *sums = add_weights(run);
  if (sums == NULL)
    return pm_memory_fault(run->error);
  for (size_t i = 0; i < strata->count; i++) {
    const pm_stage *stage = &strata->stages[i];
    const double ratio = ratio_of(&sums[i]);
    if (!(ratio > 0)) /* as the populations are not told */
      continue;
    if (fabs(log(ratio)) > fabs(log(most))) {
      most = ratio;
      farthest = i;
    }
    if (plan->pps == NULL && is_contradiction(&sums[i]))
      status = refuse_weights(run, stage, &sums[i]);
  }
  if (status != PM_OK || fabs(most - 1) <= CLOSE)
    return status;
  return note_weights(run, &strata->stages[farthest], &sums[farthest]);
}

/* --------------------------------------------------------------- the rest -- */

static pm_status note_missing(const pm_sample_run *run)
{
  pm_status status = PM_OK;
  size_t statistics = run->tally->plan.statistic_count;
  for (size_t s = 0; s < statistics && s < run->estimates->count && status == PM_OK; s++) {
    const pm_estimate *row = &run->estimates->rows[s]; /* the whole's come first */
    double records =
        run->design.phases != NULL ? run->design.phases->measured : (double)run->tally->records;
    double missing = records - row->n;
    if (missing > 0)
      status = pm_notes_add(run->notes, "missing-values",
                            "%s of %s: %s of %s record%s no number there and belong%s to "
                            "no domain of it",
                            row->statistic, row->variable, pm_number_show_grouped(missing).text,
                            pm_number_show_grouped(records).text,
                            records == 1   ? " has"
                            : missing == 1 ? "s has"
                                           : "s have",
                            missing == 1 ? "s" : "");
  }
  return status;
}

static bool has_total(const pm_tally_plan *plan)
{
  for (size_t s = 0; s < plan->statistic_count; s++)
    if (plan->statistics[s].kind == PM_STATISTIC_TOTAL)
      return true;
  return false;
}

/* A weight is how many a record stands for, at least itself. Weights that were scaled are below
   1, too, to which rates and means are indifferent; but so are chances of being drawn, of which
   every number is wrong and none looks it. */
static pm_status note_few(const pm_sample_run *run)
{
  static const double scaled = 0.99; /* to 1 on average, in a file of which this is most */
  const pm_tally_plan *plan = &run->tally->plan;
  const pm_estimate *whole = run->estimates->rows; /* its first statistic */
  bool is_total = has_total(plan);
  if (plan->weight == PM_TALLY_NONE || plan->population_count > 0 ||
      !(whole->population < (is_total ? scaled : 0.5) * whole->n))
    return PM_OK;
  return pm_notes_add(
      run->notes, "weights-few",
      "the weights of %s records add up to %s, fewer than there are records%s; if %s",
      pm_number_show_grouped(whole->n).text,
      pm_number_grouped(pm_number_short(whole->population, 2)).text,
      is_total ? ", and totals are of no more than that"
               : ", which rates and means do not mind where weights were only scaled",
      run->design.calibration != NULL
          ? "the totals of the calibration are shares, numbers are wanted"
          : "they are the chances of being drawn, the weights are 1 over them");
}

static pm_status note_unweighted(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  if (!has_total(plan) || plan->weight != PM_TALLY_NONE || plan->population_count > 0)
    return PM_OK;
  return pm_notes_add(run->notes, "unweighted",
                      "without --weight or --population every record stands for itself, and "
                      "totals are those of the sample");
}

/* Rows that were asked for and are not there. */
static pm_status note_differences(const pm_sample_run *run)
{
  const pm_tally_plan *plan = &run->tally->plan;
  bool has_quantile = false;
  pm_status status = PM_OK;
  for (size_t s = 0; s < plan->statistic_count; s++)
    has_quantile |= plan->statistics[s].kind == PM_STATISTIC_QUANTILE;
  if (has_quantile && run->differences != 0)
    status =
        pm_notes_add(run->notes, "quantile-difference",
                     "quantiles are not compared: no difference of domains is told of them");
  for (size_t by = 0; by < plan->by_count && status == PM_OK; by++)
    if (((run->differences & ~run->compared) >> by & 1) != 0)
      status = pm_notes_add(run->notes, "no-difference",
                            "no two domains differ in %s alone, so that none are compared",
                            plan->columns[plan->by[by]]);
  return status;
}

static pm_status note_shares(pm_sample_run *run)
{
  if (run->capped.count > 0)
    return pm_names_note(run->estimates->arena, &run->capped, "effective-n", pm_loses_share,
                         run->notes);
  bool has_rate = false;
  for (size_t i = 0; i < run->estimates->count; i++)
    has_rate |= run->estimates->rows[i].is_share;
  bool is_usual = run->setup.interval == &pm_estimate_interval_wilson ||
                  run->setup.interval == &pm_estimate_interval_wald;
  if (!has_rate && !is_usual)
    return pm_notes_add(
        run->notes, "interval-unused",
        "the interval %s is of rates, and none is estimated: the others have wald",
        run->setup.interval->about.name);
  if (!has_rate || run->setup.interval != &pm_estimate_interval_wilson_fpc ||
      pm_sample_has_shares(run))
    return PM_OK;
  return pm_notes_add(run->notes, "population-unknown", "%s", pm_no_shares);
}

/* A bootstrap is one of fewer replicates where some have no ratio. */
static pm_status note_left_out(const pm_sample_run *run)
{
  size_t count = run->thinned_count;
  return count == 0
             ? PM_OK
             : pm_notes_add(run->notes, "replicates-left-out",
                            "in up to %zu of the bootstrap's replicates the denominator of a "
                            "small domain adds up to 0: the variance%s of %zu estimate%s %s of "
                            "the other replicates",
                            run->thinned_most, count == 1 ? "" : "s", count,
                            count == 1 ? "" : "s", count == 1 ? "is that" : "are those");
}

pm_status pm_sample_note(pm_sample_run *run)
{
  pm_status status = note_missing(run);
  if (status == PM_OK)
    status = note_shares(run);
  if (status == PM_OK)
    status = pm_names_note(run->estimates->arena, &run->at_end, "logit-at-end", pm_logit_at_end,
                           run->notes);
  if (status == PM_OK)
    status = note_unweighted(run);
  if (status == PM_OK)
    status = note_few(run);
  if (status == PM_OK)
    status = note_differences(run);
  if (status == PM_OK)
    status = note_left_out(run);
  return status == PM_OK ? PM_OK : pm_memory_fault(run->error);
}
