/* coverage_curve.c: the true coverage and the expected width of a method's
   interval at true rates, by summing over the x that can be observed.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval/coverage.h"

#include <math.h>

#include "core/memory.h"
#include "num/beta.h"
#include <plusminus/num.h>

/* ---------------------------------------------------- chances of each x -- */

/* The chances of the x from run.first up to run.end, as multiples of that of
   `start`, in at[x]; the run is cut to those that are not negligible. */
typedef struct chances {
  double *at;
  pm_coverage_run run;
  size_t start;
  pm_beta beta; /* for P(X = start) in a large population, while beta.a is start */
} chances;

/* What is left out sums to far less than the rounding of the rest. */
static const double NEGLIGIBLE = 1e-18;

/* In a large population P(x-1)/P(x) is odds[x] q/p, and P(x+1)/P(x) is
   odds[n-x] p/q. Both ways at once as long as possible, so that neither waits
   for the other's product. */
static void spread_binomial(const pm_coverage *coverage, double rate, chances *chance)
{
  const double *odds = coverage->odds;
  double *at = chance->at;
  size_t n = coverage->places - 1;
  size_t first = chance->run.first;
  size_t last = chance->run.end - 1;
  double down = (1 - rate) / rate;
  double up = rate / (1 - rate);
  size_t low = chance->start;
  size_t high = chance->start;
  double below = 1;
  double above = 1;
  at[low] = 1;
  while (low > first && high < last && below > NEGLIGIBLE && above > NEGLIGIBLE) {
    below *= odds[low] * down;
    above *= odds[n - high] * up;
    at[--low] = below;
    at[++high] = above;
  }
  while (low > first && below > NEGLIGIBLE) {
    below *= odds[low] * down;
    at[--low] = below;
  }
  while (high < last && above > NEGLIGIBLE) {
    above *= odds[n - high] * up;
    at[++high] = above;
  }
  chance->run = (pm_coverage_run){low, high + 1};
}

/* With M of N compliant, P(x+1)/P(x) = (M-x)(n-x) / ((x+1)(N-M-n+x+1)). */
static void spread_hypergeometric(const pm_coverage *coverage, double M, chances *chance)
{
  double *at = chance->at;
  double n = coverage->n;
  double rest = coverage->population - M - n;
  size_t low = chance->start;
  size_t high = chance->start;
  double below = 1;
  double above = 1;
  at[low] = 1;
  while (low > chance->run.first && below > NEGLIGIBLE) {
    double x = (double)low;
    below *= x * (rest + x) / ((M - x + 1) * (n - x + 1));
    at[--low] = below;
  }
  while (high + 1 < chance->run.end && above > NEGLIGIBLE) {
    double x = (double)high;
    above *= (M - x) * (n - x) / ((x + 1) * (rest + x + 1));
    at[++high] = above;
  }
  chance->run = (pm_coverage_run){low, high + 1};
}

static size_t into(pm_coverage_run run, size_t x)
{
  if (x < run.first)
    return run.first;
  return x < run.end ? x : run.end - 1;
}

/* The x that are possible at all. */
static pm_coverage_run possible(const pm_coverage *coverage, double rate)
{
  if (coverage->population == 0)
    return (pm_coverage_run){0, coverage->places};
  double M = pm_coverage_count(coverage, rate);
  double least = fmax(0, M + coverage->n - coverage->population);
  return (pm_coverage_run){(size_t)least, (size_t)fmin(coverage->n, M) + 1};
}

static pm_coverage_run in_both(pm_coverage_run a, pm_coverage_run b)
{
  return (pm_coverage_run){a.first > b.first ? a.first : b.first,
                           a.end < b.end ? a.end : b.end};
}

/* P(X = start) = C(n, start) p^start q^(n-start). */
static double chance_of_start(const pm_coverage *coverage, double rate, chances *chance)
{
  double n = coverage->n;
  double x = (double)chance->start;
  if (x == 0 || x == n || rate == 0 || rate == 1)
    return pm_binomial_pmf(x, n, rate);
  if (chance->beta.a != x)
    chance->beta = pm_beta_make(x, n - x);
  return pm_beta_power(&chance->beta, (pm_beta_point){rate, 1 - rate}) * (n / (x * (n - x)));
}

/* The chances of those in the run, which is not empty; returns that of the
   start. */
