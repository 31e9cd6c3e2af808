/* size_rate.c: one rate: what a margin takes, and what records buy.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_rate.h"
#include "method_names.h"
#include "operands.h"
#include "size_values.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------- request -- */

static const char *refusal(const void *context, const char *name)
{
  const rate_job *job = context;
  pm_size_request request = job->request;
  request.method = name;
  if (job->target.kind == PM_PRECISION_CV && strcmp(name, "wald") != 0)
    return "has no standard error, of which --cv is a share; wald has";
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
      .context = job,
  };
  return size_methods_take(&choice, "one rate", &job->output);
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
  const size_target *target = &job->target;
  pm_status status = size_target_find(job->run, &job->target);
  if (status != PM_OK)
    return status;
  job->buys = target->buys;
  job->target_count = target->texts->count;
  if (target->kind != PM_PRECISION_MARGIN && job->options->rates.count == 0)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "%s is a share of the rate, and needs --rate", target->name);
  return job->buys ? size_values_records(job->run, target->name, target->texts, &job->targets)
                   : size_values_rates(job->run, target->name, target->texts, &job->targets);
}

static pm_status take_prior(rate_job *job)
{
  const char *prior = job->options->one.prior;
  if (prior == NULL && job->options->one.prior_start != 0)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--prior-start says what was known before --rate-prior, which is "
                        "missing");
  if (prior == NULL)
    return PM_OK;
  if (job->options->rates.count > 0)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--rate says that the rate is known, and --rate-prior that it is not: "
                        "one of them");
  return size_value_sample(job->run, "--rate-prior", prior, &job->request.prior_x,
                           &job->request.prior_n);
}

static pm_width width_of(const size_rate_options *one)
{
  if (!isnan(one->assurance))
    return PM_WIDTH_ASSURED;
  return one->expected || one->prior != NULL ? PM_WIDTH_EXPECTED : PM_WIDTH_AT_RATE;
}

static pm_status make_request(rate_job *job)
{
  const size_options *options = job->options;
  const size_rate_options *one = &options->one;
  if (one->expected && !isnan(one->assurance))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--expected asks for the mean width, and --assurance for one that is "
                        "seldom exceeded: one of them");
  job->request = (pm_size_request){
      .width = width_of(one),
      .assurance = size_or_zero(one->assurance),
      .prior = (pm_prior)one->prior_start,
      .minutes_per_record = size_or_zero(options->minutes),
      .cost_per_record = size_or_zero(options->cost),
      .conf = options->level.conf,
      .deff = job->design.deff,
      .response = size_or_zero(options->response),
      .eligible = size_or_zero(options->eligible),
  };
  return operand_population("--population", options->population, &job->request.population,
                            job->run->error);
}

static pm_status begin(void *context)
{
  rate_job *job = context;
  pm_status status = take_targets(job);
  if (status == PM_OK)
    status = take_rates(job);
  if (status == PM_OK)
    status = size_design_take(job->run, &job->design);
  if (status == PM_OK)
    status = make_request(job);
  if (status == PM_OK)
    status = take_prior(job);
  if (status == PM_OK)
    status = take_methods(job);
  if (status != PM_OK)
    return status;
  size_t room = job->options->methods.count * job->rate_count * job->target_count;
  job->rows = option_store_alloc(job->run->store, room * sizeof *job->rows);
  return job->rows != NULL ? PM_OK : option_memory_fault(job->run->error);
}

/* ---------------------------------------------------------------- rows -- */

/* The rate within the interval that needs the most records; for a share of the rate
   it is the lowest. */
static double worst_rate(const rate_job *job, const size_rate_value *value)
{
  return job->target.kind == PM_PRECISION_MARGIN ? fmin(fmax(0.5, value->low), value->high)
                                                 : value->low;
}

static double or_nothing(double value)
{
  return value > 0 ? value : (double)NAN;
}

static double or_one(double value)
{
  return value > 0 ? value : 1;
}

/* What is computed of one pair; faults go to error. */
static pm_status compute(const rate_job *job, const pm_size_request *request, double target,
                         rate_row *row, pm_error *error)
{
  pm_status status = job->buys ? pm_size_margin(request, target, &row->size, error)
                               : pm_size_for_margin(request, &row->size, error);
  pm_precision precision = {job->target.kind, target};
  if (status == PM_OK && precision.kind != PM_PRECISION_MARGIN)
    status = pm_size_explain_precision(request, &precision, &row->size, &row->why, error);
  else if (status == PM_OK)
    status = job->buys ? pm_size_explain_margin(request, &row->size, &row->why, error)
                       : pm_size_explain(request, &row->size, &row->why, error);
  if (status != PM_OK || !job->options->one.coverage)
    return status;
  pm_size_request within = *request;
  within.margin = job->buys ? row->size.achieved_margin : request->margin;
  return within.margin > 0 ? pm_size_coverage(&within, row->size.n, &row->coverage_min, error)
                           : PM_OK;
}

