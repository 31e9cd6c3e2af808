/* check_interval.c: the laws that every method for one rate obeys, looped over
   the family's table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <ctype.h>
#include <math.h>
#include <plusminus/interval.h>
#include <plusminus/num.h>
#include <string.h>

static const double CONFS[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.9999, 1 - 1e-9};
static const double SIZES[] = {1, 2, 3, 10, 29, 115, 1000, 1e6, 1e7};
enum {
  CONF_COUNT = sizeof CONFS / sizeof CONFS[0],
  SIZE_COUNT = sizeof SIZES / sizeof SIZES[0]
};

static const pm_interval_method *row(size_t index)
{
  return (const pm_interval_method *)(const void *)pm_interval_family.at(index);
}

static bool has(const pm_interval_method *method, unsigned flag)
{
  return (method->flags & flag) != 0;
}

static pm_level level_at(double conf, pm_side side)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, side, NULL), PM_OK);
  return level;
}

static pm_interval compute(const pm_interval_method *method, const pm_level *level,
                           const pm_case *data)
{
  pm_interval interval;
  pm_error error = {0};
  pm_status status = pm_interval_compute(method, level, data, &interval, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", method->about.name, error.faults[0].text);
  return interval;
}

/* A law: true of a method, a level and a case. */
typedef bool law(const pm_interval_method *method, const pm_level *level, const pm_case *data);

static void assert_law(law *holds, const pm_interval_method *method, const pm_level *level,
                       const pm_case *data)
{
  ck_assert_msg(holds(method, level, data),
                "%s, %.17g of %.17g from %.17g, conf %.17g, side %d", method->about.name,
                data->x, data->n, data->population, level->conf, (int)level->side);
}

static void assert_counts(law *holds, const pm_interval_method *method, const pm_level *level,
                          double n, double population)
{
  const double counts[] = {0,     1, 2,    floor(n / 3), floor(n / 2), n - 2,
                           n - 1, n, 0.25, n / 2 + 0.25, n - 0.25};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
    if (counts[i] >= 0 && counts[i] <= n &&
        (counts[i] == floor(counts[i]) || !has(method, PM_INTERVAL_WHOLE)))
      assert_law(holds, method, level, &(pm_case){counts[i], n, population});
}

static void assert_sizes(law *holds, const pm_interval_method *method, const pm_level *level)
{
  for (size_t i = 0; i < SIZE_COUNT; i++) {
    double n = SIZES[i];
    if (!has(method, PM_INTERVAL_POPULATION)) {
      assert_counts(holds, method, level, n, 0);
      continue;
    }
    const double populations[] = {n, n + 1, 2 * n, 10 * n + 3};
    for (size_t j = 0; j < 4; j++)
      if (populations[j] <= 1e7)
        assert_counts(holds, method, level, n, populations[j]);
  }
}

static void assert_everywhere(law *holds)
{
  for (size_t i = 0; i < pm_interval_family.count; i++)
    for (size_t c = 0; c < CONF_COUNT; c++)
      for (pm_side side = PM_SIDE_TWO; side <= PM_SIDE_UPPER; side++) {
        pm_level level = level_at(CONFS[c], side);
        if (side == PM_SIDE_TWO || !has(row(i), PM_INTERVAL_TWO_SIDED))
          assert_sizes(holds, row(i), &level);
      }
}

/* ----------------------------------------------------------------- laws -- */

static bool limits_in_order(const pm_interval_method *method, const pm_level *level,
                            const pm_case *data)
{
  pm_interval i = compute(method, level, data);
  return i.estimate == data->x / data->n && !signbit(i.lower) && i.lower <= i.estimate &&
         i.estimate <= i.upper && !signbit(i.upper) && i.upper <= 1;
}

