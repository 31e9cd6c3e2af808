/* size_mean.c: `plusminus size` for a mean or a total.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "operands.h"
#include "size_more.h"
#include "size_values.h"

#include <math.h>
#include <string.h>

/* A row of the table; margins are in the units of the statistic. */
typedef struct mean_row {
  const char *statistic;
  double mean, sd, margin, relative, cv, conf, population, deff, response;
  double n, n_issued, achieved_margin, achieved_relative, achieved_cv;
  double eligible, clusters, incidents, hours, cost;
  const char *why;
} mean_row;

/* One run. */
typedef struct mean_job {
  const tool_run *run;
  size_options *options;
  tool_output output;
  size_design design;
  pm_mean_plan plan;
  pm_precision_kind kind;
  double *targets; /* with --n, numbers of records */
  size_t count;
  bool buys;
  double scale; /* from a mean's margin to the statistic's */
  mean_row *rows;
  size_reason *reasons; /* of each row */
} mean_job;

/* ------------------------------------------------------------- request -- */

/* A list of margins in the mean's units. */
static pm_status read_margins(mean_job *job, const option_list *texts)
{
  job->targets = option_store_alloc(job->run->store, texts->count * sizeof *job->targets);
  if (job->targets == NULL)
    return option_memory_fault(job->run->error);
  for (size_t i = 0; i < texts->count; i++)
    if (!pm_number_parse(texts->items[i], strlen(texts->items[i]), &job->targets[i]) ||
        !(job->targets[i] > 0))
      return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                          "--margin: '%s' is not a number above 0 in the units of the %s",
                          texts->items[i], job->options->mean.total ? "total" : "mean");
  return PM_OK;
}

static pm_status take_targets(mean_job *job)
{
  size_target target;
  pm_status status = size_target_find(job->run, &target);
  if (status != PM_OK)
    return status;
  job->buys = target.buys;
  job->kind = target.kind;
  job->count = target.texts->count;
  if (job->buys)
    return size_values_records(job->run, "--n", target.texts, &job->targets);
  return job->kind == PM_PRECISION_MARGIN
             ? read_margins(job, target.texts)
             : size_values_rates(job->run, target.name, target.texts, &job->targets);
}

static pm_status take_spread(mean_job *job)
{
  const size_mean_options *mean = &job->options->mean;
  bool has_cv = !isnan(mean->unit_cv);
  if (has_cv && !isnan(mean->sd))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--sd and --unit-cv both say how records differ: one of them");
  if (isnan(mean->sd) && !has_cv)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "a mean needs --sd or --unit-cv, how much its records differ");
  if (has_cv && mean->mean == 0)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--unit-cv needs a mean other than 0");
  job->plan.mean = has_cv && isnan(mean->mean) ? 1 : size_or_zero(mean->mean);
  job->plan.sd = has_cv ? mean->unit_cv * fabs(job->plan.mean) : mean->sd;
  return PM_OK;
}

static pm_status take_scale(mean_job *job)
{
  job->scale = 1;
  if (!job->options->mean.total)
    return PM_OK;
  if (job->plan.population == 0)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--total needs --population, of which it is the total");
  job->scale = job->plan.population;
  return PM_OK;
}

static pm_status begin(void *context)
{
  mean_job *job = context;
  const size_options *options = job->options;
  pm_status status = take_targets(job);
  if (status == PM_OK)
    status = take_spread(job);
  if (status == PM_OK)
    status = size_design_take(job->run, &job->design);
  if (status == PM_OK)
    status = operand_population("--population", options->population, &job->plan.population,
                                job->run->error);
  if (status == PM_OK)
    status = take_scale(job);
  if (status != PM_OK)
    return status;
  job->plan.conf = options->level.conf;
  job->plan.deff = job->design.deff;
  job->plan.response = size_or_zero(options->response);
  job->plan.eligible = size_or_zero(options->eligible);
  job->plan.student = options->mean.student;
  job->rows = option_store_alloc(job->run->store, job->count * sizeof *job->rows);
  job->reasons = option_store_alloc(job->run->store, job->count * sizeof *job->reasons);
  return job->rows != NULL && job->reasons != NULL ? PM_OK
                                                   : option_memory_fault(job->run->error);
}

/* ---------------------------------------------------------------- rows -- */

static double asked(const mean_job *job, pm_precision_kind kind, double target)
{
  return job->buys || job->kind != kind ? (double)NAN : target;
}

static mean_row row_of(const mean_job *job, double target, const pm_mean_size *size)
{
  const pm_mean_plan *plan = &job->plan;
  /* Clusters and incidents hold the records to be drawn, before these are rounded. */
  double issued = size->n_exact / size_or_one(plan->response) / size_or_one(plan->eligible);
  return (mean_row){
      .statistic = job->options->mean.total ? "total" : "mean",
      .mean = plan->mean == 0 ? (double)NAN : plan->mean,
      .sd = plan->sd,
      .margin = asked(job, PM_PRECISION_MARGIN, target),
      .relative = asked(job, PM_PRECISION_RELATIVE, target),
      .cv = asked(job, PM_PRECISION_CV, target),
      .conf = plan->conf,
      .population = plan->population == 0 ? (double)NAN : plan->population,
      .deff = size_or_one(plan->deff),
      .response = size_or_one(plan->response),
      .n = size->n,
      .n_issued = size->n_issued,
      .achieved_margin = size->margin * job->scale,
      .achieved_relative = size->relative,
      .achieved_cv = size->cv,
      .eligible = size_or_one(plan->eligible),
      .clusters = size_design_units(issued, job->design.clusters),
      .incidents = size_design_units(issued, job->design.incidents),
      .hours = size_hours(job->options, size->n_issued),
      .cost = size_cost(job->options, size->n_issued),
  };
}

