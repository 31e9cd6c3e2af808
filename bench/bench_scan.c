/* bench_scan.c: what it costs to check a file that is read. The grouping sums of
   an audit (43 forces by 8 types of crime: records, weights, weighted outcomes)
   over a CSV in pieces, against bare loops that do the same sums in the same run:

     bench_scan FILE      FILE as make_csv writes it

   The first peer finds separators with SSE2 and checks nothing: not that a row
   has its fields, not that there are no quotes. The second is a bare libcsv loop.
   All turn labels and weights into numbers by the same few lines.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "bench_clock.h"
#include "table/csv_piece.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GROUPS = 64 * 16, ALTERNATIONS = 9, BLOCK = 1 << 18, SLACK = 64, THREADS_MOST = 2 };

/* Where make_csv puts the columns that are used. */
enum { FORCE = 1, TYPE = 2, RECORDED = 4, WEIGHT = 7, COLUMNS = 12 };

/* Whole numbers, so that the sums are the same in any order. */
typedef struct group {
  int64_t records, weight, outcome;
} group;

typedef struct totals {
  group groups[GROUPS];
} totals;

static _Noreturn void fail(const char *what)
{
  fprintf(stderr, "bench_scan: %s\n", what);
  exit(EXIT_FAILURE);
}

/* --------------------------------------------------------- the sums of all -- */

/* "force-07" to 7; the first letters of the types differ modulo 11. */
static inline size_t group_of(const char *force, const char *type)
{
  size_t number = (size_t)(force[6] - '0') * 10 + (size_t)(force[7] - '0');
  return number * 16 + (unsigned char)type[0] % 11u;
}

/* "12.345" to 12345: as many decimals in every row. */
static inline int64_t thousandths(const char *text, size_t size)
{
  int64_t value = 0;
  for (size_t i = 0; i < size; i++)
    value = text[i] == '.' ? value : value * 10 + (text[i] - '0');
  return value;
}

typedef struct fields {
  const char *force, *type, *recorded, *weight;
  size_t weight_size;
} fields;

static inline void add(totals *sums, fields row)
{
  group *sum = &sums->groups[group_of(row.force, row.type)];
  int64_t weight = thousandths(row.weight, row.weight_size);
  sum->records++;
  sum->weight += weight;
  sum->outcome += row.recorded[0] == '1' ? weight : 0;
}

/* -------------------------------------------------------------------- bare -- */

#ifdef __SSE2__
#include <emmintrin.h>

static inline uint64_t separators(const char *at)
{
  uint64_t bits = 0;
  for (int i = 0; i < 4; i++) {
    __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(sixteen, _mm_set1_epi8(',')),
                                 _mm_cmpeq_epi8(sixteen, _mm_set1_epi8('\n')));
    bits |= (uint64_t)(unsigned)_mm_movemask_epi8(found) << 16 * i;
  }
  return bits;
}
#else
static inline uint64_t separators(const char *at)
{
  uint64_t bits = 0;
  for (int i = 0; i < 64; i++)
    bits |= (uint64_t)(at[i] == ',' || at[i] == '\n') << i;
  return bits;
}
#endif

/* The sums of all rows that end among these bytes; returns where the last did. */
static size_t bare_rows(const char *bytes, size_t size, totals *sums)
{
  size_t ends[COLUMNS + 1] = {(size_t)-1}, column = 1;
  for (size_t at = 0; at < size; at += 64)
    for (uint64_t bits = separators(bytes + at); bits != 0; bits &= bits - 1) {
      ends[column++] = at + (size_t)__builtin_ctzll(bits);
      if (column <= COLUMNS)
        continue;
      add(sums, (fields){.force = bytes + ends[FORCE] + 1,
                         .type = bytes + ends[TYPE] + 1,
                         .recorded = bytes + ends[RECORDED] + 1,
                         .weight = bytes + ends[WEIGHT] + 1,
                         .weight_size = ends[WEIGHT + 1] - ends[WEIGHT] - 1});
      ends[0] = ends[COLUMNS];
      column = 1;
    }
  return ends[0] + 1;
}

