/* check_plan_mean.c: sizes for means and totals, other targets than a margin, and
   design effects that are known beforehand.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

static pm_mean_size size_of(const pm_mean_plan *plan, pm_precision_kind kind, double value)
{
  pm_precision precision = {kind, value};
  pm_mean_size size;
  pm_error error = {0};
  ck_assert_msg(pm_mean_plan_size(plan, &precision, &size, &error) == PM_OK, "%s",
                error.faults[0].text);
  return size;
}

static pm_mean_size bought_by(const pm_mean_plan *plan, double n)
{
  pm_mean_size size;
  ck_assert_int_eq(pm_mean_plan_precision(plan, n, &size, NULL), PM_OK);
  return size;
}

/* -------------------------------------------------------------- oracle -- */

static pm_precision_kind kind_of(const char *name)
{
  if (strcmp(name, "margin") == 0)
    return PM_PRECISION_MARGIN;
  return strcmp(name, "cv") == 0 ? PM_PRECISION_CV : PM_PRECISION_RELATIVE;
}

static double or_zero(double value)
{
  return isnan(value) ? 0 : value;
}

static pm_mean_plan plan_of(const support_rows *rows)
{
  return (pm_mean_plan){.mean = support_number(rows, "mean"),
                        .sd = support_number(rows, "sd"),
                        .conf = support_number(rows, "conf"),
                        .population = support_number(rows, "population"),
                        .deff = support_number(rows, "deff"),
                        .response = or_zero(support_number(rows, "response")),
                        .eligible = or_zero(support_number(rows, "eligible")),
                        .student = support_number(rows, "student") == 1};
}

static void check_size(const support_rows *rows)
{
  pm_mean_plan plan = plan_of(rows);
  pm_mean_size size =
      size_of(&plan, kind_of(support_text(rows, "kind")), support_number(rows, "target"));
  assert_close(size.n, support_number(rows, "value"), 0, "line %d", support_line(rows));
  assert_close(size.n_issued, support_number(rows, "second"), 0, "line %d", support_line(rows));
}

/* A rate's precision comes to a margin, which the plan for a rate takes. */
static void check_rate(const support_rows *rows)
{
  pm_precision precision = {kind_of(support_text(rows, "kind")),
                            support_number(rows, "target")};
  pm_plan plan = {.rate = support_number(rows, "mean"),
                  .conf = support_number(rows, "conf"),
                  .population = support_number(rows, "population")};
  double margin, n;
  ck_assert_int_eq(pm_plan_rate_margin(&precision, plan.rate, plan.conf, &margin, NULL), PM_OK);
  ck_assert_int_eq(pm_plan_size(&plan, margin, &n, NULL), PM_OK);
  assert_close(n, support_number(rows, "value"), 0, "line %d", support_line(rows));
}

/* scipy's quantile of t is right to about 2e-11. */
static void check_margin(const support_rows *rows)
{
  pm_mean_plan plan = plan_of(rows);
  assert_close(bought_by(&plan, support_number(rows, "n")).margin,
               support_number(rows, "value"), 1e-10, "line %d", support_line(rows));
}

static void check_clusters(const support_rows *rows)
{
  pm_clusters clusters = {support_number(rows, "icc"), support_number(rows, "size"),
                          support_number(rows, "cv")};
  double deff;
  ck_assert_int_eq(pm_clusters_deff(&clusters, &deff, NULL), PM_OK);
  assert_close(deff, support_number(rows, "value"), 1e-12, "line %d", support_line(rows));
}

static void check_incidents(const support_rows *rows)
{
  double shares[4] = {support_number(rows, "share0"), support_number(rows, "share1"),
                      support_number(rows, "share2"), support_number(rows, "share3")};
  pm_incidents incidents = {shares, 4, support_number(rows, "icc")};
  pm_incidents_effect effect;
  ck_assert_int_eq(pm_incidents_measure(&incidents, &effect, NULL), PM_OK);
  assert_close(effect.deff, support_number(rows, "value"), 1e-12, "line %d",
               support_line(rows));
  assert_close(effect.crimes, support_number(rows, "second"), 1e-12, "line %d",
               support_line(rows));
}

