/* difference_job.c: the methods, the level and the table of one run of
   `plusminus difference`.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_job.h"
#include "difference_methods.h"
#include "row_source.h"

#include <math.h>
#include <string.h>

/* A row of the table. */
typedef struct difference_row {
  const char *const *carried;
  const char *method;
  double x1, n1, x2, n2, conf;
  double estimate, lower, upper, margin, p_value;
} difference_row;

enum {
  COLUMN_METHOD,
  COLUMN_X1,
  COLUMN_N1,
  COLUMN_X2,
  COLUMN_N2,
  COLUMN_CONF,
  COLUMN_ESTIMATE,
  COLUMN_LOWER,
  COLUMN_UPPER,
  COLUMN_MARGIN,
  COLUMN_P_VALUE,
  COLUMN_COUNT
};

#define COLUMN(name, kind, show, missing)                                                      \
  {                                                                                            \
#name, NULL, PM_KIND_##kind, offsetof(difference_row, name), SHEET_##show, missing         \
  }
static const sheet_column columns[COLUMN_COUNT] = {
    [COLUMN_METHOD] = COLUMN(method, TEXT, ALWAYS, NULL),
    [COLUMN_X1] = COLUMN(x1, COUNT, ALWAYS, NULL),
    [COLUMN_N1] = COLUMN(n1, COUNT, ALWAYS, NULL),
    [COLUMN_X2] = COLUMN(x2, COUNT, ALWAYS, NULL),
    [COLUMN_N2] = COLUMN(n2, COUNT, ALWAYS, NULL),
    [COLUMN_CONF] = COLUMN(conf, RATE, MACHINE, NULL),
    [COLUMN_ESTIMATE] = COLUMN(estimate, POINTS, ALWAYS, "[z]"),
    [COLUMN_LOWER] = COLUMN(lower, POINTS, ALWAYS, "[z]"),
    [COLUMN_UPPER] = COLUMN(upper, POINTS, ALWAYS, "[z]"),
    [COLUMN_MARGIN] = COLUMN(margin, POINTS, ALWAYS, "[z]"),
    [COLUMN_P_VALUE] = COLUMN(p_value, NUMBER, ALWAYS, NULL),
};
#undef COLUMN

/* ------------------------------------------------------------- methods -- */

pm_status difference_job_begin(difference_job *job)
{
  difference_options *options = job->options;
  pm_status status = output_open(&job->output, job->run, &options->level, "Two rates compared");
  if (status == PM_OK)
    status = pm_level_make(&job->level, options->level.conf, (pm_side)options->side,
                           job->run->error);
  return status == PM_OK ? difference_methods_take(options, &job->output) : status;
}

/* --------------------------------------------------------------- table -- */

/* What people read above the table: what its columns then need not say. */
static char *make_title(const difference_job *job)
{
  static const char *const limits[] = {
      [PM_SIDE_TWO] = "confidence interval",
      [PM_SIDE_LOWER] = "lower confidence limit",
      [PM_SIDE_UPPER] = "upper confidence limit",
  };
  static const char *const scales[] = {[PM_SCALE_DIFFERENCE] = "difference",
                                       [PM_SCALE_RATIO] = "ratio",
                                       [PM_SCALE_ODDS] = "odds ratio"};
  const option_list *methods = &job->options->methods;
  char percent[PM_NUMBER_SIZE + 1], strata[64] = "", title[256];
  sheet_percent(job->level.conf, percent);
  if (job->strata_count > 0)
    snprintf(strata, sizeof strata, " over %zu strat%s", job->strata_count,
             job->strata_count == 1 ? "um" : "a");
  int size = snprintf(title, sizeof title, "%s %s%s for the %s%s%s%s", percent,
                      limits[job->level.side], methods->count > 1 ? "s" : "",
                      scales[job->options->scale], strata, methods->count > 1 ? "" : ", ",
                      methods->count > 1 ? "" : methods->items[0]);
  return size < 0 ? NULL : option_store_text(job->run->store, title, strlen(title));
}

/* People are spared counts that are the same in every row. */
static bool tells_counts_once(const difference_job *job)
{
  return job->is_one && job->options->methods.count > 1;
}

