/* writer_escape.h: any text made safe for a format.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_WRITER_ESCAPE_H
#define PM_TABLE_WRITER_ESCAPE_H

#include "table/spool.h"

enum { PM_ESCAPE_ASCII = 128 };

/* What a format writes in place of each ASCII character; NULL: itself. A tab
   or a line's end becomes a blank; any other control character, and bytes that
   are not UTF-8, become `unknown`. */
typedef struct pm_escape {
  const char *unknown;
  const char *root; /* in place of a root sign; NULL: itself */
  const char *of[PM_ESCAPE_ASCII];
} pm_escape;

/* For text that is read as it is. */
extern const pm_escape pm_escape_plain;

/* One character of text, as it is to be written. */
typedef struct pm_glyph {
  const char *text;
  size_t size;
  size_t read;  /* bytes of the source that it stands for */
  size_t width; /* columns of a terminal that it takes: 0, 1 or 2 each */
} pm_glyph;
pm_glyph pm_escape_next(const char *text, size_t size, const pm_escape *escape);

void pm_escape_put(pm_spool *spool, const char *text, const pm_escape *escape);
/* The columns that pm_escape_put's result takes on a terminal. */
size_t pm_escape_width(const char *text, const pm_escape *escape);

#endif
