/* check_detection.c: discovery and acceptance samples.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <string.h>

#include "support.h"

static const pm_detection_method *method_of(const char *name)
{
  const pm_detection_method *method = pm_size_detection_find(name);
  ck_assert_msg(method != NULL, "no method %s", name);
  return method;
}

static pm_detection_size size_of(const char *method, const pm_detection_plan *plan)
{
  pm_detection_size size;
  pm_error error = {0};
  pm_status status = pm_detection_plan_size(method_of(method), plan, &size, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", method, error.faults[0].text);
  return size;
}

static double passes_of(const char *method, pm_detection_case sample)
{
  pm_detection_point point;
  ck_assert_int_eq(pm_detection_passes(method_of(method), &sample, &point, NULL), PM_OK);
  return point.passes;
}

static double factor_of(double conf, double accept)
{
  double factor;
  ck_assert_int_eq(pm_detection_factor(conf, accept, &factor, NULL), PM_OK);
  return factor;
}

/* -------------------------------------------------------------- oracle -- */

static pm_detection_plan plan_of(const support_rows *rows)
{
  return (pm_detection_plan){.rate = support_number(rows, "rate"),
                             .conf = support_number(rows, "conf"),
                             .accept = support_or_zero(rows, "accept"),
                             .acceptable = support_or_zero(rows, "acceptable"),
                             .risk = support_or_zero(rows, "risk"),
                             .population = support_number(rows, "population")};
}

static void check_size(const support_rows *rows)
{
  pm_detection_plan plan = plan_of(rows);
  pm_detection_size size = size_of(support_text(rows, "method"), &plan);
  assert_close(size.n, support_number(rows, "value"), 0, "line %d", support_line(rows));
  if (plan.acceptable > 0)
    assert_close(size.accept, support_number(rows, "second"), 0, "line %d", support_line(rows));
}

static void check_accept(const support_rows *rows)
{
  pm_detection_plan plan = plan_of(rows);
  pm_detection_size size;
  ck_assert_int_eq(pm_detection_plan_accept(method_of(support_text(rows, "method")), &plan,
                                            support_number(rows, "n"), &size, NULL),
                   PM_OK);
  assert_close(size.accept, support_number(rows, "value"), 0, "line %d", support_line(rows));
}

static void check_passes(const support_rows *rows)
{
  pm_detection_case sample = {support_number(rows, "n"), support_number(rows, "accept"),
                              support_number(rows, "rate"), support_number(rows, "population")};
  assert_close(passes_of(support_text(rows, "method"), sample), support_number(rows, "value"),
               1e-11, "line %d", support_line(rows));
}

static void check_factor(const support_rows *rows)
{
  assert_close(factor_of(support_number(rows, "conf"), support_number(rows, "accept")),
               support_number(rows, "value"), 1e-12, "line %d", support_line(rows));
}

static void check_file(const char *file)
{
  static const struct {
    const char *what;
    void (*check)(const support_rows *rows);
    int least;
  } checks[] = {{"size", check_size, 200},
                {"accept", check_accept, 20},
                {"passes", check_passes, 200},
                {"factor", check_factor, 20}};
  int seen[4] = {0};
  support_rows *rows = support_rows_open(file);
  while (support_rows_next(rows))
    for (size_t i = 0; i < 4; i++)
      if (strcmp(support_text(rows, "what"), checks[i].what) == 0) {
        checks[i].check(rows);
        seen[i]++;
      }
  support_rows_free(rows);
  for (size_t i = 0; i < 4; i++)
    ck_assert_int_ge(seen[i], checks[i].least);
}

START_TEST(detection_oracle)
{
  check_file("oracle/detection.csv");
  check_file("oracle/detection_exact.csv");
}
END_TEST

/* ------------------------------------------------------ printed figures -- */

START_TEST(detection_printed)
{
  pm_detection_plan plan = {.rate = 0.05, .conf = 0.95, .population = 500};
  ck_assert_double_eq(size_of("poisson", &plan).n, 60);
  ck_assert_double_eq(size_of("binomial", &plan).n, 59);
  ck_assert_double_eq(size_of("hypergeometric", &plan).n, 56);
}
END_TEST

/* The AICPA's factors are rounded up to two decimals. */
START_TEST(detection_aicpa)
{
  static const double at_95[] = {3.00, 4.75, 6.30, 7.76, 9.16, 10.52};
  static const double at_90[] = {2.31, 3.89, 5.33, 6.69, 8.00, 9.28};
  for (int accept = 0; accept < 6; accept++) {
    ck_assert_double_eq(ceil(100 * factor_of(0.95, accept)) / 100, at_95[accept]);
    ck_assert_double_eq(ceil(100 * factor_of(0.90, accept)) / 100, at_90[accept]);
  }
}
END_TEST

