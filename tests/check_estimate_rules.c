/* check_estimate_rules.c: what estimates do at their ends: rates of 0 and 1,
   strata with one record, rates that should not be pooled, requests that
   cannot be met, memory that runs out.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate_case.h"

/* ----------------------------------------------------------- degenerate -- */

static const design_case census = {
    .kind = PM_POPULATION_TOTAL,
    .count = 2,
    .strata = {{"a", 0, 0, 3, 4, 4, 0}, {"b", 0, 0, 1, 1, 1, 0}}};
static const design_case flat = {
    .kind = PM_POPULATION_TOTAL,
    .count = 2,
    .strata = {{"a", 0, 0, 9, 9, 90, 0}, {"b", 0, 0, 0, 8, 80, 0}}};
static const design_case all = {.kind = PM_POPULATION_TOTAL,
                                .count = 2,
                                .strata = {{"a", 0, 0, 9, 9, 90, 0}, {"b", 0, 0, 8, 8, 80, 0}}};
static const design_case none = {
    .kind = PM_POPULATION_TOTAL,
    .count = 2,
    .strata = {{"a", 0, 0, 0, 9, 90, 0}, {"b", 0, 0, 0, 8, 80, 0}}};
static const design_case lonely = {
    .kind = PM_POPULATION_TOTAL,
    .count = 4,
    .strata = {{"a", "A", 0, 5, 9, 90, 0},
               {"b", "A", 0, 1, 1, 80, 0},
               {"c", "B", 0, 0, 1, 10, 0},
               {"d", "A", 0, 1, 1, 1, 0}}}; /* a census is not lonely */
static const design_case all_lonely = {
    .kind = PM_POPULATION_TOTAL,
    .count = 2,
    .strata = {{"b", 0, 0, 1, 1, 80, 0}, {"c", 0, 0, 0, 1, 10, 0}}};
static const design_case capped = {
    .kind = PM_POPULATION_TOTAL,
    .count = 2,
    .strata = {{"a", 0, 0, 50, 100, 110, 0}, {"b", 0, 0, 50, 100, 110, 0}}};

/* Capped at n for the population alone, and beyond that for what strata seem to gain. */
static const design_case half = {
    .kind = PM_POPULATION_TOTAL, .count = 1, .strata = {{"a", 0, 0, 24, 49, 100, 0}}};
static const design_case gain = {
    .kind = PM_POPULATION_TOTAL,
    .count = 2,
    .strata = {{"a", 0, 0, 99, 100, 200, 0}, {"b", 0, 0, 1, 100, 200, 0}}};
static const design_case sizeless = {
    .kind = PM_POPULATION_TOTAL, .count = 1, .strata = {{"a", 0, 0, 24, 49, INFINITY, 0}}};
static const design_case recorded = {
    .kind = PM_POPULATION_RECORDED, .count = 1, .strata = {{"a", 0, 0, 24, 49, 60, 0}}};
static const design_case beyond = {
    .kind = PM_POPULATION_TOTAL,
    .count = 2,
    .strata = {{"a", 0, 0, 3, 10, 20, 0}, {"b", 0, 0, 80, 100, 100000, 0}}};

