/* command_interval.c: plusminus interval: a confidence interval for one rate,
   of numbers on the command line or of the rows of a file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "interval_job.h"
#include "operands.h"

#include <string.h>

static pm_status check_operands(const tool_run *run)
{
  double number;
  const char *first = run->operand_count > 0 ? run->operands[0] : NULL;
  if (first == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "X and N are missing");
  if (run->operand_count == 1 && !pm_number_parse(first, strlen(first), &number))
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "'%s' is not a number; if it is a FILE, name its columns by --x and --n", first);
  if (run->operand_count % 2 != 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "X and N come in pairs, but there %s %zu number%s",
                        run->operand_count == 1 ? "is" : "are", run->operand_count,
                        run->operand_count == 1 ? "" : "s");
  return PM_OK;
}

static pm_status add_case(interval_job *job, const pm_case *data, pm_interval *intervals)
{
  pm_error *error = job->run->error;
  interval_entry entry = {NULL, *data, intervals};
  pm_status status = interval_job_compute(job, data, intervals, error);
  return status == PM_OK ? interval_job_add(job, &entry, error) : status;
}

static pm_status read_operand(const interval_job *job, size_t i, double *value)
{
  const tool_run *run = job->run;
  return job->options->is_effective ? operand_effective(run->operands[i], value, run->error)
                                    : operand_records(run->operands[i], value, run->error);
}

/* X N [X N ...] */
static pm_status run_operands(interval_job *job)
{
  const tool_run *run = job->run;
  size_t count = run->operand_count / 2;
  double population;
  pm_case *cases = option_store_alloc(run->store, count * sizeof *cases);
  pm_interval *intervals =
      option_store_alloc(run->store, job->methods.count * sizeof *intervals);
  if (cases == NULL || intervals == NULL)
    return option_memory_fault(run->error);
  pm_status status =
      operand_population("--population", job->options->population, &population, run->error);
  for (size_t i = 0; i < count && status == PM_OK; i++) {
    pm_case *data = &cases[i];
    data->population = population;
    status = read_operand(job, 2 * i, &data->x);
    if (status == PM_OK)
      status = read_operand(job, 2 * i + 1, &data->n);
  }
  if (status == PM_OK)
    status = interval_job_open(job, NULL, 0);
  for (size_t i = 0; i < count && status == PM_OK; i++)
    status = add_case(job, &cases[i], intervals);
  return status;
}

static pm_status check_file(const tool_run *run)
{
  const interval_options *options = run->options;
  if (run->operand_count == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "FILE is missing");
  if (run->operand_count > 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--x and --n take one FILE, and '%s' is too much", run->operands[1]);
  if (options->x == NULL || options->n == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "--%s COL is missing",
                        options->x == NULL ? "x" : "n");
  if (strcmp(options->x, options->n) == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--x and --n are the same column '%s'", options->x);
  return PM_OK;
}

static pm_status run_interval(tool_run *run)
{
  const interval_options *options = run->options;
  interval_job job = {.run = run, .options = run->options};
  bool has_file = options->x != NULL || options->n != NULL;
  pm_status status = has_file ? check_file(run) : check_operands(run);
  if (status != PM_OK)
    return status;
  status = interval_job_begin(&job);
  if (status == PM_OK)
    status = has_file ? interval_file(&job, run->operands[0]) : run_operands(&job);
  interval_job_end(&job);
  return output_close(&job.output, status);
}

/* -------------------------------------------------------------- tables -- */

static const option_row rows[] = {
    {.name = "method",
     .letter = 'm',
     .kind = OPTION_METHODS,
     .offset = offsetof(interval_options, methods),
     .argument = "M[,M...]",
     .family = &pm_interval_family,
     .fallback_note = "wilson; with a population, hypergeometric",
     .help = "one method or several"},
    {.name = "population",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = offsetof(interval_options, population),
     .argument = "POP",
     .fallback_note = "large",
     .help = "how many records there are to draw from; with FILE, the column that says so"},
    {.name = "side",
     .kind = OPTION_CHOICE,
     .offset = offsetof(interval_options, side),
     .argument = "SIDE",
     .fallback = "two",
     .choices = interval_side_names,
     .help = "both limits, or only one of them at the whole level"},
    {.name = "x",
     .letter = 'x',
     .kind = OPTION_COLUMN,
     .offset = offsetof(interval_options, x),
     .argument = "COL",
     .help = "the column of FILE that counts the compliant records"},
    {.name = "n",
     .letter = 'n',
     .kind = OPTION_COLUMN,
     .offset = offsetof(interval_options, n),
     .argument = "COL",
     .help = "the column of FILE that counts the records audited"},
    {.name = "effective",
     .kind = OPTION_FLAG,
     .offset = offsetof(interval_options, is_effective),
     .help = "the counts are effective ones, which need not be whole"},
    {.name = "coverage",
     .kind = OPTION_FLAG,
     .offset = offsetof(interval_options, coverage),
     .help = "also how often such an interval holds the true rate"},
    {.name = "simultaneous",
     .kind = OPTION_METHOD,
     .offset = offsetof(interval_options, simultaneous),
     .argument = "M",
     .family = &pm_simultaneous_family,
     .help = "raise the level of each interval so that --family of them hold together"},
    {.name = "family",
     .kind = OPTION_COUNT,
     .offset = offsetof(interval_options, family),
     .argument = "K",
     .low = 1,
     .high = 1e9,
     .help = "how many intervals those are"},
};

static const option_table table = {"Intervals", rows, TOOL_COUNT(rows)};

static const option_group groups[] = {
    {&table, 0},
    {&level_table, offsetof(interval_options, level)},
    {&thread_table, offsetof(interval_options, speed)},
    {&output_table, offsetof(interval_options, output)},
    {&help_table, 0},
};

static const char *const forms[] = {
    "[OPTION...] X N [X N...]",
    "[OPTION...] FILE --x COL --n COL [--population COL]",
    NULL,
};

static const char *const description[] = {
    "A confidence interval for a rate of which X records of N were compliant. With FILE, one "
    "for each row; its other columns are carried through, in front.",
    "Columns: method, x, n, population, conf, side, estimate, lower, upper, margin (half the "
    "width); conf is the level of each interval.",
    "--coverage adds, at this n: coverage_min and coverage_mean, the least and the mean "
    "coverage "
    "over all true rates, and coverage_at_estimate, the coverage if the estimate were the true "
    "rate.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus interval 100 115",
     "100 of 115 crimes were recorded: 87.0%, from 79.6% to 91.9%."},
    {"plusminus interval 100 115 --population 59178 --method all",
     "Every method, with a population of 59,178 to draw from."},
    {"plusminus interval examples/audit_2014.csv --x recorded --n crimes -f csv",
     "An interval for every row of a file."},
    {"plusminus interval 100 115 --method wilson,clopper-pearson,wald --coverage",
     "How far three methods keep their word with 115 records."},
    {"plusminus interval 100 115 --simultaneous sidak --family 43",
     "The interval of one of 43 forces, all of which are to hold together."},
};

const tool_command tool_command_interval = {
    .name = "interval",
    .summary = "a confidence interval for one rate",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(interval_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_interval,
};
