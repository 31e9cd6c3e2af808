/* bench_difference.c: nanoseconds per comparison of every method on every scale
   through the public header, beside a bare loop of the normal interval's
   textbook formula in the same run; and of every method for strata, over 43 of
   them, as a multiple of 43 comparisons by miettinen-nurminen.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/difference.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CASES = 2000, CASES_EXACT = 20, ROUNDS = 7, SCALES = 3 };

/* splitmix64: the same cases on every machine. */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static void make_pairs(pm_pair *pairs, double n_most)
{
  uint64_t state = 1;
  for (int i = 0; i < CASES; i++) {
    double n1 = 1 + floor(n_most * uniform(&state));
    double n2 = 1 + floor(n_most * uniform(&state));
    double x1 = floor((n1 + 1) * uniform(&state));
    double x2 = floor((n2 + 1) * uniform(&state));
    pairs[i] = (pm_pair){x1, n1, x2, n2, 0, 0};
  }
}

/* Processor time: what other programs take does not count. */
static double seconds(void)
{
  return (double)clock() / CLOCKS_PER_SEC;
}

static double bare_pass(const pm_pair *pairs, double z)
{
  double kept = 0;
  for (int i = 0; i < CASES; i++) {
    double p = pairs[i].x1 / pairs[i].n1;
    double q = pairs[i].x2 / pairs[i].n2;
    double half = z * sqrt(p * (1 - p) / pairs[i].n1 + q * (1 - q) / pairs[i].n2);
    kept += (p - q - half) * (p - q + half);
  }
  return kept;
}

static bool is_exact(const pm_difference_method *method)
{
  return (method->flags & PM_DIFFERENCE_EXACT) != 0;
}

/* Ratios may be infinite, so only what is finite is kept. */
static double pass(const pm_difference_method *method, pm_scale scale, const pm_pair *pairs,
                   const pm_level *level)
{
  double kept = 0;
  int count = is_exact(method) ? CASES_EXACT : CASES;
  for (int i = 0; i < count; i++) {
    pm_difference found;
    if (pm_difference_compute(method, level, scale, &pairs[i], &found, NULL) != PM_OK)
      return (double)NAN;
    kept += found.lower + found.p_value;
  }
  return kept;
}

/* The fastest of a few rounds, in ns per comparison; method NULL: the bare loop. */
static double measure(const pm_difference_method *method, pm_scale scale, const pm_pair *pairs,
                      const pm_level *level)
{
  double best = INFINITY;
  volatile double kept = 0;
  bool exact = method != NULL && is_exact(method);
  for (int round = 0; round < (exact ? 1 : ROUNDS); round++) {
    double from = seconds();
    kept = method == NULL ? bare_pass(pairs, level->z) : pass(method, scale, pairs, level);
    best = fmin(best, seconds() - from);
  }
  return isnan(kept) ? (double)NAN : best / (exact ? CASES_EXACT : CASES) * 1e9;
}

static void measure_method(const pm_difference_method *method, const pm_pair *pairs,
                           const pm_level *level)
{
  static const char *const names[SCALES] = {"difference", "ratio", "odds"};
  static const unsigned flags[SCALES] = {0, PM_DIFFERENCE_RATIO, PM_DIFFERENCE_ODDS};
  for (int s = 0; s < SCALES; s++)
    if ((method->flags & flags[s]) == flags[s])
      printf("  %-20s %-11s %12.1f ns\n", method->about.name, names[s],
             measure(method, (pm_scale)s, pairs, level));
}

/* --------------------------------------------------------------- strata -- */

enum { STRATA = 43, COMPARISONS = CASES / STRATA };

/* The pairs in groups of 43. */
static double strata_pass(const pm_stratified_difference_method *method, const pm_pair *pairs,
                          const pm_level *level)
{
  double kept = 0;
  for (int i = 0; i < COMPARISONS; i++) {
    pm_difference found;
    pm_pairs group = {&pairs[i * STRATA], STRATA, NULL};
    if (pm_stratified_difference_compute(method, level, &group, &found, NULL) != PM_OK)
      return (double)NAN;
    kept += found.lower + found.p_value;
  }
  return kept;
}

/* The fastest of a few rounds, in us per comparison. */
static double measure_strata(const pm_stratified_difference_method *method,
                             const pm_pair *pairs, const pm_level *level)
{
  double best = INFINITY;
  volatile double kept = 0;
  for (int round = 0; round < 3 * ROUNDS; round++) {
    double from = seconds();
    kept = strata_pass(method, pairs, level);
    best = fmin(best, seconds() - from);
  }
  return isnan(kept) ? (double)NAN : best / COMPARISONS * 1e6;
}

static void measure_all_strata(const pm_pair *pairs, const pm_level *level)
{
  double plain =
      STRATA * 1e-3 *
      measure(pm_difference_find("miettinen-nurminen"), PM_SCALE_DIFFERENCE, pairs, level);
  for (size_t i = 0; i < pm_stratified_difference_family.count; i++) {
    const char *name = pm_stratified_difference_family.at(i)->name;
    double own = measure_strata(pm_stratified_difference_find(name), pairs, level);
    printf("  %-32s %12.1f us, %.2f times 43 of miettinen-nurminen\n", name, own, own / plain);
  }
}

int main(void)
{
  static const double sizes[] = {100, 1e5, 1e7};
  static pm_pair pairs[CASES];
  pm_level level;
  if (pm_level_make(&level, 0.95, PM_SIDE_TWO, NULL) != PM_OK)
    return EXIT_FAILURE;
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
    make_pairs(pairs, sizes[s]);
    printf("n1, n2 = 1..%.0f, 95 %%\n  %-32s %12.1f ns\n", sizes[s], "bare wald",
           measure(NULL, PM_SCALE_DIFFERENCE, pairs, &level));
    for (size_t i = 0; i < pm_difference_family.count; i++) {
      const pm_difference_method *method = pm_difference_find(pm_difference_family.at(i)->name);
      if (!is_exact(method) || sizes[s] <= 500)
        measure_method(method, pairs, &level);
    }
    measure_all_strata(pairs, &level);
  }
  return EXIT_SUCCESS;
}
