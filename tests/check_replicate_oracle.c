/* check_replicate_oracle.c: replicates against the same definitions in Python
   (factors and variances) and against R's survey package.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "replicate_case.h"

#include <math.h>

/* --------------------------------------------------------------- cases -- */

/* A case of replicate_data.csv as a table. */
static void load_case(replicate_case *sample, const char *name)
{
  static const double plain[] = {44};
  static const double strata[] = {20, 40, 6};
  static const double pairs[] = {10, 13, 16, 19, 22, 25, 28};
  const double *populations = strcmp(name, "plain-fpc") == 0    ? plain
                              : strcmp(name, "strata-fpc") == 0 ? strata
                              : strcmp(name, "pairs-fpc") == 0  ? pairs
                                                                : NULL;
  support_rows *rows = support_rows_open("oracle/replicate_data.csv");
  *sample = (replicate_case){.table = {.stratum_count = 0}};
  while (support_rows_next(rows)) {
    if (strcmp(support_text(rows, "case"), name) != 0)
      continue;
    double weight = support_number(rows, "weight");
    case_add_entry(sample, (uint32_t)support_number(rows, "stratum"),
                   (size_t)support_number(rows, "unit"),
                   (pm_replicate_entry){(uint32_t)support_number(rows, "cell"),
                                        {weight * support_number(rows, "x"),
                                         weight * support_number(rows, "y")}});
  }
  support_rows_free(rows);
  ck_assert_uint_gt(sample->table.unit_count, 0);
  case_finish(sample, 3);
  for (size_t h = 0; h < sample->table.stratum_count && populations != NULL; h++)
    sample->strata[h].fraction = case_units_in(sample, h) / populations[h];
}

/* The domains of the oracle: all, one, two. */
static size_t domain_of(const char *name)
{
  return strcmp(name, "all") == 0 ? 0 : strcmp(name, "one") == 0 ? 1 : 2;
}

static const char *const names[] = {"plain",      "plain-fpc", "strata",
                                    "strata-fpc", "pairs",     "pairs-fpc"};
enum { CASES = sizeof names / sizeof names[0], SEED = 20261126 };