static void run_bare(const char *file, totals *sums)
{
  static char bytes[BLOCK + SLACK];
  int fd = open(file, O_RDONLY);
  ssize_t got = fd < 0 ? -1 : read(fd, bytes, BLOCK);
  const char *header = got < 0 ? NULL : memchr(bytes, '\n', (size_t)got);
  if (header == NULL)
    fail("cannot read the file");
  size_t used = (size_t)got - (size_t)(header + 1 - bytes);
  memmove(bytes, header + 1, used);
  while (got > 0) {
    memset(bytes + used, 0, SLACK);
    size_t done = bare_rows(bytes, used, sums);
    used -= done;
    memmove(bytes, bytes + done, used);
    got = read(fd, bytes + used, BLOCK - used);
    used += (size_t)got;
  }
  close(fd);
}

/* ------------------------------------------------------------------ libcsv -- */

typedef struct bare_libcsv {
  totals *sums;
  size_t row, column;
  char texts[COLUMNS][32];
  size_t weight_size;
} bare_libcsv;

static void libcsv_field(void *text, size_t size, void *context)
{
  bare_libcsv *loop = context;
  size_t column = loop->column++;
  bool is_used = column == FORCE || column == TYPE || column == RECORDED || column == WEIGHT;
  if (loop->row == 0 || !is_used)
    return;
  memcpy(loop->texts[column], text, size < 31 ? size + 1 : 31);
  if (column == WEIGHT)
    loop->weight_size = size;
}

static void libcsv_row(int end, void *context)
{
  bare_libcsv *loop = context;
  (void)end;
  loop->column = 0;
  if (loop->row++ == 0)
    return;
  add(loop->sums, (fields){loop->texts[FORCE], loop->texts[TYPE], loop->texts[RECORDED],
                           loop->texts[WEIGHT], loop->weight_size});
}

static void run_libcsv(const char *file, totals *sums)
{
  static char block[BLOCK];
  bare_libcsv loop = {.sums = sums};
  struct csv_parser parser;
  int fd = open(file, O_RDONLY);
  if (fd < 0 || csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL) != 0)
    fail("cannot read the file");
  for (ssize_t size; (size = read(fd, block, sizeof block)) > 0;)
    if (csv_parse(&parser, block, (size_t)size, libcsv_field, libcsv_row, &loop) !=
        (size_t)size)
      fail(csv_strerror(csv_error(&parser)));
  if (csv_fini(&parser, libcsv_field, libcsv_row, &loop) != 0)
    fail("the file ends inside quotes");
  csv_free(&parser);
  close(fd);
}

/* ------------------------------------------------------------------ pieces -- */

static const size_t wanted[] = {FORCE, TYPE, RECORDED, WEIGHT};
enum { WANTED = sizeof wanted / sizeof *wanted };

typedef struct piece_job {
  pm_csv *csv;
  pthread_mutex_t lock; /* for taking */
} piece_job;

typedef struct piece_worker {
  piece_job *job;
  totals sums;
} piece_worker;

static void add_piece(const pm_csv_piece *piece, totals *sums)
{
  for (size_t i = 0; i < piece->records; i++) {
    pm_field weight = pm_csv_piece_field(piece, i, 3);
    add(sums, (fields){.force = pm_csv_piece_field(piece, i, 0).text,
                       .type = pm_csv_piece_field(piece, i, 1).text,
                       .recorded = pm_csv_piece_field(piece, i, 2).text,
                       .weight = weight.text,
                       .weight_size = weight.size});
  }
}

