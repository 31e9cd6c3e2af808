/* check_plan.c: sizes, margins, detectable differences, gaps by chance.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <string.h>

#include "support.h"

static pm_plan plan_of(double rate, double conf, double population, double deff)
{
  return (pm_plan){.rate = rate, .conf = conf, .population = population, .deff = deff};
}

static double size_of(double rate, double margin, double population)
{
  pm_plan plan = plan_of(rate, 0.95, population, 0);
  double n;
  ck_assert_int_eq(pm_plan_size(&plan, margin, &n, NULL), PM_OK);
  return n;
}

static double margin_of(const pm_plan *plan, double n)
{
  double margin;
  ck_assert_int_eq(pm_plan_margin(plan, n, &margin, NULL), PM_OK);
  return margin;
}

static double chance_range(double rate, double n, double k)
{
  double range;
  ck_assert_int_eq(pm_plan_chance_range(rate, n, k, &range, NULL), PM_OK);
  return range;
}

static double detectable(double rate, double n, double power, int direction)
{
  double difference;
  ck_assert_int_eq(pm_plan_detectable(rate, n, 0.95, power, direction, &difference, NULL),
                   PM_OK);
  return difference;
}

/* -------------------------------------------------------------- oracle -- */

static void check_size(const support_rows *rows)
{
  pm_plan plan = plan_of(support_number(rows, "rate"), support_number(rows, "conf"),
                         support_number(rows, "population"), support_number(rows, "deff"));
  double n;
  ck_assert_int_eq(pm_plan_size(&plan, support_number(rows, "margin"), &n, NULL), PM_OK);
  assert_close(n, support_number(rows, "value"), 0, "size, line %d", support_line(rows));
  assert_close(n, support_number(rows, "second"), 0, "searched, line %d", support_line(rows));
}

static void check_margin(const support_rows *rows)
{
  pm_plan plan = plan_of(support_number(rows, "rate"), support_number(rows, "conf"),
                         support_number(rows, "population"), support_number(rows, "deff"));
  double margin = margin_of(&plan, support_number(rows, "n"));
  assert_close(margin, support_number(rows, "value"), 1e-14, "line %d", support_line(rows));
  assert_close(margin, support_number(rows, "second"), 1e-14, "line %d", support_line(rows));
}

static void check_detectable(const support_rows *rows)
{
  double difference;
  ck_assert_int_eq(
      pm_plan_detectable(support_number(rows, "rate"), support_number(rows, "n"),
                         support_number(rows, "conf"), support_number(rows, "power"),
                         (int)support_number(rows, "direction"), &difference, NULL),
      PM_OK);
  /* Both sources give p2, whose last place is all that the difference misses. */
  assert_close(difference, support_number(rows, "value"), 1e-12, "line %d", support_line(rows));
  assert_close(difference, support_number(rows, "second"), 1e-12, "line %d",
               support_line(rows));
}

static void check_range(const support_rows *rows)
{
  double range = chance_range(support_number(rows, "rate"), support_number(rows, "n"),
                              support_number(rows, "k"));
  /* The second source takes k-th powers of differences near 1. */
  ck_assert_double_eq_tol(range, support_number(rows, "value"), 1e-14);
  ck_assert_double_eq_tol(range, support_number(rows, "second"), 1e-11);
}

START_TEST(plan_oracle)
{
  static const struct {
    const char *what;
    void (*check)(const support_rows *rows);
  } checks[] = {{"size", check_size},
                {"margin", check_margin},
                {"detectable", check_detectable},
                {"range", check_range}};
  int seen[4] = {0};
  support_rows *rows = support_rows_open("oracle/plan.csv");
  while (support_rows_next(rows))
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
      if (strcmp(support_text(rows, "what"), checks[i].what) == 0) {
        checks[i].check(rows);
        seen[i]++;
      }
  support_rows_free(rows);
  for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
    ck_assert_int_ge(seen[i], 100);
}
END_TEST

/* ------------------------------------------------------ printed figures -- */

START_TEST(plan_printed_sizes)
{
  ck_assert_double_eq(size_of(0.5, 0.10, 0), 97);
  ck_assert_double_eq(size_of(0.7, 0.10, 0), 81);
  ck_assert_double_eq(size_of(0.8, 0.10, 0), 62);
  ck_assert_double_eq(size_of(0.5, 0.05, 0), 385);
  ck_assert_double_eq(size_of(0.5, 0.03, 0), 1068);
  /* Valliant, Dever & Kreuter 2018: 9603.65, 2400.91, 1067.07, 600.23, 384.15,
     266.77, 195.99, 150.06 for 1 to 8 points; printed unrounded. */
  static const double valliant[] = {9604, 2401, 1068, 601, 385, 267, 196, 151};
  for (int i = 0; i < 8; i++)
    ck_assert_double_eq(size_of(0.5, (i + 1) / 100.0, 0), valliant[i]);
}
END_TEST

/* Cochran 1977, 4.4: n0 = 400 and N = 3,200 give 356 (355.6 unrounded), with
   his t = 2: the level is that of two standard errors. */
