/* weights_write.h: a file's records once more, with columns of weights behind their own.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_WEIGHTS_WRITE_H
#define PM_ESTIMATE_WEIGHTS_WRITE_H

#include "estimate/sample_run.h"

typedef struct pm_weights_columns {
  const char *const *names;
  size_t count;
  const char *prefix; /* of names that the file must have none of; NULL: of any */
  /* A record's weights, one for each column; called for records 0, 1, ... NULL: out of
     memory. */
  const double *(*take)(void *context, size_t record);
  /* Called when all is written and nobody sees it yet; NULL: nothing is to be done. Another
     status than PM_OK, with its fault told: nobody will. */
  pm_status (*finish)(void *context);
  void *context;
} pm_weights_columns;

/* Can the records of a run's tally be written: were they kept, and can their file be read
   twice? PM_ERROR_USAGE. */
pm_status pm_weights_check(const pm_sample_run *run, const pm_weights_request *request);

/* Write them. As pm_weights_write. */
pm_status pm_weights_write_columns(pm_sample_run *run, const pm_weights_request *request,
                                   const pm_weights_columns *columns);

/* Free what a run of writing weights has, when its estimates were made. */
void pm_weights_free(pm_sample_run *run);

#endif