static pm_replicates *plan_as_oracle(const replicate_case *sample, const char *method,
                                     const char *centre)
{
  const pm_replicate_request request = {.method = method,
                                        .replicates = strcmp(method, "bootstrap") == 0 ? 40 : 0,
                                        .rho = .3,
                                        .seed = SEED,
                                        .centre = strcmp(centre, "mean") == 0
                                                      ? PM_REPLICATE_ABOUT_MEAN
                                                      : PM_REPLICATE_ABOUT_ESTIMATE};
  pm_replicates *set;
  pm_error error = {.count = 0};
  pm_status status = pm_replicates_new(&set, &sample->table, &request, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", method, error.faults[0].text);
  return set;
}

/* ------------------------------------------------------------- factors -- */

typedef struct factors {
  pm_replicates *set;
  char method[32];
  size_t replicate, units;
  double value[CASE_UNITS_MOST], room[CASE_UNITS_MOST];
} factors;

static void check_factor(factors *made, const replicate_case *sample, const support_rows *rows)
{
  const char *method = support_text(rows, "method");
  size_t replicate = (size_t)support_number(rows, "replicate");
  bool is_new = made->set == NULL || strcmp(method, made->method) != 0;
  if (is_new) {
    pm_replicates_free(made->set);
    snprintf(made->method, sizeof made->method, "%s", method);
    made->set = plan_as_oracle(sample, method, "estimate");
  }
  if (is_new || replicate != made->replicate)
    pm_replicates_factors(made->set, replicate, made->room, made->value);
  made->replicate = replicate;
  ck_assert_uint_lt(replicate, pm_replicates_count(made->set));
  assert_close(made->value[(size_t)support_number(rows, "unit")],
               support_number(rows, "factor"), 1e-14, "%s line %d", method, support_line(rows));
  double coefficient = pm_replicates_coefficient(made->set, replicate);
  if (strcmp(method, "jk1") == 0)
    coefficient *= pm_replicates_scale(made->set);
  assert_close(coefficient, support_number(rows, "coefficient"), 1e-14, "%s line %d", method,
               support_line(rows));
}

START_TEST(factors_are_those_of_the_papers)
{
  replicate_case sample;
  factors made = {.set = NULL};
  load_case(&sample, names[_i]);
  support_rows *rows = support_rows_open("oracle/replicate_weights.csv");
  size_t count = 0;
  while (support_rows_next(rows))
    if (strcmp(support_text(rows, "case"), names[_i]) == 0) {
      check_factor(&made, &sample, rows);
      count++;
    }
  ck_assert_uint_gt(count, 100);
  pm_replicates_free(made.set);
  support_rows_free(rows);
}
END_TEST

/* ----------------------------------------------------------- variances -- */

static void check_variances(const pm_replicate_variance *made, const support_rows *rows)
{
  const char *method = support_text(rows, "method");
  assert_close(made->ratio_variance, support_number(rows, "ratio_variance"), 1e-10,
               "%s ratio line %d", method, support_line(rows));
  assert_close(made->y_variance, support_number(rows, "y_variance"), 1e-10, "%s y line %d",
               method, support_line(rows));
  assert_close(made->x_variance, support_number(rows, "x_variance"), 1e-10, "%s x line %d",
               method, support_line(rows));
}

static pm_replicate_variance variance_of(const replicate_case *sample, const char *method,
                                         const support_rows *rows)
{
  pm_replicates *set = plan_as_oracle(sample, method, support_text(rows, "centre"));
  pm_replicate_variance variances[DOMAINS];
  ck_assert_int_eq(pm_replicates_run(set, variances, NULL, NULL), PM_OK);
  pm_replicates_free(set);
  return variances[domain_of(support_text(rows, "domain"))];
}

START_TEST(variances_are_those_of_python)
{
  replicate_case sample;
  load_case(&sample, names[_i]);
  support_rows *rows = support_rows_open("oracle/replicate.csv");
  size_t count = 0;
  while (support_rows_next(rows)) {
    if (strcmp(support_text(rows, "case"), names[_i]) != 0)
      continue;
    pm_replicate_variance made = variance_of(&sample, support_text(rows, "method"), rows);
    assert_close(made.total.x, support_number(rows, "x"), 1e-14, "x");
    assert_close(made.total.y, support_number(rows, "y"), 1e-14, "y");
    check_variances(&made, rows);
    count++;
  }
  ck_assert_uint_ge(count, 12);
  support_rows_free(rows);
}
END_TEST

/* survey's own replicates: what they must agree with, and how closely. */
static void check_survey_own(const replicate_case *sample, const char *method,
                             const support_rows *rows)
{
  const bool is_plain = sample->table.stratum_count == 1;
  const char *ours = strcmp(method, "survey-brr") == 0            ? "brr"
                     : strcmp(method, "survey-fay") == 0          ? "fay"
                     : strcmp(method, "survey-subbootstrap") == 0 ? "bootstrap"
                     : is_plain                                   ? "jk1"
                                                                  : "jkn";
  const bool is_drawn = strcmp(ours, "bootstrap") == 0;
  const double tolerance = is_drawn ? .15 : 1e-10;
  pm_replicate_variance made;
  if (is_drawn) {
    const pm_replicate_request request = {
        .method = "bootstrap", .replicates = 20000, .seed = SEED};
    pm_replicate_variance variances[DOMAINS];
    case_run(sample, &request, variances);
    made = variances[domain_of(support_text(rows, "domain"))];
  } else {
    made = variance_of(sample, ours, rows);
  }
  if (!isnan(support_number(rows, "ratio_variance")))
    assert_close(made.ratio_variance, support_number(rows, "ratio_variance"), tolerance,
                 "%s ratio line %d", method, support_line(rows));
  assert_close(made.y_variance, support_number(rows, "y_variance"), tolerance, "%s y line %d",
               method, support_line(rows));
  assert_close(made.x_variance, support_number(rows, "x_variance"), tolerance, "%s x line %d",
               method, support_line(rows));
}

START_TEST(variances_are_those_of_survey)
{
  replicate_case sample;
  load_case(&sample, names[_i]);
  support_rows *rows = support_rows_open("oracle/replicate_survey.csv");
  size_t count = 0;
  while (support_rows_next(rows)) {
    if (strcmp(support_text(rows, "case"), names[_i]) != 0)
      continue;
    const char *method = support_text(rows, "method");
    count++;
    if (strncmp(method, "survey-", 7) == 0) {
      check_survey_own(&sample, method, rows);
      continue;
    }
    pm_replicate_variance made = variance_of(&sample, method, rows);
    check_variances(&made, rows);
  }
  ck_assert_uint_ge(count, 20);
  support_rows_free(rows);
}
END_TEST

/* Every method that makes replicates has an oracle. */
START_TEST(every_method_has_an_oracle)
{
  static const char *const files[] = {"oracle/replicate.csv", "oracle/replicate_survey.csv"};
  for (size_t f = 0; f < 2; f++)
    for (size_t m = 0; m < pm_variance_family.count; m++) {
      const char *name = pm_variance_family.at(m)->name;
      support_rows *rows = support_rows_open(files[f]);
      bool is_there = strcmp(name, "taylor") == 0;
      while (!is_there && support_rows_next(rows))
        is_there = strcmp(support_text(rows, "method"), name) == 0;
      support_rows_free(rows);
      ck_assert_msg(is_there, "no oracle for %s in %s", name, files[f]);
    }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("replicate_oracle", &tcase);
  tcase_add_loop_test(tcase, factors_are_those_of_the_papers, 0, CASES);
  tcase_add_loop_test(tcase, variances_are_those_of_python, 0, CASES);
  tcase_add_loop_test(tcase, variances_are_those_of_survey, 0, CASES);
  tcase_add_test(tcase, every_method_has_an_oracle);
  return support_run(suite);
}
