/* csv_scan.h: the fields of bytes that hold whole records without quotes, found
   by their separators alone.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_CSV_SCAN_H
#define PM_TABLE_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PM_CSV_SCAN_SLACK = 64 /* bytes behind the last that are read, and must be 0 */ };

typedef struct pm_csv_scan {
  const char *bytes; /* the last of them is a newline; PM_CSV_SCAN_SLACK zeros follow */
  size_t size;
  size_t file_columns;
  uint32_t *ends; /* room for pm_csv_scan_room items */
  /* What is found. Field k of record i is between the bytes ends[i * width + k] and
     ends[i * width + k + 1]; the first of all is UINT32_MAX, the one before byte 0. */
  size_t records;
  size_t width; /* the file's columns, and perhaps what is behind CR */
} pm_csv_scan;

size_t pm_csv_scan_room(const pm_csv_scan *scan);

/* Find the fields of all records in bytes without a quote. False: this is for a
   full parser to tell, since a row has not as many fields as the file has
   columns, a line is blank, or there is a NUL or a CR that stands not directly
   before LF. */
bool pm_csv_scan_fields(pm_csv_scan *scan);

#endif
