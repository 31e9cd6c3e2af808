/* check_estimate.c: rates from counts by stratum, against R's survey package,
   the defining sums, and the laws that any estimate must obey.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/interval.h>

#include "estimate_case.h"

/* --------------------------------------------------------------- oracle -- */

static void load_design(const char *name, design_case *design)
{
  static char labels[STRATA_MAX][8];
  support_rows *rows = support_rows_open("oracle/estimate_strata.csv");
  design->count = 0;
  while (support_rows_next(rows)) {
    if (strcmp(support_text(rows, "design"), name) != 0)
      continue;
    ck_assert_uint_lt(design->count, STRATA_MAX);
    size_t i = design->count++;
    double population = support_number(rows, "population");
    ck_assert_uint_lt(strlen(support_text(rows, "stratum")), sizeof labels[i]);
    strcpy(labels[i], support_text(rows, "stratum"));
    design->strata[i] = (stratum_case){.label = labels[i],
                                       .x = support_number(rows, "x"),
                                       .n = support_number(rows, "n"),
                                       .population = isnan(population) ? NO_SIZE : population,
                                       .share = support_number(rows, "share")};
  }
  support_rows_free(rows);
  ck_assert_uint_gt(design->count, 0);
}

/* Against both sources, where each has a value. */
static void assert_sources(const support_rows *rows, const char *column, double actual)
{
  char second[64];
  snprintf(second, sizeof second, "%s_2", column);
  double first_value = support_number(rows, column);
  double second_value = support_number(rows, second);
  ck_assert(!isnan(first_value) || !isnan(second_value));
  if (!isnan(first_value))
    assert_close(actual, first_value, 1e-9, "%s %s", support_text(rows, "design"), column);
  if (!isnan(second_value))
    assert_close(actual, second_value, 1e-10, "%s %s", support_text(rows, "design"), second);
}

static void check_oracle_row(const support_rows *rows, const design_case *design,
                             const char *interval)
{
  char lower[64];
  char upper[64];
  snprintf(lower, sizeof lower, "%s_lower", interval);
  snprintf(upper, sizeof upper, "%s_upper", interval);
  pm_estimate_request request = {.conf = support_number(rows, "conf"),
                                 .interval = interval,
                                 .lonely = support_text(rows, "lonely")};
  run result = estimate(design, &request);
  const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
  assert_sources(rows, "rate", rate->estimate);
  assert_sources(rows, "variance", rate->variance);
  assert_sources(rows, "df", rate->df);
  if (rate->reason == NULL || !isnan(rate->lower)) {
    assert_sources(rows, lower, rate->lower);
    assert_sources(rows, upper, rate->upper);
  } else {
    ck_assert(isnan(support_number(rows, lower)));
  }
  ck_assert_str_eq(rate->interval, interval);
  if (rate->estimate > 0 && rate->estimate < 1) {
    assert_sources(rows, "wr", rate->deff);
    assert_sources(rows, "wor", rate->deff_wor);
  } else {
    ck_assert(isnan(rate->deff));
  }
  const pm_estimate *total = pm_estimates_at(result.estimates, 1);
  if (!isnan(support_number(rows, "total_2"))) {
    assert_sources(rows, "total", total->estimate);
    assert_sources(rows, "total_se", total->se);
  }
  end(&result);
}

static void check_oracle_df(const support_rows *rows, const design_case *design)
{
  pm_estimate_request request = {
      .df = "satterthwaite", .deff = "wor", .lonely = support_text(rows, "lonely")};
  run result = estimate(design, &request);
  const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
  assert_sources(rows, "satterthwaite", rate->df);
  if (!isnan(rate->deff))
    assert_sources(rows, "wor", rate->deff);
  end(&result);
}

