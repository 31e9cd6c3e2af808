/* check_size_halves.c: widths of many x in a population, and sizes found with them,
   beside the intervals computed one by one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/interval.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <string.h>

#include "interval/count_search.h"
#include "plan/size_halves.h"
#include "support.h"

static double half(const pm_level *level, double x, double n, double population)
{
  pm_interval interval;
  pm_case data = {x, n, population};
  ck_assert_int_eq(
      pm_interval_compute(pm_interval_find("hypergeometric"), level, &data, &interval, NULL),
      PM_OK);
  return (interval.upper - interval.lower) / 2;
}

static pm_level level_of(double conf)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, PM_SIDE_TWO, NULL), PM_OK);
  return level;
}

/* Whatever a stretch or a run says is what the search says, and it says nearly always
 * something. */
START_TEST(halves_are_the_intervals)
{
  static const struct {
    double n, population, conf, share; /* of x's that are told at least */
  } cases[] = {
      {1500, 60000, 0.95, 0.9},   {6243, 1e9, 0.95, 0.9},     {6243, 1e6, 0.99, 0.9},
      {90000, 1e6, 0.95, 0.9},    {700000, 1e6, 0.95, 0.7},   {950000, 1e6, 0.95, 0},
      {381047, 1e6, 0.5, 0.9},    {615251, 1e9, 0.9999, 0.9}, {20000, 1e12, 0.95, 0.9},
      {5000, 5e6, 0.999999, 0.9}, {1500, 3000, 0.95, 1},      {2900, 3000, 0.5, 1},
      {2999, 3000, 0.5, 1},       {999990, 1e6, 0.5, 0.9},    {4000, 60000, 0.999999, 1},
      {90000, 1e5, 0.95, 1}};
  static pm_halves halves;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    pm_level level = level_of(cases[c].conf);
    double n = cases[c].n, of = cases[c].population, told = 0, asked = 0;
    halves = (pm_halves){.n = 0};
    for (double x = PM_HALVES_ENDS; x <= n - PM_HALVES_ENDS; x += ceil(n / 3000), asked++) {
      pm_case data = {x, n, of};
      double found = pm_halves_at(&halves, &level, &data);
      if (isnan(found))
        continue;
      told++;
      ck_assert_msg(fabs(found - half(&level, x, n, of)) < 1e-3 / of, "%g of %g of %g", x, n,
                    of);
    }
    ck_assert_msg(told >= cases[c].share * asked, "%g of %g: %g of %g", n, of, told, asked);
  }
}
END_TEST

/* Also at the ends, where a sample is nearly all of the population and where M goes far
   from one x to the next. */
START_TEST(counts_are_the_searches)
{
  static const double confs[] = {0.5, 0.95, 0.999999};
  static const struct {
    double n, population, above;
    int many;
  } cases[] = {{1, 1, 0, 2},          {40, 40, 0, 41},     {39, 40, 0, 40},
               {20, 40, 0, 21},       {3, 200, 0, 4},      {9999, 1e4, 9950, 50},
               {9e5, 1e6, 4e5, 64},   {1e5, 6e6, 256, 64}, {98, 100, 0, 64},
               {999998, 1e6, 5e5, 64}};
  for (size_t i = 0; i < 3 * sizeof cases / sizeof *cases; i++) {
    pm_level level = level_of(confs[i % 3]);
    double n = cases[i / 3].n, of = cases[i / 3].population, counts[64];
    pm_urn_set set = {.n = n, .population = of, .below = -1, .one_tail = true};
    set.above = cases[i / 3].above;
    pm_smallest_counts(set, &level, counts, cases[i / 3].many);
    for (int k = 0; k < cases[i / 3].many; k++, set.above++) {
      pm_urn_tails at;
      double found = pm_smallest_count(&set, &level, &at);
      ck_assert_msg(counts[k] == found, "%g of %g of %g: %g, not %g", set.above, n, of,
                    counts[k], found);
    }
  }
}
END_TEST

/* The ends are not for stretches, nor where M goes too far from one x to the next for a
   run and is too large a number to be told to a hundredth. */
