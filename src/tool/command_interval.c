/* command_interval.c: plusminus interval: a confidence interval for one rate,
   of numbers on the command line or of the rows of a file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "interval_job.h"

#include <math.h>
#include <string.h>

/* X N [X N ...] */
static pm_status run_operands(interval_job *job)
{
  const tool_run *run = job->run;
  double population;
  if (run->operand_count % 2 != 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "X and N come in pairs, but there are %zu numbers", run->operand_count);
  pm_status status = interval_job_population(job, &population);
  if (status == PM_OK)
    status = interval_job_open(job, NULL, 0);
  for (size_t i = 0; i < run->operand_count && status == PM_OK; i += 2) {
    pm_case data = {.population = population};
    status = interval_job_operand(job, run->operands[i], &data.x);
    if (status == PM_OK)
      status = interval_job_operand(job, run->operands[i + 1], &data.n);
    if (status == PM_OK)
      status = interval_job_add(job, NULL, &data, run->error);
  }
  return status;
}

static pm_status run_interval(tool_run *run)
{
  const interval_options *options = run->options;
  interval_job job = {.run = run, .options = run->options};
  bool has_file = options->x != NULL || options->n != NULL;
  double number;
  if (run->operand_count == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        has_file ? "FILE is missing" : "X and N are missing");
  const char *first = run->operands[0];
  if (has_file && run->operand_count > 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--x and --n take one FILE, and '%s' is too much", run->operands[1]);
  if (has_file && (options->x == NULL || options->n == NULL))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "--%s COL is missing",
                        options->x == NULL ? "x" : "n");
  if (!has_file && run->operand_count == 1 && !pm_number_parse(first, strlen(first), &number))
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "'%s' is not a number; if it is a FILE, name its columns by --x and --n", first);
  pm_status status = interval_job_begin(&job);
  if (status == PM_OK)
    status = has_file ? interval_file(&job, first) : run_operands(&job);
  return output_close(&job.output, status);
}

/* -------------------------------------------------------------- tables -- */

static const char *const sides[] = {
    [PM_SIDE_TWO] = "two", [PM_SIDE_LOWER] = "lower", [PM_SIDE_UPPER] = "upper", NULL};

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
     .choices = sides,
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
};

static const option_table table = {"Intervals", rows, TOOL_COUNT(rows)};

static const option_group groups[] = {
    {&table, 0},
    {&level_table, offsetof(interval_options, level)},
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
    "width).",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus interval 100 115",
     "100 of 115 crimes were recorded: 87.0%, from 79.6% to 91.9%."},
    {"plusminus interval 100 115 --population 59178 --method all",
     "Every method, with a population of 59,178 to draw from."},
    {"plusminus interval examples/audit_2014.csv --x recorded --n crimes -f csv",
     "An interval for every row of a file."},
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
