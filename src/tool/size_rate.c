/* size_rate.c: one rate: what a margin takes, and what records buy.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "method_names.h"
#include "operands.h"
#include "sheet.h"
#include "size_options.h"
#include "size_values.h"

#include <math.h>
#include <plusminus/plan.h>
#include <string.h>

/* A row of the table. */
typedef struct rate_row {
  const char *method;
  double rate, margin, conf, population, deff, response;
  pm_size size;
  double eligible, hours, cost;
} rate_row;

/* One run. */
typedef struct rate_job {
  const tool_run *run;
  size_options *options;
  tool_output output;
  pm_size_request request; /* what is the same in every row */
  size_rate_value *rates;
  size_t rate_count;
  double *targets; /* margins; with --n, numbers of records */
  size_t target_count;
  bool buys; /* --n */
  rate_row *rows;
  size_t row_count;
} rate_job;

/* ------------------------------------------------------------- request -- */

static const char *refusal(const void *context, const char *name)
{
  pm_size_request request = *(const pm_size_request *)context;
  request.method = name;
  return pm_size_refusal(&request);
}

static pm_status take_methods(rate_job *job)
{
  bool is_at_rate = job->request.width == PM_WIDTH_AT_RATE;
  option_list *names = &job->options->methods;
  method_names_request choice = {
      .family = &pm_size_family,
      .names = names,
      .fallback = is_at_rate ? "wald" : "wilson",
      .refusal = refusal,
      .context = &job->request,
  };
  for (size_t i = 0; i < names->count && strcmp(names->items[0], "all") != 0; i++)
    if (pm_family_find(&pm_size_family, names->items[i]) == NULL)
      return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                          "--method: %s is not for one rate", names->items[i]);
  return method_names_take(&choice, &job->output);
}

static double or_zero(double value)
{
  return isnan(value) ? 0 : value;
}

static pm_status take_rates(rate_job *job)
{
  static const size_rate_value worst = {0.5, 0.5};
  const option_list *texts = &job->options->rates;
  job->rate_count = texts->count > 0 ? texts->count : 1;
  job->rates = option_store_alloc(job->run->store, job->rate_count * sizeof *job->rates);
  if (job->rates == NULL)
    return option_memory_fault(job->run->error);
  job->rates[0] = worst;
  pm_status status = PM_OK;
  for (size_t i = 0; i < texts->count && status == PM_OK; i++)
    status = size_value_rate("--rate", texts->items[i], &job->rates[i], job->run->error);
  return status;
}

static pm_status take_targets(rate_job *job)
{
  const size_options *options = job->options;
  job->buys = options->sizes.count > 0;
  if (job->buys == (options->margins.count > 0))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        job->buys ? "--n asks what records buy, and --margin what a margin "
                                    "takes: one at a time"
                                  : "--margin M, or --n N, is missing");
  job->target_count = job->buys ? options->sizes.count : options->margins.count;
  return job->buys ? size_values_records(job->run, "--n", &options->sizes, &job->targets)
                   : size_values_rates(job->run, "--margin", &options->margins, &job->targets);
}

static pm_status make_request(rate_job *job)
{
  const size_options *options = job->options;
  job->request = (pm_size_request){
      .conf = options->level.conf,
      .deff = or_zero(options->deff),
      .response = or_zero(options->response),
      .eligible = or_zero(options->eligible),
  };
  return operand_population("--population", options->population, &job->request.population,
                            job->run->error);
}

static pm_status begin(rate_job *job)
{
  pm_status status = take_targets(job);
  if (status == PM_OK)
    status = take_rates(job);
  if (status == PM_OK)
    status = make_request(job);
  if (status == PM_OK)
    status = take_methods(job);
  if (status != PM_OK)
    return status;
  size_t room = job->options->methods.count * job->rate_count * job->target_count;
  job->rows = option_store_alloc(job->run->store, room * sizeof *job->rows);
  return job->rows != NULL ? PM_OK : option_memory_fault(job->run->error);
}

/* ---------------------------------------------------------------- rows -- */

/* The rate within the interval that needs the most records. */
static double worst_rate(const size_rate_value *value)
{
  return fmin(fmax(0.5, value->low), value->high);
}

