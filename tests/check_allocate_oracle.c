/* check_allocate_oracle.c: allocations and boundaries as rational arithmetic, scipy and R
   have them, see tests/oracle/allocate.py, allocate_interval.py and allocate.R.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <stdlib.h>

#include "allocate_case.h"

/* ------------------------------------------------------- in rational numbers -- */

/* Up to STRATA_MOST numbers with blanks between. */
static size_t numbers_of(const support_rows *rows, const char *column, double *values)
{
  const char *at = support_text(rows, column);
  size_t count = 0;
  for (char *end; *at != '\0'; at = *end == ' ' ? end + 1 : end)
    values[count++] = strtod(at, &end);
  return count;
}

/* Labels are single letters. */
static void fill(const support_rows *rows, allocate_case *it, char labels[STRATA_MOST][2])
{
  double column[6][STRATA_MOST];
  static const char *const names[] = {"size", "sd", "mean", "cost", "low", "high"};
  *it = (allocate_case){.method = support_text(rows, "method"),
                        .parameter = support_number(rows, "parameter")};
  for (size_t c = 0; c < 6; c++)
    it->count = numbers_of(rows, names[c], column[c]);
  for (size_t h = 0; h < it->count; h++) {
    labels[h][0] = support_text(rows, "label")[2 * h];
    labels[h][1] = '\0';
    it->strata[h] = (pm_stratum_plan){.label = labels[h],
                                      .population = column[0][h],
                                      .spread = column[1][h],
                                      .mean = column[2][h],
                                      .cost = column[3][h],
                                      .minimum = column[4][h],
                                      .maximum = column[5][h]};
  }
  double total = support_number(rows, "total");
  it->total = isnan(total) ? 0 : total;
  it->budget = it->total > 0 ? 0 : support_number(rows, "budget");
}

static double value_of(const allocate_case *it, const double *n)
{
  double sum = 0;
  for (size_t h = 0; h < it->count; h++)
    sum += case_square(it, h) * (it->budget > 0 ? case_cost(&it->strata[h]) : 1) / n[h];
  return sum;
}

START_TEST(small_problems)
{
  support_rows *rows = support_rows_open("oracle/allocate_small.csv");
  int count = 0;
  for (; support_rows_next(rows); count++) {
    allocate_case it;
    char labels[STRATA_MOST][2];
    double n[STRATA_MOST], expected[STRATA_MOST];
    fill(rows, &it, labels);
    pm_allocation found;
    const pm_allocation_request request = case_request(&it);
    ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
    ck_assert(found.is_exact);
    assert_close(value_of(&it, n), support_number(rows, "least"), 1e-14, "line %d",
                 support_line(rows));
    ck_assert_uint_eq(numbers_of(rows, "n", expected), it.count);
    for (size_t h = 0; h < it.count && it.total > 0; h++)
      ck_assert_msg(n[h] == expected[h], "line %d: n[%zu] is %g", support_line(rows), h, n[h]);
  }
  ck_assert_int_eq(count, 1800);
  support_rows_free(rows);
}
END_TEST

/* ----------------------------------------------------------------------- R -- */

enum { FORCES = 43 };

/* The forces' rows of a method; false: there are no more. */
static bool next_method(support_rows *rows, char *method, char labels[FORCES][40],
                        pm_stratum_plan *strata, double *n)
{
  for (size_t h = 0; h < FORCES; h++) {
    if (!support_rows_next(rows))
      return false;
    strcpy(method, support_text(rows, "method"));
    strcpy(labels[h], support_text(rows, "force"));
    double size = support_number(rows, "size");
    double rate = support_number(rows, "rate");
    strata[h] = (pm_stratum_plan){.population = size,
                                  .spread = pm_rate_spread(rate, size),
                                  .mean = rate,
                                  .cost = support_number(rows, "cost"),
                                  .minimum = 5,
                                  .maximum = 150};
    n[h] = support_number(rows, "n");
  }
  return true;
}

START_TEST(forces_by_every_method)
{
  support_rows *rows = support_rows_open("oracle/allocate_forces.csv");
  char method[40], labels[FORCES][40];
  pm_stratum_plan strata[FORCES];
  double expected[FORCES], n[FORCES];
  size_t seen = 0;
  for (; next_method(rows, method, labels, strata, expected); seen++) {
    const pm_allocation_request request = {
        .method = method, .strata = strata, .count = FORCES, .total = 2000};
    pm_allocation found;
    ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
    for (size_t h = 0; h < FORCES; h++)
      ck_assert_msg(n[h] == expected[h], "%s, %s: %g, not %g", method, labels[h], n[h],
                    expected[h]);
  }
  ck_assert_uint_eq(seen, pm_allocation_family.count); /* every row has an oracle */
  support_rows_free(rows);
}
END_TEST

