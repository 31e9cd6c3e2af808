/* check_margins_estimate.c: the margin planned and the interval planned for are those that
   estimate gives when the sample comes out as expected.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/estimate.h>
#include <string.h>

#include "margin_case.h"

/* ------------------------------------------------------------------ estimate -- */

/* Strata whose numbers are decided, and whole where the rate is of them. */
static void fix(margin_case *it)
{
  static const double n[] = {20, 12, 30, 25, 20, 40};
  static const double rates[] = {0.9, 0.75, 0.5, 0.8, 0.6, 0.7};
  for (size_t h = 0; h < STRATA; h++) {
    it->strata[h].minimum = it->strata[h].maximum = n[h];
    ck_assert_double_eq(it->rates[h][0], rates[h]);
    double x = n[h] * rates[h];
    ck_assert_double_eq_tol(x, round(x), 1e-12);
  }
}

/* The sample as expected, given to estimate. */
static pm_estimates *estimate(const margin_case *it, const double *n, const char *interval)
{
  const pm_strata_shape shape = {.columns = case_columns, .column_count = 2, .key_count = 2};
  pm_strata *strata;
  ck_assert_int_eq(pm_strata_new(&strata, &shape, NULL), PM_OK);
  for (size_t h = 0; h < STRATA; h++) {
    const pm_stratum stratum = {.values = it->values[h],
                                .x = round(n[h] * it->rates[h][0]),
                                .n = n[h],
                                .population = it->strata[h].population};
    ck_assert_int_eq(pm_strata_add(strata, &stratum, NULL, NULL), PM_OK);
  }
  static const char *const region[] = {"region"};
  const pm_by by = {region, 1};
  const pm_estimate_request request = {.interval = interval, .by = &by, .by_count = 1};
  pm_estimates *estimates;
  ck_assert_int_eq(pm_estimate_counts(&estimates, strata, &request, NULL, NULL), PM_OK);
  pm_strata_free(strata);
  return estimates;
}

/* The rate of the whole, and then of the regions. */
static const pm_estimate *rate_of(const pm_estimates *estimates, size_t row)
{
  for (size_t i = 0; i < pm_estimates_count(estimates); i++)
    if (strcmp(pm_estimates_at(estimates, i)->statistic, "rate") == 0 && row-- == 0)
      return pm_estimates_at(estimates, i);
  ck_abort_msg("no such row");
}

/* estimate has pq/(n-1) where the plan has pq/n N/(N-1): stratum by stratum the variance it
   gives is the planned one times n/(n-1) (N-1)/N, and nothing else is different. */
START_TEST(margins_agree_with_estimate)
{
  margin_case it;
  make_case(&it);
  fix(&it);
  ask(&it, NULL, NULL, NULL, 0.4);
  ask(&it, "region", NULL, NULL, 0.4);
  pm_margins *margins = plan(&it);
  const double *n = pm_margins_result(margins)->n;
  pm_estimates *estimates = estimate(&it, n, "wald");
  for (size_t row = 0; row < 3; row++) {
    const pm_estimate *found = rate_of(estimates, row);
    const pm_margin_target *target = pm_margins_at(margins, row);
    double variance = 0;
    for (size_t h = 0; h < STRATA; h++) {
      if (row > 0 && strcmp(it.texts[h][0], target->value) != 0)
        continue;
      double size = it.strata[h].population;
      pm_stratum_plan one = it.strata[h];
      one.spread = pm_rate_spread(it.rates[h][0], size);
      double planned = pm_stratum_margin(&one, n[h], 1);
      double share = size / target->population;
      variance += share * share * planned * planned * n[h] / (n[h] - 1) * (size - 1) / size;
    }
    assert_close(found->se, sqrt(variance), 1e-13, "row %zu", row);
    assert_close(found->estimate, target->estimate, 1e-13, "row %zu", row);
    /* With some 20 records a stratum that is 2 % of the margin, and t is the rest. */
    ck_assert(found->se * z95() > target->achieved);
    ck_assert(found->se * z95() < target->achieved * 1.04);
  }
  pm_estimates_free(estimates);
  pm_margins_free(margins);
}
END_TEST

