/* csv_scan.c: separators to bits, bits to the ends of fields.
   Nothing branches on a single byte: what would need it (quotes, NUL, lone CR)
   is looked for in the whole beforehand, and left to libcsv.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/csv_scan.h"
#include "table/csv_marks.h"

#include <string.h>

enum { AT_ONCE = 8 /* ends are written by so many, wanted or not */ };

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

/* The ends of all fields; returns how many there are. */
static size_t find_ends(const pm_csv_scan *scan, size_t *newlines)
{
  uint32_t *ends = scan->ends;
  *ends++ = UINT32_MAX;
  for (size_t at = 0; at < scan->size; at += PM_CSV_MARKED) {
    uint64_t bits = pm_csv_marks(scan->bytes + at, newlines);
    pm_csv_bit_count found = pm_csv_count_bits(bits);
    write_ends(ends, (uint32_t)bits, (uint32_t)at);
    write_ends(ends + found.low, (uint32_t)(bits >> 32), (uint32_t)at + 32);
    ends += found.all;
  }
  return (size_t)(ends - (scan->ends + 1));
}

/* ---------------------------------------------------------------- records -- */

/* As many fields as there are to that many newlines, and a newline behind the last of each
   record: then no other end is one. */
static bool is_regular(const pm_csv_scan *scan, size_t ends, size_t newlines)
{
  bool is_newline = ends == newlines * scan->file_columns;
  const uint32_t *last = scan->ends + scan->file_columns;
  for (size_t i = 0; i < newlines && is_newline; i++, last += scan->file_columns)
    is_newline = scan->bytes[*last] == '\n';
  return is_newline;
}

/* Make CR before LF the end of each record's last field, and LF that of one more. */
static void part_cr(pm_csv_scan *scan)
{
  const size_t columns = scan->file_columns, width = columns + 1;
  for (size_t i = scan->records; i-- > 0;) {
    const uint32_t *from = scan->ends + 1 + i * columns;
    uint32_t *to = scan->ends + 1 + i * width;
    uint32_t newline = from[columns - 1];
    to[columns] = newline;
    memmove(to, from, (columns - 1) * sizeof *to);
    to[columns - 1] = newline - (scan->bytes[newline - 1] == '\r');
  }
  scan->width = width;
}

size_t pm_csv_scan_room(const pm_csv_scan *scan)
{
  return 1 + scan->size + scan->size / scan->file_columns + 2 * AT_ONCE;
}

bool pm_csv_scan_fields(pm_csv_scan *scan)
{
  const char *bytes = scan->bytes;
  size_t size = scan->size, newlines = 0;
  bool has_cr = memchr(bytes, '\r', size) != NULL;
  if (memchr(bytes, '\0', size) != NULL || (has_cr && !every_cr_is_before_lf(bytes, size)) ||
      (scan->file_columns == 1 && has_blank_line(bytes, size)))
    return false;
  size_t ends = find_ends(scan, &newlines);
  if (!is_regular(scan, ends, newlines))
    return false;
  scan->records = newlines;
  scan->width = scan->file_columns;
  if (has_cr)
    part_cr(scan);
  return true;
}