/* Clusters or incidents hold the records to be drawn, before these are rounded. */
static void add_units(const rate_job *job, rate_row *row)
{
  double issued = row->size.unrounded / row->response / row->eligible;
  row->clusters = size_design_units(issued, job->design.clusters);
  row->incidents = size_design_units(issued, job->design.incidents);
}

/* The margin that is asked for at the row's rate. */
static pm_status set_margin(const rate_job *job, double target, pm_size_request *request,
                            pm_error *error)
{
  pm_precision precision = {job->target.kind, target};
  request->margin = job->buys ? (double)NAN : target;
  if (job->buys || precision.kind == PM_PRECISION_MARGIN)
    return PM_OK;
  return pm_plan_rate_margin(&precision, request->rate, request->conf, &request->margin, error);
}

static double asked(const rate_job *job, pm_precision_kind kind, double target)
{
  return job->target.kind == kind ? target : (double)NAN;
}

/* In a table a pair that cannot be had leaves its cells empty, and a note. */
static pm_status pass_over(rate_job *job, const rate_row *row, const pm_error *error)
{
  char rate[PM_NUMBER_SIZE + 1];
  sheet_percent(row->rate, rate);
  job->empty_count++;
  return pm_notes_add(job->output.notes, "not-met", "%s at %s: %s", row->method, rate,
                      error->faults[0].text);
}

static const pm_size no_size = {.rate = (double)NAN,
                                .n = (double)NAN,
                                .n_safe = (double)NAN,
                                .n_issued = (double)NAN,
                                .n_issued_safe = (double)NAN,
                                .achieved_margin = (double)NAN,
                                .hours = (double)NAN,
                                .cost = (double)NAN,
                                .unrounded = (double)NAN};

static pm_status add_row(rate_job *job, const char *method, size_t rate, size_t target)
{
  pm_size_request request = job->request;
  pm_error error = {.status = PM_OK};
  request.method = method;
  request.rate = worst_rate(job, &job->rates[rate]);
  pm_status status = set_margin(job, job->targets[target], &request, &error);
  rate_row *row = &job->rows[job->row_count++];
  *row = (rate_row){
      .method = method,
      .margin = request.margin,
      .relative = asked(job, PM_PRECISION_RELATIVE, job->targets[target]),
      .cv = asked(job, PM_PRECISION_CV, job->targets[target]),
      .conf = request.conf,
      .population = or_nothing(request.population),
      .deff = or_one(request.deff),
      .response = or_one(request.response),
      .eligible = or_one(request.eligible),
      .width = size_width_names[request.width],
      .assurance = or_nothing(request.assurance),
      .coverage_min = (double)NAN,
      .size = no_size,
      .why = {.next_tenth = (double)NAN, .next_tenth_cost = (double)NAN},
  };
  if (status == PM_OK)
    status = compute(job, &request, job->targets[target], row, &error);
  if (status != PM_OK)
    row->size = no_size;
  add_units(job, row);
  /* A method for every rate has none of its own; but a share is one of a rate. */
  bool has_own = status == PM_OK && job->target.kind == PM_PRECISION_MARGIN;
  row->rate = has_own ? row->size.rate : request.rate;
  row->reason = row->why.text;
  if (status == PM_OK)
    return PM_OK;
  if (status == PM_ERROR_DOMAIN && job->pair_count > 1)
    return pass_over(job, row, &error);
  return pm_error_add(job->run->error, status, NULL, "%s", error.faults[0].text);
}

/* Why the first pair that cannot be had cannot be. */
static const char *first_not_met(const rate_job *job)
{
  const pm_notes *notes = job->output.notes;
  size_t i = 0;
  while (i + 1 < pm_notes_count(notes) && strcmp(pm_notes_at(notes, i)->code, "not-met") != 0)
    i++;
  return pm_notes_at(notes, i)->text;
}

static pm_status add_rows(void *context)
{
  rate_job *job = context;
  const option_list *methods = &job->options->methods;
  pm_status status = PM_OK;
  job->pair_count = methods->count * job->rate_count * job->target_count;
  for (size_t m = 0; m < methods->count && status == PM_OK; m++)
    for (size_t r = 0; r < job->rate_count && status == PM_OK; r++)
      for (size_t t = 0; t < job->target_count && status == PM_OK; t++)
        status = add_row(job, methods->items[m], r, t);
  if (status == PM_OK && job->empty_count == job->pair_count)
    return pm_error_add(job->run->error, PM_ERROR_DOMAIN, NULL, "none of these can be met: %s",
                        first_not_met(job));
  return status;
}

/* --------------------------------------------------------------- notes -- */

static pm_status note_intervals(void *context)
{
  const rate_job *job = context;
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->rate_count && status == PM_OK; i++) {
    char rate[PM_NUMBER_SIZE + 1];
    sheet_percent(worst_rate(job, &job->rates[i]), rate);
    if (job->rates[i].low < job->rates[i].high)
      status = pm_notes_add(job->output.notes, "rate-interval",
                            "of the rates %s the one that needs the most records, %s, is "
                            "planned for",
                            job->options->rates.items[i], rate);
  }
  return status;
}

