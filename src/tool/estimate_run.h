/* estimate_run.h: what can be asked of estimates whatever they come from, and the way
   from a tally or strata to tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ESTIMATE_RUN_H
#define TOOL_ESTIMATE_RUN_H

#include "output.h"

#include <plusminus/estimate.h>

typedef struct estimate_choices {
  const char *deff;
  bool deff_parts; /* shown to people */
  option_list differences;
  const char *variance;
  int64_t replicates;
  double fay;
  int64_t seed;
  const char *state; /* where the tally is saved */
} estimate_choices;

extern const option_table choice_table;

/* What is estimated from: one of them is NULL. */
typedef struct estimate_source {
  const pm_strata *strata;
  const pm_tally *tally;
  const pm_calibration *calibration; /* of the tally; NULL: none */
  const char *weights;      /* where its records go with their weights; NULL: nowhere */
  const char *replicates;   /* and with replicate weights */
  const char *coefficients; /* and their coefficients, where they have any */
} estimate_source;

/* The first choice made that only records heed; NULL: none. */
const char *estimate_choice_of_records(const estimate_choices *choices);

/* Before any long work: draw a seed where none was given, and see that the tally can be
   saved where the choices say, if they do. */
pm_status estimate_prepare(estimate_choices *choices, pm_error *error);

/* Is the variance by replicates? */
bool estimate_needs_records(const estimate_choices *choices);

/* Save the tally if the choices say so; estimate, write the tables and close the output.
   Of a tally that was saved and from which nothing can be estimated, as it is a part only,
   a note says so, and the output stays empty. */
pm_status estimate_run(const estimate_choices *choices, const estimate_source *source,
                       const pm_estimate_request *request, tool_output *output);

#endif
