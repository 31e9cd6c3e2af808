/* check_difference_strata.c: two rates compared by strata: laws over the family,
   and faults.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "strata_trial.h"

#include <string.h>

static bool are_same(const pm_difference *a, const pm_difference *b)
{
  return is_near(a->estimate, b->estimate) && is_near(a->lower, b->lower) &&
         is_near(a->upper, b->upper) && fabs(a->p_value - b->p_value) <= 1e-7 * a->p_value;
}

static bool limits_in_order(const trial *t)
{
  pm_difference d = compute(t);
  bool is_trivial = (t->level.side != PM_SIDE_LOWER || d.upper == 1) &&
                    (t->level.side != PM_SIDE_UPPER || d.lower == -1);
  return -1 <= d.lower && d.lower <= d.estimate && d.estimate <= d.upper && d.upper <= 1 &&
         d.p_value >= 0 && d.p_value <= 1 && is_trivial;
}

static bool p_value_agrees(const trial *t)
{
  pm_difference d = compute(t);
  return (d.lower > 0 || d.upper < 0) == (d.p_value < 1 - t->level.conf);
}

static bool p_value_agrees_at_its_own_level(const trial *t)
{
  static const double nudges[] = {-1e-6, -1e-9, -1e-12, 0, 1e-12, 1e-9, 1e-6};
  double p_value = compute(t).p_value;
  for (size_t i = 0; i < sizeof nudges / sizeof nudges[0]; i++) {
    double conf = 1 - p_value * (1 + nudges[i]);
    trial near = *t;
    if (!(conf >= 0.5 && conf <= 1 - 1e-9))
      continue;
    near.level = level_at(conf, t->level.side);
    if (!p_value_agrees(&near))
      return false;
  }
  return true;
}

static bool one_stratum_is_the_unstratified(const trial *t)
{
  trial one = *t;
  one.count = 1;
  pm_difference plain;
  const pm_difference_method *method =
      pm_difference_find(strchr(t->method->about.name, '-') + 1);
  if (method == NULL)
    return strcmp(t->method->about.name, "stratified-mover-hypergeometric") == 0;
  pm_status status = pm_difference_compute(method, &t->level, PM_SCALE_DIFFERENCE,
                                           &one.pairs[0], &plain, NULL);
  pm_difference found = compute(&one);
  return status == PM_OK && are_same(&found, &plain);
}

static bool order_and_scale_do_not_matter(const trial *t)
{
  trial other = *t;
  for (size_t h = 0; h < t->count; h++) {
    other.pairs[h] = t->pairs[t->count - 1 - h];
    other.weights[h] = 1000 * t->weights[t->count - 1 - h];
  }
  pm_difference a = compute(t);
  pm_difference b = compute(&other);
  return are_same(&a, &b);
}

static bool mantel_haenszel_can_be_given(const trial *t)
{
  trial other = *t;
  trial given = *t;
  other.has_weights = false;
  given.has_weights = true;
  for (size_t h = 0; h < t->count; h++)
    given.weights[h] = t->pairs[h].n1 * t->pairs[h].n2 / (t->pairs[h].n1 + t->pairs[h].n2);
  pm_difference a = compute(&other);
  pm_difference b = compute(&given);
  return are_same(&a, &b);
}

/* Groups exchanged, or those not compliant counted: the sign changes. */
static bool signs_can_be_changed(const trial *t)
{
  static const pm_side sides[] = {PM_SIDE_TWO, PM_SIDE_UPPER, PM_SIDE_LOWER};
  trial exchanged = *t;
  trial turned = *t;
  exchanged.level = turned.level = level_at(t->level.conf, sides[t->level.side]);
  for (size_t h = 0; h < t->count; h++) {
    const pm_pair *p = &t->pairs[h];
    exchanged.pairs[h] = (pm_pair){p->x2, p->n2, p->x1, p->n1, p->population2, p->population1};
    turned.pairs[h] =
        (pm_pair){p->n1 - p->x1, p->n1, p->n2 - p->x2, p->n2, p->population1, p->population2};
  }
  pm_difference a = compute(t);
  pm_difference b = compute(&exchanged);
  pm_difference c = compute(&turned);
  pm_difference mirror = {-a.estimate, -a.upper, -a.lower, a.p_value};
  return are_same(&mirror, &b) && are_same(&mirror, &c);
}

