/* check_interval_exact.c: the exact intervals that are found by a search: Blaker's
   against acceptability, evaluated here in more digits and with none of the
   library's code; all against printed limits, and their lengths against each
   other's.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "exact_case.h"

/* Of x above n p: P(X >= x) and the largest P(X <= y) that is no larger. */
static real acceptability(real x, real n, rate at)
{
  real near = at_least(x, n, at);
  real y = floorl(n * at.p - fabsl(x - n * at.p));
  y = fmaxl(y, -1);
  while (y >= 0 && at_most(y, n, at) > near)
    y--;
  real far = at_most(y, n, at);
  for (;;) {
    real next = far + binomial(y + 1, n, at);
    if (next > near || y + 1 >= x)
      return near + far;
    far = next;
    y++;
  }
}

/* Just beyond the limit there are acceptable rates, and none before it. What a
   double can't tell of p or 1 - p is left open. */
static bool is_end_of_hull(real x, real n, rate limit, real alpha)
{
  real slack = 1e-11L + 3e-16L / fminl(limit.p, limit.q);
  if (acceptability(x, n, moved(limit, slack)) <= alpha)
    return false;
  real back = slack;
  for (int i = 0; i < 10; i++, back *= 8)
    if (acceptability(x, n, moved(limit, -back)) > alpha)
      return false;
  return true;
}

START_TEST(blaker_ends_the_hull_of_what_is_acceptable)
{
  enum { CASES = 2500 };
  int compared = 0;
  for (int i = 0; compared < CASES; i++) {
    double n = log_spread(i, 1, 1, i % 20 == 0 ? 1e7 : 1e4);
    double x = some_count(i, n);
    double conf = some_conf(i);
    if (touches_at_half(n, conf))
      continue;
    pm_interval found = compute("blaker", conf, x, n, 0);
    rate lower = {found.lower, 1 - (real)found.lower};
    rate upper = {1 - (real)found.upper, found.upper};
    bool right_lower = x == 0 || is_end_of_hull(x, n, lower, 1 - (real)conf);
    bool right_upper = x == n || is_end_of_hull(n - x, n, upper, 1 - (real)conf);
    ck_assert_msg(right_lower && right_upper, "%g of %g, conf %.17g: %.17g-%.17g", x, n, conf,
                  found.lower, found.upper);
    compared++;
  }
}
END_TEST

/* At 1/2 the tails of x and n - x are the same, and limits that are there must
   hold it: a test of an even chance asks for nothing else. Chances here are whole
   numbers over 2^n. */
START_TEST(an_even_chance_is_held_often_enough)
{
  static const char *const names[] = {"clopper-pearson", "blaker", "blyth-still-casella"};
  static const double confs[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999};
  const pm_interval_method *method = pm_interval_find(names[_i]);
  for (double n = 1; n <= 60; n++)
    for (size_t c = 0; c < sizeof confs / sizeof confs[0]; c++) {
      pm_level level;
      ck_assert_int_eq(pm_level_make(&level, confs[c], PM_SIDE_TWO, NULL), PM_OK);
      real held = 0;
      real ways = ldexpl(1, -(int)n);
      for (double x = 0; x <= n; ways *= (n - x) / (x + 1), x++) {
        pm_interval found;
        pm_case data = {x, n, 0};
        ck_assert_int_eq(pm_interval_compute(method, &level, &data, &found, NULL), PM_OK);
        held += found.lower <= 0.5 && found.upper >= 0.5 ? ways : 0;
      }
      ck_assert_msg(held >= confs[c] - 1e-12L, "%s n %g conf %g: %Lg", names[_i], n, confs[c],
                    held);
    }
}
END_TEST

/* The first n with a hole in the set: 31 (Klaschka 2010). A search in steps from
   clopper-pearson's limit can pass over what lies before the hole. */
