/* size_detect.c: `plusminus size` for discovery and acceptance samples, with their
   operating characteristic.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "operands.h"
#include "size_more.h"
#include "size_values.h"

#include <math.h>
#include <string.h>

/* A row of the table. */
typedef struct detect_row {
  const char *method;
  double rate, conf, acceptable, risk, population, response;
  pm_detection_size size;
  double accept; /* NaN: none is few enough */
  double factor, eligible, hours, cost;
  const char *why;
  const char *flag; /* of numbers that are not there; NULL: as their columns say */
} detect_row;

/* A point of the operating characteristic. */
typedef struct oc_row {
  const char *method;
  double n, accept, rate, passes;
} oc_row;

/* One run. */
typedef struct detect_job {
  const tool_run *run;
  size_options *options;
  tool_output output;
  pm_detection_plan plan;
  double *sizes;
  size_t size_count; /* 0: sizes are asked for */
  double *rates;
  size_t rate_count; /* of the operating characteristic */
  detect_row *rows;
  size_reason *reasons; /* of each row */
  size_t row_count;
  size_t asked_count, empty_count; /* rows, and those that cannot be had */
  oc_row *points;
  size_t point_count;
  bool is_moved; /* a rate that was named, to the nearest that the population can have */
} detect_job;

/* ------------------------------------------------------------- request -- */

static pm_status take_plan(detect_job *job)
{
  const size_options *options = job->options;
  const size_detect_options *detect = &options->detect;
  bool has_two = !isnan(detect->acceptable);
  if (isnan(detect->rate))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--detect RATE is missing: the rate of errors that is to be found out");
  if (has_two && (detect->accept >= 0 || options->sizes.count > 0))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--acceptable has n and the errors that pass looked for, and %s gives "
                        "one of them",
                        detect->accept >= 0 ? "--accept" : "--n");
  if (detect->accept >= 0 && options->sizes.count > 0)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--n asks how many errors may pass, and --accept says it: one of them");
  if (!has_two && !isnan(detect->risk))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--risk is that of an --acceptable rate, which is missing");
  job->plan = (pm_detection_plan){.rate = detect->rate,
                                  .conf = options->level.conf,
                                  .accept = detect->accept < 0 ? 0 : (double)detect->accept,
                                  .acceptable = size_or_zero(detect->acceptable),
                                  .risk = size_or_zero(detect->risk),
                                  .response = size_or_zero(options->response),
                                  .eligible = size_or_zero(options->eligible)};
  return operand_population("--population", options->population, &job->plan.population,
                            job->run->error);
}

static const char *refusal(const void *context, const char *name)
{
  const detect_job *job = context;
  bool needs_population = (pm_size_detection_find(name)->flags & PM_DETECTION_POPULATION) != 0;
  return needs_population && job->plan.population == 0 ? "needs --population" : NULL;
}

static pm_status take_methods(detect_job *job)
{
  method_names_request choice = {
      .family = &pm_size_detection_family,
      .names = &job->options->methods,
      .fallback = pm_size_detection_default(job->plan.population)->about.name,
      .refusal = refusal,
      .context = job,
  };
  return size_methods_take(&choice, "discovery and acceptance", &job->output);
}

/* The rates named, or multiples of the tolerable one; and in any case that which is
   acceptable. */
static pm_status take_rates(detect_job *job)
{
  static const double twentieths[] = {0, 2, 5, 10, 15, 20, 25, 30, 40, 60};
  const option_list *texts = &job->options->rates;
  size_t most = texts->count > 0 ? texts->count : TOOL_COUNT(twentieths) + 1;
  job->rates = option_store_alloc(job->run->store, most * sizeof *job->rates);
  if (job->rates == NULL)
    return option_memory_fault(job->run->error);
  for (size_t i = 0; i < texts->count; i++) {
    size_rate_value value;
    pm_status status = size_value_rate("--rate", texts->items[i], &value, job->run->error);
    if (status != PM_OK)
      return status;
    if (value.low < value.high)
      return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                          "--rate: '%s' is not a rate of the operating characteristic, but an "
                          "interval",
                          texts->items[i]);
    job->rates[job->rate_count++] = value.high;
  }
  double acceptable = job->plan.acceptable;
  double before = -1;
  for (size_t i = 0; texts->count == 0 && i < TOOL_COUNT(twentieths); i++) {
    double rate = job->plan.rate * twentieths[i] / 20;
    if (acceptable > before && acceptable < rate)
      job->rates[job->rate_count++] = acceptable;
    if (rate <= 1)
      job->rates[job->rate_count++] = before = rate;
  }
  return PM_OK;
}

