/* command_size.c: plusminus size: how many records. Which of its modes a command
   line asks for is decided here.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "commands.h"
#include "size_options.h"

#include <string.h>

static const size_mode *const modes[] = {&size_rate_mode, &size_mean_mode, &size_groups_mode,
                                         &size_detect_mode};

static const option_group groups[] = {
    {&size_table, 0},
    {&size_rate_table, offsetof(size_options, one)},
    {&size_mean_table, offsetof(size_options, mean)},
    {&size_groups_table, offsetof(size_options, groups)},
    {&size_detect_table, offsetof(size_options, detect)},
    {&size_design_table, offsetof(size_options, design)},
    {&level_table, offsetof(size_options, level)},
    {&output_table, offsetof(size_options, output)},
    {&help_table, 0},
};

/* --------------------------------------------------------------- modes -- */

static bool is_named(const char *const *names, const char *name)
{
  for (; names != NULL && *names != NULL; names++)
    if (strcmp(*names, name) == 0)
      return true;
  return false;
}

/* The options that say which plan is wanted; those of every command do not. */
static bool decides(const option_group *group)
{
  return group->table != &level_table && group->table != &output_table &&
         group->table != &help_table;
}

typedef bool row_test(const option_row *row, const void *context);

/* The first option given that passes the test; NULL: none. */
static const char *first_given(const tool_run *run, row_test *passes, const void *context)
{
  for (size_t g = 0; g < TOOL_COUNT(groups); g++)
    for (size_t i = 0; decides(&groups[g]) && i < groups[g].table->count; i++) {
      const option_row *row = &groups[g].table->rows[i];
      const char *field = (const char *)run->options + groups[g].base + row->offset;
      if (option_is_given(row, field) && passes(row, context))
        return row->name;
    }
  return NULL;
}

static bool asks(const option_row *row, const void *context)
{
  return is_named(((const size_mode *)context)->asked_by, row->name);
}

static bool is_alien(const option_row *row, const void *context)
{
  const size_mode *mode = context;
  return !is_named(mode->asked_by, row->name) && !is_named(mode->takes, row->name);
}

/* What there is to say beyond that an option does not go with a mode; NULL: nothing. */
static const char *why_not(const size_mode *mode, const char *name)
{
  const size_refusal *refusal = mode->refuses;
  while (refusal != NULL && refusal->option != NULL && strcmp(refusal->option, name) != 0)
    refusal++;
  return refusal == NULL ? NULL : refusal->why;
}

static pm_status choose(const tool_run *run, const size_mode **chosen)
{
  const char *by = NULL;
  *chosen = NULL;
  for (size_t i = 0; i < TOOL_COUNT(modes); i++) {
    const char *name = first_given(run, asks, modes[i]);
    if (name != NULL && by != NULL)
      return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "--%s asks for %s, and --%s for %s: one at a time", by,
                          (*chosen)->what, name, modes[i]->what);
    if (name == NULL && (modes[i]->asked_by != NULL || *chosen != NULL))
      continue;
    *chosen = modes[i];
    by = name;
  }
  const char *alien = first_given(run, is_alien, *chosen);
  if (alien == NULL)
    return PM_OK;
  const char *why = why_not(*chosen, alien);
  return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "--%s does not go with %s%s%s%s", alien,
                      by == NULL ? "" : "--", by == NULL ? (*chosen)->what : by,
                      why == NULL ? "" : ": ", why == NULL ? "" : why);
}

static pm_status run_size(tool_run *run)
{
  const size_mode *mode;
  if (run->operand_count > 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "size takes no operands: '%s' is too much", run->operands[0]);
  pm_status status = choose(run, &mode);
  if (status == PM_OK)
    status = mode->run(run);
  /* A note for which there was no memory is told by its status alone. */
  if (status == PM_ERROR_MEMORY && run->error->count == 0)
    status = option_memory_fault(run->error);
  return status;
}

/* ---------------------------------------------------------------- help -- */

