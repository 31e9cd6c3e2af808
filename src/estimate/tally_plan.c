/* tally_plan.c: what a pass over the records has to add up, from the request.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/tally.h"

#include <string.h>

typedef struct planning {
  pm_tally_plan *plan;
  const pm_tally_request *request;
  pm_error *error;
} planning;

/* ---------------------------------------------------------------- columns -- */

/* The place of a wanted column, which is made. The arena's lists have room for
   every name that the request holds. */
static size_t want(pm_tally_plan *plan, const char *name)
{
  for (size_t i = 0; i < plan->column_count; i++)
    if (strcmp(plan->columns[i], name) == 0)
      return i;
  plan->columns[plan->column_count] = name;
  return plan->column_count++;
}

static size_t margin_count(const pm_tally_request *request)
{
  return request->calibration != NULL ? request->calibration->margin_count : 0;
}

/* Every name of the request, at most. */
static size_t count_names(const pm_tally_request *request)
{
  const pm_design *design = &request->design;
  size_t count = design->strata_count + design->cluster_count + design->population_count + 2 +
                 design->phase2_strata_count + 2 * request->statistic_count;
  for (size_t i = 0; i < request->by_count; i++)
    count += request->by[i].count;
  for (size_t i = 0; i < margin_count(request); i++)
    count += request->calibration->margins[i].column_count;
  return count;
}

static pm_status copy_names(const planning *p, size_t count)
{
  pm_tally_plan *plan = p->plan;
  for (size_t i = 0; i < count; i++) {
    plan->columns[i] = pm_arena_text(plan->arena, plan->columns[i], strlen(plan->columns[i]));
    if (plan->columns[i] == NULL)
      return pm_memory_fault(p->error);
  }
  return PM_OK;
}

static pm_status make_lists(const planning *p)
{
  pm_tally_plan *plan = p->plan;
  const pm_design *design = &p->request->design;
  size_t names = count_names(p->request);
  plan->columns = pm_arena_alloc(plan->arena, names * sizeof *plan->columns);
  plan->path = pm_arena_alloc(plan->arena, names * sizeof *plan->path);
  plan->phase2 =
      pm_arena_alloc(plan->arena, design->phase2_strata_count * sizeof *plan->phase2);
  plan->populations =
      pm_arena_alloc(plan->arena, design->population_count * sizeof *plan->populations);
  plan->by = pm_arena_alloc(plan->arena, names * sizeof *plan->by);
  plan->numbers = pm_arena_alloc(plan->arena, names * sizeof *plan->numbers);
  plan->statistics =
      pm_arena_alloc(plan->arena, p->request->statistic_count * sizeof *plan->statistics);
  plan->sets = pm_arena_alloc(plan->arena, (p->request->by_count + 1) * sizeof *plan->sets);
  plan->splits = pm_arena_alloc(plan->arena, (p->request->by_count + 1) * sizeof *plan->splits);
  bool is_made = plan->columns != NULL && plan->path != NULL && plan->phase2 != NULL &&
                 plan->populations != NULL && plan->by != NULL && plan->numbers != NULL &&
                 plan->statistics != NULL && plan->sets != NULL && plan->splits != NULL;
  return is_made ? PM_OK : pm_memory_fault(p->error);
}

/* ----------------------------------------------------------------- design -- */

static pm_status add_path(const planning *p, const char *name, const char *option)
{
  pm_tally_plan *plan = p->plan;
  size_t place = want(plan, name);
  for (size_t i = 0; i < plan->path_count; i++)
    if (plan->path[i] == place)
      return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                          "%s names column '%s', which is a stratum or a cluster already",
                          option, name);
  if (plan->path_count == PM_TALLY_DEPTH_MOST)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "there are more than %d columns of strata and clusters",
                        PM_TALLY_DEPTH_MOST);
  plan->path[plan->path_count++] = place;
  return PM_OK;
}

static pm_status plan_pps(const planning *p)
{
  const pm_design *design = &p->request->design;
  pm_tally_plan *plan = p->plan;
  plan->pps = pm_pps_find(design->pps);
  if (plan->pps == NULL)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL, "unknown pps method '%s'", design->pps);
  if (design->population_count == 0)
    return pm_error_add(
        p->error, PM_ERROR_USAGE, NULL,
        "--pps needs --population COL: the column of each unit's chance of being "
        "in the sample");
  if (plan->pps->needs_joint && design->joint == NULL)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "--pps %s needs --joint FILE: the joint chances of the units",
                        design->pps);
  if (!plan->pps->needs_joint && design->joint != NULL)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "--pps %s does not use joint chances, and --joint contradicts it",
                        design->pps);
  return PM_OK;
}

