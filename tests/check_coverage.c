/* check_coverage.c: true coverage against sums over every x, exact methods
   against their level at every place where coverage jumps, and printed values;
   simultaneous levels.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <math.h>
#include <plusminus/interval.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

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

static pm_coverage *coverage_of(const pm_coverage_request *request)
{
  pm_coverage *coverage = NULL;
  pm_error error = {0};
  pm_status status = pm_coverage_new(&coverage, request, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", request->method->about.name, error.faults[0].text);
  return coverage;
}

static pm_coverage_summary summary_of(const pm_coverage_request *request)
{
  pm_coverage *coverage = coverage_of(request);
  pm_coverage_summary summary;
  ck_assert_int_eq(pm_coverage_summarise(coverage, &summary, NULL), PM_OK);
  pm_coverage_free(coverage);
  return summary;
}

static pm_coverage_request request_of(const char *name, double n, double population)
{
  return (pm_coverage_request){.method = pm_interval_find(name),
                               .level = level_at(0.95, PM_SIDE_TWO),
                               .n = n,
                               .population = population};
}

static bool can_be_asked(const pm_interval_method *method, const pm_level *level,
                         double population)
{
  return (level->side == PM_SIDE_TWO || !has(method, PM_INTERVAL_TWO_SIDED)) &&
         (population > 0 || !has(method, PM_INTERVAL_POPULATION));
}

/* splitmix64: the same rates on every machine. */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* ------------------------------------------- one by one, every x summed -- */

static double chance(const pm_coverage_request *request, double x, double rate)
{
  if (request->population == 0)
    return pm_binomial_pmf(x, request->n, rate);
  return pm_hypergeometric_pmf(x, request->n, round(rate * request->population),
                               request->population);
}

/* A limit moved up by a share of it that is not felt at 0 and 1, which are exact. */
static double moved(double limit, double share)
{
  return limit + share * limit * (1 - limit);
}

/* The intervals are narrowed by the slack at both limits. */
static pm_coverage_point summed(const pm_coverage_request *request, double rate, double slack)
{
  pm_sum held = {0, 0};
  pm_sum width = {0, 0};
  for (double x = 0; x <= request->n; x++) {
    pm_interval found;
    pm_case data = {x, request->n, request->population};
    ck_assert_int_eq(pm_interval_compute(request->method, &request->level, &data, &found, NULL),
                     PM_OK);
    double p = chance(request, x, rate);
    pm_sum_add(&width, p * (found.upper - found.lower));
    if (moved(found.lower, slack) <= rate && rate <= moved(found.upper, -slack))
      pm_sum_add(&held, p);
  }
  return (pm_coverage_point){rate, pm_sum_value(&held), pm_sum_value(&width)};
}

/* The intervals of all x at once are those of one x to their accuracy; so a rate
   within that of a limit may be held or not. */
static bool is_coverage(const pm_coverage_request *request, const pm_coverage_point *one,
                        double coverage)
{
  static const double ROUNDING = 1e-13;
  static const double ACCURACY = 1e-12;
  double rate = one->rate;
  if (fabs(coverage - one->coverage) <= ROUNDING)
    return true;
  return !has(request->method, PM_INTERVAL_SEARCHED) &&
         coverage >= summed(request, rate, ACCURACY).coverage - ROUNDING &&
         coverage <= summed(request, rate, -ACCURACY).coverage + ROUNDING;
}

