/* check_difference_oracle.c: the methods for two rates against limits and
   p-values from the equations that define them and from R, against printed
   ones.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference/difference_restricted.h"
#include "difference_case.h"

#include <float.h>
#include <stdio.h>

static const char ORACLE[] = "oracle/difference.csv";

START_TEST(limits_solve_their_equations)
{
  support_rows *rows = support_rows_open(ORACLE);
  while (support_rows_next(rows)) {
    pm_difference found = compute_row(rows);
    assert_limit(rows, "lower", found.lower, 1e-12);
    assert_limit(rows, "upper", found.upper, 1e-12);
    assert_close(found.p_value, support_number(rows, "p_value"), 1e-11, "line %d",
                 support_line(rows));
  }
  support_rows_free(rows);
}
END_TEST

START_TEST(limits_are_those_of_r)
{
  support_rows *rows = support_rows_open(ORACLE);
  while (support_rows_next(rows)) {
    pm_difference found = compute_row(rows);
    assert_limit(rows, "lower_r", found.lower, 1e-10);
    assert_limit(rows, "upper_r", found.upper, 1e-10);
    double p_value = support_number(rows, "p_value_r");
    if (!isnan(p_value))
      assert_close(found.p_value, p_value, 1e-10, "line %d", support_line(rows));
  }
  support_rows_free(rows);
}
END_TEST

START_TEST(every_row_has_an_oracle)
{
  for (size_t i = 0; i < pm_difference_family.count; i++) {
    const char *name = pm_difference_family.at(i)->name;
    size_t count = 0;
    support_rows *rows = support_rows_open(ORACLE);
    while (support_rows_next(rows))
      count += strcmp(support_text(rows, "method"), name) == 0;
    support_rows_free(rows);
    bool is_spelled_out = strcmp(name, "exact-unconditional") == 0;
    ck_assert_msg(is_spelled_out || count >= 100, "%s has %zu lines in %s", name, count,
                  ORACLE);
  }
}
END_TEST

/* ----------------------------------------------------- samples of all sizes -- */

/* A row of these is a pair, of large or of finite populations, with what every
   method finds on every scale that it has, from the definitions and, with _r,
   from R. */
static const char LARGE[] = "oracle/difference_large.csv";
static const char FINITE[] = "oracle/difference_finite.csv";

typedef struct form {
  const char *method;
  pm_scale scale;
  const char *scale_name;
} form;

static const form forms[] = {
    {"wald", PM_SCALE_DIFFERENCE, "difference"},
    {"wald", PM_SCALE_RATIO, "ratio"},
    {"wald", PM_SCALE_ODDS, "odds"},
    {"newcombe", PM_SCALE_DIFFERENCE, "difference"},
    {"newcombe", PM_SCALE_RATIO, "ratio"},
    {"newcombe", PM_SCALE_ODDS, "odds"},
    {"agresti-caffo", PM_SCALE_DIFFERENCE, "difference"},
    {"miettinen-nurminen", PM_SCALE_DIFFERENCE, "difference"},
    {"miettinen-nurminen", PM_SCALE_RATIO, "ratio"},
    {"miettinen-nurminen", PM_SCALE_ODDS, "odds"},
    {"mee", PM_SCALE_DIFFERENCE, "difference"},
    {"mee", PM_SCALE_RATIO, "ratio"},
    {"mee", PM_SCALE_ODDS, "odds"},
};
enum { FORM_COUNT = sizeof forms / sizeof forms[0] };

/* The end of its columns' names, and how close to it limits are. */
typedef struct source {
  const char *suffix;
  double relative;
} source;

static double large_number(const support_rows *rows, const form *f, const char *part,
                           const char *suffix)
{
  char column[80];
  snprintf(column, sizeof column, "%s_%s_%s%s", f->method, f->scale_name, part, suffix);
  return support_number(rows, column);
}

/* Ratios to so much of themselves, differences to so much of the larger of the
   limit and its distance from the estimate: a limit next to 0 has only the digits
   of these two. */
static void assert_large_limit(const support_rows *rows, const form *f, const char *part,
                               const source *from, const double values[2])
{
  double expected = large_number(rows, f, part, from->suffix);
  double unit = fabs(expected);
  if (f->scale == PM_SCALE_DIFFERENCE)
    unit = fmax(unit, fabs(values[1] - expected));
  double off = fabs(values[0] - expected);
  bool is_close = isfinite(expected) && off <= from->relative * unit;
  ck_assert_msg(values[0] == expected || is_close,
                "line %d, %s, %s, %s%s: %.17g, not %.17g, off by %.3g", support_line(rows),
                f->method, f->scale_name, part, from->suffix, values[0], expected, off / unit);
}

/* A p-value is off by the square of its z times what the z is: by 1e-11 where it
   is 1e-250. The z of newcombe is that at which a limit is no difference, and
   further than 30 the limits of small samples hardly move with it: by some 1e-10
   in doubles, R's as the library's. */
static double p_tolerance(const form *f, double p)
{
  return p > 1e-200 || strcmp(f->method, "newcombe") != 0 ? 1e-10 : 1e-9;
}