/* The exact interval has its own: check_exact_stratified.c. */
START_TEST(test_oracle)
{
  support_rows *rows = support_rows_open("oracle/estimate_counts.csv");
  int designs = 0;
  while (support_rows_next(rows)) {
    design_case design = {.kind = strcmp(support_text(rows, "kind"), "recorded") == 0
                                      ? PM_POPULATION_RECORDED
                                      : PM_POPULATION_TOTAL};
    load_design(support_text(rows, "design"), &design);
    for (size_t i = 0; i < pm_estimate_interval_family.count; i++)
      if (strcmp(pm_estimate_interval_family.at(i)->name, "exact") != 0)
        check_oracle_row(rows, &design, pm_estimate_interval_family.at(i)->name);
    check_oracle_df(rows, &design);
    designs++;
  }
  support_rows_free(rows);
  ck_assert_int_ge(designs, 20);
}
END_TEST

/* Every rule for lonely strata but fail is in the oracle's file. */
START_TEST(test_oracle_has_every_rule)
{
  for (size_t i = 0; i < pm_lonely_family.count; i++) {
    support_rows *rows = support_rows_open("oracle/estimate_counts.csv");
    bool is_there = strcmp(pm_lonely_family.at(i)->name, "fail") == 0;
    while (support_rows_next(rows))
      is_there =
          is_there || strcmp(support_text(rows, "lonely"), pm_lonely_family.at(i)->name) == 0;
    ck_assert_msg(is_there, "no oracle for %s", pm_lonely_family.at(i)->name);
    support_rows_free(rows);
  }
}
END_TEST

/* -------------------------------------------------------- printed figures -- */

static void load_forces(design_case *design, pm_population_kind kind)
{
  static char labels[STRATA_MAX][64];
  static char areas[STRATA_MAX][64];
  support_rows *rows = support_rows_open("data/estimate/forces.csv");
  *design = (design_case){.kind = kind};
  for (size_t i = 0; support_rows_next(rows); i++, design->count++) {
    snprintf(labels[i], sizeof labels[i], "%s", support_text(rows, "force"));
    snprintf(areas[i], sizeof areas[i], "%s", support_text(rows, "region"));
    design->strata[i] = (stratum_case){.label = labels[i],
                                       .area = areas[i],
                                       .route = "incident",
                                       .x = support_number(rows, "recorded"),
                                       .n = support_number(rows, "crimes"),
                                       .population = support_number(rows, "recorded_crime")};
  }
  support_rows_free(rows);
}

START_TEST(test_fourteen_forces)
{
  static const struct {
    pm_population_kind kind;
    double rate, margin;
  } expected[] = {{PM_POPULATION_TOTAL, .7716, .0155}, {PM_POPULATION_RECORDED, .7625, .0174}};
  for (size_t i = 0; i < 2; i++) {
    design_case design;
    load_forces(&design, expected[i].kind);
    const pm_estimate_request request = {.interval = "wald"};
    run result = estimate(&design, &request);
    const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
    ck_assert_double_eq_tol(rate->estimate, expected[i].rate, .00005);
    ck_assert_double_eq_tol(rate->margin, expected[i].margin, .00005);
    ck_assert_double_eq(rate->n, 2855);
    ck_assert_double_eq(rate->df, 2841);
    ck_assert_str_eq(rate->variable, "recorded/crimes");
    ck_assert_str_eq(pm_estimates_at(result.estimates, 1)->variable, "not recorded");
    ck_assert_uint_eq(pm_estimates_count(result.estimates), 2);
    end(&result);
  }
}
END_TEST

/* R's api data, apistrat, api00 > 700: what survey 4.1-1 prints by svyciprop. Its
   weights are kept to 7 digits there (44.209999084472656 for 44.21). */
