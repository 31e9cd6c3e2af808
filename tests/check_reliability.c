/* check_reliability.c: whether a rate should be shown, on both sides of every
   border of the rules (Parker et al. 2017), and in the rows of estimates.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate_case.h"

#define SHOW PM_RELIABILITY_SHOW
#define REVIEW PM_RELIABILITY_REVIEW
#define SUPPRESS PM_RELIABILITY_SUPPRESS

static const struct {
  pm_reliability_case data; /* rate, n, n_effective, lower, upper, df */
  pm_reliability verdict;
  const char *reason; /* a part of it */
} cases[] = {
    {{.5, 1000, 900, .48, .52, 100}, SHOW, NULL},
    /* records */
    {{.5, 29, 29, .4, .6, 28}, SUPPRESS, "fewer than 30 records"},
    {{.5, 30, 30, .4, .6, 29}, SHOW, NULL},
    {{.5, 1000, 29.999, .4, .6, 100}, SUPPRESS, "worth fewer than 30"},
    {{.5, 1000, 30, .4, .6, 100}, SHOW, NULL},
    {{.5, 1000, NAN, .4, .6, 100}, SUPPRESS, "worth fewer than 30"},
    {{.5, 29, 10, .1, .9, 2}, SUPPRESS, "fewer than 30 records"}, /* the first that holds */
    {{.5, 1000, 900, NAN, NAN, 0}, SUPPRESS, "no interval"},
    /* width */
    {{.5, 1000, 900, .35, .65, 100},
     SUPPRESS,
     "30 points wide"}, /* .65 - .35 < .3 by rounding */
    {{.5, 1000, 900, .35, .6499, 100}, SHOW, NULL},
    {{.5, 1000, 900, .3, .9, 100}, SUPPRESS, "30 points wide"},
    /* width relative to the rate: 1.3 * .1 = .13 */
    {{.1, 1000, 900, .05, .18, 100}, SHOW, NULL},
    {{.1, 1000, 900, .05, .1801, 100}, SUPPRESS, "1.3 times the rate"},
    {{.01, 1000, 900, .0, .05, 100}, SHOW, NULL}, /* narrow enough whatever the rate */
    {{.01, 1000, 900, .0, .0501, 100}, SUPPRESS, "1.3 times the rate"},
    /* degrees of freedom */
    {{.5, 1000, 900, .48, .52, 7.99}, REVIEW, "8 degrees"},
    {{.5, 1000, 900, .48, .52, 8}, SHOW, NULL},
    {{.5, 1000, 900, .2, .8, 1}, SUPPRESS, "30 points wide"},
    /* ends: nothing is relative to a rate of 0 */
    {{0, 60, 60, 0, .06, 59}, REVIEW, "0 or 100%"},
    {{1, 60, 60, .94, 1, 59}, REVIEW, "0 or 100%"},
    {{0, 60, 60, 0, .3, 59}, SUPPRESS, "30 points wide"},
    {{0, 60, 60, 0, .06, 7}, REVIEW, "8 degrees"},
    /* width relative to the complement */
    {{.9, 1000, 900, .82, .95, 100}, SHOW, NULL},
    {{.9, 1000, 900, .8199, .95, 100}, REVIEW, "those not compliant"},
    {{.99, 1000, 900, .95, 1, 100}, SHOW, NULL},
    {{.99, 1000, 900, .9499, 1, 100}, REVIEW, "those not compliant"},
};

START_TEST(test_borders)
{
  const char *reason = "untouched";
  pm_reliability verdict = pm_reliability_judge(&cases[_i].data, &reason);
  ck_assert_msg(verdict == cases[_i].verdict, "%d: %d, %s", _i, verdict, reason);
  ck_assert_int_eq(pm_reliability_judge(&cases[_i].data, NULL), verdict);
  if (cases[_i].reason == NULL)
    ck_assert_ptr_null(reason);
  else
    ck_assert_msg(strstr(reason, cases[_i].reason) != NULL, "%d: %s", _i, reason);
}
END_TEST

/* One stratum, x of n of a large population; the widths by R 4.2.2's binom.test. */
static const struct {
  double x, n;
  const char *flag, *reason;
} rows[] = {
    {15, 29, "[u]", "fewer than 30 records"},
    {15, 30, "[u]", "30 points wide"},       /* .3741 */
    {100, 200, NULL, NULL},                  /* .1426 */
    {2, 100, "[u]", "1.3 times the rate"},   /* .0679 */
    {98, 100, NULL, "those not compliant"},  /* .0679 */
    {10, 1000, NULL, NULL},                  /* .0135: narrow */
    {100, 100, NULL, "a rate of 0 or 100%"}, /* rather than why it has no design effect */
};

START_TEST(test_rows)
{
  const design_case design = {.kind = PM_POPULATION_TOTAL,
                              .count = 1,
                              .strata = {{"a", 0, 0, rows[_i].x, rows[_i].n, 1e9, 0}}};
  static const double levels[] = {.5, .95, .999}; /* the standard's is always 95 % */
  for (size_t l = 0; l < 3; l++) {
    const pm_estimate_request request = {.conf = levels[l], .interval = "mover"};
    run result = estimate(&design, &request);
    for (size_t r = 0; r < 2; r++) {
      const pm_estimate *row = pm_estimates_at(result.estimates, r);
      ck_assert_msg((row->flag != NULL) == (rows[_i].flag != NULL), "%d", _i);
      if (row->flag != NULL)
        ck_assert_str_eq(row->flag, rows[_i].flag);
      ck_assert_msg((row->reason != NULL) == (rows[_i].reason != NULL), "%d: %s", _i,
                    row->reason);
      if (row->reason != NULL)
        ck_assert_msg(strstr(row->reason, rows[_i].reason) != NULL, "%d: %s", _i, row->reason);
    }
    end(&result);
  }
}
END_TEST

/* What is known needs no records. */
START_TEST(test_census)
{
  static const design_case census = {
      .kind = PM_POPULATION_TOTAL, .count = 1, .strata = {{"a", 0, 0, 3, 4, 4, 0}}};
  const pm_estimate_request request = {.conf = 0};
  run result = estimate(&census, &request);
  const pm_estimate *row = pm_estimates_at(result.estimates, 0);
  ck_assert_ptr_null(row->flag);
  ck_assert_ptr_nonnull(strstr(row->reason, "the whole population was sampled"));
  ck_assert(isnan(row->deff) && isnan(row->n_effective) && !(row->margin > 0));
  end(&result);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("reliability", &tcase);
  tcase_add_loop_test(tcase, test_borders, 0, sizeof cases / sizeof cases[0]);
  tcase_add_loop_test(tcase, test_rows, 0, sizeof rows / sizeof rows[0]);
  tcase_add_test(tcase, test_census);
  return support_run(suite);
}