static pm_status note_prior(void *context)
{
  const rate_job *job = context;
  const pm_size_request *request = &job->request;
  if (!(request->prior_n > 0))
    return PM_OK;
  double start = request->prior == PM_PRIOR_UNIFORM ? 1 : 0.5;
  char x[PM_NUMBER_SIZE], n[PM_NUMBER_SIZE], a[PM_NUMBER_SIZE], b[PM_NUMBER_SIZE];
  return pm_notes_add(job->output.notes, "rate-prior",
                      "the rate is uncertain: after %s of %s, beginning with the %s prior, "
                      "it is Beta(%s, %s)",
                      sheet_short(request->prior_x, x), sheet_short(request->prior_n, n),
                      request->prior == PM_PRIOR_UNIFORM ? "uniform" : "Jeffreys",
                      sheet_short(request->prior_x + start, a),
                      sheet_short(request->prior_n - request->prior_x + start, b));
}

/* What the crimes of an incident have in common costs. */
static pm_status note_incidents(void *context)
{
  const rate_job *job = context;
  const size_design *design = &job->design;
  const rate_row *row = &job->rows[0];
  double factor = design->deff / size_or_one(design->given);
  double alone = size_design_units(row->size.unrounded, factor);
  bool is_of_one = job->row_count == 1 && job->request.population == 0; /* one by one */
  if (isnan(design->incidents) || isnan(alone))
    return PM_OK;
  char deff[PM_NUMBER_SIZE], crimes[PM_NUMBER_SIZE];
  char worth[PM_NUMBER_SIZE], drawn[PM_NUMBER_SIZE];
  (void)pm_number_format_fixed(factor, 3, deff);
  (void)pm_number_format_fixed(design->incidents, 3, crimes);
  if (!is_of_one)
    return pm_notes_add(job->output.notes, "incidents",
                        "records are crimes: an incident has %s of them on average, and their "
                        "likeness multiplies the design effect by %s",
                        crimes, deff);
  return pm_notes_add(job->output.notes, "incidents",
                      "records are crimes: an incident has %s of them on average, and their "
                      "likeness multiplies the design effect by %s: what is worth %s crimes "
                      "drawn one by one takes %s incidents",
                      crimes, deff, sheet_number(alone, worth),
                      sheet_number(row->incidents, drawn));
}

static pm_status note_saw(void *context)
{
  const rate_job *job = context;
  for (size_t i = 0; i < job->row_count; i++)
    if (job->rows[i].size.n_safe > job->rows[i].size.n)
      return pm_notes_add(job->output.notes, "saw-tooth",
                          "the first number of records that meets the margin is not safe: some "
                          "larger ones miss it again, up to n_safe, from which on all meet it");
  return PM_OK;
}

/* At a rate of 0 or 1 the normal approximation sees no spread. */
static pm_status note_zero_width(void *context)
{
  const rate_job *job = context;
  for (size_t i = 0; i < job->row_count; i++)
    if (job->rows[i].size.achieved_margin == 0 && job->rows[i].size.n > 0 &&
        !(job->rows[i].size.n >= job->rows[i].population))
      return pm_notes_add(job->output.notes, "zero-width",
                          "%s has no width at a rate of 0%% or 100%%, which claims certainty "
                          "that no sample gives: prefer another method",
                          job->rows[i].method);
  return PM_OK;
}

/* 0.6 is soon typed for 0.6%. */
static pm_status note_wide(void *context)
{
  const rate_job *job = context;
  bool is_margin = !job->buys && job->target.kind == PM_PRECISION_MARGIN;
  for (size_t t = 0; is_margin && t < job->target_count; t++)
    if (job->targets[t] >= 0.5)
      return pm_notes_add(job->output.notes, "wide-margin",
                          "plus or minus %.4g points is as wide as all rates there are, from "
                          "0%% to 100%%; without a percent sign %.4g is a proportion",
                          100 * job->targets[t], job->targets[t]);
  return PM_OK;
}

static pm_status run_rate(const tool_run *run)
{
  rate_job job = {.run = run, .options = run->options};
  return size_take_steps(&size_rate_mode, &(size_course){run, &job.output, &job});
}

static size_step *const steps[] = {begin,           add_rows,   size_rate_write,
                                   note_intervals,  note_prior, note_incidents,
                                   note_zero_width, note_wide,  size_counterpart_note,
                                   note_saw,        NULL};

static const char *const takes[] = {
    "margin",
    "relative",
    "cv",
    "rate",
    "n",
    "method",
    "deff",
    "response",
    "eligible",
    "population",
    "expected",
    "assurance",
    "rate-prior",
    "prior-start",
    "coverage",
    "icc",
    "cluster-size",
    "cluster-cv",
    "crimes-per-incident",
    "rho",
    "minutes-per-record",
    "cost-per-record",
    NULL,
};

const size_mode size_rate_mode = {.what = "one rate",
                                  .title = "Size of a sample",
                                  .takes = takes,
                                  .run = run_rate,
                                  .steps = steps};
