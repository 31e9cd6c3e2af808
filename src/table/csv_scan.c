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

/* Bits above a half's own, so that none of AT_ONCE steps has no bit to look at. */
static const uint64_t NONSENSE = UINT64_C(0xFF) << 32;

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

static inline uint32_t lowest(uint64_t bits)
{
  return (uint32_t)__builtin_ctzll(bits);
}

/* The ends that half a word of bits stands for. AT_ONCE are written, the last
   of them nonsense when there are fewer: most halves have some, few have more,
   and a loop for just so many would be guessed wrong each time. Each step waits
   for the one before, but not for those of the other half. */
static inline void write_ends(uint32_t *ends, uint32_t half, uint32_t base)
{
  uint64_t bits = half | NONSENSE;
  for (int i = 0; i < AT_ONCE; i += 4) {
    ends[i] = base + lowest(bits);
    bits &= bits - 1;
    ends[i + 1] = base + lowest(bits);
    bits &= bits - 1;
    ends[i + 2] = base + lowest(bits);
    bits &= bits - 1;
    ends[i + 3] = base + lowest(bits);
    bits &= bits - 1;
  }
  for (half = (uint32_t)bits, ends += AT_ONCE; half != 0; half &= half - 1)
    *ends++ = base + lowest(half);
}

/* Bytes from at to stop: the ends of fields and, of these, the newlines. */
typedef struct stretch {
  size_t at, stop;
  size_t ends, newlines;
} stretch;

/* Put the ends of a stretch behind those that there are. */
static void find_ends(const pm_csv_scan *scan, stretch *part)
{
  uint32_t *ends = scan->ends + 1 + part->ends;
  size_t newlines = part->newlines;
  for (size_t at = part->at; at < part->stop; at += PM_CSV_MARKED) {
    uint64_t bits = pm_csv_marks(scan->bytes + at, &newlines);
    pm_csv_bit_count found = pm_csv_count_bits(bits);
    write_ends(ends, (uint32_t)bits, (uint32_t)at);
    write_ends(ends + found.low, (uint32_t)(bits >> 32), (uint32_t)at + 32);
    ends += found.all;
  }
  part->ends = (size_t)(ends - (scan->ends + 1));
  part->newlines = newlines;
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
static void trim_cr(const pm_csv_scan *scan, size_t records)
{
  for (size_t i = 0; i < scan->column_count; i++) {
    pm_csv_span *span = scan->spans + i;
    if (scan->columns[i] + 1 != scan->file_columns)
      continue;
    for (size_t record = 0; record < records; record++, span += scan->column_count)
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
   its last end: then no other end is a newline, and the last byte, which is one,
   is the end of a record. */
static bool find_spans(const pm_csv_scan *scan, size_t *records)
{
  const size_t most = stretch_of(scan->file_columns);
  stretch part = {.at = 0};
  *records = 0;
  scan->ends[0] = UINT32_MAX;
  for (; part.at < scan->size; part.at = part.stop) {
    size_t rest = scan->size - part.at;
    part.stop = part.at + (rest < most ? rest : most);
    find_ends(scan, &part);
    size_t made = make_spans(scan, part.ends, scan->spans + *records * scan->column_count);
    *records += made;
    part.ends -= made * scan->file_columns;
    if (part.ends >= scan->file_columns)
      return false;
    memmove(scan->ends, scan->ends + made * scan->file_columns,
            (part.ends + 1) * sizeof *scan->ends);
  }
  return *records == part.newlines;
}

bool pm_csv_scan_spans(const pm_csv_scan *scan, size_t *records)
{
  const char *bytes = scan->bytes;
  size_t size = scan->size;
  bool has_cr = memchr(bytes, '\r', size) != NULL;
  if (memchr(bytes, '\0', size) != NULL || (has_cr && !every_cr_is_before_lf(bytes, size)) ||
      (scan->file_columns == 1 && has_blank_line(bytes, size)) || !find_spans(scan, records))
    return false;
  if (has_cr)
    trim_cr(scan, *records);
  return true;
}
