/* record_options.c: the options of a FILE of records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "record_options.h"
#include "paths.h"
#include "progress.h"

#include <string.h>

static const option_row rows[] = {
    {.name = "rate",
     .letter = 'r',
     .kind = OPTION_SETS,
     .offset = offsetof(record_options, rates),
     .argument = "COL[,COL...]",
     .help = "the share of records with a 1 in this column of 0 and 1"},
    {.name = "ratio",
     .kind = OPTION_PAIRS,
     .offset = offsetof(record_options, ratios),
     .argument = "NUM/DEN",
     .help = "the total of a column over that of another: of the crimes in an incident, those "
             "recorded"},
    {.name = "mean",
     .kind = OPTION_SETS,
     .offset = offsetof(record_options, means),
     .argument = "COL[,COL...]",
     .help = "the mean of a column of numbers"},
    {.name = "total",
     .kind = OPTION_SETS,
     .offset = offsetof(record_options, totals),
     .argument = "COL[,COL...]",
     .help = "its total in the population"},
    {.name = "quantile",
     .kind = OPTION_SETS,
     .offset = offsetof(record_options, quantiles),
     .argument = "COL:P[,COL:P...]",
     .help = "the value that a share P of the population does not exceed: hours:0.5 is the "
             "median; keeps every record in memory"},
    {.name = "cluster",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(record_options, clusters),
     .argument = "COL[,COL...]",
     .help =
         "the columns that name the clusters sampled: first those drawn in the strata, then "
         "those drawn within these, and so on"},
    {.name = "design",
     .kind = OPTION_FILE,
     .offset = offsetof(record_options, design),
     .argument = "FILE",
     .help =
         "a JSON file that says strata, clusters, populations, weight and the like in place "
         "of the options, which must not contradict it"},
    {.name = "pps",
     .kind = OPTION_METHOD,
     .offset = offsetof(record_options, pps),
     .argument = "METHOD",
     .family = &pm_pps_family,
     .help = "the clusters (or else the records) of the first stage were drawn with unequal "
             "chances and without replacement; the first column of --population has these "
             "chances: how the variance is measured"},
    {.name = "joint",
     .kind = OPTION_FILE,
     .offset = offsetof(record_options, joint),
     .argument = "FILE",
     .help = "a square of the joint chances of these units, for the methods that need them"},
    {.name = "phase2",
     .kind = OPTION_COLUMN,
     .offset = offsetof(record_options, phase2),
     .argument = "COL",
     .help =
         "two phases: only the records with 1 in this column, and not 0, were looked at for "
         "what is estimated; the others are the rest of the first phase"},
    {.name = "phase2-strata",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(record_options, phase2_strata),
     .argument = "COL[,COL...]",
     .help =
         "the columns, known of all records, that name the strata in which these were drawn "
         "from the first phase"},
};

const option_table record_table = {"Records", rows, TOOL_COUNT(rows)};

bool record_options_are_given(const record_options *options)
{
  return options->rates.count > 0 || options->ratios.count > 0 || options->means.count > 0 ||
         options->totals.count > 0 || options->quantiles.count > 0 ||
         options->clusters.count > 0 || options->design != NULL;
}

pm_status record_options_check(const record_options *options, const strata_options *strata,
                               pm_error *error)
{
  if (strata->counts.first != NULL)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "--counts is for a FILE in which each row is a stratum; it contradicts "
        "--rate, --ratio, --mean, --total, --cluster and --design, which are for records");
  if (options->rates.count + options->ratios.count + options->means.count +
          options->totals.count + options->quantiles.count ==
      0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "nothing to estimate is named: --rate, --ratio, --mean, --total or "
                        "--quantile");
  if (options->joint != NULL && options->pps == NULL && options->design == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--joint needs --pps METHOD");
  if (strata->frame != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--frame is for --counts; records have their stratum's population in a "
                        "column of their own");
  if (strata->population_kind != PM_POPULATION_TOTAL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--population-kind is for --counts; records have weights");
  return PM_OK;
}

/* ------------------------------------------------------------- the request -- */

static size_t count_columns(const option_sets *sets)
{
  size_t count = 0;
  for (size_t i = 0; i < sets->count; i++)
    count += sets->items[i].count;
  return count;
}

static void add_columns(pm_tally_request *request, pm_statistic *list, const option_sets *sets,
                        pm_statistic_kind kind)
{
  for (size_t i = 0; i < sets->count; i++)
    for (size_t k = 0; k < sets->items[i].count; k++)
      list[request->statistic_count++] = (pm_statistic){kind, sets->items[i].items[k], NULL, 0};
}

/* COL:P, where COL may have colons of its own. */
static pm_status add_quantile(pm_tally_request *request, pm_statistic *list, const char *text,
                              const tool_run *run)
{
  const char *colon = strrchr(text, ':');
  double probability;
  if (colon == NULL || colon == text ||
      !pm_rate_parse(colon + 1, strlen(colon + 1), &probability))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--quantile: '%s' is not a column and a share, as in hours:0.5", text);
  const char *column = option_store_text(run->store, text, (size_t)(colon - text));
  if (column == NULL)
    return option_memory_fault(run->error);
  list[request->statistic_count++] =
      (pm_statistic){PM_STATISTIC_QUANTILE, column, NULL, probability};
  return PM_OK;
}

