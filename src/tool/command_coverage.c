/* command_coverage.c: plusminus coverage: how often a method's interval holds
   the true rate, whatever that is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "coverage_table.h"
#include "interval_methods.h"
#include "operands.h"

#include <math.h>
#include <string.h>

typedef struct coverage_options {
  output_options output;
  level_options level;
  option_list methods;
  option_list sizes;
  const char *population;
  double from, to;
  int64_t points;
  int side; /* a pm_side */
} coverage_options;

/* A row of the curves. */
typedef struct curve_row {
  const char *method;
  double n, population, conf;
  pm_coverage_point point;
} curve_row;

/* One run: the curve of every method at every n. */
typedef struct coverage_job {
  const tool_run *run;
  coverage_options *options;
  tool_output output;
  pm_level level;
  double population;
  interval_methods methods;
  double *sizes;
  double *rates;
  size_t rate_count;
  pm_coverage_point *points; /* of one curve */
  curve_row *rows;
  size_t row_count;
  coverage_row *summaries;
  size_t summary_count;
} coverage_job;

/* -------------------------------------------------------------- curves -- */

static pm_status read_sizes(coverage_job *job)
{
  const option_list *texts = &job->options->sizes;
  for (size_t i = 0; i < texts->count; i++) {
    const char *text = texts->items[i];
    if (!pm_number_parse(text, strlen(text), &job->sizes[i]))
      return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                          "--n: '%s' is not a number of records", text);
  }
  return PM_OK;
}

static pm_status space_rates(coverage_job *job)
{
  const coverage_options *options = job->options;
  if (options->from > options->to)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL, "--from is above --to");
  for (size_t i = 0; i < job->rate_count; i++) {
    double part = job->rate_count > 1 ? (double)i / (double)(job->rate_count - 1) : 0;
    job->rates[i] = options->from + part * (options->to - options->from);
  }
  job->rates[job->rate_count - 1] = job->rate_count > 1 ? options->to : options->from;
  return PM_OK;
}

static pm_status allocate(coverage_job *job)
{
  option_store *store = job->run->store;
  size_t curves = job->options->sizes.count * pm_interval_family.count;
  job->rate_count = (size_t)job->options->points;
  job->sizes = option_store_alloc(store, job->options->sizes.count * sizeof *job->sizes);
  job->rates = option_store_alloc(store, job->rate_count * sizeof *job->rates);
  job->points = option_store_alloc(store, job->rate_count * sizeof *job->points);
  job->summaries = option_store_alloc(store, curves * sizeof *job->summaries);
  bool is_complete =
      job->sizes != NULL && job->rates != NULL && job->points != NULL && job->summaries != NULL;
  return is_complete ? PM_OK : option_memory_fault(job->run->error);
}

static pm_status begin(coverage_job *job)
{
  coverage_options *options = job->options;
  pm_error *error = job->run->error;
  pm_status status = allocate(job);
  if (status == PM_OK)
    status = read_sizes(job);
  if (status == PM_OK)
    status = space_rates(job);
  if (status == PM_OK)
    status = operand_population("--population", options->population, &job->population, error);
  if (status == PM_OK)
    status = pm_level_make(&job->level, options->level.conf, (pm_side)options->side, error);
  if (status != PM_OK)
    return status;
  interval_methods_request request = {&options->methods, options->population != NULL,
                                      (pm_side)options->side, false};
  status = interval_methods_take(&job->methods, &request, &job->output);
  if (status != PM_OK)
    return status;
  size_t curves = options->sizes.count * job->methods.count;
  job->rows = option_store_alloc(job->run->store, curves * job->rate_count * sizeof *job->rows);
  return job->rows != NULL ? PM_OK : option_memory_fault(error);
}

/* In a population, neighbouring points may move to the same rate: kept once. */
static void keep_curve(coverage_job *job, const coverage_row *head)
{
  for (size_t i = 0; i < job->rate_count; i++) {
    if (i > 0 && job->points[i].rate == job->points[i - 1].rate)
      continue;
    job->rows[job->row_count++] =
        (curve_row){head->method, head->n, head->population, head->conf, job->points[i]};
  }
}

static pm_status add_curve(coverage_job *job, const pm_interval_method *method, double n)
{
  pm_error *error = job->run->error;
  pm_coverage_request request = {
      .method = method, .level = job->level, .n = n, .population = job->population};
  coverage_row *head = &job->summaries[job->summary_count++];
  *head = coverage_row_of(&request);
  pm_coverage *coverage = NULL;
  pm_status status = pm_coverage_new(&coverage, &request, error);
  if (status == PM_OK)
    status = pm_coverage_curve(coverage, job->rates, job->rate_count, job->points, error);
  if (status == PM_OK)
    status = pm_coverage_summarise(coverage, &head->summary, error);
  if (status == PM_OK)
    keep_curve(job, head);
  pm_coverage_free(coverage);
  return status;
}

/* -------------------------------------------------------------- tables -- */