static pm_status add_row(rate_job *job, const char *method, size_t rate, size_t target)
{
  const size_options *options = job->options;
  pm_size_request request = job->request;
  request.method = method;
  request.rate = worst_rate(&job->rates[rate]);
  request.margin = job->buys ? (double)NAN : job->targets[target];
  pm_size size;
  pm_status status =
      job->buys ? pm_size_margin(&request, job->targets[target], &size, job->run->error)
                : pm_size_for_margin(&request, &size, job->run->error);
  job->rows[job->row_count++] = (rate_row){
      .method = method,
      .rate = size.rate,
      .margin = request.margin,
      .conf = request.conf,
      .population = request.population > 0 ? request.population : (double)NAN,
      .deff = request.deff > 0 ? request.deff : 1,
      .response = request.response > 0 ? request.response : 1,
      .size = size,
      .eligible = request.eligible > 0 ? request.eligible : 1,
      .hours = size.n_issued * options->minutes / 60,
      .cost = size.n_issued * options->cost,
  };
  return status;
}

static pm_status add_rows(rate_job *job)
{
  const option_list *methods = &job->options->methods;
  pm_status status = PM_OK;
  for (size_t m = 0; m < methods->count && status == PM_OK; m++)
    for (size_t r = 0; r < job->rate_count && status == PM_OK; r++)
      for (size_t t = 0; t < job->target_count && status == PM_OK; t++)
        status = add_row(job, methods->items[m], r, t);
  return status;
}

/* -------------------------------------------------------------- tables -- */

static const sheet_column columns[] = {
    {"method", NULL, PM_KIND_TEXT, offsetof(rate_row, method), SHEET_VARYING, NULL},
    {"rate", NULL, PM_KIND_RATE, offsetof(rate_row, rate), SHEET_VARYING, NULL},
    {"margin", NULL, PM_KIND_POINTS, offsetof(rate_row, margin), SHEET_FILLED, NULL},
    {"conf", "confidence", PM_KIND_RATE, offsetof(rate_row, conf), SHEET_VARYING, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(rate_row, population), SHEET_VARYING, NULL},
    {"deff", "design effect", PM_KIND_NUMBER, offsetof(rate_row, deff), SHEET_VARYING, NULL},
    {"response", NULL, PM_KIND_RATE, offsetof(rate_row, response), SHEET_VARYING, NULL},
    {"n", "records", PM_KIND_COUNT, offsetof(rate_row, size.n), SHEET_ALWAYS, NULL},
    {"n_issued", "to be drawn", PM_KIND_COUNT, offsetof(rate_row, size.n_issued), SHEET_ALWAYS,
     NULL},
    {"achieved_margin", "achieved", PM_KIND_POINTS, offsetof(rate_row, size.achieved_margin),
     SHEET_ALWAYS, NULL},
    {"n_safe", "safe", PM_KIND_COUNT, offsetof(rate_row, size.n_safe), SHEET_ALWAYS, NULL},
    {"n_issued_safe", "safe to be drawn", PM_KIND_COUNT, offsetof(rate_row, size.n_issued_safe),
     SHEET_ALWAYS, NULL},
    {"eligible", NULL, PM_KIND_RATE, offsetof(rate_row, eligible), SHEET_VARYING, NULL},
    {"hours", NULL, PM_KIND_NUMBER, offsetof(rate_row, hours), SHEET_FILLED, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(rate_row, cost), SHEET_FILLED, NULL},
};

static const tool_sheet sheet = {.name = "rows",
                                 .title = "Size of a sample for one rate",
                                 .columns = columns,
                                 .count = TOOL_COUNT(columns)};

static pm_status run_rate(const tool_run *run)
{
  rate_job job = {.run = run, .options = run->options};
  pm_status status = output_open(&job.output, run, &job.options->level, "Size of a sample");
  if (status == PM_OK)
    status = begin(&job);
  if (status == PM_OK)
    status = add_rows(&job);
  if (status == PM_OK)
    status = sheet_write(&job.output, &sheet, job.rows, sizeof *job.rows, job.row_count);
  return output_close(&job.output, status);
}

static const char *const takes[] = {
    "margin",
    "rate",
    "n",
    "method",
    "deff",
    "response",
    "eligible",
    "population",
    "width",
    "assurance",
    "rate-prior",
    "prior-start",
    "coverage",
    "minutes-per-record",
    "cost-per-record",
    NULL,
};

const size_mode size_rate_mode = {.what = "one rate", .takes = takes, .run = run_rate};