/* The half width that is planned for is the one that estimate gives. */
START_TEST(margins_intervals_agree)
{
  static const char *const names[][2] = {{"wilson", "wilson"},
                                         {"clopper-pearson", "korn-graubard"}};
  for (size_t i = 0; i < 2; i++) {
    margin_case it;
    make_case(&it);
    fix(&it);
    ask(&it, NULL, NULL, NULL, 0.4);
    ask(&it, "region", NULL, NULL, 0.4);
    it.request.interval = names[i][0];
    pm_margins *margins = plan(&it);
    pm_estimates *estimates = estimate(&it, pm_margins_result(margins)->n, names[i][1]);
    for (size_t row = 0; row < 3; row++) {
      const pm_estimate *found = rate_of(estimates, row);
      assert_close(pm_margins_at(margins, row)->half_width, (found->upper - found->lower) / 2,
                   1e-12, "%s, row %zu", names[i][0], row);
    }
    pm_estimates_free(estimates);
    pm_margins_free(margins);
  }
}
END_TEST

/* Where half of each stratum is taken, the half width of wilson-fpc is still that of estimate,
   and narrower than that of wilson; a plan by it takes fewer records. */
START_TEST(margins_finite)
{
  static const char *const names[] = {"wilson", "wilson-fpc"};
  static const double n[] = {20, 12, 30, 25, 20, 40};
  double half[2], cost[2];
  for (size_t i = 0; i < 2; i++) {
    margin_case it;
    make_case(&it);
    fix(&it);
    for (size_t h = 0; h < STRATA; h++)
      it.strata[h].population = 2 * n[h];
    ask(&it, NULL, NULL, NULL, 0.4);
    it.request.interval = names[i];
    pm_margins *margins = plan(&it);
    pm_estimates *estimates = estimate(&it, pm_margins_result(margins)->n, names[i]);
    const pm_estimate *found = rate_of(estimates, 0);
    half[i] = pm_margins_at(margins, 0)->half_width;
    assert_close(half[i], (found->upper - found->lower) / 2, 1e-12, "%s", names[i]);
    pm_estimates_free(estimates);
    pm_margins_free(margins);
    for (size_t h = 0; h < STRATA; h++) {
      it.strata[h].minimum = 2;
      it.strata[h].maximum = 0;
    }
    it.goals[0].margin = 0.05;
    margins = plan(&it);
    cost[i] = pm_margins_result(margins)->cost;
    ck_assert(pm_margins_at(margins, 0)->half_width <= 0.05 * (1 + 1e-11));
    pm_margins_free(margins);
  }
  ck_assert(half[1] < 0.8 * half[0]);
  ck_assert(cost[1] < 0.85 * cost[0]);
}
END_TEST

/* Repaired: no half width is above its goal, and it is not far below where it binds. */
START_TEST(margins_repaired)
{
  static const char *const names[] = {"wilson", "clopper-pearson"};
  margin_case it;
  pm_notes *notes;
  make_case(&it);
  ask(&it, NULL, NULL, NULL, 0.05);
  ask(&it, "region", NULL, NULL, 0.09);
  pm_margins *margins = plan(&it);
  double before = pm_margins_result(margins)->cost;
  pm_margins_free(margins);
  for (size_t i = 0; i < 2; i++) {
    it.request.interval = names[i];
    ck_assert_int_eq(pm_notes_new(&notes, NULL), PM_OK);
    ck_assert_int_eq(pm_allocate_margins(&margins, &it.request, notes, NULL), PM_OK);
    double nearest = 0;
    for (size_t j = 0; j < pm_margins_count(margins); j++) {
      const pm_margin_target *target = pm_margins_at(margins, j);
      ck_assert(target->half_width <= target->target * (1 + 1e-11));
      nearest = fmax(nearest, target->half_width / target->target);
    }
    ck_assert_double_gt(nearest, 0.97);
    ck_assert_double_gt(pm_margins_result(margins)->cost, before);
    ck_assert_str_eq(pm_notes_at(notes, 0)->code, "interval-repair");
    before = pm_margins_result(margins)->cost;
    pm_margins_free(margins);
    pm_notes_free(notes);
  }
}
END_TEST