/* Which remark a design must bring, and which it must not. */
static const struct {
  const design_case *design;
  const char *interval, *df;
  const char *code, *named, *absent;
} remarks[] = {
    {&census, NULL, NULL, "census", "the total", "no-interval"},
    {&flat, "wald", NULL, "zero-width", "the total", "effective-n"},
    {&flat, "wilson", NULL, "effective-n", "the total", "zero-width"},
    {&flat, "logit", NULL, "effective-n", "the total", "logit-at-end"},
    {&flat, "korn-graubard", NULL, "effective-n", "the total", "zero-width"},
    {&flat, "arcsine", NULL, "effective-n", "the total", "zero-width"},
    {&all, "likelihood", NULL, "effective-n", "the total", "logit-at-end"},
    {&none, "beta", NULL, "effective-n", "the total", "logit-at-end"},
    {&flat, "mover", NULL, "all-compliant", "a", "effective-n"},
    {&flat, "mover", NULL, "none-compliant", "b", "zero-width"},
    {&flat, "wilson", "satterthwaite", "satterthwaite", "the total", "zero-width"},
    {&all, "logit", NULL, "logit-at-end", "the total", "none-compliant"},
    {&all, "wilson", NULL, "all-compliant", "a, b", "none-compliant"},
    {&none, "wilson", NULL, "none-compliant", "a, b", "all-compliant"},
    {&none, "logit", NULL, "logit-at-end", "the total", "effective-n"},
    {&lonely, NULL, NULL, "lonely-stratum", "b, c", "no-interval"},
    {&all_lonely, NULL, NULL, "no-interval", "the total", "effective-n"},
    {&capped, "wilson", NULL, "effective-n", "the total", "lonely-stratum"},
    {&capped, "korn-graubard", NULL, "effective-n", "the total", "lonely-stratum"},
    {&capped, "beta", NULL, NULL, NULL, "effective-n"},
    {&capped, "wald", NULL, NULL, NULL, "effective-n"},
    {&half, "wilson", NULL, "effective-n", "the total", "population-unknown"},
    {&half, "wilson-fpc", NULL, NULL, NULL, "effective-n"},
    {&gain, "wilson-fpc", NULL, "effective-n", "the total", "population-unknown"},
    {&flat, "wilson-fpc", NULL, "effective-n", "the total", "zero-width"},
    {&sizeless, "wilson-fpc", NULL, "population-unknown", "the total", "effective-n"},
    {&recorded, "wilson-fpc", NULL, "population-unknown", "the total", "no-interval"},
    {&recorded, "wilson", NULL, "effective-n", "the total", "beyond-possible"},
    {&beyond, "exact", NULL, "beyond-possible", "a (7 to 17 of 20 not recorded)",
     "no-interval"},
};

/* The notes on the cap tell of wilson-fpc where that helps. */
START_TEST(test_capped_for_the_population)
{
  static const struct {
    const design_case *design;
    const char *interval;
    bool is_told;
  } cases[] = {{&half, "wilson", true},      {&half, "korn-graubard", true},
               {&gain, "wilson", true},      {&gain, "wilson-fpc", false},
               {&recorded, "wilson", false}, {&flat, "wilson", false}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const pm_estimate_request request = {.interval = cases[i].interval};
    run result = estimate(cases[i].design, &request);
    const pm_note *note = find_note(&result, "effective-n");
    ck_assert_msg(note != NULL, "%zu", i);
    ck_assert_msg((strstr(note->text, "wilson-fpc") != NULL) == cases[i].is_told, "%zu: %s", i,
                  note->text);
    end(&result);
  }
}
END_TEST

static void assert_beyond(const design_case *design, const char *interval, const char *text)
{
  const pm_estimate_request request = {.interval = interval};
  run result = estimate(design, &request);
  const pm_note *note = find_note(&result, "beyond-possible");
  if (text == NULL)
    ck_assert_msg(note == NULL, "%s: %s", interval, note->text);
  else
    ck_assert_msg(note != NULL && strncmp(note->text, text, strlen(text)) == 0, "%s: %s",
                  interval, note != NULL ? note->text : "no note");
  end(&result);
}

/* 3 of 10 seen of 20: 7 are not compliant for certain, and no more than 17. A note tells of
   limits beyond, and no limit is moved for it. */