static const sheet_column curve_columns[] = {
    {"method", NULL, PM_KIND_TEXT, offsetof(curve_row, method), SHEET_VARYING, NULL},
    {"n", NULL, PM_KIND_COUNT, offsetof(curve_row, n), SHEET_VARYING, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(curve_row, population), SHEET_VARYING, NULL},
    {"conf", NULL, PM_KIND_RATE, offsetof(curve_row, conf), SHEET_VARYING, NULL},
    {"rate", "true rate", PM_KIND_RATE, offsetof(curve_row, point.rate), SHEET_ALWAYS, NULL},
    {"coverage", NULL, PM_KIND_RATE, offsetof(curve_row, point.coverage), SHEET_ALWAYS, NULL},
    {"width", NULL, PM_KIND_POINTS, offsetof(curve_row, point.width), SHEET_ALWAYS, NULL},
};

static const tool_sheet curve_sheet = {.name = "rows",
                                       .title = "Coverage at each true rate",
                                       .columns = curve_columns,
                                       .count = TOOL_COUNT(curve_columns)};

static pm_status run_coverage(tool_run *run)
{
  coverage_job job = {.run = run, .options = run->options};
  if (run->operand_count > 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "coverage takes no operands: '%s' is too much", run->operands[0]);
  pm_status status = output_open(&job.output, run, &job.options->level, "Coverage");
  if (status == PM_OK)
    status = begin(&job);
  for (size_t m = 0; m < job.methods.count && status == PM_OK; m++)
    for (size_t i = 0; i < job.options->sizes.count && status == PM_OK; i++)
      status = add_curve(&job, job.methods.items[m], job.sizes[i]);
  if (status == PM_OK)
    status = sheet_write(&job.output, &curve_sheet, job.rows, sizeof *job.rows, job.row_count);
  if (status == PM_OK)
    status = coverage_table_write(&job.output, "summary", "Coverage over all true rates",
                                  job.summaries, job.summary_count);
  return output_close(&job.output, status);
}

/* ------------------------------------------------------------- options -- */

static const option_row rows[] = {
    {.name = "method",
     .letter = 'm',
     .kind = OPTION_METHODS,
     .offset = offsetof(coverage_options, methods),
     .argument = "M[,M...]",
     .family = &pm_interval_family,
     .fallback_note = "wilson; with a population, hypergeometric",
     .help = "one method or several"},
    {.name = "n",
     .letter = 'n',
     .kind = OPTION_COLUMNS,
     .offset = offsetof(coverage_options, sizes),
     .argument = "N[,N...]",
     .is_required = true,
     .help = "how many records are audited"},
    {.name = "population",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = offsetof(coverage_options, population),
     .argument = "POP",
     .fallback_note = "large",
     .help = "how many records there are to draw from; only its multiples are true rates"},
    {.name = "side",
     .kind = OPTION_CHOICE,
     .offset = offsetof(coverage_options, side),
     .argument = "SIDE",
     .fallback = "two",
     .choices = interval_side_names,
     .help = "both limits, or only one of them at the whole level"},
    {.name = "from",
     .kind = OPTION_RATE,
     .offset = offsetof(coverage_options, from),
     .argument = "RATE",
     .fallback = "0",
     .low = 0,
     .high = 1,
     .help = "the first true rate of the curve"},
    {.name = "to",
     .kind = OPTION_RATE,
     .offset = offsetof(coverage_options, to),
     .argument = "RATE",
     .fallback = "1",
     .low = 0,
     .high = 1,
     .help = "the last one"},
    {.name = "points",
     .kind = OPTION_COUNT,
     .offset = offsetof(coverage_options, points),
     .argument = "K",
     .fallback = "21",
     .low = 1,
     .high = 1000000,
     .help = "how many rates, evenly spaced from the first to the last"},
};

static const option_table table = {"Coverage", rows, TOOL_COUNT(rows)};

static const option_group groups[] = {
    {&table, 0},
    {&level_table, offsetof(coverage_options, level)},
    {&output_table, offsetof(coverage_options, output)},
    {&help_table, 0},
};

static const char *const forms[] = {"[OPTION...] --n N[,N...]", NULL};

static const char *const description[] = {
    "How often the interval of a method holds the true rate, computed exactly, not simulated: "
    "a curve over true rates, and over all of them its minimum and mean. The minimum is taken "
    "where coverage jumps, not only at the curve's points.",
    "Columns: method, n, population, conf, rate, coverage, width (the expected width).",
    "Table summary: method, n, population, conf, minimum, minimum_at (the rate at which, or "
    "beside which, it is), mean and mean_width, of a rate that may as well be any from 0 to 1.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus coverage --method wilson,clopper-pearson --n 115 --from 80% --to 90% --points "
     "5",
     "The coverage of two methods with 115 records, for true rates from 80% to 90%."},
    {"plusminus coverage --method all --n 20,115,400 --table summary -f csv",
     "The least and the mean coverage of every method at three sizes."},
};

const tool_command tool_command_coverage = {
    .name = "coverage",
    .summary = "how often a method's interval holds the true rate",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(coverage_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_coverage,
};
