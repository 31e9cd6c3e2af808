/* command_allocate.c: plusminus allocate: how many records from which stratum.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_build.h"
#include "allocate_even_job.h"
#include "allocate_targets.h"
#include "allocate_why.h"
#include "commands.h"

#include <plusminus/interval.h>

typedef struct command_options {
  allocate_options allocate;
  build_options build;
} command_options;

/* ------------------------------------------------------- a total or a budget -- */

/* The allocation and what is told of it. */
static pm_status write_fixed(tool_output *output, const allocate_view *view,
                             const pm_allocation_request *request, const pm_allocation *found)
{
  pm_status status = allocate_tables_strata(output, view);
  if (status == PM_OK)
    status = allocate_tables_fixed(output, view, found);
  if (status == PM_OK)
    status = allocate_why_margin(output, view, request, found);
  return status == PM_OK ? allocate_why_bounds(output, view) : status;
}

/* Share out by a method, or the same margin for all of a column's values. */
static pm_status allocate_fixed(const allocate_options *options, pm_allocation_request *request,
                                const pm_allocation_file *file, tool_output *output)
{
  const tool_run *run = output->run;
  pm_level level;
  pm_allocation found;
  request->strata = pm_allocation_file_plans(file);
  request->count = pm_allocation_file_count(file);
  double *n = option_store_alloc(run->store, request->count * sizeof *n);
  if (n == NULL)
    return option_memory_fault(run->error);
  pm_status status = pm_level_make(&level, options->level.conf, PM_SIDE_TWO, run->error);
  if (status != PM_OK)
    return status;
  const allocate_view view = {.options = options, .file = file, .n = n, .z = level.z};
  if (options->even != NULL)
    return allocate_even_run(output, &view, n);
  status = pm_allocate_fixed(request, n, &found, output->notes, run->error);
  return status == PM_OK ? write_fixed(output, &view, request, &found) : status;
}

/* --------------------------------------------------------------------- FILE -- */

static pm_status tell_inputs(const pm_allocation_file *file, const allocate_options *options,
                             const goal_list *goals, const tool_output *output)
{
  const tool_run *run = output->run;
  const pm_input input = {run->operands[0], (int64_t)pm_allocation_file_count(file),
                          pm_allocation_file_sha256(file)};
  pm_status status = pm_writer_input(output->writer, &input, run->error);
  if (status != PM_OK || goals->sha256 == NULL)
    return status;
  const pm_input more = {options->goals.file, goals->rows, goals->sha256};
  return pm_writer_input(output->writer, &more, run->error);
}

/* Margins to be met, and the columns that their domains need. */
static pm_status prepare_targets(goal_list *goals, const allocate_options *options,
                                 pm_allocation_file_request *source, const tool_run *run)
{
  pm_status status = allocate_targets_check(options, run->error);
  goals->is_mean = options->sd != NULL;
  if (status == PM_OK)
    status = allocate_goals_read(goals, &options->goals, run);
  source->by = goals->columns.items;
  source->by_count = goals->columns.count;
  source->by_place = goals->places;
  source->by_option = "--margin";
  return status;
}

/* A total or a budget, without what has no place but beside margins. */
static pm_status prepare_fixed(pm_allocation_request *request, allocate_options *options,
                               const tool_run *run)
{
  if (options->goals.frontier || options->goals.interval > 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "%s goes with --margin, which is missing",
                        options->goals.frontier ? "--frontier" : "--interval");
  if (options->rate.count > 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--rate: a total or a budget is shared out by one rate, and %zu are "
                        "named; several go with --margin",
                        options->rate.count);
  return options->even != NULL ? allocate_even_check(options, run)
                               : allocate_options_fixed(request, options, run);
}

/* The strata of FILE. first: PM_OK, or what rows of --targets are at fault with. FILE is read
   nevertheless, and what it says of the others is told as well; so it is where FILE lacks a
   column that a margin names. */
static pm_status read_strata(pm_allocation_file **file, pm_status first,
                             const pm_allocation_file_request *source,
                             const allocate_options *options, const goal_list *goals,
                             const tool_run *run)
{
  pm_status status = pm_allocation_file_read(file, source, run->error);
  first = first != PM_OK ? first : status;
  if (*file != NULL && first != PM_OK && goals->count > 0)
    (void)allocate_targets_faults(options, goals, *file, run);
  return first;
}

