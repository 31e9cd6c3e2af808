/* check_size.c: sizes for one rate: against the oracle and printed figures.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/estimate.h>
#include <plusminus/plan.h>
#include <string.h>

#include "support.h"

static pm_size size_of(const pm_size_request *request)
{
  pm_size size;
  pm_error error = {0};
  pm_status status = pm_size_for_margin(request, &size, &error);
  ck_assert_msg(status == PM_OK, "%s", error.faults[0].text);
  return size;
}

static pm_size plain(const char *method, double rate, double margin)
{
  pm_size_request request = {.method = method, .rate = rate, .margin = margin};
  return size_of(&request);
}

/* -------------------------------------------------------------- oracle -- */

static pm_width width_named(const char *name)
{
  if (strcmp(name, "expected") == 0)
    return PM_WIDTH_EXPECTED;
  return strcmp(name, "assured") == 0 ? PM_WIDTH_ASSURED : PM_WIDTH_AT_RATE;
}

static pm_size_request request_of(const support_rows *rows)
{
  bool is_uniform = strcmp(support_text(rows, "prior"), "uniform") == 0;
  return (pm_size_request){
      .method = support_text(rows, "method"),
      .rate = support_number(rows, "rate"),
      .margin = support_number(rows, "margin"),
      .conf = support_number(rows, "conf"),
      .population = support_number(rows, "population"),
      .deff = support_number(rows, "deff"),
      .response = support_number(rows, "response"),
      .eligible = support_number(rows, "eligible"),
      .width = width_named(support_text(rows, "width")),
      .assurance = support_number(rows, "assurance"),
      .prior_x = support_number(rows, "prior_x"),
      .prior_n = support_number(rows, "prior_n"),
      .prior = is_uniform ? PM_PRIOR_UNIFORM : PM_PRIOR_JEFFREYS,
  };
}

/* Both sources find widths by inverting tails of 1e-14 or so. */
static void check_row(const support_rows *rows)
{
  int line = support_line(rows);
  pm_size_request request = request_of(rows);
  pm_size size = size_of(&request), back;
  assert_close(size.n, support_number(rows, "n"), 0, "n, line %d", line);
  assert_close(size.n, support_number(rows, "n_second"), 0, "n again, line %d", line);
  assert_close(size.n_safe, support_number(rows, "n_safe"), 0, "safe, line %d", line);
  assert_close(size.n_safe, support_number(rows, "safe_second"), 0, "safe again, line %d",
               line);
  assert_close(size.n_issued, support_number(rows, "n_issued"), 0, "issued, line %d", line);
  ck_assert_int_eq(pm_size_margin(&request, size.n, &back, NULL), PM_OK);
  assert_close(back.achieved_margin, size.achieved_margin, 0, "bought, line %d", line);
  if (isnan(support_number(rows, "achieved")))
    return;
  assert_close(size.achieved_margin, support_number(rows, "achieved"), 1e-11,
               "achieved, line %d", line);
  assert_close(size.achieved_margin, support_number(rows, "achieved_second"), 1e-11,
               "achieved again, line %d", line);
}

START_TEST(size_oracle)
{
  enum { METHODS_MOST = 16 };
  int seen[METHODS_MOST] = {0};
  support_rows *rows = support_rows_open("oracle/size.csv");
  while (support_rows_next(rows)) {
    check_row(rows);
    for (size_t i = 0; i < pm_size_family.count; i++)
      seen[i] += strcmp(pm_size_family.at(i)->name, support_text(rows, "method")) == 0;
  }
  support_rows_free(rows);
  ck_assert_uint_le(pm_size_family.count, METHODS_MOST);
  for (size_t i = 0; i < pm_size_family.count; i++)
    ck_assert_msg(seen[i] >= 100, "%s: %d", pm_size_family.at(i)->name, seen[i]);
}
END_TEST

/* ------------------------------------------------------ printed figures -- */

/* Rounded up once: 84.49 usable and 99.4 drawn; a ceiling at each step says 102. */
START_TEST(size_one_ceiling)
{
  pm_size_request request = {
      .rate = 0.8, .margin = 0.10, .population = 1000, .deff = 1.5, .response = 0.85};
  pm_size size = size_of(&request);
  ck_assert_double_eq(size.n, 85);
  ck_assert_double_eq(size.n_issued, 100);
  ck_assert_double_eq_tol(size.unrounded, 84.49, 0.005);
}
END_TEST

START_TEST(size_saw_teeth)
{
  static const struct {
    double rate, margin, n, safe;
  } cases[] = {{0.9, 0.05, 155, 159}, {0.1, 0.05, 155, 159}, {0.95, 0.10, 26, 33}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    pm_size size = plain("clopper-pearson", cases[i].rate, cases[i].margin);
    ck_assert_double_eq(size.n, cases[i].n);
    ck_assert_double_eq(size.n_safe, cases[i].safe);
  }
}
END_TEST

