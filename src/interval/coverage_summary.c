/* coverage_summary.c: the lowest and the mean coverage over all true rates.

   Between two neighbouring limits of the x's, the same run of x holds the rate,
   say from a to b, and the coverage is P(a <= X <= b). There it has no minimum
   but at the ends. In a large population its derivative by p is (DLMF 8.17.20)
     n (P(Y = a-1) - P(Y = b)),  Y binomial of n-1 records,
   and in one of N, when one more than M are compliant, it grows by
     n/N (P(Y = a-1) - P(Y = b)), Y of n-1 records from N-1, M of them compliant:
   the additional one is in the sample and makes X pass a, or pass b + 1. The
   ratio of the two probabilities falls with p, or M, so that the coverage first
   rises and then falls. Hence only the ends are looked at, from both sides,
   since the x whose interval ends there is lost just behind it. Where an x
   between a and b does not hold the rate, as next to 0 and 1 in a method whose
   limits do not rise with x, the stretch between is searched as well.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval/coverage.h"

#include <math.h>

#include <plusminus/num.h>

/* -------------------------------------------------------- the minimum -- */

static double chance_of(const pm_coverage *coverage, size_t x, double rate)
{
  double N = coverage->population;
  return N == 0 ? pm_binomial_pmf((double)x, coverage->n, rate)
                : pm_hypergeometric_pmf((double)x, coverage->n,
                                        pm_coverage_count(coverage, rate), N);
}

/* Takes away the chances of the x in the run that do not hold the rate. Returns
   how many they are. */
static int take_missing(const pm_coverage *coverage, pm_coverage_run run, double rate,
                        pm_coverage_edge edge, double *probability)
{
  int count = 0;
  for (size_t i = 0; i < coverage->exception_count; i++) {
    size_t x = coverage->exceptions[i];
    if (x < run.first || x >= run.end || !pm_coverage_misses(coverage, x, rate, edge))
      continue;
    *probability -= chance_of(coverage, x, rate);
    count++;
  }
  return count;
}

/* P(first <= X < end) at the rate: from the two tails beyond the run. */
static double run_probability(const pm_coverage *coverage, pm_coverage_run run, double rate)
{
  double n = coverage->n;
  double N = coverage->population;
  double below = (double)run.first - 1;
  double above = (double)run.end;
  if (run.end <= run.first)
    return 0;
  if (N == 0)
    return fmax(0, 1 - pm_binomial_tail(below, n, rate, PM_TAIL_LOWER) -
                       pm_binomial_tail(above, n, rate, PM_TAIL_UPPER));
  double M = pm_coverage_count(coverage, rate);
  return fmax(0, 1 - pm_hypergeometric_tail(below, n, M, N, PM_TAIL_LOWER) -
                     pm_hypergeometric_tail(above, n, M, N, PM_TAIL_UPPER));
}

/* The lowest coverage so far, and the run at the last rate looked at. */
typedef struct lowest {
  double coverage;
  double rate;
  pm_coverage_run near;
} lowest;

/* Returns how many x of the run do not hold the rate. */
static int look(const pm_coverage *coverage, double rate, pm_coverage_edge edge, lowest *found)
{
  /* Rates that mirror each other have the same coverage but for the rounding:
     the smaller one is kept. */
  static const double SAME = 1e-12;
  found->near = pm_coverage_find(coverage, rate, edge, found->near);
  double here = run_probability(coverage, found->near, rate);
  int missing = take_missing(coverage, found->near, rate, edge, &here);
  if (here < found->coverage - SAME || (here <= found->coverage + SAME && rate < found->rate)) {
    found->coverage = fmax(0, here);
    found->rate = rate;
  }
  return missing;
}

/* The next limit above this one. */
static double limit_after(const pm_coverage *coverage, double limit)
{
  double next = 1;
  for (size_t x = 0; x < coverage->places; x++) {
    if (coverage->lower[x] > limit)
      next = fmin(next, coverage->lower[x]);
    if (coverage->upper[x] > limit)
      next = fmin(next, coverage->upper[x]);
  }
  return next;
}

/* At rates between two neighbouring limits, closer and closer around the lowest
   of them. */
