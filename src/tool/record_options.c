/* record_options.c: the options of a FILE of records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "record_options.h"
#include "progress.h"

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
    {.name = "cluster",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(record_options, clusters),
     .argument = "COL[,COL...]",
     .help =
         "the columns that name the clusters sampled: first those drawn in the strata, then "
         "those drawn within these, and so on"},
};

const option_table record_table = {"Records", rows, TOOL_COUNT(rows)};

bool record_options_are_given(const record_options *options)
{
  return options->rates.count > 0 || options->ratios.count > 0 || options->means.count > 0 ||
         options->totals.count > 0 || options->clusters.count > 0;
}

pm_status record_options_check(const record_options *options, const strata_options *strata,
                               pm_error *error)
{
  if (strata->counts.first != NULL)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "--counts is for a FILE in which each row is a stratum; it contradicts "
        "--rate, --ratio, --mean, --total and --cluster, which are for records");
  if (options->rates.count + options->ratios.count + options->means.count +
          options->totals.count ==
      0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "nothing to estimate is named: --rate, --ratio, --mean or --total");
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
      list[request->statistic_count++] = (pm_statistic){kind, sets->items[i].items[k], NULL};
}

static bool list_statistics(pm_tally_request *request, const record_options *options,
                            option_store *store)
{
  size_t count = count_columns(&options->rates) + options->ratios.count +
                 count_columns(&options->means) + count_columns(&options->totals);
  pm_statistic *list = option_store_alloc(store, count * sizeof *list);
  if (list == NULL)
    return false;
  request->statistics = list;
  add_columns(request, list, &options->rates, PM_STATISTIC_RATE);
  for (size_t i = 0; i < options->ratios.count; i++)
    list[request->statistic_count++] = (pm_statistic){
        PM_STATISTIC_RATIO, options->ratios.items[i].first, options->ratios.items[i].second};
  add_columns(request, list, &options->means, PM_STATISTIC_MEAN);
  add_columns(request, list, &options->totals, PM_STATISTIC_TOTAL);
  return true;
}

static void show_progress(void *context, int64_t records, double share)
{
  (void)share;
  progress_tick(context, records);
}

pm_status record_options_read(pm_tally **tally, const record_options *options,
                              const strata_options *strata, int64_t threads,
                              const tool_output *output)
{
  option_store *store = output->run->store;
  progress state;
  pm_strata_inputs *inputs = option_store_alloc(store, sizeof *inputs);
  pm_tally_request request = {
      .file = output->run->operands[0],
      .design = {.strata = strata->strata.items,
                 .strata_count = strata->strata.count,
                 .clusters = options->clusters.items,
                 .cluster_count = options->clusters.count,
                 .populations = strata->population.items,
                 .population_count = strata->population.count,
                 .weight = strata->weight},
      .by = strata_options_by(strata, store),
      .by_count = strata->by.count,
      .threads = threads,
      .hash = output_is_json(output->run),
      .progress = show_progress,
      .progress_context = &state,
  };
  if (inputs == NULL || request.by == NULL || !list_statistics(&request, options, store))
    return option_memory_fault(output->run->error);
  progress_begin(&state, output->run->options);
  pm_status status = pm_tally_read(tally, &request, inputs, output->notes, output->run->error);
  progress_end(&state);
  if (status != PM_OK)
    return status;
  const pm_input input = {inputs->file[0], inputs->rows[0], inputs->sha256[0]};
  return pm_writer_input(output->writer, &input, output->run->error);
}
