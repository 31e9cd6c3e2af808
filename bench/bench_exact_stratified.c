/* bench_exact_stratified.c: how wide the exact interval for strata is beside the
   others, how often it covers the truth, and how long it takes, as the tables of
   doc/exact-stratified.md. Samples are simulated with a fixed seed.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/estimate.h>
#include <plusminus/interval.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STRATA_MAX = 43 };

typedef struct design {
  const char *title;
  size_t count;
  double size[STRATA_MAX], n[STRATA_MAX];
  double rate, spread; /* the strata's rates are rate +- spread, evenly */
  int samples;         /* as many as take a minute or three */
} design;

static const char *const methods[] = {
    "wald", "wilson", "wilson-stratified", "mover", "mover-hypergeometric", "exact"};
enum { METHODS = sizeof methods / sizeof methods[0], SUMS = METHODS, KINDS = METHODS + 1 };

static double uniform(uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) * 0x1p-53;
}

static double draw(double n, double M, double N, uint64_t *state)
{
  double x = 0;
  for (double i = 0; i < n; i++)
    x += uniform(state) * (N - i) < M - x;
  return x;
}

/* Units compliant in stratum h: rates go up and down with the strata. */
static double compliant(const design *d, size_t h)
{
  double turn = 2.0 * (double)(h * 7 % 11) / 10 - 1;
  return floor(fmin(d->rate + d->spread * turn, 1) * d->size[h] + 0.5);
}

static pm_strata *sample(const design *d, uint64_t *state)
{
  static const char *const columns[] = {"stratum"};
  const pm_strata_shape shape = {.columns = columns, .column_count = 1, .key_count = 1};
  pm_strata *strata;
  if (pm_strata_new(&strata, &shape, NULL) != PM_OK)
    exit(1);
  for (size_t h = 0; h < d->count; h++) {
    char label[16];
    snprintf(label, sizeof label, "%zu", h);
    const char *const values[] = {label};
    const pm_stratum stratum = {.values = values,
                                .x = draw(d->n[h], compliant(d, h), d->size[h], state),
                                .n = d->n[h],
                                .population = d->size[h]};
    if (pm_strata_add(strata, &stratum, NULL, NULL) != PM_OK)
      exit(1);
  }
  return strata;
}

/* Wright 1991: the strata's own limits at the Sidak level, weighted. */
static pm_interval sum_of_limits(const pm_strata *strata, double conf)
{
  size_t count = pm_strata_count(strata);
  pm_interval sum = {.lower = 0};
  pm_level level;
  if (pm_level_make(&level, pow(conf, 1 / (double)count), PM_SIDE_TWO, NULL) != PM_OK)
    exit(1);
  double size = 0;
  for (size_t h = 0; h < count; h++) {
    const pm_stratum *s = pm_strata_at(strata, h);
    const pm_case data = {s->x, s->n, s->population};
    pm_interval own;
    if (pm_interval_compute(pm_interval_find("hypergeometric"), &level, &data, &own, NULL) !=
        PM_OK)
      exit(1);
    sum.lower += own.lower * s->population;
    sum.upper += own.upper * s->population;
    size += s->population;
  }
  return (pm_interval){.lower = sum.lower / size, .upper = sum.upper / size};
}

static pm_interval limits_of(const pm_strata *strata, size_t method)
{
  if (method == SUMS)
    return sum_of_limits(strata, .95);
  const pm_estimate_request request = {.interval = methods[method]};
  pm_estimates *estimates;
  if (pm_estimate_counts(&estimates, strata, &request, NULL, NULL) != PM_OK)
    exit(1);
  const pm_estimate *rate = pm_estimates_at(estimates, 0);
  pm_interval limits = {.lower = rate->lower, .upper = rate->upper};
  pm_estimates_free(estimates);
  return limits;
}

typedef struct result {
  double width, covered;
} result;

