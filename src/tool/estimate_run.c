/* estimate_run.c: from a tally or strata to tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate_run.h"
#include "deff_table.h"
#include "estimate_tables.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static const option_row rows[] = {
    {.name = "difference",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(estimate_choices, differences),
     .argument = "COL[,COL...]",
     .help = "compare every two domains that differ in this column of --by alone; records that "
             "share clusters are taken into account"},
    {.name = "deff",
     .kind = OPTION_METHOD,
     .offset = offsetof(estimate_choices, deff),
     .argument = "KIND",
     .fallback = "wr",
     .family = &pm_deff_family,
     .help = "the design effect: against a simple random sample with or without replacement"},
    {.name = "deff-parts",
     .kind = OPTION_FLAG,
     .offset = offsetof(estimate_choices, deff_parts),
     .is_about_output = true,
     .help =
         "for people, show what weights, strata and clusters each did to the design effects "
         "of records; in csv and json it is the table deff"},
    {.name = "variance",
     .kind = OPTION_METHOD,
     .offset = offsetof(estimate_choices, variance),
     .argument = "METHOD",
     .fallback = "taylor",
     .family = &pm_variance_family,
     .help = "how the variance is estimated"},
    {.name = "replicates",
     .kind = OPTION_COUNT,
     .offset = offsetof(estimate_choices, replicates),
     .argument = "B",
     .low = 2,
     .high = 1000000,
     .fallback_note = "bootstrap 1000, others as many as they need",
     .help = "how many replicates: of bootstrap so many, of brr, fay and sdr at least so many"},
    {.name = "fay",
     .kind = OPTION_NUMBER,
     .offset = offsetof(estimate_choices, fay),
     .argument = "RHO",
     .low = 0,
     .high = 0.999,
     .fallback_note = "0.5",
     .help = "of fay: what is left of the weight of a unit that is counted less"},
    {.name = "seed",
     .kind = OPTION_COUNT,
     .offset = offsetof(estimate_choices, seed),
     .argument = "S",
     .low = 0,
     .high = 9007199254740992.0,
     .fallback_note = "drawn, and told",
     .help = "of the bootstrap's random numbers"},
    {.name = "save-state",
     .kind = OPTION_FILE,
     .offset = offsetof(estimate_choices, state),
     .argument = "FILE",
     .is_written = true,
     .is_about_output = true,
     .help = "keep what the records add up to, for combine; FILE appears when it is whole, or "
             "not at all"},
};

const option_table choice_table = {"Estimates", rows, TOOL_COUNT(rows)};

/* Where one is used and none was given, a seed from the system. False: it gives none. */
static bool draw_seed(estimate_choices *choices)
{
  enum { SEED_BITS = 52 }; /* that any program reads back from a number */
  uint64_t drawn;
  if (choices->seed >= 0 || strcmp(choices->variance, "bootstrap") != 0)
    return true;
  if (getentropy(&drawn, sizeof drawn) != 0)
    return false;
  choices->seed = (int64_t)(drawn >> (64 - SEED_BITS));
  return true;
}

const char *estimate_choice_of_records(const estimate_choices *choices)
{
  const struct {
    bool is_made;
    const char *name;
  } all[] = {{choices->differences.count > 0, "difference"},
             {choices->deff_parts, "deff-parts"},
             {estimate_needs_records(choices), "variance"},
             {choices->replicates >= 0, "replicates"},
             {!isnan(choices->fay), "fay"},
             {choices->state != NULL, "save-state"}};
  for (size_t i = 0; i < TOOL_COUNT(all); i++)
    if (all[i].is_made)
      return all[i].name;
  return NULL;
}

/* brr with rho is another method, of which brr knows nothing. */
static pm_status check_fay(const estimate_choices *choices, pm_error *error)
{
  if (isnan(choices->fay) || strcmp(choices->variance, "fay") == 0)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "--fay is of --variance fay, and --variance %s does not use it",
                      choices->variance);
}

static pm_status check_replicates(const estimate_choices *choices, pm_error *error)
{
  static const char *const counted[] = {"bootstrap", "brr", "fay", "sdr"};
  if (choices->replicates < 0)
    return PM_OK;
  for (size_t i = 0; i < TOOL_COUNT(counted); i++)
    if (strcmp(choices->variance, counted[i]) == 0)
      return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "--replicates is of --variance bootstrap, brr, fay and sdr; %s%s",
                      choices->variance,
                      estimate_needs_records(choices)
                          ? " has as many as there are clusters or records to leave out"
                          : " makes none");
}