/* Chen 2007's sizes, and what those of the normal approximation cover. */
START_TEST(size_coverage)
{
  static const struct {
    double margin, n, safe, wald, covers;
  } cases[] = {{0.10, 100, 100, 97, 0.9464},
               {0.05, 390, 400, 385, 0.9473},
               {0.03, 1084, 1084, 1068, 0.9498}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double coverage;
    pm_size size = plain("coverage-guaranteed", 0.5, cases[i].margin);
    pm_size_request request = {.rate = 0.5, .margin = cases[i].margin};
    ck_assert_double_eq(size.n, cases[i].n);
    ck_assert_double_eq(size.n_safe, cases[i].safe);
    ck_assert(isnan(size.rate));
    ck_assert_double_eq(size_of(&request).n, cases[i].wald);
    ck_assert_int_eq(pm_size_coverage(&request, cases[i].wald, &coverage, NULL), PM_OK);
    ck_assert_double_eq_tol(coverage, cases[i].covers, 5e-5);
    ck_assert_int_eq(pm_size_coverage(&request, cases[i].n, &coverage, NULL), PM_OK);
    ck_assert_double_ge(coverage, 0.95);
  }
}
END_TEST

/* Krejcie & Morgan 1970 print s = X^2 NP(1-P)/(d^2 (N-1) + X^2 P(1-P)) with X^2 =
   3.841, rounded to the nearest: the same formula, whose ceiling is theirs or one
   more. */
START_TEST(size_krejcie_morgan)
{
  static const double table[][2] = {{10, 10},   {50, 44},    {100, 80},
                                    {500, 217}, {1500, 306}, {9000, 368}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    double N = table[i][0];
    pm_size_request request = {.rate = 0.5, .margin = 0.05, .population = N};
    pm_size size = size_of(&request);
    double printed = 3.841 * N * 0.25 / (0.0025 * (N - 1) + 3.841 * 0.25);
    ck_assert_double_eq(round(printed), table[i][1]);
    ck_assert_double_eq(round(size.unrounded), table[i][1]);
    ck_assert_double_eq_tol(size.unrounded, printed, 0.06);
    ck_assert_double_eq(size.n, ceil(size.unrounded));
  }
}
END_TEST

/* Cochran 1977, 4.4, with t = 2: n0 = 400, N = 3,200: 356. */
START_TEST(size_cochran)
{
  pm_size_request request = {
      .rate = 0.5, .margin = 0.05, .conf = 0.95449973610364158, .population = 3200};
  ck_assert_double_eq(size_of(&request).n, 356);
}
END_TEST

/* Valliant, Dever & Kreuter 2018: p = 0.5, 1 to 8 points. */
START_TEST(size_valliant)
{
  static const double printed[] = {9603.65, 2400.91, 1067.07, 600.23,
                                   384.15,  266.77,  195.99,  150.06};
  for (int i = 0; i < 8; i++) {
    pm_size size = plain("wald", 0.5, (i + 1) / 100.0);
    /* Theirs is of a population of 1e8 or so: the last place may differ by one. */
    ck_assert_double_eq_tol(size.unrounded, printed[i], 0.011);
  }
}
END_TEST

/* Where a published program has a minus for the plus: n would be below 0. */
START_TEST(size_piegorsch_sign)
{
  double z2 = 1.959963984540054 * 1.959963984540054, pq = 0.09, e2 = 0.0025;
  double right = z2 * (pq - 2 * e2 + sqrt(e2 * (1 - 4 * pq) + pq * pq)) / (2 * e2);
  double wrong = z2 * (pq - 2 * e2 - sqrt(e2 * (1 - 4 * pq) + pq * pq)) / (2 * e2);
  ck_assert_double_lt(wrong, 0);
  assert_close(plain("wilson", 0.9, 0.05).unrounded, right, 1e-14, "wilson");
}
END_TEST

/* 86.4 of 86.4: a ceiling of a decimal product that is whole. */
START_TEST(size_decimals)
{
  pm_size_request request = {.rate = 0.5, .margin = 0.05, .response = 0.035};
  pm_size size;
  ck_assert_int_eq(pm_size_margin(&request, 14, &size, NULL), PM_OK);
  ck_assert_double_eq(size.n_issued, 400);
  for (double n = 1; n < 3000; n++)
    for (int percent = 1; percent <= 100; percent++) {
      request.response = percent / 100.0;
      ck_assert_int_eq(pm_size_margin(&request, n, &size, NULL), PM_OK);
      ck_assert_double_eq(size.n_issued, ceil(floor(n * 100) / percent));
    }
}
END_TEST

/* --------------------------------------------------------- in `estimate` -- */

