/* boundary_geometric.c: borders in a geometric progression (Gunning & Horgan 2004).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>

#include "allocate/boundary_method.h"

static pm_status cut(pm_boundary_work *work, pm_error *error)
{
  (void)error;
  double low = work->values[0];
  double ratio = work->values[work->count - 1] / low;
  for (size_t h = 0; h + 1 < work->strata; h++)
    work->border[h] = low * pow(ratio, (double)(h + 1) / (double)work->strata);
  return PM_OK;
}

const pm_boundary_method pm_boundary_geometric = {
    .about = {.name = "geometric",
              .title = "Borders in geometric progression: about the same CV in every stratum",
              .citation = "Gunning & Horgan 2004, Survey Methodology 30, 159-166",
              .use =
                  "For skewed measures without very small ones, quickly and without a target.",
              .avoid = "When the least measure is near 0: the first strata are then next to "
                       "empty."},
    .flags = PM_BOUNDARY_POSITIVE,
    .cut = cut,
};
