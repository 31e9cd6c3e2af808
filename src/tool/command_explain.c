/* command_explain.c: plusminus explain: why a margin is what it is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "explain_interval_note.h"
#include "explain_tables.h"
#include "operands.h"
#include "strata_options.h"

#include <math.h>
#include <string.h>

typedef struct explain_options {
  output_options output;
  level_options level;
  strata_options strata; /* its population is a number with X N */
  option_rule deff;      /* likewise */
  const char *focus;
  double minutes, cost;
} explain_options;

static pm_explain_request make_request(const explain_options *options)
{
  return (pm_explain_request){
      .conf = options->level.conf,
      .focus = options->focus,
      .minutes_per_record = isnan(options->minutes) ? 0 : options->minutes,
      .cost_per_record = isnan(options->cost) ? 0 : options->cost,
      .rate_digits = (int)options->level.digits,
      .points_digits = (int)options->level.digits + 1,
  };
}

/* The tables are borrowed from the explanation until the writer closes. */
static pm_status finish(tool_output *output, pm_explanation *explanation, pm_status status)
{
  if (status == PM_OK)
    status = explain_tables_write(output, explanation);
  status = output_close(output, status);
  pm_explanation_free(explanation);
  return status;
}

/* ----------------------------------------------------------------- X N -- */