static bool ends_are_exact(const pm_interval_method *method, const pm_level *level,
                           const pm_case *data)
{
  pm_interval i = compute(method, level, data);
  bool point = has(method, PM_INTERVAL_DEGENERATE) || has(method, PM_INTERVAL_POPULATION);
  if (data->x == 0 && !(i.lower == 0 && (point || i.upper > 0 || level->tail == 0.5)))
    return false;
  return data->x != data->n || (i.upper == 1 && (point || i.lower < 1 || level->tail == 0.5));
}

static bool census_is_the_point(const pm_interval_method *method, const pm_level *level,
                                const pm_case *data)
{
  if (!has(method, PM_INTERVAL_POPULATION) || data->n < data->population)
    return true;
  pm_interval i = compute(method, level, data);
  return (level->side == PM_SIDE_UPPER || i.lower == i.estimate) &&
         (level->side == PM_SIDE_LOWER || i.upper == i.estimate);
}

static bool the_other_limit_is_trivial(const pm_interval_method *method, const pm_level *level,
                                       const pm_case *data)
{
  pm_interval i = compute(method, level, data);
  return (level->side != PM_SIDE_LOWER || i.upper == 1) &&
         (level->side != PM_SIDE_UPPER || i.lower == 0);
}

static bool is_its_mirror(const pm_interval_method *method, const pm_level *level,
                          const pm_case *data)
{
  static const pm_side other[] = {PM_SIDE_TWO, PM_SIDE_UPPER, PM_SIDE_LOWER};
  pm_level mirrored = level_at(level->conf, other[level->side]);
  pm_interval a = compute(method, level, data);
  pm_interval b =
      compute(method, &mirrored, &(pm_case){data->n - data->x, data->n, data->population});
  return fabs(a.lower - (1 - b.upper)) <= 1e-12 && fabs(a.upper - (1 - b.lower)) <= 1e-12;
}

/* a encloses b, but for rounding. */
static bool encloses(pm_interval a, pm_interval b)
{
  return a.lower <= b.lower * (1 + 1e-13) && a.upper >= b.upper * (1 - 1e-13);
}

/* Where a method draws each limit in as far as the others let it, a higher level
   moves those, and with them how far that is. */
static bool is_wider_with_conf(const pm_interval_method *method, const pm_level *level,
                               const pm_case *data)
{
  if (has(method, PM_INTERVAL_UNNESTED))
    return true;
  pm_level higher = level_at(
      1 - (1 - level->conf) * 0.9 < 1 - 1e-9 ? 1 - (1 - level->conf) * 0.9 : level->conf,
      level->side);
  return encloses(compute(method, &higher, data), compute(method, level, data));
}

/* The logit interval is so wide next to 0 and n that it does not: at 99 % the
   upper limit for 1 of 29 is above that for 2 of 29, by its formula. */
static bool rises_with_x(const pm_interval_method *method, const pm_level *level,
                         const pm_case *data)
{
  if (data->x + 1 > data->n || strcmp(method->about.name, "logit") == 0)
    return true;
  pm_interval a = compute(method, level, data);
  pm_interval b = compute(method, level, &(pm_case){data->x + 1, data->n, data->population});
  return a.lower <= b.lower && a.upper <= b.upper;
}

static bool one_side_is_half_of_two(const pm_interval_method *method, const pm_level *level,
                                    const pm_case *data)
{
  if (level->side == PM_SIDE_TWO || level->conf < 0.75)
    return true;
  pm_level two = *level; /* (1 - conf) / 2 of 2 conf - 1, without its rounding */
  two.side = PM_SIDE_TWO;
  two.conf = 2 * level->conf - 1;
  pm_interval a = compute(method, level, data);
  pm_interval b = compute(method, &two, data);
  return level->side == PM_SIDE_LOWER ? a.lower == b.lower : a.upper == b.upper;
}

static law *const laws[] = {
    limits_in_order, ends_are_exact,     census_is_the_point, the_other_limit_is_trivial,
    is_its_mirror,   is_wider_with_conf, rises_with_x,        one_side_is_half_of_two};
enum { LAW_COUNT = sizeof laws / sizeof laws[0] };