static void *work(void *context)
{
  piece_worker *worker = context;
  pm_csv_piece piece = {.columns = wanted, .column_count = WANTED};
  for (bool has_any = true; has_any;) {
    pthread_mutex_lock(&worker->job->lock);
    pm_csv_piece_take(worker->job->csv, &piece, &has_any);
    pthread_mutex_unlock(&worker->job->lock);
    if (!has_any)
      break;
    pm_csv_piece_parse(worker->job->csv, &piece);
    if (piece.stop.status != PM_OK)
      fail(piece.stop.text);
    add_piece(&piece, &worker->sums);
  }
  pm_csv_piece_free(&piece);
  return NULL;
}

static void run_pieces(const char *file, totals *sums, size_t threads)
{
  static pm_error error;
  piece_job job = {.lock = PTHREAD_MUTEX_INITIALIZER};
  piece_worker workers[THREADS_MOST] = {{.job = &job}, {.job = &job}};
  pthread_t others[THREADS_MOST];
  const pm_csv_request request = {.file = file};
  if (pm_csv_open(&job.csv, &request, &error) != PM_OK)
    fail(error.faults[0].text);
  for (size_t i = 1; i < threads; i++)
    if (pthread_create(&others[i], NULL, work, &workers[i]) != 0)
      fail("no thread");
  work(&workers[0]);
  for (size_t i = 1; i < threads; i++)
    pthread_join(others[i], NULL);
  for (size_t i = 0; i < threads; i++)
    for (size_t j = 0; j < GROUPS; j++) {
      sums->groups[j].records += workers[i].sums.groups[j].records;
      sums->groups[j].weight += workers[i].sums.groups[j].weight;
      sums->groups[j].outcome += workers[i].sums.groups[j].outcome;
    }
  pm_csv_free(job.csv);
}

static void run_one_thread(const char *file, totals *sums)
{
  run_pieces(file, sums, 1);
}

static void run_two_threads(const char *file, totals *sums)
{
  run_pieces(file, sums, 2);
}

/* ------------------------------------------------------------------ timing -- */

typedef struct contestant {
  const char *name;
  void (*run)(const char *file, totals *sums);
} contestant;

static const contestant contestants[] = {
    {"separators, unchecked", run_bare},
    {"bare libcsv", run_libcsv},
    {"pieces, 1 thread", run_one_thread},
    {"pieces, 2 threads", run_two_threads},
};
enum { CONTESTANTS = sizeof contestants / sizeof *contestants };

/* The shortest of several runs, by each clock. A busy machine stretches the
   first, which alone tells what threads gain. */
typedef struct timing {
  double wall, processor;
} timing;

/* One run's times; all must come to the same sums. */
static timing time_run(const contestant *who, const char *file)
{
  static totals expected;
  totals sums = {0};
  const timing start = {clock_seconds(CLOCK_MONOTONIC),
                        clock_seconds(CLOCK_PROCESS_CPUTIME_ID)};
  who->run(file, &sums);
  const timing taken = {clock_seconds(CLOCK_MONOTONIC) - start.wall,
                        clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - start.processor};
  if (who == contestants)
    expected = sums;
  else if (memcmp(&expected, &sums, sizeof sums) != 0)
    fail("the sums differ");
  return taken;
}

int main(int count, char **arguments)
{
  if (count != 2)
    fail("usage: bench_scan FILE");
  timing best[CONTESTANTS];
  for (size_t round = 0; round < ALTERNATIONS; round++)
    for (size_t i = 0; i < CONTESTANTS; i++) {
      const timing taken = time_run(&contestants[i], arguments[1]);
      if (round == 0 || taken.wall < best[i].wall)
        best[i].wall = taken.wall;
      if (round == 0 || taken.processor < best[i].processor)
        best[i].processor = taken.processor;
    }
  printf("%-24s %18s %26s\n", "", "elapsed", "processor");
  for (size_t i = 0; i < CONTESTANTS; i++)
    printf("%-24s %8.4f s, times %5.2f    %8.4f s, times %5.2f\n", contestants[i].name,
           best[i].wall, best[i].wall / best[0].wall, best[i].processor,
           best[i].processor / best[0].processor);
  return EXIT_SUCCESS;
}
