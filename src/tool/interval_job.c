/* interval_job.c: the methods, the level and the table of one run of
   `plusminus interval`.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_job.h"
#include "text_buffer.h"

#include <math.h>
#include <string.h>

/* A row of the table. */
typedef struct interval_row {
  const char *const *carried;
  const char *method;
  double x, n, population, conf;
  const char *side;
  double estimate, lower, upper, margin;
  coverage_figures coverage;
} interval_row;

enum {
  COLUMN_METHOD,
  COLUMN_X,
  COLUMN_N,
  COLUMN_POPULATION,
  COLUMN_CONF,
  COLUMN_SIDE,
  COLUMN_ESTIMATE,
  COLUMN_LOWER,
  COLUMN_UPPER,
  COLUMN_MARGIN,
  COLUMN_COVERAGE /* the first of three: they stand last, and only when asked for */
};

static const sheet_column columns[] = {
    [COLUMN_METHOD] = {"method", NULL, PM_KIND_TEXT, offsetof(interval_row, method),
                       SHEET_ALWAYS, NULL},
    [COLUMN_X] = {"x", NULL, PM_KIND_COUNT, offsetof(interval_row, x), SHEET_ALWAYS, NULL},
    [COLUMN_N] = {"n", NULL, PM_KIND_COUNT, offsetof(interval_row, n), SHEET_ALWAYS, NULL},
    [COLUMN_POPULATION] = {"population", NULL, PM_KIND_COUNT,
                           offsetof(interval_row, population), SHEET_ALWAYS, "[z]"},
    [COLUMN_CONF] = {"conf", NULL, PM_KIND_RATE, offsetof(interval_row, conf), SHEET_MACHINE,
                     NULL},
    [COLUMN_SIDE] = {"side", NULL, PM_KIND_TEXT, offsetof(interval_row, side), SHEET_MACHINE,
                     NULL},
    [COLUMN_ESTIMATE] = {"estimate", "rate", PM_KIND_RATE, offsetof(interval_row, estimate),
                         SHEET_ALWAYS, NULL},
    [COLUMN_LOWER] = {"lower", NULL, PM_KIND_RATE, offsetof(interval_row, lower), SHEET_ALWAYS,
                      NULL},
    [COLUMN_UPPER] = {"upper", NULL, PM_KIND_RATE, offsetof(interval_row, upper), SHEET_ALWAYS,
                      NULL},
    [COLUMN_MARGIN] = {"margin", NULL, PM_KIND_POINTS, offsetof(interval_row, margin),
                       SHEET_ALWAYS, "[z]"},
    [COLUMN_COVERAGE] = {"coverage_min", "least coverage", PM_KIND_RATE,
                         offsetof(interval_row, coverage.minimum), SHEET_ALWAYS, NULL},
    {"coverage_mean", "mean coverage", PM_KIND_RATE, offsetof(interval_row, coverage.mean),
     SHEET_ALWAYS, NULL},
    {"coverage_at_estimate", "at the rate", PM_KIND_RATE,
     offsetof(interval_row, coverage.at_estimate), SHEET_ALWAYS, NULL},
};

/* ------------------------------------------------ methods and the level -- */

static pm_status note_ignored_population(interval_job *job)
{
  char names[512];
  text_buffer buffer = text_buffer_make(names, sizeof names);
  for (size_t i = 0; i < job->methods.count; i++) {
    if (job->options->population == NULL || interval_takes_population(job->methods.items[i]))
      continue;
    text_add(&buffer, buffer.used > 0 ? ", " : "");
    text_add(&buffer, job->methods.items[i]->about.name);
  }
  if (buffer.used == 0)
    return PM_OK;
  return pm_notes_add(job->output.notes, "population-ignored",
                      "%s: the population is taken as large, whatever its size", names);
}

static pm_status take_methods(interval_job *job)
{
  interval_methods_request request = {&job->options->methods, job->options->population != NULL,
                                      (pm_side)job->options->side, job->options->is_effective};
  return interval_methods_take(&job->methods, &request, &job->output);
}

static pm_status check_simultaneous(const interval_job *job)
{
  const interval_options *options = job->options;
  if ((options->simultaneous != NULL) == (options->family > 0))
    return PM_OK;
  return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL, "--%s goes with --%s",
                      options->family > 0 ? "family" : "simultaneous",
                      options->family > 0 ? "simultaneous" : "family");
}

static pm_status note_simultaneous(const interval_job *job, double each)
{
  const interval_options *options = job->options;
  char alone[PM_NUMBER_SIZE + 1], together[PM_NUMBER_SIZE + 1];
  sheet_percent(each, alone);
  sheet_percent(options->level.conf, together);
  return pm_notes_add(job->output.notes, "simultaneous",
                      "each interval has the level %s, so that %.0f of them hold together "
                      "with %s (%s)",
                      alone, (double)options->family, together, options->simultaneous);
}