/* Of domains so small that only a census is narrow enough. */
START_TEST(margins_repaired_to_census)
{
  margin_case it;
  make_case(&it);
  for (size_t h = 0; h < STRATA; h++)
    it.strata[h].population = 6 + (double)h;
  ask(&it, NULL, NULL, NULL, 0.02);
  it.request.interval = "clopper-pearson";
  pm_margins *margins = plan(&it);
  ck_assert_double_eq(pm_margins_total(margins), 6 + 7 + 8 + 9 + 10 + 11);
  ck_assert_double_eq(pm_margins_at(margins, 0)->half_width, 0);
  pm_margins_free(margins);
}
END_TEST

/* ---------------------------------------------------------------- no spread -- */

static void set_rates(margin_case *it, const double *rates)
{
  for (size_t h = 0; h < STRATA; h++)
    it->rates[h][0] = rates[h];
}

static double half_of(const pm_estimate *found)
{
  return (found->upper - found->lower) / 2;
}

/* A region expected to be at 100 % throughout and one with a stratum at 0: nothing has a
   variance, and what estimate gives for the plan is within the margins. It would not be with
   a record less of a region that binds. */
START_TEST(margins_without_spread)
{
  static const char *const names[][2] = {{"wilson", "wilson"},
                                         {"clopper-pearson", "korn-graubard"}};
  static const double rates[] = {1, 1, 1, 1, 0, 1};
  for (size_t i = 0; i < 2; i++) {
    margin_case it;
    make_case(&it);
    set_rates(&it, rates);
    ask(&it, NULL, NULL, NULL, 0.02);
    ask(&it, "region", "North", NULL, 0.04);
    ask(&it, "region", "South", NULL, 0.05);
    it.request.interval = names[i][0];
    pm_margins *margins = plan(&it);
    double n[STRATA];
    memcpy(n, pm_margins_result(margins)->n, sizeof n);
    pm_estimates *estimates = estimate(&it, n, names[i][1]);
    for (size_t row = 0; row < 3; row++) {
      const pm_margin_target *target = pm_margins_at(margins, row);
      double half = half_of(rate_of(estimates, row));
      assert_close(target->half_width, half, 1e-12, "%s, row %zu", names[i][0], row);
      ck_assert_double_le(half, target->target * (1 + 1e-11));
    }
    pm_estimates_free(estimates);
    ck_assert(pm_margins_at(margins, 0)->is_binding && isnan(pm_margins_at(margins, 0)->price));
    ck_assert(pm_margins_at(margins, 1)->is_binding);
    ck_assert(strstr(pm_margins_why(margins), "by the whole") != NULL);
    n[2]--;
    estimates = estimate(&it, n, names[i][1]);
    for (size_t row = 0; row < 2; row++)
      ck_assert_double_gt(half_of(rate_of(estimates, row)),
                          pm_margins_at(margins, row)->target);
    pm_estimates_free(estimates);
    pm_margins_free(margins);
  }
}
END_TEST

/* One stratum expected to be right throughout, of any size: as few as estimate lets there be,
   up to all of it. */
START_TEST(margins_of_one_stratum)
{
  for (double size = 3; size < 200; size = floor(size * 1.5)) {
    margin_case it;
    make_case(&it);
    it.rates[0][0] = 1;
    it.strata[0] = (pm_stratum_plan){.label = "one", .population = size};
    it.request.count = 1;
    ask(&it, NULL, NULL, NULL, 0.04);
    it.request.interval = "wilson";
    pm_margins *margins = plan(&it);
    double n = pm_margins_total(margins);
    double t2 = pow(pm_t_quantile(0.025, n - 1, PM_TAIL_UPPER), 2);
    double before = pow(pm_t_quantile(0.025, n - 2, PM_TAIL_UPPER), 2);
    ck_assert(n >= size || t2 / (n + t2) / 2 <= 0.04);
    ck_assert(before / (n - 1 + before) / 2 > 0.04);
    pm_margins_free(margins);
  }
}
END_TEST

