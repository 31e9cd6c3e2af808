/* check_groups.c: the sizes of two groups.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/difference.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

static const pm_groups_method *method_of(const char *name)
{
  const pm_groups_method *method = pm_size_comparison_find(name);
  ck_assert_msg(method != NULL, "no method %s", name);
  return method;
}

static pm_groups_size size_of(const char *method, const pm_groups_plan *plan)
{
  pm_groups_size size;
  pm_error error = {0};
  pm_status status = pm_groups_plan_size(method_of(method), plan, &size, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", method, error.faults[0].text);
  return size;
}

static double power_of(const char *method, const pm_groups_plan *plan, double n1, double n2)
{
  double power;
  ck_assert_int_eq(pm_groups_plan_power(method_of(method), plan, n1, n2, &power, NULL), PM_OK);
  return power;
}

static double detectable_of(const char *method, const pm_groups_plan *plan, double n1,
                            double n2)
{
  double value;
  ck_assert_int_eq(pm_groups_plan_detectable(method_of(method), plan, n1, n2, &value, NULL),
                   PM_OK);
  return value;
}

/* -------------------------------------------------------------- oracle -- */

static pm_groups_aim aim_of(const char *name)
{
  if (strcmp(name, "equivalence") == 0)
    return PM_GROUPS_EQUIVALENCE;
  return strcmp(name, "difference") == 0 ? PM_GROUPS_DIFFERENCE : PM_GROUPS_NON_INFERIORITY;
}

static pm_groups_plan plan_of(const support_rows *rows)
{
  return (pm_groups_plan){.rate = support_number(rows, "rate"),
                          .difference = support_number(rows, "difference"),
                          .conf = support_number(rows, "conf"),
                          .power = support_or_zero(rows, "power"),
                          .share1 = support_or_zero(rows, "share1"),
                          .share2 = support_or_zero(rows, "share2")};
}

static double up(double value)
{
  return fmax(1, ceil(value * (1 - 1e-9)));
}

/* A size that is not whole is seen by its ceilings, and by the power at it. */
static void check_sizes(const char *file, double tolerance, int *seen)
{
  support_rows *rows = support_rows_open(file);
  while (support_rows_next(rows)) {
    const char *method = support_text(rows, "method");
    pm_groups_plan plan = plan_of(rows);
    plan.aim = aim_of(support_text(rows, "aim"));
    plan.margin = support_number(rows, "margin");
    double n1 = support_number(rows, "value");
    double n2 = n1 * plan.share2 / plan.share1;
    pm_groups_size size = size_of(method, &plan);
    ck_assert_msg(size.n1 == up(n1) && size.n2 == up(n2),
                  "%s line %d: %g and %g, not %g and %g", file, support_line(rows), size.n1,
                  size.n2, up(n1), up(n2));
    ck_assert(size.safe1 == size.n1 && size.safe2 == size.n2 && isnan(size.checked));
    if (fmin(n1, n2) >= 1)
      assert_close(1 - power_of(method, &plan, n1, n2), 1 - plan.power, tolerance, "%s line %d",
                   file, support_line(rows));
    seen[0]++;
    for (size_t m = 0; m < pm_size_comparison_family.count; m++)
      seen[m + 1] += strcmp(pm_size_comparison_family.at(m)->name, method) == 0;
  }
  support_rows_free(rows);
}

/* R's uniroot is right to about 1e-9 of a size. */
START_TEST(groups_oracle)
{
  int seen[8] = {0};
  check_sizes("oracle/groups.csv", 1e-7, seen);
  ck_assert_int_ge(seen[0], 1500);
  check_sizes("oracle/groups_power.csv", 1e-11, seen);
  for (size_t m = 0; m < pm_size_comparison_family.count; m++)
    if (pm_size_comparison_find(pm_size_comparison_family.at(m)->name)->miss == NULL)
      ck_assert_msg(seen[m + 1] > 50, "%s has no oracle",
                    pm_size_comparison_family.at(m)->name);
}
END_TEST

