/* rule_options.h: by which rules estimates get their margins, whatever they come from.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_RULE_OPTIONS_H
#define TOOL_RULE_OPTIONS_H

#include "output.h"

#include <plusminus/estimate.h>

typedef struct rule_options {
  const char *interval;
  option_rule df;
  const char *lonely;
} rule_options;

extern const option_table rule_table;

/* Fill in the rule for lonely strata, if none was given. */
void rule_options_resolve(rule_options *options, const char *lonely);

/* The library's request, without domains. */
pm_estimate_request rule_options_request(const rule_options *options,
                                         const level_options *level);

#endif
