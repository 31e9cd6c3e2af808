/* command_estimate.c: plusminus estimate: the rate of the whole and of its
   parts, from records or from counts by stratum.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "estimate_tables.h"
#include "record_options.h"
#include "strata_options.h"

typedef struct estimate_options {
  output_options output;
  level_options level;
  strata_options strata;
  record_options records;
  calibrate_options calibrate;
  thread_options speed;
  const char *deff;
} estimate_options;

/* What is estimated from: one of them is NULL. */
typedef struct estimate_source {
  const pm_strata *strata;
  const pm_tally *tally;
  const pm_calibration *calibration; /* of the tally; NULL: none */
} estimate_source;

/* The records with their weights, where they were asked for. */
static pm_status save_weights(const estimate_source *source, const tool_output *output)
{
  const estimate_options *options = output->run->options;
  const pm_weights_request request = {.from = output->run->operands[0],
                                      .file = options->calibrate.weights,
                                      .calibration = source->calibration};
  return source->tally == NULL || request.file == NULL
             ? PM_OK
             : pm_weights_write(source->tally, &request, output->run->error);
}

static pm_status estimate(const estimate_options *options, const estimate_source *source,
                          tool_output *output)
{
  pm_error *error = output->run->error;
  pm_estimates *estimates = NULL;
  pm_estimate_request request;
  pm_status status =
      strata_options_request(&request, &options->strata, &options->level, output);
  request.deff = options->deff;
  request.differences = options->records.differences.items;
  request.difference_count = options->records.differences.count;
  request.calibration = source->calibration;
  if (status == PM_OK)
    status =
        source->tally != NULL
            ? pm_estimate_tally(&estimates, source->tally, &request, output->notes, error)
            : pm_estimate_counts(&estimates, source->strata, &request, output->notes, error);
  if (status == PM_OK)
    status = save_weights(source, output);
  if (status == PM_OK)
    status = estimate_tables_write(output, estimates, source->strata);
  /* What is written is borrowed from the estimates until the writer closes. */
  status = output_close(output, status);
  pm_estimates_free(estimates);
  return status;
}

static pm_status run_counts(const tool_run *run)
{
  estimate_options *options = run->options;
  pm_strata *strata = NULL;
  tool_output output;
  strata_options_resolve(&options->strata, "average");
  pm_status status = calibrate_options_refuse(&options->calibrate, run->error);
  if (status == PM_OK)
    status = strata_options_check(&options->strata, run->operands[0], run->error);
  if (status != PM_OK)
    return status;
  status = output_open(&output, run, &options->level, "Estimates");
  if (status == PM_OK)
    status = strata_options_read(&strata, &options->strata, run->operands[0], &output);
  const estimate_source source = {.strata = strata};
  status =
      status == PM_OK ? estimate(options, &source, &output) : output_close(&output, status);
  pm_strata_free(strata);
  return status;
}

static pm_status run_records(const tool_run *run)
{
  estimate_options *options = run->options;
  pm_tally *tally = NULL;
  pm_totals *totals = NULL;
  pm_calibration calibration;
  tool_output output;
  strata_options_resolve(&options->strata, "fail");
  pm_status status = record_options_check(&options->records, &options->strata, run->error);
  if (status == PM_OK)
    status = calibrate_options_check(&options->calibrate, run->error);
  if (status != PM_OK)
    return status;
  status = output_open(&output, run, &options->level, "Estimates");
  if (status == PM_OK)
    status = calibrate_options_read(&totals, &calibration, &options->calibrate, &output);
  const record_reading reading = {.strata = &options->strata,
                                  .calibration = totals != NULL ? &calibration : NULL,
                                  .keep_records = options->calibrate.weights != NULL,
                                  .threads = options->speed.threads};
  if (status == PM_OK)
    status = record_options_read(&tally, &options->records, &reading, &output);
  if (status == PM_OK)
    status = calibrate_options_tell(totals, &output);
  const estimate_source source = {.tally = tally, .calibration = reading.calibration};
  status =
      status == PM_OK ? estimate(options, &source, &output) : output_close(&output, status);
  pm_tally_free(tally);
  pm_totals_free(totals);
  return status;
}

static pm_status run_estimate(tool_run *run)
{
  const estimate_options *options = run->options;
  if (run->operand_count != 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        run->operand_count == 0 ? "FILE is missing"
                                                : "estimate takes one FILE, and not %zu",
                        run->operand_count);
  return record_options_are_given(&options->records) ? run_records(run) : run_counts(run);
}

static const option_row rows[] = {
    {.name = "deff",
     .kind = OPTION_METHOD,
     .offset = offsetof(estimate_options, deff),
     .argument = "KIND",
     .fallback = "wr",
     .family = &pm_deff_family,
     .help = "the design effect: against a simple random sample with or without replacement"},
};

static const option_table table = {"Estimates", rows, TOOL_COUNT(rows)};

static const option_group groups[] = {
    {&record_table, offsetof(estimate_options, records)},
    {&strata_table, offsetof(estimate_options, strata)},
    {&calibrate_table, offsetof(estimate_options, calibrate)},
    {&table, 0},
    {&level_table, offsetof(estimate_options, level)},
    {&thread_table, offsetof(estimate_options, speed)},
    {&output_table, offsetof(estimate_options, output)},
    {&help_table, 0},
};

static const char *const forms[] = {
    "[OPTION...] FILE --rate COL [--strata COL] [--cluster COL] [--weight COL] "
    "[--population COL]",
    "[OPTION...] FILE --counts X/N --strata COL --population COL",
    NULL,
};

static const char *const description[] = {
    "Rates, ratios, means and totals of the whole, and of its parts, with their margins: from "
    "audited records, in one pass over a file of any size, by the design that they were "
    "sampled with; or from the counts of a sample in each stratum.",
    "Columns: those of --by, statistic, variable, n, clusters, population, estimate, se, "
    "lower, upper, margin, conf, interval, df, deff, n_effective, cv, flag, reason. Of counts "
    "there is a second table, strata, with a row for each stratum; people see it when there is "
    "no --by.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus estimate examples/audit_2014.csv --counts recorded/crimes --strata force "
     "--frame "
     "examples/forces_2013.csv --population recorded_crime --population-kind recorded --by "
     "region",
     "The national rate of 14 forces and that of each region, with the other forces out of "
     "scope."},
};

const tool_command tool_command_estimate = {
    .name = "estimate",
    .summary = "rates, means and totals of the whole and its parts",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(estimate_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_estimate,
};