START_TEST(every_method_obeys)
{
  assert_everywhere(laws[_i]);
}
END_TEST

START_TEST(narrower_with_more_records)
{
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  for (size_t i = 0; i < pm_interval_family.count; i++)
    for (double share = 0; share <= 5; share++) {
      double before = 2;
      for (double n = 5; n <= 5 * 4096; n *= 2) {
        double population = has(row(i), PM_INTERVAL_POPULATION) ? 1e5 : 0;
        pm_interval found = compute(row(i), &level, &(pm_case){n * share / 5, n, population});
        double width = found.upper - found.lower;
        bool point = has(row(i), PM_INTERVAL_DEGENERATE) && (share == 0 || share == 5);
        ck_assert_msg(width < before || point, "%s at n = %g", row(i)->about.name, n);
        before = width;
      }
    }
}
END_TEST

/* ------------------------------------------------------------- coverage -- */

/* The probability of all x whose interval holds the rate. */
static double coverage(const pm_interval *intervals, double n, double rate)
{
  pm_sum sum = {0, 0};
  for (double x = 0; x <= n; x++)
    if (intervals[(size_t)x].lower <= rate && rate <= intervals[(size_t)x].upper)
      pm_sum_add(&sum, pm_binomial_pmf(x, n, rate));
  return pm_sum_value(&sum);
}

/* Coverage is least just beyond a limit, so there it is looked at. */
static void assert_covers(const pm_interval_method *method, const pm_level *level, double n)
{
  pm_interval intervals[32];
  for (double x = 0; x <= n; x++)
    intervals[(size_t)x] = compute(method, level, &(pm_case){x, n, 0});
  for (size_t x = 0; (double)x <= n; x++) {
    double below = coverage(intervals, n, fmax(0, intervals[x].lower * (1 - 1e-11)));
    double above = coverage(intervals, n, fmin(1, intervals[x].upper * (1 + 1e-11)));
    ck_assert_msg(below >= level->conf - 1e-12 && above >= level->conf - 1e-12,
                  "%s covers %.17g, %.17g < %g beyond the limits of %zu of %g",
                  method->about.name, below, above, level->conf, x, n);
  }
}

/* The same, at every number M that the population may hold. */
static void assert_covers_population(const pm_interval_method *method, const pm_level *level,
                                     double n, double population)
{
  pm_interval intervals[32];
  for (double x = 0; x <= n; x++)
    intervals[(size_t)x] = compute(method, level, &(pm_case){x, n, population});
  for (double count = 0; count <= population; count++) {
    pm_sum sum = {0, 0};
    double rate = count / population;
    for (double x = 0; x <= n; x++)
      if (intervals[(size_t)x].lower <= rate && rate <= intervals[(size_t)x].upper)
        pm_sum_add(&sum, pm_hypergeometric_pmf(x, n, count, population));
    ck_assert_msg(pm_sum_value(&sum) >= level->conf - 1e-12,
                  "%s covers %.17g < %g at %g of %g with n = %g", method->about.name,
                  pm_sum_value(&sum), level->conf, count, population, n);
  }
}

START_TEST(exact_methods_cover)
{
  static const double confs[] = {0.5, 0.8, 0.95, 0.999};
  for (size_t i = 0; i < pm_interval_family.count; i++)
    for (size_t c = 0; c < 4 && has(row(i), PM_INTERVAL_EXACT); c++)
      for (pm_side side = PM_SIDE_TWO; side <= PM_SIDE_UPPER; side++) {
        pm_level level = level_at(confs[c], side);
        if (side != PM_SIDE_TWO && has(row(i), PM_INTERVAL_TWO_SIDED))
          continue;
        for (double n = 1; n <= 30; n++)
          if (!has(row(i), PM_INTERVAL_POPULATION))
            assert_covers(row(i), &level, n);
          else
            for (double population = n; population <= 30; population++)
              assert_covers_population(row(i), &level, n, population);
      }
}
END_TEST

