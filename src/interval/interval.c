/* interval.c: a confidence interval for one rate: the level, the checks of a
   case, and what is the same for every method.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

#include "core/number_text.h"

#include <plusminus/num.h>

static const double CONF_LOWEST = 0.5;
static const double CONF_HIGHEST = 1 - 1e-9;
static const double RECORDS_MOST = 9007199254740992.0; /* 2^53: whole beyond doubt */

pm_status pm_level_make(pm_level *level, double conf, pm_side side, pm_error *error)
{
  *level = (pm_level){.conf = (double)NAN, .tail = (double)NAN, .z = (double)NAN};
  if (!(conf >= CONF_LOWEST && conf <= CONF_HIGHEST))
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "a confidence level is between 0.5 and 0.999999999, not %s",
                        pm_number_show(conf).text);
  if (side != PM_SIDE_TWO && side != PM_SIDE_LOWER && side != PM_SIDE_UPPER)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no side %d", (int)side);
  double tail = side == PM_SIDE_TWO ? (1 - conf) / 2 : 1 - conf;
  *level = (pm_level){
      .conf = conf, .side = side, .tail = tail, .z = pm_normal_quantile(tail, PM_TAIL_UPPER)};
  return PM_OK;
}

static bool is_count(double value)
{
  return isfinite(value) && value >= 0;
}

static pm_status check_whole(const pm_interval_method *method, double value, const char *what,
                             pm_error *error)
{
  if (value == floor(value))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "%s needs whole numbers, and %s is not a whole number of %s",
                      method->about.name, pm_number_show(value).text, what);
}

/* Beyond, a number is not the one that was meant, and steps of one are lost. */
static pm_status check_size(double value, pm_error *error)
{
  if (value <= RECORDS_MOST)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "%s is more records than can be told apart: at most 2^53",
                      pm_number_show(value).text);
}

/* x and n by themselves. */
static pm_status check_counts(const pm_case *data, pm_error *error)
{
  double x = data->x;
  double n = data->n;
  if (!is_count(n) || n == 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s is not a number of records above 0",
                        pm_number_show(n).text);
  if (!is_count(x))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s is not a number of compliant records",
                        pm_number_show(x).text);
  if (x > n)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s of %s: more compliant than records",
                        pm_number_show(x).text, pm_number_show(n).text);
  return check_size(n, error);
}

static pm_status check_population(const pm_interval_method *method, const pm_case *data,
                                  pm_error *error)
{
  bool needed = (method->flags & PM_INTERVAL_POPULATION) != 0;
  double population = data->population;
  if (population == 0 && needed)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s needs the size of the population",
                        method->about.name);
  if (population == 0)
    return PM_OK;
  if (!(population > 0) || (needed && isinf(population)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s is not the size of a population",
                        pm_number_show(population).text);
  if (population < data->n)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the population of %s is smaller than the sample of %s",
                        pm_number_show(population).text, pm_number_show(data->n).text);
  return isinf(population) ? PM_OK : check_size(population, error);
}

/* All that the method asks of whole numbers. */
static pm_status check_wholes(const pm_interval_method *method, const pm_case *data,
                              pm_error *error)
{
  if ((method->flags & PM_INTERVAL_WHOLE) == 0)
    return PM_OK;
  pm_status status = check_whole(method, data->x, "compliant records", error);
  if (status == PM_OK)
    status = check_whole(method, data->n, "records", error);
  if (status == PM_OK && (method->flags & PM_INTERVAL_POPULATION) != 0)
    status = check_whole(method, data->population, "records in the population", error);
  return status;
}

static pm_status check_case(const pm_interval_method *method, const pm_level *level,
                            const pm_case *data, pm_error *error)
{
  if ((method->flags & PM_INTERVAL_TWO_SIDED) != 0 && level->side != PM_SIDE_TWO)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s has no one-sided form",
                        method->about.name);
  pm_status status = check_counts(data, error);
  if (status == PM_OK)
    status = check_population(method, data, error);
  return status == PM_OK ? check_wholes(method, data, error) : status;
}

/* What holds whatever the method: the limits lie on their sides of the
   estimate and in [0, 1]; no limit that was not asked for is given. By its
   method's formula a limit can be beyond the estimate: a one-sided one at a low
   level, as the median of a skew posterior is; or M/N when nearly all of the
   population was audited, and x/n is not a multiple of 1/N. It is then the
   estimate, which never lowers the coverage. */
static void settle(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double estimate = interval->estimate;
  if (!wants_lower(level) || data->x == 0 || interval->lower < 0)
    interval->lower = 0;
  else if (interval->lower > estimate)
    interval->lower = estimate;
  if (!wants_upper(level) || interval->upper > 1)
    interval->upper = 1;
  else if (interval->upper < estimate)
    interval->upper = estimate;
}

/* A limit that is not a number is one that was not found. */
static pm_status finish(const pm_interval_method *method, const pm_level *level,
                        const pm_case *data, pm_interval *interval, pm_status status,
                        pm_error *error)
{
  if (status != PM_OK || isnan(interval->lower) || isnan(interval->upper))
    return pm_error_add(error, PM_ERROR_NUMERIC, NULL,
                        "the search for the %s limits of %s of %s did not converge",
                        method->about.name, pm_number_show(data->x).text,
                        pm_number_show(data->n).text);
  settle(level, data, interval);
  return PM_OK;
}

static bool is_census(const pm_interval_method *method, const pm_case *data)
{
  return (method->flags & PM_INTERVAL_POPULATION) != 0 && data->n == data->population;
}

pm_status pm_interval_compute(const pm_interval_method *method, const pm_level *level,
                              const pm_case *data, pm_interval *interval, pm_error *error)
{
  *interval = (pm_interval){(double)NAN, (double)NAN, (double)NAN};
  pm_status status = check_case(method, level, data, error);
  if (status != PM_OK)
    return status;
  pm_interval found = {data->x / data->n, 0, 1};
  if (is_census(method, data))
    found.lower = found.upper = found.estimate;
  else
    status = method->compute(level, data, &found);
  status = finish(method, level, data, &found, status, error);
  if (status == PM_OK)
    *interval = found;
  return status;
}

/* ------------------------------------------------------- all x of one n -- */

static pm_status compute_each(const pm_interval_method *method, const pm_level *level,
                              const pm_case *data, pm_interval *intervals, pm_error *error)
{
  pm_status status = PM_OK;
  size_t places = (size_t)data->n + 1;
  for (size_t x = 0; status == PM_OK && x < places; x++) {
    pm_case one = {(double)x, data->n, data->population};
    status = pm_interval_compute(method, level, &one, &intervals[x], error);
  }
  return status;
}

pm_status pm_interval_compute_all(const pm_interval_method *method, const pm_level *level,
                                  const pm_case *data, pm_interval *intervals, pm_error *error)
{
  pm_case first = {0, data->n, data->population};
  pm_status status = check_case(method, level, &first, error);
  if (status == PM_OK)
    status = check_whole(method, data->n, "records", error);
  if (status != PM_OK)
    return status;
  if (method->compute_all == NULL || is_census(method, data))
    return compute_each(method, level, data, intervals, error);
  size_t places = (size_t)data->n + 1;
  for (size_t x = 0; x < places; x++)
    intervals[x] = (pm_interval){(double)x / data->n, 0, 1};
  pm_status found = method->compute_all(level, data, intervals);
  for (size_t x = 0; status == PM_OK && x < places; x++) {
    pm_case one = {(double)x, data->n, data->population};
    status = finish(method, level, &one, &intervals[x], found, error);
  }
  return status;
}
