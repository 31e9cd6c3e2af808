/* size_groups.c: `plusminus size` for two groups: the sizes that show what is to be
   shown, the power of given sizes, and what they can show.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_more.h"
#include "size_values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is asked. */
typedef enum groups_question {
  ASKS_SIZES,
  ASKS_POWER,     /* --n and --difference or a margin */
  ASKS_DETECTABLE /* --n and --power without --difference, or without a margin */
} groups_question;

/* A row of the table. */
typedef struct groups_row {
  const char *method, *aim;
  double rate, difference, margin, conf, power, deff, response;
  pm_groups_size size;
  double n, n_issued;
  double eligible, hours, cost;
  const char *why;
} groups_row;

/* One run. */
typedef struct groups_job {
  const tool_run *run;
  size_options *options;
  tool_output output;
  size_design design;
  groups_question question;
  bool is_all; /* --method all: a method that cannot answer is left out */
  pm_groups_plan plan;
  double *rates;
  size_t rate_count;
  double *sizes;
  size_t size_count;
  groups_row *rows;
  size_reason *reasons; /* of each row */
  size_t row_count;
} groups_job;

/* ------------------------------------------------------------- request -- */

static pm_status take_aim(groups_job *job)
{
  const size_groups_options *groups = &job->options->groups;
  bool is_inferiority = !isnan(groups->non_inferiority);
  bool is_equivalence = !isnan(groups->equivalence);
  if (is_inferiority && is_equivalence)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--non-inferiority and --equivalence are two aims: one at a time");
  job->plan.aim = is_inferiority   ? PM_GROUPS_NON_INFERIORITY
                  : is_equivalence ? PM_GROUPS_EQUIVALENCE
                                   : PM_GROUPS_DIFFERENCE;
  job->plan.margin = is_inferiority   ? groups->non_inferiority
                     : is_equivalence ? groups->equivalence
                                      : 0;
  job->plan.difference = size_or_zero(groups->difference);
  return PM_OK;
}

/* "2:1" */
static pm_status take_shares(groups_job *job)
{
  const char *text = job->options->groups.shares;
  const char *colon = text == NULL ? NULL : strchr(text, ':');
  if (text == NULL)
    return PM_OK;
  if (colon == NULL || !pm_number_parse(text, (size_t)(colon - text), &job->plan.share1) ||
      !pm_number_parse(colon + 1, strlen(colon + 1), &job->plan.share2) ||
      !(job->plan.share1 > 0 && job->plan.share2 > 0))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--shares: '%s' is not A:B with both above 0, as 2:1", text);
  return PM_OK;
}

static pm_status take_question(groups_job *job)
{
  const size_groups_options *groups = &job->options->groups;
  bool has_effect = job->plan.aim != PM_GROUPS_DIFFERENCE || !isnan(groups->difference);
  if (job->options->sizes.count == 0 && !has_effect)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "two groups need --difference, --non-inferiority or --equivalence; or "
                        "--n and --power, to see what N records can show");
  if (job->options->sizes.count == 0)
    return PM_OK;
  if (has_effect && !isnan(groups->power))
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "--n, --power and %s say all there is: leave one out",
                        job->plan.aim == PM_GROUPS_DIFFERENCE ? "--difference" : "the margin");
  job->question = has_effect ? ASKS_POWER : ASKS_DETECTABLE;
  job->size_count = job->options->sizes.count;
  return size_values_records(job->run, "--n", &job->options->sizes, &job->sizes);
}

static pm_status take_rates(groups_job *job)
{
  const option_list *texts = &job->options->rates;
  if (texts->count == 0)
    return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                        "two groups need --rate, that of the first one");
  job->rate_count = texts->count;
  job->rates = option_store_alloc(job->run->store, texts->count * sizeof *job->rates);
  if (job->rates == NULL)
    return option_memory_fault(job->run->error);
  for (size_t i = 0; i < texts->count; i++) {
    size_rate_value value;
    pm_status status = size_value_rate("--rate", texts->items[i], &value, job->run->error);
    if (status != PM_OK)
      return status;
    if (value.low != value.high)
      return pm_error_add(job->run->error, PM_ERROR_USAGE, NULL,
                          "--rate: '%s' is not the rate of the first group, but an interval",
                          texts->items[i]);
    job->rates[i] = value.low;
  }
  return PM_OK;
}

