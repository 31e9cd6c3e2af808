/* check_quantile.c: quantiles against R, high precision and their own tails.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <plusminus/num.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

static const double TOLERANCE = 1e-12;
/* Nearer to 0, doubles have fewer digits. */
static const double SMALLEST = 1e-305;

static double quantile(const char *of, double p, double a, double b, pm_tail tail)
{
  if (strcmp(of, "beta_quantile") == 0)
    return pm_beta_quantile(p, a, b, tail);
  if (strcmp(of, "t_quantile") == 0)
    return pm_t_quantile(p, a, tail);
  ck_assert_str_eq(of, "normal_quantile");
  return pm_normal_quantile(p, tail);
}

/* Every row: within TOLERANCE of the exact value, and of R's wherever R is
   itself right. Returns the rows. */
static int check_file(const char *file)
{
  int count = 0;
  support_rows *rows = support_rows_open(file);
  for (; support_rows_next(rows); count++) {
    const char *of = support_text(rows, "of");
    const char *side = support_text(rows, "tail");
    pm_tail tail = strcmp(side, "lower") == 0 ? PM_TAIL_LOWER : PM_TAIL_UPPER;
    double p = support_number(rows, "x");
    double a = support_number(rows, "a");
    double b = support_number(rows, "b");
    double exact = support_number(rows, "exact");
    double r = support_number(rows, "r");
    double value = quantile(of, p, a, b, tail);
    if (fabs(exact) < SMALLEST) {
      ck_assert_double_le(fabs(value), SMALLEST);
      continue;
    }
    assert_close(value, exact, TOLERANCE, "%s line %d: %s %.17g of %.17g, %.17g, %s", file,
                 support_line(rows), of, p, a, b, side);
    if (support_close(r, exact, TOLERANCE))
      assert_close(value, r, 2 * TOLERANCE, "%s line %d: R", file, support_line(rows));
  }
  support_rows_free(rows);
  return count;
}

START_TEST(beta_quantiles)
{
  ck_assert_int_gt(check_file("oracle/num_beta_quantile.csv"), 2000);
}
END_TEST

START_TEST(normal_and_t_quantiles)
{
  ck_assert_int_gt(check_file("oracle/num_quantiles.csv"), 600);
}
END_TEST

