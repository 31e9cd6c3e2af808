/* size_rate_options.c: the options of `plusminus size` for one rate alone.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_options.h"

static const option_row rows[] = {
    {.name = "coverage",
     .kind = OPTION_FLAG,
     .offset = offsetof(size_rate_options, coverage),
     .help = "also the least chance, over all rates, that the sample's rate is within the "
             "margin of the true one"},
};

const option_table size_rate_table = {"One rate", rows, TOOL_COUNT(rows)};
