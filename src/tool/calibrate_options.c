/* calibrate_options.c: the options of calibration.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate_options.h"

#include <string.h>

static const option_row rows[] = {
    {.name = "poststratify",
     .kind = OPTION_MARGINS,
     .offset = offsetof(calibrate_options, poststrata),
     .argument = "COL[,COL]=FILE",
     .help =
         "make the weights in each value of the column, or combination of values, add up to "
         "its total; FILE has the columns and one more, total"},
    {.name = "rake",
     .kind = OPTION_MARGINS,
     .offset = offsetof(calibrate_options, margins),
     .argument = "COL[,COL]=FILE",
     .help = "the same for several margins, of which the combinations are not known"},
    {.name = "calibrate",
     .kind = OPTION_METHOD,
     .offset = offsetof(calibrate_options, method),
     .argument = "METHOD",
     .family = &pm_calibration_family,
     .help = "calibrate the weights to the totals of --calibrate-totals"},
    {.name = "calibrate-totals",
     .kind = OPTION_FILE,
     .offset = offsetof(calibrate_options, totals),
     .argument = "FILE",
     .help =
         "its columns are variable, value and total; a variable without a value is a column "
         "of numbers, of which the total is given"},
    {.name = "bounds",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(calibrate_options, bounds),
     .argument = "L,U",
     .help = "of bounded and logit: how many times its own weight a record's may become, at "
             "least and at most"},
    {.name = "trim-weights",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(calibrate_options, trim),
     .argument = "L,U",
     .help = "keep the calibrated weights between two limits, and the totals met: 5,200 or, as "
             "multiples of the median of the design's weights, 0.3x,3x; keeps every record in "
             "memory"},
    {.name = "save-weights",
     .kind = OPTION_FILE,
     .offset = offsetof(calibrate_options, weights),
     .argument = "FILE.csv",
     .is_written = true,
     .help =
         "also write the records with one more column, calibrated_weight; keeps every record "
         "in memory and reads the file twice"},
};

const option_table calibrate_table = {"Calibration", rows, TOOL_COUNT(rows)};

/* ------------------------------------------------------------------ checks -- */

static bool has_range(const calibrate_options *options)
{
  return options->method != NULL &&
         (strcmp(options->method, "bounded") == 0 || strcmp(options->method, "logit") == 0);
}

static pm_status check_trim(const calibrate_options *options, pm_error *error)
{
  if (options->trim.count == 0)
    return PM_OK;
  if (options->method == NULL && options->poststrata.count + options->margins.count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--trim-weights needs a calibration: --poststratify, --rake or "
                        "--calibrate");
  return options->trim.count == 2 ? PM_OK
                                  : pm_error_add(error, PM_ERROR_USAGE, NULL,
                                                 "--trim-weights takes two limits, L,U");
}

static pm_status check_bounds(const calibrate_options *options, pm_error *error)
{
  if (has_range(options) && options->bounds.count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--calibrate %s needs --bounds L,U",
                        options->method);
  if (!has_range(options) && options->bounds.count > 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--bounds is for --calibrate bounded and logit");
  if (options->bounds.count != 0 && options->bounds.count != 2)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--bounds takes two numbers, L,U");
  return PM_OK;
}

bool calibrate_options_are_given(const calibrate_options *options)
{
  return options->poststrata.count > 0 || options->margins.count > 0 || options->method != NULL;
}

pm_status calibrate_options_check(const calibrate_options *options, pm_error *error)
{
  int ways = (options->poststrata.count > 0) + (options->margins.count > 0) +
             (options->method != NULL);
  if (ways > 1)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "--poststratify, --rake and --calibrate are each the whole calibration; "
        "give one of them");
  if (options->poststrata.count > 1)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--poststratify takes one margin, which may be of several columns; "
                        "--rake takes several");
  if (options->method != NULL && options->totals == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--calibrate needs --calibrate-totals FILE");
  if (options->method == NULL && options->totals != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--calibrate-totals needs --calibrate METHOD");
  pm_status status = check_bounds(options, error);
  return status == PM_OK ? check_trim(options, error) : status;
}

/* ----------------------------------------------------------------- reading -- */

static pm_status parse_bound(const calibrate_options *options, size_t which, double *value,
                             pm_error *error)
{
  const char *text = options->bounds.items[which];
  if (pm_number_parse(text, strlen(text), value))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "--bounds: '%s' is not a number", text);
}