START_TEST(halves_know_where_not)
{
  static pm_halves halves;
  pm_level level = level_of(0.95);
  pm_case small = {600, 1500, 3000}, short_one = {255, 2000, 1e9};
  pm_case vast = {6000, 20000, 1e15};
  ck_assert(isnan(pm_halves_at(&halves, &level, &short_one)));
  ck_assert(isnan(pm_halves_at(&halves, &level, &vast)));
  ck_assert(pm_halves_end(&halves, &small) == NULL);
  double *end = pm_halves_end(&halves, &short_one);
  ck_assert(end != NULL && isnan(*end));
  *end = 0.25;
  short_one.x = 2000 - 255;
  ck_assert_double_eq(*pm_halves_end(&halves, &short_one), 0.25);
  short_one = (pm_case){255, 2001, 1e9};
  ck_assert(isnan(*pm_halves_end(&halves, &short_one)));
}
END_TEST

/* ---------------------------------------------------------------- sizes -- */

static double log_beta(double a, double b)
{
  return lgamma(a) + lgamma(b) - lgamma(a + b);
}

static double chance(const pm_size_request *request, double x, double n)
{
  double of = request->population;
  if (request->prior_n == 0)
    return pm_hypergeometric_pmf(x, n, floor(request->rate * of + 0.5), of);
  double a = request->prior_x + 0.5, b = request->prior_n - request->prior_x + 0.5;
  return exp(log_beta(x + a, n - x + b) - log_beta(a, b) - log_beta(x + 1, n - x + 1)) /
         (n + 1);
}

/* All x one by one: the mean of half the width, or the chance that it is at most the
   margin. */
static double by_force(const pm_size_request *request, double n)
{
  pm_level level = level_of(0.95);
  pm_sum sum = {0, 0};
  for (double x = 0; x <= n; x++) {
    double weight = chance(request, x, n);
    if (weight < 1e-16)
      continue;
    double width = half(&level, x, n, request->population);
    if (request->width == PM_WIDTH_EXPECTED)
      pm_sum_add(&sum, weight * width);
    else if (width <= request->margin * (1 + 1e-13))
      pm_sum_add(&sum, weight);
  }
  return pm_sum_value(&sum);
}

static bool meets(const pm_size_request *request, double n)
{
  double found = by_force(request, n);
  return request->width == PM_WIDTH_EXPECTED ? found <= request->margin
                                             : found >= request->assurance;
}

static void check_by_force(const pm_size_request *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    pm_size_request request = cases[i];
    pm_size size;
    request.method = "hypergeometric";
    ck_assert_int_eq(pm_size_for_margin(&request, &size, NULL), PM_OK);
    ck_assert_msg(meets(&request, size.n), "case %zu: %g", i, size.n);
    ck_assert_msg(!meets(&request, size.n - 1), "case %zu: before %g", i, size.n);
    ck_assert_msg(size.n_safe == 1 || !meets(&request, size.n_safe - 1),
                  "case %zu: before the safe %g", i, size.n_safe);
    if (request.width == PM_WIDTH_EXPECTED)
      ck_assert_double_eq_tol(size.achieved_margin, by_force(&request, size.n), 1e-12);
  }
}

START_TEST(expected_by_force)
{
  static const pm_size_request cases[] = {
      {.rate = 0.8, .margin = 0.02, .population = 2e4, .width = PM_WIDTH_EXPECTED},
      {.rate = 0.8, .margin = 0.01, .population = 1e6, .width = PM_WIDTH_EXPECTED},
      {.rate = 0.8, .margin = 0.01, .population = 1e9, .width = PM_WIDTH_EXPECTED},
      {.rate = 0.5, .margin = 0.02, .population = 1e9, .width = PM_WIDTH_EXPECTED},
      {.rate = 0.999, .margin = 0.001, .population = 1e6, .width = PM_WIDTH_EXPECTED},
      {.rate = 0.001, .margin = 0.002, .population = 1e9, .width = PM_WIDTH_EXPECTED},
      {.prior_x = 40,
       .prior_n = 50,
       .margin = 0.02,
       .population = 1e5,
       .width = PM_WIDTH_EXPECTED},
      {.prior_x = 3,
       .prior_n = 3,
       .margin = 0.02,
       .population = 1e9,
       .width = PM_WIDTH_EXPECTED},
  };
  check_by_force(cases, sizeof cases / sizeof *cases);
}
END_TEST