pm_status estimate_prepare(estimate_choices *choices, pm_error *error)
{
  static const double usual_rho = 0.5;
  pm_status status = check_fay(choices, error);
  if (status == PM_OK)
    status = check_replicates(choices, error);
  if (status != PM_OK)
    return status;
  if (isnan(choices->fay))
    choices->fay = usual_rho;
  if (!draw_seed(choices))
    return pm_error_add(error, PM_ERROR_IO, NULL,
                        "the system gives no random number: name one by --seed");
  return choices->state != NULL ? pm_tally_check_place(choices->state, error) : PM_OK;
}

bool estimate_needs_records(const estimate_choices *choices)
{
  return strcmp(choices->variance, "taylor") != 0;
}

static pm_status make(pm_estimates **estimates, const estimate_source *source,
                      const pm_estimate_request *request, const tool_output *output)
{
  pm_error *error = output->run->error;
  return source->tally != NULL
             ? pm_estimate_tally(estimates, source->tally, request, output->notes, error)
             : pm_estimate_counts(estimates, source->strata, request, output->notes, error);
}

/* The records with their weights, where they were asked for. */
static pm_status save_weights(const estimate_source *source, pm_held_files *held,
                              const tool_output *output)
{
  const pm_weights_request request = {.from = output->run->operands[0],
                                      .file = source->weights,
                                      .held = held,
                                      .calibration = source->calibration};
  return source->tally == NULL || request.file == NULL
             ? PM_OK
             : pm_weights_write(source->tally, &request, output->run->error);
}

/* And with those of every replicate. */
static pm_status save_replicates(const estimate_source *source,
                                 const pm_estimate_request *asked, pm_held_files *held,
                                 const tool_output *output)
{
  const pm_replicate_weights_request request = {.from = output->run->operands[0],
                                                .file = source->replicates,
                                                .held = held,
                                                .coefficients = source->coefficients,
                                                .estimate = asked};
  return source->tally == NULL || request.file == NULL
             ? PM_OK
             : pm_replicate_weights_write(source->tally, &request, output->notes,
                                          output->run->error);
}

/* A part that is a design of its own has estimates; others have none, and no fault: their
   strata and clusters may go on in other parts. */
static pm_status excuse(const estimate_choices *choices, const pm_tally *tally,
                        tool_output *output)
{
  pm_error *error = output->run->error;
  const output_options *options = output->run->options;
  const char *text = error->faults[0].text;
  const char *kept = option_store_text(output->run->store, text, strlen(text));
  (void)output_close(output, error->status);
  pm_error_clear(error);
  if (kept == NULL)
    return option_memory_fault(error);
  pm_status status = pm_tally_save(tally, choices->state, NULL, error);
  if (status == PM_OK && !options->quiet)
    fprintf(stderr,
            "plusminus: note: '%s' is saved for combine; nothing is estimated from this part "
            "alone, and in a part it is no fault that: %s\n",
            choices->state, kept);
  return status;
}

pm_status estimate_run(const estimate_choices *choices, const estimate_source *source,
                       const pm_estimate_request *request, tool_output *output)
{
  pm_estimates *estimates = NULL;
  pm_held_files *held = NULL;
  pm_estimate_request asked = *request;
  asked.deff = choices->deff;
  asked.differences = choices->differences.items;
  asked.difference_count = choices->differences.count;
  asked.variance = choices->variance;
  asked.replicates = choices->replicates > 0 ? (size_t)choices->replicates : 0;
  asked.rho = choices->fay;
  asked.seed = choices->seed >= 0 ? (uint64_t)choices->seed : 0;
  asked.calibration = source->calibration;
  pm_status status = make(&estimates, source, &asked, output);
  if (choices->state != NULL && status == PM_ERROR_DATA)
    return excuse(choices, source->tally, output);
  if (status == PM_OK)
    status = pm_held_files_new(&held, NULL, output->run->error);
  if (choices->state != NULL && status == PM_OK)
    status = pm_tally_save(source->tally, choices->state, held, output->run->error);
  if (status == PM_OK)
    status = save_weights(source, held, output);
  if (status == PM_OK)
    status = save_replicates(source, &asked, held, output);
  if (status == PM_OK)
    status = estimate_tables_write(output, estimates, source->strata);
  if (status == PM_OK && source->tally != NULL &&
      (choices->deff_parts || !output->is_for_people))
    status = deff_table_write(output, estimates);
  /* What is written is borrowed from the estimates until the writer closes. */
  status = output_close(output, status);
  if (status == PM_OK)
    status = pm_held_files_show(held, output->run->error);
  pm_held_files_free(held);
  pm_estimates_free(estimates);
  return status;
}
