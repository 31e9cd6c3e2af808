/* command_estimate.c: plusminus estimate: the rate of the whole and of its
   parts, from records or from counts by stratum.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate_options.h"
#include "commands.h"
#include "estimate_run.h"
#include "record_options.h"
#include "replicate_options.h"
#include "strata_options.h"

typedef struct estimate_options {
  output_options output;
  level_options level;
  strata_options strata;
  record_options records;
  calibrate_options calibrate;
  replicate_options replicates;
  thread_options speed;
  estimate_choices choices;
} estimate_options;

static pm_status estimate(const estimate_options *options, const estimate_source *source,
                          tool_output *output)
{
  pm_estimate_request request;
  pm_status status =
      strata_options_request(&request, &options->strata, &options->level, output);
  request.threads = options->speed.threads;
  if (status == PM_OK)
    status = replicate_options_apply(&request, &options->replicates, output);
  return status == PM_OK ? estimate_run(&options->choices, source, &request, output)
                         : output_close(output, status);
}

/* The first option given that only records heed; NULL: none. */
static const char *find_of_records(const estimate_options *options)
{
  const struct {
    const option_table *table;
    const void *fields;
  } tables[] = {{&record_table, &options->records},
                {&calibrate_table, &options->calibrate},
                {&replicate_table, &options->replicates}};
  for (size_t t = 0; t < TOOL_COUNT(tables); t++)
    for (size_t i = 0; i < tables[t].table->count; i++) {
      const option_row *row = &tables[t].table->rows[i];
      if (option_is_given(row, (const char *)tables[t].fields + row->offset))
        return row->name;
    }
  return estimate_choice_of_records(&options->choices);
}

static pm_status refuse_records(const estimate_options *options, pm_error *error)
{
  const char *name = find_of_records(options);
  return name == NULL ? PM_OK
                      : pm_error_add(error, PM_ERROR_USAGE, NULL,
                                     "--%s is for records, and with --counts each row of FILE "
                                     "is a stratum",
                                     name);
}

static pm_status run_counts(const tool_run *run)
{
  estimate_options *options = run->options;
  pm_strata *strata = NULL;
  tool_output output;
  rule_options_resolve(&options->strata.rules, "average");
  pm_status status = refuse_records(options, run->error);
  if (status == PM_OK)
    status = strata_options_check(&options->strata, run->error);
  if (status == PM_OK)
    status = estimate_prepare(&options->choices, run->error);
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

/* Before any long work: whether all that is written beside the tables can be. */
static pm_status check_places(const estimate_options *options, const char *coefficients,
                              pm_error *error)
{
  const char *const places[] = {options->calibrate.weights, options->replicates.saved,
                                coefficients};
  pm_status status = PM_OK;
  for (size_t i = 0; i < TOOL_COUNT(places) && status == PM_OK; i++)
    if (places[i] != NULL)
      status = pm_tally_check_place(places[i], error);
  return status;
}

/* By replicates of the file's own, a stratum adds what they say. */
static pm_status check_lonely(const estimate_options *options, pm_error *error)
{
  if (options->replicates.weights == NULL || options->strata.rules.lonely == NULL)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "--lonely-psu changes nothing beside --replicate-weights, which say what "
                      "every stratum adds to the variance");
}

static pm_status run_records(const tool_run *run)
{
  estimate_options *options = run->options;
  pm_tally *tally = NULL;
  pm_totals *totals = NULL;
  pm_calibration calibration;
  const char *coefficients;
  tool_output output;
  pm_status status = check_lonely(options, run->error);
  rule_options_resolve(&options->strata.rules, "fail");
  if (status == PM_OK)
    status = record_options_check(&options->records, &options->strata, run->error);
  if (status == PM_OK)
    status = calibrate_options_check(&options->calibrate, run->error);
  if (status == PM_OK)
    status = replicate_options_check(&options->replicates, &options->choices, run->error);
  if (status == PM_OK)
    status = replicate_options_name(&options->replicates, run, &coefficients);
  if (status == PM_OK)
    status = estimate_prepare(&options->choices, run->error);
  if (status == PM_OK)
    status = check_places(options, coefficients, run->error);
  if (status == PM_OK && options->choices.state != NULL &&
      calibrate_options_are_given(&options->calibrate))
    status = pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "--save-state keeps nothing of a calibration, whose totals are those "
                          "of the whole and not of a part: estimate all records in one run");
  if (status != PM_OK)
    return status;
  status = output_open(&output, run, &options->level, "Estimates");
  if (status == PM_OK)
    status = calibrate_options_read(&totals, &calibration, &options->calibrate, &output);
  const record_reading reading = {
      .strata = &options->strata,
      .calibration = totals != NULL ? &calibration : NULL,
      .keep_records = options->calibrate.weights != NULL || options->replicates.saved != NULL,
      .keep_units =
          options->replicates.weights == NULL && estimate_needs_records(&options->choices),
      .replicate_weights = options->replicates.weights,
      .is_part = options->choices.state != NULL,
      .threads = options->speed.threads,
  };
  if (status == PM_OK)
    status = record_options_read(&tally, &options->records, &reading, &output);
  if (status == PM_OK)
    status = calibrate_options_tell(totals, &output);
  const estimate_source source = {.tally = tally,
                                  .calibration = reading.calibration,
                                  .weights = options->calibrate.weights,
                                  .replicates = options->replicates.saved,
                                  .coefficients = coefficients};
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
  if (!record_options_are_given(&options->records) && options->strata.counts.first == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "nothing to estimate is named: of audited records --rate COL, --ratio "
                        "NUM/DEN, --mean COL, --total COL or --quantile COL:P; of strata with "
                        "their counts --counts X/N");
  return record_options_are_given(&options->records) ? run_records(run) : run_counts(run);
}

static const option_group groups[] = {
    {&record_table, offsetof(estimate_options, records)},
    {&strata_table, offsetof(estimate_options, strata)},
    {&calibrate_table, offsetof(estimate_options, calibrate)},
    {&replicate_table, offsetof(estimate_options, replicates)},
    {&rule_table, offsetof(estimate_options, strata.rules)},
    {&choice_table, offsetof(estimate_options, choices)},
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
    "Of records the second table is deff: the columns of --by, statistic, variable, deff, "
    "weighting, stratification, clustering, n_effective, with deff the product of the three.",
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