static void look_between(const pm_coverage *coverage, double from, double to, lowest *found)
{
  enum { ROUNDS = 5, STEPS = 64 };
  for (int round = 0; round < ROUNDS; round++) {
    lowest here = {1, 1, found->near};
    double step = (to - from) / STEPS;
    for (int i = 1; i < STEPS; i++)
      (void)look(coverage, from + i * step, PM_COVERAGE_AT, &here);
    if (here.coverage < found->coverage)
      *found = here;
    from = fmax(from, here.rate - step);
    to = fmin(to, here.rate + step);
  }
}

static void look_around(const pm_coverage *coverage, double limit, lowest *found)
{
  if (limit > 0)
    (void)look(coverage, limit, PM_COVERAGE_BELOW, found);
  if (limit < 1 && look(coverage, limit, PM_COVERAGE_ABOVE, found) > 0)
    look_between(coverage, limit, limit_after(coverage, limit), found);
}

/* In a finite population the rates to both sides are multiples of 1/N. */
static void look_beside(const pm_coverage *coverage, double limit, lowest *found)
{
  double N = coverage->population;
  double M = floor(limit * N);
  for (double beside = fmax(0, M - 1); beside <= fmin(N, M + 2); beside++)
    (void)look(coverage, beside / N, PM_COVERAGE_AT, found);
}

static lowest find_lowest(const pm_coverage *coverage)
{
  lowest found = {1, 1, {0, 0}};
  const double *limits[] = {coverage->lower, coverage->upper};
  for (size_t side = 0; side < 2; side++)
    for (size_t x = 0; x < coverage->places; x++)
      if (coverage->population == 0)
        look_around(coverage, limits[side][x], &found);
      else
        look_beside(coverage, limits[side][x], &found);
  return found;
}

/* ----------------------------------------------------------- the means -- */

/* For a rate uniform on 0..1 the posterior of x is Beta(x+1, n-x+1), and every x
   is as likely: the mean coverage is the mean posterior content of the
   intervals. */
static double content(const pm_coverage *coverage, size_t x)
{
  double a = (double)x + 1;
  double b = coverage->n - (double)x + 1;
  return 1 - pm_beta_tail(coverage->lower[x], a, b, PM_TAIL_LOWER) -
         pm_beta_tail(coverage->upper[x], a, b, PM_TAIL_UPPER);
}

/* The smallest M whose rate is not below the limit. */
static double first_count(double limit, double N)
{
  double M = fmax(0, floor(limit * N) - 1);
  while (M / N < limit)
    M++;
  return M;
}

/* The largest M whose rate is not above the limit. */
static double last_count(double limit, double N)
{
  double M = fmin(N, floor(limit * N) + 1);
  while (M / N > limit)
    M--;
  return M;
}

/* The same in a population of N, for M uniform on 0..N. Given x, M is the number
   of positions before the (x+1)th of n+1 drawn from N+1: it is below m when more
   than x of the n+1 are among the first m. */
static double content_of_population(const pm_coverage *coverage, size_t x)
{
  double N = coverage->population;
  double draws = coverage->n + 1;
  double first = first_count(coverage->lower[x], N);
  double last = last_count(coverage->upper[x], N);
  return 1 - pm_hypergeometric_tail((double)x + 1, draws, first, N + 1, PM_TAIL_UPPER) -
         pm_hypergeometric_tail((double)x, draws, last + 1, N + 1, PM_TAIL_LOWER);
}

/* An interval between two neighbouring M/N holds none of them: its content is 0,
   but for the rounding. */
static void add_means(const pm_coverage *coverage, pm_coverage_summary *summary)
{
  pm_sum contents = {0, 0};
  pm_sum widths = {0, 0};
  for (size_t x = 0; x < coverage->places; x++) {
    double held =
        coverage->population == 0 ? content(coverage, x) : content_of_population(coverage, x);
    pm_sum_add(&contents, fmax(0, held));
    pm_sum_add(&widths, coverage->upper[x] - coverage->lower[x]);
  }
  summary->mean = pm_sum_value(&contents) / (double)coverage->places;
  summary->mean_width = pm_sum_value(&widths) / (double)coverage->places;
}

pm_status pm_coverage_summarise(const pm_coverage *coverage, pm_coverage_summary *summary,
                                pm_error *error)
{
  lowest found = find_lowest(coverage);
  *summary = (pm_coverage_summary){.minimum = found.coverage, .minimum_at = found.rate};
  add_means(coverage, summary);
  if (isnan(summary->minimum) || isnan(summary->mean))
    return pm_error_add(error, PM_ERROR_NUMERIC, NULL, "a coverage could not be computed");
  return PM_OK;
}
