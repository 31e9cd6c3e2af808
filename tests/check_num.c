/* check_num.c: tails, counts, sums and roots against R and high precision.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <plusminus/num.h>

#include <math.h>
#include <string.h>

static const double TOLERANCE = 1e-12;
/* Nearer to 0, doubles have fewer digits. */
static const double SMALLEST = 1e-305;

/* One row of an oracle: what the columns x, a, b, c mean is told in num.R. */
typedef struct sample {
  double x, a, b, c;
  pm_tail tail;
} sample;

static double normal_tail(const sample *s)
{
  return pm_normal_tail(s->x, s->tail);
}

static double t_tail(const sample *s)
{
  return pm_t_tail(s->x, s->a, s->tail);
}

static double chisq_tail(const sample *s)
{
  return pm_chisq_tail(s->x, s->a, s->tail);
}

static double beta_tail(const sample *s)
{
  return pm_beta_tail(s->x, s->a, s->b, s->tail);
}

static double beta_quantile(const sample *s)
{
  return pm_beta_quantile(s->x, s->a, s->b, s->tail);
}

static double binomial_tail(const sample *s)
{
  return pm_binomial_tail(s->x, s->a, s->b, s->tail);
}

static double binomial_pmf(const sample *s)
{
  return pm_binomial_pmf(s->x, s->a, s->b);
}

static double hypergeometric_tail(const sample *s)
{
  return pm_hypergeometric_tail(s->x, s->a, s->b, s->c, s->tail);
}

static double hypergeometric_pmf(const sample *s)
{
  return pm_hypergeometric_pmf(s->x, s->a, s->b, s->c);
}

static double fisher_test(const sample *s)
{
  return pm_fisher_test(s->x, s->a, s->b, s->c);
}

typedef struct subject {
  const char *name;
  double (*value)(const sample *s);
} subject;

static const subject subjects[] = {
    {"normal_tail", normal_tail},
    {"t_tail", t_tail},
    {"chisq_tail", chisq_tail},
    {"beta_tail", beta_tail},
    {"beta_quantile", beta_quantile},
    {"binomial_tail", binomial_tail},
    {"binomial_pmf", binomial_pmf},
    {"hypergeometric_tail", hypergeometric_tail},
    {"hypergeometric_pmf", hypergeometric_pmf},
    {"fisher_test", fisher_test},
};

static double value_of(const char *name, const sample *s)
{
  for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++)
    if (strcmp(subjects[i].name, name) == 0)
      return subjects[i].value(s);
  ck_abort_msg("no function %s", name);
}

static int check_file(const char *file)
{
  int count = 0;
  support_rows *rows = support_rows_open(file);
  for (; support_rows_next(rows); count++) {
    const char *of = support_text(rows, "of");
    const char *side = support_text(rows, "tail");
    sample s = {support_number(rows, "x"), support_number(rows, "a"), support_number(rows, "b"),
                support_number(rows, "c"),
                strcmp(side, "lower") == 0 ? PM_TAIL_LOWER : PM_TAIL_UPPER};
    double exact = support_number(rows, "exact");
    double r = support_number(rows, "r");
    double value = value_of(of, &s);
    if (exact < SMALLEST) {
      ck_assert_double_le(value, SMALLEST);
      continue;
    }
    assert_close(value, exact, TOLERANCE, "%s line %d: %s(%.17g, %.17g, %.17g, %.17g) %s", file,
                 support_line(rows), of, s.x, s.a, s.b, s.c, side);
    if (support_close(r, exact, TOLERANCE))
      assert_close(value, r, 2 * TOLERANCE, "%s line %d: R", file, support_line(rows));
  }
  support_rows_free(rows);
  return count;
}

START_TEST(continuous_tails)
{
  ck_assert_int_gt(check_file("oracle/num_tails.csv"), 1500);
}
END_TEST

START_TEST(discrete)
{
  ck_assert_int_gt(check_file("oracle/num_discrete.csv"), 1800);
}
END_TEST

START_TEST(borders)
{
  ck_assert_int_gt(check_file("oracle/num_borders.csv"), 2800);
}
END_TEST

