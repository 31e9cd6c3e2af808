/* bench_peers.c: our side of the race that peers.sh runs. Given a directory, it
   leaves there the cases, our limits for them (limits.csv) and our time for
   each (times.csv), through the public headers, on one thread.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/difference.h>
#include <plusminus/interval.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CASES = 20000, ROUNDS = 9 };

typedef struct limits {
  double lower;
  double upper;
} limits;

/* How many of the cases a method gets: fewer where its peer takes long. */
typedef struct race {
  const char *name;
  int count;
  bool is_difference;
} race;

static const race races[] = {
    {.name = "wilson", .count = CASES},
    {.name = "clopper-pearson", .count = CASES},
    {.name = "mid-p", .count = 2000},
    {.name = "likelihood", .count = 2000},
    {.name = "blaker", .count = 200},
    {.name = "miettinen-nurminen", .count = 2000, .is_difference = true},
};

/* The fraction of a multiple of an irrational number: evenly spread, and the
   same on every machine (Kronecker's sequence). */
static double spread(int i, double irrational)
{
  double whole;
  return modf((i + 1) * irrational, &whole);
}

static void make_pairs(pm_pair *pairs)
{
  static const double n_most = 1000;
  for (int i = 0; i < CASES; i++) {
    double n1 = 1 + floor(n_most * spread(i, sqrt(2)));
    double n2 = 1 + floor(n_most * spread(i, sqrt(3)));
    double x1 = floor((n1 + 1) * spread(i, sqrt(5)));
    double x2 = floor((n2 + 1) * spread(i, sqrt(7)));
    pairs[i] = (pm_pair){.x1 = x1, .n1 = n1, .x2 = x2, .n2 = n2};
  }
}

static pm_status rate_pass(const race *r, const pm_level *level, const pm_pair *pairs,
                           limits *found)
{
  const pm_interval_method *method = pm_interval_find(r->name);
  for (int i = 0; i < r->count; i++) {
    pm_case data = {.x = pairs[i].x1, .n = pairs[i].n1};
    pm_interval interval;
    pm_status status = pm_interval_compute(method, level, &data, &interval, NULL);
    if (status != PM_OK)
      return status;
    found[i] = (limits){interval.lower, interval.upper};
  }
  return PM_OK;
}

static pm_status difference_pass(const race *r, const pm_level *level, const pm_pair *pairs,
                                 limits *found)
{
  const pm_difference_method *method = pm_difference_find(r->name);
  for (int i = 0; i < r->count; i++) {
    pm_difference difference;
    pm_status status =
        pm_difference_compute(method, level, PM_SCALE_DIFFERENCE, &pairs[i], &difference, NULL);
    if (status != PM_OK)
      return status;
    found[i] = (limits){difference.lower, difference.upper};
  }
  return PM_OK;
}

/* The fastest of a few rounds, in us per interval, of processor time; NaN when
   an interval is refused. */
static double measure(const race *r, const pm_level *level, const pm_pair *pairs, limits *found)
{
  double best = INFINITY;
  for (int round = 0; round < ROUNDS; round++) {
    clock_t from = clock();
    pm_status status = r->is_difference ? difference_pass(r, level, pairs, found)
                                        : rate_pass(r, level, pairs, found);
    if (status != PM_OK)
      return (double)NAN;
    best = fmin(best, (double)(clock() - from) / CLOCKS_PER_SEC);
  }
  return best / r->count * 1e6;
}

static FILE *create(const char *directory, const char *name)
{
  char path[4096];
  int size = snprintf(path, sizeof path, "%s/%s", directory, name);
  return size > 0 && (size_t)size < sizeof path ? fopen(path, "w") : NULL;
}

static void write_limits(FILE *file, const race *r, const pm_pair *pairs, const limits *found)
{
  for (int i = 0; i < r->count; i++)
    fprintf(file, "%s,%.0f,%.0f,%.0f,%.0f,%.17g,%.17g\n", r->name, pairs[i].x1, pairs[i].n1,
            pairs[i].x2, pairs[i].n2, found[i].lower, found[i].upper);
}

static bool run(FILE *limits_file, FILE *times_file)
{
  static pm_pair pairs[CASES];
  static limits found[CASES];
  pm_level level;
  if (pm_level_make(&level, 0.95, PM_SIDE_TWO, NULL) != PM_OK)
    return false;
  make_pairs(pairs);
  fputs("method,x1,n1,x2,n2,lower,upper\n", limits_file);
  fputs("method,cases,us\n", times_file);
  for (size_t i = 0; i < sizeof races / sizeof races[0]; i++) {
    double took = measure(&races[i], &level, pairs, found);
    if (isnan(took))
      return false;
    write_limits(limits_file, &races[i], pairs, found);
    fprintf(times_file, "%s,%d,%.4f\n", races[i].name, races[i].count, took);
  }
  return true;
}

static bool is_closed(FILE *file)
{
  bool is_sound = ferror(file) == 0;
  return fclose(file) == 0 && is_sound;
}

int main(int count, char **arguments)
{
  if (count != 2) {
    fputs("usage: bench_peers DIRECTORY\n", stderr);
    return EXIT_FAILURE;
  }
  FILE *limits_file = create(arguments[1], "limits.csv");
  FILE *times_file = create(arguments[1], "times.csv");
  bool is_done = limits_file != NULL && times_file != NULL && run(limits_file, times_file);
  if (limits_file != NULL)
    is_done = is_closed(limits_file) && is_done;
  if (times_file != NULL)
    is_done = is_closed(times_file) && is_done;
  return is_done ? EXIT_SUCCESS : EXIT_FAILURE;
}
