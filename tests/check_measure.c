/* check_measure.c: the intervals that need no strata, on rates as any design may
   measure them: rates of 0 and 1, one record, variances that are 0 or far from a
   simple random sample's, few degrees of freedom.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "support.h"

#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const double rates[] = {0, 1e-9, .001, .3, .5, .97, 1};
static const double sizes[] = {1, 2, 30, 1000, 1e6};
static const double effects[] = {0, .2, 1, 5, 400}; /* of the design, on the variance */
static const double dfs[] = {.3, 1, 2.5, 8, 999, INFINITY};
static const double levels[] = {.5, .95, .9999};
static const double populations[] = {0, 1.02, 2, 1e6}; /* over n; 0: not known */
enum { CASES = 7 * 5 * 5 * 6 };

static pm_measure measure_at(size_t i)
{
  double p = rates[i % 7];
  double n = sizes[i / 7 % 5];
  return (pm_measure){.rate = p,
                      .n = n,
                      .population = populations[i % 4] * n,
                      .variance = effects[i / 35 % 5] * p * (1 - p) / n,
                      .df = dfs[i / 175]};
}

/* Clipped as for an estimate. */
static pm_limits limits_at(const pm_estimate_interval_method *row, pm_measure *measure,
                           double conf)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, PM_SIDE_TWO, NULL), PM_OK);
  measure->t = pm_t_quantile(level.tail, measure->df, PM_TAIL_UPPER);
  pm_limits limits = row->compute(measure, &level);
  ck_assert_msg(!isnan(limits.lower) && !isnan(limits.upper),
                "%s: p %g n %g v %g df %g conf %g", row->about.name, measure->rate, measure->n,
                measure->variance, measure->df, conf);
  return (pm_limits){fmin(fmax(limits.lower, 0), measure->rate),
                     fmax(fmin(limits.upper, 1), measure->rate)};
}

static const pm_estimate_interval_method *row_at(size_t index)
{
  return pm_estimate_interval_find(pm_estimate_interval_family.at(index)->name);
}

/* A row serves every design or needs the strata, and never both. */
START_TEST(test_one_function_each)
{
  size_t plain = 0;
  for (size_t r = 0; r < pm_estimate_interval_family.count; r++) {
    const pm_estimate_interval_method *row = row_at(r);
    int functions = (row->compute != NULL) + (row->combine != NULL) + (row->search != NULL);
    ck_assert_msg(functions == 1, "%s", row->about.name);
    ck_assert(row->effective_n == NULL || row->compute != NULL);
    ck_assert(row->most_n == NULL || row->effective_n != NULL);
    plain += row->compute != NULL;
  }
  ck_assert_uint_eq(plain, 8);
}
END_TEST

/* Wider with the level, but where more degrees of freedom than records less 1 (those
   of the whole design) make an adjusted n grow with the level. */
START_TEST(test_never_degenerate)
{
  const pm_estimate_interval_method *row = row_at((size_t)_i);
  for (size_t i = 0; i < CASES && row->compute != NULL; i++) {
    double lower = 2, upper = -1;
    for (size_t l = 0; l < COUNT(levels); l++) {
      pm_measure measure = measure_at(i);
      pm_limits found = limits_at(row, &measure, levels[l]);
      bool is_odd = row->effective_n == pm_measure_adjusted_n && measure.df > measure.n - 1;
      ck_assert_msg(is_odd || (found.lower <= lower && found.upper >= upper),
                    "%s %zu: not wider", row->about.name, i);
      lower = found.lower;
      upper = found.upper;
      if (strcmp(row->about.name, "wald") == 0)
        continue;
      ck_assert_msg(lower < upper, "%s: p %g n %g v %g df %g", row->about.name, measure.rate,
                    measure.n, measure.variance, measure.df);
      ck_assert_msg(measure.rate > 0 ? measure.rate < 1 || lower < 1 : upper > 0, "%s %zu",
                    row->about.name, i);
    }
  }
}
END_TEST

/* What is not compliant has the mirrored interval: rates whose complement is exact. */
START_TEST(test_mirror)
{
  const pm_estimate_interval_method *row = row_at((size_t)_i);
  static const double exact[] = {0, 0x1p-20, .25, .5};
  for (size_t i = 0; i < CASES && row->compute != NULL; i++) {
    pm_measure measure = measure_at(i);
    double effect = effects[i / 35 % 5];
    measure.rate = exact[i % 7 % 4];
    measure.variance = effect * measure.rate * (1 - measure.rate) / measure.n;
    pm_measure other = measure;
    other.rate = 1 - measure.rate;
    pm_limits here = limits_at(row, &measure, .95);
    pm_limits there = limits_at(row, &other, .95);
    ck_assert_msg(fabs(here.lower - (1 - there.upper)) < 1e-13 &&
                      fabs(here.upper - (1 - there.lower)) < 1e-13,
                  "%s %zu: %.17g %.17g, %.17g %.17g", row->about.name, i, here.lower,
                  here.upper, 1 - there.upper, 1 - there.lower);
  }
}
END_TEST

