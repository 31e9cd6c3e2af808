/* check_explain.c: one rate explained: its factors, other margins, limits, prose.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/explain.h>
#include <plusminus/interval.h>
#include <plusminus/plan.h>
#include <stdio.h>
#include <string.h>

#include "explained.h"
#include "support.h"

static const pm_explain_request usual = {.rate_digits = -1, .points_digits = -1};

static pm_explanation *explain(double x, double n, const pm_explain_request *request)
{
  pm_error error = {0};
  pm_explanation *explanation;
  pm_status status = pm_explain_rate(&explanation, x, n, request, NULL, &error);
  ck_assert_msg(status == PM_OK, "%g of %g: %s", x, n, error.faults[0].text);
  return explanation;
}

/* ----------------------------------------------------------- the figures -- */

START_TEST(explain_leicestershire)
{
  static const struct {
    const char *factor;
    double value;
  } expected[] = {{"quantile", 1.959963984540054}, /* R: qnorm(.975) */
                  {"spread", 0.336781160540},      /* sqrt(100*15)/115 */
                  {"root_n", 0.0932504808240},     /* 1/sqrt(115) */
                  {"root_deff", 1},
                  {"root_fpc", 0.999036323605}}; /* sqrt(59063/59177) */
  pm_explain_request request = usual;
  request.population = 59178;
  pm_explanation *it = explain(100, 115, &request);
  ck_assert_ptr_null(it->unit);
  ck_assert_uint_eq(it->factor_count, 5);
  double running = 1;
  for (size_t f = 0; f < 5; f++) {
    ck_assert_str_eq(it->factors[f].factor, expected[f].factor);
    ck_assert_str_eq(it->factors[f].subject, "rate");
    assert_close(it->factors[f].value, expected[f].value, 1e-9, "%s", expected[f].factor);
    running *= it->factors[f].value;
    ck_assert_double_eq(it->factors[f].running, running);
  }
  ck_assert_double_eq_tol(running, 0.0614934, 1e-7);
  static const double sizes[][2] = {
      {44, 97}, {174, 385}, {481, 1068}, {1070, 2401}, {4059, 9604}};
  for (size_t i = 0; i < 5; i++) {
    ck_assert_double_eq(it->what_ifs[i].n, sizes[i][0]);
    ck_assert_double_eq(it->what_ifs[i].n_worst, sizes[i][1]);
    ck_assert_double_eq(it->what_ifs[i].times, sizes[i][0] / 115);
    ck_assert(isnan(it->what_ifs[i].minutes) && isnan(it->what_ifs[i].cost));
  }
  ck_assert_double_eq_tol(explained_limit(it, "rate", "planned-margin"), 0.0912957, 1e-7);
  ck_assert_double_eq_tol(explained_limit(it, "rate", "dip-sample"), 0.13201579, 1e-8);
  ck_assert_ptr_nonnull(strstr(it->paragraphs[1], "hardly matters"));
  pm_explanation_free(it);
}
END_TEST