/* Methods that invert a tail of which share is the part of the observed point
   that is left out. */
static const struct {
  const char *method;
  double share;
} count_methods[] = {{"hypergeometric", 0}, {"mid-p-hypergeometric", 0.5}};
enum { COUNT_METHODS = sizeof count_methods / sizeof count_methods[0] };

/* Whether the tail from x, with M compliant in the population, is small. */
static bool is_rejected(const pm_case *data, double count, double share, pm_tail tail)
{
  double all = pm_hypergeometric_tail(data->x, data->n, count, data->population, tail);
  double here = pm_hypergeometric_pmf(data->x, data->n, count, data->population);
  return all - share * here <= 0.05 + 1e-12;
}

/* The limits are the first and last M that are not rejected: the definition,
   by a search through all of them. When nearly all were audited the estimate
   x/n can lie beyond M/N, and is then the limit. */
static void assert_enumerated(const pm_interval_method *method, const pm_case *data,
                              double share)
{
  pm_level level = level_at(0.9, PM_SIDE_TWO);
  double population = data->population;
  double low = data->x;
  double high = population - data->n + data->x;
  while (is_rejected(data, low, share, PM_TAIL_UPPER))
    low++;
  while (is_rejected(data, high, share, PM_TAIL_LOWER))
    high--;
  pm_interval found = compute(method, &level, data);
  double estimate = data->x / data->n;
  ck_assert_msg(found.lower == fmin(low / population, estimate) &&
                    found.upper == fmax(high / population, estimate),
                "%s, %g of %g from %g: %g-%g, not %g-%g", method->about.name, data->x, data->n,
                population, found.lower * population, found.upper * population, low, high);
}

START_TEST(count_limits_by_enumeration)
{
  const pm_interval_method *method = pm_interval_find(count_methods[_i].method);
  for (double population = 1; population <= 40; population++)
    for (double n = 1; n < population; n++)
      for (double x = 0; x <= n; x++)
        assert_enumerated(method, &(pm_case){x, n, population}, count_methods[_i].share);
}
END_TEST

/* ----------------------------------------------------- what is undefined -- */

START_TEST(one_record_has_no_variance)
{
  const pm_interval_method *method = pm_interval_find("wald-fpc");
  for (pm_side side = PM_SIDE_TWO; side <= PM_SIDE_UPPER; side++)
    for (double x = 0; x <= 1; x += 0.5) {
      pm_level level = level_at(0.5, side);
      pm_interval found = compute(method, &level, &(pm_case){x, 1, 20});
      ck_assert(found.lower == 0 && found.upper == 1);
    }
}
END_TEST

START_TEST(logit_ends_are_those_of_clopper_pearson)
{
  for (size_t i = 0; i < SIZE_COUNT; i++)
    for (int x = 0; x <= 1; x++) {
      pm_level level = level_at(0.95, PM_SIDE_TWO);
      pm_case data = {x * SIZES[i], SIZES[i], 0};
      pm_interval found = compute(pm_interval_find("logit"), &level, &data);
      pm_interval exact = compute(pm_interval_find("clopper-pearson"), &level, &data);
      ck_assert(found.lower == exact.lower && found.upper == exact.upper);
    }
}
END_TEST

/* ---------------------------------------------------------------- texts -- */

static bool names_a_year(const char *citation)
{
  for (const char *at = citation; *at != '\0'; at++)
    if ((strncmp(at, "19", 2) == 0 || strncmp(at, "20", 2) == 0) &&
        isdigit((unsigned char)at[2]) && isdigit((unsigned char)at[3]))
      return true;
  return false;
}

