/* command_combine.c: plusminus combine: estimates from what was saved of many pieces.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "estimate_run.h"
#include "record_options.h"
#include "rule_options.h"

typedef struct combine_options {
  output_options output;
  level_options level;
  rule_options rules;
  estimate_choices choices;
  thread_options speed;
} combine_options;

static pm_status read_parts(pm_tally **tally, const tool_output *output)
{
  const tool_run *run = output->run;
  const char **files = option_store_alloc(run->store, run->operand_count * sizeof *files);
  if (files == NULL)
    return option_memory_fault(run->error);
  for (size_t i = 0; i < run->operand_count; i++)
    files[i] = run->operands[i];
  const pm_combine_request request = {.files = files, .count = run->operand_count};
  pm_status status = pm_tally_combine(tally, &request, run->error);
  return status == PM_OK ? tally_tell_inputs(*tally, output) : status;
}

static pm_status run_combine(tool_run *run)
{
  combine_options *options = run->options;
  pm_tally *tally = NULL;
  tool_output output;
  if (run->operand_count == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "STATE is missing: a file that estimate --save-state wrote");
  rule_options_resolve(&options->rules, "fail");
  pm_status status = estimate_prepare(&options->choices, run->error);
  if (status != PM_OK)
    return status;
  status = output_open(&output, run, &options->level, "Estimates");
  if (status == PM_OK)
    status = read_parts(&tally, &output);
  const estimate_source source = {.tally = tally};
  pm_estimate_request request = rule_options_request(&options->rules, &options->level);
  request.threads = options->speed.threads;
  status = status == PM_OK ? estimate_run(&options->choices, &source, &request, &output)
                           : output_close(&output, status);
  pm_tally_free(tally);
  return status;
}

static const option_group groups[] = {
    {&rule_table, offsetof(combine_options, rules)},
    {&choice_table, offsetof(combine_options, choices)},
    {&level_table, offsetof(combine_options, level)},
    {&thread_table, offsetof(combine_options, speed)},
    {&output_table, offsetof(combine_options, output)},
    {&help_table, 0},
};

static const char *const forms[] = {"[OPTION...] STATE...", NULL};

static const char *const description[] = {
    "The estimates of records that were read in pieces, perhaps by many machines: each piece "
    "by estimate --save-state, with the same statistics, design and domains. The tables are "
    "those that estimate would write of all the records in one file, whatever the order of the "
    "states.",
    "Labels mean the same in all pieces: a stratum or cluster that is in several is one.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus combine north.json south.json --format csv",
     "The estimates of two pieces together."},
};

const tool_command tool_command_combine = {
    .name = "combine",
    .summary = "estimates from many pieces of records",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(combine_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_combine,
};