START_TEST(test_schools)
{
  static const design_case schools = {.kind = PM_POPULATION_TOTAL,
                                      .count = 3,
                                      .strata = {{"E", 0, 0, 46, 100, 4421, 0},
                                                 {"H", 0, 0, 15, 50, 755, 0},
                                                 {"M", 0, 0, 12, 50, 1018, 0}}};
  static const struct {
    const char *interval;
    double lower, upper;
  } expected[] = {{"korn-graubard", .3302066, .4818393},
                  {"beta", .3302066, .4818393},
                  {"logit", .3330850, .4798695},
                  {"arcsine", .3317969, .4790477}};
  for (size_t i = 0; i < 4; i++) {
    const pm_estimate_request request = {.interval = expected[i].interval};
    run result = estimate(&schools, &request);
    const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
    ck_assert_double_eq_tol(rate->lower, expected[i].lower, 5e-8);
    ck_assert_double_eq_tol(rate->upper, expected[i].upper, 5e-8);
    end(&result);
  }
}
END_TEST

/* ----------------------------------------------------------------- laws -- */

static void assert_same_row(const pm_estimate *a, const pm_estimate *b, size_t columns)
{
  for (size_t c = 0; c < columns; c++)
    ck_assert_str_eq(a->labels[c], b->labels[c]);
  ck_assert_str_eq(a->statistic, b->statistic);
  const double left[] = {a->n,     a->population, a->estimate,    a->se, a->lower,
                         a->upper, a->df,         a->n_effective, a->cv, a->variance};
  const double right[] = {b->n,     b->population, b->estimate,    b->se, b->lower,
                          b->upper, b->df,         b->n_effective, b->cv, b->variance};
  ck_assert_mem_eq(left, right, sizeof left);
}

START_TEST(test_row_order_does_not_matter)
{
  static const size_t orders[][6] = {{5, 4, 3, 2, 1, 0}, {2, 0, 4, 1, 5, 3}};
  const design_case designs[] = {mixed, as_recorded(&mixed)};
  for (size_t k = 0; k < 2; k++) {
    for (size_t i = 0; i < pm_estimate_interval_family.count; i++) {
      const pm_estimate_request request = {
          .interval = pm_estimate_interval_family.at(i)->name, .by = by_sets, .by_count = 2};
      run first = estimate(&designs[k], &request);
      for (size_t o = 0; o < 2; o++) {
        run other = estimate_strata(make_strata_with(&designs[k], orders[o], NULL), &request);
        ck_assert_uint_eq(pm_estimates_count(first.estimates),
                          pm_estimates_count(other.estimates));
        for (size_t r = 0; r < pm_estimates_count(first.estimates); r++)
          assert_same_row(pm_estimates_at(first.estimates, r),
                          pm_estimates_at(other.estimates, r), 2);
        ck_assert_uint_eq(pm_notes_count(first.notes), pm_notes_count(other.notes));
        for (size_t n = 0; n < pm_notes_count(first.notes); n++)
          ck_assert_str_eq(pm_notes_at(first.notes, n)->text,
                           pm_notes_at(other.notes, n)->text);
        for (size_t h = 0; h < 6; h++)
          ck_assert_double_eq(
              pm_estimates_stratum(first.estimates, orders[o][h])->variance_part,
              pm_estimates_stratum(other.estimates, h)->variance_part);
        end(&other);
      }
      end(&first);
    }
  }
}
END_TEST

/* The nation first, then each set sorted by label, a rate and a total each. */
START_TEST(test_rows_are_sorted)
{
  static const char *const expected[][2] = {
      {"(all)", "(all)"}, {"east", "(all)"}, {"north", "(all)"},
      {"south", "(all)"}, {"east", "r1"},    {"north", "r1"},
      {"north", "r2"},    {"south", "r1"},   {"south", "r2"}};
  const pm_estimate_request request = {.by = by_sets, .by_count = 2};
  run result = estimate(&mixed, &request);
  ck_assert_uint_eq(pm_estimates_columns(result.estimates), 2);
  ck_assert_str_eq(pm_estimates_column(result.estimates, 0), "area");
  ck_assert_str_eq(pm_estimates_column(result.estimates, 1), "route");
  ck_assert_ptr_null(pm_estimates_column(result.estimates, 2));
  ck_assert_uint_eq(pm_estimates_count(result.estimates), 18);
  ck_assert_ptr_null(pm_estimates_at(result.estimates, 18));
  for (size_t r = 0; r < 18; r++) {
    const pm_estimate *row = pm_estimates_at(result.estimates, r);
    ck_assert_str_eq(row->statistic, r % 2 == 0 ? "rate" : "total");
    ck_assert_str_eq(row->labels[0], expected[r / 2][0]);
    ck_assert_str_eq(row->labels[1], expected[r / 2][1]);
  }
  end(&result);
}
END_TEST

