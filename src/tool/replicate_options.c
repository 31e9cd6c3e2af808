/* replicate_options.c: the options of replicate weights that came with the records.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "replicate_options.h"
#include "coefficients_file.h"
#include "paths.h"

#include <string.h>

enum { CENTRE_ESTIMATE, CENTRE_MEAN };

static const char *const centres[] = {
    [CENTRE_ESTIMATE] = "estimate", [CENTRE_MEAN] = "mean", NULL};

static const option_row rows[] = {
    {.name = "replicate-weights",
     .kind = OPTION_TEXT,
     .offset = offsetof(replicate_options, weights),
     .argument = "PATTERN",
     .help =
         "the columns of replicate weights that the file has, as 'rep_*': variances are "
         "made by them, and clusters need not be known; with --quantile they stay in memory"},
    {.name = "replicate-scale",
     .kind = OPTION_NUMBER,
     .offset = offsetof(replicate_options, scale),
     .argument = "S",
     .low = 0,
     .high = 1e300,
     .is_low_out = true,
     .fallback_note = "by the method of --variance, with which they were made",
     .help = "what the sum of the squared deviations of the replicates' estimates is "
             "multiplied by"},
    {.name = "replicate-coefficients",
     .kind = OPTION_TEXT,
     .offset = offsetof(replicate_options, coefficients),
     .argument = "C1,C2,...|FILE",
     .fallback_note = "1 each",
     .help = "what each replicate's square is multiplied by besides, as of a stratified "
             "jackknife, in the order of the columns; a FILE has them in a column coefficient"},
    {.name = "replicate-centre",
     .kind = OPTION_CHOICE,
     .offset = offsetof(replicate_options, centre),
     .argument = "CENTRE",
     .fallback = "estimate",
     .choices = centres,
     .help = "deviations are from the estimate by the full weight, or from the mean of the "
             "replicates' estimates, as their makers tell"},
    {.name = "save-replicates",
     .kind = OPTION_FILE,
     .offset = offsetof(replicate_options, saved),
     .argument = "FILE.csv",
     .is_written = true,
     .help = "also write the records with their weights, full_weight, and those of every "
             "replicate of --variance METHOD, rep_1, rep_2, ...; a note says how they are read "
             "back. Coefficients that differ go beside it, to FILE.coefficients.csv; keeps "
             "every record in memory and reads the file twice"},
};

const option_table replicate_table = {"Replicate weights", rows, TOOL_COUNT(rows)};

static pm_status check_saved(const replicate_options *options, const estimate_choices *choices,
                             pm_error *error)
{
  if (options->saved == NULL)
    return PM_OK;
  if (options->weights != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--save-replicates makes what --replicate-weights says the file has");
  return estimate_needs_records(choices)
             ? PM_OK
             : pm_error_add(
                   error, PM_ERROR_USAGE, NULL,
                   "--save-replicates needs --variance METHOD, by which they are made");
}

/* The file says how many there are, and with their scale how Fay's were made. */
static pm_status check_given(const replicate_options *options, const estimate_choices *choices,
                             pm_error *error)
{
  bool has_scale = !isnan(options->scale);
  if (!has_scale && !estimate_needs_records(choices))
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "--replicate-weights needs their scale: --replicate-scale S, or --variance with the "
        "method by which they were made");
  if (choices->replicates >= 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--replicates is of those that are made here; there are as many "
                        "--replicate-weights as FILE has columns of them");
  if (has_scale && !isnan(choices->fay))
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--fay and --replicate-scale each say the scale: give one of them");
  return PM_OK;
}

pm_status replicate_options_check(const replicate_options *options,
                                  const estimate_choices *choices, pm_error *error)
{
  bool has_scale = !isnan(options->scale);
  bool has_coefficients = options->coefficients != NULL;
  bool has_centre = options->centre != CENTRE_ESTIMATE;
  if (options->weights == NULL && (has_scale || has_coefficients || has_centre))
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--replicate-%s needs --replicate-weights",
                        has_scale          ? "scale"
                        : has_coefficients ? "coefficients"
                                           : "centre");
  pm_status status = options->weights != NULL ? check_given(options, choices, error) : PM_OK;
  return status == PM_OK ? check_saved(options, choices, error) : status;
}

pm_status replicate_options_name(const replicate_options *options, const tool_run *run,
                                 const char **coefficients)
{
  static const char ending[] = ".csv", added[] = ".coefficients.csv";
  *coefficients = NULL;
  if (options->saved == NULL)
    return PM_OK;
  size_t size = strlen(options->saved);
  if (size > strlen(ending) && strcmp(options->saved + size - strlen(ending), ending) == 0)
    size -= strlen(ending);
  char *path = option_store_alloc(run->store, size + sizeof added);
  if (path == NULL)
    return option_memory_fault(run->error);
  memcpy(path, options->saved, size);
  memcpy(path + size, added, sizeof added);
  *coefficients = path;
  return paths_check_written(run, "save-replicates", path);
}

/* C1,C2,...; how many there are. */
static pm_status parse_coefficients(const char *text, double *numbers, size_t *count,
                                    pm_error *error)
{
  for (*count = 0;; text++) {
    size_t size = strcspn(text, ",");
    if (!pm_number_parse(text, size, &numbers[*count]) || numbers[*count] < 0)
      return pm_error_add(error, PM_ERROR_USAGE, NULL,
                          "--replicate-coefficients: '%.*s' is not a number from 0", (int)size,
                          text);
    ++*count;
    text += size;
    if (*text == '\0')
      return PM_OK;
  }
}

/* What begins with a number is a list of them. */
static bool is_list(const char *text)
{
  double first;
  return pm_number_parse(text, strcspn(text, ","), &first);
}

pm_status replicate_options_apply(pm_estimate_request *request,
                                  const replicate_options *options, const tool_output *output)
{
  const tool_run *run = output->run;
  const char *text = options->coefficients;
  request->replicate_scale = isnan(options->scale) ? 0 : options->scale;
  request->replicate_about_mean = options->centre == CENTRE_MEAN;
  if (text == NULL)
    return PM_OK;
  if (!is_list(text)) {
    pm_status status = paths_check_read(run, "--replicate-coefficients", text);
    return status == PM_OK ? coefficients_file_read(request, text, output) : status;
  }
  double *numbers = option_store_alloc(run->store, (strlen(text) + 1) * sizeof *numbers);
  if (numbers == NULL)
    return option_memory_fault(run->error);
  request->replicate_coefficients = numbers;
  return parse_coefficients(text, numbers, &request->replicate_coefficient_count, run->error);
}