static void assert_large(const support_rows *rows, const form *f, const pm_difference *found,
                         const source *from)
{
  const double lower[] = {found->lower, found->estimate};
  const double upper[] = {found->upper, found->estimate};
  assert_large_limit(rows, f, "lower", from, lower);
  assert_large_limit(rows, f, "upper", from, upper);
  double expected = large_number(rows, f, "p", from->suffix);
  ck_assert_msg(fabs(found->p_value - expected) <= p_tolerance(f, expected) * expected + 1e-300,
                "line %d, %s, %s%s: p = %.17g, not %.17g", support_line(rows), f->method,
                f->scale_name, from->suffix, found->p_value, expected);
}

static void check_form(const form *f, const char *file, bool is_finite)
{
  enum { CASES = 2000 };
  const source definition = {"", 1e-12};
  const source by_r = {"_r", 1e-10};
  int count = 0;
  support_rows *rows = support_rows_open(file);
  while (support_rows_next(rows)) {
    pm_pair pair = is_finite ? finite_pair(rows) : large_pair(rows);
    pm_level level = level_at(support_number(rows, "conf"), PM_SIDE_TWO);
    pm_difference found = compute(f->method, &level, f->scale, &pair);
    bool is_defined = !isnan(large_number(rows, f, "p", ""));
    ck_assert_int_eq(is_defined, !isnan(found.estimate));
    if (!is_defined)
      continue;
    count++;
    assert_large(rows, f, &found, &definition);
    assert_large(rows, f, &found, &by_r);
  }
  support_rows_free(rows);
  ck_assert_int_ge(count, CASES);
}

START_TEST(samples_of_all_sizes)
{
  check_form(&forms[_i], LARGE, false);
}
END_TEST

/* Records near a census are worth so many that a limit is next to the estimate. */
START_TEST(samples_of_finite_populations)
{
  check_form(&forms[_i], FINITE, true);
}
END_TEST

/* -------------------------------------------------------------- printed -- */

/* Newcombe 1998, Statistics in Medicine 17, 873-890, table II: 95 %, four
   decimals. The same figures stand, as that table's, in the tests of two public
   packages: DeepPSP/DBCI, test/test-data/newcombee.csv (all eight pairs, all of
   these methods), and of mergeron, test_proportions_tests (all but wald). */
typedef struct printed_row {
  double x1, n1, x2, n2;
  double wald[2], mee[2], miettinen_nurminen[2], newcombe[2];
} printed_row;

static const printed_row printed[] = {
    {56, 70, 48, 80, {.0575, .3425}, {.0533, .3377}, {.0528, .3382}, {.0524, .3339}},
    {9, 10, 3, 10, {.2605, .9395}, {.1821, .8370}, {.1700, .8406}, {.1705, .8090}},
    {6, 7, 2, 7, {.1481, .9947}, {.0544, .8478}, {.0342, .8534}, {.0582, .8062}},
    {5, 56, 0, 29, {.0146, .1640}, {-.0313, .1926}, {-.0326, .1933}, {-.0381, .1926}},
    {0, 10, 0, 20, {0, 0}, {-.1611, .2775}, {-.1658, .2844}, {-.1611, .2775}},
    {0, 10, 0, 10, {0, 0}, {-.2775, .2775}, {-.2879, .2879}, {-.2775, .2775}},
    {10, 10, 0, 20, {1, 1}, {.7225, 1}, {.7156, 1}, {.6791, 1}},
    {10, 10, 0, 10, {1, 1}, {.6777, 1}, {.6636, 1}, {.6075, 1}},
};
enum { PRINTED_COUNT = sizeof printed / sizeof printed[0] };

START_TEST(limits_are_the_printed_ones)
{
  const printed_row *row = &printed[_i];
  pm_pair pair = {row->x1, row->n1, row->x2, row->n2, 0, 0};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  const char *names[] = {"wald", "mee", "miettinen-nurminen", "newcombe"};
  const double *limits[] = {row->wald, row->mee, row->miettinen_nurminen, row->newcombe};
  for (int m = 0; m < 4; m++) {
    pm_difference found = compute(names[m], &level, PM_SCALE_DIFFERENCE, &pair);
    ck_assert_msg(fabs(found.lower - limits[m][0]) <= 0.00005 &&
                      fabs(found.upper - limits[m][1]) <= 0.00005,
                  "%s, %g/%g - %g/%g: %.6f-%.6f", names[m], row->x1, row->n1, row->x2, row->n2,
                  found.lower, found.upper);
  }
}
END_TEST

/* ---------------------------------------------------------------- score -- */

/* The score on either side of the limit, so close, is on either side of z. */
static void assert_score(pm_scale scale, const pm_pair *pair, double estimate, double limit,
                         double z)
{
  bool is_difference = scale == PM_SCALE_DIFFERENCE;
  double least = is_difference ? -1 : 0;
  double most = is_difference ? 1 : (double)INFINITY;
  if (limit == least || limit == most || limit == estimate)
    return;
  real close = is_difference ? 1e-12L * fabsl((real)estimate - (real)limit) +
                                   DBL_EPSILON * fabsl((real)limit)
                             : 1e-11L * (real)limit;
  real before = score(scale, pair, (real)limit - close);
  real after = score(scale, pair, (real)limit + close);
  ck_assert_msg(before >= (real)z && after <= (real)z,
                "scale %d, %.17g/%.17g and %.17g/%.17g at %.17g: %.17Lg, %.17Lg, not %.17g",
                (int)scale, pair->x1, pair->n1, pair->x2, pair->n2, limit, before, after, z);
}

