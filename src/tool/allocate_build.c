/* allocate_build.c: strata built by a size measure.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_build.h"
#include "sheet.h"

#include <math.h>
#include <stdio.h>

static const option_row rows[] = {
    {.name = "boundaries",
     .kind = OPTION_METHOD,
     .offset = offsetof(build_options, boundaries),
     .argument = "METHOD",
     .family = &pm_boundary_family,
     .help = "build strata: each row of FILE is a unit, and the result a file of strata"},
    {.name = "size-measure",
     .kind = OPTION_COLUMN,
     .offset = offsetof(build_options, measure),
     .argument = "COL",
     .help = "the column with each unit's measure"},
    {.name = "strata-count",
     .kind = OPTION_COUNT,
     .offset = offsetof(build_options, strata),
     .argument = "H",
     .low = 2,
     .high = 1000,
     .help = "how many strata"},
    {.name = "take-all-from",
     .kind = OPTION_NUMBER,
     .offset = offsetof(build_options, take_all_from),
     .argument = "X",
     .help = "units of this measure or more make the last stratum, which is taken whole"},
    {.name = "classes",
     .kind = OPTION_COUNT,
     .offset = offsetof(build_options, classes),
     .argument = "J",
     .fallback_note = "ten for each stratum, doubled until none is empty",
     .low = 2,
     .high = 1000000,
     .help = "in how many classes cum-root-f counts"},
    {.name = "cv",
     .kind = OPTION_RATE,
     .offset = offsetof(build_options, cv),
     .argument = "CV",
     .low = 0,
     .is_low_out = true,
     .high = 1,
     .help = "the coefficient of variation of the sum of measures that lavallee-hidiroglou "
             "reaches with the fewest units; or --total, the units, for the least one"},
};

const option_table allocate_build_table = {"Building strata", rows, TOOL_COUNT(rows)};

/* ------------------------------------------------------------------- tables -- */

typedef struct built_row {
  const char *stratum;
  double lower, upper, size, mean, sd, take_all;
} built_row;

static const sheet_column built_columns[] = {
    {"stratum", NULL, PM_KIND_TEXT, offsetof(built_row, stratum), SHEET_ALWAYS, NULL},
    {"lower", "above", PM_KIND_NUMBER, offsetof(built_row, lower), SHEET_ALWAYS, NULL},
    {"upper", "up to", PM_KIND_NUMBER, offsetof(built_row, upper), SHEET_ALWAYS, NULL},
    {"size", "units", PM_KIND_COUNT, offsetof(built_row, size), SHEET_ALWAYS, NULL},
    {"mean", NULL, PM_KIND_NUMBER, offsetof(built_row, mean), SHEET_ALWAYS, NULL},
    {"sd", NULL, PM_KIND_NUMBER, offsetof(built_row, sd), SHEET_ALWAYS, NULL},
    {"take_all", "taken whole", PM_KIND_COUNT, offsetof(built_row, take_all), SHEET_ALWAYS,
     NULL},
};

static const sheet_column reached_columns[] = {
    {"n", "units to be sampled", PM_KIND_NUMBER, offsetof(pm_boundaries, n), SHEET_ALWAYS,
     NULL},
    {"cv", NULL, PM_KIND_RATE, offsetof(pm_boundaries, cv), SHEET_ALWAYS, NULL},
};

static pm_status write_strata(tool_output *output, const pm_built_stratum *strata, size_t count)
{
  option_store *store = output->run->store;
  built_row *items = option_store_alloc(store, count * sizeof *items);
  if (items == NULL)
    return option_memory_fault(output->run->error);
  for (size_t h = 0; h < count; h++) {
    char name[PM_NUMBER_SIZE];
    size_t size = pm_number_format((double)(h + 1), name);
    const pm_built_stratum *it = &strata[h];
    items[h] = (built_row){option_store_text(store, name, size),
                           it->lower,
                           it->upper,
                           it->size,
                           it->mean,
                           it->sd,
                           it->take_all};
    if (items[h].stratum == NULL)
      return option_memory_fault(output->run->error);
  }
  const tool_sheet sheet = {.name = "rows",
                            .title = "Strata by the size measure",
                            .columns = built_columns,
                            .count = TOOL_COUNT(built_columns)};
  return sheet_write(output, &sheet, items, sizeof *items, count);
}

