/* estimate_reasons.h: for people, why numbers of a table are missing or are marked.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ESTIMATE_REASONS_H
#define TOOL_ESTIMATE_REASONS_H

#include "output.h"

#include <plusminus/estimate.h>

/* A paragraph for each reason of a missing limit or estimate, or of a rate marked as of
   low reliability, that the notes do not give already, with the rows it holds for. columns: how
   many labels each row has. */
pm_status estimate_reasons_tell(tool_output *output, const pm_estimate *rows, size_t count,
                                size_t columns);

#endif
