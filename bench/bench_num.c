/* bench_num.c: nanoseconds per call of the beta tail and quantile, beside the
   same work by GSL and by R's library in the same run. Build with
   -DWITH_RMATH and -lRmath (Debian r-mathlib) for the latter.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef WITH_RMATH
#define MATHLIB_STANDALONE
#include <Rmath.h>
#endif

enum { CASES = 20000, ROUNDS = 9 };

/* One limit: the two shapes and the tail of a Clopper-Pearson interval. */
typedef struct limit {
  double probability;
  double a;
  double b;
  double x; /* the limit itself, where the tails are taken */
  pm_tail tail;
} limit;

typedef double work(const limit *at);

static double ours_quantile(const limit *at)
{
  return pm_beta_quantile(at->probability, at->a, at->b, at->tail);
}

static double ours_tail(const limit *at)
{
  return pm_beta_tail(at->x, at->a, at->b, at->tail);
}

static double gsl_tail(const limit *at)
{
  return at->tail == PM_TAIL_LOWER ? gsl_cdf_beta_P(at->x, at->a, at->b)
                                   : gsl_cdf_beta_Q(at->x, at->a, at->b);
}

#ifdef WITH_RMATH
static double r_quantile(const limit *at)
{
  return qbeta(at->probability, at->a, at->b, at->tail == PM_TAIL_LOWER, 0);
}

static double r_tail(const limit *at)
{
  return pbeta(at->x, at->a, at->b, at->tail == PM_TAIL_LOWER, 0);
}
#endif

typedef struct peer {
  const char *name;
  work *work;
} peer;

static const peer peers[] = {
    {"pm_beta_quantile", ours_quantile}, {"pm_beta_tail", ours_tail},
    {"gsl_cdf_beta_P/Q", gsl_tail},
#ifdef WITH_RMATH
    {"Rmath qbeta", r_quantile},         {"Rmath pbeta", r_tail},
#endif
};

/* splitmix64: the same cases on every machine. */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static void make_cases(limit *cases, double n_most)
{
  uint64_t state = 1;
  for (int i = 0; i < CASES; i += 2) {
    double n = 1 + floor(n_most * uniform(&state));
    double x = 1 + floor((n - 1) * uniform(&state));
    limit lower = {0.025, x, n - x + 1, 0, PM_TAIL_LOWER};
    limit upper = {0.025, fmin(x, n - 1) + 1, n - fmin(x, n - 1), 0, PM_TAIL_UPPER};
    cases[i] = lower;
    cases[i + 1] = upper;
  }
  for (int i = 0; i < CASES; i++)
    cases[i].x = ours_quantile(&cases[i]);
}

static double seconds(void)
{
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The fastest of a few rounds, in ns per call. */
static double measure(const peer *subject, const limit *cases)
{
  double best = INFINITY;
  volatile double kept = 0;
  for (int round = 0; round < ROUNDS; round++) {
    double from = seconds();
    for (int i = 0; i < CASES; i++)
      kept = subject->work(&cases[i]);
    best = fmin(best, seconds() - from);
  }
  (void)kept;
  return best / CASES * 1e9;
}

int main(void)
{
  static const double sizes[] = {1000, 1e5, 1e7};
  static limit cases[CASES];
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
    make_cases(cases, sizes[s]);
    printf("n = 1..%.0f, limits of 95 %% intervals\n", sizes[s]);
    for (size_t p = 0; p < sizeof peers / sizeof peers[0]; p++)
      printf("  %-18s %8.0f ns\n", peers[p].name, measure(&peers[p], cases));
  }
  return EXIT_SUCCESS;
}