static void check_exact(const char *file, double tolerance, int *sizes, int *powers)
{
  support_rows *rows = support_rows_open(file);
  while (support_rows_next(rows)) {
    pm_groups_plan plan = plan_of(rows);
    if (strcmp(support_text(rows, "what"), "size") == 0) {
      pm_groups_size size = size_of("exact", &plan);
      ck_assert_msg(size.n1 == support_number(rows, "value") &&
                        size.safe1 == support_number(rows, "second") &&
                        size.checked == support_number(rows, "checked"),
                    "%s line %d: %g safe %g to %g", file, support_line(rows), size.n1,
                    size.safe1, size.checked);
      ++*sizes;
      continue;
    }
    double power =
        power_of("exact", &plan, support_number(rows, "n1"), support_number(rows, "n2"));
    ck_assert_msg(fabs(power - support_number(rows, "value")) <= tolerance, "%s line %d: %.17g",
                  file, support_line(rows), power);
    ++*powers;
  }
  support_rows_free(rows);
}

START_TEST(groups_exact_oracle)
{
  int sizes = 0, powers = 0;
  check_exact("oracle/groups_exact.csv", 1e-12, &sizes, &powers);
  check_exact("oracle/groups_fisher.csv", 1e-13, &sizes, &powers);
  ck_assert_int_eq(sizes, 20);
  ck_assert_int_ge(powers, 200);
}
END_TEST

/* No dip beyond what is checked: groups_fisher.csv went to twice the first. */
START_TEST(groups_exact_no_later_dips)
{
  support_rows *rows = support_rows_open("oracle/groups_fisher.csv");
  while (support_rows_next(rows))
    if (strcmp(support_text(rows, "what"), "size") == 0)
      ck_assert_double_eq(support_number(rows, "dips"), 0);
  support_rows_free(rows);
}
END_TEST

/* The p-value that decides is pm_fisher_test's: the power added up with it. */
START_TEST(groups_exact_is_fisher_test)
{
  static const double sizes[][2] = {{4, 9}, {15, 15}, {23, 8}};
  for (size_t s = 0; s < 3; s++)
    for (double p = 0.1; p < 0.8; p += 0.3) {
      double n1 = sizes[s][0], n2 = sizes[s][1];
      pm_groups_plan plan = {.rate = p, .difference = 0.2, .conf = 0.9};
      pm_sum power = {0, 0};
      for (double a = 0; a <= n1; a++)
        for (double b = 0; b <= n2; b++)
          if (pm_fisher_test(a, n1, b, n2) <= 0.1 * (1 + 1e-9))
            pm_sum_add(&power, pm_binomial_pmf(a, n1, p) * pm_binomial_pmf(b, n2, p + 0.2));
      ck_assert_double_eq_tol(power_of("exact", &plan, n1, n2), pm_sum_value(&power), 1e-13);
    }
}
END_TEST

/* ---------------------------------------------------------------- laws -- */

static const double rates[] = {0.05, 0.4, 0.85};
static const double differences[] = {-0.04, 0.03, 0.12};
enum { RATES = 3, DIFFERENCES = 3 };

typedef void law(const char *method, const pm_groups_plan *plan);

/* Each method, aim, rate and difference that can be. */
static void for_each(law *check)
{
  for (size_t m = 0; m < pm_size_comparison_family.count; m++)
    for (int aim = 0; aim < 3; aim++)
      for (size_t r = 0; r < RATES; r++)
        for (size_t d = 0; d < DIFFERENCES; d++) {
          const char *name = pm_size_comparison_family.at(m)->name;
          const pm_groups_method *method = method_of(name);
          pm_groups_plan plan = {.rate = rates[r],
                                 .difference = differences[d],
                                 .aim = (pm_groups_aim)aim,
                                 .margin = 0.13,
                                 .conf = 0.95};
          static const unsigned flags[] = {PM_GROUPS_FOR_DIFFERENCE,
                                           PM_GROUPS_FOR_NON_INFERIORITY,
                                           PM_GROUPS_FOR_EQUIVALENCE};
          bool is_slow = method->miss != NULL && fabs(plan.difference) < 0.1;
          if ((method->flags & flags[aim]) != 0 && !is_slow)
            check(name, &plan);
        }
}

