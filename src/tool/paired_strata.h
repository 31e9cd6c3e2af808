/* paired_strata.h: a FILE in which each row is a stratum of two groups.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_PAIRED_STRATA_H
#define TOOL_PAIRED_STRATA_H

#include "difference_job.h"

#include <plusminus/table.h>

typedef struct paired_stratum {
  const char *key;            /* the strata columns' values, told apart */
  const char *label;          /* the same for people: joined by " / " */
  const char *const *domains; /* the values of the columns of --by */
  pm_pair pair;
  double weight;
  int64_t row; /* in its file */
} paired_stratum;

/* All of it in the run's store. */
typedef struct paired_strata {
  paired_stratum *items; /* sorted by their keys */
  size_t count;
} paired_strata;

/* The columns that --by names, each once. */
typedef struct paired_columns {
  const char **names;
  size_t count;
} paired_columns;

/* Read and check them for the job's methods, and tell the output of the file.
   Faults are located and collected. PM_ERROR_DATA, _DOMAIN, _MEMORY, _IO. */
pm_status paired_strata_read(paired_strata *strata, const paired_columns *by,
                             const difference_job *job, const char *file);

#endif
