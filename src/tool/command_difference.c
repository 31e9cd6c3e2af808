/* command_difference.c: plusminus difference: two rates compared, of numbers on
   the command line or of the rows of a file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "difference_job.h"
#include "operands.h"

#include <string.h>

enum { NUMBER_COUNT = 4 };

static const char *const scales[] = {[PM_SCALE_DIFFERENCE] = "difference",
                                     [PM_SCALE_RATIO] = "ratio",
                                     [PM_SCALE_ODDS] = "odds",
                                     NULL};

static pm_status check_operands(const tool_run *run)
{
  double number;
  const char *first = run->operand_count > 0 ? run->operands[0] : NULL;
  if (first == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "X1, N1, X2 and N2 are missing");
  if (run->operand_count == 1 && !pm_number_parse(first, strlen(first), &number))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "'%s' is not a number; if it is a FILE, name its columns by --x1, "
                        "--n1, --x2 and --n2",
                        first);
  if (run->operand_count != NUMBER_COUNT)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "X1, N1, X2 and N2 are four numbers, but there %s %zu",
                        run->operand_count == 1 ? "is" : "are", run->operand_count);
  return PM_OK;
}

/* X1 N1 X2 N2 */
static pm_status run_operands(difference_job *job)
{
  const tool_run *run = job->run;
  const difference_options *options = job->options;
  pm_pair pair;
  double numbers[NUMBER_COUNT] = {0};
  pm_status status =
      operand_population("--population1", options->population1, &pair.population1, run->error);
  if (status == PM_OK)
    status = operand_population("--population2", options->population2, &pair.population2,
                                run->error);
  for (size_t i = 0; i < NUMBER_COUNT && status == PM_OK; i++)
    status = options->is_effective
                 ? operand_effective(run->operands[i], &numbers[i], run->error)
                 : operand_records(run->operands[i], &numbers[i], run->error);
  pair.x1 = numbers[0];
  pair.n1 = numbers[1];
  pair.x2 = numbers[2];
  pair.n2 = numbers[3];
  pm_difference *differences =
      option_store_alloc(run->store, options->methods.count * sizeof *differences);
  if (status == PM_OK && differences == NULL)
    status = option_memory_fault(run->error);
  job->is_one = true;
  if (status == PM_OK)
    status = difference_job_open(job, NULL, 0);
  if (status == PM_OK)
    status = difference_job_compute(job, &pair, differences, run->error);
  return status == PM_OK ? difference_job_add(job, NULL, &pair, differences) : status;
}

static pm_status check_file(const tool_run *run)
{
  static const char *const names[NUMBER_COUNT] = {"x1", "n1", "x2", "n2"};
  const difference_options *options = run->options;
  const char *given[NUMBER_COUNT] = {options->x1, options->n1, options->x2, options->n2};
  if (run->operand_count == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "FILE is missing");
  if (run->operand_count > 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--x1, --n1, --x2 and --n2 take one FILE, and '%s' is too much",
                        run->operands[1]);
  for (int i = 0; i < NUMBER_COUNT; i++)
    if (given[i] == NULL)
      return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "--%s COL is missing", names[i]);
  for (int i = 0; i < NUMBER_COUNT; i++)
    for (int k = 0; k < i; k++)
      if (strcmp(given[i], given[k]) == 0)
        return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                            "--%s and --%s are the same column '%s'", names[k], names[i],
                            given[i]);
  return PM_OK;
}

static pm_status check_strata(const tool_run *run)
{
  const difference_options *options = run->options;
  bool has_strata = options->strata.count > 0;
  if (!has_strata && (options->weight != NULL || options->by.count > 0))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--%s needs --strata COL: the columns that name a stratum",
                        options->weight != NULL ? "weight" : "by");
  if (has_strata && options->scale != PM_SCALE_DIFFERENCE)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--strata has no form for --scale %s: strata are compared by their "
                        "differences",
                        scales[options->scale]);
  return PM_OK;
}

static pm_status run_file(difference_job *job)
{
  const char *file = job->run->operands[0];
  return job->options->strata.count > 0 ? difference_job_strata(job, file)
                                        : difference_job_file(job, file);
}

static pm_status run_difference(tool_run *run)
{
  const difference_options *options = run->options;
  difference_job job = {.run = run, .options = run->options};
  bool has_file = options->x1 != NULL || options->n1 != NULL || options->x2 != NULL ||
                  options->n2 != NULL || options->strata.count > 0;
  pm_status status = check_strata(run);
  if (status == PM_OK)
    status = has_file ? check_file(run) : check_operands(run);
  if (status != PM_OK)
    return status;
  status = difference_job_begin(&job);
  if (status == PM_OK)
    status = has_file ? run_file(&job) : run_operands(&job);
  return output_close(&job.output, status);
}

/* -------------------------------------------------------------- tables -- */

static const char *const sides[] = {
    [PM_SIDE_TWO] = "two", [PM_SIDE_LOWER] = "lower", [PM_SIDE_UPPER] = "upper", NULL};

static const pm_family *const more_methods[] = {&pm_stratified_difference_family, NULL};

