/* Weights between limits, where sums are flat in between, and far from where they begin; and
   totals that no weights within bounds meet, which takes no time to find.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include "calibrate/calibrator.h"

#include <math.h>

enum { UNITS_MOST = 8 };

static const uint32_t one_cell[UNITS_MOST] = {0};

/* Units of one margin; limits of weights, as --trim-weights has them, or none; bounds of g, or
   0 to 1001. */
typedef struct problem {
  const char *method;
  size_t units;
  const uint32_t *cells;
  size_t cell_count;
  const double *weights, *totals;
  double lowest, highest; /* of a weight; 0: no limits */
  pm_calibration_range range;
} problem;

static pm_status solve(const problem *p, double *g, pm_calibration_miss *miss)
{
  static const pm_calibration_range wide = {0, 1001};
  const uint32_t *categories[] = {p->cells};
  double low[UNITS_MOST], high[UNITS_MOST];
  for (size_t i = 0; i < p->units; i++) {
    low[i] = p->lowest / p->weights[i];
    high[i] = p->highest / p->weights[i];
  }
  const pm_calibrator c = {.method = pm_calibration_find(p->method),
                           .range = p->range.upper > 0 ? p->range : wide,
                           .units = p->units,
                           .margins = 1,
                           .categories = categories,
                           .sizes = &p->cell_count,
                           .lowest = p->highest > 0 ? low : NULL,
                           .highest = p->highest > 0 ? high : NULL,
                           .totals = p->totals,
                           .parameters = p->cell_count};
  return pm_calibrate(&c, p->weights, g, NULL, miss);
}

/* Between where the second weight comes to its upper limit and the first leaves its lower one
   the sum stays 16. With another cell, in which the sum does move. */
START_TEST(test_flat_cell)
{
  static const char *const methods[] = {"poststratify", "rake", "linear"};
  static const double weights[] = {1, 10, 5, 6}, totals[] = {20, 15};
  static const uint32_t cells[] = {0, 0, 1, 1};
  double g[4];
  const problem p = {.method = methods[_i],
                     .units = 4,
                     .cells = cells,
                     .cell_count = 2,
                     .weights = weights,
                     .totals = totals,
                     .lowest = 4,
                     .highest = 12};
  ck_assert_int_eq(solve(&p, g, NULL), PM_OK);
  ck_assert_double_eq_tol(g[0] * weights[0], 8, 1e-10);
  ck_assert_double_eq_tol(g[1] * weights[1], 12, 1e-10);
  ck_assert_double_eq_tol(g[2], 15.0 / 11, 1e-12);
  ck_assert_double_eq_tol(g[3], 15.0 / 11, 1e-12);
}
END_TEST

/* Two weights at the upper limit, one at the lower, and two that share the rest. */
START_TEST(test_flat_in_between)
{
  static const double weights[] = {49.668, 5.771, 12.344, 10.766, 21.064}, totals[] = {1811};
  double g[5];
  const problem p = {.method = "poststratify",
                     .units = 5,
                     .cells = one_cell,
                     .cell_count = 1,
                     .weights = weights,
                     .totals = totals,
                     .lowest = 306,
                     .highest = 419};
  const double share = (1811 - 2 * 419 - 306) / (12.344 + 10.766);
  ck_assert_int_eq(solve(&p, g, NULL), PM_OK);
  ck_assert_double_eq_tol(g[0] * weights[0], 419, 1e-9);
  ck_assert_double_eq_tol(g[1] * weights[1], 306, 1e-9);
  ck_assert_double_eq_tol(g[2], share, 1e-10);
  ck_assert_double_eq_tol(g[3], share, 1e-10);
  ck_assert_double_eq_tol(g[4] * weights[4], 419, 1e-9);
}
END_TEST

/* A cell of two records and one of a third, g being 0 to 1001. */
static pm_status solve_two_cells(const char *method, const double *totals, double *g,
                                 pm_calibration_miss *miss)
{
  static const double weights[] = {1, 1, 1};
  static const uint32_t cells[] = {0, 0, 1};
  const problem p = {.method = method,
                     .units = 3,
                     .cells = cells,
                     .cell_count = 2,
                     .weights = weights,
                     .totals = totals};
  return solve(&p, g, miss);
}