static void assert_points(const pm_coverage_request *request)
{
  enum { RATES = 6 };
  static uint64_t state = 3;
  double rates[RATES] = {0, 1, 0.37};
  pm_coverage_point points[RATES];
  for (size_t i = 3; i < RATES; i++)
    rates[i] = uniform(&state);
  for (size_t i = 0; i < RATES && request->population > 0; i++)
    rates[i] = round(rates[i] * request->population) / request->population;
  pm_coverage *coverage = coverage_of(request);
  ck_assert_int_eq(pm_coverage_curve(coverage, rates, RATES, points, NULL), PM_OK);
  for (size_t i = 0; i < RATES; i++) {
    const char *name = request->method->about.name;
    pm_coverage_point one = summed(request, rates[i], 0);
    ck_assert_msg(is_coverage(request, &one, points[i].coverage) &&
                      fabs(points[i].width - one.width) <= 1e-13 && points[i].rate == rates[i],
                  "%s, n = %g of %g, conf %g, rate %.17g: %.17g and %.17g", name, request->n,
                  request->population, request->level.conf, rates[i], points[i].coverage,
                  one.coverage);
    pm_coverage_point alone;
    ck_assert_int_eq(pm_coverage_at(coverage, rates[i], &alone, NULL), PM_OK);
    ck_assert(alone.coverage == points[i].coverage && alone.width == points[i].width);
  }
  pm_coverage_free(coverage);
}

START_TEST(points_are_sums_over_every_x)
{
  static const double sizes[] = {1, 2, 3, 29, 115, 401};
  static const double confs[] = {0.5, 0.95, 0.99, 1 - 1e-9};
  const pm_interval_method *method = row((size_t)_i);
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
    for (size_t c = 0; c < sizeof confs / sizeof confs[0]; c++)
      for (pm_side side = PM_SIDE_TWO; side <= PM_SIDE_UPPER; side++) {
        double n = sizes[s];
        pm_coverage_request request = {
            .method = method, .level = level_at(confs[c], side), .n = n};
        const double populations[] = {0, n, n + 1, 3 * n + 7};
        for (size_t p = 0; p < 4; p++) {
          request.population = populations[p];
          if (can_be_asked(method, &request.level, populations[p]))
            assert_points(&request);
        }
      }
}
END_TEST

START_TEST(widths_may_be_left_out)
{
  pm_coverage_request request = request_of("wilson", 1000, 0);
  request.without_width = true;
  pm_coverage *coverage = coverage_of(&request);
  for (double rate = 0; rate <= 1; rate += 1.0 / 64) {
    pm_coverage_point point;
    ck_assert_int_eq(pm_coverage_at(coverage, rate, &point, NULL), PM_OK);
    ck_assert_double_eq_tol(point.coverage, summed(&request, rate, 0).coverage, 1e-13);
    ck_assert(isnan(point.width));
  }
  pm_coverage_free(coverage);
}
END_TEST

START_TEST(rates_move_to_what_a_population_can_have)
{
  pm_coverage_request request = request_of("hypergeometric", 5, 21);
  pm_coverage *coverage = coverage_of(&request);
  pm_coverage_point point;
  ck_assert_int_eq(pm_coverage_at(coverage, 0.5, &point, NULL), PM_OK);
  ck_assert(point.rate == 11.0 / 21);
  pm_coverage_free(coverage);
}
END_TEST

/* -------------------------------------------------------- all x at once -- */

START_TEST(all_at_once_are_the_same_as_one_by_one)
{
  static pm_interval all[1002];
  static const double sizes[] = {1, 2, 3, 4, 5, 8, 9, 31, 115, 1001};
  static const double confs[] = {0.5, 0.95, 0.9999, 1 - 1e-9};
  const pm_interval_method *method = row((size_t)_i);
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
    for (size_t c = 0; c < sizeof confs / sizeof confs[0]; c++)
      for (pm_side side = PM_SIDE_TWO; side <= PM_SIDE_UPPER; side++) {
        pm_level level = level_at(confs[c], side);
        pm_case data = {0, sizes[s], 2 * sizes[s]};
        if (!can_be_asked(method, &level, data.population))
          continue;
        ck_assert_int_eq(pm_interval_compute_all(method, &level, &data, all, NULL), PM_OK);
        for (data.x = 0; data.x <= data.n; data.x++) {
          pm_interval one, same = all[(size_t)data.x];
          ck_assert_int_eq(pm_interval_compute(method, &level, &data, &one, NULL), PM_OK);
          assert_close(same.lower, one.lower, 5e-12, "%s, %g of %g", method->about.name, data.x,
                       data.n);
          assert_close(same.upper, one.upper, 1e-12, "%s, %g of %g", method->about.name, data.x,
                       data.n);
          if (has(method, PM_INTERVAL_SEARCHED))
            ck_assert(same.lower == one.lower && same.upper == one.upper);
        }
      }
}
END_TEST