/* The first whole size with the power has it, and one record less has not. */
static void size_is_first(const char *method, const pm_groups_plan *plan)
{
  pm_groups_size size = size_of(method, plan);
  ck_assert_double_ge(size.power, 0.8);
  assert_close(size.power, power_of(method, plan, size.n1, size.n2), 1e-14, "%s", method);
  if (size.n1 > 1)
    ck_assert_double_lt(power_of(method, plan, size.n1 - 1, size.n2 - 1), 0.8);
  ck_assert(size.safe1 >= size.n1 && size.n1_issued == size.n1);
}

START_TEST(groups_size_is_first)
{
  for_each(size_is_first);
}
END_TEST

/* Compliant and not compliant change places; and what is above, below. */
static void is_mirrored(const char *method, const pm_groups_plan *plan)
{
  pm_groups_plan other = *plan;
  other.rate = 1 - plan->rate;
  other.difference = -plan->difference;
  if (plan->aim == PM_GROUPS_NON_INFERIORITY)
    return;
  ck_assert_double_eq(size_of(method, plan).n1, size_of(method, &other).n1);
}

START_TEST(groups_mirrored)
{
  for_each(is_mirrored);
}
END_TEST

/* More power, more confidence, a smaller difference or a narrower margin take more. */
static void takes_more(const char *method, const pm_groups_plan *plan)
{
  double n = size_of(method, plan).n1;
  pm_groups_plan more = *plan;
  more.power = 0.9;
  ck_assert_double_gt(size_of(method, &more).n1, n);
  more = *plan;
  more.conf = 0.98;
  ck_assert_double_gt(size_of(method, &more).n1, n);
  more = *plan;
  more.margin = 0.125;
  if (plan->aim != PM_GROUPS_DIFFERENCE)
    ck_assert_double_gt(size_of(method, &more).n1, n);
}

START_TEST(groups_takes_more)
{
  for_each(takes_more);
}
END_TEST

/* What a size can show takes that size. */
static void detectable_inverts(const char *method, const pm_groups_plan *plan)
{
  pm_groups_size size = size_of(method, plan);
  double value = detectable_of(method, plan, size.n1, size.n2);
  pm_groups_plan shown = *plan;
  if (plan->aim == PM_GROUPS_DIFFERENCE) {
    ck_assert(value * plan->difference > 0 && fabs(value) <= fabs(plan->difference));
    shown.difference = value;
  } else {
    ck_assert(value <= plan->margin);
    shown.margin = value;
  }
  ck_assert_double_eq_tol(power_of(method, &shown, size.n1, size.n2), 0.8, 1e-9);
}

START_TEST(groups_detectable_inverts)
{
  for_each(detectable_inverts);
}
END_TEST

/* A design effect multiplies both sizes; response divides what is drawn. */
static void is_adjusted(const char *method, const pm_groups_plan *plan)
{
  if (method_of(method)->miss != NULL)
    return;
  pm_groups_plan adjusted = *plan;
  adjusted.deff = 1.5;
  adjusted.response = 0.8;
  adjusted.eligible = 0.9;
  pm_groups_size plain = size_of(method, plan), size = size_of(method, &adjusted);
  ck_assert(size.n1 <= ceil(1.5 * plain.n1) && size.n1 > 1.5 * (plain.n1 - 1));
  ck_assert(size.n1_issued <= ceil(size.n1 / 0.72) && size.n1_issued >= size.n1);
  assert_close(power_of(method, &adjusted, 150, 300), power_of(method, plan, 100, 200), 1e-12,
               "%s", method);
}

START_TEST(groups_adjusted)
{
  for_each(is_adjusted);
}
END_TEST

/* Restricted to no difference, both rates are the pooled one. */
START_TEST(groups_score_is_fleiss)
{
  for (double p = 0.1; p < 0.8; p += 0.2)
    for (double ratio = 0.5; ratio < 4; ratio += 0.7) {
      pm_groups_plan plan = {.rate = p, .difference = 0.11, .conf = 0.95, .share2 = ratio};
      assert_close(power_of("farrington-manning", &plan, 200, 200 * ratio),
                   power_of("fleiss", &plan, 200, 200 * ratio), 1e-12, "p %g ratio %g", p,
                   ratio);
    }
}
END_TEST