/* FILE, and what is wanted of its strata. */
static pm_status allocate_file(allocate_options *options, const tool_run *run)
{
  pm_allocation_file_request source;
  pm_allocation_request request = {.method = NULL};
  goal_list goals = {0};
  bool has_goals = allocate_goals_given(&options->goals);
  pm_status status = allocate_options_file(&source, options, run->operands[0], run);
  if (status == PM_OK)
    status = has_goals ? prepare_targets(&goals, options, &source, run)
                       : prepare_fixed(&request, options, run);
  pm_status first = has_goals && status == PM_ERROR_DATA ? status : PM_OK;
  if (status != first)
    return status;
  tool_output output;
  pm_allocation_file *file = NULL;
  status = output_open(&output, run, &options->level, "Allocation");
  if (status == PM_OK)
    status = read_strata(&file, first, &source, options, &goals, run);
  if (status == PM_OK)
    status = tell_inputs(file, options, &goals, &output);
  if (status == PM_OK)
    status = has_goals ? allocate_targets(options, &goals, file, &output)
                       : allocate_fixed(options, &request, file, &output);
  status = output_close(&output, status);
  pm_allocation_file_free(file);
  return status;
}

static pm_status run_allocate(tool_run *run)
{
  command_options *all = run->options;
  if (run->operand_count != 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "allocate takes one FILE; there are %zu operands", run->operand_count);
  if (all->build.boundaries == NULL) {
    pm_status status = allocate_build_absent(&all->build, run->error);
    return status == PM_OK ? allocate_file(&all->allocate, run) : status;
  }
  if (allocate_goals_given(&all->allocate.goals))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--boundaries builds strata, --margin samples them; first build them");
  return allocate_build_run(&all->build, &all->allocate, run);
}

/* ------------------------------------------------------------------- tables -- */

static const option_group groups[] = {
    {&allocate_strata_table, 0},
    {&allocate_fixed_table, 0},
    {&allocate_goal_table, offsetof(command_options, allocate.goals)},
    {&allocate_build_table, offsetof(command_options, build)},
    {&level_table, offsetof(command_options, allocate.level)},
    {&output_table, offsetof(command_options, allocate.output)},
    {&help_table, 0},
};

static const char *const forms[] = {
    "[OPTION...] FILE --strata COL[,COL...] --size COL [--rate COL] --total N",
    "[OPTION...] FILE --strata COL[,COL...] --size COL [--rate COL] --cost COL --budget B",
    "[OPTION...] FILE --strata COL[,COL...] --size COL --rate COL[,COL...] --margin "
    "[COL[:VALUE]=]M...",
    "[OPTION...] FRAME --boundaries METHOD --size-measure COL --strata-count H",
    NULL,
};

static const char *const description[] = {
    "How many records from which stratum. Each row of FILE is a stratum. A fixed total, or "
    "what a budget pays for, is shared out in whole numbers: for neyman and optimal, so that "
    "no other allocation within the bounds has a smaller variance; for the others, in "
    "proportion by the rule of Huntington and Hill. The table is a CSV that can be sampled "
    "by.",
    "Columns: the strata's columns, size, rate, cost, n, weight (what a record stands for), "
    "margin (of the stratum by itself, as the size command plans it), take_all (1: all of it), "
    "state (take-all, at minimum, at maximum), sd.",
    "Table certificate: total, cost, margin (of the whole), lower_bound (no allocation has "
    "less), gap (of the variance), exact.",
    "With --even, table domains: domain, value, n, margin.",
    "With --margin, the least cost in whole records for which every margin asked for is met: "
    "of the whole (2%), of every value of a column (force=10%), of one value (force:Kent=5%, "
    "in the place of what holds for all), of one of several rates (2%@timely). Margins are "
    "wald's; other intervals are checked and repaired.",
    "Table targets: domain, value, rate, target, achieved, binding (1: it costs something), "
    "slack, price (the slope: what the cost falls by per 0.1 point), n, population, "
    "half_width. Table "
    "certificate: cost, lower_bound (no allocation that meets the margins costs less), gap, "
    "exact (1: proven to be the least), total.",
    "Table frontier, with --frontier: whole, domains (what goals of the whole and all others "
    "are multiplied by), cost, n, margin (of the whole), worst_margin (the widest of a column: "
    "the first that is asked for in all its values, or else the first of --strata), "
    "worst_domain (whose it is), lower_bound, gap.",
    "With --boundaries each row of FRAME is a unit, and strata are built by a measure of its "
    "size. Columns: stratum, lower, upper (a unit belongs to the first stratum whose upper is "
    "at least its measure), size, mean, sd, take_all; it can be allocated to with --strata "
    "stratum --size size --sd sd --take-all take_all. Table reached, of lavallee-hidiroglou: "
    "n, cv.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus allocate examples/forces_2013.csv --strata force --size recorded_crime "
     "--total 8000 --method sqrt --min 50",
     "8,000 records among 43 forces, 50 from each at least."},
    {"plusminus allocate examples/crimes_2013.csv --strata force,crime_type --size recorded "
     "--rate rate --min 2 --margin 1.5% --margin force=10% --margin crime_type=3%",
     "The fewest records for a margin of 1.5 points nationally, 10 in each force and 3 for "
     "each type of crime."},
};

const tool_command tool_command_allocate = {
    .name = "allocate",
    .summary = "how many records from which stratum",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(command_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_allocate,
};