static pm_status begin(void *context)
{
  detect_job *job = context;
  pm_status status = take_plan(job);
  job->size_count = job->options->sizes.count;
  if (status == PM_OK && job->size_count > 0)
    status = size_values_records(job->run, "--n", &job->options->sizes, &job->sizes);
  if (status == PM_OK)
    status = take_rates(job);
  if (status == PM_OK)
    status = take_methods(job);
  if (status != PM_OK)
    return status;
  size_t room = job->options->methods.count * (job->size_count > 0 ? job->size_count : 1);
  job->asked_count = room;
  job->rows = option_store_alloc(job->run->store, room * sizeof *job->rows);
  job->points =
      option_store_alloc(job->run->store, room * job->rate_count * sizeof *job->points);
  job->reasons = option_store_alloc(job->run->store, room * sizeof *job->reasons);
  return job->rows != NULL && job->points != NULL && job->reasons != NULL
             ? PM_OK
             : option_memory_fault(job->run->error);
}

/* ---------------------------------------------------------------- rows -- */

static pm_status add_points(detect_job *job, const pm_detection_method *method,
                            const pm_detection_size *size)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->rate_count && status == PM_OK; i++) {
    pm_detection_case sample = {size->n, size->accept, job->rates[i], job->plan.population};
    pm_detection_point point;
    status = pm_detection_passes(method, &sample, &point, job->run->error);
    job->is_moved |=
        job->options->rates.count > 0 && fabs(point.rate_counted - job->rates[i]) > 1e-12;
    /* A small population has fewer rates than are asked for. */
    if (status == PM_OK && i > 0 && job->options->rates.count == 0 &&
        point.rate_counted <= job->points[job->point_count - 1].rate)
      continue;
    job->points[job->point_count++] =
        (oc_row){method->about.name, size->n, size->accept, point.rate_counted, point.passes};
  }
  return status;
}

static detect_row row_of(const detect_job *job, const char *name)
{
  const pm_detection_plan *plan = &job->plan;
  double none = (double)NAN;
  bool has_two = plan->acceptable > 0;
  return (detect_row){
      .method = name,
      .rate = plan->rate,
      .conf = plan->conf,
      .acceptable = has_two ? plan->acceptable : none,
      .risk = !has_two          ? none
              : plan->risk == 0 ? 0.05
                                : plan->risk,
      .population = plan->population == 0 ? none : plan->population,
      .response = size_or_one(plan->response),
      .factor = none,
      .eligible = size_or_one(plan->eligible),
  };
}

/* One of several that cannot be had leaves its cells empty, and a note. */
static pm_status pass_over(detect_job *job, detect_row *row, pm_status status,
                           const pm_error *error)
{
  const char *text = error->faults[0].text;
  bool is_only = job->asked_count == 1;
  if (status != PM_ERROR_DOMAIN || ++job->empty_count == job->asked_count)
    return pm_error_add(
        job->run->error, status, NULL, "%s%s",
        is_only || status != PM_ERROR_DOMAIN ? "" : "none of these can be met: ", text);
  row->flag = "[x]";
  bool is_named = strncmp(text, row->method, strlen(row->method)) == 0;
  return pm_notes_add(job->output.notes, "not-met", "%s%s%s", is_named ? "" : row->method,
                      is_named ? "" : ": ", text);
}