/* mee's interval of p2 - p1 when the sample comes out as planned. */
static pm_difference mee(double p1, double n1, double p2, double n2)
{
  pm_level level;
  pm_difference found;
  pm_pair pair = {.x1 = n2 * p2, .n1 = n2, .x2 = n1 * p1, .n2 = n1};
  ck_assert_int_eq(pm_level_make(&level, 0.95, PM_SIDE_TWO, NULL), PM_OK);
  ck_assert_int_eq(pm_difference_compute(pm_difference_find("mee"), &level, PM_SCALE_DIFFERENCE,
                                         &pair, &found, NULL),
                   PM_OK);
  return found;
}

/* With a power of one half, the interval of the samples that come out as planned
   reaches just what is to be disproved: size and difference agree. */
START_TEST(groups_meet_interval)
{
  for (double p = 0.2; p < 0.9; p += 0.2)
    for (double n2 = 100; n2 < 500; n2 += 170) {
      pm_groups_plan plan = {.rate = p, .difference = -1, .conf = 0.95, .power = 0.5};
      double d = detectable_of("fleiss", &plan, 200, n2);
      ck_assert_double_eq_tol(mee(p, 200, p + d, n2).upper, 0, 1e-9);
      plan.aim = PM_GROUPS_NON_INFERIORITY;
      plan.difference = 0.02;
      double margin = detectable_of("farrington-manning", &plan, 200, n2);
      ck_assert_double_eq_tol(mee(p, 200, p + 0.02, n2).lower, -margin, 1e-9);
    }
}
END_TEST

/* Unequal shares: sizes are as the shares, and together more than equal ones. */
START_TEST(groups_shares)
{
  pm_groups_plan plan = {.rate = 0.85, .difference = -0.1, .conf = 0.95};
  pm_groups_size equal = size_of("fleiss", &plan);
  plan.share1 = 2;
  plan.share2 = 1;
  pm_groups_size size = size_of("fleiss", &plan);
  ck_assert(fabs(size.n1 - 2 * size.n2) <= 2);
  ck_assert_double_gt(size.n1 + size.n2, equal.n1 + equal.n2);
}
END_TEST

/* The first difference asked for: 115 each from 85 % (PLANNING: 15.4 points). */
START_TEST(groups_is_plan_detectable)
{
  pm_groups_plan plan = {.rate = 0.85, .difference = -1, .conf = 0.95};
  double theirs;
  ck_assert_int_eq(pm_plan_detectable(0.85, 115, 0.95, 0.8, -1, &theirs, NULL), PM_OK);
  ck_assert_double_eq(detectable_of("fleiss", &plan, 115, 115), theirs);
  ck_assert_double_eq_tol(theirs, -0.154, 5e-5);
}
END_TEST

START_TEST(groups_detectable_ends)
{
  pm_groups_plan plan = {.rate = 0, .difference = -1, .conf = 0.95};
  ck_assert(isnan(detectable_of("fleiss", &plan, 115, 115)));
  plan = (pm_groups_plan){.rate = 0.5, .conf = 0.95, .aim = PM_GROUPS_EQUIVALENCE};
  ck_assert(isnan(detectable_of("wald", &plan, 2, 2)));
  plan = (pm_groups_plan){.rate = 1, .conf = 0.95, .aim = PM_GROUPS_NON_INFERIORITY};
  ck_assert_double_gt(detectable_of("farrington-manning", &plan, 100, 100), 0);
}
END_TEST

/* ----------------------------------------------------------------- why -- */

/* The line begins with what is to be drawn, and what it says is saved is saved: by the
   term it names, which no other beats. */