static const char *refusal(const void *context, const char *name)
{
  static const unsigned flags[] = {[PM_GROUPS_DIFFERENCE] = PM_GROUPS_FOR_DIFFERENCE,
                                   [PM_GROUPS_NON_INFERIORITY] = PM_GROUPS_FOR_NON_INFERIORITY,
                                   [PM_GROUPS_EQUIVALENCE] = PM_GROUPS_FOR_EQUIVALENCE};
  const groups_job *job = context;
  const pm_groups_method *method = pm_size_comparison_find(name);
  if ((method->flags & flags[job->plan.aim]) == 0)
    return job->plan.aim == PM_GROUPS_EQUIVALENCE ? "has no form for equivalence"
                                                  : "has no form for non-inferiority";
  if ((method->flags & PM_GROUPS_WHOLE) != 0 && size_or_one(job->design.deff) != 1)
    return "counts whole records and has no form for a design effect";
  return NULL;
}

static pm_status take_methods(groups_job *job)
{
  const option_list *names = &job->options->methods;
  job->is_all = names->count > 0 && strcmp(names->items[0], "all") == 0;
  method_names_request choice = {
      .family = &pm_size_comparison_family,
      .names = &job->options->methods,
      .fallback = pm_size_comparison_default(job->plan.aim)->about.name,
      .refusal = refusal,
      .context = job,
  };
  return size_methods_take(&choice, "two groups", &job->output);
}

static pm_status begin(void *context)
{
  groups_job *job = context;
  const size_options *options = job->options;
  job->plan.conf = options->level.conf;
  job->plan.power = size_or_zero(options->groups.power);
  job->plan.response = size_or_zero(options->response);
  job->plan.eligible = size_or_zero(options->eligible);
  pm_status status = take_aim(job);
  if (status == PM_OK)
    status = take_shares(job);
  if (status == PM_OK)
    status = take_question(job);
  if (status == PM_OK)
    status = take_rates(job);
  if (status == PM_OK)
    status = size_design_take(job->run, &job->design);
  job->plan.deff = job->design.deff;
  if (status == PM_OK)
    status = take_methods(job);
  if (status != PM_OK)
    return status;
  size_t room = 2 * options->methods.count * job->rate_count * (job->size_count + 1);
  job->rows = option_store_alloc(job->run->store, room * sizeof *job->rows);
  job->reasons = option_store_alloc(job->run->store, room * sizeof *job->reasons);
  return job->rows != NULL && job->reasons != NULL ? PM_OK
                                                   : option_memory_fault(job->run->error);
}

/* ---------------------------------------------------------------- rows -- */

static groups_row row_of(const pm_groups_method *method, const pm_groups_plan *plan)
{
  static const char *const aims[] = {[PM_GROUPS_DIFFERENCE] = "difference",
                                     [PM_GROUPS_NON_INFERIORITY] = "non-inferiority",
                                     [PM_GROUPS_EQUIVALENCE] = "equivalence"};
  double none = (double)NAN;
  return (groups_row){
      .method = method->about.name,
      .aim = aims[plan->aim],
      .rate = plan->rate,
      .difference = plan->difference,
      .margin = plan->aim == PM_GROUPS_DIFFERENCE ? none : plan->margin,
      .conf = plan->conf,
      .power = plan->power == 0 ? 0.8 : plan->power,
      .deff = size_or_one(plan->deff),
      .response = size_or_one(plan->response),
      .size = {none, none, none, none, none, none, none, none},
      .eligible = size_or_one(plan->eligible),
      .hours = none,
      .cost = none,
  };
}

