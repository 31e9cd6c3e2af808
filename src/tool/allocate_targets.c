/* allocate_targets.c: allocate with margins to be met: from the strata of the file and the
   goals to the library's request, and to tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_targets.h"
#include "allocate_tables.h"

#include <math.h>
#include <plusminus/interval.h>

pm_status allocate_targets_check(const allocate_options *options, pm_error *error)
{
  const char *alien = options->total >= 0           ? "--total"
                      : !isnan(options->budget)     ? "--budget"
                      : options->method != NULL     ? "--method"
                      : options->even != NULL       ? "--even"
                      : !isnan(options->parameter)  ? "--parameter"
                      : options->importance != NULL ? "--importance"
                                                    : NULL;
  if (alien != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s shares out what is given, --margin finds what is needed; give one",
                        alien);
  if (options->rate.count == 0 && options->sd == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--margin needs --rate COL or --sd COL: how spread out strata are");
  return PM_OK;
}

/* The library's request; its arrays live as long as the run. */
static pm_status make_request(pm_margins_request *request, const allocate_options *options,
                              const goal_list *goals, const pm_allocation_file *file,
                              const tool_run *run)
{
  size_t count = pm_allocation_file_count(file);
  const char *const **values = option_store_alloc(run->store, count * sizeof *values);
  const double **rate = option_store_alloc(run->store, count * sizeof *rate);
  size_t most = options->strata.count + goals->columns.count;
  const char **columns = option_store_alloc(run->store, most * sizeof *columns);
  if (values == NULL || rate == NULL || columns == NULL)
    return option_memory_fault(run->error);
  *request = (pm_margins_request){.strata = pm_allocation_file_plans(file),
                                  .count = count,
                                  .columns = columns,
                                  .values = values,
                                  .rates = options->rate.items,
                                  .rate_count = options->rate.count,
                                  .rate = rate,
                                  .goals = goals->goals,
                                  .goal_count = goals->count,
                                  .conf = options->level.conf,
                                  .interval = goal_intervals[options->goals.interval]};
  for (size_t i = 0; i < most; i++) {
    bool is_key = i < options->strata.count;
    const char *name =
        is_key ? options->strata.items[i] : goals->columns.items[i - options->strata.count];
    /* The file has each column once, in this order. */
    if (pm_allocation_file_column(file, name) == (int)request->column_count)
      columns[request->column_count++] = name;
  }
  for (size_t h = 0; h < count; h++) {
    values[h] = pm_allocation_file_values(file, h);
    rate[h] = pm_allocation_file_rates(file, h);
  }
  return PM_OK;
}

/* Has FILE the column that the goal names? If not, that is told. */
static bool is_known(const pm_allocation_file *file, const pm_margin_goal *goal)
{
  return goal->column == NULL || pm_allocation_file_column(file, goal->column) >= 0;
}

pm_status allocate_targets_faults(const allocate_options *options, const goal_list *goals,
                                  const pm_allocation_file *file, const tool_run *run)
{
  pm_margins_request request;
  pm_margin_goal *known = option_store_alloc(run->store, (goals->count + 1) * sizeof *known);
  if (known == NULL)
    return option_memory_fault(run->error);
  pm_status status = make_request(&request, options, goals, file, run);
  if (status != PM_OK)
    return status;
  request.goals = known;
  request.goal_count = 0;
  for (size_t g = 0; g < goals->count; g++)
    if (is_known(file, &goals->goals[g]) && !isnan(goals->goals[g].margin))
      known[request.goal_count++] = goals->goals[g];
  if (request.goal_count > 0)
    status = pm_margins_frontier(&request, NULL, 0, run->error);
  pm_status first = status;
  /* Without a margin a goal is no other's rival: what else it says is looked at by itself. */
  request.interval = NULL;
  request.goal_count = 1;
  for (size_t g = 0; g < goals->count && pm_error_listed(run->error) < PM_FAULTS_LISTED; g++) {
    known[0] = goals->goals[g];
    if (!is_known(file, &known[0]) || !isnan(known[0].margin))
      continue;
    known[0].margin = 0.5;
    status = pm_margins_frontier(&request, NULL, 0, run->error);
    first = first != PM_OK ? first : status;
  }
  return first;
}

/* ------------------------------------------------------------------ frontier -- */

