/* stats_kind.h: the kinds of files of statistics programs, and what differs
   between them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_STATS_KIND_H
#define PM_TABLE_STATS_KIND_H

#include <plusminus/core.h>
#include <readstat.h>
#include <sys/types.h>

typedef struct pm_stats_kind {
  const char *name;  /* "a Stata file" */
  const char *begin; /* how a file of this kind begins */
  size_t begin_size;
  readstat_error_t (*parse)(readstat_parser_t *parser, const char *path, void *context);
  bool (*is_date)(const char *format); /* does a variable's format show a date? */
  double day;                          /* how much one day adds to a date's number */
  int64_t day_zero;                    /* days from 1970-01-01 to the date 0 */
  /* What ReadStat would not notice: *fault says it, or is NULL. False, with
     errno: the file could not be read. NULL: there is nothing to check. */
  bool (*check)(int fd, off_t size, const char **fault);
} pm_stats_kind;

/* The kind of a file that begins with these bytes; NULL: it is none. */
const pm_stats_kind *pm_stats_kind_of(const char *bytes, size_t size);

enum { PM_STATS_DATE_SIZE = 11 };
/* "1960-01-01". False when the number is no whole day of the years 1 to 9999. */
bool pm_stats_date(const pm_stats_kind *kind, double value, char text[PM_STATS_DATE_SIZE]);

#endif