static bool is_wider_with_conf(const trial *t)
{
  trial higher = *t;
  double conf = 1 - (1 - t->level.conf) * 0.9;
  higher.level = level_at(conf, t->level.side);
  pm_difference a = compute(&higher);
  pm_difference b = compute(t);
  return a.lower <= b.lower + 1e-10 && a.upper >= b.upper - 1e-10;
}

static law *const laws[] = {limits_in_order,
                            p_value_agrees,
                            p_value_agrees_at_its_own_level,
                            one_stratum_is_the_unstratified,
                            order_and_scale_do_not_matter,
                            mantel_haenszel_can_be_given,
                            signs_can_be_changed,
                            is_wider_with_conf};
enum { LAW_COUNT = sizeof laws / sizeof laws[0] };

static bool is_searched(size_t method)
{
  return (row(method)->flags & PM_DIFFERENCE_SEARCHED) != 0;
}

START_TEST(every_method_obeys)
{
  uint64_t state = 20260;
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++)
    for (int i = 0; i < (is_searched(m) ? CASES / 2 : CASES); i++) {
      trial t = some_trial(m, i % 2 == 0 ? 2.5 : 7, &state);
      if (laws[_i](&t))
        continue;
      show(&t);
      ck_abort_msg("case %d breaks law %d", i, _i);
    }
}
END_TEST

/* --------------------------------------------------------------- faults -- */

typedef struct fault_row {
  pm_pair pair;
  double weight;
  size_t count;
  pm_status status;
  const char *text;
} fault_row;

static const fault_row fault_rows[] = {
    {{3, 9, 2, 8, 0, 0}, 1, 0, PM_ERROR_DOMAIN, "no strata to compare"},
    {{3, 9, 2, 8, 0, 0}, -1, 1, PM_ERROR_DOMAIN, "the weight of stratum 1 is not a number"},
    {{3, 9, 2, 8, 0, 0}, NAN, 1, PM_ERROR_DOMAIN, "the weight of stratum 1 is not a number"},
    {{3, 9, 2, 8, 0, 0}, 0, 1, PM_ERROR_DOMAIN, "the weights of the strata add up to 0"},
    {{3, 9, 2, 8, 0, 0}, INFINITY, 1, PM_ERROR_DOMAIN, "add up to no finite number"},
    {{3, 9, 12, 8, 0, 0}, 1, 1, PM_ERROR_DOMAIN, "12 of 8: more compliant than records"},
    {{0, 0, 2, 8, 0, 0}, 1, 1, PM_ERROR_DOMAIN, ""},
};
enum { FAULT_COUNT = sizeof fault_rows / sizeof fault_rows[0] };

START_TEST(faults_are_told)
{
  const fault_row *f = &fault_rows[_i];
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_pairs pairs = {&f->pair, f->count, &f->weight};
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++) {
    pm_error error = {0};
    pm_difference found;
    ck_assert_int_eq(pm_stratified_difference_compute(row(m), &level, &pairs, &found, &error),
                     f->status);
    ck_assert_msg(strstr(error.faults[0].text, f->text) != NULL, "%s", error.faults[0].text);
    ck_assert(isnan(found.lower) && isnan(found.p_value));
  }
}
END_TEST

/* With a form for them, one that is too small is a fault; without, any is. */
START_TEST(populations_are_taken_or_refused)
{
  const pm_pair pairs[] = {{3, 9, 2, 8, 20, 0}, {3, 9, 2, 8, 0, 7}, {3, 9, 2, 8, INFINITY, 0}};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++) {
    bool has_form = (row(m)->flags & PM_DIFFERENCE_POPULATION) != 0;
    const pm_status wanted[] = {has_form ? PM_OK : PM_ERROR_USAGE,
                                has_form ? PM_ERROR_DOMAIN : PM_ERROR_USAGE, PM_OK};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
      pm_error error = {0};
      pm_difference found;
      pm_pairs one = {&pairs[i], 1, NULL};
      ck_assert_int_eq(pm_stratified_difference_compute(row(m), &level, &one, &found, &error),
                       wanted[i]);
      if (wanted[i] == PM_ERROR_USAGE)
        ck_assert_ptr_nonnull(strstr(error.faults[0].text, "no form for finite populations"));
    }
  }
}
END_TEST