static void why_is_true(const char *method, const pm_groups_plan *plan)
{
  if (method_of(method)->miss != NULL)
    return;
  pm_groups_plan asked = *plan;
  asked.deff = 40; /* beyond what any other term saves */
  pm_groups_size size = size_of(method, &asked);
  pm_size_why why;
  ck_assert_int_eq(pm_groups_plan_why(method_of(method), &asked, &size, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "deff");
  pm_groups_size less = size_of(method, plan);
  ck_assert_double_eq(why.fewer,
                      size.n1_issued + size.n2_issued - less.n1_issued - less.n2_issued);
  ck_assert(strstr(why.text, " fewer") != NULL && why.text[strlen(why.text) - 1] == '.');
  ck_assert(isnan(why.next_tenth));
}

static int deffs_told;

/* Where the line says what is had without the design effect, it is had. */
static void deff_is_true(const pm_size_why *why, double value, const char *unit)
{
  char told[64];
  ck_assert(isnan(why->fewer) && why->term != NULL);
  if (strcmp(why->term, "deff") != 0)
    return;
  (void)snprintf(told, sizeof told, "design effect of 4, %.4g%s", value, unit);
  ck_assert_msg(strstr(why->text, told) != NULL, "%s: %s", told, why->text);
  deffs_told++;
}

static void why_bought_is_true(const char *name, const pm_groups_plan *plan)
{
  const pm_groups_method *method = method_of(name);
  if (method->miss != NULL)
    return;
  pm_groups_plan asked = *plan;
  asked.deff = 4;
  double power = 0, difference = 0;
  pm_groups_size size = size_of(name, plan);
  pm_size_why why;
  ck_assert_int_eq(pm_groups_plan_why_power(method, &asked, size.n1, size.n2, &why, NULL),
                   PM_OK);
  ck_assert_int_eq(pm_groups_plan_power(method, plan, size.n1, size.n2, &power, NULL), PM_OK);
  deff_is_true(&why, round(1000 * power) / 10, "%");
  ck_assert_int_eq(pm_groups_plan_why_detectable(method, &asked, size.n1, size.n2, &why, NULL),
                   PM_OK);
  ck_assert_int_eq(pm_groups_plan_detectable(method, plan, size.n1, size.n2, &difference, NULL),
                   PM_OK);
  if (why.text[0] != '\0')
    deff_is_true(&why, round(1e4 * fabs(difference)) / 100, " points");
}

START_TEST(groups_why_bought_is_true)
{
  deffs_told = 0;
  for_each(why_bought_is_true);
  ck_assert_int_ge(deffs_told, 10);
}
END_TEST

START_TEST(groups_why_is_true)
{
  for_each(why_is_true);
  pm_size_why why;
  pm_groups_plan plan = {.rate = 0.85, .difference = -0.2, .conf = 0.95, .power = 0.8};
  pm_groups_size size = size_of("exact", &plan);
  ck_assert_int_eq(pm_groups_plan_why(method_of("exact"), &plan, &size, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "confidence");
  plan.difference = -0.2;
  plan.conf = 0.9;
  ck_assert_double_eq(why.fewer, size.n1 + size.n2 - 2 * size_of("exact", &plan).n1);
  size.n1_issued = (double)NAN;
  ck_assert_int_eq(pm_groups_plan_why(method_of("exact"), &plan, &size, &why, NULL),
                   PM_ERROR_USAGE);
}
END_TEST

/* -------------------------------------------------------------- refused -- */

static void check_refused(const char *method, pm_groups_plan plan, pm_status status,
                          const char *words)
{
  pm_groups_size size;
  pm_error error = {0};
  ck_assert_int_eq(pm_groups_plan_size(method_of(method), &plan, &size, &error), status);
  ck_assert_int_eq(error.count, 1);
  ck_assert_msg(strstr(error.faults[0].text, words) != NULL, "'%s' says not '%s'",
                error.faults[0].text, words);
  ck_assert(isnan(size.n1) && isnan(size.safe2) && isnan(size.power));
}

START_TEST(groups_refuses)
{
  pm_groups_plan good = {.rate = 0.85, .difference = -0.1, .conf = 0.95}, plan = good;
  plan.difference = 0.2;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "make 105%, which is 5 points above 100%");
  plan.difference = -0.9;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "which is 5 points below 0%");
  plan.difference = 0;
  check_refused("arcsine", plan, PM_ERROR_DOMAIN, "no difference");
  plan.difference = (double)NAN;
  check_refused("arcsine", plan, PM_ERROR_DOMAIN, "a number");
  plan = good;
  plan.power = 0.03;
  check_refused("fleiss", plan, PM_ERROR_USAGE, "no more than the risk of 5%");
  plan.power = 0.3;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "from 50% to below 100%");
  plan.power = 1;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "from 50% to below 100%");
  plan = good;
  plan.conf = 0.3;
  check_refused("fleiss", plan, PM_ERROR_USAGE, "confidence");
  plan = good;
  plan.share2 = -1;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "shares");
  plan = good;
  plan.deff = -1;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "design effect");
  plan.deff = 2;
  check_refused("exact", plan, PM_ERROR_USAGE, "whole records");
  plan = good;
  plan.response = 1.5;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "usable");
  plan = good;
  plan.rate = 1.5;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "within 0% and 100%");
  plan = good;
  plan.difference = -1e-9;
  check_refused("fleiss", plan, PM_ERROR_DOMAIN, "more records than can be counted");
  plan.difference = -0.02;
  check_refused("exact", plan, PM_ERROR_DOMAIN, "fleiss alone takes");
}
END_TEST

