/* bench_csv.c: reading and grouping a CSV through pm_csv, as a ratio to bare
   libcsv loops that do the same sums in their callbacks, in the same run:

     bench_csv FILE      FILE as make_csv writes it

   The first peer reads its numbers by strtod, as a program on bare libcsv
   would; the second by this library's own pm_number_parse, so that its ratio
   is of the reading alone.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "bench_clock.h"
#include "core/dictionary.h"

#include <csv.h>
#include <math.h>
#include <plusminus/table.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 64, ALTERNATIONS = 7, BLOCK = 1 << 16 };

/* Where make_csv puts the columns that are used. */
enum { FORCE = 1, RECORDED = 4, CRIME = 5, WEIGHT = 7 };

typedef struct group {
  double records, recorded, crimes, weight;
} group;

typedef struct totals {
  pm_dictionary *labels;
  group groups[GROUPS_MAX];
} totals;

static _Noreturn void fail(const char *what)
{
  fprintf(stderr, "bench_csv: %s\n", what);
  exit(EXIT_FAILURE);
}

static group *group_of(totals *sums, const char *label, size_t size)
{
  size_t index;
  if (pm_dictionary_put(sums->labels, label, size, &index) != PM_OK || index >= GROUPS_MAX)
    fail("too many groups");
  return &sums->groups[index];
}

/* ------------------------------------------------------------------ ours -- */

static void run_ours(const char *file, totals *sums)
{
  static pm_error error;
  const pm_csv_request request = {.file = file};
  pm_csv *csv;
  const pm_field *fields;
  if (pm_csv_open(&csv, &request, &error) != PM_OK)
    fail(error.faults[0].text);
  while (pm_csv_next(csv, &fields, &error) == PM_OK && fields != NULL) {
    const char *label;
    double recorded, crimes, weight;
    if (pm_csv_label(csv, FORCE, &label, &error) != PM_OK ||
        pm_csv_count(csv, RECORDED, "a whole number", &recorded, &error) != PM_OK ||
        pm_csv_count(csv, CRIME, "a whole number", &crimes, &error) != PM_OK ||
        pm_csv_number(csv, WEIGHT, "a weight", &weight, &error) != PM_OK)
      break;
    group *sum = group_of(sums, label, fields[FORCE].size);
    sum->records++;
    sum->recorded += recorded;
    sum->crimes += crimes;
    sum->weight += weight;
  }
  if (error.count > 0)
    fail(error.faults[0].text);
  pm_csv_free(csv);
}

/* ----------------------------------------------------------------- peers -- */

typedef double number_reader(const char *text, size_t size);

typedef struct bare_loop {
  totals *sums;
  number_reader *number;
  size_t column;
  size_t row;
  group *sum;
} bare_loop;

static double by_strtod(const char *text, size_t size)
{
  char *end;
  double value = strtod(text, &end);
  return size > 0 && *end == '\0' ? value : (double)NAN;
}

static double by_parse(const char *text, size_t size)
{
  double value;
  return pm_number_parse(text, size, &value) ? value : (double)NAN;
}

static void bare_field(void *text, size_t size, void *context)
{
  bare_loop *loop = context;
  size_t column = loop->column++;
  if (loop->row == 0)
    return;
  if (column == FORCE)
    loop->sum = group_of(loop->sums, text, size);
  else if (column == RECORDED)
    loop->sum->recorded += loop->number(text, size);
  else if (column == CRIME)
    loop->sum->crimes += loop->number(text, size);
  else if (column == WEIGHT)
    loop->sum->weight += loop->number(text, size);
}

static void bare_row(int end, void *context)
{
  bare_loop *loop = context;
  (void)end;
  if (loop->row++ > 0)
    loop->sum->records++;
  loop->column = 0;
}

static void run_bare(const char *file, totals *sums, number_reader *number)
{
  static char block[BLOCK];
  bare_loop loop = {.sums = sums, .number = number};
  struct csv_parser parser;
  FILE *stream = fopen(file, "rb");
  if (stream == NULL || csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL) != 0)
    fail("cannot open the file");
  setvbuf(stream, NULL, _IONBF, 0);
  for (size_t size; (size = fread(block, 1, sizeof block, stream)) > 0;)
    if (csv_parse(&parser, block, size, bare_field, bare_row, &loop) != size)
      fail(csv_strerror(csv_error(&parser)));
  if (csv_fini(&parser, bare_field, bare_row, &loop) != 0)
    fail("the file ends inside quotes");
  csv_free(&parser);
  fclose(stream);
}

static void run_bare_strtod(const char *file, totals *sums)
{
  run_bare(file, sums, by_strtod);
}

static void run_bare_parse(const char *file, totals *sums)
{
  run_bare(file, sums, by_parse);
}

/* ---------------------------------------------------------------- timing -- */

typedef struct contestant {
  const char *name;
  void (*run)(const char *file, totals *sums);
} contestant;

static const contestant contestants[] = {
    {"pm_csv", run_ours},
    {"libcsv and strtod", run_bare_strtod},
    {"libcsv and pm_number_parse", run_bare_parse},
};
enum { CONTESTANTS = sizeof contestants / sizeof *contestants };

/* One run's time; all must come to the same sums. */
static double time_run(const contestant *who, const char *file, group expected[GROUPS_MAX])
{
  totals sums = {.labels = pm_dictionary_new(NULL)};
  if (sums.labels == NULL)
    fail("out of memory");
  double start = clock_seconds(CLOCK_MONOTONIC);
  who->run(file, &sums);
  double elapsed = clock_seconds(CLOCK_MONOTONIC) - start;
  if (expected[0].records == 0)
    memcpy(expected, sums.groups, sizeof sums.groups);
  if (memcmp(expected, sums.groups, sizeof sums.groups) != 0)
    fail("the sums differ");
  pm_dictionary_free(sums.labels);
  return elapsed;
}

int main(int count, char **arguments)
{
  if (count != 2)
    fail("usage: bench_csv FILE");
  double best[CONTESTANTS];
  group expected[GROUPS_MAX] = {{0}};
  for (size_t round = 0; round < ALTERNATIONS; round++)
    for (size_t i = 0; i < CONTESTANTS; i++) {
      double elapsed = time_run(&contestants[i], arguments[1], expected);
      if (round == 0 || elapsed < best[i])
        best[i] = elapsed;
    }
  for (size_t i = 0; i < CONTESTANTS; i++)
    printf("%-28s %.3f s   pm_csv reaches %.0f %% of its rate\n", contestants[i].name, best[i],
           100 * best[i] / best[0]);
  return EXIT_SUCCESS;
}
