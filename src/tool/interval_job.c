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
} interval_row;

enum { COLUMN_METHOD, COLUMN_X, COLUMN_N, COLUMN_POPULATION, COLUMN_CONF, COLUMN_SIDE };

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
    {"estimate", "rate", PM_KIND_RATE, offsetof(interval_row, estimate), SHEET_ALWAYS, NULL},
    {"lower", NULL, PM_KIND_RATE, offsetof(interval_row, lower), SHEET_ALWAYS, NULL},
    {"upper", NULL, PM_KIND_RATE, offsetof(interval_row, upper), SHEET_ALWAYS, NULL},
    {"margin", NULL, PM_KIND_POINTS, offsetof(interval_row, margin), SHEET_ALWAYS, "[z]"},
};

/* ------------------------------------------------------------- methods -- */

static bool takes_population(const pm_interval_method *method)
{
  return (method->flags & PM_INTERVAL_POPULATION) != 0;
}

/* Why this run can't have the method, or NULL. */
static const char *refusal(const interval_job *job, const pm_interval_method *method)
{
  if (takes_population(method) && job->options->population == NULL)
    return "needs --population";
  if ((method->flags & PM_INTERVAL_TWO_SIDED) != 0 && job->options->side != PM_SIDE_TWO)
    return "has no one-sided form";
  return NULL;
}

static pm_status take_all(interval_job *job)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < pm_interval_family.count && status == PM_OK; i++) {
    const char *name = pm_interval_family.at(i)->name;
    const pm_interval_method *method = pm_interval_find(name);
    const char *why = refusal(job, method);
    if (why == NULL)
      job->methods[job->method_count++] = method;
    else
      status = pm_notes_add(job->output.notes, "method-left-out", "%s is left out: it %s", name,
                            why);
  }
  return status;
}

static pm_status take_named(interval_job *job)
{
  const option_list *names = &job->options->methods;
  for (size_t i = 0; i < names->count; i++) {
    const pm_interval_method *method = pm_interval_find(names->items[i]);
    const char *why = refusal(job, method);
    if (why != NULL)
      return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL, "--method: %s %s",
                          names->items[i], why);
    job->methods[job->method_count++] = method;
  }
  return PM_OK;
}

/* The options then say which methods it was, as json tells them. */
static pm_status resolve_options(interval_job *job)
{
  const char **names = option_store_alloc(job->run->store, job->method_count * sizeof *names);
  if (names == NULL)
    return PM_ERROR_MEMORY;
  for (size_t i = 0; i < job->method_count; i++)
    names[i] = job->methods[i]->about.name;
  job->options->methods = (option_list){names, job->method_count};
  return PM_OK;
}

static pm_status note_ignored_population(interval_job *job)
{
  char names[512];
  text_buffer buffer = text_buffer_make(names, sizeof names);
  for (size_t i = 0; i < job->method_count; i++) {
    if (job->options->population == NULL || takes_population(job->methods[i]))
      continue;
    text_add(&buffer, buffer.used > 0 ? ", " : "");
    text_add(&buffer, job->methods[i]->about.name);
  }
  if (buffer.used == 0)
    return PM_OK;
  return pm_notes_add(job->output.notes, "population-ignored",
                      "%s: the population is taken as large, whatever its size", names);
}

static pm_status resolve_methods(interval_job *job)
{
  const option_list *names = &job->options->methods;
  job->methods =
      option_store_alloc(job->run->store, pm_interval_family.count * sizeof *job->methods);
  if (job->methods == NULL)
    return PM_ERROR_MEMORY;
  if (names->count == 0) {
    job->methods[job->method_count++] =
        pm_interval_default(job->options->population == NULL ? 0 : 1);
    return PM_OK;
  }
  return strcmp(names->items[0], "all") == 0 ? take_all(job) : take_named(job);
}

pm_status interval_job_begin(interval_job *job)
{
  const interval_options *options = job->options;
  pm_error *error = job->run->error;
  pm_status status = output_open(&job->output, job->run, &options->level, "Intervals");
  if (status == PM_OK)
    status = pm_level_make(&job->level, options->level.conf, (pm_side)options->side, error);
  if (status == PM_OK)
    status = resolve_methods(job);
  if (status == PM_OK)
    status = resolve_options(job);
  if (status == PM_OK)
    status = note_ignored_population(job);
  if (status == PM_ERROR_MEMORY && error->count == 0)
    return option_memory_fault(error);
  return status;
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
                      job->method_count > 1 ? "s" : "", job->method_count > 1 ? "" : ", ",
                      job->method_count > 1 ? "" : job->methods[0]->about.name);
  return size < 0 ? NULL : option_store_text(job->run->store, title, strlen(title));
}

pm_status interval_job_open(interval_job *job, const char *const *carried, size_t count)
{
  bool for_people = job->output.is_for_people;
  bool hidden[TOOL_COUNT(columns)] = {
      [COLUMN_METHOD] = for_people && job->method_count == 1,
      [COLUMN_POPULATION] = for_people && job->options->population == NULL,
      [COLUMN_CONF] = for_people,
      [COLUMN_SIDE] = for_people,
  };
  sheet_column *own = option_store_alloc(job->run->store, sizeof columns);
  if (own == NULL)
    return option_memory_fault(job->run->error);
  memcpy(own, columns, sizeof columns);
  if (job->has_fractions)
    own[COLUMN_X].kind = own[COLUMN_N].kind = PM_KIND_NUMBER;
  job->sheet = (tool_sheet){
      .name = "rows",
      .title = make_title(job),
      .columns = own,
      .count = TOOL_COUNT(columns),
      .lead_names = carried,
      .lead_count = count,
      .lead_offset = offsetof(interval_row, carried),
  };
  return sheet_open(&job->view, &job->output, &job->sheet, hidden);
}

static pm_status note_zero_width(interval_job *job, const pm_interval_method *method,
                                 const pm_interval *interval)
{
  if ((method->flags & PM_INTERVAL_DEGENERATE) == 0 || interval->lower != interval->upper)
    return PM_OK;
  return pm_notes_add(job->output.notes, "zero-width",
                      "%s has no width at x = 0 and x = n, which claims certainty that no "
                      "sample gives: prefer another method",
                      method->about.name);
}

pm_status interval_job_add(interval_job *job, const char *const *carried, const pm_case *data,
                           pm_error *error)
{
  static const char *const side_names[] = {"two", "lower", "upper"};
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->method_count && status == PM_OK; i++) {
    pm_interval interval;
    status = pm_interval_compute(job->methods[i], &job->level, data, &interval, error);
    if (status != PM_OK)
      break;
    bool is_two_sided = job->level.side == PM_SIDE_TWO;
    interval_row row = {
        .carried = carried,
        .method = job->methods[i]->about.name,
        .x = data->x,
        .n = data->n,
        .population = data->population > 0 ? data->population : (double)NAN,
        .conf = job->level.conf,
        .side = side_names[job->level.side],
        .estimate = interval.estimate,
        .lower = interval.lower,
        .upper = interval.upper,
        .margin = is_two_sided ? (interval.upper - interval.lower) / 2 : (double)NAN,
    };
    status = note_zero_width(job, job->methods[i], &interval);
    if (status == PM_OK)
      status = sheet_add(&job->view, &row);
  }
  return status;
}