/* Rows without numbers, and why. */
static pm_status note_impossible(const pm_frontier_point *points, size_t count,
                                 const tool_output *output)
{
  size_t lost = 0;
  for (size_t i = 0; i < count; i++)
    lost += points[i].is_possible ? 0 : 1;
  if (lost == 0)
    return PM_OK;
  pm_status status = pm_notes_add(
      output->notes, "frontier-lost",
      "%zu of %zu rows of the frontier %s no cost: with every stratum at its maximum such "
      "margins are not met",
      lost, count, lost == 1 ? "has" : "have");
  return status == PM_OK ? PM_OK : option_memory_fault(output->run->error);
}

/* Goals of the whole and those of domains, each as they are, tighter and wider. */
static pm_status write_frontier(const pm_margins_request *request, const goal_list *goals,
                                const allocate_options *options, tool_output *output)
{
  static const double scales[] = {0.5, 0.75, 1, 1.5, 2};
  enum { SCALES = TOOL_COUNT(scales) };
  pm_frontier_point points[SCALES * SCALES] = {{0}};
  bool has_whole = false, has_domains = false;
  for (size_t g = 0; g < goals->count; g++) {
    has_whole |= goals->goals[g].column == NULL;
    has_domains |= goals->goals[g].column != NULL;
  }
  size_t count = 0;
  for (size_t i = 0; i < (has_whole ? SCALES : 1); i++)
    for (size_t k = 0; k < (has_domains ? SCALES : 1); k++)
      points[count++] = (pm_frontier_point){.whole = has_whole ? scales[i] : 1,
                                            .domains = has_domains ? scales[k] : 1};
  pm_status status = pm_margins_frontier(request, points, count, output->run->error);
  if (status == PM_OK)
    status = allocate_tables_frontier(output, options, points, count);
  return status == PM_OK ? note_impossible(points, count, output) : status;
}

/* --------------------------------------------------------------------- whole -- */

/* 0.6 is soon typed for 0.6%. */
static pm_status note_wide(const pm_margins_request *request, tool_output *output)
{
  for (size_t g = 0; request->rate_count > 0 && g < request->goal_count; g++)
    if (request->goals[g].margin >= 0.5 &&
        pm_notes_add(output->notes, "wide-margin",
                     "plus or minus %.4g points is as wide as all rates there are, from 0%% to "
                     "100%%; without a percent sign %.4g is a proportion",
                     100 * request->goals[g].margin, request->goals[g].margin) != PM_OK)
      return option_memory_fault(output->run->error);
  return PM_OK;
}

/* A stratum has one row, whatever the number of rates. */
static pm_status note_first_rate(const pm_margins_request *request, const tool_output *output)
{
  if (request->rate_count < 2)
    return PM_OK;
  pm_status status = pm_notes_add(
      output->notes, "first-rate",
      "the rate and the margin of a stratum are those of '%s', the first of %zu rates; what is "
      "reached of each is in the table of targets",
      request->rates[0], request->rate_count);
  return status == PM_OK ? PM_OK : option_memory_fault(output->run->error);
}

static pm_status write_tables(tool_output *output, const allocate_view *view,
                              const pm_margins *margins)
{
  pm_status status = allocate_tables_strata(output, view);
  if (status == PM_OK)
    status = allocate_tables_targets(output, view, margins);
  return status == PM_OK ? allocate_tables_certificate(output, view, margins) : status;
}

pm_status allocate_targets(const allocate_options *options, const goal_list *goals,
                           const pm_allocation_file *file, tool_output *output)
{
  const tool_run *run = output->run;
  pm_margins_request request;
  pm_margins *margins = NULL;
  pm_level level;
  pm_status status = make_request(&request, options, goals, file, run);
  if (status == PM_OK)
    status = pm_level_make(&level, options->level.conf, PM_SIDE_TWO, run->error);
  if (status == PM_OK)
    status = pm_allocate_margins(&margins, &request, output->notes, run->error);
  if (status == PM_OK) {
    const allocate_view view = {
        .options = options, .file = file, .n = pm_margins_result(margins)->n, .z = level.z};
    status = write_tables(output, &view, margins);
  }
  if (status == PM_OK)
    status = note_wide(&request, output);
  if (status == PM_OK)
    status = note_first_rate(&request, output);
  if (status == PM_OK && options->goals.frontier)
    status = write_frontier(&request, goals, options, output);
  pm_margins_free(margins);
  return status;
}
