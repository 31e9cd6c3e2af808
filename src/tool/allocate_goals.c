/* allocate_goals.c: --margin [COL[:VALUE]=]M[@RATE], and a CSV of the same.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_goals.h"

#include <math.h>
#include <string.h>

const char *const goal_intervals[] = {"wald", "wilson", "wilson-fpc", "clopper-pearson", NULL};

static const option_row rows[] = {
    {.name = "margin",
     .kind = OPTION_TEXTS,
     .offset = offsetof(goal_options, margins),
     .argument = "[COL[:VALUE]=]M[@RATE]",
     .help = "a margin to be met at the least cost: of the whole; of every value of a column, "
             "or of one; for every rate, or for one"},
    {.name = "targets",
     .kind = OPTION_FILE,
     .offset = offsetof(goal_options, file),
     .argument = "FILE",
     .help = "more of them: a CSV with the columns domain (a column of FILE; empty: the "
             "whole), value (empty: every one), margin and, if need be, rate"},
    {.name = "interval",
     .kind = OPTION_CHOICE,
     .offset = offsetof(goal_options, interval),
     .argument = "INTERVAL",
     .choices = goal_intervals,
     .fallback = "wald",
     .help = "the interval whose half width is to meet the margins, when rates come out as "
             "expected"},
    {.name = "frontier",
     .kind = OPTION_FLAG,
     .offset = offsetof(goal_options, frontier),
     .help = "also what wider and narrower margins would cost: the table frontier"},
};

const option_table allocate_goal_table = {"Margins to be met", rows, TOOL_COUNT(rows)};

bool allocate_goals_given(const goal_options *options)
{
  return options->margins.count > 0 || options->file != NULL;
}

/* ------------------------------------------------------------------- growing -- */

typedef struct growing {
  pm_margin_goal *goals;
  const char **columns;
  pm_place *places;
  size_t count, capacity;
  size_t column_count;
  option_store *store;
  bool is_mean;
} growing;

static bool is_known(const growing *list, const char *column)
{
  for (size_t i = 0; i < list->column_count; i++)
    if (strcmp(list->columns[i], column) == 0)
      return true;
  return false;
}

static bool make_room(growing *list)
{
  if (list->count < list->capacity && list->column_count < list->capacity)
    return true;
  size_t capacity = 2 * list->capacity + 8;
  pm_margin_goal *goals = option_store_alloc(list->store, capacity * sizeof *goals);
  const char **columns = option_store_alloc(list->store, capacity * sizeof *columns);
  pm_place *places = option_store_alloc(list->store, capacity * sizeof *places);
  if (goals == NULL || columns == NULL || places == NULL)
    return false;
  for (size_t i = 0; i < list->count; i++)
    goals[i] = list->goals[i];
  for (size_t i = 0; i < list->column_count; i++) {
    columns[i] = list->columns[i];
    places[i] = list->places[i];
  }
  list->goals = goals;
  list->columns = columns;
  list->places = places;
  list->capacity = capacity;
  return true;
}

static bool add(growing *list, const pm_margin_goal *goal)
{
  if (!make_room(list))
    return false;
  if (goal->column != NULL && !is_known(list, goal->column)) {
    list->places[list->column_count] = (pm_place){goal->file, goal->row, "domain"};
    list->columns[list->column_count++] = goal->column;
  }
  list->goals[list->count++] = *goal;
  return true;
}

/* -------------------------------------------------------------------- options -- */

/* That of a mean is in its units, so that 5% would be 0.05 of them, which nobody means. */
static bool parse_margin(const char *text, size_t size, bool is_mean, double *margin)
{
  return is_mean ? pm_number_parse(text, size, margin) : pm_rate_parse(text, size, margin);
}