START_TEST(blaker_sees_the_part_before_a_hole)
{
  double upper = compute("blaker", 0.95, 1, 31, 0).upper;
  bool is_in_hole = false;
  for (real p = upper; p > 0.15L; p -= 1e-6L)
    is_in_hole = is_in_hole || acceptability(30, 31, (rate){1 - p, p}) < 0.05L - 1e-6L;
  ck_assert(is_in_hole);
}
END_TEST

/* -------------------------------------------------------------- printed -- */

typedef struct printed_row {
  const char *method;
  double x, n, population, lower, upper, digits;
} printed_row;

/* Listings of StatXact PROCs 11.1 for SAS 9.3, as kept among the tests of the R
   package rbscCI 0.1.1; the manual of BlakerCI 1.0-6; the tests of a reading of
   ExactCIone 1.0.5, Wang's own, whose limits are counts. All at 95 %. */
static const printed_row printed[] = {
    {"blyth-still-casella", 29, 64, 0, .3307, .5825, 1e-4},
    {"blyth-still-casella", 26, 34, 0, .5930, .8865, 1e-4},
    {"blyth-still-casella", 67, 91, 0, .6368, .8231, 1e-4},
    {"blyth-still-casella", 35, 98, 0, .2629, .4573, 1e-4},
    {"blyth-still-casella", 16, 22, 0, .5000, .8740, 1e-4},
    {"blyth-still-casella", 15, 93, 0, .0964, .2486, 1e-4},
    {"blyth-still-casella", 11, 26, 0, .2335, .6264, 1e-4},
    {"blyth-still-casella", 2, 31, 0, .0116, .2003, 1e-4},
    {"blyth-still-casella", 6, 99, 0, .0267, .1226, 1e-4},
    {"blyth-still-casella", 41, 75, 0, .4298, .6617, 1e-4},
    {"blyth-still-casella", 16, 25, 0, .4308, .8146, 1e-4},
    {"blyth-still-casella", 7, 15, 0, .2127, .7061, 1e-4},
    {"blyth-still-casella", 16, 38, 0, .2674, .5799, 1e-4},
    {"blyth-still-casella", 42, 48, 0, .7597, .9441, 1e-4},
    {"blyth-still-casella", 52, 74, 0, .5925, .8034, 1e-4},
    {"blyth-still-casella", 15, 86, 0, .1050, .2702, 1e-4},
    {"blyth-still-casella", 20, 90, 0, .1452, .3188, 1e-4},
    {"blyth-still-casella", 51, 70, 0, .6139, .8280, 1e-4},
    {"blyth-still-casella", 18, 92, 0, .1203, .2912, 1e-4},
    {"blyth-still-casella", 68, 78, 0, .7807, .9368, 1e-4},
    {"blyth-still-casella", 3, 8, 0, .1111, .7108, 1e-4},
    {"blyth-still-casella", 5, 94, 0, .0212, .1176, 1e-4},
    {"blyth-still-casella", 9, 87, 0, .0531, .1854, 1e-4},
    {"blyth-still-casella", 16, 21, 0, .5448, .9012, 1e-4},
    {"blyth-still-casella", 65, 74, 0, .7886, .9373, 1e-4},
    {"blyth-still-casella", 1, 69, 0, .0007, .0717, 1e-4},
    {"blyth-still-casella", 1, 13, 0, .0039, .3274, 1e-4},
    {"blyth-still-casella", 14, 39, 0, .2189, .5282, 1e-4},
    {"blyth-still-casella", 25, 100, 0, .171, .341, 1e-3},
    {"blaker", 3, 10, 0, .08726443, .61941066, 1e-8},
    {"blaker", 29, 99, 0, .2097022, .3929079, 1e-7},
    {"blaker", 59, 355, 0, .1300807, .2090809, 1e-7},
    {"wang", 10, 50, 2000, 211, 661, 0},
    {"wang", 30, 500, 1e5, 4151, 8448, 0},
    {"wang", 0, 5, 20, 0, 8, 0},
    {"wang", 1, 5, 20, 1, 12, 0},
    {"wang", 2, 5, 20, 2, 15, 0},
    {"wang", 3, 5, 20, 5, 18, 0},
    {"wang", 4, 5, 20, 8, 19, 0},
    {"wang", 5, 5, 20, 12, 20, 0},
};
enum { PRINTED_COUNT = sizeof printed / sizeof printed[0] };