START_TEST(ends)
{
  ck_assert_double_eq(pm_normal_tail(INFINITY, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_normal_tail(INFINITY, PM_TAIL_LOWER), 1);
  ck_assert_double_eq(pm_normal_tail(0, PM_TAIL_LOWER), 0.5);
  ck_assert_double_eq(pm_t_tail(-INFINITY, 2, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_t_tail(0, 2, PM_TAIL_UPPER), 0.5);
  ck_assert_double_eq(pm_t_tail(2, INFINITY, PM_TAIL_UPPER), pm_normal_tail(2, PM_TAIL_UPPER));
  ck_assert_double_eq(pm_chisq_tail(0, 2, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_chisq_tail(-1, 2, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_chisq_tail(INFINITY, 2, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_beta_tail(0, 2, 3, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_beta_tail(0, 2, 3, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_beta_tail(1, 2, 3, PM_TAIL_LOWER), 1);
  ck_assert_double_eq(pm_beta_tail(1, 2, 3, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_binomial_tail(0, 10, 0.3, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_binomial_tail(10, 10, 0.3, PM_TAIL_LOWER), 1);
  ck_assert_double_eq(pm_binomial_tail(-1, 10, 0.3, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_binomial_tail(11, 10, 0.3, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_binomial_tail(3, 10, 0, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_binomial_tail(3, 10, 1, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_binomial_pmf(0, 0, 0.5), 1);
  ck_assert_double_eq(pm_binomial_pmf(0, 10, 0), 1);
  ck_assert_double_eq(pm_binomial_pmf(10, 10, 1), 1);
  ck_assert_double_eq(pm_binomial_pmf(11, 10, 0.5), 0);
}
END_TEST

/* 4 of 10 when 3 of 20 comply and so on: the supports' ends, and a census. */
START_TEST(hypergeometric_ends)
{
  double both = pm_hypergeometric_tail(2, 10, 3, 20, PM_TAIL_UPPER) +
                pm_hypergeometric_tail(1, 10, 3, 20, PM_TAIL_LOWER);
  assert_close(both, 1, 1e-15, "a tail and the rest");
  ck_assert_double_eq(pm_hypergeometric_tail(0, 10, 3, 20, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_hypergeometric_tail(3, 10, 3, 20, PM_TAIL_LOWER), 1);
  ck_assert_double_eq(pm_hypergeometric_tail(4, 10, 3, 20, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_hypergeometric_tail(-1, 10, 3, 20, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_hypergeometric_pmf(4, 10, 3, 20), 0);
  assert_close(pm_hypergeometric_pmf(3, 20, 3, 20), 1, TOLERANCE, "census");
  ck_assert_double_eq(pm_hypergeometric_tail(3, 20, 3, 20, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_hypergeometric_pmf(0, 0, 3, 20), 1);
  ck_assert_double_eq(pm_hypergeometric_pmf(0, 0, 0, 0), 1);
  assert_close(pm_hypergeometric_pmf(0, 1, 1, 2), 0.5, TOLERANCE, "a coin");
}
END_TEST

/* The lady tasting tea: 3 of 4 against 1 of 4 (Fisher 1935): 34/70. */
START_TEST(fisher_by_hand)
{
  assert_close(pm_fisher_test(3, 4, 1, 4), 34.0 / 70, TOLERANCE, "tea");
  ck_assert_double_eq(pm_fisher_test(0, 0, 3, 7), 1);
  ck_assert_double_eq(pm_fisher_test(0, 5, 0, 7), 1);
  assert_close(pm_fisher_test(100, 115, 6, 16), pm_fisher_test(6, 16, 100, 115), TOLERANCE,
               "order");
}
END_TEST

START_TEST(outside_the_domain)
{
  ck_assert_double_nan(pm_normal_tail(NAN, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_t_tail(1, 0, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_t_tail(1, NAN, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_t_tail(NAN, 1, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_chisq_tail(1, 0, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_chisq_tail(1, INFINITY, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_chisq_tail(NAN, 1, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_beta_tail(1.1, 2, 3, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_beta_tail(0.5, 0, 3, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_beta_tail(0.5, 2, INFINITY, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_binomial_pmf(1.5, 3, 0.5));
  ck_assert_double_nan(pm_binomial_tail(1, 3.5, 0.5, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_binomial_tail(1, 3, 1.5, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_binomial_tail(NAN, 3, 0.5, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_hypergeometric_pmf(1, 11, 3, 10));
  ck_assert_double_nan(pm_hypergeometric_pmf(1, 5, 11, 10));
  ck_assert_double_nan(pm_hypergeometric_tail(0.5, 5, 3, 10, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_hypergeometric_tail(1, -5, 3, 10, PM_TAIL_LOWER));
  ck_assert_double_nan(pm_fisher_test(5, 4, 1, 4));
  ck_assert_double_nan(pm_fisher_test(NAN, 4, 1, 4));
  ck_assert_double_nan(pm_fisher_test(1, 4, 1, INFINITY));
}
END_TEST

START_TEST(sums)
{
  pm_sum sum = {0, 0};
  pm_sum_add(&sum, 1);
  pm_sum_add(&sum, 1e100);
  pm_sum_add(&sum, 1);
  pm_sum_add(&sum, -1e100);
  ck_assert_double_eq(pm_sum_value(&sum), 2);
  pm_sum tenths = {0, 0};
  for (int i = 0; i < 10000000; i++)
    pm_sum_add(&tenths, 0.1);
  ck_assert_double_eq(pm_sum_value(&tenths), 1e6);
}
END_TEST

static double cosine_less_x(double x, void *context)
{
  ++*(int *)context;
  return cos(x) - x;
}

static double cube(double x, void *context)
{
  ++*(int *)context;
  return x * x * x;
}

/* The smallest x with x >= 1/3, as a jump. */
static double jump(double x, void *context)
{
  ++*(int *)context;
  return x < 1.0 / 3 ? -1 : 2;
}

static double nowhere(double x, void *context)
{
  ++*(int *)context;
  return x > 0.4 && x < 0.6 ? (double)NAN : x - 0.5;
}

START_TEST(roots)
{
  int calls = 0;
  double root = 0;
  ck_assert_int_eq(pm_root_find(cosine_less_x, &calls, 0, 1, 1e-15, &root), PM_OK);
  assert_close(root, 0.73908513321516064166, 1e-15, "the fixed point of the cosine");
  ck_assert_int_lt(calls, 12);
  ck_assert_int_eq(pm_root_find(cosine_less_x, &calls, 1, 0, 1e-15, &root), PM_OK);
  assert_close(root, 0.73908513321516064166, 1e-15, "from the other end");
  ck_assert_int_eq(pm_root_find(jump, &calls, 0, 1, 1e-12, &root), PM_OK);
  assert_close(root, 1.0 / 3, 2e-12, "a jump");
  ck_assert_int_eq(pm_root_find(cube, &calls, 0, 1, 1e-12, &root), PM_OK);
  ck_assert_double_eq(root, 0);
  ck_assert_int_eq(pm_root_find(cube, &calls, -1, 2, 1e-12, &root), PM_OK);
  ck_assert_double_le(fabs(root), 1e-100);
}
END_TEST

START_TEST(roots_that_are_not)
{
  int calls = 0;
  double root = 0;
  ck_assert_int_eq(pm_root_find(cosine_less_x, &calls, 1, 2, 1e-12, &root), PM_ERROR_NUMERIC);
  ck_assert_double_nan(root);
  ck_assert_int_eq(pm_root_find(nowhere, &calls, 0, 1, 1e-12, &root), PM_ERROR_NUMERIC);
  ck_assert_double_nan(root);
}
END_TEST

int main(void)
{
  TCase *tcase = NULL;
  Suite *suite = support_suite("num", &tcase);
  tcase_add_test(tcase, continuous_tails);
  tcase_add_test(tcase, discrete);
  tcase_add_test(tcase, borders);
  tcase_add_test(tcase, ends);
  tcase_add_test(tcase, hypergeometric_ends);
  tcase_add_test(tcase, fisher_by_hand);
  tcase_add_test(tcase, outside_the_domain);
  tcase_add_test(tcase, sums);
  tcase_add_test(tcase, roots);
  tcase_add_test(tcase, roots_that_are_not);
  return support_run(suite);
}