/* Kiermeier 2008, Journal of Statistical Software 26(6): 5 % to pass with 95 %, 15 %
   with at most 7.5 %: n = 80, c = 7. */
START_TEST(detection_kiermeier)
{
  pm_detection_plan plan = {.rate = 0.15, .conf = 0.925, .acceptable = 0.05, .risk = 0.05};
  pm_detection_size size = size_of("binomial", &plan);
  ck_assert_double_eq(size.n, 80);
  ck_assert_double_eq(size.accept, 7);
}
END_TEST

/* ---------------------------------------------------------------- laws -- */

/* Both risks hold, and one record less would let the tolerable rate pass. */
static void check_first(const char *method, const pm_detection_plan *plan)
{
  pm_detection_size size = size_of(method, plan);
  double alpha = 1 - plan->conf;
  ck_assert_double_le(size.passes, alpha + 1e-12);
  pm_detection_case less = {size.n - 1, size.accept, size.rate_counted, plan->population};
  ck_assert_double_gt(passes_of(method, less), alpha);
  if (plan->acceptable > 0)
    ck_assert_double_le(size.fails, plan->risk + 1e-12);
  else
    ck_assert(isnan(size.fails) && isnan(size.acceptable_counted));
  pm_detection_size back;
  ck_assert_int_eq(pm_detection_plan_accept(method_of(method), plan, size.n, &back, NULL),
                   PM_OK);
  ck_assert_double_ge(back.accept, size.accept);
}

START_TEST(detection_first)
{
  static const double found[] = {0.01, 0.07, 0.3};
  for (size_t m = 0; m < pm_size_detection_family.count; m++)
    for (size_t r = 0; r < 3; r++)
      for (double conf = 0.6; conf < 0.995; conf += 0.13) {
        const char *name = pm_size_detection_family.at(m)->name;
        bool is_finite = (method_of(name)->flags & PM_DETECTION_POPULATION) != 0;
        pm_detection_plan plan = {.rate = found[r],
                                  .conf = conf,
                                  .accept = (double)r,
                                  .population = is_finite ? 2000 : 0};
        check_first(name, &plan);
        plan.acceptable = plan.rate / 3;
        plan.risk = 0.1;
        check_first(name, &plan);
      }
}
END_TEST

/* A finite population never takes more than a large one; a huge one as many. */
START_TEST(detection_population)
{
  pm_detection_plan plan = {.rate = 0.02, .conf = 0.95, .accept = 1};
  double large = size_of("binomial", &plan).n, before = 0;
  for (double N = 100; N < 1e15; N *= 10) {
    plan.population = N;
    double n = size_of("hypergeometric", &plan).n;
    ck_assert(n <= large && n >= before);
    before = n;
  }
  ck_assert_double_eq(before, large);
}
END_TEST

/* 0.035 of 400 is 14 errors, whatever the binary product says. */
START_TEST(detection_decimal)
{
  pm_detection_plan plan = {.rate = 0.035, .conf = 0.95, .population = 400};
  ck_assert_double_eq(size_of("hypergeometric", &plan).rate_counted, 14 / 400.0);
  plan.rate = 0.036;
  ck_assert_double_eq(size_of("hypergeometric", &plan).rate_counted, 15 / 400.0);
}
END_TEST

/* A level that is just reached is reached: (1/2)^3 at 87.5 %, 0.1 at 90 %. */
START_TEST(detection_reached)
{
  pm_detection_plan plan = {.rate = 0.5, .conf = 0.875};
  ck_assert_double_eq(size_of("binomial", &plan).n, 3);
  plan = (pm_detection_plan){.rate = 0.9, .conf = 0.9};
  ck_assert_double_eq(size_of("binomial", &plan).n, 1);
  plan = (pm_detection_plan){.rate = 0.9, .conf = 0.999};
  ck_assert_double_eq(size_of("binomial", &plan).n, 3);
}
END_TEST

