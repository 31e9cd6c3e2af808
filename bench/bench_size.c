/* bench_size.c: microseconds per size for one rate, of every method through the public
   header, beside a bare loop over the sizes that judges each by Wilson's textbook width
   until one is narrow enough.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "bench_clock.h"

#include <plusminus/plan.h>

#include <math.h>
#include <stdio.h>

enum { ROUNDS = 5 };

static const double rates[] = {0.5, 0.7, 0.85, 0.95};
static const double margins[] = {0.1, 0.05, 0.03, 0.01};

enum {
  RATES = sizeof rates / sizeof *rates,
  MARGINS = sizeof margins / sizeof *margins,
  SIZES = RATES * MARGINS
};

static double processor_seconds(void)
{
  return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static double bare_size(double p, double margin, double z)
{
  double n = 1;
  while (z * sqrt(n * p * (1 - p) + z * z / 4) / (n + z * z) > margin)
    n++;
  return n;
}

/* Of all rates and margins; negative: one could not be had. A NULL method is the bare
   loop. */
static double sum_of_sizes(const char *method)
{
  double sum = 0;
  for (size_t r = 0; r < RATES; r++)
    for (size_t m = 0; m < MARGINS; m++) {
      pm_size size = {.n = method == NULL ? bare_size(rates[r], margins[m], 1.959963985) : 0};
      pm_size_request request = {
          .method = method, .rate = rates[r], .margin = margins[m], .population = 100000};
      if (method != NULL && pm_size_for_margin(&request, &size, NULL) != PM_OK)
        return -1;
      sum += size.n;
    }
  return sum;
}

/* The least time of the rounds for one size; negative: it failed. */
static double microseconds(const char *method)
{
  double best = (double)INFINITY;
  for (int round = 0; round < ROUNDS; round++) {
    double start = processor_seconds();
    if (!(sum_of_sizes(method) > 0))
      return -1;
    best = fmin(best, processor_seconds() - start);
  }
  return 1e6 * best / SIZES;
}

int main(void)
{
  double bare = microseconds(NULL);
  printf("%-20s %12s %10s\n", "size by", "us per size", "bare = 1");
  printf("%-20s %12.2f %10.2f\n", "bare loop (wilson)", bare, 1.0);
  for (size_t i = 0; i < pm_size_family.count; i++) {
    const char *name = pm_size_family.at(i)->name;
    double took = microseconds(name);
    if (took < 0)
      return 1;
    printf("%-20s %12.2f %10.2f\n", name, took, took / bare);
  }
  return 0;
}