START_TEST(limits_are_the_printed_ones)
{
  const printed_row *row = &printed[_i];
  pm_interval found = compute(row->method, 0.95, row->x, row->n, row->population);
  double unit = row->population > 0 ? row->population : 1;
  double slack = row->population > 0 ? 1e-9 : row->digits * 0.501;
  ck_assert_msg(fabs(found.lower * unit - row->lower) <= slack &&
                    fabs(found.upper * unit - row->upper) <= slack,
                "%s, %g of %g: %.10f-%.10f", row->method, row->x, row->n, found.lower * unit,
                found.upper * unit);
}
END_TEST

/* --------------------------------------------------------------- lengths -- */

static bool lies_within(pm_interval a, pm_interval b)
{
  return a.lower >= b.lower - 1e-14 && a.upper <= b.upper + 1e-14;
}

/* Blaker's and the refined limits lie within clopper-pearson's, and the refined
   table is the shortest. */
START_TEST(refined_tables_are_shorter)
{
  static const double confs[] = {0.8, 0.9, 0.95, 0.99};
  double conf = confs[_i];
  for (double n = 1; n <= 120; n++) {
    double lengths[3] = {0, 0, 0};
    for (double x = 0; x <= n; x++) {
      pm_interval first = compute("clopper-pearson", conf, x, n, 0);
      pm_interval blaker = compute("blaker", conf, x, n, 0);
      pm_interval refined = compute("blyth-still-casella", conf, x, n, 0);
      ck_assert(lies_within(blaker, first) && lies_within(refined, first));
      lengths[0] += first.upper - first.lower;
      lengths[1] += blaker.upper - blaker.lower;
      lengths[2] += refined.upper - refined.lower;
    }
    ck_assert_msg(lengths[1] < lengths[0] && lengths[2] <= lengths[1] + 1e-12,
                  "n = %g: clopper-pearson %.12g, blaker %.12g, blyth-still-casella %.12g", n,
                  lengths[0], lengths[1], lengths[2]);
  }
}
END_TEST

START_TEST(wang_lies_within_hypergeometric)
{
  for (double population = 2; population <= 60; population += 3)
    for (double n = 1; n < population; n++)
      for (double x = 0; x <= n; x++)
        ck_assert(lies_within(compute("wang", 0.9, x, n, population),
                              compute("hypergeometric", 0.9, x, n, population)));
}
END_TEST

/* The flag says no more than is so: there are cases. */
START_TEST(unnested_methods_are_not_nested)
{
  static const printed_row cases[] = {{.method = "blyth-still-casella", .n = 10},
                                      {.method = "wang", .n = 10, .population = 60}};
  const printed_row *row = &cases[_i];
  const pm_interval_method *method = pm_interval_find(row->method);
  ck_assert((method->flags & PM_INTERVAL_UNNESTED) != 0);
  int found = 0;
  for (double conf = 0.8; conf < 0.99; conf += 0.003)
    for (double x = 0; x <= row->n; x++)
      found += !lies_within(compute(row->method, conf, x, row->n, row->population),
                            compute(row->method, conf + 0.003, x, row->n, row->population));
  ck_assert_int_gt(found, 0);
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("interval_exact", &tests);
  tcase_add_test(tests, blaker_ends_the_hull_of_what_is_acceptable);
  tcase_add_test(tests, blaker_sees_the_part_before_a_hole);
  tcase_add_loop_test(tests, an_even_chance_is_held_often_enough, 0, 3);
  tcase_add_loop_test(tests, limits_are_the_printed_ones, 0, PRINTED_COUNT);
  tcase_add_loop_test(tests, refined_tables_are_shorter, 0, 4);
  tcase_add_test(tests, wang_lies_within_hypergeometric);
  tcase_add_loop_test(tests, unnested_methods_are_not_nested, 0, 2);
  return support_run(suite);
}