START_TEST(plan_cochran)
{
  pm_plan plan = plan_of(0.5, 0.95449973610364158, 3200, 0);
  double n;
  ck_assert_int_eq(pm_plan_size(&plan, 0.05, &n, NULL), PM_OK);
  ck_assert_double_eq(n, 356);
  plan.population = 0;
  ck_assert_int_eq(pm_plan_size(&plan, 0.05 * (1 + 1e-12), &n, NULL), PM_OK);
  ck_assert_double_eq(n, 400);
}
END_TEST

/* Krejcie & Morgan 1970 round to the nearest with chi-squared 3.841: ours is
   theirs or one more. */
START_TEST(plan_krejcie_morgan)
{
  static const double table[][2] = {{10, 10},   {50, 44},    {100, 80},
                                    {500, 217}, {1500, 306}, {9000, 368}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    double n = size_of(0.5, 0.05, table[i][0]);
    ck_assert_msg(n == table[i][1] || n == table[i][1] + 1, "N %g: %g", table[i][0], n);
  }
}
END_TEST

/* The corrections in their order and one ceiling: 84.5 unrounded, where a
   ceiling at each step would say 86 (divided by a response of .85: 100). */
START_TEST(plan_one_ceiling)
{
  pm_plan plan = plan_of(0.8, 0.95, 1000, 1.5);
  double n;
  ck_assert_int_eq(pm_plan_size(&plan, 0.10, &n, NULL), PM_OK);
  ck_assert_double_eq(n, 85);
}
END_TEST

START_TEST(plan_printed_detectable)
{
  ck_assert_double_eq_tol(detectable(0.85, 115, 0.8, -1), -0.154, 5e-5);
  /* 43 samples of 115 at 80.9 %: 15.96 is the mean gap; its median is 18
     records, 15.65 points. */
  ck_assert_double_eq_tol(chance_range(0.809, 115, 43), 0.15963, 5e-6);
}
END_TEST

/* ---------------------------------------------------------------- laws -- */

/* The size is the first that meets the margin, and a margin that a whole n
   buys exactly gives this n back. */
START_TEST(plan_size_inverts_margin)
{
  static const double rates[] = {0.01, 0.2, 0.5, 0.87};
  static const double populations[] = {0, 2, 115, 59178, 1e7};
  for (size_t r = 0; r < 4; r++)
    for (size_t p = 0; p < 5; p++) {
      pm_plan plan = plan_of(rates[r], 0.95, populations[p], 1.3);
      for (double n = 1; n <= 2e6 && (plan.population == 0 || n < plan.population);
           n = floor(n * 1.7 + 1)) {
        double again, margin = margin_of(&plan, n);
        ck_assert_int_eq(pm_plan_size(&plan, margin, &again, NULL), PM_OK);
        ck_assert_msg(again == n, "rate %g population %g: %.17g for %.17g", rates[r],
                      populations[p], again, n);
        ck_assert_int_eq(pm_plan_size(&plan, margin * (1 - 1e-10), &again, NULL), PM_OK);
        ck_assert_double_eq(again, n + 1);
      }
    }
}
END_TEST

/* However the margin's product is ordered, so that its last places differ. */
START_TEST(plan_size_other_rounding)
{
  double z = pm_normal_quantile(0.025, PM_TAIL_UPPER);
  for (double rate = 0.05; rate < 0.5; rate += 0.11)
    for (double n = 1; n < 1000; n++) {
      double margin = z / sqrt(n) * sqrt(rate) * sqrt(1 - rate);
      ck_assert_double_eq(size_of(rate, margin, 0), n);
    }
}
END_TEST

START_TEST(plan_size_ends)
{
  ck_assert_double_eq(size_of(0, 0.01, 0), 1);
  ck_assert_double_eq(size_of(1, 0.01, 500), 1);
  ck_assert_double_eq(size_of(0.5, 1e-300, 500), 500);
  ck_assert_double_eq(size_of(0.5, 1, 0), 1);
  ck_assert_double_eq(size_of(0.5, 0.1, 1), 1);
  pm_plan census = plan_of(0.5, 0.95, 115, 2);
  ck_assert_double_eq(margin_of(&census, 115), 0);
  pm_plan single = plan_of(0.5, 0.95, 1, 0);
  ck_assert_double_eq(margin_of(&single, 1), 0);
}
END_TEST

START_TEST(plan_detectable_ends)
{
  ck_assert(isnan(detectable(0, 115, 0.8, -1)));
  ck_assert(isnan(detectable(1, 115, 0.8, 1)));
  ck_assert(isnan(detectable(0.5, 1, 0.8, 1)));
  ck_assert_double_gt(detectable(0, 115, 0.8, 1), 0.05);
  ck_assert_double_eq_tol(detectable(0, 115, 0.8, 1), -detectable(1, 115, 0.8, -1), 1e-14);
  ck_assert_double_lt(detectable(0.5, 1e7, 0.8, 1), 0.0007);
}
END_TEST