/* ----------------------------------------------------------- the level -- */

static void assert_holds(const pm_coverage_request *request)
{
  pm_coverage_summary summary = summary_of(request);
  ck_assert_msg(summary.minimum >= request->level.conf - 1e-12,
                "%s covers %.17g < %g at %.17g, n = %g of %g, side %d",
                request->method->about.name, summary.minimum, request->level.conf,
                summary.minimum_at, request->n, request->population, (int)request->level.side);
  ck_assert(summary.minimum <= summary.mean && summary.mean <= 1);
}

START_TEST(exact_methods_hold_their_level)
{
  static const double confs[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.9999};
  const pm_interval_method *method = row((size_t)_i);
  for (size_t c = 0; c < sizeof confs / sizeof confs[0] && has(method, PM_INTERVAL_EXACT); c++)
    for (pm_side side = PM_SIDE_TWO; side <= PM_SIDE_UPPER; side++) {
      pm_coverage_request request = {.method = method, .level = level_at(confs[c], side)};
      if (!can_be_asked(method, &request.level, 1))
        continue;
      bool is_finite = has(method, PM_INTERVAL_POPULATION);
      double most = is_finite ? 40 : 1;
      for (double population = is_finite ? 1 : 0; population < most + is_finite; population++)
        for (request.n = 1; request.n <= (is_finite ? population : 60); request.n++) {
          request.population = population;
          assert_holds(&request);
        }
    }
}
END_TEST

/* The summary's minimum is no higher than the coverage anywhere on a fine grid,
   and is met, or all but met, next to the rate that it names. */
static void assert_minimum(const pm_coverage_request *request)
{
  pm_coverage *coverage = coverage_of(request);
  pm_coverage_summary summary = summary_of(request);
  double nearest = 1;
  for (int i = 0; i <= 20000; i++) {
    pm_coverage_point point;
    ck_assert_int_eq(pm_coverage_at(coverage, i / 20000.0, &point, NULL), PM_OK);
    ck_assert_msg(point.coverage >= summary.minimum - 1e-12, "%s, n = %g of %g: %.17g at %.17g",
                  request->method->about.name, request->n, request->population, point.coverage,
                  point.rate);
  }
  for (int i = -1; i <= 1; i++) {
    pm_coverage_point point;
    double beside = fmin(1, fmax(0, summary.minimum_at + i * 1e-11));
    ck_assert_int_eq(pm_coverage_at(coverage, beside, &point, NULL), PM_OK);
    nearest = fmin(nearest, point.coverage);
  }
  ck_assert_msg(fabs(nearest - summary.minimum) <= 1e-8, "%s, n = %g of %g: %.17g, not %.17g",
                request->method->about.name, request->n, request->population, nearest,
                summary.minimum);
  pm_coverage_free(coverage);
}

START_TEST(nothing_is_below_the_minimum)
{
  static const double sizes[] = {1, 7, 29, 50};
  const pm_interval_method *method = row((size_t)_i);
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
    pm_coverage_request request = {
        .method = method, .level = level_at(0.99, PM_SIDE_TWO), .n = sizes[s]};
    if (can_be_asked(method, &request.level, 0))
      assert_minimum(&request);
    request.population = 211;
    assert_minimum(&request);
  }
}
END_TEST

