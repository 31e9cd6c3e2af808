/* csv_scan.c: separators to bits, bits to the ends of fields, ends to spans.
   Nothing branches on a single byte: what would need it (quotes, NUL, lone CR)
   is looked for in the whole beforehand, and left to libcsv.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/csv_scan.h"
#include "table/csv_marks.h"

#include <string.h>

enum {
  STRETCH = 4096, /* bytes whose ends are found before their spans: they stay in cache */
  AT_ONCE = 8     /* ends are written by so many, wanted or not */
};

size_t pm_csv_scan_records(const char *bytes, size_t size)
{
  size_t count = 0;
  for (size_t at = 0; at < size; at += PM_CSV_MARKED)
    count += pm_csv_newlines(bytes + at);
  return count;
}

/* --------------------------------------------------------------- refusals -- */

static bool every_cr_is_before_lf(const char *bytes, size_t size)
{
  const char *end = bytes + size;
  for (const char *at = bytes; (at = memchr(at, '\r', (size_t)(end - at))) != NULL; at++)
    if (at[1] != '\n')
      return false;
  return true;
}

/* Lines of one field have no comma to tell them from blank lines. */
static bool has_blank_line(const char *bytes, size_t size)
{
  const char *end = bytes + size;
  for (const char *line = bytes; line < end;) {
    if (line[0] == '\n' || line[0] == '\r')
      return true;
    line = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1;
  }
  return false;
}

/* ------------------------------------------------------------------- ends -- */

/* Write AT_ONCE ends, the last of them nonsense when there are fewer bits;
   returns the bits that are left. */
static inline uint64_t write_ends(uint32_t *ends, uint64_t bits, uint32_t base)
{
  const uint64_t guard = UINT64_C(1) << 63; /* of no bits, the lowest is not defined */
  for (int i = 0; i < AT_ONCE; i++) {
    ends[i] = base + (uint32_t)__builtin_ctzll(bits | guard);
    bits &= bits - 1;
  }
  return bits;
}

/* The ends of the fields of a stretch behind those that there are; returns how
   many there are then. */
static size_t find_ends(const pm_csv_scan *scan, size_t at, size_t stop, size_t count)
{
  for (; at < stop; at += PM_CSV_MARKED) {
    uint64_t bits = pm_csv_marks(scan->bytes + at);
    uint32_t *ends = scan->ends + 1 + count;
    count += pm_csv_count_bits(bits);
    for (; bits != 0; ends += AT_ONCE)
      bits = write_ends(ends, bits, (uint32_t)at);
  }
  return count;
}

/* ------------------------------------------------------------------ spans -- */

/* The spans of the whole records among the ends; returns how many they are,
   which is fewer than ends can hold at the first whose last end is no newline. */
static size_t make_spans(const pm_csv_scan *scan, size_t count, pm_csv_span *spans)
{
  const uint32_t *ends = scan->ends;
  size_t records = 0;
  for (; count >= scan->file_columns; count -= scan->file_columns) {
    if (scan->bytes[ends[scan->file_columns]] != '\n')
      break;
    for (size_t i = 0; i < scan->column_count; i++) {
      const uint32_t *border = ends + scan->columns[i];
      *spans++ = (pm_csv_span){border[0] + 1, border[1] - border[0] - 1};
    }
    ends += scan->file_columns;
    records++;
  }
  return records;
}

/* Take the CR before LF from the last field of each record. */
static void trim_cr(const pm_csv_scan *scan)
{
  for (size_t i = 0; i < scan->column_count; i++) {
    pm_csv_span *span = scan->spans + i;
    if (scan->columns[i] + 1 != scan->file_columns)
      continue;
    for (size_t record = 0; record < scan->records; record++, span += scan->column_count)
      span->size -= span->size > 0 && scan->bytes[span->at + span->size - 1] == '\r';
  }
}

static size_t stretch_of(size_t file_columns)
{
  return STRETCH + 4 * file_columns / PM_CSV_MARKED * PM_CSV_MARKED;
}

size_t pm_csv_scan_room(size_t file_columns)
{
  return 1 + file_columns + stretch_of(file_columns) + AT_ONCE;
}

/* The first of the ends is that of the record before, so that every field
   begins behind an end. As many records as newlines, each with a newline as
   its last end: then no other end is a newline. */
static bool find_spans(const pm_csv_scan *scan)
{
  size_t stretch = stretch_of(scan->file_columns);
  size_t records = 0, left = 0;
  scan->ends[0] = UINT32_MAX;
  for (size_t at = 0; at < scan->size; at += stretch) {
    size_t rest = scan->size - at;
    size_t count = find_ends(scan, at, at + (rest < stretch ? rest : stretch), left);
    if (records + count / scan->file_columns > scan->records)
      return false;
    size_t made = make_spans(scan, count, scan->spans + records * scan->column_count);
    records += made;
    left = count - made * scan->file_columns;
    if (left >= scan->file_columns)
      return false;
    memmove(scan->ends, scan->ends + made * scan->file_columns,
            (left + 1) * sizeof *scan->ends);
  }
  return records == scan->records && left == 0;
}

bool pm_csv_scan_spans(const pm_csv_scan *scan)
{
  const char *bytes = scan->bytes;
  size_t size = scan->size;
  bool has_cr = memchr(bytes, '\r', size) != NULL;
  if (memchr(bytes, '\0', size) != NULL || (has_cr && !every_cr_is_before_lf(bytes, size)) ||
      (scan->file_columns == 1 && has_blank_line(bytes, size)) || !find_spans(scan))
    return false;
  if (has_cr)
    trim_cr(scan);
  return true;
}
