/* check_interval_oracle.c: the methods for one rate against limits from the
   equations that define them and from R, and against printed ones.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <math.h>
#include <plusminus/interval.h>
#include <stdio.h>
#include <string.h>

/* Cases of the corners; many more are in a file of each method's own. */
static const char ORACLE[] = "oracle/interval.csv";

static pm_side side_of(const support_rows *rows)
{
  const char *side = support_text(rows, "side");
  if (strcmp(side, "lower") == 0)
    return PM_SIDE_LOWER;
  return strcmp(side, "upper") == 0 ? PM_SIDE_UPPER : PM_SIDE_TWO;
}

static pm_interval compute(const support_rows *rows, const char *name)
{
  const pm_interval_method *method = pm_interval_find(name);
  ck_assert_msg(method != NULL, "line %d: unknown method", support_line(rows));
  pm_case data = {support_number(rows, "x"), support_number(rows, "n"),
                  support_number(rows, "population")};
  pm_level level;
  pm_interval found;
  ck_assert_int_eq(pm_level_make(&level, support_number(rows, "conf"), side_of(rows), NULL),
                   PM_OK);
  ck_assert_int_eq(pm_interval_compute(method, &level, &data, &found, NULL), PM_OK);
  return found;
}

static void assert_row(const support_rows *rows, const char *method, const char *lower,
                       const char *upper)
{
  pm_interval found = compute(rows, method);
  double limits[] = {support_number(rows, lower), support_number(rows, upper)};
  if (!isnan(limits[0]))
    assert_close(found.lower, limits[0], 1e-12, "line %d, %s, lower", support_line(rows),
                 method);
  if (!isnan(limits[1]))
    assert_close(found.upper, limits[1], 1e-12, "line %d, %s, upper", support_line(rows),
                 method);
}

static void assert_limits(const char *lower, const char *upper)
{
  support_rows *rows = support_rows_open(ORACLE);
  while (support_rows_next(rows))
    assert_row(rows, support_text(rows, "method"), lower, upper);
  support_rows_free(rows);
}

START_TEST(limits_solve_their_equations)
{
  assert_limits("lower", "upper");
}
END_TEST

START_TEST(limits_are_those_of_r)
{
  assert_limits("lower_r", "upper_r");
}
END_TEST

START_TEST(every_row_has_an_oracle)
{
  const char *method = pm_interval_family.at((size_t)_i)->name;
  char file[128];
  size_t count = 0;
  (void)snprintf(file, sizeof file, "oracle/interval_%s.csv", method);
  support_rows *rows = support_rows_open(file);
  while (support_rows_next(rows)) {
    assert_row(rows, method, "lower_r", "upper_r");
    count++;
  }
  support_rows_free(rows);
  ck_assert_uint_ge(count, 2000);
}
END_TEST

/* All of Newcombe 1998, table I: 95 %, four decimals, methods 1 to 7. Those of
   mid-p stand as that table's in the regression tests of R's package coin
   (confint_midp); those of wilson, wilson-cc and clopper-pearson in several public
   test suites; of the others no copy was found. */
typedef struct printed_row {
  const char *method;
  double x, n, lower, upper;
} printed_row;

static const printed_row printed[] = {
    {"wald", 81, 263, .2522, .3638},
    {"wald-cc", 81, 263, .2503, .3657},
    {"likelihood", 81, 263, .2542, .3655},
    {"wilson", 81, 263, .2553, .3662},
    {"wilson-cc", 81, 263, .2535, .3682},
    {"clopper-pearson", 81, 263, .2527, .3676},
    {"mid-p", 81, 263, .2544, .3658},
    {"wald", 15, 148, .0527, .1500},
    {"wald-cc", 15, 148, .0494, .1534},
    {"likelihood", 15, 148, .0596, .1567},
    {"wilson-cc", 15, 148, .0598, .1644},
    {"wilson", 15, 148, .0624, .1605},
    {"clopper-pearson", 15, 148, .0578, .1617},
    {"mid-p", 15, 148, .0601, .1581},
    {"wald", 0, 20, 0, 0},
    {"wald-cc", 0, 20, 0, .0250},
    {"likelihood", 0, 20, 0, .0916},
    {"wilson-cc", 0, 20, 0, .2005},
    {"wilson", 0, 20, 0, .1611},
    {"clopper-pearson", 0, 20, 0, .1684},
    {"mid-p", 0, 20, 0, .1391},
    {"wald", 1, 29, 0, .1009},
    {"wald-cc", 1, 29, 0, .1181},
    {"likelihood", 1, 29, .0020, .1432},
    {"wilson-cc", 1, 29, .0018, .1963},
    {"wilson", 1, 29, .0061, .1718},
    {"clopper-pearson", 1, 29, .0009, .1776},
    {"mid-p", 1, 29, .0017, .1585},
};
enum { PRINTED_COUNT = sizeof printed / sizeof printed[0] };

START_TEST(limits_are_the_printed_ones)
{
  const printed_row *row = &printed[_i];
  pm_level level;
  pm_interval found;
  ck_assert_int_eq(pm_level_make(&level, 0.95, PM_SIDE_TWO, NULL), PM_OK);
  ck_assert_int_eq(pm_interval_compute(pm_interval_find(row->method), &level,
                                       &(pm_case){row->x, row->n, 0}, &found, NULL),
                   PM_OK);
  ck_assert_msg(
      fabs(found.lower - row->lower) <= 0.00005 && fabs(found.upper - row->upper) <= 0.00005,
      "%s, %g of %g: %.6f-%.6f", row->method, row->x, row->n, found.lower, found.upper);
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("interval_oracle", &tests);
  tcase_add_test(tests, limits_solve_their_equations);
  tcase_add_test(tests, limits_are_those_of_r);
  tcase_add_loop_test(tests, every_row_has_an_oracle, 0, (int)pm_interval_family.count);
  tcase_add_loop_test(tests, limits_are_the_printed_ones, 0, PRINTED_COUNT);
  return support_run(suite);
}
