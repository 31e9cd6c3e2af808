/* stats_file.h: Stata, SPSS and SAS files, read as the CSV that they stand for:
   a header of the variables' names, then a line for each observation. ReadStat
   reads them, and pushes values; a thread of its own turns them into text that
   waits in a channel, so that no more than two blocks of it are held.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_STATS_FILE_H
#define PM_TABLE_STATS_FILE_H

#include "table/csv_reader.h"
#include "table/stats_kind.h"

#include <sys/types.h>

typedef struct pm_stats pm_stats;

typedef struct pm_stats_request {
  int fd; /* of a regular file; borrowed, its offset is not moved */
  const pm_stats_kind *kind;
  const pm_allocator *allocator;
} pm_stats_request;

/* Read the variables, and begin on the values. PM_ERROR_DATA: it is broken, or
   of a version that ReadStat does not know; PM_ERROR_IO, PM_ERROR_MEMORY. Free
   *stats with pm_stats_free in any case. */
pm_status pm_stats_open(pm_stats **stats, const pm_stats_request *request, pm_csv_stop *stop);
/* Stops the thread wherever it is. */
void pm_stats_free(pm_stats *stats);

/* The next bytes of the CSV, as read(2) gives them: 0 is the end, for better or
   worse. */
ssize_t pm_stats_read(pm_stats *stats, char *to, size_t room);
/* After the end: was it a good one? */
pm_status pm_stats_verdict(pm_stats *stats, pm_csv_stop *stop);

#endif