pm_status difference_job_open(difference_job *job, const char *const *carried, size_t count)
{
  bool for_people = job->output.is_for_people;
  bool hidden[COLUMN_COUNT] = {
      [COLUMN_METHOD] = for_people && job->options->methods.count == 1,
      [COLUMN_CONF] = for_people,
  };
  sheet_column *own = option_store_alloc(job->run->store, sizeof columns);
  if (own == NULL)
    return option_memory_fault(job->run->error);
  memcpy(own, columns, sizeof columns);
  for (int i = COLUMN_X1; i <= COLUMN_N2 && job->options->is_effective; i++)
    own[i].kind = PM_KIND_NUMBER;
  for (int i = COLUMN_X1; i <= COLUMN_N2 && tells_counts_once(job); i++)
    own[i].show = SHEET_VARYING;
  for (int i = COLUMN_ESTIMATE; i <= COLUMN_MARGIN; i++)
    if (job->options->scale != PM_SCALE_DIFFERENCE)
      own[i].kind = PM_KIND_NUMBER;
  job->sheet = (tool_sheet){
      .name = "rows",
      .title = make_title(job),
      .columns = own,
      .count = COLUMN_COUNT,
      .lead_names = carried,
      .lead_count = count,
      .lead_offset = offsetof(difference_row, carried),
  };
  if (tells_counts_once(job)) {
    job->rows =
        option_store_alloc(job->run->store, job->options->methods.count * sizeof *job->rows);
    return job->rows != NULL ? PM_OK : option_memory_fault(job->run->error);
  }
  return sheet_open(&job->view, &job->output, &job->sheet, hidden);
}

/* --------------------------------------------------------------- notes -- */

/* Whether the limits asked for are the estimate, though a sample tells of it. A ratio that
   has a limit of 0, or none that is finite, is known from a census; and that a difference is
   no less than -1 claims nothing. */
static bool has_no_width(const difference_job *job, const pm_difference *found)
{
  bool is_difference = job->options->scale == PM_SCALE_DIFFERENCE;
  double estimate = found->estimate;
  if (job->level.z == 0 || (!is_difference && (estimate == 0 || isinf(estimate))))
    return false;
  if (job->level.side == PM_SIDE_LOWER)
    return found->lower == estimate && !(is_difference && estimate == -1);
  if (job->level.side == PM_SIDE_UPPER)
    return found->upper == estimate && !(is_difference && estimate == 1);
  return found->lower == found->upper;
}

/* method NULL: one for strata, none of which is. */
static pm_status note_zero_width(difference_job *job, const pm_difference_method *method,
                                 const pm_pair *pair, const pm_difference *found)
{
  bool is_census = pair->n1 == pair->population1 && pair->n2 == pair->population2;
  bool is_degenerate = method != NULL && (method->flags & PM_DIFFERENCE_DEGENERATE) != 0;
  if (!is_degenerate || is_census || !has_no_width(job, found))
    return PM_OK;
  return pm_notes_add(job->output.notes, "zero-width",
                      "%s has no width where all or none of each sample are compliant, which "
                      "claims certainty that no sample gives: prefer another method",
                      method->about.name);
}

static pm_status note_unbounded(difference_job *job, const pm_difference *found)
{
  bool is_cut = job->level.side != PM_SIDE_LOWER && isinf(found->upper);
  if (isfinite(found->estimate) && !is_cut)
    return PM_OK;
  return pm_notes_add(job->output.notes, "unbounded",
                      "a ratio without bound, or of 0 to 0, is left empty");
}

pm_status difference_job_compute(const difference_job *job, const pm_pair *pair,
                                 pm_difference *differences, pm_error *error)
{
  const option_list *methods = &job->options->methods;
  pm_status status = PM_OK;
  for (size_t i = 0; i < methods->count && status == PM_OK; i++)
    status = pm_difference_compute(pm_difference_find(methods->items[i]), &job->level,
                                   (pm_scale)job->options->scale, pair, &differences[i], error);
  return status;
}

