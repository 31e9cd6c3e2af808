/* make_csv.c: writes the CSV that reading and estimating are measured on to
   standard output: 1,000,000 audited records (or as many as the argument says)
   of 12 columns, about 70 bytes each, the same every time. 43 forces are the
   strata, whose population is the same in all of its records and about what
   their weights come to; 8 types of crime cross them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "draw.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 1000000, FORCES = 43, TYPES = 8 };

static const char *const types[TYPES] = {"violence", "burglary", "robbery", "sexual offence",
                                         "theft",    "drugs",    "fraud",   "criminal damage"};

/* The bounds of a row's drawn numbers, in the order they are drawn. */
enum {
  FORCE,
  TYPE,
  MONTH,
  DAY,
  RECORDED,
  CRIME,
  WEIGHT,
  MILLI,
  AUDITOR,
  TIMELY,
  REFERENCE,
  AGE,
  DRAWS
};
static const uint64_t bounds[DRAWS] = {
    [FORCE] = FORCES, [TYPE] = TYPES, [MONTH] = 12,  [DAY] = 28,
    [RECORDED] = 2,   [CRIME] = 2,    [WEIGHT] = 59, [MILLI] = 1000,
    [AUDITOR] = 5,    [TIMELY] = 2,   [AGE] = 99,    [REFERENCE] = 1000000,
};

/* Of rows in all, a force has about a 43rd, with weights around 30. */
static int64_t population(int force, int64_t rows)
{
  return (rows / FORCES + 10) * (28 + force % 5);
}

static int write_row(uint64_t *state, int64_t row, int64_t rows)
{
  int drawn[DRAWS];
  for (size_t i = 0; i < DRAWS; i++)
    drawn[i] = (int)(draw(state) % bounds[i]);
  return printf(
      "%" PRId64 ",force-%02d,%s,2013-%02d-%02d,%d,%d,%" PRId64 ",%d.%03d,%d,%s,CR%06d,%d\n",
      row, drawn[FORCE], types[drawn[TYPE]], drawn[MONTH] + 1, drawn[DAY] + 1, drawn[RECORDED],
      drawn[CRIME], population(drawn[FORCE], rows), drawn[WEIGHT] + 1, drawn[MILLI],
      drawn[AUDITOR] + 1, drawn[TIMELY] == 0 ? "yes" : "no", drawn[REFERENCE], drawn[AGE]);
}

int main(int count, char **arguments)
{
  int64_t rows = count > 1 ? strtoll(arguments[1], NULL, 10) : ROWS;
  uint64_t state = 2014;
  if (puts("record,force,type,date,recorded,crime,population,weight,auditor,timely,reference,"
           "age") == EOF)
    return EXIT_FAILURE;
  for (int64_t row = 1; row <= rows; row++)
    if (write_row(&state, row, rows) < 0)
      return EXIT_FAILURE;
  return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