static pm_status parse_bounds(pm_calibration *calibration, const calibrate_options *options,
                              pm_error *error)
{
  if (options->bounds.count == 0)
    return PM_OK;
  pm_status status = parse_bound(options, 0, &calibration->lower, error);
  return status == PM_OK ? parse_bound(options, 1, &calibration->upper, error) : status;
}

/* "3x": a multiple of the median. */
static pm_status parse_limit(const calibrate_options *options, size_t which, double *value,
                             bool *is_multiple, pm_error *error)
{
  const char *text = options->trim.items[which];
  size_t size = strlen(text);
  *is_multiple = size > 0 && text[size - 1] == 'x';
  if (pm_number_parse(text, size - *is_multiple, value))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "--trim-weights: '%s' is not a weight, nor a multiple as in 3x", text);
}

static pm_status parse_trim(pm_calibration *calibration, const calibrate_options *options,
                            pm_error *error)
{
  bool is_multiple[2];
  if (options->trim.count == 0)
    return PM_OK;
  pm_status status = parse_limit(options, 0, &calibration->trim_lower, &is_multiple[0], error);
  if (status == PM_OK)
    status = parse_limit(options, 1, &calibration->trim_upper, &is_multiple[1], error);
  if (status == PM_OK && is_multiple[0] != is_multiple[1] && calibration->trim_lower != 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--trim-weights: both limits are weights, or both multiples of the "
                        "median");
  calibration->trim_by_median = status == PM_OK && is_multiple[1];
  return status;
}

/* Each file of margins, whatever faults the others have. */
static pm_status read_margins(pm_totals *totals, const option_margins *margins, pm_error *error)
{
  pm_status first = PM_OK;
  for (size_t i = 0; i < margins->count; i++) {
    const option_margin *margin = &margins->items[i];
    pm_status status = pm_totals_read_margin(totals, margin->file, margin->columns.items,
                                             margin->columns.count, error);
    first = first == PM_OK ? status : first;
  }
  return first;
}

pm_status calibrate_options_tell(const pm_totals *totals, const tool_output *output)
{
  size_t count = 0;
  const pm_input *inputs = totals != NULL ? pm_totals_inputs(totals, &count) : NULL;
  pm_status status = PM_OK;
  for (size_t i = 0; i < count && status == PM_OK; i++)
    status = pm_writer_input(output->writer, &inputs[i], output->run->error);
  return status;
}

static const char *method_of(const calibrate_options *options)
{
  if (options->poststrata.count > 0)
    return "poststratify";
  return options->margins.count > 0 ? "rake" : options->method;
}

pm_status calibrate_options_read(pm_totals **totals, pm_calibration *calibration,
                                 const calibrate_options *options, const tool_output *output)
{
  pm_error *error = output->run->error;
  *totals = NULL;
  *calibration = (pm_calibration){.method = method_of(options)};
  if (calibration->method == NULL)
    return PM_OK;
  pm_status status = parse_bounds(calibration, options, error);
  if (status == PM_OK)
    status = parse_trim(calibration, options, error);
  if (status == PM_OK)
    status = pm_totals_new(totals, output_is_json(output->run), NULL, error);
  if (status == PM_OK)
    status = read_margins(*totals, &options->poststrata, error);
  if (status == PM_OK)
    status = read_margins(*totals, &options->margins, error);
  if (status == PM_OK && options->totals != NULL)
    status = pm_totals_read_list(*totals, options->totals, error);
  if (status == PM_OK)
    calibration->margins = pm_totals_margins(*totals, &calibration->margin_count);
  return status;
}