pm_status difference_job_add(difference_job *job, const char *const *carried,
                             const pm_pair *pair, const pm_difference *differences)
{
  const option_list *methods = &job->options->methods;
  bool is_two_sided = job->level.side == PM_SIDE_TWO;
  pm_status status = PM_OK;
  for (size_t i = 0; i < methods->count && status == PM_OK; i++) {
    pm_difference found = differences[i];
    difference_row row = {
        .carried = carried,
        .method = methods->items[i],
        .x1 = pair->x1,
        .n1 = pair->n1,
        .x2 = pair->x2,
        .n2 = pair->n2,
        .conf = job->level.conf,
        .estimate = found.estimate,
        .lower = found.lower,
        .upper = found.upper,
        .margin = is_two_sided ? (found.upper - found.lower) / 2 : (double)NAN,
        .p_value = found.p_value,
    };
    status = note_zero_width(job, pm_difference_find(methods->items[i]), pair, &found);
    if (status == PM_OK)
      status = note_unbounded(job, &found);
    if (job->rows != NULL)
      job->rows[i] = row;
    else if (status == PM_OK)
      status = sheet_add(&job->view, &row);
  }
  return status == PM_OK && job->rows != NULL
             ? sheet_write(&job->output, &job->sheet, job->rows, sizeof *job->rows,
                           methods->count)
             : status;
}

/* ---------------------------------------------------------------- files -- */

bool difference_job_has_column(const char *name)
{
  for (int i = 0; i < COLUMN_COUNT; i++)
    if (strcmp(columns[i].name, name) == 0)
      return true;
  return false;
}

static pm_status open_table(void *context, const char *const *carried, size_t count)
{
  return difference_job_open(context, carried, count);
}

pm_pair difference_job_pair(const double *numbers)
{
  return (pm_pair){numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
}

/* A sample's numbers, and their places in a row. */
typedef struct blamed_sample {
  double x, n, population;
  size_t at_x, at_n, at_population;
} blamed_sample;

static size_t blamed_of(const blamed_sample *s)
{
  if (!(s->n > 0))
    return s->at_n;
  if (!(s->x >= 0 && s->x <= s->n))
    return s->at_x;
  return s->population != 0 && s->population < s->n ? s->at_population : ROW_COLUMN_NONE;
}

size_t difference_job_blamed(const double *numbers)
{
  pm_pair pair = difference_job_pair(numbers);
  const blamed_sample samples[] = {{pair.x1, pair.n1, pair.population1, 0, 1, 4},
                                   {pair.x2, pair.n2, pair.population2, 2, 3, 5}};
  size_t at = blamed_of(&samples[0]);
  return at == ROW_COLUMN_NONE ? blamed_of(&samples[1]) : at;
}

static pm_status compute_pair(const void *context, const double *numbers, void *result,
                              pm_error *error)
{
  pm_pair pair = difference_job_pair(numbers);
  return difference_job_compute(context, &pair, result, error);
}

static pm_status add_pair(void *context, const row_given *row, pm_error *error)
{
  (void)error;
  pm_pair pair = difference_job_pair(row->numbers);
  return difference_job_add(context, row->carried, &pair, row->result);
}

static bool is_searched(const difference_job *job)
{
  const option_list *methods = &job->options->methods;
  unsigned flags = 0;
  for (size_t i = 0; i < methods->count; i++)
    flags |= pm_difference_find(methods->items[i])->flags;
  return (flags & PM_DIFFERENCE_SEARCHED) != 0;
}

pm_status difference_job_file(difference_job *job, const char *file)
{
  const difference_options *options = job->options;
  const char *own_names[COLUMN_COUNT + 1] = {NULL};
  const row_column read[] = {
      {"--x1", options->x1, false, options->is_effective},
      {"--n1", options->n1, false, options->is_effective},
      {"--x2", options->x2, false, options->is_effective},
      {"--n2", options->n2, false, options->is_effective},
      {"--population1", options->population1, true, false},
      {"--population2", options->population2, true, false},
  };
  for (int i = 0; i < COLUMN_COUNT; i++)
    own_names[i] = columns[i].name;
  row_request request = {
      .output = &job->output,
      .file = file,
      .columns = read,
      .column_count = TOOL_COUNT(read),
      .taken = own_names,
      .threads = options->speed.threads,
      .result_size = options->methods.count * sizeof(pm_difference),
      .is_dear = is_searched(job),
      .context = job,
      .open = open_table,
      .compute = compute_pair,
      .add = add_pair,
      .blamed = difference_job_blamed,
  };
  return row_source_read(&request);
}