static pm_status write_reached(tool_output *output, const pm_boundaries *found)
{
  const tool_sheet sheet = {.name = "reached",
                            .title = "What the boundaries reach",
                            .columns = reached_columns,
                            .count = TOOL_COUNT(reached_columns)};
  if (isnan(found->n))
    return PM_OK;
  pm_status status = sheet_write(output, &sheet, found, sizeof *found, 1);
  const char *text = found->is_exact
                         ? "all boundaries were looked at: none are better"
                         : "the boundaries were searched from many starts: better ones are not "
                           "ruled out";
  if (status == PM_OK && pm_notes_add(output->notes, "search", "%s", text) != PM_OK)
    status = option_memory_fault(output->run->error);
  return status;
}

/* ---------------------------------------------------------------------- run -- */

static pm_status check(const build_options *options, const allocate_options *others,
                       const tool_run *run)
{
  const struct {
    bool is_given;
    const char *name;
  } aliens[] = {
      {others->strata.count > 0, "--strata"},
      {others->size != NULL, "--size"},
      {others->rate.count > 0, "--rate"},
      {others->sd != NULL, "--sd"},
      {others->mean != NULL, "--mean"},
      {others->cost != NULL, "--cost"},
      {others->minimum != NULL, "--min"},
      {others->maximum != NULL, "--max"},
      {others->take_all != NULL, "--take-all"},
      {others->method != NULL, "--method"},
      {others->even != NULL, "--even"},
      {!isnan(others->parameter), "--parameter"},
      {others->importance != NULL, "--importance"},
      {!isnan(others->budget), "--budget"},
      {others->goals.interval > 0, "--interval"},
      {others->goals.frontier, "--frontier"},
  };
  const char *alien = NULL;
  for (size_t i = 0; i < TOOL_COUNT(aliens) && alien == NULL; i++)
    alien = aliens[i].is_given ? aliens[i].name : NULL;
  if (alien != NULL)
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "%s: strata are built first, and then allocated to; it does not go with "
        "--boundaries",
        alien);
  if (options->measure == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--size-measure COL is missing: the column that boundaries are of");
  if (options->strata < 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--strata-count H is missing: how many strata to build");
  return PM_OK;
}

pm_status allocate_build_absent(const build_options *options, pm_error *error)
{
  const char *alien = options->measure != NULL         ? "--size-measure"
                      : options->strata >= 0           ? "--strata-count"
                      : options->classes >= 0          ? "--classes"
                      : !isnan(options->take_all_from) ? "--take-all-from"
                      : !isnan(options->cv)            ? "--cv"
                                                       : NULL;
  if (alien == NULL)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "%s goes with --boundaries, which is missing", alien);
}

static pm_boundary_request make_request(const build_options *options,
                                        const allocate_options *others,
                                        const pm_size_measure *measure)
{
  return (pm_boundary_request){
      .method = options->boundaries,
      .values = measure->values,
      .count = measure->count,
      .strata = (size_t)options->strata,
      .classes = options->classes > 0 ? (size_t)options->classes : 0,
      .take_all_from = isnan(options->take_all_from) ? 0 : options->take_all_from,
      .total = others->total > 0 ? (double)others->total : 0,
      .cv = isnan(options->cv) ? 0 : options->cv,
  };
}

static pm_status build(const build_options *options, const allocate_options *others,
                       pm_size_measure *measure, tool_output *output)
{
  const tool_run *run = output->run;
  const pm_size_measure_request source = {.file = run->operands[0],
                                          .column = options->measure,
                                          .hash = output_is_json(run),
                                          .method = options->boundaries};
  pm_boundaries found;
  size_t count = (size_t)options->strata;
  pm_built_stratum *strata = option_store_alloc(run->store, count * sizeof *strata);
  if (strata == NULL)
    return option_memory_fault(run->error);
  pm_status status = pm_size_measure_read(measure, &source, run->error);
  if (status != PM_OK)
    return status;
  const pm_input input = {run->operands[0], (int64_t)measure->count, measure->sha256};
  const pm_boundary_request request = make_request(options, others, measure);
  status = pm_writer_input(output->writer, &input, run->error);
  if (status == PM_OK)
    status = pm_strata_build(&request, strata, &found, output->notes, run->error);
  if (status == PM_OK)
    status = write_strata(output, strata, count);
  return status == PM_OK ? write_reached(output, &found) : status;
}

pm_status allocate_build_run(const build_options *options, const allocate_options *others,
                             tool_run *run)
{
  pm_status status = check(options, others, run);
  if (status != PM_OK)
    return status;
  tool_output output;
  pm_size_measure measure = {.values = NULL};
  status = output_open(&output, run, &others->level, "Strata");
  if (status == PM_OK)
    status = build(options, others, &measure, &output);
  status = output_close(&output, status);
  pm_size_measure_free(&measure, NULL);
  return status;
}