START_TEST(ends)
{
  ck_assert_double_eq(pm_beta_quantile(0, 3, 4, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_beta_quantile(0, 3, 4, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_beta_quantile(1, 3, 4, PM_TAIL_LOWER), 1);
  ck_assert_double_eq(pm_beta_quantile(1, 3, 4, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_normal_quantile(0, PM_TAIL_LOWER), -INFINITY);
  ck_assert_double_eq(pm_normal_quantile(0, PM_TAIL_UPPER), INFINITY);
  ck_assert_double_eq(pm_normal_quantile(1, PM_TAIL_LOWER), INFINITY);
  ck_assert_double_eq(pm_normal_quantile(0.5, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_t_quantile(0, 3, PM_TAIL_LOWER), -INFINITY);
  ck_assert_double_eq(pm_t_quantile(1, 3, PM_TAIL_LOWER), INFINITY);
  ck_assert_double_eq(pm_t_quantile(0.5, 3, PM_TAIL_UPPER), 0);
  ck_assert_double_eq(pm_t_quantile(0.025, INFINITY, PM_TAIL_UPPER),
                      pm_normal_quantile(0.025, PM_TAIL_UPPER));
  ck_assert_double_eq(pm_t_quantile(1e-300, 0.1, PM_TAIL_UPPER), INFINITY);
  ck_assert_double_eq(pm_beta_quantile(1e-300, 0.5, 0.5, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_beta_quantile(1e-300, 0.5, 0.5, PM_TAIL_LOWER), 0);
  ck_assert_double_eq(pm_beta_quantile(1e-10, 1e-3, 1e-3, PM_TAIL_UPPER), 1);
  ck_assert_double_eq(pm_beta_quantile(1e-10, 1e-3, 1e-3, PM_TAIL_LOWER), 0);
}
END_TEST

START_TEST(outside_the_domain)
{
  static const double wrong[] = {NAN, -1, 1.5, INFINITY, -INFINITY};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    ck_assert_double_nan(pm_normal_quantile(wrong[i], PM_TAIL_LOWER));
    ck_assert_double_nan(pm_t_quantile(wrong[i], 3, PM_TAIL_LOWER));
    ck_assert_double_nan(pm_beta_quantile(wrong[i], 3, 4, PM_TAIL_LOWER));
  }
  static const double shapes[] = {NAN, 0, -1, -INFINITY};
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    ck_assert_double_nan(pm_t_quantile(0.5, shapes[i], PM_TAIL_LOWER));
    ck_assert_double_nan(pm_beta_quantile(0.5, shapes[i], 4, PM_TAIL_LOWER));
    ck_assert_double_nan(pm_beta_quantile(0.5, 4, shapes[i], PM_TAIL_LOWER));
  }
  ck_assert_double_nan(pm_beta_quantile(0.5, INFINITY, 4, PM_TAIL_LOWER));
}
END_TEST

/* The closed forms: x^a when b = 1, and the mirror. */
START_TEST(closed_forms)
{
  for (double n = 1; n <= 1e7; n = floor(n * 1.7) + 1)
    for (double p = 0.4; p > 1e-300; p *= 1e-9) {
      double nearest = -expm1(log(p) / n);
      assert_close(pm_beta_quantile(p, 1, n, PM_TAIL_UPPER), nearest, TOLERANCE, "n = %g", n);
      assert_close(pm_beta_quantile(p, n, 1, PM_TAIL_LOWER), exp(log(p) / n), TOLERANCE,
                   "n = %g", n);
      assert_close(pm_beta_quantile(p, 1, n, PM_TAIL_LOWER), -expm1(log1p(-p) / n), TOLERANCE,
                   "n = %g", n);
    }
}
END_TEST

/* splitmix64, so that a failure can be had again. */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

/* The tail changes by this, relative, when x changes by one part in 2^52: the
   part of an error that no quantile can help. */
static double roundoff(double x, double a, double b, pm_tail tail)
{
  double near = x * (1 + 0x1p-50);
  if (near >= 1)
    near = x * (1 - 0x1p-50);
  double p = pm_beta_tail(x, a, b, tail);
  return fabs(pm_beta_tail(near, a, b, tail) - p) / p / 4;
}

START_TEST(beta_quantile_meets_its_tail)
{
  uint64_t state = 20131101;
  for (int i = 0; i < 300000; i++) {
    double top = pow(10, 7 * uniform(&state));
    double a = 0.5 + floor(2 * top * uniform(&state)) / 2;
    double b = 0.5 + floor(2 * top * uniform(&state)) / 2;
    double p = i % 3 == 0 ? pow(10, -300 * uniform(&state)) : uniform(&state);
    pm_tail tail = uniform(&state) < 0.5 ? PM_TAIL_LOWER : PM_TAIL_UPPER;
    double x = pm_beta_quantile(p, a, b, tail);
    if (x > 0.5) { /* 1 - x carries what x cannot */
      double swapped = a;
      a = b;
      b = swapped;
      tail = tail == PM_TAIL_LOWER ? PM_TAIL_UPPER : PM_TAIL_LOWER;
      double mirrored = pm_beta_quantile(p, a, b, tail);
      ck_assert_double_le(fabs(1 - mirrored - x), 1e-15);
      x = mirrored;
    }
    ck_assert_double_ge(x, 0);
    ck_assert_double_le(x, 1);
    if (x < SMALLEST || x == 1)
      continue;
    /* x itself may be 16 units in the last place away, 3.6e-15. */
    double tolerance = 1e-12 + 16 * roundoff(x, a, b, tail);
    assert_close(pm_beta_tail(x, a, b, tail), p, tolerance, "%.17g of Beta(%.17g, %.17g), %d",
                 p, a, b, tail);
  }
}
END_TEST

START_TEST(t_quantile_meets_its_tail)
{
  uint64_t state = 20131102;
  for (int i = 0; i < 100000; i++) {
    double df = pow(10, -1 + 10 * uniform(&state));
    double p = i % 3 == 0 ? pow(10, -300 * uniform(&state)) : uniform(&state);
    pm_tail tail = uniform(&state) < 0.5 ? PM_TAIL_LOWER : PM_TAIL_UPPER;
    double t = pm_t_quantile(p, df, tail);
    if (isfinite(t))
      assert_close(pm_t_tail(t, df, tail), p, 2e-12, "%.17g of t(%.17g), %d", p, df, tail);
    double z = pm_normal_quantile(p, tail);
    assert_close(pm_normal_tail(z, tail), p, 1e-12, "%.17g of the normal, %d", p, tail);
  }
}
END_TEST

int main(void)
{
  TCase *tcase = NULL;
  Suite *suite = support_suite("quantile", &tcase);
  tcase_add_test(tcase, beta_quantiles);
  tcase_add_test(tcase, normal_and_t_quantiles);
  tcase_add_test(tcase, ends);
  tcase_add_test(tcase, outside_the_domain);
  tcase_add_test(tcase, closed_forms);
  tcase_add_test(tcase, beta_quantile_meets_its_tail);
  tcase_add_test(tcase, t_quantile_meets_its_tail);
  return support_run(suite);
}