/* A column of the second phase's strata may be one of the first's. */
static pm_status add_phase2_stratum(const planning *p, const char *name)
{
  pm_tally_plan *plan = p->plan;
  size_t place = want(plan, name);
  size_t at = 0;
  while (at < plan->path_count && plan->path[at] != place)
    at++;
  plan->phase2[plan->phase2_count++] = at;
  return at < plan->path_count ? PM_OK : add_path(p, name, "--phase2-strata");
}

static pm_status plan_phases(const planning *p)
{
  const pm_design *design = &p->request->design;
  pm_tally_plan *plan = p->plan;
  pm_status status = PM_OK;
  if (design->phase2 == NULL && design->phase2_strata_count == 0)
    return PM_OK;
  if (design->phase2 == NULL)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "--phase2-strata needs --phase2 COL: which records are in the second "
                        "phase");
  if (design->cluster_count > 0 || design->pps != NULL)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "--phase2 is for a first phase that drew records with equal chances "
                        "within strata: for clusters or --pps the joint chances of two records "
                        "would have to be known");
  for (size_t i = 0; i < design->phase2_strata_count && status == PM_OK; i++)
    status = add_phase2_stratum(p, design->phase2_strata[i]);
  plan->has_phases = true;
  return status == PM_OK ? add_path(p, design->phase2, "--phase2") : status;
}

static pm_status plan_design(const planning *p)
{
  pm_tally_plan *plan = p->plan;
  const pm_design *design = &p->request->design;
  pm_status status = PM_OK;
  for (size_t i = 0; i < design->strata_count && status == PM_OK; i++)
    status = add_path(p, design->strata[i], "--strata");
  plan->strata_count = design->strata_count;
  for (size_t i = 0; i < design->cluster_count && status == PM_OK; i++)
    status = add_path(p, design->clusters[i], "--cluster");
  if (status != PM_OK)
    return status;
  if (design->population_count > design->cluster_count + 1)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "--population names %zu columns, but there are only %zu stages of "
                        "sampling: %zu of clusters, and records within them",
                        design->population_count, design->cluster_count + 1,
                        design->cluster_count);
  for (size_t i = 0; i < design->population_count; i++)
    plan->populations[plan->population_count++] = want(plan, design->populations[i]);
  if (design->pps != NULL)
    status = plan_pps(p);
  if (status == PM_OK)
    status = plan_phases(p);
  plan->has_units = plan->pps != NULL && design->cluster_count == 0;
  plan->depth = plan->path_count + plan->has_units;
  plan->has_records = !plan->has_units && (design->cluster_count == 0 ||
                                           design->population_count > design->cluster_count);
  plan->weight = design->weight != NULL ? want(plan, design->weight) : PM_TALLY_NONE;
  return status;
}

/* ------------------------------------------------------------- statistics -- */

static pm_status find_number(const planning *p, const char *name, bool is_indicator,
                             size_t *number)
{
  pm_tally_plan *plan = p->plan;
  size_t place = want(plan, name);
  *number = 0;
  while (*number < plan->number_count && plan->numbers[*number].wanted != place)
    ++*number;
  if (*number == PM_TALLY_NUMBERS_MOST)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "there are more than %d columns to be estimated from",
                        PM_TALLY_NUMBERS_MOST);
  if (*number == plan->number_count)
    plan->numbers[plan->number_count++] = (pm_tally_number){.wanted = place};
  plan->numbers[*number].is_indicator |= is_indicator;
  return PM_OK;
}

/* Twice the same would be two rows that nothing tells apart. */
static pm_status add_statistic(const planning *p, const pm_tally_statistic *made)
{
  static const char *const options[] = {
      [PM_STATISTIC_RATE] = "--rate",         [PM_STATISTIC_RATIO] = "--ratio",
      [PM_STATISTIC_MEAN] = "--mean",         [PM_STATISTIC_TOTAL] = "--total",
      [PM_STATISTIC_QUANTILE] = "--quantile",
  };
  pm_tally_plan *plan = p->plan;
  if (made->variable == NULL)
    return pm_memory_fault(p->error);
  for (size_t i = 0; i < plan->statistic_count; i++)
    if (plan->statistics[i].kind == made->kind &&
        strcmp(plan->statistics[i].variable, made->variable) == 0)
      return pm_error_add(p->error, PM_ERROR_USAGE, NULL, "%s '%s' is asked for twice",
                          options[made->kind], made->variable);
  plan->statistics[plan->statistic_count++] = *made;
  return PM_OK;
}