START_TEST(detection_ends)
{
  ck_assert_double_eq(passes_of("binomial", (pm_detection_case){10, 12, 0.5, 0}), 1);
  ck_assert_double_eq(passes_of("hypergeometric", (pm_detection_case){10, 10, 0.5, 40}), 1);
  ck_assert_double_eq(passes_of("binomial", (pm_detection_case){10, 0, 0, 0}), 1);
  ck_assert_double_eq(passes_of("binomial", (pm_detection_case){10, 0, 1, 0}), 0);
  pm_detection_plan plan = {.rate = 0.05, .conf = 0.95, .response = 0.9, .eligible = 0.95};
  ck_assert_double_eq(size_of("binomial", &plan).n_issued, ceil(59 / 0.855));
  pm_detection_size size;
  ck_assert_int_eq(pm_detection_plan_accept(method_of("binomial"), &plan, 58, &size, NULL),
                   PM_OK);
  ck_assert_double_eq(size.accept, -1);
  ck_assert_double_eq(size.passes, 0);
  plan = (pm_detection_plan){.rate = 1, .conf = 0.95, .population = 1};
  ck_assert_double_eq(size_of("hypergeometric", &plan).n, 1);
}
END_TEST

/* What the line says is saved is saved. */
START_TEST(detection_why)
{
  pm_detection_plan plan = {.rate = 0.05, .conf = 0.95, .accept = 2, .response = 0.9};
  pm_size_why why;
  ck_assert_int_eq(pm_detection_plan_why(method_of("binomial"), &plan, &why, NULL), PM_OK);
  double now = size_of("binomial", &plan).n_issued;
  ck_assert_str_eq(why.term, "accept");
  plan.accept = 0;
  ck_assert_double_eq(why.fewer, now - size_of("binomial", &plan).n_issued);
  ck_assert_ptr_nonnull(strstr(why.text, "hold at most 2 of them"));
  plan.response = 0.3;
  now = size_of("binomial", &plan).n_issued;
  ck_assert_int_eq(pm_detection_plan_why(method_of("binomial"), &plan, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "response");
  ck_assert_double_eq(why.fewer, now - 59);
  plan.rate = 0;
  ck_assert_int_eq(pm_detection_plan_why(method_of("binomial"), &plan, &why, NULL),
                   PM_ERROR_DOMAIN);
  ck_assert_str_eq(why.text, "");
}
END_TEST

/* The errors that pass once a term is relaxed are those that the line names. */
START_TEST(detection_why_accept)
{
  pm_detection_plan plan = {.rate = 0.05, .conf = 0.95};
  const pm_detection_method *binomial = method_of("binomial");
  pm_size_why why;
  pm_detection_size size;
  ck_assert_int_eq(pm_detection_plan_why_accept(binomial, &plan, 400, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "rate");
  ck_assert(isnan(why.fewer));
  ck_assert_ptr_nonnull(strstr(why.text, "12 errors pass because 400 records"));
  ck_assert_ptr_nonnull(strstr(why.text, "to find out 6% instead of 5%, 15;"));
  plan.rate = 0.06;
  ck_assert_int_eq(pm_detection_plan_accept(binomial, &plan, 400, &size, NULL), PM_OK);
  ck_assert_double_eq(size.accept, 15);
  ck_assert_int_eq(pm_detection_plan_why_accept(binomial, &plan, 10, &why, NULL), PM_OK);
  ck_assert_str_eq(why.text, "");
  ck_assert_int_eq(pm_detection_plan_why_accept(binomial, &plan, 0, &why, NULL),
                   PM_ERROR_DOMAIN);
}
END_TEST

/* -------------------------------------------------------------- refused -- */

static void check_refused(const char *method, pm_detection_plan plan, pm_status status,
                          const char *words)
{
  pm_detection_size size;
  pm_error error = {0};
  ck_assert_int_eq(pm_detection_plan_size(method_of(method), &plan, &size, &error), status);
  ck_assert_int_eq(error.count, 1);
  ck_assert_msg(strstr(error.faults[0].text, words) != NULL, "'%s' says not '%s'",
                error.faults[0].text, words);
  ck_assert(isnan(size.n) && isnan(size.accept) && isnan(size.passes));
}

START_TEST(detection_refuses)
{
  pm_detection_plan good = {.rate = 0.05, .conf = 0.95}, plan = good;
  check_refused("hypergeometric", plan, PM_ERROR_USAGE, "needs the size of the population");
  plan.rate = 0;
  check_refused("binomial", plan, PM_ERROR_DOMAIN, "tolerable rate");
  plan.rate = 1.1;
  check_refused("binomial", plan, PM_ERROR_DOMAIN, "tolerable rate");
  plan = good;
  plan.conf = 0.2;
  check_refused("binomial", plan, PM_ERROR_USAGE, "confidence");
  plan = good;
  plan.accept = 1.5;
  check_refused("binomial", plan, PM_ERROR_DOMAIN, "whole");
  plan = good;
  plan.acceptable = 0.06;
  check_refused("binomial", plan, PM_ERROR_DOMAIN, "below the tolerable rate of 5%");
  plan.acceptable = 0.04;
  plan.risk = 0.7;
  check_refused("binomial", plan, PM_ERROR_DOMAIN, "at most 50%");
  plan = good;
  plan.population = 100;
  plan.accept = 5;
  check_refused("hypergeometric", plan, PM_ERROR_DOMAIN, "has 5 errors, no more than the 5");
  plan = good;
  plan.population = 10.5;
  check_refused("hypergeometric", plan, PM_ERROR_DOMAIN, "whole number");
  plan = good;
  plan.rate = 1e-300;
  check_refused("binomial", plan, PM_ERROR_DOMAIN, "more records than can be counted");
  plan = good;
  plan.response = -1;
  check_refused("binomial", plan, PM_ERROR_DOMAIN, "usable");
}
END_TEST

/* A method for a large population has no more to draw than there is. */
START_TEST(detection_beyond_population)
{
  static const char *const methods[] = {"binomial", "poisson"};
  for (size_t i = 0; i < 2; i++) {
    const pm_detection_method *method = method_of(methods[i]);
    pm_detection_plan plan = {.rate = 0.05, .conf = 0.95, .acceptable = 0.01};
    pm_detection_size size;
    double n = size_of(methods[i], &plan).n;
    plan.population = n;
    ck_assert_double_eq(size_of(methods[i], &plan).n, n);
    plan.population = n - 1;
    pm_error error = {0};
    ck_assert_int_eq(pm_detection_plan_size(method, &plan, &size, &error), PM_ERROR_DOMAIN);
    ck_assert(isnan(size.n) && strstr(error.faults[0].text, "hypergeometric") != NULL);
    plan.population = ceil(1.25 * n);
    plan.response = 0.79;
    ck_assert_int_eq(pm_detection_plan_size(method, &plan, &size, NULL), PM_ERROR_DOMAIN);
    pm_detection_plan given = {.rate = 0.05, .conf = 0.95, .population = 100};
    ck_assert_int_eq(pm_detection_plan_accept(method, &given, 100, &size, NULL), PM_OK);
    ck_assert_int_eq(pm_detection_plan_accept(method, &given, 101, &size, NULL),
                     PM_ERROR_DOMAIN);
  }
}
END_TEST

START_TEST(detection_refuses_points)
{
  pm_detection_point point;
  pm_detection_case sample = {10, 0.5, 0.1, 0};
  ck_assert_int_eq(pm_detection_passes(method_of("binomial"), &sample, &point, NULL),
                   PM_ERROR_DOMAIN);
  sample.accept = INFINITY;
  ck_assert_int_eq(pm_detection_passes(method_of("binomial"), &sample, &point, NULL),
                   PM_ERROR_DOMAIN);
  sample = (pm_detection_case){10, 0, 1.5, 0};
  ck_assert_int_eq(pm_detection_passes(method_of("binomial"), &sample, &point, NULL),
                   PM_ERROR_DOMAIN);
  sample = (pm_detection_case){30, 0, 0.5, 20};
  ck_assert_int_eq(pm_detection_passes(method_of("hypergeometric"), &sample, &point, NULL),
                   PM_ERROR_DOMAIN);
  ck_assert(isnan(point.passes));
  double factor;
  ck_assert_int_eq(pm_detection_factor(0.95, -1, &factor, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_detection_factor(2, 0, &factor, NULL), PM_ERROR_USAGE);
  ck_assert(isnan(factor));
}
END_TEST

START_TEST(detection_defaults)
{
  ck_assert_str_eq(pm_size_detection_default(0)->about.name, "binomial");
  ck_assert_str_eq(pm_size_detection_default(50)->about.name, "hypergeometric");
  ck_assert_ptr_null(pm_size_detection_find("poison"));
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("detection", &tcase);
  tcase_add_test(tcase, detection_oracle);
  tcase_add_test(tcase, detection_printed);
  tcase_add_test(tcase, detection_aicpa);
  tcase_add_test(tcase, detection_kiermeier);
  tcase_add_test(tcase, detection_first);
  tcase_add_test(tcase, detection_population);
  tcase_add_test(tcase, detection_decimal);
  tcase_add_test(tcase, detection_reached);
  tcase_add_test(tcase, detection_ends);
  tcase_add_test(tcase, detection_why);
  tcase_add_test(tcase, detection_why_accept);
  tcase_add_test(tcase, detection_refuses);
  tcase_add_test(tcase, detection_beyond_population);
  tcase_add_test(tcase, detection_refuses_points);
  tcase_add_test(tcase, detection_defaults);
  return support_run(suite);
}