static pm_status make_level(interval_job *job)
{
  const interval_options *options = job->options;
  pm_error *error = job->run->error;
  double conf = options->level.conf;
  pm_status status = check_simultaneous(job);
  if (status == PM_OK && options->simultaneous != NULL)
    status = pm_simultaneous_conf(options->simultaneous, options->level.conf,
                                  (double)options->family, &conf, error);
  if (status == PM_OK)
    status = pm_level_make(&job->level, conf, (pm_side)options->side, error);
  if (status == PM_OK && options->simultaneous != NULL)
    status = note_simultaneous(job, conf);
  return status;
}

pm_status interval_job_begin(interval_job *job)
{
  pm_error *error = job->run->error;
  pm_status status = output_open(&job->output, job->run, &job->options->level, "Intervals");
  job->coverage.store = job->run->store;
  if (status == PM_OK)
    status = make_level(job);
  if (status == PM_OK)
    status = take_methods(job);
  if (status == PM_OK)
    status = note_ignored_population(job);
  if (status == PM_ERROR_MEMORY && error->count == 0)
    return option_memory_fault(error);
  return status;
}

void interval_job_end(interval_job *job)
{
  coverage_cache_end(&job->coverage);
}

/* --------------------------------------------------------------- table -- */

static const char *const side_titles[] = {
    [PM_SIDE_TWO] = "confidence interval",
    [PM_SIDE_LOWER] = "lower confidence limit",
    [PM_SIDE_UPPER] = "upper confidence limit",
};

/* What people read above the table: what its columns then need not say. */
static char *make_title(const interval_job *job)
{
  char percent[PM_NUMBER_SIZE + 1], title[256];
  sheet_percent(job->level.conf, percent);
  int size = snprintf(title, sizeof title, "%s %s%s%s%s", percent, side_titles[job->level.side],
                      job->methods.count > 1 ? "s" : "", job->methods.count > 1 ? "" : ", ",
                      job->methods.count > 1 ? "" : job->methods.items[0]->about.name);
  return size < 0 ? NULL : option_store_text(job->run->store, title, strlen(title));
}

pm_status interval_job_open(interval_job *job, const char *const *carried, size_t count)
{
  bool for_people = job->output.is_for_people;
  bool hidden[TOOL_COUNT(columns)] = {
      [COLUMN_METHOD] = for_people && job->methods.count == 1,
      [COLUMN_POPULATION] = for_people && job->options->population == NULL,
      [COLUMN_CONF] = for_people,
      [COLUMN_SIDE] = for_people,
  };
  sheet_column *own = option_store_alloc(job->run->store, sizeof columns);
  if (own == NULL)
    return option_memory_fault(job->run->error);
  memcpy(own, columns, sizeof columns);
  if (job->options->is_effective)
    own[COLUMN_X].kind = own[COLUMN_N].kind = PM_KIND_NUMBER;
  job->sheet = (tool_sheet){
      .name = "rows",
      .title = make_title(job),
      .columns = own,
      .count = job->options->coverage ? TOOL_COUNT(columns) : COLUMN_COVERAGE,
      .lead_names = carried,
      .lead_count = count,
      .lead_offset = offsetof(interval_row, carried),
  };
  return sheet_open(&job->view, &job->output, &job->sheet, hidden);
}

/* In a census that the method takes account of, no width is no claim too many. */
static pm_status note_zero_width(interval_job *job, const pm_interval_method *method,
                                 const pm_case *data, const pm_interval *interval)
{
  bool is_census = interval_takes_population(method) && data->n == data->population;
  if ((method->flags & PM_INTERVAL_DEGENERATE) == 0 || is_census ||
      interval->lower != interval->upper)
    return PM_OK;
  return pm_notes_add(job->output.notes, "zero-width",
                      "%s has no width at x = 0 and x = n, which claims certainty that no "
                      "sample gives: prefer another method",
                      method->about.name);
}

pm_status interval_job_compute(const interval_job *job, const pm_case *data,
                               pm_interval *intervals, pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->methods.count && status == PM_OK; i++)
    status =
        pm_interval_compute(job->methods.items[i], &job->level, data, &intervals[i], error);
  return status;
}

pm_status interval_job_add(interval_job *job, const interval_entry *entry, pm_error *error)
{
  const pm_case *data = &entry->data;
  bool is_two_sided = job->level.side == PM_SIDE_TWO;
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->methods.count && status == PM_OK; i++) {
    pm_interval interval = entry->intervals[i];
    interval_row row = {
        .carried = entry->carried,
        .method = job->methods.items[i]->about.name,
        .x = data->x,
        .n = data->n,
        .population = data->population > 0 ? data->population : (double)NAN,
        .conf = job->level.conf,
        .side = interval_side_names[job->level.side],
        .estimate = interval.estimate,
        .lower = interval.lower,
        .upper = interval.upper,
        .margin = is_two_sided ? (interval.upper - interval.lower) / 2 : (double)NAN,
    };
    status = note_zero_width(job, job->methods.items[i], data, &interval);
    if (status == PM_OK && job->options->coverage)
      status = coverage_cache_get(&job->coverage, job->methods.items[i], &job->level, data,
                                  &row.coverage, error);
    if (status == PM_OK)
      status = sheet_add(&job->view, &row);
  }
  return status;
}