/* The quantiles are those of R 4.2.2's qt(.975, c(99, 10, Inf)). */
START_TEST(test_effective_n)
{
  static const struct {
    pm_measure measure;
    double plain, capped, adjusted;
  } cases[] = {
      {{.rate = .2, .variance = .004, .n = 100, .df = 10}, 40, 40, 31.7215061441},
      {{.rate = .2, .variance = .001, .n = 100, .df = 10}, 160, 100, 126.886024577},
      {{.rate = .2, .variance = 0, .n = 100, .df = 10}, 100, 100, 79.3037653604},
      {{.rate = 0, .variance = 0, .n = 100, .df = 10}, 100, 100, 79.3037653604},
      {{.rate = 1, .variance = .1, .n = 100, .df = 10}, 100, 100, 79.3037653604},
      {{.rate = .2, .variance = .004, .n = 100, .df = 99}, 40, 40, 40},
      {{.rate = .5, .variance = .25, .n = 100, .df = INFINITY}, 1, 1, 1.02490150090},
      {{.rate = 1, .variance = 0, .n = 1, .df = 10}, 1, 1, 1},
  };
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, .95, PM_SIDE_TWO, NULL), PM_OK);
  for (size_t i = 0; i < COUNT(cases); i++) {
    pm_measure measure = cases[i].measure;
    measure.t = pm_t_quantile(level.tail, measure.df, PM_TAIL_UPPER);
    assert_close(pm_measure_plain_n(&measure), cases[i].plain, 1e-14, "plain %zu", i);
    assert_close(fmin(pm_measure_plain_n(&measure), pm_measure_records(&measure)),
                 cases[i].capped, 1e-14, "capped %zu", i);
    assert_close(pm_measure_adjusted_n(&measure, &level), cases[i].adjusted, 1e-11,
                 "adjusted %zu", i);
  }
}
END_TEST

static const pm_estimate_interval_method *const plain_row = &pm_estimate_interval_wilson;
static const pm_estimate_interval_method *const finite_row = &pm_estimate_interval_wilson_fpc;

/* wilson-fpc is wilson where the population is not known or endless, and never wider; it is
   wider the more there is that was not audited. */
START_TEST(test_finite_and_plain)
{
  static const double shares[] = {1.001, 1.5, 2, 10, 1e3, 1e15};
  for (size_t i = 0; i < CASES; i++) {
    pm_measure measure = measure_at(i);
    pm_limits plain = limits_at(plain_row, &measure, .95);
    measure.population = 0;
    pm_limits unknown = limits_at(finite_row, &measure, .95);
    ck_assert(unknown.lower == plain.lower && unknown.upper == plain.upper);
    pm_limits inside = {measure.rate, measure.rate};
    for (size_t s = 0; s < COUNT(shares); s++) {
      measure.population = shares[s] * measure.n;
      pm_limits found = limits_at(finite_row, &measure, .95);
      ck_assert_msg(found.lower <= inside.lower && found.upper >= inside.upper, "%zu", i);
      ck_assert_msg(found.lower >= plain.lower && found.upper <= plain.upper, "%zu", i);
      inside = found;
    }
    ck_assert_msg(fabs(inside.lower - plain.lower) < 1e-12 &&
                      fabs(inside.upper - plain.upper) < 1e-12,
                  "%zu: an endless population", i);
  }
}
END_TEST

/* (p - P)^2 n_e = t^2 P (1 - P), at both ends. */
static void assert_solves(const pm_measure *measure, pm_limits found, double n, size_t i)
{
  const double limits[] = {found.lower, found.upper};
  for (size_t k = 0; k < 2; k++) {
    double distance = measure->rate - limits[k];
    double right = measure->t * measure->t * limits[k] * (1 - limits[k]);
    ck_assert_msg(fabs(distance * distance * n - right) <= 1e-12 * right, "%zu: %.17g", i,
                  limits[k]);
  }
}

/* Of a simple random sample of n of N, v = (1 - n/N) pq/(n - 1), it is Wilson's interval at
   (n - 1) N/(N - n) records, as long as t is z what interval's wilson-fpc would be but for
   (n - 1) N in the place of n (N - 1); where there is no variance, that interval itself. */
START_TEST(test_finite_simple_sample)
{
  static const double counts[][3] = {{24, 49, 100},  {3, 10, 20},     {1, 2, 3},
                                     {90, 180, 200}, {10, 20, 50000}, {499, 500, 501}};
  for (size_t i = 0; i < COUNT(counts); i++) {
    double x = counts[i][0], n = counts[i][1], all = counts[i][2], p = x / n;
    pm_measure measure = {.rate = p,
                          .n = n,
                          .population = all,
                          .variance = (1 - n / all) * p * (1 - p) / (n - 1),
                          .df = INFINITY};
    double worth = (n - 1) * all / (all - n), most = n * (all - 1) / (all - n);
    pm_limits found = limits_at(finite_row, &measure, .95);
    assert_solves(&measure, found, worth, i);
    pm_interval own;
    pm_level level;
    const pm_case data = {.x = x, .n = n, .population = all};
    const pm_interval_method *method = pm_interval_find("wilson-fpc");
    ck_assert_int_eq(pm_level_make(&level, .95, PM_SIDE_TWO, NULL), PM_OK);
    ck_assert_int_eq(pm_interval_compute(method, &level, &data, &own, NULL), PM_OK);
    double ratio = (found.upper - found.lower) / (own.upper - own.lower);
    ck_assert_msg(ratio > 1 && ratio < most / worth, "%zu: %.17g", i, ratio);
    measure.variance *= worth / most; /* as with the divisor n (N - 1)/N */
    found = limits_at(finite_row, &measure, .95);
    assert_close(found.lower, own.lower, 1e-13, "lower %zu", i);
    assert_close(found.upper, own.upper, 1e-13, "upper %zu", i);
    measure.variance *= 0.5; /* and any that is smaller is not believed */
    found = limits_at(finite_row, &measure, .95);
    assert_close(found.lower, own.lower, 1e-13, "capped %zu", i);
  }
}
END_TEST