/* The same at the mirrored rate; more records, a smaller difference. */
START_TEST(plan_detectable_laws)
{
  for (double rate = 0.05; rate < 1; rate += 0.15) {
    double before = 2;
    for (double n = 50; n < 1e6; n *= 7) {
      double up = detectable(rate, n, 0.8, 1), down = detectable(1 - rate, n, 0.8, -1);
      if (isnan(up))
        continue;
      assert_close(up, -down, 1e-12, "rate %g n %g", rate, n);
      ck_assert_double_lt(up, before);
      before = up;
    }
  }
}
END_TEST

START_TEST(plan_range_laws)
{
  ck_assert_double_eq(chance_range(0, 115, 43), 0);
  ck_assert_double_eq(chance_range(1, 115, 43), 0);
  ck_assert_double_eq_tol(chance_range(0.3, 115, 1), 0, 1e-15);
  /* Two draws of one record each differ with chance 2pq. */
  ck_assert_double_eq_tol(chance_range(0.3, 1, 2), 2 * 0.3 * 0.7, 1e-15);
  assert_close(chance_range(0.3, 115, 43), chance_range(0.7, 115, 43), 1e-12, "mirrored");
  double before = 0;
  for (double k = 2; k < 1e6; k *= 3) {
    double range = chance_range(0.8, 200, k);
    ck_assert_double_gt(range, before);
    ck_assert_double_le(range, 1);
    before = range;
  }
  /* At ten million records the normal's: 2/sqrt(pi) standard deviations for two. */
  assert_close(chance_range(0.5, 1e7, 2), 2 / sqrt(acos(-1.0)) * sqrt(0.25 / 1e7), 1e-6,
               "normal limit");
}
END_TEST

/* -------------------------------------------------------------- refused -- */

START_TEST(plan_refuses)
{
  static const struct {
    pm_plan plan;
    double margin;
    double n;
    pm_status status;
  } cases[] = {
      {{.rate = -0.1, .conf = 0.95}, 0.1, 10, PM_ERROR_DOMAIN},
      {{.rate = 1.1, .conf = 0.95}, 0.1, 10, PM_ERROR_DOMAIN},
      {{.rate = (double)NAN, .conf = 0.95}, 0.1, 10, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95, .deff = -1}, 0.1, 10, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95, .deff = (double)INFINITY}, 0.1, 10, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95, .population = -5}, 0.1, 10, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95, .population = 0.5}, 0.1, 10, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95, .population = 9}, 0, 10, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95}, -1, 0, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95}, (double)NAN, (double)NAN, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.95}, 1e-9, (double)INFINITY, PM_ERROR_DOMAIN},
      {{.rate = 0.5, .conf = 0.4}, 0.1, 10, PM_ERROR_USAGE},
      {{.rate = 0.5, .conf = 1}, 0.1, 10, PM_ERROR_USAGE},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    pm_error error = {0};
    double value = 7;
    ck_assert_int_eq(pm_plan_size(&cases[i].plan, cases[i].margin, &value, &error),
                     cases[i].status);
    ck_assert(isnan(value));
    ck_assert_int_eq(error.count, 1);
    value = 7;
    ck_assert_int_eq(pm_plan_margin(&cases[i].plan, cases[i].n, &value, NULL), cases[i].status);
    ck_assert(isnan(value));
  }
}
END_TEST

START_TEST(plan_refuses_comparisons)
{
  double value;
  ck_assert_int_eq(pm_plan_detectable(1.5, 10, 0.95, 0.8, 1, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_detectable(0.5, 0, 0.95, 0.8, 1, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_detectable(0.5, 10, 0.95, 1, 1, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_detectable(0.5, 10, 0.95, 0.3, 1, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_detectable(0.5, 10, 0.95, 0.8, 0, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_detectable(0.5, 10, 2, 0.8, 1, &value, NULL), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_plan_chance_range(-1, 10, 2, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_chance_range(0.5, 10.5, 2, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_chance_range(0.5, 1e10, 2, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_chance_range(0.5, 10, 0, &value, NULL), PM_ERROR_DOMAIN);
  ck_assert(isnan(value));
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("plan", &tcase);
  tcase_add_test(tcase, plan_oracle);
  tcase_add_test(tcase, plan_printed_sizes);
  tcase_add_test(tcase, plan_cochran);
  tcase_add_test(tcase, plan_krejcie_morgan);
  tcase_add_test(tcase, plan_one_ceiling);
  tcase_add_test(tcase, plan_printed_detectable);
  tcase_add_test(tcase, plan_size_inverts_margin);
  tcase_add_test(tcase, plan_size_other_rounding);
  tcase_add_test(tcase, plan_size_ends);
  tcase_add_test(tcase, plan_detectable_ends);
  tcase_add_test(tcase, plan_detectable_laws);
  tcase_add_test(tcase, plan_range_laws);
  tcase_add_test(tcase, plan_refuses);
  tcase_add_test(tcase, plan_refuses_comparisons);
  return support_run(suite);
}
