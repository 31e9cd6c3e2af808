/* size_rate_options.c: the options of `plusminus size` for one rate alone.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_options.h"

#include <plusminus/plan.h>

static const char *const prior_names[] = {"jeffreys", "uniform", NULL};

static const option_row rows[] = {
    {.name = "expected",
     .kind = OPTION_FLAG,
     .offset = offsetof(size_rate_options, expected),
     .help = "the margin is the mean of those that may come, not that at the rate itself"},
    {.name = "assurance",
     .kind = OPTION_RATE,
     .offset = offsetof(size_rate_options, assurance),
     .argument = "G",
     .low = 0,
     .is_low_out = true,
     .high = 0.999999,
     .help = "the probability with which the margin is to be met"},
    {.name = "rate-prior",
     .kind = OPTION_TEXT,
     .offset = offsetof(size_rate_options, prior),
     .argument = "X/N",
     .help = "instead of a rate: an earlier sample, X of N, after which the rate is still "
             "uncertain"},
    {.name = "prior-start",
     .kind = OPTION_CHOICE,
     .offset = offsetof(size_rate_options, prior_start),
     .argument = "START",
     .fallback_note = "jeffreys",
     .choices = prior_names,
     .help = "what was known before that sample"},
    {.name = "coverage",
     .kind = OPTION_FLAG,
     .offset = offsetof(size_rate_options, coverage),
     .help = "also the least chance, over all rates, that the sample's rate is within the "
             "margin of the true one"},
};

const option_table size_rate_table = {"One rate", rows, TOOL_COUNT(rows)};