static void check_file(const char *file)
{
  static const struct {
    const char *what;
    void (*check)(const support_rows *rows);
    int least;
  } checks[] = {{"size", check_size, 500},
                {"rate", check_rate, 150},
                {"margin", check_margin, 15},
                {"clusters", check_clusters, 20},
                {"incidents", check_incidents, 15}};
  int seen[5] = {0};
  support_rows *rows = support_rows_open(file);
  while (support_rows_next(rows))
    for (size_t i = 0; i < 5; i++)
      if (strcmp(support_text(rows, "what"), checks[i].what) == 0) {
        checks[i].check(rows);
        seen[i]++;
      }
  support_rows_free(rows);
  for (size_t i = 0; i < 5; i++)
    ck_assert_int_ge(seen[i], checks[i].least);
}

START_TEST(mean_oracle)
{
  check_file("oracle/plan_means.csv");
  check_file("oracle/plan_means_search.csv");
}
END_TEST

/* ---------------------------------------------------------------- laws -- */

/* A rate is a mean with S^2 = N/(N-1) pq: the plan for a rate says the same. */
START_TEST(mean_of_zeros_and_ones)
{
  static const double populations[] = {50, 500, 59178};
  for (size_t i = 0; i < 3; i++)
    for (double rate = 0.1; rate < 1; rate += 0.2)
      for (double margin = 0.02; margin < 0.2; margin += 0.03) {
        double N = populations[i], n;
        pm_plan one = {.rate = rate, .conf = 0.95, .population = N, .deff = 1.3};
        ck_assert_int_eq(pm_plan_size(&one, margin, &n, NULL), PM_OK);
        pm_mean_plan plan = {.mean = rate,
                             .sd = sqrt(N / (N - 1) * rate * (1 - rate)),
                             .conf = 0.95,
                             .population = N,
                             .deff = 1.3};
        ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, margin).n, n);
      }
}
END_TEST

/* Each way to ask for the same comes to the same. */
START_TEST(mean_targets_agree)
{
  double z = pm_normal_quantile(0.025, PM_TAIL_UPPER);
  pm_mean_plan plan = {.mean = -20, .sd = 12, .conf = 0.95, .population = 59178};
  for (double margin = 0.3; margin < 6; margin *= 1.7) {
    double n = size_of(&plan, PM_PRECISION_MARGIN, margin).n;
    ck_assert_double_eq(size_of(&plan, PM_PRECISION_RELATIVE, margin / 20).n, n);
    ck_assert_double_eq(size_of(&plan, PM_PRECISION_CV, margin / 20 / z).n, n);
  }
}
END_TEST

/* The size is the first that meets the margin; t takes a few more than z. */
START_TEST(mean_size_inverts)
{
  for (double n = 2; n < 5e4; n = floor(1.9 * n + 1))
    for (int student = 0; student < 2; student++) {
      pm_mean_plan plan = {
          .sd = 12, .conf = 0.95, .population = 59178, .deff = 1.2, .student = student == 1};
      double margin = bought_by(&plan, n).margin;
      ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, margin).n, n);
      ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, margin * (1 - 1e-9)).n, n + 1);
      plan.student = true;
      ck_assert_double_ge(size_of(&plan, PM_PRECISION_MARGIN, margin).n, n);
    }
}
END_TEST

/* What is met exactly in decimals takes no record more: (0.6/0.03)^2 = 400. */
START_TEST(mean_decimal)
{
  pm_mean_plan plan = {.mean = 1, .sd = 0.6, .conf = 0.95};
  ck_assert_double_eq(size_of(&plan, PM_PRECISION_CV, 0.03).n, 400);
  plan.sd = 0.7;
  ck_assert_double_eq(size_of(&plan, PM_PRECISION_CV, 0.035).n, 400);
}
END_TEST

