/* explain_interval_note.h: how the margin explained stands to that of the interval asked for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_EXPLAIN_INTERVAL_NOTE_H
#define TOOL_EXPLAIN_INTERVAL_NOTE_H

#include <plusminus/explain.h>

typedef struct explained_case {
  const pm_strata *strata;
  const pm_estimate_request *estimate; /* its interval is the one asked for; by is not used */
  const pm_explanation *explanation;
  const char *focus; /* NULL: there is none */
} explained_case;

/* A note for the whole, and one for the focus, unless wald is asked for. Statuses as
   pm_estimate_counts. */
pm_status explain_interval_note(const explained_case *it, pm_notes *notes, pm_error *error);

#endif