START_TEST(assured_by_force)
{
  static const pm_size_request cases[] = {
      {.rate = 0.8,
       .margin = 0.01,
       .population = 1e5,
       .width = PM_WIDTH_ASSURED,
       .assurance = 0.8},
      {.rate = 0.5,
       .margin = 0.02,
       .population = 3e4,
       .width = PM_WIDTH_ASSURED,
       .assurance = 0.9},
      {.rate = 0.85,
       .margin = 0.01,
       .population = 1e9,
       .width = PM_WIDTH_ASSURED,
       .assurance = 0.8},
      {.rate = 0.5,
       .margin = 0.001,
       .population = 1e6,
       .width = PM_WIDTH_ASSURED,
       .assurance = 0.8},
      {.rate = 0.5,
       .margin = 0.0005,
       .population = 1e4,
       .width = PM_WIDTH_ASSURED,
       .assurance = 0.999},
      {.rate = 0.5,
       .margin = 0.01,
       .population = 5000,
       .width = PM_WIDTH_ASSURED,
       .assurance = 0.8},
      {.prior_x = 4,
       .prior_n = 5,
       .margin = 0.002,
       .population = 20000,
       .width = PM_WIDTH_ASSURED,
       .assurance = 0.8},
  };
  check_by_force(cases, sizeof cases / sizeof *cases);
}
END_TEST

/* What would be summed over millions of results is refused, not begun. */
START_TEST(sums_end)
{
  static const pm_size_request cases[] = {
      {.rate = 0.8, .width = PM_WIDTH_ASSURED, .assurance = 0.8},
      {.prior_x = 40, .prior_n = 50, .width = PM_WIDTH_EXPECTED},
      {.rate = 0.5, .width = PM_WIDTH_EXPECTED},
      {.rate = 1e-6, .width = PM_WIDTH_EXPECTED},
  };
  static const double least[] = {0.001, 0.001, 0.0001, 1e-8};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    pm_size_request request = cases[i];
    pm_size size;
    request.method = "hypergeometric";
    request.population = 1e8;
    request.margin = 0.99 * least[i];
    ck_assert_int_eq(pm_size_for_margin(&request, &size, NULL), PM_ERROR_DOMAIN);
    request.population = 400;
    request.margin = least[i];
    ck_assert_int_eq(pm_size_for_margin(&request, &size, NULL), PM_OK);
  }
  pm_size bought;
  pm_error error = {0};
  pm_size_request mean = {.method = "hypergeometric",
                          .prior_x = 40,
                          .prior_n = 50,
                          .population = 1e15,
                          .width = PM_WIDTH_EXPECTED};
  ck_assert_int_eq(pm_size_margin(&mean, 3e7, &bought, &error), PM_ERROR_DOMAIN);
  ck_assert_msg(strstr(error.faults[0].text, "anybody waits") != NULL, "%s",
                error.faults[0].text);
  mean.prior_n = mean.prior_x = 0;
  mean.rate = 0.5;
  ck_assert_int_eq(pm_size_margin(&mean, 3e7, &bought, NULL), PM_OK);
  ck_assert_int_eq(pm_size_margin(&mean, 1e13, &bought, NULL), PM_ERROR_DOMAIN);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("size_halves", &tcase);
  tcase_add_test(tcase, halves_are_the_intervals);
  tcase_add_test(tcase, halves_know_where_not);
  tcase_add_test(tcase, expected_by_force);
  tcase_add_test(tcase, assured_by_force);
  tcase_add_test(tcase, counts_are_the_searches);
  tcase_add_test(tcase, sums_end);
  return support_run(suite);
}