static const char *const with_bounds[] = {"bounded", "logit"};

/* Records that stand for themselves, and totals of the population. */
START_TEST(test_far)
{
  static const double totals[] = {1958, 908};
  double g[3];
  ck_assert_int_eq(solve_two_cells(with_bounds[_i], totals, g, NULL), PM_OK);
  ck_assert_double_eq_tol(g[0], 979, 1e-8);
  ck_assert_double_eq_tol(g[1], 979, 1e-8);
  ck_assert_double_eq_tol(g[2], 908, 1e-8);
}
END_TEST

/* Found by what the bounds make of the sums, and not by running out of steps. */
START_TEST(test_out_of_reach)
{
  static const double totals[] = {1958, 1002};
  double g[3];
  pm_calibration_miss miss;
  ck_assert_int_eq(solve_two_cells(with_bounds[_i], totals, g, &miss), PM_ERROR_NUMERIC);
  ck_assert_int_lt(miss.cycles, 5);
  ck_assert_uint_eq(miss.parameter, 1);
  ck_assert_double_eq_tol(miss.reached, 1001, 1e-6);
}
END_TEST

/* A weight that its limit takes below the bounds of g: 60 is met, though by bounds alone the
   sum is 108 or more. */
START_TEST(test_limit_beyond_bounds)
{
  static const double weights[] = {100, 10, 10}, totals[] = {60};
  double g[3];
  const problem p = {.method = with_bounds[_i],
                     .units = 3,
                     .cells = one_cell,
                     .cell_count = 1,
                     .weights = weights,
                     .totals = totals,
                     .lowest = 5,
                     .highest = 40,
                     .range = {0.9, 1.1}};
  ck_assert_int_eq(solve(&p, g, NULL), PM_OK);
  ck_assert_double_eq_tol(g[0], 0.4, 1e-12);
  ck_assert_double_eq_tol(g[1], 1, 1e-10);
  ck_assert_double_eq_tol(g[2], 1, 1e-10);
}
END_TEST

/* A first step that takes all to their bounds, one of them to 0, where what is left of its
   slope is no small part of it. Some lambda within 0 to 8 meets the total, which bisection
   finds. */
START_TEST(test_bound_of_nothing)
{
  static const double values[] = {-1, 2, 1, 2, 1, 2, 2, 1},
                      weights[] = {1, 1, 1, 1, 1, 1, 1, 1};
  static const double total = 7994;
  const double *numbers[] = {values};
  const pm_calibrator c = {.method = pm_calibration_find("logit"),
                           .range = {0, 1000},
                           .units = UNITS_MOST,
                           .numbers = 1,
                           .values = numbers,
                           .totals = &total,
                           .parameters = 1};
  double g[UNITS_MOST], slope, sum, low = 0, high = 8;
  for (int i = 0; i < 60; i++) {
    double lambda = (low + high) / 2;
    sum = 0;
    for (size_t k = 0; k < UNITS_MOST; k++)
      sum += values[k] * c.method->factor(values[k] * lambda, &c.range, &slope);
    *(sum < total ? &low : &high) = lambda;
  }
  ck_assert_int_eq(pm_calibrate(&c, weights, g, NULL, NULL), PM_OK);
  for (size_t k = 0; k < UNITS_MOST; k++)
    ck_assert_double_eq_tol(g[k], c.method->factor(values[k] * low, &c.range, &slope), 1e-8);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("calibrate_newton", &tcase);
  tcase_add_loop_test(tcase, test_flat_cell, 0, 3);
  tcase_add_test(tcase, test_flat_in_between);
  tcase_add_loop_test(tcase, test_far, 0, 2);
  tcase_add_loop_test(tcase, test_out_of_reach, 0, 2);
  tcase_add_loop_test(tcase, test_limit_beyond_bounds, 0, 2);
  tcase_add_test(tcase, test_bound_of_nothing);
  return support_run(suite);
}