/* The means by the trapezium rule on a fine grid, or over every M. */
START_TEST(means_are_those_of_the_curve)
{
  const pm_interval_method *method = row((size_t)_i);
  static const double populations[] = {0, 97};
  for (size_t p = 0; p < 2; p++) {
    pm_coverage_request request = {.method = method,
                                   .level = level_at(0.95, PM_SIDE_TWO),
                                   .n = 20,
                                   .population = populations[p]};
    if (!can_be_asked(method, &request.level, populations[p]))
      continue;
    pm_coverage *coverage = coverage_of(&request);
    pm_coverage_summary summary = summary_of(&request);
    int steps = p == 0 ? 100000 : 98;
    pm_sum mean = {0, 0};
    pm_sum width = {0, 0};
    for (int i = 0; i < steps; i++) {
      pm_coverage_point point;
      double rate = p == 0 ? (i + 0.5) / steps : i / populations[p];
      ck_assert_int_eq(pm_coverage_at(coverage, rate, &point, NULL), PM_OK);
      pm_sum_add(&mean, point.coverage / steps);
      pm_sum_add(&width, point.width / steps);
    }
    double tolerance = p == 0 ? 1e-5 : 1e-12; /* steps cut across the jumps */
    ck_assert_double_eq_tol(pm_sum_value(&mean), summary.mean, tolerance);
    ck_assert_double_eq_tol(pm_sum_value(&width), summary.mean_width, tolerance);
    pm_coverage_free(coverage);
  }
}
END_TEST

/* ------------------------------------------------- oracles and printed -- */

static pm_coverage_request request_in(const support_rows *rows)
{
  const char *side = support_text(rows, "side");
  pm_side sided = strcmp(side, "lower") == 0   ? PM_SIDE_LOWER
                  : strcmp(side, "upper") == 0 ? PM_SIDE_UPPER
                                               : PM_SIDE_TWO;
  pm_coverage_request request = {.method = pm_interval_find(support_text(rows, "method")),
                                 .level = level_at(support_number(rows, "conf"), sided),
                                 .n = support_number(rows, "n"),
                                 .population = support_number(rows, "population")};
  ck_assert_msg(request.method != NULL, "line %d: unknown method", support_line(rows));
  return request;
}

static void assert_value(const support_rows *rows, const char *column, double actual,
                         double tolerance)
{
  double expected = support_number(rows, column);
  ck_assert_msg(fabs(actual - expected) <= tolerance, "line %d, %s: %.17g, not %.17g",
                support_line(rows), column, actual, expected);
}

START_TEST(points_are_those_of_the_oracle)
{
  support_rows *rows = support_rows_open("oracle/coverage.csv");
  while (support_rows_next(rows)) {
    pm_coverage_request request = request_in(rows);
    pm_coverage *coverage = coverage_of(&request);
    pm_coverage_point point;
    ck_assert_int_eq(pm_coverage_at(coverage, support_number(rows, "rate"), &point, NULL),
                     PM_OK);
    assert_value(rows, "coverage", point.coverage, 2e-14);
    assert_value(rows, "r_coverage", point.coverage, 2e-14);
    assert_value(rows, "width", point.width, 2e-14);
    assert_value(rows, "r_width", point.width, 2e-14);
    pm_coverage_free(coverage);
  }
  support_rows_free(rows);
}
END_TEST

START_TEST(summaries_are_those_of_the_oracle)
{
  support_rows *rows = support_rows_open("oracle/coverage_summary.csv");
  while (support_rows_next(rows)) {
    pm_coverage_request request = request_in(rows);
    pm_coverage_summary summary = summary_of(&request);
    assert_value(rows, "minimum", summary.minimum, 1e-13);
    assert_value(rows, "minimum_at", summary.minimum_at, 1e-13);
    assert_value(rows, "mean", summary.mean, 1e-13);
    assert_value(rows, "mean_width", summary.mean_width, 1e-13);
    assert_value(rows, "r_minimum", summary.minimum, 1e-12);
    assert_value(rows, "r_minimum_at", summary.minimum_at, 1e-12);
    assert_value(rows, "r_mean", summary.mean, 1e-12);
    assert_value(rows, "r_mean_width", summary.mean_width, 1e-12);
  }
  support_rows_free(rows);
}
END_TEST

/* Brown, Cai & DasGupta 2001, Statistical Science 16, 101-133, sections 1 and 2:
   the standard interval at p = 0.5 covers 0.951 for n = 17 and 0.904 for n = 18
   (example 1); at p = 0.005 it covers 0.792 for n = 592, 0.852 for n = 954 and
   0.875 for n = 1,279 (table 1). */