/* The margin that estimate itself gives for half of n compliant. */
static double estimated(double n, double population, const char *interval)
{
  static const char *const columns[] = {"force"};
  static const char *const values[] = {"a"};
  const pm_strata_shape shape = {.columns = columns, .column_count = 1, .key_count = 1};
  const pm_stratum stratum = {.values = values, .x = n / 2, .n = n, .population = population};
  const pm_estimate_request request = {.interval = interval};
  pm_strata *strata;
  pm_estimates *estimates;
  ck_assert_int_eq(pm_strata_new(&strata, &shape, NULL), PM_OK);
  ck_assert_int_eq(pm_strata_add(strata, &stratum, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_estimate_counts(&estimates, strata, &request, NULL, NULL), PM_OK);
  double margin = pm_estimates_at(estimates, 0)->margin;
  pm_estimates_free(estimates);
  pm_strata_free(strata);
  return margin;
}

START_TEST(size_in_estimate)
{
  static const char *const fitting[][2] = {
      {"wald", "wald"},           {"wilson", "wilson-fpc"},
      {"mid-p", "wilson-fpc"},    {"coverage-guaranteed", "wilson-fpc"},
      {"log-odds", "logit"},      {"clopper-pearson", "exact"},
      {"hypergeometric", "exact"}};
  static const double sizes[][2] = {{50, 100}, {180, 200}, {20, 59178}, {2, 4}};
  ck_assert_uint_eq(pm_size_family.count, sizeof fitting / sizeof fitting[0]);
  for (size_t m = 0; m < pm_size_family.count; m++)
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
      const pm_size_request request = {
          .method = fitting[m][0], .rate = 0.5, .population = sizes[i][1]};
      pm_size_counterpart found;
      ck_assert_int_eq(pm_size_in_estimate(&request, sizes[i][0], &found, NULL), PM_OK);
      ck_assert_str_eq(found.interval, "wilson");
      ck_assert_str_eq(found.fitting, fitting[m][1]);
      assert_close(found.margin, estimated(sizes[i][0], sizes[i][1], "wilson"), 1e-12, "%s %zu",
                   fitting[m][0], i);
      assert_close(found.fitting_margin, estimated(sizes[i][0], sizes[i][1], found.fitting),
                   1e-12, "%s %zu: %s", fitting[m][0], i, found.fitting);
    }
}
END_TEST

/* A design effect widens both, and leaves nothing exact; at a census there is no width, and
   one record has none that is known. */
/* What has no size has no reason. */
START_TEST(size_explain_refuses)
{
  static const double wrong[] = {0, -0.05, NAN, INFINITY};
  pm_size_request request = {.rate = 0.8, .margin = 0.05};
  pm_size size;
  pm_size_why why;
  ck_assert_int_eq(pm_size_for_margin(&request, &size, NULL), PM_OK);
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    request.margin = wrong[i];
    ck_assert_int_eq(pm_size_explain(&request, &size, &why, NULL), PM_ERROR_DOMAIN);
    ck_assert_str_eq(why.text, "");
  }
}
END_TEST

START_TEST(size_in_estimate_ends)
{
  pm_size_counterpart found;
  pm_size_request request = {.method = "clopper-pearson", .rate = 0.5, .population = 1000};
  request.deff = 2;
  ck_assert_int_eq(pm_size_in_estimate(&request, 200, &found, NULL), PM_OK);
  ck_assert_str_eq(found.fitting, "wilson-fpc");
  double t = 1.9719565442517519; /* R's qt(.975, 199) */
  double worth = 199 * 1000 / 800. / 2;
  assert_close(found.fitting_margin, t * sqrt(worth / 4 + t * t / 4) / (worth + t * t), 1e-12,
               "a design effect of 2");
  assert_close(found.margin, found.fitting_margin, 1e-12, "which needs no cap");
  ck_assert_int_eq(pm_size_in_estimate(&request, 1000, &found, NULL), PM_OK);
  ck_assert_double_eq(found.margin, 0);
  ck_assert_double_eq(found.fitting_margin, 0);
  ck_assert_int_eq(pm_size_in_estimate(&request, 1, &found, NULL), PM_OK);
  ck_assert(isnan(found.margin) && isnan(found.fitting_margin));
  ck_assert_int_eq(pm_size_in_estimate(&request, 1001, &found, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_size_in_estimate(&request, 0, &found, NULL), PM_ERROR_DOMAIN);
  request.population = 0;
  ck_assert_int_eq(pm_size_in_estimate(&request, INFINITY, &found, NULL), PM_ERROR_DOMAIN);
  request.method = "wilsn";
  ck_assert_int_eq(pm_size_in_estimate(&request, 10, &found, NULL), PM_ERROR_USAGE);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("size", &tcase);
  tcase_add_test(tcase, size_oracle);
  tcase_add_test(tcase, size_in_estimate);
  tcase_add_test(tcase, size_explain_refuses);
  tcase_add_test(tcase, size_in_estimate_ends);
  tcase_add_test(tcase, size_one_ceiling);
  tcase_add_test(tcase, size_saw_teeth);
  tcase_add_test(tcase, size_coverage);
  tcase_add_test(tcase, size_krejcie_morgan);
  tcase_add_test(tcase, size_cochran);
  tcase_add_test(tcase, size_valliant);
  tcase_add_test(tcase, size_piegorsch_sign);
  tcase_add_test(tcase, size_decimals);
  return support_run(suite);
}
