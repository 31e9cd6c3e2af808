/* output.h: from a run's common options to one writer, with the notes and what
   json tells of the run.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_OUTPUT_H
#define TOOL_OUTPUT_H

#include "tool.h"

#include <plusminus/table.h>

typedef struct tool_output {
  const tool_run *run;
  pm_writer *writer;
  pm_notes *notes;
  bool is_for_people; /* not csv, tsv or json */
} tool_output;

/* Open the writer that the command's output_options ask for. level: for the
   digits; may be NULL. title: of the document. */
pm_status output_open(tool_output *output, const tool_run *run, const level_options *level,
                      const char *title);

/* With status PM_OK: tell the options and the notes and publish it all;
   otherwise nothing is written. Frees the output either way and returns the
   status of the whole. */
pm_status output_close(tool_output *output, pm_status status);

/* Is the output json (which names its inputs by their hash)? */
bool output_is_json(const tool_run *run);

/* Close standard output; PM_ERROR_IO when what was printed did not arrive. */
pm_status output_close_stdout(pm_error *error);

#endif