static pm_status not_a_margin(const char *text, bool is_mean, pm_error *error)
{
  if (is_mean)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "--margin: '%s' is not a margin of a mean; such are 0.5, force=2 and "
                        "force:Kent=1.5, in the units of --sd",
                        text);
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "--margin: '%s' is not a margin; such are 2%%, force=10%%, "
                      "force:Kent=5%% and 2%%@RATE",
                      text);
}

/* The domain before the last '=', a column and, after ':', a value. */
static pm_status parse_domain(const char *text, size_t size, pm_margin_goal *goal, bool is_mean,
                              const tool_run *run)
{
  const char *colon = memchr(text, ':', size);
  size_t column = colon == NULL ? size : (size_t)(colon - text);
  if (column == 0 || (colon != NULL && column + 1 == size))
    return not_a_margin(text, is_mean, run->error);
  goal->column = option_store_text(run->store, text, column);
  if (colon != NULL)
    goal->value = option_store_text(run->store, colon + 1, size - column - 1);
  bool is_full = goal->column != NULL && (colon == NULL || goal->value != NULL);
  return is_full ? PM_OK : option_memory_fault(run->error);
}

static pm_status parse_goal(const char *text, pm_margin_goal *goal, bool is_mean,
                            const tool_run *run)
{
  *goal = (pm_margin_goal){0};
  const char *equals = strrchr(text, '=');
  const char *margin = equals == NULL ? text : equals + 1;
  const char *at = strchr(margin, '@');
  size_t size = at == NULL ? strlen(margin) : (size_t)(at - margin);
  pm_status status = PM_OK;
  if (equals != NULL)
    status = parse_domain(text, (size_t)(equals - text), goal, is_mean, run);
  if (status != PM_OK)
    return status;
  if (!parse_margin(margin, size, is_mean, &goal->margin) || (at != NULL && at[1] == '\0'))
    return not_a_margin(text, is_mean, run->error);
  goal->rate = at == NULL ? NULL : at + 1;
  return PM_OK;
}

static pm_status read_options(growing *list, const goal_options *options, const tool_run *run)
{
  pm_status first = PM_OK;
  for (size_t i = 0; i < options->margins.count; i++) {
    pm_margin_goal goal;
    pm_status status = parse_goal(options->margins.items[i], &goal, list->is_mean, run);
    first = first == PM_OK ? status : first;
    if (status == PM_OK && !add(list, &goal))
      return option_memory_fault(run->error);
  }
  return first;
}

/* ----------------------------------------------------------------------- file -- */

/* Where the columns of the file are; NOWHERE: it has none of that name. */
typedef struct goal_columns {
  size_t domain, value, margin, rate;
  const char *margin_name;
  bool is_mean;
} goal_columns;

#define NOWHERE SIZE_MAX

static bool has_column(const pm_csv *csv, const char *name)
{
  for (size_t c = 0; c < pm_csv_columns(csv); c++)
    if (strcmp(pm_csv_column(csv, c), name) == 0)
      return true;
  return false;
}

/* The table of targets that allocate prints may be read again: it calls the margin asked
   for target. */
static pm_status find_columns(const pm_csv *csv, goal_columns *at, pm_error *error)
{
  const char *margin =
      has_column(csv, "margin") || !has_column(csv, "target") ? "margin" : "target";
  at->rate = NOWHERE;
  at->margin_name = margin;
  const struct {
    const char *name;
    size_t *column;
  } wanted[] = {{"domain", &at->domain}, {"value", &at->value}, {margin, &at->margin}};
  pm_status first = PM_OK;
  for (size_t i = 0; i < TOOL_COUNT(wanted); i++) {
    pm_status status = pm_csv_find(csv, wanted[i].name, "--targets", wanted[i].column, error);
    first = first == PM_OK ? status : first;
  }
  if (first == PM_OK && has_column(csv, "rate"))
    return pm_csv_find(csv, "rate", "--targets", &at->rate, error);
  return first;
}