START_TEST(test_finite_ends)
{
  pm_level level;
  pm_interval own;
  const pm_case data = {.x = 49, .n = 49, .population = 100};
  pm_measure measure = {.rate = 1, .n = 49, .population = 100, .df = INFINITY};
  pm_limits found = limits_at(finite_row, &measure, .95);
  ck_assert_int_eq(pm_level_make(&level, .95, PM_SIDE_TWO, NULL), PM_OK);
  ck_assert_int_eq(
      pm_interval_compute(pm_interval_find("wilson-fpc"), &level, &data, &own, NULL), PM_OK);
  assert_close(found.lower, own.lower, 1e-14, "all compliant");
  ck_assert_double_eq(found.upper, 1);
  measure.rate = 0;
  found = limits_at(finite_row, &measure, .95);
  assert_close(found.upper, 1 - own.lower, 1e-13, "none compliant");
  ck_assert_double_eq(found.lower, 0);
  assert_close(pm_measure_share_worth(&measure), 49 * 99. / 51, 1e-15, "worth");
  measure.population = 49; /* nothing is left, or weights add up to less than the records */
  ck_assert_double_eq(pm_measure_share_worth(&measure), 49);
  measure.population = 30;
  ck_assert_double_eq(pm_measure_share_worth(&measure), 49);
}
END_TEST

/* survey's own design effects, and their parts by its standard errors. */
START_TEST(test_deff_parts)
{
  support_rows *rows = support_rows_open("oracle/deff_parts.csv");
  size_t count = 0;
  for (; support_rows_next(rows); count++) {
    const pm_deff_case data = {.variance = support_number(rows, "variance"),
                               .variance_simple = support_number(rows, "simple"),
                               .variance_no_strata = support_number(rows, "no_strata"),
                               .cv2_weights = support_number(rows, "cv2")};
    pm_deff_parts parts = pm_deff_split(&data);
    const char *name = support_text(rows, "design");
    assert_close(parts.deff, support_number(rows, "deff"), 1e-12, "%s", name);
    assert_close(parts.weighting, support_number(rows, "weighting"), 1e-12, "%s", name);
    assert_close(parts.stratification, support_number(rows, "stratification"), 1e-12, "%s",
                 name);
    assert_close(parts.clustering, support_number(rows, "clustering"), 1e-12, "%s", name);
    assert_close(parts.weighting * parts.stratification * parts.clustering, parts.deff, 1e-14,
                 "%s: product", name);
  }
  support_rows_free(rows);
  ck_assert_uint_ge(count, 4);
}
END_TEST

START_TEST(test_deff_parts_undefined)
{
  pm_deff_parts parts = pm_deff_split(&(pm_deff_case){2, 0, 4, .5});
  ck_assert(isnan(parts.deff) && isnan(parts.clustering));
  ck_assert(parts.weighting == 1.5 && parts.stratification == .5);
  parts = pm_deff_split(&(pm_deff_case){0, 1, 0, 0});
  ck_assert(parts.deff == 0 && parts.weighting == 1 && parts.clustering == 0);
  ck_assert(isnan(parts.stratification));
  parts = pm_deff_split(&(pm_deff_case){2, 1, 4, NAN});
  ck_assert(parts.deff == 2 && isnan(parts.weighting) && isnan(parts.clustering));
  parts = pm_deff_split(&(pm_deff_case){NAN, 1, 4, -1});
  ck_assert(isnan(parts.deff) && isnan(parts.weighting) && isnan(parts.stratification));
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("measure", &tcase);
  int rows = (int)pm_estimate_interval_family.count;
  tcase_add_test(tcase, test_one_function_each);
  tcase_add_loop_test(tcase, test_never_degenerate, 0, rows);
  tcase_add_loop_test(tcase, test_mirror, 0, rows);
  tcase_add_test(tcase, test_effective_n);
  tcase_add_test(tcase, test_finite_and_plain);
  tcase_add_test(tcase, test_finite_simple_sample);
  tcase_add_test(tcase, test_finite_ends);
  tcase_add_test(tcase, test_deff_parts);
  tcase_add_test(tcase, test_deff_parts_undefined);
  return support_run(suite);
}
