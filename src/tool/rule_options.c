/* rule_options.c: by which rules estimates get their margins.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "rule_options.h"

#include <math.h>

static const option_row rows[] = {
    {.name = "interval",
     .letter = 'i',
     .kind = OPTION_METHOD,
     .offset = offsetof(rule_options, interval),
     .argument = "METHOD",
     .fallback = "wilson",
     .family = &pm_estimate_interval_family,
     .help = "the confidence interval"},
    {.name = "df",
     .kind = OPTION_RULE,
     .offset = offsetof(rule_options, df),
     .argument = "RULE",
     .fallback = "domain",
     .family = &pm_df_family,
     .low = 1,
     .high = (double)INFINITY,
     .help = "the degrees of freedom"},
    {.name = "lonely-psu",
     .kind = OPTION_METHOD,
     .offset = offsetof(rule_options, lonely),
     .argument = "RULE",
     .fallback_note = "fail, for counts average",
     .family = &pm_lonely_family,
     .help = "what a stratum with one cluster or record adds to the variance; a note names it"},
};

const option_table rule_table = {"Rules", rows, TOOL_COUNT(rows)};

void rule_options_resolve(rule_options *options, const char *lonely)
{
  if (options->lonely == NULL)
    options->lonely = lonely;
}

pm_estimate_request rule_options_request(const rule_options *options,
                                         const level_options *level)
{
  bool is_fixed = options->df.name == NULL;
  return (pm_estimate_request){
      .conf = level->conf,
      .interval = options->interval,
      .df = options->df.name,
      .df_fixed = is_fixed ? options->df.number : 0,
      .lonely = options->lonely,
  };
}