static pm_status list_statistics(pm_tally_request *request, const record_options *options,
                                 const tool_run *run)
{
  size_t count = count_columns(&options->rates) + options->ratios.count +
                 count_columns(&options->means) + count_columns(&options->totals) +
                 count_columns(&options->quantiles);
  pm_statistic *list = option_store_alloc(run->store, count * sizeof *list);
  if (list == NULL)
    return option_memory_fault(run->error);
  request->statistics = list;
  add_columns(request, list, &options->rates, PM_STATISTIC_RATE);
  for (size_t i = 0; i < options->ratios.count; i++)
    list[request->statistic_count++] = (pm_statistic){
        PM_STATISTIC_RATIO, options->ratios.items[i].first, options->ratios.items[i].second, 0};
  add_columns(request, list, &options->means, PM_STATISTIC_MEAN);
  add_columns(request, list, &options->totals, PM_STATISTIC_TOTAL);
  pm_status status = PM_OK;
  for (size_t i = 0; i < options->quantiles.count; i++)
    for (size_t k = 0; k < options->quantiles.items[i].count && status == PM_OK; k++)
      status = add_quantile(request, list, options->quantiles.items[i].items[k], run);
  return status;
}

static void show_progress(void *context, int64_t records, double share)
{
  progress_tell(context, records, share);
}

static pm_design design_of(const record_options *options, const strata_options *strata)
{
  return (pm_design){.strata = strata->strata.items,
                     .strata_count = strata->strata.count,
                     .clusters = options->clusters.items,
                     .cluster_count = options->clusters.count,
                     .populations = strata->population.items,
                     .population_count = strata->population.count,
                     .weight = strata->weight,
                     .pps = options->pps,
                     .joint = options->joint,
                     .phase2 = options->phase2,
                     .phase2_strata = options->phase2_strata.items,
                     .phase2_strata_count = options->phase2_strata.count};
}

static pm_status read_shown(pm_tally **tally, pm_tally_request *request,
                            const tool_output *output)
{
  progress state;
  progress_begin(&state, output->run->options);
  request->progress = show_progress;
  request->progress_context = &state;
  pm_status status = pm_tally_read(tally, request, output->notes, output->run->error);
  progress_end(&state);
  return status;
}

static pm_status tell_design(const char *name, const pm_design_file *file,
                             const tool_output *output)
{
  const char *sha256 = pm_design_file_sha256(file);
  const pm_input input = {name, -1,
                          option_store_text(output->run->store, sha256, strlen(sha256))};
  return input.sha256 != NULL ? pm_writer_input(output->writer, &input, output->run->error)
                              : option_memory_fault(output->run->error);
}

/* With the design's file, if there is one. */
static pm_status read_tally(pm_tally **tally, pm_tally_request *request, const char *design,
                            bool keep_units, const tool_output *output)
{
  pm_error *error = output->run->error;
  const pm_design given = request->design;
  const pm_design_request wanted = {.file = design, .given = &given, .records = request->file};
  pm_design_file *file = NULL;
  pm_status status = design != NULL ? pm_design_read(&file, &wanted, error) : PM_OK;
  if (status != PM_OK)
    return status;
  if (file != NULL)
    request->design = *pm_design_file_design(file);
  request->keep_records |= keep_units && request->design.cluster_count == 0;
  if (given.joint == NULL) /* else it is an option's, and was looked at */
    status = paths_check_read(output->run, "the joint chances", request->design.joint);
  if (status == PM_OK)
    status = read_shown(tally, request, output);
  if (status == PM_OK && file != NULL)
    status = tell_design(design, file, output);
  pm_design_file_free(file);
  return status;
}

pm_status record_options_read(pm_tally **tally, const record_options *options,
                              const record_reading *reading, const tool_output *output)
{
  const strata_options *strata = reading->strata;
  option_store *store = output->run->store;
  pm_tally_request request = {
      .file = output->run->operands[0],
      .design = design_of(options, strata),
      .by = strata_options_by(strata, store),
      .by_count = strata->by.count,
      .calibration = reading->calibration,
      .keep_records = reading->keep_records,
      .replicate_weights = reading->replicate_weights,
      .threads = reading->threads,
      .hash = reading->is_part || output_is_json(output->run),
      .may_be_empty = reading->is_part,
  };
  if (request.by == NULL)
    return option_memory_fault(output->run->error);
  pm_status status = list_statistics(&request, options, output->run);
  if (status != PM_OK)
    return status;
  status = read_tally(tally, &request, options->design, reading->keep_units, output);
  if (status != PM_OK)
    return status;
  return tally_tell_inputs(*tally, output);
}

pm_status tally_tell_inputs(const pm_tally *tally, const tool_output *output)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < pm_tally_input_count(tally) && status == PM_OK; i++) {
    const pm_tally_input *own = pm_tally_input_at(tally, i);
    const pm_input input = {own->file, own->rows, own->sha256};
    status = pm_writer_input(output->writer, &input, output->run->error);
  }
  return status;
}