/* A domain's row is what its strata alone would give. */
START_TEST(test_domain_is_its_strata)
{
  const design_case designs[] = {mixed, as_recorded(&mixed)};
  const pm_estimate_request request = {.interval = "mover", .by = by_sets, .by_count = 1};
  const pm_estimate_request plain = {.interval = "mover"};
  for (size_t k = 0; k < 2; k++) {
    run whole = estimate(&designs[k], &request);
    design_case north = {.kind = designs[k].kind};
    for (size_t i = 0; i < mixed.count; i++)
      if (strcmp(mixed.strata[i].area, "north") == 0)
        north.strata[north.count++] = mixed.strata[i];
    run alone = estimate(&north, &plain);
    for (size_t r = 0; r < 2; r++)
      assert_same_row(pm_estimates_at(whole.estimates, 4 + r),
                      pm_estimates_at(alone.estimates, r), 0);
    end(&whole);
    end(&alone);
  }
}
END_TEST

START_TEST(test_parts_add_up)
{
  const design_case designs[] = {mixed, as_recorded(&mixed)};
  const pm_estimate_request request = {.conf = 0};
  for (size_t k = 0; k < 2; k++) {
    run result = estimate(&designs[k], &request);
    const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
    const pm_estimate *total = pm_estimates_at(result.estimates, 1);
    double share = 0, part = 0, variance = 0, unrecorded = 0, population = 0;
    for (size_t h = 0; h < mixed.count; h++) {
      const pm_estimate_stratum *row = pm_estimates_stratum(result.estimates, h);
      ck_assert_str_eq(row->stratum->label, mixed.strata[h].label);
      ck_assert(row->lower <= row->estimate && row->estimate <= row->upper);
      ck_assert(row->unrecorded_lower <= row->unrecorded &&
                row->unrecorded <= row->unrecorded_upper);
      share += row->share;
      part += row->variance_share;
      variance += row->variance_part;
      unrecorded += row->unrecorded;
      population += row->population;
    }
    assert_close(share, 1, 1e-14, "shares");
    assert_close(part, 1, 1e-14, "variance shares");
    assert_close(variance, rate->variance, 1e-14, "variance parts");
    assert_close(unrecorded, total->estimate, 1e-13, "unrecorded");
    assert_close(population, rate->population, 1e-14, "population");
    assert_close(total->estimate, rate->population * (1 - rate->estimate), 1e-13, "total");
    ck_assert_ptr_null(pm_estimates_stratum(result.estimates, mixed.count));
    end(&result);
  }
}
END_TEST

/* Cochran 1977, below 5.16: between the smallest n_h - 1 and their sum. */
START_TEST(test_satterthwaite_bounds)
{
  const design_case designs[] = {mixed, as_recorded(&mixed)};
  for (size_t k = 0; k < 2; k++) {
    const pm_estimate_request request = {.df = "satterthwaite"};
    run result = estimate(&designs[k], &request);
    double df = pm_estimates_at(result.estimates, 0)->df;
    ck_assert_msg(17 <= df && df <= 294 - 6, "%g", df);
    end(&result);
  }
}
END_TEST