START_TEST(test_beyond_possible)
{
  static const design_case few = {
      .kind = PM_POPULATION_TOTAL, .count = 1, .strata = {{"a", 0, 0, 3, 10, 20, 0}}};
  static const design_case many = {
      .kind = PM_POPULATION_TOTAL, .count = 1, .strata = {{"a", 0, 0, 7, 10, 20, 0}}};
  static const design_case census_like = {
      .kind = PM_POPULATION_TOTAL, .count = 1, .strata = {{"a", 0, 0, 3, 10, 10, 0}}};
  static const design_case one_seen = {
      .kind = PM_POPULATION_TOTAL, .count = 1, .strata = {{"a", 0, 0, 1, 5, 1000, 0}}};
  static const design_case shares = {
      .kind = PM_POPULATION_TOTAL,
      .count = 2,
      .strata = {{"a", 0, 0, 3, 10, 20, .9}, {"b", 0, 0, 4, 10, 20, .1}}};
  static const char total[] = "the total (7 to 17 of 20 not recorded): ";
  assert_beyond(&few, "wilson", total);
  assert_beyond(&many, "wilson", "the total (3 to 13 of 20 not recorded): "); /* above */
  assert_beyond(&few, "korn-graubard", total);
  assert_beyond(&few, "wilson-fpc", total);
  assert_beyond(&few, "mover-hypergeometric", "a (7 to 17 of 20 not recorded): ");
  assert_beyond(&few, "exact", "a (7 to 17 of 20 not recorded): "); /* its own limits */
  assert_beyond(&census_like, "wilson", NULL);
  assert_beyond(&one_seen, "wald", "the total (4 to 999 of 1000 not recorded): ");
  assert_beyond(&one_seen, "wilson", NULL);
  assert_beyond(&shares, "wilson", "a (7 to 17 of 20 not recorded)"); /* of the strata alone */
  assert_beyond(&sizeless, "wilson", NULL);
  assert_beyond(&recorded, "wilson", NULL);
  run result = estimate(&few, NULL);
  const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
  ck_assert(rate->lower < 3. / 20 && rate->upper < 13. / 20);
  assert_close(pm_estimates_at(result.estimates, 1)->upper, 18.146, 1e-4, "not cut off");
  end(&result);
}
END_TEST

START_TEST(test_remarks)
{
  const size_t i = (size_t)_i;
  const pm_estimate_request request = {.interval = remarks[i].interval, .df = remarks[i].df};
  run result = estimate(remarks[i].design, &request);
  if (remarks[i].code != NULL) {
    const pm_note *note = find_note(&result, remarks[i].code);
    ck_assert_msg(note != NULL, "%zu: no note %s", i, remarks[i].code);
    size_t size = strlen(remarks[i].named);
    ck_assert_msg(strncmp(note->text, remarks[i].named, size) == 0 && note->text[size] == ':',
                  "%zu: %s", i, note->text);
  }
  ck_assert_msg(find_note(&result, remarks[i].absent) == NULL, "%zu: note %s", i,
                remarks[i].absent);
  end(&result);
}
END_TEST

/* Nothing is certain but a census: every interval but wald has width. */
START_TEST(test_width_at_the_ends)
{
  static const design_case *const designs[] = {&flat, &all, &none};
  for (size_t d = 0; d < 3; d++) {
    for (size_t i = 0; i < pm_estimate_interval_family.count; i++) {
      const char *name = pm_estimate_interval_family.at(i)->name;
      const pm_estimate_request request = {.interval = name};
      run result = estimate(designs[d], &request);
      const pm_estimate *row = pm_estimates_at(result.estimates, 0);
      bool is_wald = strcmp(name, "wald") == 0;
      ck_assert_msg((row->upper > row->lower) == !is_wald, "%zu %s", d, name);
      if (designs[d] == &all)
        ck_assert_double_eq(row->upper, 1);
      if (designs[d] == &none)
        ck_assert_double_eq(row->lower, 0);
      ck_assert_double_eq(row->variance, 0);
      ck_assert_double_eq(row->n_effective, 17);
      end(&result);
    }
  }
}
END_TEST

START_TEST(test_census)
{
  for (size_t i = 0; i < pm_estimate_interval_family.count; i++) {
    const pm_estimate_request request = {.interval = pm_estimate_interval_family.at(i)->name};
    run result = estimate(&census, &request);
    const pm_estimate *row = pm_estimates_at(result.estimates, 0);
    assert_close(row->estimate, .8, 1e-15, "rate");
    ck_assert_double_eq(row->lower, row->estimate);
    ck_assert_double_eq(row->upper, row->estimate);
    ck_assert_double_eq(row->margin, 0);
    assert_close(pm_estimates_at(result.estimates, 1)->estimate, 1, 1e-14, "total");
    end(&result);
  }
}
END_TEST

