/* bench_replicate.c: 1,000 bootstrap replicates of the nation and 43 domains on
   100,000 records, of which each is a sampled unit in one of 43 strata; on one
   thread and on two, beside a bare loop that draws and adds and does no more, on
   one thread, with a generator of another kind (xorshift64*, Vigna 2016).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STRATA = 43, UNITS = 100000, REPLICATES = 1000, ROUNDS = 5 };

static pm_replicate_stratum strata[STRATA];
static uint32_t stratum[UNITS];
static size_t first[UNITS + 1];
static pm_replicate_entry entries[UNITS];
static size_t domain_first[STRATA + 2];
static uint32_t domain_cells[2 * STRATA];

static void make_records(void)
{
  pm_random random;
  pm_random_begin(&random, &(pm_random_place){.seed = 1});
  for (size_t u = 0; u < UNITS; u++) {
    uint32_t h = (uint32_t)(u * STRATA / UNITS);
    stratum[u] = h;
    first[u + 1] = u + 1;
    double weight = 1 + h % 7;
    entries[u] =
        (pm_replicate_entry){h, {weight, pm_random_uniform(&random) < .8 ? weight : 0}};
  }
  for (uint32_t h = 0; h < STRATA; h++) {
    strata[h] = (pm_replicate_stratum){.name = "a force"};
    domain_cells[h] = h;
    domain_cells[STRATA + h] = h;
    domain_first[h + 1] = STRATA + h;
  }
  domain_first[STRATA + 1] = (size_t)2 * STRATA;
}

static double now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ------------------------------------------------------------ bare loop -- */

static uint32_t draw(uint64_t *state, uint32_t bound)
{
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  uint64_t word = *state * UINT64_C(2685821657736338717);
  return (uint32_t)((word >> 32) * bound >> 32);
}

/* The variance of the nation's rate. */
static double run_bare(void)
{
  uint64_t state = 88172645463325252u;
  double squares = 0;
  double sum = 0;
  for (size_t r = 0; r < REPLICATES; r++) {
    double nation_x = 0;
    double nation_y = 0;
    size_t begin = 0;
    while (begin < UNITS) {
      size_t end = begin;
      while (end < UNITS && stratum[end] == stratum[begin])
        end++;
      const pm_replicate_entry *own = entries + begin;
      const uint32_t n = (uint32_t)(end - begin);
      double x = 0;
      double y = 0;
      for (uint32_t i = 0; i + 1 < n; i++) {
        const pm_replicate_entry *drawn = &own[draw(&state, n)];
        x += drawn->total.x;
        y += drawn->total.y;
      }
      nation_x += x * n / (n - 1.);
      nation_y += y * n / (n - 1.);
      begin = end;
    }
    double rate = nation_y / nation_x;
    sum += rate;
    squares += rate * rate;
  }
  return (squares - sum * sum / REPLICATES) / (REPLICATES - 1);
}

/* ----------------------------------------------------------- the library -- */

static double run_engine(int64_t threads)
{
  const pm_replicate_table table = {.strata = strata,
                                    .stratum_count = STRATA,
                                    .unit_count = UNITS,
                                    .stratum = stratum,
                                    .first = first,
                                    .entries = entries,
                                    .cell_count = STRATA,
                                    .domain_count = STRATA + 1,
                                    .domain_first = domain_first,
                                    .domain_cells = domain_cells};
  pm_crew *crew = NULL;
  pm_replicates *set = NULL;
  pm_replicate_variance variances[STRATA + 1] = {{.undefined = 0}};
  pm_status status = pm_crew_new(&crew, threads, NULL);
  const pm_replicate_request request = {
      .method = "bootstrap", .replicates = REPLICATES, .seed = 1, .crew = crew};
  if (status == PM_OK)
    status = pm_replicates_new(&set, &table, &request, NULL);
  if (status == PM_OK)
    status = pm_replicates_run(set, variances, NULL, NULL);
  pm_replicates_free(set);
  pm_crew_free(crew);
  return status == PM_OK ? variances[0].ratio_variance : (double)NAN;
}

/* elapsed: what a user waits; processor: what it costs, which other work on the
   machine hardly changes. */
typedef struct race {
  double elapsed, processor, variance;
} race;

static void time_one(race *runner, int threads)
{
  double from = now();
  clock_t from_processor = clock();
  runner->variance = threads == 0 ? run_bare() : run_engine(threads);
  runner->elapsed = fmin(runner->elapsed, now() - from);
  runner->processor =
      fmin(runner->processor, (double)(clock() - from_processor) / CLOCKS_PER_SEC);
}

int main(void)
{
  static const char *const names[] = {"bare loop, 1 thread", "plusminus, 1 thread",
                                      "plusminus, 2 threads"};
  race races[3]; /* by threads; 0: bare */
  make_records();
  for (int threads = 0; threads < 3; threads++)
    races[threads] = (race){INFINITY, INFINITY, 0};
  for (int round = 0; round < ROUNDS; round++)
    for (int threads = 0; threads < 3; threads++)
      time_one(&races[threads], threads);
  printf("1,000 bootstrap replicates of 100,000 records, the nation and 43 domains\n");
  for (int threads = 0; threads < 3; threads++)
    printf("  %-22s %6.3f s elapsed  %6.3f s processor  %.2f x the bare loop  se %.6f\n",
           names[threads], races[threads].elapsed, races[threads].processor,
           races[threads].processor / races[0].processor, sqrt(races[threads].variance));
  bool is_same =
      !(races[1].variance < races[2].variance) && !(races[1].variance > races[2].variance);
  bool is_near = fabs(races[1].variance / races[0].variance - 1) < .2;
  return is_same && is_near ? EXIT_SUCCESS : EXIT_FAILURE;
}