/* The product is the margin that a plan of the same numbers has. */
START_TEST(explain_product_is_margin)
{
  static const double cases[][4] = {/* x, n, population, deff */
                                    {100, 115, 59178, 0}, {6, 16, 16, 0}, {74, 83, 0, 1.7},
                                    {17, 23, 24, 0.5},    {23, 25, 0, 0}, {1, 2, 0, 0},
                                    {1, 1e7, 1e9, 3},     {1, 2, 3, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (double conf = 0.5; conf < 1; conf += 0.049) {
      const double *c = cases[i];
      pm_explain_request request = usual;
      request.conf = conf;
      request.population = c[2];
      request.deff = c[3];
      pm_explanation *it = explain(c[0], c[1], &request);
      pm_plan plan = {.rate = c[0] / c[1], .conf = conf, .population = c[2], .deff = c[3]};
      double margin;
      ck_assert_int_eq(pm_plan_margin(&plan, c[1], &margin, NULL), PM_OK);
      assert_close(explained_margin(it, "rate"), margin, 1e-14, "%g of %g", c[0], c[1]);
      pm_explanation_free(it);
    }
}
END_TEST

/* ------------------------------------------------------------ no spread -- */

/* The limit is the one-sided one of Clopper and Pearson. */
START_TEST(explain_no_spread)
{
  static const double sizes[] = {1, 23, 115, 1e7};
  for (size_t i = 0; i < 8; i++) {
    double n = sizes[i / 2], x = i % 2 == 0 ? 0 : n;
    pm_notes *notes;
    pm_explanation *it;
    ck_assert_int_eq(pm_notes_new(&notes, NULL), PM_OK);
    ck_assert_int_eq(pm_explain_rate(&it, x, n, &usual, notes, NULL), PM_OK);
    ck_assert(isnan(it->factors[1].value));
    ck_assert_ptr_nonnull(strstr(it->factors[1].meaning, "not defined"));
    ck_assert(isnan(explained_margin(it, "rate")));
    pm_level level;
    pm_interval exact;
    pm_case seen = {.x = x, .n = n};
    ck_assert_int_eq(pm_level_make(&level, 0.95, x == 0 ? PM_SIDE_UPPER : PM_SIDE_LOWER, NULL),
                     PM_OK);
    ck_assert_int_eq(
        pm_interval_compute(pm_interval_find("clopper-pearson"), &level, &seen, &exact, NULL),
        PM_OK);
    assert_close(explained_limit(it, "rate", "rule-of-three"),
                 x == 0 ? exact.upper : exact.lower, 1e-12, "%g of %g", x, n);
    ck_assert_uint_eq(pm_notes_count(notes), 1);
    ck_assert_str_eq(pm_notes_at(notes, 0)->code, "no-spread");
    pm_explanation_free(it);
    pm_notes_free(notes);
  }
}
END_TEST

/* 59 without an exception put the limit within 5 points: AICPA's 59. */
START_TEST(explain_no_spread_sizes)
{
  static const double sizes[] = {29, 59, 99, 149, 299};
  pm_explanation *it = explain(0, 23, &usual);
  for (size_t i = 0; i < 5; i++) {
    ck_assert_double_eq(it->what_ifs[i].n, sizes[i]);
    ck_assert_double_le(1 - pow(0.05, 1 / sizes[i]), it->what_ifs[i].margin);
    ck_assert_double_gt(1 - pow(0.05, 1 / (sizes[i] - 1)), it->what_ifs[i].margin);
  }
  pm_explanation_free(it);
}
END_TEST

START_TEST(explain_census)
{
  pm_explain_request request = usual;
  static const double cases[][2] = {{6, 16}, {0, 16}, {16, 16}, {0, 1}, {1, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    request.population = cases[i][1];
    pm_explanation *it = explain(cases[i][0], cases[i][1], &request);
    ck_assert_double_eq(explained_margin(it, "rate"), 0);
    ck_assert_uint_eq(it->limit_count, 0);
    for (size_t w = 0; w < it->what_if_count; w++)
      ck_assert_double_le(it->what_ifs[w].n, cases[i][1]);
    ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "nothing is left to chance"));
    pm_explanation_free(it);
  }
}
END_TEST

/* --------------------------------------------------------------- options -- */

START_TEST(explain_prices)
{
  pm_explain_request request = usual;
  request.minutes_per_record = 30;
  request.cost_per_record = 12.5;
  pm_explanation *it = explain(100, 115, &request);
  for (size_t i = 0; i < it->what_if_count; i++) {
    ck_assert_double_eq(it->what_ifs[i].minutes, 30 * it->what_ifs[i].n);
    ck_assert_double_eq(it->what_ifs[i].cost, 12.5 * it->what_ifs[i].n);
  }
  ck_assert_ptr_nonnull(strstr(it->paragraphs[2], "minutes"));
  static const double given[] = {100, 115, 100.0 / 115};
  explained_check_prose(it, given, 3);
  pm_explanation_free(it);
}
END_TEST

START_TEST(explain_default_request)
{
  pm_explanation *it = explain(100, 115, NULL), *same = explain(100, 115, &usual);
  ck_assert_uint_eq(it->paragraph_count, same->paragraph_count);
  for (size_t i = 0; i < it->paragraph_count; i++)
    ck_assert_str_eq(it->paragraphs[i], same->paragraphs[i]);
  pm_explanation_free(it);
  pm_explanation_free(same);
  pm_explanation_free(NULL);
}
END_TEST

/* Whether the population matters is said by what it does. */
START_TEST(explain_population_matters)
{
  pm_explain_request request = usual;
  request.population = 300;
  pm_explanation *it = explain(100, 115, &request);
  ck_assert_ptr_nonnull(strstr(it->paragraphs[1], "small enough to matter"));
  ck_assert_ptr_null(strstr(it->paragraphs[1], "hardly"));
  pm_explanation_free(it);
  it = explain(100, 115, &usual);
  ck_assert_ptr_null(strstr(it->paragraphs[1], "matter"));
  pm_explanation_free(it);
}
END_TEST

START_TEST(explain_digits)
{
  pm_explain_request request = {.population = 59178, .rate_digits = 3, .points_digits = 0};
  pm_explanation *it = explain(100, 115, &request);
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "86.957%"));
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "plus or minus 6 percentage points"));
  pm_explanation_free(it);
  it = explain(9000, 10000, &request);
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "plus or minus 1 percentage point at"));
  pm_explanation_free(it);
}
END_TEST

/* ----------------------------------------------------------------- prose -- */