static pm_status add_rows(void *context)
{
  mean_job *job = context;
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->count && status == PM_OK; i++) {
    double target = job->targets[i];
    double scale = job->kind == PM_PRECISION_MARGIN ? job->scale : 1;
    pm_precision precision = {job->kind, target / scale};
    pm_mean_size size;
    status = job->buys ? pm_mean_plan_precision(&job->plan, target, &size, job->run->error)
                       : pm_mean_plan_size(&job->plan, &precision, &size, job->run->error);
    job->rows[i] = row_of(job, target, &size);
    job->reasons[i].issued = size.n_issued;
    pm_size_why *why = &job->reasons[i].why;
    if (status == PM_OK)
      status = job->buys ? pm_mean_plan_why_bought(&job->plan, target, why, job->run->error)
                         : pm_mean_plan_why(&job->plan, &precision, why, job->run->error);
    job->rows[i].why = job->reasons[i].why.text;
  }
  return status;
}

/* -------------------------------------------------------------- tables -- */

static const sheet_column columns[] = {
    {"statistic", NULL, PM_KIND_TEXT, offsetof(mean_row, statistic), SHEET_VARYING, NULL},
    {"mean", NULL, PM_KIND_NUMBER, offsetof(mean_row, mean), SHEET_VARYING, "[z]"},
    {"sd", "standard deviation", PM_KIND_NUMBER, offsetof(mean_row, sd), SHEET_VARYING, NULL},
    {"margin", NULL, PM_KIND_NUMBER, offsetof(mean_row, margin), SHEET_FILLED, NULL},
    {"relative", "relative margin", PM_KIND_RATE, offsetof(mean_row, relative), SHEET_FILLED,
     NULL},
    {"cv", NULL, PM_KIND_RATE, offsetof(mean_row, cv), SHEET_FILLED, NULL},
    {"conf", "confidence", PM_KIND_RATE, offsetof(mean_row, conf), SHEET_VARYING, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(mean_row, population), SHEET_FILLED, NULL},
    {"deff", "design effect", PM_KIND_NUMBER, offsetof(mean_row, deff), SHEET_VARYING, NULL},
    {"response", NULL, PM_KIND_RATE, offsetof(mean_row, response), SHEET_VARYING, NULL},
    {"n", "records", PM_KIND_COUNT, offsetof(mean_row, n), SHEET_ALWAYS, NULL},
    {"n_issued", "to be drawn", PM_KIND_COUNT, offsetof(mean_row, n_issued), SHEET_ALWAYS,
     NULL},
    {"achieved_margin", "achieved margin", PM_KIND_NUMBER, offsetof(mean_row, achieved_margin),
     SHEET_ALWAYS, NULL},
    {"achieved_relative", "as a share", PM_KIND_RATE, offsetof(mean_row, achieved_relative),
     SHEET_FILLED, "[z]"},
    {"achieved_cv", "achieved cv", PM_KIND_RATE, offsetof(mean_row, achieved_cv), SHEET_FILLED,
     "[z]"},
    {"eligible", NULL, PM_KIND_RATE, offsetof(mean_row, eligible), SHEET_VARYING, NULL},
    {"clusters", "clusters to be drawn", PM_KIND_COUNT, offsetof(mean_row, clusters),
     SHEET_FILLED, NULL},
    {"incidents", "incidents to be drawn", PM_KIND_COUNT, offsetof(mean_row, incidents),
     SHEET_FILLED, NULL},
    {"hours", NULL, PM_KIND_NUMBER, offsetof(mean_row, hours), SHEET_FILLED, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(mean_row, cost), SHEET_FILLED, NULL},
    {"why", NULL, PM_KIND_TEXT, offsetof(mean_row, why), SHEET_MACHINE, NULL},
};

static const tool_sheet sheet = {.name = "rows",
                                 .title = "Size of a sample for a mean",
                                 .columns = columns,
                                 .count = TOOL_COUNT(columns)};

static pm_status write(void *context)
{
  mean_job *job = context;
  pm_status status =
      size_sheet_write(&job->output, &sheet, job->rows, sizeof *job->rows, job->count);
  return status == PM_OK ? size_reasons_write(&job->output, job->reasons, job->count) : status;
}

static pm_status run_mean(const tool_run *run)
{
  mean_job job = {.run = run, .options = run->options};
  return size_take_steps(&size_mean_mode, &(size_course){run, &job.output, &job});
}

static size_step *const steps[] = {begin, add_rows, write, NULL};

static const char *const asked_by[] = {"sd", "unit-cv", "mean", "total", "student", NULL};

static const char *const takes[] = {
    "margin",
    "relative",
    "cv",
    "n",
    "population",
    "deff",
    "response",
    "eligible",
    "icc",
    "cluster-size",
    "cluster-cv",
    "crimes-per-incident",
    "rho",
    "minutes-per-record",
    "cost-per-record",
    NULL,
};

static const size_refusal refuses[] = {
    {"method", "a mean has one, with Student's t by --student"},
    {"rate", "it is of a mean; --sd, --unit-cv and --mean are left out for a rate"},
    {NULL, NULL},
};

const size_mode size_mean_mode = {.what = "a mean",
                                  .title = "Size of a sample",
                                  .asked_by = asked_by,
                                  .takes = takes,
                                  .refuses = refuses,
                                  .run = run_mean,
                                  .steps = steps};
