/* allocate_options.c: the options of allocate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_options.h"

#include <math.h>
#include <string.h>

static const option_row strata_rows[] = {
    {.name = "strata",
     .letter = 's',
     .kind = OPTION_COLUMNS,
     .offset = offsetof(allocate_options, strata),
     .argument = "COL[,COL...]",
     .help = "the columns that name a stratum; each row of FILE is one"},
    {.name = "size",
     .kind = OPTION_COLUMN,
     .offset = offsetof(allocate_options, size),
     .argument = "COL",
     .help = "the column with the number of records in each stratum"},
    {.name = "rate",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(allocate_options, rate),
     .argument = "COL[,COL...]",
     .help = "columns of rates from 0 to 1, as they are expected; their spread is sqrt(pq)"},
    {.name = "sd",
     .kind = OPTION_COLUMN,
     .offset = offsetof(allocate_options, sd),
     .argument = "COL",
     .help = "instead, the column with the standard deviation of what is measured"},
    {.name = "mean",
     .kind = OPTION_COLUMN,
     .offset = offsetof(allocate_options, mean),
     .argument = "COL",
     .help = "beside --sd, the column with its mean, which power needs"},
    {.name = "cost",
     .kind = OPTION_COLUMN,
     .offset = offsetof(allocate_options, cost),
     .argument = "COL",
     .fallback_note = "1 everywhere",
     .help = "the column with what a record costs"},
    {.name = "min",
     .kind = OPTION_TEXT,
     .offset = offsetof(allocate_options, minimum),
     .argument = "COL|K",
     .fallback_note = "1",
     .help = "as few records as a stratum may have: a column, or a number for all (a smaller "
             "stratum is taken whole)"},
    {.name = "max",
     .kind = OPTION_TEXT,
     .offset = offsetof(allocate_options, maximum),
     .argument = "COL|K",
     .fallback_note = "its size",
     .help = "as many, likewise"},
    {.name = "take-all",
     .kind = OPTION_COLUMN,
     .offset = offsetof(allocate_options, take_all),
     .argument = "COL",
     .help = "a column with 1 for strata that are taken whole, whatever --max says, else 0"},
};

const option_table allocate_strata_table = {"Strata", strata_rows, TOOL_COUNT(strata_rows)};

static const option_row fixed_rows[] = {
    {.name = "total",
     .letter = 't',
     .kind = OPTION_COUNT,
     .offset = offsetof(allocate_options, total),
     .argument = "N",
     .low = 1,
     .high = 9007199254740992,
     .help = "share out exactly so many records"},
    {.name = "budget",
     .kind = OPTION_NUMBER,
     .offset = offsetof(allocate_options, budget),
     .argument = "B",
     .low = 0,
     .is_low_out = true,
     .high = (double)INFINITY,
     .help = "share out as many as this pays for, by --cost"},
    {.name = "method",
     .letter = 'm',
     .kind = OPTION_METHOD,
     .offset = offsetof(allocate_options, method),
     .argument = "METHOD",
     .fallback_note = "neyman, with --budget optimal; proportional without --rate and --sd",
     .family = &pm_allocation_family,
     .help = "how a total or budget is shared out"},
    {.name = "even",
     .kind = OPTION_COLUMN,
     .offset = offsetof(allocate_options, even),
     .argument = "COL",
     .help = "instead of a method: share --total so that the largest of the margins of this "
             "column's values is as small as it can be"},
    {.name = "parameter",
     .kind = OPTION_RATE,
     .offset = offsetof(allocate_options, parameter),
     .argument = "P",
     .fallback_note = "0.5",
     .low = 0,
     .high = 1,
     .help = "of power the exponent of importance, of compromise the part that is shared by "
             "size"},
    {.name = "importance",
     .kind = OPTION_COLUMN,
     .offset = offsetof(allocate_options, importance),
     .argument = "COL",
     .fallback_note = "the size",
     .help = "of power, the column with how much each stratum matters"},
};

const option_table allocate_fixed_table = {"A fixed total or budget", fixed_rows,
                                           TOOL_COUNT(fixed_rows)};

/* COL|K: a number goes to *all, a column stays one. */
static pm_status column_or_number(const char *option, const char *text, const char **column,
                                  double *all, pm_error *error)
{
  int64_t whole;
  double number;
  *column = NULL;
  *all = 0;
  if (text == NULL)
    return PM_OK;
  if (!pm_number_parse(text, strlen(text), &number)) {
    *column = text;
    return PM_OK;
  }
  if (!pm_integer_parse(text, strlen(text), &whole) || whole < 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s: '%s' is neither a column nor a whole number of records", option,
                        text);
  *all = (double)whole;
  return PM_OK;
}

