/* tally_replicates.c: replicate weights that came with the records: which columns they
   are, and what they add up to beside the sums of the weight itself.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_part.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

pm_status pm_tally_check_replicates(const pm_tally_plan *plan, const pm_tally_request *request,
                                    pm_error *error)
{
  if (request->replicate_weights == NULL)
    return PM_OK;
  if (plan->weight == PM_TALLY_NONE)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--replicate-weights needs --weight COL: the weight that they are "
                        "replicates of");
  if (plan->has_phases)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "--replicate-weights have both phases of sampling in them, as the weight "
        "itself has: leave out --phase2");
  if (plan->pps != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--replicate-weights have the unequal chances in them, as the weight "
                        "itself has: leave out --pps and --population");
  if (plan->population_count > 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--replicate-weights have the corrections for finite populations in "
                        "them or in their scale: leave out --population");
  if (plan->calibrates)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--replicate-weights are calibrated by those who make them, and here "
                        "are used as they are: leave out the totals");
  return PM_OK;
}

static bool is_match(const pm_csv *csv, size_t column, const char *pattern)
{
  return fnmatch(pattern, pm_csv_column(csv, column), 0) == 0;
}

static pm_status check_free(const pm_tally_plan *plan, const char *pattern, const char *name,
                            pm_error *error)
{
  for (size_t i = 0; i < plan->column_count; i++)
    if (strcmp(plan->columns[i], name) == 0)
      return pm_error_add(error, PM_ERROR_USAGE, NULL,
                          "--replicate-weights '%s' takes in column '%s', which is used for "
                          "something else",
                          pattern, name);
  return PM_OK;
}

/* How many columns there are of them; none: the nearest names are told. */
static pm_status count_matches(const pm_tally_plan *plan, const pm_csv *csv,
                               const char *pattern, size_t *count, pm_error *error)
{
  pm_status status = PM_OK;
  *count = 0;
  for (size_t i = 0; i < pm_csv_columns(csv) && status == PM_OK; i++)
    if (is_match(csv, i, pattern)) {
      ++*count;
      status = check_free(plan, pattern, pm_csv_column(csv, i), error);
    }
  size_t none;
  if (status == PM_OK && *count == 0)
    return pm_csv_find(csv, pattern, "--replicate-weights", &none, error);
  if (status == PM_OK && *count == 1)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--replicate-weights '%s' is one column, and a variance needs two or "
                        "more",
                        pattern);
  return status;
}

pm_status pm_tally_find_replicates(pm_tally *tally, const pm_csv *csv, const char *pattern,
                                   pm_error *error)
{
  pm_tally_plan *plan = &tally->plan;
  size_t count = 0;
  if (pattern == NULL)
    return PM_OK;
  pm_status status = count_matches(plan, csv, pattern, &count, error);
  if (status != PM_OK)
    return status;
  const char **columns =
      pm_arena_alloc(plan->arena, (plan->column_count + count) * sizeof *columns);
  if (columns == NULL)
    return pm_memory_fault(error);
  memcpy(columns, plan->columns, plan->column_count * sizeof *columns);
  plan->columns = columns;
  plan->first_replicate = plan->column_count;
  plan->replicate_count = count;
  plan->kept_replicates = tally->store.replicates = plan->has_quantiles ? count : 0;
  for (size_t i = 0; i < pm_csv_columns(csv); i++) {
    const char *name = pm_csv_column(csv, i);
    if (!is_match(csv, i, pattern))
      continue;
    columns[plan->column_count] = pm_arena_text(plan->arena, name, strlen(name));
    if (columns[plan->column_count++] == NULL)
      return pm_memory_fault(error);
  }
  for (size_t i = 0; i < plan->split_count; i++)
    tally->cells[i].stride += pm_tally_replicate_sums(plan);
  return PM_OK;
}

/* A number of the block's only record. */
static double number_of(const pm_tally_part *part, size_t number)
{
  return part->numbers[number * PM_BLOCK_RECORDS];
}

void pm_tally_part_replicate(const pm_tally_part *part, double weight, double *sums)
{
  const pm_tally_plan *plan = part->plan;
  sums += plan->statistic_count * plan->running_width;
  for (size_t s = 0; s < plan->statistic_count; s++) {
    const pm_tally_statistic *statistic = &plan->statistics[s];
    double x = statistic->x == PM_TALLY_NONE ? 1 : number_of(part, statistic->x);
    double y = number_of(part, statistic->y) - part->origins[s] * x;
    if (!isnan(y))
      for (size_t r = 0; r < plan->replicate_count; r++) {
        sums[2 * r] += part->replicates[r] * x;
        sums[2 * r + 1] += part->replicates[r] * y;
      }
    sums += 2 * plan->replicate_count;
  }
  for (size_t r = 0; r < plan->replicate_count; r++) {
    double change = part->replicates[r] / weight - 1;
    sums[r] += weight * change * change;
  }
}