START_TEST(test_no_interval)
{
  for (size_t i = 0; i < pm_lonely_family.count; i++) {
    const char *rule = pm_lonely_family.at(i)->name;
    /* Collapsed, lonely strata show a variance between them. */
    if (strcmp(rule, "fail") == 0 || strcmp(rule, "collapse") == 0)
      continue;
    const pm_estimate_request request = {.lonely = rule, .interval = "mover"};
    run result = estimate(&all_lonely, &request);
    for (size_t r = 0; r < 2; r++) {
      const pm_estimate *row = pm_estimates_at(result.estimates, r);
      ck_assert(isnan(row->se) && isnan(row->lower) && isnan(row->upper) && isnan(row->margin));
      ck_assert(isnan(row->deff) && isnan(row->n_effective) && isnan(row->variance));
      ck_assert(!isnan(row->estimate));
      ck_assert_ptr_nonnull(row->reason);
    }
    end(&result);
  }
}
END_TEST

/* ----------------------------------------------------------- lonely, df -- */

/* In a domain, the mean is that of the domain's own strata. */
START_TEST(test_lonely_in_domains)
{
  const pm_estimate_request request = {.by = by_sets, .by_count = 1};
  run result = estimate(&lonely, &request);
  const pm_estimate *area = pm_estimates_at(result.estimates, 2);
  ck_assert_str_eq(area->labels[0], "A");
  double W = 90. / 171, p = 5. / 9;
  double part = W * W * (1 - 9. / 90) * p * (1 - p) / 8;
  assert_close(area->variance, part + part / 2, 1e-13, "a and the mean of a and d, for b");
  const pm_estimate *other = pm_estimates_at(result.estimates, 4);
  ck_assert_str_eq(other->labels[0], "B");
  ck_assert_ptr_nonnull(other->reason);
  const pm_note *note = find_note(&result, "no-interval");
  ck_assert_msg(note != NULL && strncmp(note->text, "B: ", 3) == 0, "the domain is named");
  end(&result);
}
END_TEST

START_TEST(test_lonely_fail)
{
  const pm_estimate_request request = {.lonely = "fail"};
  run result = estimate_any(&lonely, &request);
  ck_assert_int_eq(result.status, PM_ERROR_DATA);
  ck_assert_int_eq(result.error.count, 2);
  ck_assert_ptr_nonnull(strstr(result.error.faults[0].text, "'b'"));
  ck_assert_ptr_nonnull(strstr(result.error.faults[1].text, "'c'"));
  end(&result);
  result = estimate(&mixed, &request);
  end(&result);
}
END_TEST

START_TEST(test_df)
{
  static const struct {
    const char *df;
    double fixed, nation, area;
  } cases[] = {{NULL, 0, 288, 142},
               {"domain", 0, 288, 142},
               {"design", 0, 288, 288},
               {"design", 7.5, 7.5, 7.5}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const pm_estimate_request request = {
        .df = cases[i].df, .df_fixed = cases[i].fixed, .by = by_sets, .by_count = 1};
    run result = estimate(&mixed, &request);
    ck_assert_double_eq(pm_estimates_at(result.estimates, 0)->df, cases[i].nation);
    ck_assert_double_eq(pm_estimates_at(result.estimates, 4)->df, cases[i].area);
    end(&result);
  }
}
END_TEST

/* --------------------------------------------------------------- pooling -- */

static const struct {
  double x[3], n[3];
  const char *text; /* what the note must hold; NULL: no note */
} poolings[] = {
    {{100, 6}, {115, 16}, "from 6 of 16 (q) to 100 of 115 (p), which chance does not explain"},
    {{100, 95}, {115, 115}, NULL},      /* alike */
    {{2, 0}, {3, 3}, NULL},             /* far apart, but chance would do it */
    {{9000, 8000}, {9999, 9999}, NULL}, /* chance does not, but alike enough */
    {{100, 60, 20}, {110, 100, 60}, "from 20 of 60 (r) to 100 of 110 (p)"},
    {{30, 30, 30}, {30, 30, 30}, NULL},
};

