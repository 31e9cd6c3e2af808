/* strata_options.h: the options of a FILE in which each row is a stratum, as
   estimate and explain share them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_STRATA_OPTIONS_H
#define TOOL_STRATA_OPTIONS_H

#include "rule_options.h"

#include <plusminus/design.h>
#include <plusminus/estimate.h>

typedef struct strata_options {
  option_pair counts;
  option_list strata;
  option_list population; /* counts have one column of it */
  int population_kind;    /* a pm_population_kind */
  const char *weight;
  option_sets by;
  const char *frame;
  rule_options rules; /* its table is a group of its own */
} strata_options;

extern const option_table strata_table;

/* The one column of sizes that counts have; NULL: none. */
const char *strata_options_population(const strata_options *options);

/* Are they complete and without contradiction? */
pm_status strata_options_check(const strata_options *options, pm_error *error);

/* Read FILE and its frame, and tell json of them. */
pm_status strata_options_read(pm_strata **strata, const strata_options *options,
                              const char *file, const tool_output *output);

/* The sets of domains, in the run's store; NULL: out of memory. */
const pm_by *strata_options_by(const strata_options *options, option_store *store);

/* The library's request. Its sets of domains live in the run's store. */
pm_status strata_options_request(pm_estimate_request *request, const strata_options *options,
                                 const level_options *level, const tool_output *output);

#endif
