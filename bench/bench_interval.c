/* bench_interval.c: nanoseconds per interval of every method through the public
   header, beside a bare loop of the score interval's textbook formula in the
   same run.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/interval.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CASES = 2000, ROUNDS = 7 };

/* splitmix64: the same cases on every machine. */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static void make_cases(pm_case *cases, double n_most)
{
  uint64_t state = 1;
  for (int i = 0; i < CASES; i++) {
    double n = 1 + floor(n_most * uniform(&state));
    double x = floor((n + 1) * uniform(&state));
    cases[i] = (pm_case){x, n, fmin(20 * n, 1e7 + 1)};
  }
}

/* Processor time: what other programs take does not count. */
static double seconds(void)
{
  return (double)clock() / CLOCKS_PER_SEC;
}

static double bare_pass(const pm_case *cases, double z)
{
  double kept = 0;
  for (int i = 0; i < CASES; i++) {
    double n = cases[i].n;
    double p = cases[i].x / n;
    double centre = p + z * z / (2 * n);
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    kept += (centre - half) / (1 + z * z / n) + (centre + half) / (1 + z * z / n);
  }
  return kept;
}

static double pass(const pm_interval_method *method, const pm_case *cases,
                   const pm_level *level)
{
  double kept = 0;
  for (int i = 0; i < CASES; i++) {
    pm_interval found;
    if (pm_interval_compute(method, level, &cases[i], &found, NULL) != PM_OK)
      return (double)NAN;
    kept += found.lower + found.upper;
  }
  return kept;
}

/* The fastest of a few rounds, in ns per interval; method NULL: the bare loop. */
static double measure(const pm_interval_method *method, const pm_case *cases,
                      const pm_level *level)
{
  double best = INFINITY;
  volatile double kept = 0;
  for (int round = 0; round < ROUNDS; round++) {
    double from = seconds();
    kept = method == NULL ? bare_pass(cases, level->z) : pass(method, cases, level);
    best = fmin(best, seconds() - from);
  }
  return isfinite(kept) ? best / CASES * 1e9 : (double)NAN;
}

int main(void)
{
  static const double sizes[] = {1000, 1e5, 1e7};
  static pm_case cases[CASES];
  pm_level level;
  if (pm_level_make(&level, 0.95, PM_SIDE_TWO, NULL) != PM_OK)
    return EXIT_FAILURE;
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
    make_cases(cases, sizes[s]);
    double bare = measure(NULL, cases, &level);
    printf("n = 1..%.0f, 95 %%\n  %-18s %10.1f ns\n", sizes[s], "bare wilson", bare);
    for (size_t i = 0; i < pm_interval_family.count; i++) {
      const char *name = pm_interval_family.at(i)->name;
      double took = measure(pm_interval_find(name), cases, &level);
      printf("  %-18s %10.1f ns  %8.2f of bare\n", name, took, took / bare);
    }
  }
  return EXIT_SUCCESS;
}
