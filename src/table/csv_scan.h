/* csv_scan.h: the fields of bytes that hold whole records without quotes, found
   by their separators alone.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_CSV_SCAN_H
#define PM_TABLE_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PM_CSV_SCAN_SLACK = 64 /* bytes behind the last that are read, and must be 0 */ };

/* A field: where among the bytes. */
typedef struct pm_csv_span {
  uint32_t at;
  uint32_t size;
} pm_csv_span;

typedef struct pm_csv_scan {
  const char *bytes; /* the last of them is a newline; PM_CSV_SCAN_SLACK zeros follow */
  size_t size;
  size_t file_columns;
  const size_t *columns; /* the wanted ones */
  size_t column_count;
  uint32_t *ends;     /* room for pm_csv_scan_room items */
  pm_csv_span *spans; /* room for the wanted columns of size / file_columns records */
} pm_csv_scan;

size_t pm_csv_scan_room(size_t file_columns);

/* Find the spans of all records in bytes without a quote. False: this is for a
   full parser to tell, since a row has not as many fields as the file has
   columns, a line is blank, or there is a NUL or a CR that stands not directly
   before LF. */
bool pm_csv_scan_spans(const pm_csv_scan *scan, size_t *records);

#endif
