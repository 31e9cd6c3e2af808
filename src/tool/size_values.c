/* size_values.c: numbers with commas between, as `plusminus size` takes them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_values.h"
#include "operands.h"

#include <math.h>
#include <string.h>

static pm_status not_a_rate(const char *option, const char *text, pm_error *error)
{
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s: '%s' is not a rate (0.03, 3%% or 3pp)",
                      option, text);
}

/* "--margin 5" was meant in points, and "--rate 80" in percent. */
static bool is_percentage(double value, int size, const char *text)
{
  return value > 1 && value <= 100 && memchr(text, '%', (size_t)size) == NULL &&
         memchr(text, 'p', (size_t)size) == NULL;
}

static bool is_rate(double value)
{
  return value >= 0 && value <= 1;
}

/* Percentages without their signs are told with them. */
static pm_status not_within(const char *option, const char *text, const size_rate_value *value,
                            pm_error *error)
{
  const char *dots = strstr(text, "..");
  int size = dots == NULL ? (int)strlen(text) : (int)(dots - text);
  const char *end = dots == NULL ? "" : dots + 2;
  bool lacks_low = is_percentage(value->low, size, text);
  bool lacks_high = dots != NULL && is_percentage(value->high, (int)strlen(end), end);
  if (!(is_rate(value->low) || lacks_low) ||
      !(dots == NULL || is_rate(value->high) || lacks_high))
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s: '%s' is not between 0 and 1", option,
                        text);
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "%s: '%s' is not between 0 and 1; did you mean %.*s%s%s%s%s?", option,
                      text, size, text, lacks_low ? "%" : "", dots != NULL ? ".." : "", end,
                      lacks_high ? "%" : "");
}

pm_status size_value_rate(const char *option, const char *text, size_rate_value *value,
                          pm_error *error)
{
  const char *dots = strstr(text, "..");
  size_t size = dots == NULL ? strlen(text) : (size_t)(dots - text);
  const char *end = dots == NULL ? text : dots + 2;
  if (!pm_rate_parse(text, size, &value->low) || !pm_rate_parse(end, strlen(end), &value->high))
    return not_a_rate(option, text, error);
  if (!is_rate(value->low) || !is_rate(value->high))
    return not_within(option, text, value, error);
  if (value->low > value->high)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s: '%s' ends below where it begins",
                        option, text);
  return PM_OK;
}

pm_status size_value_sample(const tool_run *run, const char *option, const char *text,
                            double *x, double *n)
{
  const char *slash = strchr(text, '/');
  size_t size = slash == NULL ? 0 : (size_t)(slash - text);
  if (slash == NULL || !pm_number_parse(text, size, x) ||
      !pm_number_parse(slash + 1, strlen(slash + 1), n) || !(*x >= 0 && *x <= *n && *n > 0))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "%s: '%s' is not an earlier sample X/N, as 40/50", option, text);
  return PM_OK;
}

pm_status size_values_rates(const tool_run *run, const char *option, const option_list *texts,
                            double **values)
{
  *values = option_store_alloc(run->store, (texts->count + 1) * sizeof **values);
  if (*values == NULL)
    return option_memory_fault(run->error);
  for (size_t i = 0; i < texts->count; i++) {
    const char *text = texts->items[i];
    double *value = &(*values)[i];
    if (!pm_rate_parse(text, strlen(text), value))
      return not_a_rate(option, text, run->error);
    bool is_points = is_percentage(*value, (int)strlen(text), text);
    if (!(*value > 0 && *value <= 1))
      return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "%s: '%s' is not above 0 and at most 1%s%s%s", option, text,
                          is_points ? "; did you mean " : "", is_points ? text : "",
                          is_points ? "%?" : "");
  }
  return PM_OK;
}

pm_status size_values_records(const tool_run *run, const char *option, const option_list *texts,
                              double **values)
{
  *values = option_store_alloc(run->store, (texts->count + 1) * sizeof **values);
  if (*values == NULL)
    return option_memory_fault(run->error);
  for (size_t i = 0; i < texts->count; i++) {
    pm_status status = operand_population(option, texts->items[i], &(*values)[i], run->error);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

/* -------------------------------------------------------------- digits -- */

enum { DECIMALS_MOST = 9 };

/* Of the percentage; 0 for what is no proportion or was not given. */
static int decimals_of(double rate)
{
  int decimals = 0;
  double shifted = 100 * fabs(rate);
  if (!(shifted <= 100))
    return 0;
  while (decimals < DECIMALS_MOST && fabs(shifted - round(shifted)) > 1e-6 * shifted) {
    decimals++;
    shifted *= 10;
  }
  return decimals;
}

static int most_decimals(const option_list *texts)
{
  int most = 0;
  for (size_t i = 0; i < texts->count; i++) {
    size_rate_value value;
    if (size_value_rate("", texts->items[i], &value, NULL) != PM_OK)
      continue;
    int decimals = (int)fmax(decimals_of(value.low), decimals_of(value.high));
    most = decimals > most ? decimals : most;
  }
  return most;
}

/* The operating characteristic begins with a tenth and a quarter of the rate: all decimals of
   these, but no more than two digits of the first and one more than the rate has. */
static int decimals_to_detect(double rate)
{
  if (!(rate > 0))
    return 0;
  double first = ceil(-log10(10 * rate) - 1e-9);
  double most = fmax(first, decimals_of(rate)) + 1;
  double needed = fmax(decimals_of(rate / 10), decimals_of(rate / 4));
  return (int)fmin(fmin(needed, most), DECIMALS_MOST);
}

int64_t size_values_digits(const size_options *options)
{
  const size_groups_options *groups = &options->groups;
  const int needed[] = {
      most_decimals(&options->rates),
      most_decimals(&options->margins) - 1, /* margins have one more */
      decimals_of(groups->difference) - 1,
      decimals_of(groups->non_inferiority) - 1,
      decimals_of(groups->equivalence) - 1,
      decimals_to_detect(options->detect.rate),
      decimals_of(options->detect.acceptable),
  };
  int most = 1;
  for (size_t i = 0; i < TOOL_COUNT(needed); i++)
    most = needed[i] > most ? needed[i] : most;
  return most;
}
