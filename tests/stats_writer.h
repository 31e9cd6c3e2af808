/* stats_writer.h: files of statistics programs, made from a CSV by ReadStat's
   own writers, so that the tests need no opaque fixtures.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_STATS_WRITER_H
#define TESTS_STATS_WRITER_H

#include <stdbool.h>

/* The kinds that can be written, NULL behind them. */
extern const char *const stats_writer_kinds[];

/* Write the CSV's content to a file of this kind. A column of numbers becomes
   numeric, in the narrowest type that Stata has for it; a column of ISO dates a
   date; any other text, of strL where it is too long for Stata. The first
   whole-number column gets value labels. An empty field becomes each kind of
   missing value that there is in turn, empty text in a text column. False, with
   a line on stderr: it cannot be done. */
bool stats_write(const char *kind, const char *csv, const char *file);

#endif
