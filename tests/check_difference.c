/* check_difference.c: the laws that every method for two rates obeys, looped
   over the family's table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <math.h>
#include <plusminus/difference.h>
#include <plusminus/num.h>
#include <string.h>

static const pm_difference_method *row(size_t index)
{
  return (const pm_difference_method *)(const void *)pm_difference_family.at(index);
}

static bool has(const pm_difference_method *method, unsigned flag)
{
  return (method->flags & flag) != 0;
}

static bool knows(const pm_difference_method *method, pm_scale scale)
{
  static const unsigned flags[] = {0, PM_DIFFERENCE_RATIO, PM_DIFFERENCE_ODDS};
  return (method->flags & flags[scale]) == flags[scale];
}

static pm_level level_at(double conf, pm_side side)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, side, NULL), PM_OK);
  return level;
}

/* What is compared, and how. */
typedef struct trial {
  const pm_difference_method *method;
  pm_level level;
  pm_scale scale;
  pm_pair pair;
} trial;

static pm_difference compute(const trial *t)
{
  pm_difference found;
  pm_error error = {0};
  pm_status status =
      pm_difference_compute(t->method, &t->level, t->scale, &t->pair, &found, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", t->method->about.name, error.faults[0].text);
  return found;
}

/* A law: true of a trial. */
typedef bool law(const trial *t);

static void assert_law(law *holds, const trial *t)
{
  const pm_pair *p = &t->pair;
  if (holds(t))
    return;
  pm_difference d = compute(t);
  ck_abort_msg("%s, scale %d, %.17g/%.17g (of %.17g) against %.17g/%.17g (of %.17g), conf "
               "%.17g, side %d: %.17g, %.17g to %.17g, p = %.17g",
               t->method->about.name, (int)t->scale, p->x1, p->n1, p->population1, p->x2, p->n2,
               p->population2, t->level.conf, (int)t->level.side, d.estimate, d.lower, d.upper,
               d.p_value);
}

/* -------------------------------------------------------------- trials -- */

/* splitmix64 */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double some_count(uint64_t *state, double n)
{
  double kind = floor(5 * uniform(state));
  if (kind <= 1)
    return kind == 0 ? 0 : n;
  return kind == 2 ? floor(fmin(n + 1, 9) * uniform(state)) : floor((n + 1) * uniform(state));
}

static double some_population(const trial *t, uint64_t *state, double n)
{
  double kind = floor(4 * uniform(state));
  if (!has(t->method, PM_DIFFERENCE_POPULATION) || kind <= 1)
    return 0;
  return kind == 2 ? n : floor(n * (1 + 20 * uniform(state)));
}

/* Counts from 0 to n and n from 1 to 10^7, fewer where time grows with n. */
static void fill_pair(trial *t, uint64_t *state)
{
  double digits = has(t->method, PM_DIFFERENCE_EXACT) ? 1.2 : 7;
  pm_pair *p = &t->pair;
  p->n1 = floor(pow(10, digits * uniform(state)));
  p->n2 = uniform(state) < 0.3 ? p->n1 : floor(pow(10, digits * uniform(state)));
  p->x1 = some_count(state, p->n1);
  p->x2 = some_count(state, p->n2);
  if (uniform(state) < 0.3)
    p->x2 = floor(p->x1 / p->n1 * p->n2 + 2 * uniform(state) - 1 + 0.5);
  p->x2 = fmin(fmax(p->x2, 0), p->n2);
  p->population1 = some_population(t, state, p->n1);
  p->population2 = some_population(t, state, p->n2);
  if (has(t->method, PM_DIFFERENCE_BOTH_FINITE) && p->population1 * p->population2 == 0)
    p->population1 = p->population2 = 0;
}

static void fill_level(trial *t, uint64_t *state)
{
  static const double confs[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.9999, 1 - 1e-9};
  double conf = uniform(state) < 0.5 ? confs[(int)(7 * uniform(state))]
                                     : 1 - 0.5 * pow(1e-6, uniform(state));
  t->level = level_at(conf, (pm_side)(int)(3 * uniform(state)));
}

static void assert_everywhere(law *holds)
{
  uint64_t state = 2026;
  for (size_t i = 0; i < pm_difference_family.count; i++)
    for (pm_scale scale = PM_SCALE_DIFFERENCE; scale <= PM_SCALE_ODDS; scale++) {
      trial t = {.method = row(i), .scale = scale};
      int count = has(t.method, PM_DIFFERENCE_EXACT) ? 40 : 20000;
      for (int k = 0; k < count && knows(t.method, scale); k++) {
        fill_pair(&t, &state);
        fill_level(&t, &state);
        assert_law(holds, &t);
      }
    }
}

/* ----------------------------------------------------------------- laws -- */

static double least(pm_scale scale)
{
  return scale == PM_SCALE_DIFFERENCE ? -1 : 0;
}

static double most(pm_scale scale)
{
  return scale == PM_SCALE_DIFFERENCE ? 1 : (double)INFINITY;
}

static bool limits_in_order(const trial *t)
{
  pm_difference d = compute(t);
  bool holds_estimate = isnan(d.estimate) || (d.lower <= d.estimate && d.estimate <= d.upper);
  return holds_estimate && least(t->scale) <= d.lower && d.lower <= d.upper &&
         d.upper <= most(t->scale) && d.p_value >= 0 && d.p_value <= 1;
}

static bool the_other_limit_is_trivial(const trial *t)
{
  pm_difference d = compute(t);
  return (t->level.side != PM_SIDE_LOWER || d.upper == most(t->scale)) &&
         (t->level.side != PM_SIDE_UPPER || d.lower == least(t->scale));
}

/* The law of the family: no difference is left out exactly when p < 1 - conf. */
static bool p_value_agrees(const trial *t)
{
  pm_difference d = compute(t);
  double null = pm_scale_null(t->scale);
  bool is_left_out = d.lower > null || d.upper < null;
  return is_left_out == (d.p_value < 1 - t->level.conf);
}

/* So close to the p-value that only rounding stands between. */
static bool p_value_agrees_at_its_own_level(const trial *t)
{
  static const double nudges[] = {-1e-9, -1e-12, -1e-15, 0, 1e-15, 1e-12, 1e-9};
  double p_value = compute(t).p_value;
  for (size_t i = 0; i < sizeof nudges / sizeof nudges[0]; i++) {
    double conf = 1 - p_value * (1 + nudges[i]);
    if (!(conf >= 0.5 && conf <= 1 - 1e-9))
      continue;
    trial near = *t;
    near.level = level_at(conf, t->level.side);
    if (!p_value_agrees(&near))
      return false;
  }
  return true;
}

/* But for rounding: of the scale, of a ratio itself, or at infinity. */
static bool is_near(pm_scale scale, double a, double b)
{
  double size = scale == PM_SCALE_DIFFERENCE ? 1 : fmax(fabs(a), fabs(b));
  return a == b || fabs(a - b) <= 2e-9 * size;
}

static double turned(pm_scale scale, double limit)
{
  return scale == PM_SCALE_DIFFERENCE ? -limit : 1 / limit;
}

static bool groups_can_be_exchanged(const trial *t)
{
  static const pm_side other[] = {PM_SIDE_TWO, PM_SIDE_UPPER, PM_SIDE_LOWER};
  const pm_pair *p = &t->pair;
  trial mirror = *t;
  mirror.pair = (pm_pair){p->x2, p->n2, p->x1, p->n1, p->population2, p->population1};
  mirror.level = level_at(t->level.conf, other[t->level.side]);
  pm_difference a = compute(t);
  pm_difference b = compute(&mirror);
  return is_near(t->scale, a.lower, turned(t->scale, b.upper)) &&
         is_near(t->scale, a.upper, turned(t->scale, b.lower)) &&
         fabs(a.p_value - b.p_value) <= 1e-9 * a.p_value;
}

/* Those not compliant counted: a difference changes sign, and an odds ratio is its
   inverse, but for the limits that MOVER recovers. */
static bool counts_can_be_turned(const trial *t)
{
  static const pm_side other[] = {PM_SIDE_TWO, PM_SIDE_UPPER, PM_SIDE_LOWER};
  bool is_recovered =
      t->scale == PM_SCALE_ODDS && strcmp(t->method->about.name, "newcombe") == 0;
  if (t->scale == PM_SCALE_RATIO || is_recovered)
    return true;
  trial mirror = *t;
  mirror.pair.x1 = t->pair.n1 - t->pair.x1;
  mirror.pair.x2 = t->pair.n2 - t->pair.x2;
  mirror.level = level_at(t->level.conf, other[t->level.side]);
  pm_difference a = compute(t);
  pm_difference b = compute(&mirror);
  return is_near(t->scale, a.lower, turned(t->scale, b.upper)) &&
         is_near(t->scale, a.upper, turned(t->scale, b.lower)) &&
         fabs(a.p_value - b.p_value) <= 1e-9 * a.p_value;
}

static bool is_wider_with_conf(const trial *t)
{
  double conf = 1 - (1 - t->level.conf) * 0.9;
  if (conf > 1 - 1e-9)
    return true;
  trial higher = *t;
  higher.level = level_at(conf, t->level.side);
  pm_difference a = compute(&higher);
  pm_difference b = compute(t);
  return (a.lower <= b.lower || is_near(t->scale, a.lower, b.lower)) &&
         (a.upper >= b.upper || is_near(t->scale, a.upper, b.upper));
}

static bool census_is_the_point(const trial *t)
{
  const pm_pair *p = &t->pair;
  if (p->population1 != p->n1 || p->population2 != p->n2 || t->level.side != PM_SIDE_TWO)
    return true;
  pm_difference d = compute(t);
  bool is_known = !isnan(d.estimate) && is_near(t->scale, d.lower, d.estimate) &&
                  is_near(t->scale, d.upper, d.estimate);
  return is_known || isnan(d.estimate);
}

static bool nothing_is_known_of_0_by_0(const trial *t)
{
  pm_difference d = compute(t);
  return !isnan(d.estimate) || (d.lower == 0 && isinf(d.upper) && d.p_value == 1);
}

static law *const laws[] = {limits_in_order,
                            the_other_limit_is_trivial,
                            p_value_agrees,
                            p_value_agrees_at_its_own_level,
                            groups_can_be_exchanged,
                            counts_can_be_turned,
                            is_wider_with_conf,
                            census_is_the_point,
                            nothing_is_known_of_0_by_0};
enum { LAW_COUNT = sizeof laws / sizeof laws[0] };

START_TEST(every_method_obeys)
{
  assert_everywhere(laws[_i]);
}
END_TEST

/* With many records every method gives the normal interval. */
START_TEST(many_records_are_normal)
{
  for (size_t i = 0; i < pm_difference_family.count; i++)
    for (pm_scale scale = PM_SCALE_DIFFERENCE; scale <= PM_SCALE_ODDS; scale++) {
      trial t = {row(i), level_at(0.95, PM_SIDE_TWO), scale, {3e6, 1e7, 2e6, 8e6, 0, 0}};
      if (!knows(t.method, scale) || has(t.method, PM_DIFFERENCE_EXACT))
        continue;
      pm_difference found = compute(&t);
      t.method = pm_difference_find("wald");
      pm_difference normal = compute(&t);
      double width = normal.upper - normal.lower;
      ck_assert_msg(fabs(found.lower - normal.lower) < 1e-3 * width &&
                        fabs(found.upper - normal.upper) < 1e-3 * width,
                    "%s, scale %d: %.10g-%.10g, not %.10g-%.10g", row(i)->about.name,
                    (int)scale, found.lower, found.upper, normal.lower, normal.upper);
    }
}
END_TEST

/* A population that is large is as none. */
START_TEST(large_populations_do_not_matter)
{
  for (size_t i = 0; i < pm_difference_family.count; i++) {
    trial t = {row(i), level_at(0.95, PM_SIDE_TWO), PM_SCALE_DIFFERENCE, {9, 10, 3, 10, 0, 0}};
    pm_difference without = compute(&t);
    t.pair.population1 = t.pair.population2 = (double)INFINITY;
    ck_assert(compute(&t).lower == without.lower);
    if (!has(t.method, PM_DIFFERENCE_POPULATION))
      continue;
    t.pair.population1 = t.pair.population2 = 20;
    pm_difference with = compute(&t);
    ck_assert_msg(with.lower > without.lower && with.upper < without.upper, "%s",
                  row(i)->about.name);
  }
}
END_TEST

/* ------------------------------------------------------------- coverage -- */

enum { COVERED_MOST = 4, COVERED_POINTS = 23 };

static double value_of(pm_scale scale, double p1, double p2)
{
  if (scale == PM_SCALE_DIFFERENCE)
    return p1 - p2;
  return scale == PM_SCALE_RATIO ? p1 / p2 : p1 / (1 - p1) / (p2 / (1 - p2));
}

/* But for rounding. */
static bool holds(const pm_difference *d, pm_scale scale, double value)
{
  double slack = 1e-9 * (scale == PM_SCALE_DIFFERENCE ? 1 : value);
  return isnan(value) || isinf(value) ||
         (d->lower <= value + slack && d->upper >= value - slack);
}

static double chance(double k, double n, double p, double population)
{
  return population == 0 ? pm_binomial_pmf(k, n, p)
                         : pm_hypergeometric_pmf(k, n, round(p * population), population);
}

/* The probability of all pairs of counts whose interval holds the value. */
static double coverage(pm_difference (*found)[COVERED_MOST + 1], const trial *t, double p1,
                       double p2)
{
  const pm_pair *p = &t->pair;
  double value = value_of(t->scale, p1, p2);
  pm_sum sum = {0, 0};
  for (int i = 0; i <= (int)p->n1; i++)
    for (int j = 0; j <= (int)p->n2; j++)
      if (holds(&found[i][j], t->scale, value))
        pm_sum_add(&sum,
                   chance(i, p->n1, p1, p->population1) * chance(j, p->n2, p2, p->population2));
  return pm_sum_value(&sum);
}

/* At all rates that populations so large can have, or on a grid. */
static void assert_covers(const trial *given)
{
  trial t = *given;
  pm_difference found[COVERED_MOST + 1][COVERED_MOST + 1];
  for (int i = 0; i <= (int)t.pair.n1; i++)
    for (int j = 0; j <= (int)t.pair.n2; j++) {
      t.pair.x1 = i;
      t.pair.x2 = j;
      found[i][j] = compute(&t);
    }
  double most1 = t.pair.population1 == 0 ? COVERED_POINTS : t.pair.population1;
  double most2 = t.pair.population2 == 0 ? COVERED_POINTS : t.pair.population2;
  for (double i = 0; i <= most1; i++)
    for (double j = 0; j <= most2; j++) {
      double covered = coverage(found, &t, i / most1, j / most2);
      ck_assert_msg(covered >= t.level.conf - 1e-9,
                    "%s, scale %d, covers %g < %g at %g/%g, %g/%g, n %g (%g), %g (%g)",
                    t.method->about.name, (int)t.scale, covered, t.level.conf, i, most1, j,
                    most2, t.pair.n1, t.pair.population1, t.pair.n2, t.pair.population2);
    }
}

/* Large populations, ones hardly larger than the samples, and other ones. */
static void assert_covers_sizes(trial *t, double n1, double n2)
{
  t->pair = (pm_pair){0, n1, 0, n2, 0, 0};
  assert_covers(t);
  t->pair.population1 = n1 + 1;
  t->pair.population2 = n2 + (n1 > n2);
  assert_covers(t);
  t->pair.population1 = 2 * n1 + n2;
  t->pair.population2 = 4 * n2 + 3;
  assert_covers(t);
}

START_TEST(exact_methods_cover)
{
  static const double confs[] = {0.5, 0.95, 0.999};
  pm_scale scale = (pm_scale)_i;
  for (size_t i = 0; i < pm_difference_family.count; i++)
    for (int c = 0; c < 3 && has(row(i), PM_DIFFERENCE_EXACT); c++)
      for (pm_side side = PM_SIDE_TWO; side <= PM_SIDE_LOWER; side++)
        for (double n1 = 1; n1 <= COVERED_MOST; n1++)
          for (double n2 = 1; n2 <= COVERED_MOST; n2++) {
            trial t = {.method = row(i), .level = level_at(confs[c], side), .scale = scale};
            assert_covers_sizes(&t, n1, n2);
          }
}
END_TEST

/* ------------------------------------------------------ texts and faults -- */

START_TEST(rows_say_what_they_are)
{
  ck_assert_ptr_null(pm_difference_family.at(pm_difference_family.count));
  ck_assert_str_eq(pm_difference_family.name, "difference");
  for (size_t i = 0; i < pm_difference_family.count; i++) {
    const pm_method *about = &row(i)->about;
    ck_assert_uint_eq(strspn(about->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(about->name));
    ck_assert_msg(pm_difference_find(about->name) == row(i), "%s is not found", about->name);
    ck_assert_msg(strpbrk(about->citation, "12") != NULL, "%s: no year", about->name);
    ck_assert_uint_gt(strlen(about->title), 10);
    ck_assert_int_ne(about->title[strlen(about->title) - 1], '.');
    ck_assert_uint_gt(strlen(about->use), 20);
    ck_assert_uint_gt(strlen(about->avoid), 20);
  }
  ck_assert_ptr_null(pm_difference_find("walt"));
  ck_assert(pm_scale_null(PM_SCALE_DIFFERENCE) == 0 && pm_scale_null(PM_SCALE_RATIO) == 1 &&
            pm_scale_null(PM_SCALE_ODDS) == 1);
}
END_TEST

typedef struct fault_row {
  const char *method;
  pm_scale scale;
  pm_pair pair;
  pm_status status;
  const char *text;
} fault_row;

static const fault_row fault_rows[] = {
    {"newcombe",
     PM_SCALE_DIFFERENCE,
     {12, 10, 1, 10, 0, 0},
     PM_ERROR_DOMAIN,
     "12 of 10: more compliant than records"},
    {"mee",
     PM_SCALE_ODDS,
     {1, 10, 12, 10, 0, 0},
     PM_ERROR_DOMAIN,
     "12 of 10: more compliant than records"},
    {"mee",
     PM_SCALE_RATIO,
     {1, 10, 0, 0, 0, 0},
     PM_ERROR_DOMAIN,
     "0 is not a number of records above 0"},
    {"wald",
     PM_SCALE_DIFFERENCE,
     {-1, 10, 0, 5, 0, 0},
     PM_ERROR_DOMAIN,
     "-1 is not a number of compliant records"},
    {"wald",
     PM_SCALE_DIFFERENCE,
     {1, 10, 0, 5, 9, 0},
     PM_ERROR_DOMAIN,
     "the population of 9 is smaller than the sample of 10"},
    {"mee",
     PM_SCALE_RATIO,
     {1, 10, 1, 1e300, 0, 0},
     PM_ERROR_DOMAIN,
     "1e300 is more records than can be told apart: at most 2^53"},
    {"newcombe",
     PM_SCALE_DIFFERENCE,
     {1, 10, 0, 5, 0, -3},
     PM_ERROR_DOMAIN,
     "-3 is not the size of a population"},
    {"exact-unconditional",
     PM_SCALE_DIFFERENCE,
     {1, 10, 0, 5, 0, 100},
     PM_ERROR_USAGE,
     "exact-unconditional needs the populations of both groups or of neither"},
    {"exact-unconditional",
     PM_SCALE_DIFFERENCE,
     {1, 10, 0, 5, 100001, 100},
     PM_ERROR_DOMAIN,
     "exact-unconditional takes populations of up to 100000 units, not 100001 and 100"},
    {"agresti-caffo",
     PM_SCALE_RATIO,
     {1, 10, 0, 5, 0, 0},
     PM_ERROR_USAGE,
     "agresti-caffo has no form for ratios"},
    {"agresti-caffo",
     PM_SCALE_ODDS,
     {1, 10, 0, 5, 0, 0},
     PM_ERROR_USAGE,
     "agresti-caffo has no form for odds ratios"},
    {"newcombe", (pm_scale)3, {1, 10, 0, 5, 0, 0}, PM_ERROR_USAGE, "there is no scale 3"},
    {"wald", (pm_scale)-1, {1, 10, 0, 5, 0, 0}, PM_ERROR_USAGE, "there is no scale -1"},
    {"exact-unconditional",
     PM_SCALE_DIFFERENCE,
     {1, 10, 0.5, 5, 0, 0},
     PM_ERROR_DOMAIN,
     "exact-unconditional needs whole numbers, and 0.5 is not a whole number of compliant "
     "records"},
    {"exact-unconditional",
     PM_SCALE_DIFFERENCE,
     {1, 10, 0, 501, 0, 0},
     PM_ERROR_DOMAIN,
     "exact-unconditional takes up to 500 records in each sample, not 10 and 501"},
    {"miettinen-nurminen",
     PM_SCALE_DIFFERENCE,
     {0.1, 0.4, 0.2, 0.5, 0, 0},
     PM_ERROR_DOMAIN,
     "miettinen-nurminen needs more than one record in both samples together, not 0.4 and 0.5"},
};
enum { FAULT_COUNT = sizeof fault_rows / sizeof fault_rows[0] };

START_TEST(bad_pairs_are_named)
{
  const fault_row *fault = &fault_rows[_i];
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_difference found;
  pm_error error = {0};
  pm_status status = pm_difference_compute(pm_difference_find(fault->method), &level,
                                           fault->scale, &fault->pair, &found, &error);
  ck_assert_int_eq(status, fault->status);
  ck_assert_int_eq(error.count, 1);
  ck_assert_str_eq(error.faults[0].text, fault->text);
  ck_assert(isnan(found.estimate) && isnan(found.lower) && isnan(found.p_value));
}
END_TEST

static pm_status loses_its_way(const pm_level *level, pm_scale scale, const pm_pair *pair,
                               pm_difference *difference)
{
  (void)level;
  (void)scale;
  (void)pair;
  difference->lower = (double)NAN;
  return PM_OK;
}

START_TEST(failures_of_a_method_are_named)
{
  pm_difference_method lost = {.about = {.name = "lost"}, .compute = loses_its_way};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_difference found;
  pm_error error = {0};
  ck_assert_int_eq(pm_difference_compute(&lost, &level, PM_SCALE_DIFFERENCE,
                                         &(pm_pair){1, 2, 3, 4, 0, 0}, &found, &error),
                   PM_ERROR_NUMERIC);
  ck_assert_str_eq(
      error.faults[0].text,
      "the search for the lost limits of samples of 2 and 4 records did not converge");
}
END_TEST

START_TEST(a_method_need_not_know_populations)
{
  pm_difference_method plain = {.about = {.name = "plain"}, .compute = loses_its_way};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_difference found;
  pm_error error = {0};
  ck_assert_int_eq(pm_difference_compute(&plain, &level, PM_SCALE_DIFFERENCE,
                                         &(pm_pair){1, 2, 3, 4, 10, 0}, &found, &error),
                   PM_ERROR_USAGE);
  ck_assert_str_eq(error.faults[0].text, "plain has no form for finite populations");
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference", &tests);
  tcase_add_loop_test(tests, every_method_obeys, 0, LAW_COUNT);
  tcase_add_test(tests, many_records_are_normal);
  tcase_add_test(tests, large_populations_do_not_matter);
  tcase_add_loop_test(tests, exact_methods_cover, 0, PM_SCALE_ODDS + 1);
  tcase_add_test(tests, rows_say_what_they_are);
  tcase_add_loop_test(tests, bad_pairs_are_named, 0, FAULT_COUNT);
  tcase_add_test(tests, failures_of_a_method_are_named);
  tcase_add_test(tests, a_method_need_not_know_populations);
  return support_run(suite);
}