START_TEST(test_pooling)
{
  static const char *const names[] = {"p", "q", "r"};
  const size_t i = (size_t)_i;
  design_case design = {.kind = PM_POPULATION_TOTAL};
  for (size_t h = 0; h < 3 && poolings[i].n[h] > 0; h++)
    design.strata[design.count++] =
        (stratum_case){names[h], names[h], 0, poolings[i].x[h], poolings[i].n[h], 1e5, 0};
  const pm_estimate_request request = {.by = by_sets, .by_count = 1};
  run result = estimate(&design, &request);
  const pm_note *note = find_note(&result, "pooling");
  ck_assert_msg((note != NULL) == (poolings[i].text != NULL), "%zu", i);
  if (note != NULL)
    ck_assert_msg(strstr(note->text, poolings[i].text) != NULL, "%s", note->text);
  if (i == 0) /* R 4.2.2: fisher.test gives 4.37e-05 */
    ck_assert_msg(strstr(note->text, "p = 4.4e-5") != NULL, "%s", note->text);
  end(&result);
}
END_TEST

/* ---------------------------------------------------------------- errors -- */

static const char *const by_unknown[] = {"aera"};
static const pm_by unknown_set = {by_unknown, 1};
static const pm_by empty_set = {by_unknown, 0};

static const struct {
  pm_estimate_request request;
  const char *text;
} usages[] = {
    {{.interval = "wilsn"}, "did you mean 'wilson'"},
    {{.df = "desing"}, "did you mean 'design'"},
    {{.lonely = "averag"}, "did you mean 'average'"},
    {{.deff = "wro"}, "deff 'wro'"},
    {{.interval = "clopper-pearson"}, "unknown estimate-interval 'clopper-pearson'"},
    {{.by = &unknown_set, .by_count = 1}, "did you mean 'area'"},
    {{.by = &empty_set, .by_count = 1}, "names no column"},
    {{.conf = 0.3}, "conf"},
    {{.conf = NAN}, "conf"},
    {{.df_fixed = -1}, "degrees of freedom"},
    {{.df_fixed = NAN}, "degrees of freedom"},
};

START_TEST(test_usage)
{
  run result = estimate_any(&mixed, &usages[_i].request);
  ck_assert_int_eq(result.status, PM_ERROR_USAGE);
  ck_assert_msg(strstr(result.error.faults[0].text, usages[_i].text) != NULL, "%s",
                result.error.faults[0].text);
  end(&result);
}
END_TEST

START_TEST(test_missing_sizes)
{
  design_case design = mixed;
  const pm_estimate_request request = {.conf = 0};
  design.strata[1].population = NO_SIZE;
  design.strata[4].population = NO_SIZE;
  run result = estimate_any(&design, &request);
  ck_assert_int_eq(result.status, PM_ERROR_DATA);
  ck_assert_int_eq(result.error.count, 2);
  end(&result);
  design.strata[0].share = .5; /* some strata have a weight, some have none */
  result = estimate_any(&design, &request);
  ck_assert_int_eq(result.status, PM_ERROR_DATA);
  end(&result);
  design.count = 0;
  result = estimate_any(&design, &request);
  ck_assert_int_eq(result.status, PM_ERROR_DATA);
  end(&result);
}
END_TEST

/* Sizes that are not known leave gaps that are explained, not zeros. */
START_TEST(test_unknown_population)
{
  design_case design = mixed;
  for (size_t h = 0; h < design.count; h++) {
    design.strata[h].share = design.strata[h].population;
    design.strata[h].population = NO_SIZE;
  }
  const pm_estimate_request request = {.conf = 0};
  run result = estimate(&design, &request);
  const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
  const pm_estimate *total = pm_estimates_at(result.estimates, 1);
  ck_assert(isnan(rate->population) && isnan(total->estimate) && isnan(total->upper));
  ck_assert(!isnan(rate->lower) && rate->reason != NULL && total->reason != NULL);
  ck_assert_double_eq(rate->deff, rate->deff_wor);
  end(&result);
}
END_TEST

static bool has_text(const char *text)
{
  return text != NULL && text[0] != '\0';
}

