/* common_options.c: the options that many commands share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "tool.h"

#include <plusminus/table.h>

static const option_row help_rows[] = {
    {.name = "help",
     .letter = 'h',
     .kind = OPTION_FLAG,
     .offset = offsetof(help_options, help),
     .is_about_output = true,
     .help = "show this help"},
};

const option_table help_table = {"Help", help_rows, TOOL_COUNT(help_rows)};

static const option_row output_rows[] = {
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_METHOD,
     .offset = offsetof(output_options, format),
     .argument = "FORMAT",
     .fallback = "text",
     .family = &pm_format_family,
     .is_about_output = true,
     .help = "how the result is written"},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_FILE,
     .offset = offsetof(output_options, file),
     .argument = "FILE",
     .fallback_note = "standard output",
     .is_written = true,
     .is_about_output = true,
     .help = "where it is written; FILE appears when it is whole, or not at all"},
    {.name = "table",
     .kind = OPTION_TEXT,
     .offset = offsetof(output_options, table),
     .argument = "NAME",
     .fallback_note = "the first",
     .is_about_output = true,
     .help = "which table csv and tsv write, when there are several"},
    {.name = "quiet",
     .letter = 'q',
     .kind = OPTION_FLAG,
     .offset = offsetof(output_options, quiet),
     .is_about_output = true,
     .help = "neither notes nor progress on standard error"},
    {.name = "no-progress",
     .kind = OPTION_FLAG,
     .offset = offsetof(output_options, no_progress),
     .is_about_output = true,
     .help = "no progress on standard error"},
};

const option_table output_table = {"Output", output_rows, TOOL_COUNT(output_rows)};

static const option_row level_rows[] = {
    {.name = "conf",
     .letter = 'c',
     .kind = OPTION_RATE,
     .offset = offsetof(level_options, conf),
     .argument = "LEVEL",
     .fallback = "95%",
     .low = 0.5,
     .high = 0.999999999,
     .help = "confidence level, as 0.95 or 95%"},
    {.name = "digits",
     .kind = OPTION_COUNT,
     .offset = offsetof(level_options, digits),
     .argument = "D",
     .fallback = "1",
     .high = 12,
     .is_about_output = true,
     .help = "decimals of percentages for people; margins have one more"},
};

const option_table level_table = {"Level and digits", level_rows, TOOL_COUNT(level_rows)};

static const option_row thread_rows[] = {
    {.name = "threads",
     .kind = OPTION_COUNT,
     .offset = offsetof(thread_options, threads),
     .argument = "T",
     .fallback_note = "one for each processor",
     .low = 1,
     .high = 1024,
     .is_about_output = true,
     .help = "how many threads compute the rows of FILE; the result is the same"},
};

const option_table thread_table = {"Speed", thread_rows, TOOL_COUNT(thread_rows)};
