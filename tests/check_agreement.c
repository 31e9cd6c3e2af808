/* check_agreement.c: size, allocate, estimate and explain agree on the same numbers: the
   margin planned is the one that is estimated when the sample comes out as expected, but
   for a factor that is known.

   Planned: S^2 = N/(N-1) pq, and z S sqrt(1/n - 1/N). Estimated: s^2 = n/(n-1) pq, in its
   place. So a stratum's estimated variance is the planned one times n/(n-1) (N-1)/N, and
   the whole's is the sum of theirs.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/allocate.h>
#include <plusminus/estimate.h>
#include <plusminus/explain.h>
#include <plusminus/plan.h>
#include <string.h>

#include "support.h"

enum { STRATA = 6 };
static const double Z = 1.9599639845400545;
static const char *const labels[STRATA] = {"Avon", "Dorset", "Essex",
                                           "Kent", "Surrey", "Sussex"};
static const double sizes[STRATA] = {41000, 900, 25000, 7000, 12, 340};
static const double rates[STRATA] = {0.9, 0.75, 0.5, 0.82, 0.6, 0.7};

typedef struct plan {
  pm_stratum_plan strata[STRATA];
  double n[STRATA], x[STRATA], rate[STRATA];
  double population;
} plan;

/* Allocated by the expected rates; then what the sample can give of them in whole records
   is what was expected. */
static void make_plan(plan *it, const char *method)
{
  *it = (plan){.population = 0};
  for (size_t h = 0; h < STRATA; h++)
    it->strata[h] = (pm_stratum_plan){.label = labels[h],
                                      .population = sizes[h],
                                      .spread = pm_rate_spread(rates[h], sizes[h]),
                                      .mean = rates[h],
                                      .minimum = 5,
                                      .take_all = h == 4};
  const pm_allocation_request request = {
      .method = method, .strata = it->strata, .count = STRATA, .total = 700};
  pm_allocation found;
  ck_assert_int_eq(pm_allocate_fixed(&request, it->n, &found, NULL, NULL), PM_OK);
  for (size_t h = 0; h < STRATA; h++) {
    it->x[h] = round(it->n[h] * rates[h]);
    it->rate[h] = it->x[h] / it->n[h];
    it->strata[h].spread = pm_rate_spread(it->rate[h], sizes[h]);
    it->population += sizes[h];
  }
}

static pm_strata *sample_of(const plan *it)
{
  static const char *const columns[] = {"force"};
  const pm_strata_shape shape = {.columns = columns, .column_count = 1, .key_count = 1};
  pm_strata *strata;
  ck_assert_int_eq(pm_strata_new(&strata, &shape, NULL), PM_OK);
  for (size_t h = 0; h < STRATA; h++) {
    const pm_stratum stratum = {
        .values = &labels[h], .x = it->x[h], .n = it->n[h], .population = sizes[h]};
    ck_assert_int_eq(pm_strata_add(strata, &stratum, NULL, NULL), PM_OK);
  }
  return strata;
}

/* What the estimated variance of a stratum is to the planned one. */
static double factor_of(const plan *it, size_t h)
{
  return it->n[h] / (it->n[h] - 1) * ((sizes[h] - 1) / sizes[h]);
}

static const pm_estimate *rate_row(const pm_estimates *estimates, size_t row)
{
  for (size_t i = 0; i < pm_estimates_count(estimates); i++)
    if (strcmp(pm_estimates_at(estimates, i)->statistic, "rate") == 0 && row-- == 0)
      return pm_estimates_at(estimates, i);
  ck_abort_msg("no such row");
}

static const char *method_of(int index)
{
  return pm_allocation_family.at((size_t)index)->name;
}

START_TEST(size_and_allocate)
{
  plan it;
  make_plan(&it, method_of(_i));
  for (size_t h = 0; h < STRATA; h++) {
    const pm_plan alone = {.rate = it.rate[h], .conf = 0.95, .population = sizes[h]};
    double margin, n;
    ck_assert_int_eq(pm_plan_margin(&alone, it.n[h], &margin, NULL), PM_OK);
    assert_close(pm_stratum_margin(&it.strata[h], it.n[h], Z), margin, 1e-14, "%s", labels[h]);
    if (margin <= 0)
      continue; /* taken whole */
    ck_assert_int_eq(pm_plan_size(&alone, margin, &n, NULL), PM_OK);
    ck_assert_double_eq(n, it.n[h]);
  }
}
END_TEST

START_TEST(allocate_and_estimate)
{
  plan it;
  make_plan(&it, method_of(_i));
  static const char *const force[] = {"force"};
  const pm_by by = {force, 1};
  const pm_estimate_request request = {.interval = "wald", .by = &by, .by_count = 1};
  pm_strata *strata = sample_of(&it);
  pm_estimates *estimates;
  ck_assert_int_eq(pm_estimate_counts(&estimates, strata, &request, NULL, NULL), PM_OK);
  double variance = 0;
  double planned_whole = 0;
  for (size_t h = 0; h < STRATA; h++) {
    double share = sizes[h] / it.population;
    double planned = pm_stratum_margin(&it.strata[h], it.n[h], Z);
    double se = rate_row(estimates, h + 1)->se;
    ck_assert(fabs(se * Z - planned * sqrt(factor_of(&it, h))) <= 1e-14);
    variance += share * share * planned * planned * factor_of(&it, h);
    planned_whole += share * share * planned * planned;
  }
  double whole = pm_strata_margin(it.strata, STRATA, it.n, Z);
  assert_close(whole, sqrt(planned_whole), 1e-14, "whole, planned");
  assert_close(rate_row(estimates, 0)->se * Z, sqrt(variance), 1e-13, "whole, estimated");
  pm_estimates_free(estimates);
  pm_strata_free(strata);
}
END_TEST

START_TEST(allocate_and_explain)
{
  plan it;
  make_plan(&it, method_of(_i));
  const pm_estimate_request estimate = {.interval = "wald"};
  const pm_explain_request request = {.conf = 0.95};
  pm_strata *strata = sample_of(&it);
  pm_explanation *explanation;
  ck_assert_int_eq(pm_explain_strata(&explanation, strata, &estimate, &request, NULL, NULL),
                   PM_OK);
  double variance = 0;
  for (size_t h = 0; h < STRATA; h++) {
    double part = sizes[h] * pm_stratum_margin(&it.strata[h], it.n[h], 1);
    variance += part * part * factor_of(&it, h);
  }
  size_t seen = 0;
  for (size_t i = 0; i < explanation->national_count; i++)
    for (size_t h = 0; h < STRATA; h++) {
      const pm_national *row = &explanation->nationals[i];
      if (strcmp(row->stratum, labels[h]) != 0)
        continue;
      double part = sizes[h] * pm_stratum_margin(&it.strata[h], it.n[h], 1);
      ck_assert(fabs(row->variance_share - part * part * factor_of(&it, h) / variance) < 1e-13);
      seen++;
    }
  ck_assert_uint_eq(seen, STRATA);
  pm_explanation_free(explanation);
  pm_strata_free(strata);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("agreement", &tcase);
  int methods = (int)pm_allocation_family.count;
  tcase_add_loop_test(tcase, size_and_allocate, 0, methods);
  tcase_add_loop_test(tcase, allocate_and_estimate, 0, methods);
  tcase_add_loop_test(tcase, allocate_and_explain, 0, methods);
  return support_run(suite);
}