/* One stratum is a simple random sample; mover gives back its own limits. */
START_TEST(test_one_stratum)
{
  static const double cases[][3] = {{100, 115, 59178},   {1, 30, 40},  {29, 30, 1e7},
                                    {3, 10, 0},          {30, 30, 90}, {1, 2, 4},
                                    {9999990, 1e7, 3e7}, {5, 10, 10.5}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    double x = cases[i][0], n = cases[i][1], size = cases[i][2] > 0 ? cases[i][2] : NO_SIZE;
    for (int k = 0; k < (isfinite(size) ? 2 : 1); k++) {
      const design_case design = {.kind = k == 0 ? PM_POPULATION_TOTAL : PM_POPULATION_RECORDED,
                                  .count = 1,
                                  .strata = {{"a", "A", "R", x, n, size, 0}}};
      const pm_estimate_request request = {.interval = "mover"};
      run result = estimate(&design, &request);
      const pm_estimate *row = pm_estimates_at(result.estimates, 0);
      double p = x / n, T = k == 0 ? size : size / p;
      double open = isfinite(T) ? 1 - n / T : 1;
      ck_assert_double_eq(row->estimate, p);
      assert_close(row->variance, open * p * (1 - p) / (n - 1), 1e-13, "variance %zu", i);
      if (p < 1)
        assert_close(row->deff_wor, 1, 1e-13, "deff %zu", i);
      pm_level level;
      ck_assert_int_eq(pm_level_make(&level, .95, PM_SIDE_TWO, NULL), PM_OK);
      const pm_case one = {x, n, isfinite(T) ? T : 0};
      pm_interval own;
      ck_assert_int_eq(
          pm_interval_compute(pm_interval_find(isfinite(T) ? "wilson-fpc" : "wilson"), &level,
                              &one, &own, NULL),
          PM_OK);
      assert_close(row->lower, own.lower, 1e-13, "lower %zu", i);
      assert_close(row->upper, own.upper, 1e-13, "upper %zu", i);
      end(&result);
    }
  }
}
END_TEST

/* What is not compliant has the mirrored interval. */
START_TEST(test_mirror)
{
  design_case other = mixed;
  for (size_t h = 0; h < other.count; h++)
    other.strata[h].x = other.strata[h].n - other.strata[h].x;
  for (size_t i = 0; i < pm_estimate_interval_family.count; i++) {
    const pm_estimate_request request = {.interval = pm_estimate_interval_family.at(i)->name};
    run a = estimate(&mixed, &request);
    run b = estimate(&other, &request);
    const pm_estimate *left = pm_estimates_at(a.estimates, 0);
    const pm_estimate *right = pm_estimates_at(b.estimates, 0);
    assert_close(left->estimate, 1 - right->estimate, 1e-13, "%s", request.interval);
    assert_close(left->lower, 1 - right->upper, 1e-13, "%s", request.interval);
    assert_close(left->upper, 1 - right->lower, 1e-13, "%s", request.interval);
    end(&a);
    end(&b);
  }
}
END_TEST

START_TEST(test_wider_with_confidence)
{
  static const double levels[] = {.5, .8, .95, .99, .999999};
  const design_case designs[] = {mixed, as_recorded(&mixed)};
  for (size_t i = 0; i < 2 * pm_estimate_interval_family.count; i++) {
    double lower = 2, upper = -1;
    for (size_t l = 0; l < sizeof levels / sizeof levels[0]; l++) {
      const pm_estimate_request request = {
          .interval = pm_estimate_interval_family.at(i / 2)->name, .conf = levels[l]};
      run result = estimate(&designs[i % 2], &request);
      const pm_estimate *row = pm_estimates_at(result.estimates, 0);
      if (designs[i % 2].kind == PM_POPULATION_RECORDED && isnan(row->lower)) {
        ck_assert(strstr(row->reason, "needs exact sizes") != NULL);
        end(&result);
        continue;
      }
      ck_assert_msg(0 <= row->lower && row->lower < row->estimate &&
                        row->estimate < row->upper && row->upper <= 1,
                    "%s: %g %g %g", request.interval, row->lower, row->estimate, row->upper);
      ck_assert_msg(row->lower < lower && row->upper > upper, "%s %g", request.interval,
                    levels[l]);
      ck_assert_double_eq(row->conf, levels[l]);
      lower = row->lower;
      upper = row->upper;
      end(&result);
    }
  }
}
END_TEST