static pm_status check_rate(const explain_options *options, const tool_run *run)
{
  const strata_options *strata = &options->strata;
  const char *alien = strata->strata.count > 0 ? "--strata"
                      : strata->weight != NULL ? "--weight"
                      : strata->frame != NULL  ? "--frame"
                      : strata->by.count > 0   ? "--by"
                      : options->focus != NULL ? "--focus"
                                               : NULL;
  if (alien != NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "%s goes with FILE and --counts X/N, which is missing", alien);
  if (run->operand_count != 2)
    return pm_error_add(
        run->error, PM_ERROR_USAGE, NULL,
        "explain takes X and N, or FILE with --counts X/N; there %s %zu operand%s",
        run->operand_count == 1 ? "is" : "are", run->operand_count,
        run->operand_count == 1 ? "" : "s");
  if (options->deff.name != NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--deff: with X and N it is a number, not '%s'", options->deff.name);
  return PM_OK;
}

static pm_status explain_rate(const explain_options *options, const tool_run *run)
{
  pm_explain_request request = make_request(options);
  double x = 0, n = 0;
  pm_status status = check_rate(options, run);
  if (status == PM_OK)
    status = operand_records(run->operands[0], &x, run->error);
  if (status == PM_OK)
    status = operand_records(run->operands[1], &n, run->error);
  if (status == PM_OK)
    status = operand_population("--population", strata_options_population(&options->strata),
                                &request.population, run->error);
  if (status != PM_OK)
    return status;
  request.deff = isnan(options->deff.number) ? 0 : options->deff.number;
  tool_output output;
  pm_explanation *explanation = NULL;
  status = output_open(&output, run, &options->level, "Explanation");
  if (status == PM_OK)
    status = pm_explain_rate(&explanation, x, n, &request, output.notes, run->error);
  return finish(&output, explanation, status);
}

/* ---------------------------------------------------------------- FILE -- */

static pm_status check_strata(explain_options *options, const tool_run *run)
{
  rule_options_resolve(&options->strata.rules, "average");
  if (run->operand_count != 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--counts takes one FILE; there are %zu operands", run->operand_count);
  if (!isnan(options->deff.number))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--deff: with FILE it is computed, and a number contradicts it");
  return strata_options_check(&options->strata, run->error);
}

/* What of estimate's options an explanation does not follow. */
static pm_status note_options(const strata_options *options, pm_notes *notes)
{
  if (options->by.count == 0)
    return PM_OK;
  return pm_notes_add(notes, "by-unused",
                      "--by changes nothing here: what is explained is the whole and --focus");
}

static pm_status explain_strata(explain_options *options, const tool_run *run)
{
  pm_status status = check_strata(options, run);
  if (status != PM_OK)
    return status;
  tool_output output;
  pm_strata *strata = NULL;
  pm_explanation *explanation = NULL;
  pm_estimate_request estimate;
  pm_explain_request request = make_request(options);
  status = output_open(&output, run, &options->level, "Explanation");
  if (status == PM_OK)
    status = strata_options_read(&strata, &options->strata, run->operands[0], &output);
  if (status == PM_OK)
    status = strata_options_request(&estimate, &options->strata, &options->level, &output);
  if (status == PM_OK) {
    estimate.deff = options->deff.name;
    status =
        pm_explain_strata(&explanation, strata, &estimate, &request, output.notes, run->error);
  }
  const explained_case explained = {strata, &estimate, explanation, options->focus};
  if (status == PM_OK)
    status = explain_interval_note(&explained, output.notes, run->error);
  if (status == PM_OK)
    status = note_options(&options->strata, output.notes);
  status = finish(&output, explanation, status);
  pm_strata_free(strata);
  return status;
}

static pm_status run_explain(tool_run *run)
{
  explain_options *options = run->options;
  return options->strata.counts.first != NULL ? explain_strata(options, run)
                                              : explain_rate(options, run);
}

/* -------------------------------------------------------------- tables -- */

static const option_row rows[] = {
    {.name = "deff",
     .kind = OPTION_RULE,
     .offset = offsetof(explain_options, deff),
     .argument = "D",
     .fallback_note = "1; with FILE, wr",
     .family = &pm_deff_family,
     .low = 0,
     .is_low_out = true,
     .high = (double)INFINITY,
     .help = "the design effect: with X N a number, with FILE the kind"},
    {.name = "focus",
     .kind = OPTION_TEXT,
     .offset = offsetof(explain_options, focus),
     .argument = "VALUE",
     .help = "the stratum of FILE to explain beside the whole"},
    {.name = "minutes-per-record",
     .kind = OPTION_NUMBER,
     .offset = offsetof(explain_options, minutes),
     .argument = "M",
     .low = 0,
     .is_low_out = true,
     .high = (double)INFINITY,
     .help = "what the audit of a record takes, to say what other margins would"},
    {.name = "cost-per-record",
     .kind = OPTION_NUMBER,
     .offset = offsetof(explain_options, cost),
     .argument = "C",
     .low = 0,
     .is_low_out = true,
     .high = (double)INFINITY,
     .help = "what it costs, likewise"},
};

static const option_table table = {"Explanation", rows, TOOL_COUNT(rows)};

static const option_group groups[] = {
    {&table, 0},
    {&strata_table, offsetof(explain_options, strata)},
    {&rule_table, offsetof(explain_options, strata.rules)},
    {&level_table, offsetof(explain_options, level)},
    {&output_table, offsetof(explain_options, output)},
    {&help_table, 0},
};

static const char *const forms[] = {
    "[OPTION...] X N [--population POP] [--deff D]",
    "[OPTION...] FILE --counts X/N --strata COL --population COL [--focus VALUE]",
    NULL,
};

static const char *const description[] = {
    "Why is the margin what it is? The margin of one rate, X of N, or of strata, as a product "
    "of its causes; what other margins would take; and what cannot be concluded. With X N, "
    "--population is a number.",
    "Tables: factors, what_if, national (each stratum's part in the whole's margin) and "
    "limits. "
    "People get prose first.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus explain 100 115 --population 59178",
     "Why 100 of 115 has a margin of 6 points."},
    {"plusminus explain examples/audit_2014.csv --counts recorded/crimes --strata force "
     "--frame "
     "examples/forces_2013.csv --population recorded_crime --population-kind recorded --focus "
     "Leicestershire",
     "The margin of one force beside that of all."},
};

const tool_command tool_command_explain = {
    .name = "explain",
    .summary = "why a margin is what it is, and what another would take",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(explain_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_explain,
};