START_TEST(wald_covers_as_printed)
{
  static const double printed[][3] = {{17, 0.5, 0.951},
                                      {18, 0.5, 0.904},
                                      {592, 0.005, 0.792},
                                      {954, 0.005, 0.852},
                                      {1279, 0.005, 0.875}};
  for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) {
    pm_coverage_request request = request_of("wald", printed[i][0], 0);
    pm_coverage *coverage = coverage_of(&request);
    pm_coverage_point point;
    ck_assert_int_eq(pm_coverage_at(coverage, printed[i][1], &point, NULL), PM_OK);
    ck_assert_msg(fabs(point.coverage - printed[i][2]) <= 0.0005 + 1e-9, "n = %g: %.6f, not %g",
                  printed[i][0], point.coverage, printed[i][2]);
    pm_coverage_free(coverage);
  }
  pm_coverage_request request = request_of("wald", 1000, 0);
  pm_coverage_summary summary = summary_of(&request);
  ck_assert(summary.minimum == 0 && summary.minimum_at == 0);
}
END_TEST

/* With the level as a uniform prior's, the mean content is the level but at the
   ends, where one tail is not taken off: (19 x 0.95 + 2 x 0.975)/21. */
START_TEST(uniform_has_the_level_on_average)
{
  pm_coverage_request request = request_of("uniform", 20, 0);
  assert_close(summary_of(&request).mean, (19 * 0.95 + 2 * 0.975) / 21, 1e-13, "uniform");
}
END_TEST

/* ------------------------------------------------------ what goes wrong -- */