/* Shares need not add up to 1, and say the same as sizes in proportion. */
START_TEST(test_scale_of_shares)
{
  design_case shares = mixed;
  for (size_t h = 0; h < shares.count; h++)
    shares.strata[h].share = shares.strata[h].population * 64;
  const pm_estimate_request request = {.conf = 0};
  run a = estimate(&mixed, &request);
  run b = estimate(&shares, &request);
  assert_same_row(pm_estimates_at(a.estimates, 0), pm_estimates_at(b.estimates, 0), 0);
  end(&a);
  end(&b);
}
END_TEST

/* Sizes R_h = p_h T_h say the same rate as T_h. */
START_TEST(test_recorded_sizes_agree)
{
  design_case recorded = as_recorded(&mixed);
  for (size_t h = 0; h < recorded.count; h++)
    recorded.strata[h].population *= recorded.strata[h].x / recorded.strata[h].n;
  const pm_estimate_request request = {.conf = 0};
  run a = estimate(&mixed, &request);
  run b = estimate(&recorded, &request);
  const pm_estimate *left = pm_estimates_at(a.estimates, 1);
  const pm_estimate *right = pm_estimates_at(b.estimates, 1);
  assert_close(right->population, left->population, 1e-13, "population");
  assert_close(right->estimate, left->estimate, 1e-13, "total");
  /* U = R (1 - p)/p at the rate's limits, so its limits are not symmetric */
  const pm_estimate *rate = pm_estimates_at(b.estimates, 0);
  double R = rate->population * rate->estimate;
  assert_close(right->lower, R * (1 - rate->upper) / rate->upper, 1e-13, "lower");
  assert_close(right->upper, R * (1 - rate->lower) / rate->lower, 1e-13, "upper");
  ck_assert(right->upper - right->estimate > right->estimate - right->lower);
  end(&a);
  end(&b);
}
END_TEST

/* Splitting a stratum into two that are alike leaves the rate as it was. */
START_TEST(test_alike_strata_merge)
{
  design_case split = mixed;
  split.strata[0] = (stratum_case){"c", "north", "r1", 15, 20, 2500, 0};
  split.strata[split.count++] = (stratum_case){"c2", "north", "r1", 15, 20, 2500, 0};
  const pm_estimate_request request = {.interval = "wald"};
  run a = estimate(&mixed, &request);
  run b = estimate(&split, &request);
  const pm_estimate *left = pm_estimates_at(a.estimates, 0);
  const pm_estimate *right = pm_estimates_at(b.estimates, 0);
  assert_close(right->estimate, left->estimate, 1e-14, "rate");
  ck_assert_double_eq(right->df, left->df - 1);
  double part = pm_estimates_stratum(a.estimates, 0)->variance_part;
  double two = pm_estimates_stratum(b.estimates, 0)->variance_part * 2;
  assert_close(two * 38 / 39, part, 1e-13, "n_h - 1"); /* 1/(20-1) twice against 1/(40-1) */
  end(&a);
  end(&b);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("estimate", &tcase);
  tcase_add_test(tcase, test_oracle);
  tcase_add_test(tcase, test_oracle_has_every_rule);
  tcase_add_test(tcase, test_fourteen_forces);
  tcase_add_test(tcase, test_schools);
  tcase_add_test(tcase, test_row_order_does_not_matter);
  tcase_add_test(tcase, test_rows_are_sorted);
  tcase_add_test(tcase, test_domain_is_its_strata);
  tcase_add_test(tcase, test_parts_add_up);
  tcase_add_test(tcase, test_satterthwaite_bounds);
  tcase_add_test(tcase, test_one_stratum);
  tcase_add_test(tcase, test_mirror);
  tcase_add_test(tcase, test_wider_with_confidence);
  tcase_add_test(tcase, test_scale_of_shares);
  tcase_add_test(tcase, test_recorded_sizes_agree);
  tcase_add_test(tcase, test_alike_strata_merge);
  return support_run(suite);
}
