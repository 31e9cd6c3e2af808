/* strata_options.c: the options of a FILE in which each row is a stratum.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "strata_options.h"

#include <string.h>

static const char *const population_kinds[] = {
    [PM_POPULATION_TOTAL] = "total", [PM_POPULATION_RECORDED] = "recorded", NULL};

static const option_row rows[] = {
    {.name = "counts",
     .kind = OPTION_PAIR,
     .offset = offsetof(strata_options, counts),
     .argument = "X/N",
     .help =
         "the columns that count the compliant and the audited records; each row of FILE is "
         "a stratum"},
    {.name = "strata",
     .letter = 's',
     .kind = OPTION_COLUMNS,
     .offset = offsetof(strata_options, strata),
     .argument = "COL[,COL...]",
     .help = "the columns that name a stratum"},
    {.name = "population",
     .letter = 'p',
     .kind = OPTION_COLUMNS,
     .offset = offsetof(strata_options, population),
     .argument = "COL[,COL...]",
     .help =
         "the column of FILE, or of the frame, with each stratum's size: 1 or more, or below "
         "1 the fraction that was sampled; of records, one for each stage of sampling"},
    {.name = "population-kind",
     .kind = OPTION_CHOICE,
     .offset = offsetof(strata_options, population_kind),
     .argument = "KIND",
     .fallback = "total",
     .choices = population_kinds,
     .help = "what the sizes count: all that the rate is a rate of, or only the compliant, as "
             "recorded crime does when the rate is the share of crimes recorded"},
    {.name = "weight",
     .letter = 'w',
     .kind = OPTION_COLUMN,
     .offset = offsetof(strata_options, weight),
     .argument = "COL",
     .help = "the column with each stratum's share of the whole, or of records with how many "
             "each stands for; without it, the sizes say so"},
    {.name = "frame",
     .kind = OPTION_FILE,
     .offset = offsetof(strata_options, frame),
     .argument = "FILE",
     .help =
         "a file of all strata there are; those that FILE lacks are out of scope, and told"},
    {.name = "by",
     .letter = 'b',
     .kind = OPTION_SETS,
     .offset = offsetof(strata_options, by),
     .argument = "COL[,COL...]",
     .help = "domains: a row for each combination of these columns' values, as well as the "
             "whole"},
};

const option_table strata_table = {"Strata", rows, TOOL_COUNT(rows)};

const char *strata_options_population(const strata_options *options)
{
  return options->population.count > 0 ? options->population.items[0] : NULL;
}

pm_status strata_options_check(const strata_options *options, pm_error *error)
{
  if (options->counts.first == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--counts X/N is missing: the columns with the counts");
  if (options->strata.count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--strata COL is missing: the column that names a stratum");
  if (options->population.count > 1)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--population names %zu columns, but strata have one size",
                        options->population.count);
  bool has_population = options->population.count > 0;
  if (!has_population && options->weight == NULL)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "--population COL is missing: how large each stratum is (or --weight COL: "
        "its share of the whole)");
  if (!has_population && options->population_kind == PM_POPULATION_RECORDED)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--population-kind recorded needs --population COL");
  if (options->weight != NULL && options->population_kind == PM_POPULATION_RECORDED)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--weight contradicts --population-kind recorded, whose sizes say the "
                        "weights");
  return PM_OK;
}

/* Every column that a set of domains needs, one after the other. */
static const char **list_domains(const strata_options *options, option_store *store,
                                 size_t *count)
{
  *count = 0;
  for (size_t i = 0; i < options->by.count; i++)
    *count += options->by.items[i].count;
  const char **columns = option_store_alloc(store, (*count + 1) * sizeof *columns);
  size_t next = 0;
  for (size_t i = 0; columns != NULL && i < options->by.count; i++)
    for (size_t k = 0; k < options->by.items[i].count; k++)
      columns[next++] = options->by.items[i].items[k];
  return columns;
}

static pm_status tell_inputs(const pm_strata_inputs *inputs, const tool_output *output)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < inputs->count && status == PM_OK; i++) {
    /* The writer may keep the text until it closes. */
    pm_input input = {inputs->file[i], inputs->rows[i], inputs->sha256[i]};
    status = pm_writer_input(output->writer, &input, output->run->error);
  }
  return status;
}

pm_status strata_options_read(pm_strata **strata, const strata_options *options,
                              const char *file, const tool_output *output)
{
  option_store *store = output->run->store;
  size_t by_count;
  const char **by = list_domains(options, store, &by_count);
  pm_strata_inputs *inputs = option_store_alloc(store, sizeof *inputs);
  if (by == NULL || inputs == NULL)
    return option_memory_fault(output->run->error);
  pm_strata_request request = {
      .file = file,
      .x = options->counts.first,
      .n = options->counts.second,
      .strata = options->strata.items,
      .strata_count = options->strata.count,
      .population = strata_options_population(options),
      .share = options->weight,
      .kind = (pm_population_kind)options->population_kind,
      .by = by,
      .by_count = by_count,
      .frame = options->frame,
      .hash = output_is_json(output->run),
  };
  pm_status status =
      pm_strata_read(strata, &request, inputs, output->notes, output->run->error);
  return status == PM_OK ? tell_inputs(inputs, output) : status;
}

const pm_by *strata_options_by(const strata_options *options, option_store *store)
{
  pm_by *by = option_store_alloc(store, (options->by.count + 1) * sizeof *by);
  for (size_t i = 0; by != NULL && i < options->by.count; i++)
    by[i] = (pm_by){options->by.items[i].items, options->by.items[i].count};
  return by;
}

pm_status strata_options_request(pm_estimate_request *request, const strata_options *options,
                                 const level_options *level, const tool_output *output)
{
  const pm_by *by = strata_options_by(options, output->run->store);
  if (by == NULL)
    return option_memory_fault(output->run->error);
  *request = rule_options_request(&options->rules, level);
  request->by = by;
  request->by_count = options->by.count;
  return PM_OK;
}