static void add(groups_job *job, groups_row row)
{
  row.n = row.size.n1 + row.size.n2;
  row.n_issued = row.size.n1_issued + row.size.n2_issued;
  row.hours = size_hours(job->options, row.n_issued);
  row.cost = size_cost(job->options, row.n_issued);
  row.why = job->reasons[job->row_count].why.text;
  job->reasons[job->row_count].issued = row.n_issued;
  job->rows[job->row_count++] = row;
}

/* Faults of a row that "all" asks for become a note. */
static pm_status pass_over(groups_job *job, const pm_groups_method *method, pm_status status,
                           const pm_error *error)
{
  if (status == PM_OK)
    return PM_OK;
  if (job->is_all && status == PM_ERROR_DOMAIN && (method->flags & PM_GROUPS_WHOLE) != 0)
    return pm_notes_add(job->output.notes, "method-left-out", "%s is left out: %s",
                        method->about.name, error->faults[0].text);
  return pm_error_add(job->run->error, status, NULL, "%s", error->faults[0].text);
}

static pm_status add_size(groups_job *job, const pm_groups_method *method,
                          const pm_groups_plan *plan)
{
  pm_error error = {.status = PM_OK};
  groups_row row = row_of(method, plan);
  pm_size_why *why = &job->reasons[job->row_count].why;
  pm_status status = pm_groups_plan_size(method, plan, &row.size, &error);
  if (status == PM_OK)
    status = pm_groups_plan_why(method, plan, &row.size, why, &error);
  if (status == PM_OK)
    add(job, row);
  return pass_over(job, method, status, &error);
}

/* The first group has n; the second its share. */
static void set_sizes(groups_row *row, const pm_groups_plan *plan, double n)
{
  double kept = row->response * row->eligible;
  double ratio = size_or_one(plan->share2) / size_or_one(plan->share1);
  row->size.n1 = n;
  row->size.n2 = size_design_units(n * ratio, 1);
  row->size.n1_issued = size_design_units(row->size.n1, kept);
  row->size.n2_issued = size_design_units(row->size.n2, kept);
}

static pm_status add_power(groups_job *job, const pm_groups_method *method,
                           const pm_groups_plan *plan, double n)
{
  pm_error error = {.status = PM_OK};
  groups_row row = row_of(method, plan);
  set_sizes(&row, plan, n);
  row.power = (double)NAN;
  pm_status status =
      pm_groups_plan_power(method, plan, row.size.n1, row.size.n2, &row.size.power, &error);
  if (status == PM_OK)
    status = pm_groups_plan_why_power(method, plan, row.size.n1, row.size.n2,
                                      &job->reasons[job->row_count].why, &error);
  if (status == PM_OK)
    add(job, row);
  return pass_over(job, method, status, &error);
}

/* Both ways from the rate. */
static pm_status add_detectable(groups_job *job, const pm_groups_method *method,
                                const pm_groups_plan *plan, double n)
{
  pm_error error = {.status = PM_OK};
  pm_status status = PM_OK;
  for (int direction = -1; direction <= 1 && status == PM_OK; direction += 2) {
    pm_groups_plan towards = *plan;
    towards.difference = direction;
    groups_row row = row_of(method, plan);
    set_sizes(&row, plan, n);
    row.size.power = row.power;
    status = pm_groups_plan_detectable(method, &towards, row.size.n1, row.size.n2,
                                       &row.difference, &error);
    if (status == PM_OK)
      status = pm_groups_plan_why_detectable(method, &towards, row.size.n1, row.size.n2,
                                             &job->reasons[job->row_count].why, &error);
    if (status == PM_OK)
      add(job, row);
  }
  return pass_over(job, method, status, &error);
}

static pm_status add_rows_of(groups_job *job, const pm_groups_method *method, double rate)
{
  pm_groups_plan plan = job->plan;
  plan.rate = rate;
  if (job->question == ASKS_SIZES)
    return add_size(job, method, &plan);
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->size_count && status == PM_OK; i++)
    status = job->question == ASKS_POWER ? add_power(job, method, &plan, job->sizes[i])
                                         : add_detectable(job, method, &plan, job->sizes[i]);
  return status;
}

