/* bench_rake.c: raking the weights of a file to the totals of two of its columns and
   writing the file with them, as a ratio to a bare loop that does the same, in the same
   run:

     bench_rake FILE OUTPUT      FILE as make_csv writes it; OUTPUT is written over

   The bare loop reads the whole file into memory, finds fields by memchr and checks
   nothing. It finds labels and reads and formats numbers as the library does, rakes until
   the totals are met as closely, and writes OUTPUT without bringing it to the disk. The
   totals are 30 for each record of a category.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/dictionary.h"
#include "core/number_quick.h"

#include <math.h>
#include <plusminus/estimate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
  CATEGORIES_MOST = 64,
  ALTERNATIONS = 7,
  CYCLES_MOST = 1000,
  BLOCK = 1 << 18,
  LINE = 512
};

/* Where make_csv puts the columns that are used. */
enum { FORCE = 1, TYPE = 2, WEIGHT = 7 };
static const int margin_columns[] = {FORCE, TYPE};

static const double TOTAL_OF_RECORD = 30;

static _Noreturn void fail(const char *what)
{
  fprintf(stderr, "bench_rake: %s\n", what);
  exit(EXIT_FAILURE);
}

static double seconds(void)
{
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
    fail("no clock");
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --------------------------------------------------------------- bare loop -- */

typedef struct bare {
  char *bytes;
  size_t size;
  uint32_t *cells; /* of each record: force and type */
  double *weights;
  const char **ends; /* of each record's line */
  const char *first; /* record */
  size_t count;
  pm_dictionary *labels[2];
  double sums[CATEGORIES_MOST][CATEGORIES_MOST];
  double g[CATEGORIES_MOST][CATEGORIES_MOST];
  double records[2][CATEGORIES_MOST];
} bare;

static void load(bare *b, const char *file)
{
  FILE *stream = fopen(file, "rb");
  if (stream == NULL || fseek(stream, 0, SEEK_END) != 0)
    fail("cannot open the file");
  b->size = (size_t)ftell(stream);
  rewind(stream);
  b->bytes = malloc(b->size + LINE);
  if (b->bytes == NULL || fread(b->bytes, 1, b->size, stream) != b->size)
    fail("cannot read the file");
  fclose(stream);
}

static uint32_t category(bare *b, int margin, const char *text, size_t size)
{
  size_t index;
  if (pm_dictionary_put(b->labels[margin], text, size, &index) != PM_OK ||
      index >= CATEGORIES_MOST)
    fail("too many categories");
  b->records[margin][index]++;
  return (uint32_t)index;
}

/* One line; returns its end. */
static const char *take_line(bare *b, const char *at)
{
  uint32_t found[2] = {0, 0};
  for (int column = 0; column <= WEIGHT; column++) {
    const char *comma = memchr(at, ',', LINE);
    if (comma == NULL)
      fail("a line is too long");
    for (int m = 0; m < 2; m++)
      if (column == margin_columns[m])
        found[m] = category(b, m, at, (size_t)(comma - at));
    if (column == WEIGHT && !pm_number_quick(at, (size_t)(comma - at), &b->weights[b->count]))
      fail("no weight");
    at = comma + 1;
  }
  b->cells[b->count] = found[0] * CATEGORIES_MOST + found[1];
  b->sums[found[0]][found[1]] += b->weights[b->count];
  const char *end = memchr(at, '\n', LINE);
  b->ends[b->count++] = end;
  return end + 1;
}

static void parse(bare *b)
{
  const char *end = b->bytes + b->size;
  const char *at = memchr(b->bytes, '\n', b->size);
  size_t most = b->size / 32;
  b->cells = malloc(most * sizeof *b->cells);
  b->weights = malloc(most * sizeof *b->weights);
  b->ends = malloc(most * sizeof *b->ends);
  if (at == NULL || b->cells == NULL || b->weights == NULL || b->ends == NULL)
    fail("out of memory");
  b->first = at + 1;
  for (at = b->first; at < end;)
    at = take_line(b, at);
}

/* One margin; how far it was from its totals. */
static double adjust(bare *b, int margin)
{
  double found[CATEGORIES_MOST] = {0};
  double worst = 0;
  for (size_t i = 0; i < CATEGORIES_MOST; i++)
    for (size_t k = 0; k < CATEGORIES_MOST; k++)
      found[margin == 0 ? i : k] += b->sums[i][k] * b->g[i][k];
  for (size_t i = 0; i < CATEGORIES_MOST; i++) {
    double total = TOTAL_OF_RECORD * b->records[margin][i];
    found[i] = found[i] > 0 ? total / found[i] : 1;
    worst = fmax(worst, fabs(found[i] - 1));
  }
  for (size_t i = 0; i < CATEGORIES_MOST; i++)
    for (size_t k = 0; k < CATEGORIES_MOST; k++)
      b->g[i][k] *= found[margin == 0 ? i : k];
  return worst;
}

static void rake(bare *b)
{
  double worst = 1;
  for (size_t i = 0; i < CATEGORIES_MOST; i++)
    for (size_t k = 0; k < CATEGORIES_MOST; k++)
      b->g[i][k] = 1;
  for (int cycle = 0; cycle < CYCLES_MOST && worst > 1e-12; cycle++) {
    worst = adjust(b, 0);
    worst = fmax(worst, adjust(b, 1));
  }
}

static void write_out(const bare *b, const char *file)
{
  static char block[BLOCK + 2 * LINE];
  FILE *stream = fopen(file, "wb");
  if (stream == NULL)
    fail("cannot write");
  setvbuf(stream, NULL, _IONBF, 0);
  size_t used = (size_t)(b->first - 1 - b->bytes);
  memcpy(block, b->bytes, used);
  used += (size_t)sprintf(block + used, ",calibrated_weight\n");
  const char *at = b->first;
  for (size_t i = 0; i < b->count; i++) {
    size_t size = (size_t)(b->ends[i] - at);
    memcpy(block + used, at, size);
    used += size;
    block[used++] = ',';
    double g = b->g[b->cells[i] / CATEGORIES_MOST][b->cells[i] % CATEGORIES_MOST];
    used += pm_number_format(g * b->weights[i], block + used);
    block[used++] = '\n';
    at = b->ends[i] + 1;
    if (used >= BLOCK || i + 1 == b->count) {
      if (fwrite(block, 1, used, stream) != used)
        fail("cannot write");
      used = 0;
    }
  }
  if (fclose(stream) != 0)
    fail("cannot write");
}

static double run_bare(const char *file, const char *output)
{
  static const bare empty;
  bare *b = malloc(sizeof *b);
  if (b == NULL)
    fail("out of memory");
  *b = empty;
  double start = seconds();
  b->labels[0] = pm_dictionary_new(NULL);
  b->labels[1] = pm_dictionary_new(NULL);
  load(b, file);
  parse(b);
  rake(b);
  write_out(b, output);
  double elapsed = seconds() - start;
  double checked = b->g[0][0];
  pm_dictionary_free(b->labels[0]);
  pm_dictionary_free(b->labels[1]);
  free(b->bytes);
  free(b->cells);
  free(b->weights);
  free(b->ends);
  free(b);
  if (!(checked > 0))
    fail("no weights");
  return elapsed;
}

/* -------------------------------------------------------------------- ours -- */

/* The records of each category, from the library itself. */
typedef struct counts {
  const char *labels[2][CATEGORIES_MOST];
  double totals[2][CATEGORIES_MOST];
  pm_margin margins[2];
  pm_tally *tally; /* that the labels live in */
  pm_estimates *estimates;
} counts;

static const char *const names[2][1] = {{"force"}, {"type"}};
static const pm_by sets[2] = {{names[0], 1}, {names[1], 1}};
static const pm_statistic wanted[] = {{PM_STATISTIC_RATE, "recorded", NULL, 0}};

static pm_error error;

static void check(pm_status status)
{
  if (status != PM_OK)
    fail(error.faults[0].text);
}

static void count(counts *c, const char *file)
{
  const pm_tally_request request = {
      .file = file, .statistics = wanted, .statistic_count = 1, .by = sets, .by_count = 2};
  check(pm_tally_read(&c->tally, &request, NULL, &error));
  check(pm_estimate_tally(&c->estimates, c->tally, NULL, NULL, &error));
  for (int m = 0; m < 2; m++)
    c->margins[m] = (pm_margin){
        .columns = names[m], .column_count = 1, .labels = c->labels[m], .totals = c->totals[m]};
  for (size_t i = 1; i < pm_estimates_count(c->estimates); i++) {
    const pm_estimate *row = pm_estimates_at(c->estimates, i);
    int m = strcmp(row->labels[0], "(all)") == 0;
    size_t at = c->margins[m].count++;
    if (at >= CATEGORIES_MOST)
      fail("too many categories");
    c->labels[m][at] = row->labels[m];
    c->totals[m][at] = TOTAL_OF_RECORD * row->n;
  }
}

static double run_ours(const counts *c, const char *file, const char *output)
{
  const pm_calibration calibration = {.margins = c->margins, .margin_count = 2};
  const pm_tally_request reading = {.file = file,
                                    .design = {.weight = "weight"},
                                    .statistics = wanted,
                                    .statistic_count = 1,
                                    .calibration = &calibration,
                                    .keep_records = true};
  const pm_estimate_request request = {.calibration = &calibration};
  const pm_weights_request writing = {
      .from = file, .file = output, .calibration = &calibration};
  pm_tally *tally;
  pm_estimates *estimates;
  double start = seconds();
  check(pm_tally_read(&tally, &reading, NULL, &error));
  check(pm_estimate_tally(&estimates, tally, &request, NULL, &error));
  check(pm_weights_write(tally, &writing, &error));
  double elapsed = seconds() - start;
  pm_estimates_free(estimates);
  pm_tally_free(tally);
  return elapsed;
}

int main(int argument_count, char **arguments)
{
  if (argument_count != 3)
    fail("usage: bench_rake FILE OUTPUT");
  counts c = {.tally = NULL};
  double best[2] = {0, 0};
  count(&c, arguments[1]);
  for (int round = 0; round < ALTERNATIONS; round++) {
    double elapsed[2] = {run_ours(&c, arguments[1], arguments[2]),
                         run_bare(arguments[1], arguments[2])};
    for (int i = 0; i < 2; i++)
      best[i] = round == 0 || elapsed[i] < best[i] ? elapsed[i] : best[i];
  }
  printf("rake %.0f forces by %.0f types, with estimates and variances, weights written: "
         "%.3f s\n",
         (double)c.margins[0].count, (double)c.margins[1].count, best[0]);
  printf("a bare loop: %.3f s, %.2f times as fast\n", best[1], best[0] / best[1]);
  pm_estimates_free(c.estimates);
  pm_tally_free(c.tally);
  return EXIT_SUCCESS;
}