static pm_status plan_quantile(const planning *p, const pm_statistic *statistic,
                               pm_tally_statistic made)
{
  pm_tally_plan *plan = p->plan;
  char number[PM_NUMBER_SIZE];
  (void)pm_number_format(statistic->probability, number);
  if (!(statistic->probability > 0 && statistic->probability < 1))
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "a quantile is at a share above 0 and below 1, not at %s", number);
  made.variable = pm_arena_format(plan->arena, "%s:%s", statistic->column, number);
  plan->keeps_records = plan->has_quantiles = true;
  return add_statistic(p, &made);
}

static pm_status plan_statistic(const planning *p, const pm_statistic *statistic)
{
  pm_tally_plan *plan = p->plan;
  pm_tally_statistic made = {.kind = statistic->kind, .x = PM_TALLY_NONE};
  bool is_ratio = statistic->kind == PM_STATISTIC_RATIO;
  if (statistic->kind > PM_STATISTIC_QUANTILE)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL, "a statistic is of an unknown kind");
  if (statistic->column == NULL || (is_ratio && statistic->denominator == NULL))
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "a statistic lacks its column, or a ratio its denominator");
  pm_status status =
      find_number(p, statistic->column, statistic->kind == PM_STATISTIC_RATE, &made.y);
  if (status == PM_OK && is_ratio)
    status = find_number(p, statistic->denominator, false, &made.x);
  if (status != PM_OK)
    return status;
  made.probability = statistic->probability;
  if (statistic->kind == PM_STATISTIC_QUANTILE)
    return plan_quantile(p, statistic, made);
  made.variable =
      is_ratio
          ? pm_arena_format(plan->arena, "%s/%s", statistic->column, statistic->denominator)
          : pm_arena_text(plan->arena, statistic->column, strlen(statistic->column));
  return add_statistic(p, &made);
}

/* ---------------------------------------------------------------- domains -- */

static pm_status find_by(const planning *p, const char *name, size_t *by)
{
  pm_tally_plan *plan = p->plan;
  size_t place = want(plan, name);
  *by = 0;
  while (*by < plan->key_count && plan->by[*by] != place)
    ++*by;
  if (*by == PM_TALLY_BY_MOST)
    return pm_error_add(p->error, PM_ERROR_USAGE, NULL,
                        "the sets of domains and the margins have more than %d columns",
                        PM_TALLY_BY_MOST);
  if (*by < plan->key_count)
    return PM_OK;
  plan->by[plan->key_count++] = place;
  bool splits = true;
  for (size_t i = 0; i < plan->path_count; i++)
    splits = splits && plan->path[i] != place;
  plan->splitting |= splits ? UINT64_C(1) << *by : 0;
  return PM_OK;
}

static pm_status plan_sets(const planning *p)
{
  pm_tally_plan *plan = p->plan;
  plan->sets[plan->set_count++] = (pm_tally_set){0, 0};
  for (size_t i = 0; i < p->request->by_count; i++) {
    pm_tally_set *set = &plan->sets[plan->set_count++];
    for (size_t k = 0; k < p->request->by[i].count; k++) {
      size_t by;
      pm_status status = find_by(p, p->request->by[i].columns[k], &by);
      if (status != PM_OK)
        return status;
      set->columns |= UINT64_C(1) << by;
    }
    for (const pm_tally_set *other = plan->sets + 1; other < set; other++)
      if (other->columns == set->columns)
        return pm_error_add(
            p->error, PM_ERROR_USAGE, NULL,
            "--by: the set that begins with '%s' has the same columns as an earlier one",
            p->request->by[i].columns[0]);
  }
  plan->by_count = plan->key_count;
  return PM_OK;
}

/* A column of numbers that a calibration needs. */
static pm_status plan_auxiliary(const planning *p, const pm_margin *margin)
{
  size_t number;
  pm_status status = find_number(p, margin->columns[0], false, &number);
  if (status != PM_OK)
    return status;
  p->plan->numbers[number].is_needed = true;
  p->plan->keeps_records = true;
  return PM_OK;
}