static double spread(const pm_coverage *coverage, double rate, pm_coverage_run run,
                     chances *chance)
{
  double n = coverage->n;
  double N = coverage->population;
  chance->run = run;
  if (N == 0) {
    chance->start = into(run, (size_t)((n + 1) * rate));
    spread_binomial(coverage, rate, chance);
    return chance_of_start(coverage, rate, chance);
  }
  double M = pm_coverage_count(coverage, rate);
  chance->start = into(run, (size_t)((n + 1) * ((M + 1) / (N + 2))));
  spread_hypergeometric(coverage, M, chance);
  return pm_hypergeometric_pmf((double)chance->start, n, M, N);
}

/* ------------------------------------------------------------- the sums -- */

/* Four sums at a time, none of which waits for another's rounding. */
static double add_up(const chances *chance, pm_coverage_run run)
{
  const double *at = chance->at;
  double sums[4] = {0, 0, 0, 0};
  size_t x = run.first;
  for (; x + 4 <= run.end; x += 4)
    for (size_t i = 0; i < 4; i++)
      sums[i] += at[x + i];
  for (; x < run.end; x++)
    sums[0] += at[x];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static double add_up_widths(const pm_coverage *coverage, const chances *chance)
{
  const double *at = chance->at;
  double sums[2] = {0, 0};
  size_t x = chance->run.first;
  for (; x + 2 <= chance->run.end; x += 2)
    for (size_t i = 0; i < 2; i++)
      sums[i] += at[x + i] * (coverage->upper[x + i] - coverage->lower[x + i]);
  if (x < chance->run.end)
    sums[0] += at[x] * (coverage->upper[x] - coverage->lower[x]);
  return sums[0] + sums[1];
}

/* The chances of those in the run that do not hold the rate all the same. */
static double add_up_missing(const pm_coverage *coverage, const chances *chance,
                             pm_coverage_run run, double rate)
{
  double sum = 0;
  for (size_t i = 0; i < coverage->exception_count; i++) {
    size_t x = coverage->exceptions[i];
    if (x >= run.first && x < run.end && pm_coverage_misses(coverage, x, rate, PM_COVERAGE_AT))
      sum += chance->at[x];
  }
  return sum;
}

/* The width needs every x that is possible, the coverage only those whose
   intervals hold the rate. Where those are all, it is 1 without rounding. */
static void weigh(const pm_coverage *coverage, pm_coverage_run covering, chances *chance,
                  pm_coverage_point *point)
{
  pm_coverage_run all = possible(coverage, point->rate);
  pm_coverage_run run = in_both(covering, all);
  bool is_covered = run.first < run.end;
  bool is_all = run.first == all.first && run.end == all.end;
  double unit = 0;
  if (coverage->has_width || is_covered)
    unit = spread(coverage, point->rate, coverage->has_width ? all : run, chance);
  point->coverage = 0;
  if (is_covered) {
    run = in_both(run, chance->run);
    double missing = add_up_missing(coverage, chance, run, point->rate);
    double held = run.first < run.end ? unit * (add_up(chance, run) - missing) : 0;
    point->coverage = is_all && missing == 0 ? 1 : fmin(1, held);
  }
  point->width = coverage->has_width ? unit * add_up_widths(coverage, chance) : (double)NAN;
}

/* ------------------------------------------------------------ the curve -- */

pm_status pm_coverage_curve(const pm_coverage *coverage, const double *rates, size_t count,
                            pm_coverage_point *points, pm_error *error)
{
  for (size_t i = 0; i < count; i++)
    if (!(rates[i] >= 0 && rates[i] <= 1))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a true rate is from 0 to 1");
  double *room = pm_memory_resize(coverage->allocator, NULL, coverage->places * sizeof *room);
  if (room == NULL)
    return pm_memory_fault(error);
  chances chance = {.at = room};
  pm_coverage_run covering = {0, 0};
  for (size_t i = 0; i < count; i++) {
    double rate = rates[i];
    if (coverage->population > 0)
      rate = pm_coverage_count(coverage, rate) / coverage->population;
    covering = pm_coverage_find(coverage, rate, PM_COVERAGE_AT, covering);
    points[i].rate = rate;
    weigh(coverage, covering, &chance, &points[i]);
  }
  (void)pm_memory_resize(coverage->allocator, room, 0);
  return PM_OK;
}

pm_status pm_coverage_at(const pm_coverage *coverage, double rate, pm_coverage_point *point,
                         pm_error *error)
{
  *point = (pm_coverage_point){rate, (double)NAN, (double)NAN};
  return pm_coverage_curve(coverage, &rate, 1, point, error);
}
