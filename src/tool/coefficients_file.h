/* coefficients_file.h: the coefficients of replicate weights from a file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_COEFFICIENTS_FILE_H
#define TOOL_COEFFICIENTS_FILE_H

#include "output.h"

#include <plusminus/estimate.h>

/* Read a CSV with a column coefficient, and perhaps one replicate that counts 1, 2, ..., in
   the order of the columns of weights. The numbers live in the run's store. PM_ERROR_DATA: no
   such column, a number below 0, rows in another order. */
pm_status coefficients_file_read(pm_estimate_request *request, const char *file,
                                 const tool_output *output);

#endif