/* What has a spread is at its maximum, and it is records that are missing. */
START_TEST(margins_raised_beside_others)
{
  static const double rates[] = {1, 0.75, 1, 1, 1, 1};
  margin_case it;
  make_case(&it);
  set_rates(&it, rates);
  it.strata[1].maximum = 30;
  ask(&it, NULL, NULL, NULL, 0.04);
  ask(&it, "region", "North", NULL, 0.03);
  it.request.interval = "wilson";
  pm_margins *margins = plan(&it);
  for (size_t j = 0; j < 2; j++)
    ck_assert_double_le(pm_margins_at(margins, j)->half_width,
                        pm_margins_at(margins, j)->target * (1 + 1e-11));
  ck_assert_double_gt(pm_margins_result(margins)->n[2], it.strata[2].minimum);
  /* Raised by N/sqrt(c): a dear stratum gets fewer, and all of it costs more. */
  double n = pm_margins_result(margins)->n[2];
  pm_margins_free(margins);
  it.strata[2].cost = 100;
  margins = plan(&it);
  ck_assert_double_lt(pm_margins_result(margins)->n[2], n);
  pm_margins_free(margins);
}
END_TEST

/* Records of strata without a spread are cheap: not all is asked of the one that has some. */
START_TEST(margins_raised_when_cheaper)
{
  static const double rates[] = {0.9, 1, 1, 1, 1, 1};
  margin_case it;
  make_case(&it);
  set_rates(&it, rates);
  it.strata[0].cost = 50;
  ask(&it, "region", "North", NULL, 0.05);
  it.request.interval = "wilson";
  pm_margins *margins = plan(&it);
  const double *n = pm_margins_result(margins)->n;
  ck_assert_double_lt(n[0], 20);
  ck_assert_double_gt(n[2], 20);
  ck_assert_double_le(pm_margins_at(margins, 0)->half_width, 0.05 * (1 + 1e-11));
  pm_margins_free(margins);
}
END_TEST

/* Truly out of reach: with every stratum at its maximum, and by how much. What only wald does
   not meet is planned. */
START_TEST(margins_interval_reach)
{
  static const double rates[] = {1, 1, 1, 0.5, 0.5, 0.5};
  margin_case it;
  make_case(&it);
  set_rates(&it, rates);
  for (size_t h = 0; h < STRATA; h++)
    it.strata[h].maximum = 10;
  ask(&it, "region", "North", NULL, 0.05);
  it.request.interval = "wilson";
  pm_margins *margins;
  pm_error error = {0};
  ck_assert_int_eq(pm_allocate_margins(&margins, &it.request, NULL, &error), PM_ERROR_DOMAIN);
  ck_assert_str_eq(error.faults[0].text,
                   "region=North: a margin of 5% cannot be met: with every stratum at its "
                   "maximum half of the wilson interval is 6.15%, which is 1.15 points above");
  for (size_t h = 0; h < STRATA; h++)
    it.strata[h].minimum = it.strata[h].maximum = 1;
  pm_error_clear(&error);
  ck_assert_int_eq(pm_allocate_margins(&margins, &it.request, NULL, &error), PM_ERROR_DOMAIN);
  ck_assert_str_eq(error.faults[0].text,
                   "region=North: a margin of 5% cannot be met: with every stratum at its "
                   "maximum none has two records, and there is no wilson interval");
  for (size_t h = 0; h < STRATA; h++)
    it.strata[h].maximum = 10;
  it.goals[0] = (pm_margin_goal){.column = "region", .value = "South", .margin = 0.255};
  margins = plan(&it);
  ck_assert_double_gt(pm_margins_at(margins, 0)->achieved, 0.255);
  ck_assert_double_le(pm_margins_at(margins, 0)->half_width, 0.255 * (1 + 1e-11));
  pm_margins_free(margins);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("margins_estimate", &tcase);
  tcase_add_test(tcase, margins_agree_with_estimate);
  tcase_add_test(tcase, margins_intervals_agree);
  tcase_add_test(tcase, margins_finite);
  tcase_add_test(tcase, margins_repaired);
  tcase_add_test(tcase, margins_repaired_to_census);
  tcase_add_test(tcase, margins_without_spread);
  tcase_add_test(tcase, margins_of_one_stratum);
  tcase_add_test(tcase, margins_raised_beside_others);
  tcase_add_test(tcase, margins_raised_when_cheaper);
  tcase_add_test(tcase, margins_interval_reach);
  return support_run(suite);
}