START_TEST(rows_say_what_they_are)
{
  ck_assert_ptr_null(pm_interval_family.at(pm_interval_family.count));
  ck_assert_str_eq(pm_interval_family.name, "interval");
  for (size_t i = 0; i < pm_interval_family.count; i++) {
    const pm_method *about = &row(i)->about;
    size_t length = strlen(about->name);
    ck_assert_uint_eq(strspn(about->name, "abcdefghijklmnopqrstuvwxyz-"), length);
    ck_assert_msg(pm_interval_find(about->name) == row(i), "%s is not found", about->name);
    ck_assert_msg(names_a_year(about->citation), "%s: %s", about->name, about->citation);
    ck_assert_uint_gt(strlen(about->title), 10);
    ck_assert_int_ne(about->title[strlen(about->title) - 1], '.');
    ck_assert_uint_gt(strlen(about->use), 20);
    ck_assert_uint_gt(strlen(about->avoid), 20);
    ck_assert_ptr_nonnull((const void *)&row(i)->compute);
  }
  ck_assert_ptr_null(pm_interval_find("wilsom"));
}
END_TEST

START_TEST(default_depends_on_population)
{
  ck_assert_ptr_eq(pm_interval_default(0), pm_interval_find("wilson"));
  ck_assert_ptr_eq(pm_interval_default((double)INFINITY), pm_interval_find("wilson"));
  ck_assert_ptr_eq(pm_interval_default(59178), pm_interval_find("hypergeometric"));
}
END_TEST

/* --------------------------------------------------------------- faults -- */

typedef struct fault_row {
  const char *method;
  pm_case data;
  const char *text;
} fault_row;

static const fault_row fault_rows[] = {
    {"wilson", {12, 10, 0}, "12 of 10: more compliant than records"},
    {"wilson", {10.5, 10, 0}, "10.5 of 10: more compliant than records"},
    {"wilson", {0, 0, 0}, "0 is not a number of records above 0"},
    {"wilson", {0, -1, 0}, "-1 is not a number of records above 0"},
    {"wilson", {-1, 10, 0}, "-1 is not a number of compliant records"},
    {"wald",
     {(double)NAN, 10, 0},
     "something that is not a number is not a number of compliant records"},
    {"wald", {1, (double)INFINITY, 0}, "infinity is not a number of records above 0"},
    {"mid-p",
     {2.5, 10, 0},
     "mid-p needs whole numbers, and 2.5 is not a whole number of compliant records"},
    {"mid-p",
     {2, 10.5, 0},
     "mid-p needs whole numbers, and 10.5 is not a whole number of records"},
    {"hypergeometric",
     {2, 10, 20.5},
     "hypergeometric needs whole numbers, and 20.5 is not a whole number of records in the "
     "population"},
    {"hypergeometric", {3, 10, 5}, "the population of 5 is smaller than the sample of 10"},
    {"clopper-pearson", {3, 10, 5}, "the population of 5 is smaller than the sample of 10"},
    {"hypergeometric", {3, 10, 0}, "hypergeometric needs the size of the population"},
    {"mid-p-hypergeometric",
     {2.5, 10, 20},
     "mid-p-hypergeometric needs whole numbers, and 2.5 is not a whole number of compliant "
     "records"},
    {"wald-fpc", {3, 10, 0}, "wald-fpc needs the size of the population"},
    {"wilson-fpc", {3, 10, (double)INFINITY}, "infinity is not the size of a population"},
    {"wilson-fpc", {3, 10, -20}, "-20 is not the size of a population"},
    {"clopper-pearson",
     {1, 1e300, 0},
     "1e300 is more records than can be told apart: at most 2^53"},
    {"wang", {5, 10, 1e300}, "1e300 is more records than can be told apart: at most 2^53"},
};
enum { FAULT_COUNT = sizeof fault_rows / sizeof fault_rows[0] };

START_TEST(bad_cases_are_named)
{
  const fault_row *expected = &fault_rows[_i];
  const pm_interval_method *method = pm_interval_find(expected->method);
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_interval interval;
  pm_error error = {0};
  ck_assert_int_eq(pm_interval_compute(method, &level, &expected->data, &interval, &error),
                   PM_ERROR_DOMAIN);
  ck_assert_str_eq(error.faults[0].text, expected->text);
  ck_assert(isnan(interval.lower) && isnan(interval.upper));
  ck_assert_int_eq(pm_interval_compute(method, &level, &expected->data, &interval, NULL),
                   PM_ERROR_DOMAIN);
}
END_TEST

