/* make_counts.c: writes the counts that the commands for rows of a file are
   measured on to standard output, the same bytes every time.

   make_counts KIND [ROWS], where KIND is

     counts        x, n            n drawn from 1..1000, x from 0..n
     populations   x, n, N         the same from N of up to 100,000: no two alike
     audits        x, n, N         of 43 forces whose N and n recur from row to row
     pairs         x1, n1, x2, n2  n drawn from 1..1000

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 1000000, N_MOST = 1000, POPULATION_MOST = 100000, FORCES = 43 };

static int write_counts(uint64_t *state)
{
  int n = draw_between(state, 1, N_MOST);
  return printf("%d,%d\n", draw_between(state, 0, n), n);
}

static int write_population(uint64_t *state)
{
  int n = draw_between(state, 1, N_MOST);
  int x = draw_between(state, 0, n);
  return printf("%d,%d,%d\n", x, n, draw_between(state, n + 1, POPULATION_MOST));
}

/* A force audits 30, 60, 115 or 200 records, of which some 85 % comply. */
static int write_audit(uint64_t *state)
{
  static const int sizes[] = {30, 60, 115, 200};
  int force = draw_between(state, 1, FORCES);
  int n = sizes[draw_between(state, 0, 3)];
  int x = 0;
  for (int i = 0; i < n; i++)
    x += draw_between(state, 1, 100) <= 85;
  return printf("%d,%d,%d\n", x, n, 1000 + 1361 * force);
}

static int write_pair(uint64_t *state)
{
  int n1 = draw_between(state, 1, N_MOST);
  int n2 = draw_between(state, 1, N_MOST);
  int x1 = draw_between(state, 0, n1);
  return printf("%d,%d,%d,%d\n", x1, n1, draw_between(state, 0, n2), n2);
}

static const struct kind {
  const char *name;
  const char *header;
  int (*write)(uint64_t *state);
} kinds[] = {
    {"counts", "x,n", write_counts},
    {"populations", "x,n,population", write_population},
    {"audits", "x,n,population", write_audit},
    {"pairs", "x1,n1,x2,n2", write_pair},
};

int main(int count, char **arguments)
{
  int64_t rows = count > 2 ? strtoll(arguments[2], NULL, 10) : ROWS;
  uint64_t state = 2014;
  const struct kind *kind = kinds;
  const struct kind *end = kinds + sizeof kinds / sizeof kinds[0];
  while (kind < end && (count < 2 || strcmp(kind->name, arguments[1]) != 0))
    kind++;
  if (kind == end || puts(kind->header) == EOF)
    return EXIT_FAILURE;
  for (int64_t row = 0; row < rows; row++)
    if (kind->write(&state) < 0)
      return EXIT_FAILURE;
  return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
