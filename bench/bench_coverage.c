/* bench_coverage.c: the coverage curves of clopper-pearson for n = 1..1,000 on
   1,000 rates each through the public header, beside a bare loop over the same
   n and rates that adds up each coverage from its definition.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/interval.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RECORDS = 1000, POINTS = 1000, ROUNDS = 5 };

/* Processor time: what other programs take does not count. */
static double seconds(void)
{
  return (double)clock() / CLOCKS_PER_SEC;
}

static double rates[POINTS];

/* The intervals hold p exactly for the x with more than the tail on both sides,
   so that neither limits nor widths are needed. The counts are taken outward
   from the mode until what is left is the tail. */
static double bare_coverage(int n, double p, double tail)
{
  static double at[RECORDS + 1];
  int mode = (int)fmin(floor((n + 1) * p), n);
  int low = mode, high = mode;
  double total = 1;
  at[mode] = 1;
  for (; low > 0 && at[low] > 1e-18; low--)
    total += at[low - 1] = at[low] * low * (1 - p) / ((n - low + 1) * p);
  for (; high < n && at[high] > 1e-18; high++)
    total += at[high + 1] = at[high] * (n - high) * p / ((high + 1) * (1 - p));
  double missed = 0;
  double sum = 0;
  while ((sum += at[low++]) <= tail * total)
    missed = sum;
  double covered = total - missed;
  for (missed = 0, sum = 0; (sum += at[high--]) <= tail * total;)
    missed = sum;
  return (covered - missed) / total;
}

static double bare_pass(double tail)
{
  double kept = 0;
  for (int n = 1; n <= RECORDS; n++)
    for (int i = 0; i < POINTS; i++)
      kept += bare_coverage(n, rates[i], tail);
  return kept;
}

static double pass(const char *method, const pm_level *level, bool without_width)
{
  static pm_coverage_point points[POINTS];
  double kept = 0;
  for (int n = 1; n <= RECORDS; n++) {
    pm_coverage_request request = {pm_interval_find(method), *level, n, 0, without_width, NULL};
    pm_coverage *coverage = NULL;
    if (pm_coverage_new(&coverage, &request, NULL) != PM_OK ||
        pm_coverage_curve(coverage, rates, POINTS, points, NULL) != PM_OK)
      kept = (double)NAN;
    for (int i = 0; i < POINTS; i++)
      kept += points[i].coverage;
    pm_coverage_free(coverage);
  }
  return kept;
}

int main(void)
{
  static const char *const methods[] = {"clopper-pearson", "wilson"};
  pm_level level;
  if (pm_level_make(&level, 0.95, PM_SIDE_TWO, NULL) != PM_OK)
    return EXIT_FAILURE;
  for (int i = 0; i < POINTS; i++)
    rates[i] = (i + 0.5) / POINTS;
  double bare = INFINITY;
  double bare_mean = 0;
  for (int round = 0; round < ROUNDS; round++) {
    double from = seconds();
    bare_mean = bare_pass(level.tail) / RECORDS / POINTS;
    bare = fmin(bare, seconds() - from);
  }
  printf("n = 1..%d, %d rates each, 95 %%\n  %-28s %6.3f s  mean %.12f\n", RECORDS, POINTS,
         "bare clopper-pearson, no limits", bare, bare_mean);
  for (size_t m = 0; m < 2 * sizeof methods / sizeof methods[0]; m++) {
    const char *method = methods[m / 2];
    bool without_width = m % 2 == 0;
    double best = INFINITY;
    double mean = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double from = seconds();
      mean = pass(method, &level, without_width) / RECORDS / POINTS;
      best = fmin(best, seconds() - from);
    }
    printf("  %-16s%-12s %6.3f s  mean %.12f  %5.2f of bare\n", method,
           without_width ? "" : "with widths", best, mean, best / bare);
  }
  return EXIT_SUCCESS;
}