/* What is to be told of a size or an accept number that was found. */
static pm_status explain(detect_job *job, const pm_detection_method *method,
                         const detect_row *row, const double *n)
{
  size_reason *reason = &job->reasons[job->row_count];
  reason->issued = row->size.n_issued;
  return n == NULL ? pm_detection_plan_why(method, &job->plan, &reason->why, job->run->error)
                   : pm_detection_plan_why_accept(method, &job->plan, *n, &reason->why,
                                                  job->run->error);
}

static pm_status add_row(detect_job *job, const char *name, const double *n)
{
  const pm_detection_method *method = pm_size_detection_find(name);
  const pm_detection_plan *plan = &job->plan;
  detect_row row = row_of(job, name);
  pm_error error = {.status = PM_OK};
  pm_status status = n == NULL ? pm_detection_plan_size(method, plan, &row.size, &error)
                               : pm_detection_plan_accept(method, plan, *n, &row.size, &error);
  bool is_had = status == PM_OK, is_known = is_had && row.size.accept >= 0;
  row.accept = is_known ? row.size.accept : (double)NAN;
  row.size.passes = is_known ? row.size.passes : (double)NAN;
  row.hours = size_hours(job->options, row.size.n_issued);
  row.cost = size_cost(job->options, row.size.n_issued);
  row.why = job->reasons[job->row_count].why.text;
  status = is_had ? explain(job, method, &row, n) : pass_over(job, &row, status, &error);
  if (status == PM_OK && is_known)
    status = pm_detection_factor(plan->conf, row.accept, &row.factor, job->run->error);
  job->rows[job->row_count++] = row;
  return is_known && status == PM_OK ? add_points(job, method, &row.size) : status;
}

static pm_status add_rows(void *context)
{
  detect_job *job = context;
  const option_list *methods = &job->options->methods;
  pm_status status = PM_OK;
  for (size_t m = 0; m < methods->count && status == PM_OK; m++) {
    if (job->size_count == 0)
      status = add_row(job, methods->items[m], NULL);
    for (size_t i = 0; i < job->size_count && status == PM_OK; i++)
      status = add_row(job, methods->items[m], &job->sizes[i]);
  }
  return status;
}

/* -------------------------------------------------------------- tables -- */

static const sheet_column columns[] = {
    {"method", NULL, PM_KIND_TEXT, offsetof(detect_row, method), SHEET_VARYING, NULL},
    {"rate", "tolerable rate", PM_KIND_RATE, offsetof(detect_row, rate), SHEET_VARYING, NULL},
    {"conf", "confidence", PM_KIND_RATE, offsetof(detect_row, conf), SHEET_VARYING, NULL},
    {"acceptable", "acceptable rate", PM_KIND_RATE, offsetof(detect_row, acceptable),
     SHEET_FILLED, NULL},
    {"risk", NULL, PM_KIND_RATE, offsetof(detect_row, risk), SHEET_FILLED, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(detect_row, population), SHEET_FILLED, NULL},
    {"response", NULL, PM_KIND_RATE, offsetof(detect_row, response), SHEET_VARYING, NULL},
    {"n", "records", PM_KIND_COUNT, offsetof(detect_row, size.n), SHEET_ALWAYS, NULL},
    {"n_issued", "to be drawn", PM_KIND_COUNT, offsetof(detect_row, size.n_issued),
     SHEET_ALWAYS, NULL},
    {"accept", "errors that pass", PM_KIND_COUNT, offsetof(detect_row, accept), SHEET_ALWAYS,
     "[z]"},
    {"passes", "passes at the tolerable rate", PM_KIND_RATE, offsetof(detect_row, size.passes),
     SHEET_ALWAYS, "[z]"},
    {"fails", "fails at the acceptable rate", PM_KIND_RATE, offsetof(detect_row, size.fails),
     SHEET_FILLED, NULL},
    {"factor", "reliability factor", PM_KIND_NUMBER, offsetof(detect_row, factor),
     SHEET_MACHINE, NULL},
    {"eligible", NULL, PM_KIND_RATE, offsetof(detect_row, eligible), SHEET_VARYING, NULL},
    {"hours", NULL, PM_KIND_NUMBER, offsetof(detect_row, hours), SHEET_FILLED, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(detect_row, cost), SHEET_FILLED, NULL},
    {"why", NULL, PM_KIND_TEXT, offsetof(detect_row, why), SHEET_MACHINE, NULL},
};

