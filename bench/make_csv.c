/* make_csv.c: writes the CSV that the reader is measured on to standard
   output: 1,000,000 rows (or as many as the argument says) of 12 columns, the
   same bytes every time.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "draw.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 1000000, FORCES = 43, ROUTES = 6 };

static const char *const routes[ROUTES] = {"incident",         "public protection",
                                           "third party",      "crime report",
                                           "direct recording", "vulnerability"};

/* The bounds of a row's drawn numbers, in the order they are drawn. */
enum {
  FORCE,
  ROUTE,
  MONTH,
  DAY,
  RECORDED,
  CRIME,
  POPULATION,
  WEIGHT,
  MILLI,
  AUDITOR,
  TIMELY,
  REFERENCE,
  AGE,
  DRAWS
};
static const uint64_t bounds[DRAWS] = {
    [FORCE] = FORCES, [ROUTE] = ROUTES,      [MONTH] = 12,  [DAY] = 28,     [RECORDED] = 2,
    [CRIME] = 2,      [POPULATION] = 90000,  [WEIGHT] = 60, [MILLI] = 1000, [AUDITOR] = 5,
    [TIMELY] = 2,     [REFERENCE] = 1000000, [AGE] = 99,
};

static int write_row(uint64_t *state, int64_t row)
{
  int drawn[DRAWS];
  for (size_t i = 0; i < DRAWS; i++)
    drawn[i] = (int)(draw(state) % bounds[i]);
  return printf(
      "%" PRId64 ",force-%02d,%s,2013-%02d-%02d,%d,%d,%d,%d.%03d,%d,%s,CR/%06d/13,%d\n", row,
      drawn[FORCE], routes[drawn[ROUTE]], drawn[MONTH] + 1, drawn[DAY] + 1, drawn[RECORDED],
      drawn[CRIME], drawn[POPULATION] + 1000, drawn[WEIGHT], drawn[MILLI], drawn[AUDITOR] + 1,
      drawn[TIMELY] == 0 ? "yes" : "no", drawn[REFERENCE], drawn[AGE]);
}

int main(int count, char **arguments)
{
  int64_t rows = count > 1 ? strtoll(arguments[1], NULL, 10) : ROWS;
  uint64_t state = 2014;
  if (puts("record,force,route,date,recorded,crime,population,weight,auditor,timely,reference,"
           "age") == EOF)
    return EXIT_FAILURE;
  for (int64_t row = 1; row <= rows; row++)
    if (write_row(&state, row) < 0)
      return EXIT_FAILURE;
  return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