static pm_status add_rows(void *context)
{
  groups_job *job = context;
  const option_list *methods = &job->options->methods;
  pm_status status = PM_OK;
  for (size_t m = 0; m < methods->count && status == PM_OK; m++)
    for (size_t r = 0; r < job->rate_count && status == PM_OK; r++)
      status = add_rows_of(job, pm_size_comparison_find(methods->items[m]), job->rates[r]);
  return status;
}

/* -------------------------------------------------------------- tables -- */

static const sheet_column columns[] = {
    {"method", NULL, PM_KIND_TEXT, offsetof(groups_row, method), SHEET_VARYING, NULL},
    {"aim", NULL, PM_KIND_TEXT, offsetof(groups_row, aim), SHEET_VARYING, NULL},
    {"rate", "first rate", PM_KIND_RATE, offsetof(groups_row, rate), SHEET_VARYING, NULL},
    {"difference", NULL, PM_KIND_POINTS, offsetof(groups_row, difference), SHEET_ALWAYS, "[z]"},
    {"margin", NULL, PM_KIND_POINTS, offsetof(groups_row, margin), SHEET_VARYING, NULL},
    {"conf", "confidence", PM_KIND_RATE, offsetof(groups_row, conf), SHEET_VARYING, NULL},
    {"power", "power asked", PM_KIND_RATE, offsetof(groups_row, power), SHEET_MACHINE, NULL},
    {"deff", "design effect", PM_KIND_NUMBER, offsetof(groups_row, deff), SHEET_VARYING, NULL},
    {"response", NULL, PM_KIND_RATE, offsetof(groups_row, response), SHEET_VARYING, NULL},
    {"n1", "records in the first", PM_KIND_COUNT, offsetof(groups_row, size.n1), SHEET_ALWAYS,
     NULL},
    {"n2", "in the second", PM_KIND_COUNT, offsetof(groups_row, size.n2), SHEET_ALWAYS, NULL},
    {"n", "in both", PM_KIND_COUNT, offsetof(groups_row, n), SHEET_ALWAYS, NULL},
    {"n1_issued", "to be drawn in the first", PM_KIND_COUNT,
     offsetof(groups_row, size.n1_issued), SHEET_FILLED, NULL},
    {"n2_issued", "to be drawn in the second", PM_KIND_COUNT,
     offsetof(groups_row, size.n2_issued), SHEET_FILLED, NULL},
    {"n_issued", "to be drawn", PM_KIND_COUNT, offsetof(groups_row, n_issued), SHEET_ALWAYS,
     NULL},
    {"achieved_power", "power", PM_KIND_RATE, offsetof(groups_row, size.power), SHEET_ALWAYS,
     NULL},
    {"n1_safe", "safe in the first", PM_KIND_COUNT, offsetof(groups_row, size.safe1),
     SHEET_FILLED, NULL},
    {"n2_safe", "safe in the second", PM_KIND_COUNT, offsetof(groups_row, size.safe2),
     SHEET_FILLED, NULL},
    {"n_checked", "checked up to", PM_KIND_COUNT, offsetof(groups_row, size.checked),
     SHEET_MACHINE, NULL},
    {"eligible", NULL, PM_KIND_RATE, offsetof(groups_row, eligible), SHEET_VARYING, NULL},
    {"hours", NULL, PM_KIND_NUMBER, offsetof(groups_row, hours), SHEET_FILLED, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(groups_row, cost), SHEET_FILLED, NULL},
    {"why", NULL, PM_KIND_TEXT, offsetof(groups_row, why), SHEET_MACHINE, NULL},
};

static const tool_sheet sheet = {
    .name = "rows", .title = "Two groups", .columns = columns, .count = TOOL_COUNT(columns)};

/* People are spared what they asked for themselves, where it is no difference to be told,
   and the sum of usable records beside those to be drawn. */