static const char *const forms[] = {
    "[OPTION...] --margin M[,M...] [--rate P[,P...]]",
    "[OPTION...] --n N[,N...] [--rate P[,P...]]",
    "[OPTION...] --relative R[,R...] | --cv CV[,CV...] --rate P[,P...]",
    "[OPTION...] --sd S [--mean M] --margin M[,M...]",
    "[OPTION...] --difference D | --non-inferiority M | --equivalence M --rate P[,P...]",
    "[OPTION...] --n N[,N...] --power W --rate P[,P...]",
    "[OPTION...] --detect RATE [--accept C | --acceptable RATE]",
    NULL,
};

static const char *const description[] = {
    "How many records a margin takes for one rate, or, with --n, what margin they buy; and "
    "why. "
    "Several rates and margins make a ready-reckoner.",
    "Columns: method, rate, margin, conf, population, deff, response, n (usable records), "
    "n_issued (to be drawn), achieved_margin; then n_safe and n_issued_safe (from which on "
    "every "
    "number of records meets the margin), width (which one is meant), assurance, eligible, "
    "coverage_min, relative and cv (what was asked for), clusters and incidents (to be drawn), "
    "hours, cost, next_tenth_n and next_tenth_cost (what a tenth of a point less takes), why.",
    "Of a mean (--sd or --unit-cv): statistic, mean, sd, margin, relative, cv, conf, "
    "population, deff, response, n, n_issued, achieved_margin, achieved_relative, "
    "achieved_cv, then eligible, clusters and incidents (to be drawn), hours, cost, why.",
    "Of two groups (--difference, --non-inferiority, --equivalence): method, aim, rate (of the "
    "first group), difference (the second's less the first's), margin, conf, power, deff, "
    "response, n1, n2, n (both), n1_issued, n2_issued, n_issued, achieved_power, n1_safe, "
    "n2_safe (from which on all sizes up to n_checked have the power), n_checked, eligible, "
    "hours, cost, why. With --n and --power, what the first group's N can show.",
    "Of discovery and acceptance (--detect): method, rate (tolerable), conf, acceptable, risk, "
    "population, response, n, n_issued, accept (errors that pass), passes (the chance at the "
    "tolerable rate), fails (at the acceptable one), factor (Poisson's reliability factor), "
    "eligible, hours, cost, why. Table oc, the operating characteristic: method, n, accept, "
    "rate, passes.",
    NULL,
};

static const tool_example examples[] = {
    {"plusminus size --margin 5%", "Five points, whatever the rate: 385 records."},
    {"plusminus size --margin 10% --rate 80% --population 1000 --deff 1.5 --response 85%",
     "With all that a real design needs: 100 records to be drawn."},
    {"plusminus size --margin 10%,5%,3%,2%,1% --rate 50%,70%,80%,90%,95%",
     "A ready-reckoner of rates and margins."},
    {"plusminus size --margin 5% --rate 90% --method all --coverage",
     "What each method takes, and what its number of records promises at any rate."},
    {"plusminus size --margin 5% --rate-prior 40/50 --assurance 80%",
     "So many that the margin is met with a probability of 80%, after 40 of 50 in a pilot."},
    {"plusminus size --n 115 --rate 87% --population 59178 --method hypergeometric",
     "The margin that 115 records buy."},
    {"plusminus size --margin 5% --rate 85% --crimes-per-incident .15,.75,.07,.03 --rho .5",
     "Crimes counted in incidents that hold 0, 1, 2 or 3 of them."},
    {"plusminus size --difference -10% --rate 85% --method fleiss,exact --shares 2:1",
     "Two groups, the first twice as large, that are to tell 85% from 75%."},
    {"plusminus size --power 80% --rate 85% --n 115",
     "From which difference on two forces of 115 records are told apart."},
    {"plusminus size --detect 5% --method all --population 500",
     "The smallest sample whose freedom from errors proves less than 5%."},
    {"plusminus size --detect 50% --acceptable 20% --conf 90% --risk 10%",
     "LQAS: find out a half, pass a fifth."},
};

const tool_command tool_command_size = {
    .name = "size",
    .summary = "how many records a margin takes, and what they buy",
    .forms = forms,
    .description = description,
    .groups = groups,
    .group_count = TOOL_COUNT(groups),
    .options_size = sizeof(size_options),
    .examples = examples,
    .example_count = TOOL_COUNT(examples),
    .run = run_size,
};
