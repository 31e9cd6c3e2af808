/* check_allocate.c: allocations of a fixed total or budget against every allocation there
   is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <stdlib.h>

#include "allocate_case.h"

enum { PROBLEMS = 10000, BUDGETS = 3000 };

/* ------------------------------------------------------------ random problems -- */

static pm_random generator;

static pm_stratum_plan draw_stratum(void)
{
  static const double costs[] = {1, 2, 3, 5, 0.7, 1.25, 2.4, 3.14159};
  pm_stratum_plan s = {.population = case_draw(&generator, 1, 11),
                       .mean = case_draw(&generator, 1, 9),
                       .cost = 0};
  s.spread = case_once(&generator, 8)   ? 0
             : case_once(&generator, 2) ? case_draw(&generator, 1, 12)
                                        : pm_random_uniform(&generator);
  if (!case_once(&generator, 3))
    s.cost = costs[pm_random_below(&generator, sizeof costs / sizeof costs[0])];
  if (case_once(&generator, 3))
    s.importance = case_draw(&generator, 1, 40);
  if (case_once(&generator, 3))
    s.minimum = case_draw(&generator, 1, s.population);
  if (case_once(&generator, 3))
    s.maximum = case_draw(&generator, fmax(1, s.minimum), s.population + 2);
  s.take_all = case_once(&generator, 12);
  return s;
}

static void draw_case(allocate_case *it)
{
  const pm_method *about = pm_allocation_family.at((size_t)case_draw(&generator, 0, 6));
  const pm_allocation_method *method = pm_allocation_find(about->name);
  *it = (allocate_case){.method = about->name,
                        .count = (size_t)case_draw(&generator, 1, STRATA_MOST)};
  it->parameter =
      method->flags & PM_ALLOCATION_PARAMETER ? case_draw(&generator, 0, 4) / 4 : (double)NAN;
  for (size_t h = 0; h < it->count; h++)
    it->strata[h] = draw_stratum();
  if (it->strata[0].spread <= 0)
    it->strata[0].spread = 1; /* all zero is an error */
}

static double sum_of(const allocate_case *it, const double *n, bool of_costs)
{
  double sum = 0;
  for (size_t h = 0; h < it->count; h++)
    sum += n[h] * (of_costs ? case_cost(&it->strata[h]) : 1);
  return sum;
}

static double bound_of(const allocate_case *it, bool is_high, bool of_costs)
{
  double n[STRATA_MOST];
  for (size_t h = 0; h < it->count; h++)
    n[h] = is_high ? case_high(&it->strata[h]) : case_low(&it->strata[h]);
  return sum_of(it, n, of_costs);
}

/* sum square/n. Of a budget, optimal's is the variance: its squares are per unit of cost. */
static double value_of(const allocate_case *it, const double *n)
{
  double sum = 0;
  for (size_t h = 0; h < it->count; h++)
    sum += case_square(it, h) * (it->budget > 0 ? case_cost(&it->strata[h]) : 1) / n[h];
  return sum;
}

static bool is_within(const allocate_case *it, const double *n)
{
  if (it->total > 0)
    return sum_of(it, n, false) == it->total;
  return sum_of(it, n, true) <= it->budget * (1 + 1e-15);
}

static double least_value(const allocate_case *it)
{
  double n[STRATA_MOST];
  double least = (double)INFINITY;
  case_first(it, n);
  do
    if (is_within(it, n))
      least = fmin(least, value_of(it, n));
  while (case_next(it, n));
  return least;
}

static void check_least(const allocate_case *it, int problem)
{
  double n[STRATA_MOST];
  pm_allocation found;
  pm_error error = {0};
  pm_allocation_request request = case_request(it);
  pm_status status = pm_allocate_fixed(&request, n, &found, NULL, &error);
  ck_assert_msg(status == PM_OK, "problem %d: %s", problem, error.faults[0].text);
  ck_assert_msg(is_within(it, n), "problem %d, %s: the limit is not kept", problem, it->method);
  for (size_t h = 0; h < it->count; h++)
    ck_assert_msg(n[h] >= case_low(&it->strata[h]) && n[h] <= case_high(&it->strata[h]) &&
                      floor(n[h]) == n[h],
                  "problem %d, %s: n[%zu] = %g", problem, it->method, h, n[h]);
  double least = least_value(it);
  double value = value_of(it, n);
  ck_assert_msg(value <= least * (1 + 1e-13), "problem %d, %s: %.17g, but %.17g is possible",
                problem, it->method, value, least);
  ck_assert(found.is_exact);
  assert_close(found.total, sum_of(it, n, false), 1e-14, "total %d", problem);
  assert_close(found.cost, sum_of(it, n, true), 1e-14, "cost %d", problem);
}

START_TEST(totals_are_met_best)
{
  pm_random_begin(&generator, &(pm_random_place){.seed = 5});
  for (int problem = 0; problem < PROBLEMS; problem++) {
    allocate_case it;
    draw_case(&it);
    it.total = case_draw(&generator, bound_of(&it, false, false), bound_of(&it, true, false));
    check_least(&it, problem);
  }
}
END_TEST

START_TEST(budgets_buy_the_best)
{
  pm_random_begin(&generator, &(pm_random_place){.seed = 6});
  for (int problem = 0; problem < BUDGETS; problem++) {
    allocate_case it;
    draw_case(&it);
    it.method = "optimal";
    it.parameter = (double)NAN;
    double low = bound_of(&it, false, true);
    double share = case_once(&generator, 10) ? 0 : pm_random_uniform(&generator);
    it.budget = low + share * (bound_of(&it, true, true) - low);
    check_least(&it, problem);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("allocate", &tcase);
  tcase_add_test(tcase, totals_are_met_best);
  tcase_add_test(tcase, budgets_buy_the_best);
  return support_run(suite);
}