static const option_row rows[] = {
    {.name = "method",
     .letter = 'm',
     .kind = OPTION_METHODS,
     .offset = offsetof(difference_options, methods),
     .argument = "M[,M...]",
     .family = &pm_difference_family,
     .more = more_methods,
     .fallback_note = "newcombe, or with --strata stratified-newcombe",
     .help = "one method or several; with --strata, a stratified one or one that has such a "
             "form"},
    {.name = "scale",
     .letter = 's',
     .kind = OPTION_CHOICE,
     .offset = offsetof(difference_options, scale),
     .argument = "SCALE",
     .fallback = "difference",
     .choices = scales,
     .help = "the first rate less the second, divided by it, or the ratio of their odds"},
    {.name = "population1",
     .kind = OPTION_TEXT,
     .offset = offsetof(difference_options, population1),
     .argument = "POP",
     .fallback_note = "large",
     .help = "how many records the first group was drawn from; with FILE, the column that "
             "says so"},
    {.name = "population2",
     .kind = OPTION_TEXT,
     .offset = offsetof(difference_options, population2),
     .argument = "POP",
     .fallback_note = "large",
     .help = "the same of the second group"},
    {.name = "side",
     .kind = OPTION_CHOICE,
     .offset = offsetof(difference_options, side),
     .argument = "SIDE",
     .fallback = "two",
     .choices = sides,
     .help = "both limits, or only one of them at the whole level, with its p-value"},
    {.name = "x1",
     .kind = OPTION_COLUMN,
     .offset = offsetof(difference_options, x1),
     .argument = "COL",
     .help = "the column of FILE that counts the compliant records of the first group"},
    {.name = "n1",
     .kind = OPTION_COLUMN,
     .offset = offsetof(difference_options, n1),
     .argument = "COL",
     .help = "the column of FILE that counts its records audited"},
    {.name = "x2",
     .kind = OPTION_COLUMN,
     .offset = offsetof(difference_options, x2),
     .argument = "COL",
     .help = "the column of FILE that counts the compliant records of the second group"},
    {.name = "n2",
     .kind = OPTION_COLUMN,
     .offset = offsetof(difference_options, n2),
     .argument = "COL",
     .help = "the column of FILE that counts its records audited"},
    {.name = "effective",
     .kind = OPTION_FLAG,
     .offset = offsetof(difference_options, is_effective),
     .help = "the counts are effective ones, which need not be whole"},
    {.name = "strata",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(difference_options, strata),
     .argument = "COL[,COL...]",
     .help = "the columns of FILE that name a stratum; its rows are then the strata of one "
             "comparison"},
    {.name = "weight",
     .letter = 'w',
     .kind = OPTION_COLUMN,
     .offset = offsetof(difference_options, weight),
     .argument = "COL",
     .fallback_note = "those of Mantel and Haenszel, n1 n2/(n1 + n2)",
     .help = "the column with each stratum's weight, to any scale"},
    {.name = "by",
     .letter = 'b',
     .kind = OPTION_SETS,
     .offset = offsetof(difference_options, by),
     .argument = "COL[,COL...]",
     .help = "domains: a comparison for each combination of these columns' values, over its "
             "strata, as well as that of the whole"},
};

static const option_table table = {"Comparisons", rows, TOOL_COUNT(rows)};

static const option_group groups[] = {
    {&table, 0},
    {&level_table, offsetof(difference_options, level)},
    {&thread_table, offsetof(difference_options, speed)},
    {&output_table, offsetof(difference_options, output)},
    {&help_table, 0},
};

static const char *const forms[] = {
    "[OPTION...] X1 N1 X2 N2",
    "[OPTION...] FILE --x1 COL --n1 COL --x2 COL --n2 COL",
    "[OPTION...] FILE --x1 COL --n1 COL --x2 COL --n2 COL --strata COL",
    NULL,
};

static const char *const description[] = {
    "Two rates compared, X1 of N1 records against X2 of N2, the two drawn independently. With "
    "FILE, one comparison for each row; its other columns are carried through, in front.",
    "With --strata the rows of FILE are strata, and what is compared is the weighted mean of "
    "their differences. x1, n1, x2 and n2 are then sums; the columns of --by are in front.",
    "Columns: method, x1, n1, x2, n2, conf, estimate, lower, upper, margin (half the width), "
    "p_value. The p-value is that of no difference: it is below 1 - conf exactly when the "
    "interval leaves no difference out.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus difference 100 115 85 115",
     "100 of 115 crimes recorded in one force, 85 of 115 in another."},
    {"plusminus difference 100 115 17 23 --scale ratio --method all",
     "The ratio of the two rates, by every method that has one."},
    {"plusminus difference 100 115 17 23 --population1 59178 --population2 150",
     "With the sizes of both populations."},
    {"plusminus difference examples/two_audits.csv --x1 recorded_2 --n1 crimes_2 --x2 "
     "recorded_1 --n2 crimes_1 --strata force -m all",
     "The second audit against the first, force by force, and their differences put together."},
};

const tool_command tool_command_difference = {
    .name = "difference",
    .summary = "two rates compared",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(difference_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_difference,
};