static void run(const design *d)
{
  result results[KINDS] = {{0, 0}};
  double truth = 0;
  double size = 0;
  double exact_seconds = 0;
  uint64_t state = 1;
  for (size_t h = 0; h < d->count; h++) {
    truth += compliant(d, h);
    size += d->size[h];
  }
  truth /= size;
  for (int i = 0; i < d->samples; i++) {
    pm_strata *strata = sample(d, &state);
    for (size_t m = 0; m < KINDS; m++) {
      clock_t start = clock();
      pm_interval limits = limits_of(strata, m);
      if (m < METHODS && strcmp(methods[m], "exact") == 0)
        exact_seconds += (double)(clock() - start) / CLOCKS_PER_SEC;
      results[m].width += limits.upper - limits.lower;
      results[m].covered += limits.lower - 1e-12 <= truth && truth <= limits.upper + 1e-12;
    }
    pm_strata_free(strata);
  }
  double percent = 100 / (double)d->samples;
  printf("| %s | %d |", d->title, d->samples);
  for (size_t m = 0; m < KINDS; m++)
    printf(" %.2f (%.1f) |", percent * results[m].width, percent * results[m].covered);
  printf(" %.2f |\n", exact_seconds / d->samples);
  fflush(stdout);
}

static void fill(design *d, const char *title, double rate, double spread)
{
  d->title = title;
  d->rate = rate;
  d->spread = spread;
}

int main(void)
{
  static const double sizes[STRATA_MAX] = {
      717188, 23952, 93628,  90916, 178341, 56780, 69935,  30751,  34282, 162779, 92771,
      64044,  39770, 172421, 58202, 57723,  29038, 51902,  69061,  36359, 59178,  43238,
      43636,  37643, 38152,  35539, 50556,  99154, 131338, 104424, 95000, 61000,  38775,
      85978,  99000, 34736,  60000, 35000,  22000, 27000,  38000,  46000, 75000};
  static const double drawn[14] = {115, 82, 67,  117, 87,   181, 112,
                                   85,  90, 221, 120, 1126, 64,  388};
  static const double audited[14] = {59178, 43238, 34736,  85978, 38775,  50556, 104424,
                                     39770, 56780, 162779, 99154, 717188, 34282, 178341};
  design d = {.count = 14, .samples = 1000};
  printf("| design | samples | wald | wilson | wilson-stratified | mover | "
         "mover-hypergeometric | exact | "
         "sum of limits | seconds |\n|---|---|---|---|---|---|---|---|---|---|\n");
  memcpy(d.n, drawn, sizeof drawn);
  memcpy(d.size, audited, sizeof audited);
  fill(&d, "14 forces as audited, rates .69-.87", .78, .09);
  run(&d);
  d.count = STRATA_MAX;
  d.samples = 300;
  memcpy(d.size, sizes, sizeof sizes);
  for (size_t h = 0; h < STRATA_MAX; h++)
    d.n[h] = 20 + floor(sizes[h] * .002);
  fill(&d, "43 forces, 0.2 % and 20, rates .69-.87", .78, .09);
  run(&d);
  for (size_t h = 0; h < STRATA_MAX; h++)
    d.n[h] = 200;
  fill(&d, "43 forces, 200 each, all .85", .85, 0);
  run(&d);
  fill(&d, "43 forces, 200 each, rates .70-.90", .80, .10);
  run(&d);
  d.samples = 100;
  fill(&d, "43 forces, 200 each, rates .98-1", .99, .01);
  run(&d);
  for (size_t h = 0; h < STRATA_MAX; h++)
    d.n[h] = 20;
  d.samples = 300;
  fill(&d, "43 forces, 20 each, rates .70-.90", .80, .10);
  run(&d);
  for (size_t h = 0; h < STRATA_MAX; h++)
    d.size[h] = 40;
  d.samples = 1000;
  fill(&d, "43 strata, 20 of 40, rates .70-.90", .80, .10);
  run(&d);
  d.count = 3;
  d.samples = 20000;
  for (size_t h = 0; h < d.count; h++) {
    d.size[h] = 30 + 10 * (double)h;
    d.n[h] = 12;
  }
  fill(&d, "3 strata, 12 of 30, 40, 50, rates .6-.8", .70, .10);
  run(&d);
  return 0;
}