START_TEST(groups_refuses_margins)
{
  pm_groups_plan plan = {.rate = 0.85,
                         .difference = -0.07,
                         .conf = 0.95,
                         .aim = PM_GROUPS_NON_INFERIORITY,
                         .margin = 0.05};
  check_refused("wald", plan, PM_ERROR_DOMAIN, "2 beyond the margin of 5");
  plan.aim = PM_GROUPS_EQUIVALENCE;
  plan.difference = 0.05;
  check_refused("farrington-manning", plan, PM_ERROR_DOMAIN, "at the margin");
  check_refused("fleiss", plan, PM_ERROR_USAGE, "no form for equivalence");
  plan.margin = 0;
  check_refused("wald", plan, PM_ERROR_DOMAIN, "above 0 and below 1");
}
END_TEST

START_TEST(groups_refuses_sizes)
{
  pm_groups_plan plan = {.rate = 0.85, .difference = -0.1, .conf = 0.95};
  static const double bad[][2] = {{0, 5}, {5, -1}, {(double)NAN, 5}, {1e17, 5}};
  double value;
  for (size_t i = 0; i < 4; i++) {
    ck_assert_int_eq(
        pm_groups_plan_power(method_of("fleiss"), &plan, bad[i][0], bad[i][1], &value, NULL),
        PM_ERROR_DOMAIN);
    ck_assert(isnan(value));
    ck_assert_int_eq(pm_groups_plan_detectable(method_of("fleiss"), &plan, bad[i][0], bad[i][1],
                                               &value, NULL),
                     PM_ERROR_DOMAIN);
    ck_assert(isnan(value));
  }
  ck_assert_int_eq(pm_groups_plan_power(method_of("exact"), &plan, 5.5, 5, &value, NULL),
                   PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_groups_plan_power(method_of("exact"), &plan, 5, 2001, &value, NULL),
                   PM_ERROR_DOMAIN);
}
END_TEST

START_TEST(groups_defaults)
{
  ck_assert_str_eq(pm_size_comparison_default(PM_GROUPS_DIFFERENCE)->about.name, "fleiss");
  ck_assert_str_eq(pm_size_comparison_default(PM_GROUPS_EQUIVALENCE)->about.name,
                   "farrington-manning");
  ck_assert_ptr_null(pm_size_comparison_find("fleis"));
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("groups", &tcase);
  tcase_add_test(tcase, groups_oracle);
  tcase_add_test(tcase, groups_exact_oracle);
  tcase_add_test(tcase, groups_exact_no_later_dips);
  tcase_add_test(tcase, groups_exact_is_fisher_test);
  tcase_add_test(tcase, groups_size_is_first);
  tcase_add_test(tcase, groups_mirrored);
  tcase_add_test(tcase, groups_takes_more);
  tcase_add_test(tcase, groups_detectable_inverts);
  tcase_add_test(tcase, groups_adjusted);
  tcase_add_test(tcase, groups_score_is_fleiss);
  tcase_add_test(tcase, groups_meet_interval);
  tcase_add_test(tcase, groups_shares);
  tcase_add_test(tcase, groups_is_plan_detectable);
  tcase_add_test(tcase, groups_detectable_ends);
  tcase_add_test(tcase, groups_why_bought_is_true);
  tcase_add_test(tcase, groups_why_is_true);
  tcase_add_test(tcase, groups_refuses);
  tcase_add_test(tcase, groups_refuses_margins);
  tcase_add_test(tcase, groups_refuses_sizes);
  tcase_add_test(tcase, groups_defaults);
  return support_run(suite);
}