START_TEST(mean_ends)
{
  pm_mean_plan plan = {.mean = 5, .sd = 0, .conf = 0.95, .population = 100};
  ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, 1).n, 1);
  ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, 1).margin, 0);
  plan.sd = 1e9;
  ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, 1e-9).n, 100);
  ck_assert_double_eq(bought_by(&plan, 100).margin, 0);
  plan.student = true;
  ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, 1e-9).n, 100);
  plan.population = 1;
  ck_assert_double_eq(size_of(&plan, PM_PRECISION_MARGIN, 1).n, 1);
  plan = (pm_mean_plan){.sd = 12, .conf = 0.95};
  ck_assert(isnan(bought_by(&plan, 10).cv) && isnan(bought_by(&plan, 10).relative));
}
END_TEST

/* ------------------------------------------------- rates, other targets -- */

static double rate_margin(pm_precision_kind kind, double value, double rate)
{
  pm_precision precision = {kind, value};
  double margin;
  ck_assert_int_eq(pm_plan_rate_margin(&precision, rate, 0.95, &margin, NULL), PM_OK);
  return margin;
}

/* Valliant, Dever & Kreuter 2018, 3.2: q/(p cv^2) for a large population; exactly
   400 for p = .2 and a cv of .1. */
START_TEST(rate_targets)
{
  ck_assert_double_eq(rate_margin(PM_PRECISION_MARGIN, 0.03, 0.2), 0.03);
  assert_close(rate_margin(PM_PRECISION_RELATIVE, 0.1, 0.2), 0.02, 1e-15, "relative");
  pm_plan plan = {.rate = 0.2, .conf = 0.95};
  double n;
  ck_assert_int_eq(pm_plan_size(&plan, rate_margin(PM_PRECISION_CV, 0.1, 0.2), &n, NULL),
                   PM_OK);
  ck_assert_double_eq(n, 400);
}
END_TEST

/* PLANNING: P(m = 0..3) = .15, .75, .07, .03, rho = .5, +-5 at p = .85: 196 crimes,
   were each drawn by itself, or 233 incidents. */
START_TEST(incidents_printed)
{
  static const double shares[] = {0.15, 0.75, 0.07, 0.03};
  pm_incidents incidents = {shares, 4, 0.5};
  pm_incidents_effect effect;
  ck_assert_int_eq(pm_incidents_measure(&incidents, &effect, NULL), PM_OK);
  double z = pm_normal_quantile(0.025, PM_TAIL_UPPER);
  double crimes = z * z * 0.85 * 0.15 / (0.05 * 0.05);
  ck_assert_double_eq(ceil(crimes), 196);
  ck_assert_double_eq(ceil(crimes * effect.deff / effect.crimes), 233);
}
END_TEST

/* ----------------------------------------------------------------- why -- */