static pm_status check_strata(const allocate_options *options, pm_error *error)
{
  if (options->strata.count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--strata COL is missing: the column that names a stratum");
  if (options->size == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--size COL is missing: how many records each stratum has");
  if (options->rate.count > 0 && options->sd != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--rate and --sd both say how spread out a stratum is; give one");
  if (options->mean != NULL && options->sd == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--mean goes with --sd, which is missing");
  return PM_OK;
}

pm_status allocate_options_file(pm_allocation_file_request *request,
                                const allocate_options *options, const char *file,
                                const tool_run *run)
{
  pm_error *error = run->error;
  *request = (pm_allocation_file_request){
      .file = file,
      .strata = options->strata.items,
      .strata_count = options->strata.count,
      .by = &options->even,
      .by_count = options->even != NULL,
      .by_option = "--even",
      .size = options->size,
      .rates = options->rate.items,
      .rate_count = options->rate.count,
      .sd = options->sd,
      .mean = options->mean,
      .importance = options->importance,
      .cost = options->cost,
      .take_all = options->take_all,
      .hash = output_is_json(run),
  };
  pm_status status = check_strata(options, error);
  if (status == PM_OK)
    status = column_or_number("--min", options->minimum, &request->minimum,
                              &request->minimum_all, error);
  if (status == PM_OK)
    status = column_or_number("--max", options->maximum, &request->maximum,
                              &request->maximum_all, error);
  if (status != PM_OK)
    return status;
  if (request->maximum == NULL && options->maximum != NULL && request->maximum_all < 1)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--max: a stratum has at least 1 record");
  if (request->maximum_all > 0 && request->minimum_all > request->maximum_all)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--min %.0f is %.0f above --max %.0f",
                        request->minimum_all, request->minimum_all - request->maximum_all,
                        request->maximum_all);
  return PM_OK;
}

/* The method that suits what is known. */
static const char *usual_method(const allocate_options *options)
{
  if (options->rate.count == 0 && options->sd == NULL)
    return "proportional";
  return isnan(options->budget) ? "neyman" : "optimal";
}

static pm_status check_fixed(const allocate_options *options, unsigned flags, pm_error *error)
{
  bool has_spread = options->rate.count > 0 || options->sd != NULL;
  if (flags & PM_ALLOCATION_SPREAD && !has_spread)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "--method %s needs --rate COL or --sd COL",
                        options->method);
  if (flags & PM_ALLOCATION_MEAN && options->sd != NULL && options->mean == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--method %s needs --mean COL beside --sd COL", options->method);
  if (!isnan(options->parameter) && !(flags & PM_ALLOCATION_PARAMETER))
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--parameter: --method %s has none; power and compromise have one",
                        options->method);
  if (options->importance != NULL && !(flags & PM_ALLOCATION_MEAN))
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--importance: --method %s does not look at it; power does",
                        options->method);
  return PM_OK;
}

pm_status allocate_options_fixed(pm_allocation_request *request, allocate_options *options,
                                 const tool_run *run)
{
  if (options->total >= 0 && !isnan(options->budget))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--total and --budget contradict each other; give one");
  if (options->total < 0 && isnan(options->budget))
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "what is wanted is missing: --total N or --budget B to be shared out, or "
        "--margin M to be met");
  if (options->method == NULL)
    options->method = usual_method(options);
  const pm_allocation_method *method = pm_allocation_find(options->method);
  *request = (pm_allocation_request){
      .method = options->method,
      .total = options->total >= 0 ? (double)options->total : 0,
      .budget = isnan(options->budget) ? 0 : options->budget,
      .has_parameter = !isnan(options->parameter),
      .parameter = options->parameter,
  };
  return check_fixed(options, method->flags, run->error);
}