START_TEST(requests_out_of_range_are_refused)
{
  static const struct {
    const char *method;
    double n, population;
    pm_side side;
    pm_status status;
  } bad[] = {
      {"wilson", 0, 0, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", -1, 0, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", 2.5, 0, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", 1e6 + 1, 0, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", (double)NAN, 0, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", 20, 19, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", 20, 40.5, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", 20, (double)INFINITY, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"wilson", 20, 9007199254740992, PM_SIDE_TWO, PM_ERROR_DOMAIN}, /* and one more is it */
      {"hypergeometric", 20, 0, PM_SIDE_TWO, PM_ERROR_DOMAIN},
      {"blaker", 20, 0, PM_SIDE_LOWER, PM_ERROR_USAGE},
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    pm_coverage_request request = request_of(bad[i].method, bad[i].n, bad[i].population);
    request.level.side = bad[i].side;
    pm_coverage *coverage;
    pm_error error = {0};
    ck_assert_int_eq(pm_coverage_new(&coverage, &request, &error), bad[i].status);
    ck_assert(coverage == NULL && error.count == 1);
  }
  pm_coverage_free(NULL);
}
END_TEST

START_TEST(rates_out_of_range_are_refused)
{
  static const double bad[] = {-1e-9, 1 + 1e-9, (double)NAN};
  pm_coverage_request request = request_of("wilson", 5, 0);
  pm_coverage *coverage = coverage_of(&request);
  for (size_t i = 0; i < 3; i++) {
    pm_coverage_point point;
    ck_assert_int_eq(pm_coverage_at(coverage, bad[i], &point, NULL), PM_ERROR_DOMAIN);
  }
  pm_coverage_free(coverage);
}
END_TEST

START_TEST(memory_may_run_out)
{
  static const char *const methods[] = {"clopper-pearson", "wilson", "logit"};
  for (size_t m = 0; m < 3; m++) {
    pm_status status = PM_ERROR_MEMORY;
    for (long fail_at = 1; status != PM_OK; fail_at++) {
      support_failing failing;
      support_failing_init(&failing, fail_at);
      pm_coverage_request request = request_of(methods[m], 30, 0);
      request.allocator = &failing.allocator;
      pm_coverage *coverage;
      pm_coverage_point point;
      pm_error error = {0};
      status = pm_coverage_new(&coverage, &request, &error);
      if (status == PM_OK)
        status = pm_coverage_at(coverage, 0.3, &point, &error);
      ck_assert(status == (fail_at > failing.calls ? PM_OK : PM_ERROR_MEMORY));
      ck_assert_int_eq(error.count, status == PM_OK ? 0 : 1);
      pm_coverage_free(coverage);
      ck_assert_int_eq(failing.live, 0);
    }
  }
}
END_TEST

/* -------------------------------------------------------- simultaneous -- */

START_TEST(simultaneous_levels)
{
  double each = 0;
  pm_level level;
  ck_assert_int_eq(pm_simultaneous_conf("sidak", 0.95, 43, &each, NULL), PM_OK);
  assert_close(each, pow(0.95, 1.0 / 43), 1e-15, "sidak");
  ck_assert_int_eq(pm_level_make(&level, each, PM_SIDE_TWO, NULL), PM_OK);
  ck_assert_double_eq_tol(level.z, 3.2408, 0.00005);
  ck_assert_int_eq(pm_simultaneous_conf("bonferroni", 0.95, 43, &each, NULL), PM_OK);
  assert_close(each, 1 - 0.05 / 43, 1e-15, "bonferroni");
  for (size_t i = 0; i < pm_simultaneous_family.count; i++) {
    const char *name = pm_simultaneous_family.at(i)->name;
    ck_assert_int_eq(pm_simultaneous_conf(name, 0.8, 1, &each, NULL), PM_OK);
    assert_close(each, 0.8, 1e-15, "%s of one", name);
    double before = 0.5;
    for (double k = 2; k <= 1e6; k *= 3) {
      ck_assert_int_eq(pm_simultaneous_conf(name, 0.5, k, &each, NULL), PM_OK);
      ck_assert(each > before);
      before = each;
    }
  }
}
END_TEST

START_TEST(simultaneous_levels_out_of_range)
{
  static const struct {
    const char *name;
    double conf, k;
  } bad[] = {{"holm", 0.95, 3},
             {NULL, 0.95, 3},
             {"sidak", 0.4, 3},
             {"sidak", 1, 3},
             {"sidak", 0.95, 0},
             {"sidak", 0.95, 2.5},
             {"sidak", 0.95, -1},
             {"sidak", 0.999, 1e12},
             {"bonferroni", 0.95, (double)NAN},
             {"sidak", 0.95, (double)INFINITY}};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    double each = 0;
    pm_error error = {0};
    ck_assert_int_eq(pm_simultaneous_conf(bad[i].name, bad[i].conf, bad[i].k, &each, &error),
                     PM_ERROR_USAGE);
    ck_assert(isnan(each) && error.count == 1);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("coverage", &tcase);
  int methods = (int)pm_interval_family.count;
  tcase_add_loop_test(tcase, points_are_sums_over_every_x, 0, methods);
  tcase_add_test(tcase, widths_may_be_left_out);
  tcase_add_test(tcase, rates_move_to_what_a_population_can_have);
  tcase_add_loop_test(tcase, all_at_once_are_the_same_as_one_by_one, 0, methods);
  tcase_add_loop_test(tcase, exact_methods_hold_their_level, 0, methods);
  tcase_add_loop_test(tcase, nothing_is_below_the_minimum, 0, methods);
  tcase_add_loop_test(tcase, means_are_those_of_the_curve, 0, methods);
  tcase_add_test(tcase, points_are_those_of_the_oracle);
  tcase_add_test(tcase, summaries_are_those_of_the_oracle);
  tcase_add_test(tcase, wald_covers_as_printed);
  tcase_add_test(tcase, uniform_has_the_level_on_average);
  tcase_add_test(tcase, requests_out_of_range_are_refused);
  tcase_add_test(tcase, rates_out_of_range_are_refused);
  tcase_add_test(tcase, memory_may_run_out);
  tcase_add_test(tcase, simultaneous_levels);
  tcase_add_test(tcase, simultaneous_levels_out_of_range);
  return support_run(suite);
}