START_TEST(test_families)
{
  static const pm_family *const families[] = {&pm_estimate_interval_family, &pm_df_family,
                                              &pm_lonely_family, &pm_deff_family,
                                              &pm_variance_family};
  for (size_t f = 0; f < 5; f++) {
    ck_assert(has_text(families[f]->name) && has_text(families[f]->title));
    for (size_t i = 0; i < families[f]->count; i++) {
      const pm_method *row = families[f]->at(i);
      ck_assert_msg(has_text(row->name) && has_text(row->title) && has_text(row->citation) &&
                        has_text(row->use) && has_text(row->avoid),
                    "%s %s", families[f]->name, row->name);
      ck_assert_ptr_eq(pm_family_find(families[f], row->name), row);
    }
    ck_assert_ptr_null(families[f]->at(families[f]->count));
  }
}
END_TEST

/* No request is the request that asks for nothing. */
START_TEST(test_no_request)
{
  const pm_estimate_request nothing = {0};
  pm_strata *strata = make_strata_with(&lonely, NULL, NULL);
  pm_estimates *plain = NULL, *zero = NULL;
  ck_assert_int_eq(pm_estimate_counts(&plain, strata, NULL, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_estimate_counts(&zero, strata, &nothing, NULL, NULL), PM_OK);
  ck_assert_uint_eq(pm_estimates_count(plain), pm_estimates_count(zero));
  for (size_t i = 0; i < pm_estimates_count(plain); i++) {
    ck_assert(pm_estimates_at(plain, i)->lower == pm_estimates_at(zero, i)->lower);
    ck_assert(pm_estimates_at(plain, i)->upper == pm_estimates_at(zero, i)->upper);
  }
  pm_estimates_free(plain);
  pm_estimates_free(zero);
  pm_strata_free(strata);
}
END_TEST

/* ------------------------------------------------------- failing allocator -- */

static pm_status run_with(support_failing *failing)
{
  pm_status status = PM_ERROR_MEMORY;
  pm_notes *notes = NULL;
  pm_estimates *estimates = NULL;
  pm_error error = {.count = 0};
  pm_strata *strata = make_strata_with(&lonely, NULL, &failing->allocator);
  const pm_estimate_request request = {
      .by = by_sets, .by_count = 2, .allocator = &failing->allocator};
  if (strata != NULL && pm_notes_new(&notes, &failing->allocator) == PM_OK) {
    status = pm_estimate_counts(&estimates, strata, &request, notes, &error);
    ck_assert(status == PM_OK || error.status == PM_ERROR_MEMORY);
    ck_assert((status == PM_OK) == (estimates != NULL));
  }
  pm_estimates_free(estimates);
  pm_notes_free(notes);
  pm_strata_free(strata);
  return status;
}

START_TEST(test_failing_allocator)
{
  long fail_at = 1;
  for (pm_status status = PM_ERROR_MEMORY; status != PM_OK; fail_at++) {
    support_failing failing;
    support_failing_init(&failing, fail_at);
    status = run_with(&failing);
    ck_assert_int_eq(failing.live, 0);
    ck_assert(status == PM_OK || status == PM_ERROR_MEMORY);
  }
  ck_assert_int_gt(fail_at, 10);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("estimate_rules", &tcase);
  tcase_add_loop_test(tcase, test_remarks, 0, sizeof remarks / sizeof remarks[0]);
  tcase_add_test(tcase, test_capped_for_the_population);
  tcase_add_test(tcase, test_beyond_possible);
  tcase_add_test(tcase, test_width_at_the_ends);
  tcase_add_test(tcase, test_census);
  tcase_add_test(tcase, test_no_interval);
  tcase_add_test(tcase, test_lonely_in_domains);
  tcase_add_test(tcase, test_lonely_fail);
  tcase_add_test(tcase, test_df);
  tcase_add_loop_test(tcase, test_pooling, 0, sizeof poolings / sizeof poolings[0]);
  tcase_add_loop_test(tcase, test_usage, 0, sizeof usages / sizeof usages[0]);
  tcase_add_test(tcase, test_missing_sizes);
  tcase_add_test(tcase, test_unknown_population);
  tcase_add_test(tcase, test_families);
  tcase_add_test(tcase, test_no_request);
  tcase_add_test(tcase, test_failing_allocator);
  return support_run(suite);
}
