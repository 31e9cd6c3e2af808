/* json_scan.h: a JSON document whose layout is known, token by token in bounded memory,
   however large it is. What does not follow the layout is a fault with its line, after
   which every call does nothing: callers look at the status where they would act.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_JSON_SCAN_H
#define PM_TABLE_JSON_SCAN_H

#include <plusminus/core.h>

typedef struct pm_json_scan {
  const pm_allocator *allocator;
  const char *file; /* borrowed */
  pm_error *error;
  pm_status status; /* of the first fault */
  int64_t line;     /* of the token read last */
  struct pm_csv_source *source;
  const char *at, *end; /* of the block */
  bool at_end;
  char *text; /* the string read last; it ends in NUL, has none before, and PM_LABEL_SLACK
                 behind */
  size_t size, capacity;
} pm_json_scan;

/* A file, perhaps gzip, or "-" for standard input. PM_ERROR_IO, PM_ERROR_MEMORY. */
pm_status pm_json_scan_open(pm_json_scan *scan, const char *file, const pm_allocator *allocator,
                            pm_error *error);
void pm_json_scan_close(pm_json_scan *scan);

/* A fault in the line read last; returns the status from then on. */
pm_status pm_json_fault(pm_json_scan *scan, const char *format, ...) PM_PRINTF(2, 3);

/* The next character that is no blank, if it is this one, is taken. */
bool pm_json_take(pm_json_scan *scan, char wanted);
/* It must be. */
void pm_json_expect(pm_json_scan *scan, char wanted);
/* `"name":`, the first of an object; and another, after a comma. */
void pm_json_key(pm_json_scan *scan, const char *name);
void pm_json_next_key(pm_json_scan *scan, const char *name);
/* Whether a list that was begun with `[` has one more element, taking the comma before
   it, or else the `]`. count: elements so far, which it raises. */
bool pm_json_more(pm_json_scan *scan, size_t *count);
/* NaN for null. After a fault: 0. */
double pm_json_number(pm_json_scan *scan);
bool pm_json_truth(pm_json_scan *scan);
/* A string, valid until the next; NULL for null, and after a fault. */
const char *pm_json_text(pm_json_scan *scan);
/* Nothing but blanks may follow. */
void pm_json_end(pm_json_scan *scan);

#endif