/* A cell's text for the run's time; NULL where it is empty or says all. */
static pm_status read_name(const pm_csv *csv, size_t column, const char **name,
                           const tool_run *run)
{
  const char *text;
  *name = NULL;
  if (column == NOWHERE)
    return PM_OK;
  pm_status status = pm_csv_text(csv, column, &text, run->error);
  if (status != PM_OK || text[0] == '\0' || strcmp(text, "(all)") == 0)
    return status;
  *name = option_store_text(run->store, text, strlen(text));
  return *name == NULL ? option_memory_fault(run->error) : PM_OK;
}

static pm_status read_row(const pm_csv *csv, const goal_columns *at, const char *file,
                          pm_margin_goal *goal, const tool_run *run)
{
  const char *text;
  *goal =
      (pm_margin_goal){.file = file, .row = pm_csv_row(csv), .margin_column = at->margin_name};
  pm_status status = read_name(csv, at->domain, &goal->column, run);
  if (status == PM_OK)
    status = read_name(csv, at->value, &goal->value, run);
  if (status == PM_OK)
    status = read_name(csv, at->rate, &goal->rate, run);
  if (status == PM_OK)
    status = pm_csv_text(csv, at->margin, &text, run->error);
  bool is_margin = status == PM_OK &&
                   parse_margin(text, strlen(text), at->is_mean, &goal->margin) &&
                   goal->margin > 0;
  if (status != PM_OK || is_margin)
    return status;
  goal->margin = (double)NAN;
  return pm_csv_fault(csv, at->margin, run->error,
                      at->is_mean ? "'%s' is not a margin of a mean, a number above 0"
                                  : "'%s' is not a margin above 0, as 2%% or 0.02",
                      text);
}

static pm_status read_rows(growing *list, pm_csv *csv, const char *file, const tool_run *run)
{
  goal_columns at = {.is_mean = list->is_mean};
  const pm_field *fields;
  pm_status status = find_columns(csv, &at, run->error);
  /* All rows are looked at, so that all their faults are told. */
  pm_status first = status;
  while (status == PM_OK) {
    pm_margin_goal goal;
    status = pm_csv_next(csv, &fields, run->error);
    if (status != PM_OK || fields == NULL)
      break;
    pm_status row = read_row(csv, &at, file, &goal, run);
    bool is_whole = row == PM_OK || isnan(goal.margin);
    if (is_whole && !add(list, &goal))
      status = option_memory_fault(run->error);
    first = first == PM_OK ? row : first;
  }
  return status == PM_OK ? first : status;
}

static pm_status read_file(growing *list, goal_list *found, const goal_options *options,
                           const tool_run *run)
{
  const pm_csv_request request = {.file = options->file, .hash = output_is_json(run)};
  pm_csv *csv;
  if (options->file == NULL)
    return PM_OK;
  pm_status status = pm_csv_open(&csv, &request, run->error);
  if (status != PM_OK)
    return status;
  status = read_rows(list, csv, options->file, run);
  found->rows = pm_csv_rows(csv);
  const char *sha256 = pm_csv_sha256(csv);
  found->sha256 = option_store_text(run->store, sha256, strlen(sha256));
  if (status == PM_OK && found->sha256 == NULL)
    status = option_memory_fault(run->error);
  pm_csv_free(csv);
  return status;
}

pm_status allocate_goals_read(goal_list *list, const goal_options *options, const tool_run *run)
{
  growing more = {.store = run->store, .is_mean = list->is_mean};
  *list = (goal_list){.is_mean = list->is_mean};
  pm_status status = read_options(&more, options, run);
  if (status == PM_OK)
    status = read_file(&more, list, options, run);
  if (status == PM_OK && more.count == 0)
    status = pm_error_add(run->error, PM_ERROR_DATA, &(pm_place){.file = options->file},
                          "there is no margin to be met");
  list->goals = more.goals;
  list->count = more.count;
  list->columns = (option_list){more.columns, more.column_count};
  list->places = more.places;
  return status;
}