static void spare(const groups_job *job, sheet_column *shown)
{
  bool draws_more = false;
  for (size_t i = 0; i < job->row_count; i++)
    draws_more = draws_more || job->rows[i].n_issued > job->rows[i].n;
  for (size_t i = 0; i < TOOL_COUNT(columns); i++) {
    if (strcmp(shown[i].name, "difference") == 0 && job->plan.aim != PM_GROUPS_DIFFERENCE)
      shown[i].show = SHEET_VARYING;
    if (strcmp(shown[i].name, "n") == 0 && draws_more)
      shown[i].show = SHEET_MACHINE;
  }
}

static pm_status write(void *context)
{
  groups_job *job = context;
  sheet_column shown[TOOL_COUNT(columns)];
  memcpy(shown, columns, sizeof shown);
  spare(job, shown);
  tool_sheet narrow = sheet;
  narrow.columns = shown;
  pm_status status =
      size_sheet_write(&job->output, &narrow, job->rows, sizeof *job->rows, job->row_count);
  return status == PM_OK ? size_reasons_write(&job->output, job->reasons, job->row_count)
                         : status;
}

/* --------------------------------------------------------------- notes -- */

static pm_status note_saw(void *context)
{
  const groups_job *job = context;
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->row_count && status == PM_OK; i++) {
    const groups_row *row = &job->rows[i];
    char checked[PM_NUMBER_SIZE];
    if (!isnan(row->size.checked))
      status = pm_notes_add(job->output.notes, "saw-tooth",
                            "exact power is a saw-tooth in the sizes: n1 and n2 are the first "
                            "with the power, and from n1_safe and n2_safe on all have it that "
                            "were checked, to %s in the larger group",
                            sheet_number(row->size.checked, checked));
  }
  return status;
}

static pm_status note_level(void *context)
{
  const groups_job *job = context;
  char conf[PM_NUMBER_SIZE + 1], tail[PM_NUMBER_SIZE + 1];
  if (job->plan.aim == PM_GROUPS_DIFFERENCE)
    return PM_OK;
  sheet_percent(job->plan.conf, conf);
  sheet_percent((1 - job->plan.conf) / 2, tail);
  return pm_notes_add(job->output.notes, "one-sided",
                      "%s is shown when the two-sided interval at %s is on the right side of "
                      "the margin: one-sided tests at %s",
                      job->rows[0].aim, conf, tail);
}

static pm_status note_none(void *context)
{
  const groups_job *job = context;
  for (size_t i = 0; i < job->row_count; i++)
    if (isnan(job->rows[i].difference))
      return pm_notes_add(job->output.notes, "not-detectable",
                          "where there is no difference, none within 0%% and 100%% is large "
                          "enough to be detected");
  return PM_OK;
}

static pm_status run_groups(const tool_run *run)
{
  groups_job job = {.run = run, .options = run->options};
  return size_take_steps(&size_groups_mode, &(size_course){run, &job.output, &job});
}

static size_step *const steps[] = {begin,      add_rows,  write, note_saw,
                                   note_level, note_none, NULL};

static const char *const asked_by[] = {"difference", "non-inferiority", "equivalence",
                                       "power",      "shares",          NULL};

static const char *const takes[] = {
    "rate",
    "n",
    "method",
    "deff",
    "response",
    "eligible",
    "icc",
    "cluster-size",
    "cluster-cv",
    "minutes-per-record",
    "cost-per-record",
    NULL,
};

static const size_refusal refuses[] = {
    {"population",
     "two groups are planned as from large populations; without it the sizes are on the safe "
     "side"},
    {"margin", "what is to be shown is --difference, or beyond a margin --non-inferiority or "
               "--equivalence"},
    {"crimes-per-incident", "what crimes of one incident have in common is a --deff here"},
    {NULL, NULL},
};

const size_mode size_groups_mode = {.what = "two groups",
                                    .title = "Size of two groups",
                                    .asked_by = asked_by,
                                    .takes = takes,
                                    .refuses = refuses,
                                    .run = run_groups,
                                    .steps = steps};