/* The factor N/(N - 1) is not defined there. */
START_TEST(a_stratum_needs_two_records_for_the_score)
{
  const pm_stratified_difference_method *method =
      pm_stratified_difference_find("stratified-miettinen-nurminen");
  pm_pair pair = {0.25, 0.5, 0.25, 0.5, 0, 0};
  pm_pairs pairs = {&pair, 1, NULL};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_error error = {0};
  pm_difference found;
  ck_assert_int_eq(pm_stratified_difference_compute(method, &level, &pairs, &found, &error),
                   PM_ERROR_DOMAIN);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "one record or less"));
}
END_TEST

/* 13, 6 and 31 of 49 are 6, 31 and 13 of 49 in another order: they add up to the same
   but for rounding, and where all is known that must not count as a difference. */
START_TEST(equal_sums_do_not_differ_by_rounding)
{
  const pm_pair pairs[] = {
      {13, 49, 6, 49, 49, 49}, {6, 49, 31, 49, 49, 49}, {31, 49, 13, 49, 49, 49}};
  pm_pairs strata = {pairs, 3, NULL};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++) {
    pm_difference found;
    if ((row(m)->flags & PM_DIFFERENCE_POPULATION) == 0)
      continue;
    ck_assert_int_eq(pm_stratified_difference_compute(row(m), &level, &strata, &found, NULL),
                     PM_OK);
    ck_assert(found.estimate == 0 && found.lower == 0 && found.upper == 0);
    ck_assert(!signbit(found.lower) && !signbit(found.upper));
    ck_assert_msg(found.p_value == 1, "%s: p = %g", row(m)->about.name, found.p_value);
  }
}
END_TEST

/* The first population has at least 3 of 6, the second at most 2 of 4: the sides of
   the right angle then never reach 0, and the p-value says so. */
START_TEST(limits_end_at_what_was_seen)
{
  const pm_pair pair = {3, 5, 0, 2, 6, 4};
  pm_pairs strata = {&pair, 1, NULL};
  const pm_stratified_difference_method *method =
      pm_stratified_difference_find("stratified-mover-hypergeometric");
  pm_level level = level_at(1 - 1e-9, PM_SIDE_TWO);
  pm_difference found;
  ck_assert_int_eq(pm_stratified_difference_compute(method, &level, &strata, &found, NULL),
                   PM_OK);
  ck_assert(is_near(found.lower, 0.6 - sqrt(0.1 * 0.1 + 0.5 * 0.5)) && found.p_value == 0);
}
END_TEST

START_TEST(rows_say_what_they_are)
{
  ck_assert_ptr_null(pm_stratified_difference_family.at(pm_stratified_difference_family.count));
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++) {
    ck_assert_ptr_eq(pm_stratified_difference_find(row(m)->about.name), row(m));
    ck_assert_int_eq(strncmp(row(m)->about.name, "stratified-", 11), 0);
    ck_assert_uint_gt(strlen(row(m)->about.avoid), 20);
  }
  ck_assert_ptr_null(pm_stratified_difference_find("newcombe"));
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_strata", &tests);
  tcase_add_loop_test(tests, every_method_obeys, 0, LAW_COUNT);
  tcase_add_loop_test(tests, faults_are_told, 0, FAULT_COUNT);
  tcase_add_test(tests, populations_are_taken_or_refused);
  tcase_add_test(tests, a_stratum_needs_two_records_for_the_score);
  tcase_add_test(tests, equal_sums_do_not_differ_by_rounding);
  tcase_add_test(tests, limits_end_at_what_was_seen);
  tcase_add_test(tests, rows_say_what_they_are);
  return support_run(suite);
}