/* At least two records more than the sample, or large. */
static double some_population(uint64_t *state, double n)
{
  double population = n + 2 + floor(n * pow(10, 3 * uniform(state) - 2));
  return uniform(state) < 0.3 ? 0 : population;
}

START_TEST(score_limits_are_where_the_score_is_z)
{
  enum { CASES = 2500 };
  bool is_corrected = _i % 6 >= 3;
  bool is_finite = _i >= 6;
  pm_scale scale = (pm_scale)(_i % 3);
  uint64_t state = (uint64_t)_i;
  int compared = 0;
  while (compared < CASES) {
    pm_pair pair = some_pair(&state, is_finite ? 2.5 : 7);
    if (is_finite) {
      pair.population1 = some_population(&state, pair.n1);
      pair.population2 = some_population(&state, pair.n2);
    }
    pm_pair plain = effective(&pair);
    pm_level level = level_at(1 - 0.5 * pow(2e-4, uniform(&state)), PM_SIDE_TWO);
    double all = plain.n1 + plain.n2;
    double z = level.z * (is_corrected ? sqrt(all / (all - 1)) : 1);
    pm_difference found =
        compute(is_corrected ? "miettinen-nurminen" : "mee", &level, scale, &pair);
    if (isnan(found.estimate))
      continue;
    assert_score(scale, &plain, found.estimate, found.lower, z);
    assert_score(scale, &plain, found.estimate, found.upper, -z);
    compared++;
  }
}
END_TEST

/* The statistic that orders results; 3 of 6,260,000 against 0 of 1 is where two
   roots of the cubic nearly coincide. */
START_TEST(the_order_is_by_the_score)
{
  static const pm_pair coinciding = {3, 6.26e6, 0, 1, 0, 0};
  uint64_t state = 1985;
  for (int i = 0; i < 2000; i++) {
    pm_pair pair = i == 0 ? coinciding : some_pair(&state, 3);
    double t = i == 0 ? 4.79e-7 : 1.98 * uniform(&state) - 0.99;
    restricted_counts counts = {pair.x1, pair.n1, pair.x2, pair.n2};
    real expected = score(PM_SCALE_DIFFERENCE, &pair, t);
    double found = restricted_difference(&counts, t);
    ck_assert_msg(fabsl(found - expected) <= 1e-12L * fabsl(expected),
                  "%g/%g, %g/%g at %.17g: %.17g, not %.17Lg", pair.x1, pair.n1, pair.x2,
                  pair.n2, t, found, expected);
  }
}
END_TEST

/* Where a rate is known the limits are those of the other's score interval. */
START_TEST(a_census_leaves_the_other_interval)
{
  static const pm_scale all_scales[] = {PM_SCALE_DIFFERENCE, PM_SCALE_RATIO, PM_SCALE_ODDS};
  const char *method = _i % 2 == 0 ? "mee" : "miettinen-nurminen";
  pm_scale scale = all_scales[_i / 2];
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  const pm_interval_method *wilson = pm_interval_find("wilson-fpc");
  for (int x1 = 1; x1 < 20; x1++)
    for (int x2 = 1; x2 < 13; x2++) {
      pm_pair pair = {x1, 20, x2, 13, 20, 31};
      pm_interval known;
      pm_case other = {x2, 13, 31};
      ck_assert_int_eq(pm_interval_compute(wilson, &level, &other, &known, NULL), PM_OK);
      double p1 = x1 / 20.0;
      rates lower = {p1, known.upper};
      rates upper = {p1, known.lower};
      pm_difference found = compute(method, &level, scale, &pair);
      ck_assert(fabsl(found.lower - value_of(scale, lower)) <= 1e-14L * (1 + found.lower));
      ck_assert(fabsl(found.upper - value_of(scale, upper)) <= 1e-14L * (1 + found.upper));
    }
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_oracle", &tests);
  tcase_add_test(tests, limits_solve_their_equations);
  tcase_add_test(tests, limits_are_those_of_r);
  tcase_add_test(tests, every_row_has_an_oracle);
  tcase_add_loop_test(tests, samples_of_all_sizes, 0, FORM_COUNT);
  tcase_add_loop_test(tests, samples_of_finite_populations, 0, FORM_COUNT);
  tcase_add_loop_test(tests, limits_are_the_printed_ones, 0, PRINTED_COUNT);
  tcase_add_loop_test(tests, score_limits_are_where_the_score_is_z, 0, 12);
  tcase_add_test(tests, the_order_is_by_the_score);
  tcase_add_loop_test(tests, a_census_leaves_the_other_interval, 0, 6);
  return support_run(suite);
}