/* The crimes of tests/golden/data/units.csv. */
static const double crimes[] = {3,  11, 14, 20,  22,  25,  31,  40, 41,
                                55, 70, 88, 110, 160, 240, 400, 900};

static double given(const support_rows *rows, const char *column)
{
  double value = support_number(rows, column);
  return isnan(value) ? 0 : value;
}

static void check_stratum(const support_rows *rows, const pm_built_stratum *it)
{
  int line = support_line(rows);
  double upper = support_number(rows, "upper");
  assert_close(it->upper, upper, 1e-14, "line %d: upper", line);
  assert_close(it->size, support_number(rows, "size"), 0, "line %d: size", line);
  assert_close(it->mean, support_number(rows, "mean"), 1e-14, "line %d: mean", line);
  assert_close(it->sd, support_number(rows, "sd"), 1e-13, "line %d: sd", line);
}

START_TEST(boundaries_by_every_rule)
{
  support_rows *rows = support_rows_open("oracle/allocate_boundaries.csv");
  pm_built_stratum strata[8];
  pm_boundaries found = {0, 0, false, 0};
  size_t rules = 0;
  char before[40] = "";
  while (support_rows_next(rows)) {
    size_t h = (size_t)support_number(rows, "stratum") - 1;
    const char *method = support_text(rows, "method");
    const pm_boundary_request request = {.method = method,
                                         .values = crimes,
                                         .count = sizeof crimes / sizeof crimes[0],
                                         .strata = (size_t)support_number(rows, "strata"),
                                         .classes = (size_t)given(rows, "classes"),
                                         .total = given(rows, "total"),
                                         .cv = given(rows, "cv")};
    if (h == 0)
      ck_assert_int_eq(pm_strata_build(&request, strata, &found, NULL, NULL), PM_OK);
    check_stratum(rows, &strata[h]);
    if (!isnan(support_number(rows, "n"))) {
      assert_close(found.n, support_number(rows, "n"), 1e-12, "units");
      assert_close(found.cv, support_number(rows, "reached"), 1e-12, "cv");
    }
    rules += strcmp(before, method) != 0;
    strcpy(before, method);
  }
  ck_assert_uint_eq(rules, pm_boundary_family.count); /* every row has an oracle */
  support_rows_free(rows);
}
END_TEST

/* ------------------------------------------------------- held to an interval -- */

static pm_status plan_interval(const support_rows *rows, pm_margins **margins)
{
  double column[3][STRATA_MOST];
  static const char *const names[] = {"size", "rate", "high"};
  static const char *const rates[] = {"rate"};
  pm_stratum_plan strata[STRATA_MOST];
  const double *rate[STRATA_MOST];
  size_t count = 0;
  for (size_t c = 0; c < 3; c++)
    count = numbers_of(rows, names[c], column[c]);
  for (size_t h = 0; h < count; h++) {
    strata[h] = (pm_stratum_plan){.population = column[0][h], .maximum = column[2][h]};
    rate[h] = &column[1][h];
  }
  const pm_margin_goal goal = {.margin = support_number(rows, "margin")};
  const pm_margins_request request = {.strata = strata,
                                      .count = count,
                                      .rates = rates,
                                      .rate_count = 1,
                                      .rate = rate,
                                      .goals = &goal,
                                      .goal_count = 1,
                                      .interval = support_text(rows, "interval")};
  pm_status status = pm_allocate_margins(margins, &request, NULL, NULL);
  if (status == PM_OK)
    ck_assert(pm_margins_at(*margins, 0)->half_width <= goal.margin * (1 + 1e-11));
  return status;
}

/* Margins of intervals are refused only where no allocation meets them, and the plan is
   within two records of the fewest, which it need not be: seldom off at all. */
START_TEST(intervals_of_small_problems)
{
  support_rows *rows = support_rows_open("oracle/allocate_interval.csv");
  int off = 0, met = 0;
  while (support_rows_next(rows)) {
    pm_margins *margins;
    double least = support_number(rows, "least");
    pm_status status = plan_interval(rows, &margins);
    ck_assert_msg(status == (isnan(least) ? PM_ERROR_DOMAIN : PM_OK), "line %d",
                  support_line(rows));
    if (status != PM_OK)
      continue;
    double n = pm_margins_total(margins);
    ck_assert_msg(n >= least && n <= least + 2, "line %d: %g", support_line(rows), n);
    met++;
    off += n > least;
    pm_margins_free(margins);
  }
  ck_assert_int_gt(met, 200);
  ck_assert_int_lt(off * 20, met);
  support_rows_free(rows);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("allocate_oracle", &tcase);
  tcase_add_test(tcase, small_problems);
  tcase_add_test(tcase, forces_by_every_method);
  tcase_add_test(tcase, boundaries_by_every_rule);
  tcase_add_test(tcase, intervals_of_small_problems);
  return support_run(suite);
}