/* What the lines say is saved is saved. */
START_TEST(mean_why)
{
  pm_mean_plan plan = {.mean = 20, .sd = 12, .conf = 0.95, .population = 5000, .deff = 2};
  pm_precision precision = {PM_PRECISION_CV, 0.05};
  pm_size_why why;
  double now = size_of(&plan, PM_PRECISION_CV, 0.05).n_issued;
  ck_assert_int_eq(pm_mean_plan_why(&plan, &precision, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "deff");
  plan.deff = 0;
  ck_assert_double_eq(why.fewer, now - size_of(&plan, PM_PRECISION_CV, 0.05).n_issued);
  now = size_of(&plan, PM_PRECISION_CV, 0.05).n_issued;
  ck_assert_int_eq(pm_mean_plan_why(&plan, &precision, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "cv");
  ck_assert_double_eq(why.fewer, now - size_of(&plan, PM_PRECISION_CV, 1.1 * 0.05).n_issued);
  plan.deff = 3;
  ck_assert_int_eq(pm_mean_plan_why_bought(&plan, 200, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "deff");
  ck_assert(isnan(why.fewer));
  plan.deff = 0;
  pm_mean_size size;
  char told[64];
  ck_assert_int_eq(pm_mean_plan_precision(&plan, 200, &size, NULL), PM_OK);
  (void)snprintf(told, sizeof told, "design effect of 3, %.5g", size.margin);
  ck_assert_msg(strstr(why.text, told) != NULL, "%s: %s", told, why.text);
  ck_assert_int_eq(pm_mean_plan_why_bought(&plan, 5000, &why, NULL), PM_OK);
  ck_assert_ptr_nonnull(strstr(why.text, "5,000 records are all there are."));
  ck_assert_int_eq(pm_mean_plan_why_bought(&plan, 5001, &why, NULL), PM_ERROR_DOMAIN);
  plan.sd = -1;
  ck_assert_int_eq(pm_mean_plan_why(&plan, &precision, &why, NULL), PM_ERROR_DOMAIN);
  ck_assert_str_eq(why.text, "");
}
END_TEST

START_TEST(rate_precision_why)
{
  pm_size_request request = {.rate = 0.2, .conf = 0.95, .response = 0.5};
  pm_precision precision = {PM_PRECISION_CV, 0.1};
  pm_size size;
  pm_size_why why;
  ck_assert_int_eq(pm_plan_rate_margin(&precision, 0.2, 0.95, &request.margin, NULL), PM_OK);
  ck_assert_int_eq(pm_size_for_margin(&request, &size, NULL), PM_OK);
  ck_assert_int_eq(pm_size_explain_precision(&request, &precision, &size, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "response");
  ck_assert_double_eq(why.fewer, 400);
  request.rate = 2;
  ck_assert_int_eq(pm_size_explain_precision(&request, &precision, &size, &why, NULL),
                   PM_ERROR_DOMAIN);
}
END_TEST

/* -------------------------------------------------------------- refused -- */

static void check_refused(pm_mean_plan plan, pm_precision precision, pm_status status,
                          const char *words)
{
  pm_mean_size size;
  pm_error error = {0};
  ck_assert_int_eq(pm_mean_plan_size(&plan, &precision, &size, &error), status);
  ck_assert_int_eq(error.count, 1);
  ck_assert_msg(strstr(error.faults[0].text, words) != NULL, "'%s' says not '%s'",
                error.faults[0].text, words);
  ck_assert(isnan(size.n) && isnan(size.margin));
}

START_TEST(mean_refuses)
{
  pm_mean_plan good = {.mean = 5, .sd = 2, .conf = 0.95}, plan = good;
  pm_precision margin = {PM_PRECISION_MARGIN, 1}, relative = {PM_PRECISION_RELATIVE, 0.1};
  check_refused(plan, (pm_precision){PM_PRECISION_MARGIN, 0}, PM_ERROR_DOMAIN,
                "a margin must be");
  check_refused(plan, (pm_precision){PM_PRECISION_CV, -1}, PM_ERROR_DOMAIN,
                "variation must be");
  check_refused(plan, (pm_precision){PM_PRECISION_MARGIN, 1e-300}, PM_ERROR_DOMAIN, "counted");
  plan.mean = 0;
  check_refused(plan, relative, PM_ERROR_DOMAIN, "a mean other than 0");
  plan.mean = (double)INFINITY;
  check_refused(plan, margin, PM_ERROR_DOMAIN, "a number");
  plan = good;
  plan.sd = -2;
  check_refused(plan, margin, PM_ERROR_DOMAIN, "as -2 is");
  plan = good;
  plan.population = 7.5;
  check_refused(plan, margin, PM_ERROR_DOMAIN, "whole number");
  plan = good;
  plan.deff = -1;
  check_refused(plan, margin, PM_ERROR_DOMAIN, "design effect");
  plan = good;
  plan.eligible = 2;
  check_refused(plan, margin, PM_ERROR_DOMAIN, "eligible");
  plan = good;
  plan.population = 100;
  plan.response = 0.5;
  check_refused(plan, (pm_precision){PM_PRECISION_MARGIN, 0.3}, PM_ERROR_DOMAIN,
                "64 usable records are 14 more than the 50 that a response of 50% leaves");
  plan = good;
  plan.conf = 7;
  check_refused(plan, margin, PM_ERROR_USAGE, "confidence");
}
END_TEST

START_TEST(mean_refuses_records)
{
  pm_mean_plan plan = {.mean = 5, .sd = 2, .conf = 0.95, .population = 100};
  pm_mean_size size;
  pm_error error = {0};
  ck_assert_int_eq(pm_mean_plan_precision(&plan, 130, &size, &error), PM_ERROR_DOMAIN);
  ck_assert_msg(strstr(error.faults[0].text, "30 more than the 100") != NULL, "%s",
                error.faults[0].text);
  ck_assert_int_eq(pm_mean_plan_precision(&plan, 1.5, &size, NULL), PM_ERROR_DOMAIN);
  plan.student = true;
  ck_assert_int_eq(pm_mean_plan_precision(&plan, 1, &size, NULL), PM_ERROR_DOMAIN);
  ck_assert(isnan(size.margin));
}
END_TEST

START_TEST(rate_targets_refused)
{
  double margin;
  pm_precision precision = {PM_PRECISION_CV, 0.1};
  ck_assert_int_eq(pm_plan_rate_margin(&precision, 0, 0.95, &margin, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_rate_margin(&precision, 1.5, 0.95, &margin, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_plan_rate_margin(&precision, 0.5, 0.2, &margin, NULL), PM_ERROR_USAGE);
  precision.value = 0;
  ck_assert_int_eq(pm_plan_rate_margin(&precision, 0.5, 0.95, &margin, NULL), PM_ERROR_DOMAIN);
  ck_assert(isnan(margin));
}
END_TEST

START_TEST(designs_refused)
{
  static const pm_clusters bad[] = {
      {1.5, 10, 0}, {-0.2, 10, 0}, {0.5, 0.5, 0}, {0.5, 10, -1}, {(double)NAN, 10, 0}};
  double deff;
  for (size_t i = 0; i < 5; i++) {
    ck_assert_int_eq(pm_clusters_deff(&bad[i], &deff, NULL), PM_ERROR_DOMAIN);
    ck_assert(isnan(deff));
  }
  static const double shares[][3] = {
      {0.2, 0.7, 0.08}, {1, 0, 0}, {-0.1, 1.1, 0}, {0, 0.5, 0.5}};
  static const double rho[] = {0.5, 0.5, 0.5, -4};
  static const char *const words[] = {"add up to 0.98, which is 0.02 less than 1",
                                      "no incident has a crime", "within 0 and 1",
                                      "within -1 and 1"};
  for (size_t i = 0; i < 4; i++) {
    pm_incidents incidents = {shares[i], 3, rho[i]};
    pm_incidents_effect effect;
    pm_error error = {0};
    ck_assert_int_eq(pm_incidents_measure(&incidents, &effect, &error), PM_ERROR_DOMAIN);
    ck_assert_msg(strstr(error.faults[0].text, words[i]) != NULL, "%s", error.faults[0].text);
    ck_assert(isnan(effect.deff));
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("plan_mean", &tcase);
  tcase_add_test(tcase, mean_oracle);
  tcase_add_test(tcase, mean_of_zeros_and_ones);
  tcase_add_test(tcase, mean_targets_agree);
  tcase_add_test(tcase, mean_size_inverts);
  tcase_add_test(tcase, mean_decimal);
  tcase_add_test(tcase, mean_ends);
  tcase_add_test(tcase, rate_targets);
  tcase_add_test(tcase, incidents_printed);
  tcase_add_test(tcase, mean_why);
  tcase_add_test(tcase, rate_precision_why);
  tcase_add_test(tcase, mean_refuses);
  tcase_add_test(tcase, mean_refuses_records);
  tcase_add_test(tcase, rate_targets_refused);
  tcase_add_test(tcase, designs_refused);
  return support_run(suite);
}