START_TEST(explain_prose_numbers)
{
  static const double cases[][2] = {{100, 115}, {6, 16},  {74, 83},      {17, 23},
                                    {23, 25},   {0, 1},   {1, 1},        {1, 2},
                                    {0, 40},    {40, 40}, {9999, 123456}};
  static const double populations[] = {0, 200000, 3e6};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (size_t p = 0; p < 3; p++)
      for (int digits = -1; digits < 4; digits++) {
        double x = cases[i][0], n = cases[i][1];
        pm_explain_request request = {.population = populations[p],
                                      .conf = p == 1 ? 0.999 : 0.9,
                                      .deff = p == 2 ? 1.44 : 0,
                                      .rate_digits = digits,
                                      .points_digits = digits};
        pm_explanation *it = explain(x, n, &request);
        double given[] = {x, n, x / n, request.population, request.conf, request.deff};
        explained_check_prose(it, given, sizeof given / sizeof *given);
        ck_assert_uint_ge(it->paragraph_count, 3);
        pm_explanation_free(it);
      }
}
END_TEST

START_TEST(explain_prose_grammar)
{
  pm_explanation *it = explain(0, 1, &usual);
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "0 of 1 record was compliant"));
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "The only record seen is not compliant"));
  pm_explanation_free(it);
  it = explain(1, 1e7, &usual);
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "compliant: less than 0.1%."));
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "less than 0.01 percentage points at"));
  pm_explanation_free(it);
  it = explain(1, 2, &usual);
  ck_assert_ptr_nonnull(strstr(it->paragraphs[0], "1 of 2 records were compliant"));
  pm_explanation_free(it);
}
END_TEST

/* --------------------------------------------------------------- refused -- */

START_TEST(explain_refuses)
{
  static const struct {
    double x, n;
    pm_status status;
    pm_explain_request request;
  } cases[] = {
      {.x = 1, .n = 0, .status = PM_ERROR_DOMAIN},
      {.x = 1, .n = 1.5, .status = PM_ERROR_DOMAIN},
      {.x = 0.5, .n = 2, .status = PM_ERROR_DOMAIN},
      {.x = 3, .n = 2, .status = PM_ERROR_DOMAIN},
      {.x = -1, .n = 2, .status = PM_ERROR_DOMAIN},
      {.x = (double)NAN, .n = 2, .status = PM_ERROR_DOMAIN},
      {.x = 1, .n = (double)INFINITY, .status = PM_ERROR_DOMAIN},
      {.x = 1, .n = 2, .status = PM_ERROR_DOMAIN, .request = {.population = 1}},
      {.x = 1, .n = 2, .status = PM_ERROR_DOMAIN, .request = {.population = 2.5}},
      {.x = 1, .n = 2, .status = PM_ERROR_DOMAIN, .request = {.deff = -1}},
      {.x = 1, .n = 2, .status = PM_ERROR_DOMAIN, .request = {.minutes_per_record = -1}},
      {.x = 1, .n = 2, .status = PM_ERROR_DOMAIN, .request = {.cost_per_record = (double)NAN}},
      {.x = 1, .n = 2, .status = PM_ERROR_USAGE, .request = {.conf = 0.3}},
      {.x = 1, .n = 2, .status = PM_ERROR_USAGE, .request = {.conf = 1}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    pm_error error = {0};
    pm_explanation *it = (pm_explanation *)&error;
    ck_assert_int_eq(
        pm_explain_rate(&it, cases[i].x, cases[i].n, &cases[i].request, NULL, &error),
        cases[i].status);
    ck_assert_ptr_null(it);
    ck_assert_int_eq(error.count, 1);
  }
}
END_TEST

START_TEST(explain_out_of_memory)
{
  for (int spread = 0; spread < 2; spread++) {
    pm_status status = PM_ERROR_MEMORY;
    long fail_at = 0;
    while (status != PM_OK) {
      support_failing failing;
      support_failing_init(&failing, ++fail_at);
      pm_explain_request request = usual;
      request.allocator = &failing.allocator;
      pm_error error = {0};
      pm_notes *notes = NULL;
      pm_explanation *it = NULL;
      status = pm_notes_new(&notes, &failing.allocator);
      if (status == PM_OK)
        status = pm_explain_rate(&it, spread * 100, 115, &request, notes, &error);
      ck_assert(status == PM_OK || status == PM_ERROR_MEMORY);
      ck_assert((status == PM_OK) == (it != NULL));
      pm_explanation_free(it);
      pm_notes_free(notes);
      ck_assert_int_eq(failing.live, 0);
      /* An explanation is whole or not there. */
      ck_assert((status == PM_OK) == (failing.calls < fail_at));
    }
    ck_assert_int_gt(fail_at, 3);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("explain", &tcase);
  tcase_add_test(tcase, explain_leicestershire);
  tcase_add_test(tcase, explain_product_is_margin);
  tcase_add_test(tcase, explain_no_spread);
  tcase_add_test(tcase, explain_no_spread_sizes);
  tcase_add_test(tcase, explain_census);
  tcase_add_test(tcase, explain_prices);
  tcase_add_test(tcase, explain_default_request);
  tcase_add_test(tcase, explain_population_matters);
  tcase_add_test(tcase, explain_digits);
  tcase_add_test(tcase, explain_prose_numbers);
  tcase_add_test(tcase, explain_prose_grammar);
  tcase_add_test(tcase, explain_refuses);
  tcase_add_test(tcase, explain_out_of_memory);
  return support_run(suite);
}