static const tool_sheet sheet = {.name = "rows",
                                 .title = "Discovery and acceptance",
                                 .columns = columns,
                                 .count = TOOL_COUNT(columns),
                                 .has_flag = true,
                                 .flag_offset = offsetof(detect_row, flag)};

static const sheet_column oc_columns[] = {
    {"method", NULL, PM_KIND_TEXT, offsetof(oc_row, method), SHEET_VARYING, NULL},
    {"n", "records", PM_KIND_COUNT, offsetof(oc_row, n), SHEET_VARYING, NULL},
    {"accept", "errors that pass", PM_KIND_COUNT, offsetof(oc_row, accept), SHEET_VARYING,
     NULL},
    {"rate", "true rate of errors", PM_KIND_RATE, offsetof(oc_row, rate), SHEET_ALWAYS, NULL},
    {"passes", "chance to pass", PM_KIND_RATE, offsetof(oc_row, passes), SHEET_ALWAYS, NULL},
};

static const tool_sheet oc_sheet = {.name = "oc",
                                    .title = "Operating characteristic",
                                    .columns = oc_columns,
                                    .count = TOOL_COUNT(oc_columns)};

static pm_status write(void *context)
{
  detect_job *job = context;
  pm_status status =
      size_sheet_write(&job->output, &sheet, job->rows, sizeof *job->rows, job->row_count);
  if (status == PM_OK)
    status = size_reasons_write(&job->output, job->reasons, job->row_count);
  if (status == PM_OK && job->point_count > 0)
    status = sheet_write(&job->output, &oc_sheet, job->points, sizeof *job->points,
                         job->point_count);
  return status;
}

static pm_status note_none(void *context)
{
  const detect_job *job = context;
  char records[PM_NUMBER_SIZE];
  for (size_t i = 0; i < job->row_count; i++)
    if (isnan(job->rows[i].accept) && job->rows[i].flag == NULL)
      return pm_notes_add(job->output.notes, "too-few",
                          "%s records prove too little, even without an error among them",
                          sheet_number(job->rows[i].size.n, records));
  return PM_OK;
}

/* A population has whole errors. */
static pm_status note_moved(void *context)
{
  const detect_job *job = context;
  char population[PM_NUMBER_SIZE];
  if (!job->is_moved)
    return PM_OK;
  return pm_notes_add(job->output.notes, "nearest-rate",
                      "the true rates of errors are the nearest to those named that a "
                      "population of %s can have",
                      sheet_number(job->plan.population, population));
}

static pm_status run_detect(const tool_run *run)
{
  detect_job job = {.run = run, .options = run->options};
  return size_take_steps(&size_detect_mode, &(size_course){run, &job.output, &job});
}

static size_step *const steps[] = {begin, add_rows, write, note_none, note_moved, NULL};

static const char *const asked_by[] = {"detect", "accept", "acceptable", "risk", NULL};

static const char *const takes[] = {
    "rate",
    "n",
    "method",
    "population",
    "response",
    "eligible",
    "minutes-per-record",
    "cost-per-record",
    NULL,
};

static const size_refusal refuses[] = {
    {"deff", "chances to pass are those of records drawn one by one"},
    {"icc", "chances to pass are those of records drawn one by one"},
    {"margin", "the plan is for a chance to pass, not for a width"},
    {NULL, NULL},
};

const size_mode size_detect_mode = {.what = "discovery and acceptance",
                                    .title = "Acceptance sample",
                                    .asked_by = asked_by,
                                    .takes = takes,
                                    .refuses = refuses,
                                    .run = run_detect,
                                    .steps = steps};