static pm_status never_converges(const pm_level *level, const pm_case *data,
                                 pm_interval *interval)
{
  (void)level;
  (void)data;
  (void)interval;
  return PM_ERROR_NUMERIC;
}

static pm_status gives_nothing(const pm_level *level, const pm_case *data,
                               pm_interval *interval)
{
  (void)level;
  (void)data;
  interval->upper = (double)NAN;
  return PM_OK;
}

START_TEST(failures_of_a_method_are_named)
{
  static const pm_interval_method broken[] = {
      {.about = {.name = "broken"}, .flags = PM_INTERVAL_TWO_SIDED, .compute = never_converges},
      {.about = {.name = "broken"}, .flags = PM_INTERVAL_TWO_SIDED, .compute = gives_nothing},
  };
  pm_level two = level_at(0.95, PM_SIDE_TWO);
  pm_level one = level_at(0.95, PM_SIDE_UPPER);
  for (size_t i = 0; i < 2; i++) {
    pm_interval interval;
    pm_error error = {0};
    pm_case data = {1, 2, 0};
    ck_assert_int_eq(pm_interval_compute(&broken[i], &two, &data, &interval, &error),
                     PM_ERROR_NUMERIC);
    ck_assert_str_eq(error.faults[0].text,
                     "the search for the broken limits of 1 of 2 did not converge");
    ck_assert_int_eq(pm_interval_compute(&broken[i], &one, &data, &interval, &error),
                     PM_ERROR_USAGE);
    ck_assert_str_eq(error.faults[1].text, "broken has no one-sided form");
  }
}
END_TEST

START_TEST(levels)
{
  static const double refused[] = {-1, 0, 0.49999, 1 - 0.9e-9, 1, 95};
  pm_level level;
  pm_error error = {0};
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
    ck_assert_int_eq(pm_level_make(&level, refused[i], PM_SIDE_TWO, &error), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_level_make(&level, (double)NAN, PM_SIDE_TWO, NULL), PM_ERROR_USAGE);
  ck_assert_str_eq(error.faults[5].text,
                   "a confidence level is between 0.5 and 0.999999999, not 95");
  ck_assert_int_eq(pm_level_make(&level, 0.95, (pm_side)3, &error), PM_ERROR_USAGE);
  ck_assert_str_eq(error.faults[6].text, "there is no side 3");
  ck_assert(isnan(level.z));
  assert_close(level_at(0.95, PM_SIDE_TWO).z, 1.9599639845400543, 1e-14, "two-sided");
  assert_close(level_at(0.95, PM_SIDE_LOWER).z, 1.6448536269514727, 1e-14, "one-sided");
  assert_close(level_at(0.999999999, PM_SIDE_TWO).tail, 5e-10, 1e-6, "the smallest tail");
  ck_assert(level_at(0.5, PM_SIDE_UPPER).z == 0);
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("interval", &tests);
  tcase_add_loop_test(tests, every_method_obeys, 0, LAW_COUNT);
  tcase_add_test(tests, narrower_with_more_records);
  tcase_add_test(tests, exact_methods_cover);
  tcase_add_loop_test(tests, count_limits_by_enumeration, 0, COUNT_METHODS);
  tcase_add_test(tests, one_record_has_no_variance);
  tcase_add_test(tests, logit_ends_are_those_of_clopper_pearson);
  tcase_add_test(tests, rows_say_what_they_are);
  tcase_add_test(tests, default_depends_on_population);
  tcase_add_loop_test(tests, bad_cases_are_named, 0, FAULT_COUNT);
  tcase_add_test(tests, failures_of_a_method_are_named);
  tcase_add_test(tests, levels);
  return support_run(suite);
}