static pm_status plan_margins(const planning *p)
{
  pm_tally_plan *plan = p->plan;
  size_t count = margin_count(p->request);
  plan->calibrates = count > 0;
  if (plan->calibrates && plan->has_phases)
    return pm_error_add(
        p->error, PM_ERROR_USAGE, NULL,
        "two phases of sampling are not calibrated here: for which phase totals are "
        "known is not told, and the residuals of each add to the variance; leave "
        "out the totals");
  if (plan->calibrates && p->request->calibration->trim_upper > 0)
    plan->keeps_records = true;
  for (size_t i = 0; i < count; i++) {
    const pm_margin *margin = &p->request->calibration->margins[i];
    pm_status found = margin->labels == NULL ? plan_auxiliary(p, margin) : PM_OK;
    if (found != PM_OK)
      return found;
    for (size_t k = 0; k < margin->column_count && margin->labels != NULL; k++) {
      size_t by;
      pm_status status = find_by(p, margin->columns[k], &by);
      if (status != PM_OK)
        return status;
      plan->calibrating |= UINT64_C(1) << by;
    }
  }
  return PM_OK;
}

/* The columns that split a set's cells. */
static uint64_t columns_of(const pm_tally_plan *plan, size_t set)
{
  return (plan->sets[set].columns | plan->calibrating) & plan->splitting;
}

/* Is a set's split part of a larger one's, or the same as an earlier one's? */
static bool is_needless(const pm_tally_plan *plan, size_t set)
{
  uint64_t own = columns_of(plan, set);
  for (size_t i = 0; i < plan->set_count; i++) {
    uint64_t other = columns_of(plan, i);
    if (i != set && (own & ~other) == 0 && (own != other || i < set))
      return true;
  }
  return false;
}

static pm_status plan_splits(const planning *p)
{
  pm_tally_plan *plan = p->plan;
  for (size_t s = 0; s < plan->set_count; s++) {
    if (is_needless(plan, s))
      continue;
    pm_tally_split *split = &plan->splits[plan->split_count++];
    split->columns = columns_of(plan, s);
    split->by = pm_arena_alloc(plan->arena, plan->key_count * sizeof *split->by);
    if (split->by == NULL)
      return pm_memory_fault(p->error);
    for (size_t i = 0; i < plan->key_count; i++)
      if ((split->columns >> i & 1) != 0)
        split->by[split->count++] = i;
  }
  for (size_t s = 0; s < plan->set_count; s++)
    while ((columns_of(plan, s) & ~plan->splits[plan->sets[s].table].columns) != 0)
      plan->sets[s].table++;
  return PM_OK;
}

/* -------------------------------------------------------------------- all -- */

static void set_widths(pm_tally_plan *plan)
{
  if (plan->calibrates) {
    plan->width = plan->has_records ? PM_SUMS_CALIBRATING_MOST : PM_SUMS_CALIBRATING;
    plan->running_width = plan->has_records ? PM_SUMS_CALIBRATING_RUNNING : PM_SUMS_CALIBRATING;
    return;
  }
  plan->width = plan->has_records ? PM_SUMS_MOST : PM_SUMS_LEAST;
  plan->running_width = plan->has_records ? PM_SUMS_RUNNING : PM_SUMS_LEAST;
}

pm_status pm_tally_plan_make(pm_tally_plan *plan, const pm_tally_request *request,
                             pm_error *error)
{
  planning p = {plan, request, error};
  *plan = (pm_tally_plan){.arena = pm_arena_new(request->allocator), .weight = PM_TALLY_NONE};
  if (plan->arena == NULL)
    return pm_memory_fault(error);
  if (request->statistic_count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "nothing to estimate is named");
  pm_status status = make_lists(&p);
  if (status == PM_OK)
    status = plan_design(&p);
  for (size_t i = 0; i < request->statistic_count && status == PM_OK; i++)
    status = plan_statistic(&p, &request->statistics[i]);
  if (status == PM_OK)
    status = plan_sets(&p);
  if (status == PM_OK)
    status = plan_margins(&p);
  if (status == PM_OK)
    status = plan_splits(&p);
  set_widths(plan);
  plan->keeps_records |= request->keep_records;
  if (status == PM_OK)
    status = pm_tally_check_replicates(plan, request, error);
  return status == PM_OK ? copy_names(&p, plan->column_count) : status;
}

void pm_tally_plan_free(pm_tally_plan *plan)
{
  pm_arena_free(plan->arena);
}
