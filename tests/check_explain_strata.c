/* check_explain_strata.c: strata explained: both margins as products, what
   each stratum adds, what cannot be told apart, prose.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/explain.h>
#include <plusminus/num.h>
#include <string.h>

#include "explained.h"
#include "explained_strata.h"
#include "support.h"

static const pm_explain_request usual = {.rate_digits = -1, .points_digits = -1};
static const pm_estimate_request plain;

static pm_explanation *explain(const pm_strata *strata, const char *focus)
{
  pm_explain_request request = usual;
  request.focus = focus;
  pm_explanation *it;
  pm_error error = {0};
  pm_status status = pm_explain_strata(&it, strata, &plain, &request, NULL, &error);
  ck_assert_msg(status == PM_OK, "%s", error.faults[0].text);
  return it;
}

/* The margin that pm_estimate_counts gives by wald, before the limits are
   clipped to 0 and 1; labels[0] of the row, or "(all)". */
static double wald_margin(const pm_strata *strata, const char *label)
{
  static const char *const columns[] = {"force"};
  static const pm_by by = {.columns = columns, .count = 1};
  pm_estimate_request request = {.interval = "wald", .by = &by, .by_count = 1};
  pm_estimates *estimates;
  ck_assert_int_eq(pm_estimate_counts(&estimates, strata, &request, NULL, NULL), PM_OK);
  double margin = (double)NAN;
  for (size_t i = 0; i < pm_estimates_count(estimates); i++) {
    const pm_estimate *row = pm_estimates_at(estimates, i);
    if (strcmp(row->statistic, "rate") != 0 || strcmp(row->labels[0], label) != 0)
      continue;
    bool is_clipped = row->lower == 0 || row->upper == 1;
    margin = is_clipped ? pm_t_quantile(0.025, row->df, PM_TAIL_UPPER) * row->se : row->margin;
  }
  pm_estimates_free(estimates);
  return margin;
}

/* ------------------------------------------------------------- factors -- */

START_TEST(explain_strata_product)
{
  for (int kind = 0; kind < 2; kind++)
    for (size_t d = 0; d < 3; d++) {
      pm_strata *strata = strata_of(designs[d].rows, (pm_population_kind)kind);
      for (size_t h = 0; h < pm_strata_count(strata); h++) {
        const char *label = pm_strata_at(strata, h)->label;
        pm_explanation *it = explain(strata, label);
        double whole = explained_margin(it, "(all)"), focus = explained_margin(it, label);
        ck_assert_double_eq_tol(whole, wald_margin(strata, "(all)"), 1e-14 * whole);
        if (focus > 0)
          ck_assert_double_eq_tol(focus, wald_margin(strata, label), 1e-14 * focus);
        else
          ck_assert_double_eq(pm_strata_at(strata, h)->n, pm_strata_at(strata, h)->population);
        pm_explanation_free(it);
      }
      pm_strata_free(strata);
    }
}
END_TEST

/* Side by side, the same six; their quotients multiply to the margins'. */
START_TEST(explain_strata_quotient)
{
  static const char *const names[] = {"quantile",     "spread",    "root_n",
                                      "small_sample", "root_deff", "root_fpc"};
  pm_strata *strata = strata_of(forces, PM_POPULATION_TOTAL);
  pm_explanation *it = explain(strata, "Leicestershire");
  ck_assert_uint_eq(it->factor_count, 18);
  double running = 1;
  for (size_t f = 0; f < 6; f++) {
    const pm_factor *whole = &it->factors[f], *focus = &it->factors[f + 6];
    const pm_factor *quotient = &it->factors[f + 12];
    ck_assert_str_eq(whole->subject, "(all)");
    ck_assert_str_eq(focus->subject, "Leicestershire");
    ck_assert_str_eq(quotient->subject, "Leicestershire : (all)");
    ck_assert_str_eq(whole->factor, names[f]);
    ck_assert_str_eq(focus->factor, names[f]);
    ck_assert_str_eq(quotient->factor, names[f]);
    ck_assert_double_eq(quotient->value, focus->value / whole->value);
    running *= quotient->value;
    ck_assert_double_eq(quotient->running, running);
  }
  assert_close(running, explained_margin(it, "Leicestershire") / explained_margin(it, "(all)"),
               1e-14, "quotient");
  assert_close(it->factors[14].value, sqrt(2855.0 / 115), 1e-14, "records alone");
  pm_explanation_free(it);
  pm_strata_free(strata);
}
END_TEST

/* One stratum is a simple random sample. */
START_TEST(explain_strata_alone)
{
  pm_strata *strata = strata_of(alone, PM_POPULATION_TOTAL);
  pm_explanation *it = explain(strata, NULL);
  ck_assert_uint_eq(it->factor_count, 6);
  ck_assert_double_eq(it->factors[4].value, 1);
  double f = 115.0 / 59178, p = 100.0 / 115;
  assert_close(explained_margin(it, "(all)"),
               pm_t_quantile(0.025, 114, PM_TAIL_UPPER) * sqrt((1 - f) * p * (1 - p) / 114),
               1e-14, "alone");
  ck_assert_ptr_nonnull(
      strstr(it->paragraphs[0], "In the one audited stratum (force), 115 records"));
  pm_explanation_free(it);
  pm_strata_free(strata);
}
END_TEST

/* -------------------------------------------------------------- oracle -- */

static double deff_of(const pm_explanation *it)
{
  return it->factors[4].value * it->factors[4].value;
}

static void check_row(const support_rows *rows, const pm_strata *strata)
{
  const char *what = support_text(rows, "what"), *subject = support_text(rows, "subject");
  double value = support_number(rows, "value"), second = support_number(rows, "second");
  bool is_all = strcmp(subject, "(all)") == 0;
  int line = support_line(rows);
  pm_explanation *it = explain(strata, is_all ? NULL : subject);
  if (strcmp(what, "margin") == 0) {
    assert_close(explained_margin(it, subject), value, 1e-12, "line %d", line);
    assert_close(explained_margin(it, subject), second, 1e-12, "line %d", line);
  } else if (strcmp(what, "deff") == 0) {
    assert_close(deff_of(it), value, 1e-12, "line %d", line);
    assert_close(deff_of(it), second, 1e-12, "line %d", line);
  } else if (strcmp(what, "chance-range") == 0) {
    double range = explained_limit(it, "(all)", "chance-range");
    assert_close(range, value, 1e-12, "line %d", line);
    /* 400,000 draws: five Monte-Carlo errors of 0.00005; the small ones are exact. */
    assert_close(range, second, it->national_count > 3 ? 0.00025 / value : 1e-12, "line %d",
                 line);
  } else if (strncmp(what, "apart", 5) == 0) {
    const char *code = strcmp(what, "apart") == 0 ? "rank-apart" : "rank-apart-sidak";
    ck_assert_double_eq(explained_limit(it, subject, code), value);
    ck_assert_double_eq(value, second);
  }
  pm_explanation_free(it);
}

START_TEST(explain_strata_oracle)
{
  support_rows *rows = support_rows_open("oracle/explain.csv");
  int seen = 0;
  while (support_rows_next(rows))
    for (size_t d = 0; d < 3; d++)
      if (strcmp(designs[d].name, support_text(rows, "design")) == 0) {
        pm_strata *strata = strata_of(designs[d].rows, PM_POPULATION_TOTAL);
        check_row(rows, strata);
        pm_strata_free(strata);
        seen++;
      }
  support_rows_free(rows);
  ck_assert_int_gt(seen, 90);
}
END_TEST

typedef struct rest {
  double rate[2], variance[2];
} rest;

static rest rest_of(const char *design, const char *subject)
{
  static const char *const columns[] = {"value", "second"};
  rest found = {{0}, {0}};
  support_rows *rows = support_rows_open("oracle/explain.csv");
  while (support_rows_next(rows)) {
    const char *what = support_text(rows, "what");
    if (strcmp(support_text(rows, "design"), design) != 0 ||
        strcmp(support_text(rows, "subject"), subject) != 0)
      continue;
    for (size_t c = 0; c < 2; c++) {
      if (strcmp(what, "rest") == 0)
        found.rate[c] = support_number(rows, columns[c]);
      if (strcmp(what, "rest-variance") == 0)
        found.variance[c] = support_number(rows, columns[c]);
    }
  }
  support_rows_free(rows);
  return found;
}

START_TEST(explain_strata_difference)
{
  pm_strata *strata = strata_of(forces, PM_POPULATION_TOTAL);
  for (const counts *row = forces; row->label != NULL; row++) {
    rest others = rest_of("forces", row->label);
    pm_explanation *it = explain(strata, row->label);
    double p = row->x / row->n;
    double v = (1 - row->n / row->population) * p * (1 - p) / (row->n - 1);
    double t = pm_t_quantile(0.025, row->n - 1, PM_TAIL_UPPER);
    for (size_t c = 0; c < 2; c++) {
      ck_assert_double_eq_tol(explained_limit(it, row->label, "difference-rest"),
                              p - others.rate[c], 1e-13);
      assert_close(explained_limit(it, row->label, "difference-rest-margin"),
                   t * sqrt(v + others.variance[c]), 1e-12, "%s", row->label);
    }
    pm_explanation_free(it);
  }
  pm_strata_free(strata);
}
END_TEST

/* With sizes of recorded units: against the estimate of the others alone. */
START_TEST(explain_strata_difference_recorded)
{
  pm_strata *strata = strata_of(forces, PM_POPULATION_RECORDED);
  pm_strata *others = strata_of(forces + 1, PM_POPULATION_RECORDED);
  pm_estimates *estimates;
  ck_assert_int_eq(pm_estimate_counts(&estimates, others, &plain, NULL, NULL), PM_OK);
  const pm_estimate *row = pm_estimates_at(estimates, 0);
  pm_explanation *it = explain(strata, "Leicestershire");
  double p = 100.0 / 115, own = explained_margin(it, "Leicestershire");
  double t = pm_t_quantile(0.025, 114, PM_TAIL_UPPER);
  ck_assert_double_eq_tol(explained_limit(it, "Leicestershire", "difference-rest"),
                          p - row->estimate, 1e-13);
  assert_close(explained_limit(it, "Leicestershire", "difference-rest-margin"),
               sqrt(own * own + t * t * row->variance), 1e-12, "recorded");
  pm_explanation_free(it);
  pm_estimates_free(estimates);
  pm_strata_free(others);
  pm_strata_free(strata);
}
END_TEST

/* ------------------------------------------------------------- national -- */

START_TEST(explain_strata_nationals)
{
  for (int kind = 0; kind < 2; kind++) {
    pm_strata *strata = strata_of(forces, (pm_population_kind)kind);
    pm_explanation *it = explain(strata, NULL);
    double shares = 0, variances = 0, margin = explained_margin(it, "(all)");
    ck_assert_uint_eq(it->national_count, 14);
    for (size_t h = 0; h < it->national_count; h++) {
      const pm_national *row = &it->nationals[h];
      ck_assert_str_eq(row->stratum, forces[h].label);
      ck_assert_double_eq(row->estimate, forces[h].x / forces[h].n);
      shares += row->share;
      variances += row->variance_share;
      assert_close(row->margin_without, margin * sqrt(1 - row->variance_share), 1e-13, "%s",
                   row->stratum);
      assert_close(row->margin, wald_margin(strata, row->stratum), 1e-14, "%s", row->stratum);
    }
    ck_assert_double_eq_tol(shares, 1, 1e-14);
    ck_assert_double_eq_tol(variances, 1, 1e-14);
    pm_explanation_free(it);
    pm_strata_free(strata);
  }
}
END_TEST

/* -------------------------------------------------------------- what if -- */

/* n meets the margin and n - 1 does not, when the spread and the quantile stay
   as they are. */
START_TEST(explain_strata_what_if_focus)
{
  pm_strata *strata = strata_of(forces, PM_POPULATION_TOTAL);
  for (const counts *row = forces; row->label != NULL; row++) {
    pm_explanation *it = explain(strata, row->label);
    double p = row->x / row->n, t = pm_t_quantile(0.025, row->n - 1, PM_TAIL_UPPER);
    double s2 = p * (1 - p) * row->n / (row->n - 1);
    for (size_t i = 5; i < 10; i++) {
      const pm_what_if *w = &it->what_ifs[i];
      ck_assert_str_eq(w->subject, row->label);
      ck_assert_double_le(t * sqrt(s2 * (1 / w->n - 1 / row->population)), w->margin);
      ck_assert_double_gt(t * sqrt(s2 * (1 / (w->n - 1) - 1 / row->population)), w->margin);
      ck_assert_double_eq(w->times, w->n / row->n);
    }
    static const double worst[] = {97, 385, 1068, 2401, 9604};
    for (size_t i = 0; i < 5; i++)
      ck_assert_double_eq(it->what_ifs[5 + i].n_worst, worst[i]);
    pm_explanation_free(it);
  }
  pm_strata_free(strata);
}
END_TEST

static double size_of(const counts *row, pm_population_kind kind)
{
  return kind == PM_POPULATION_RECORDED ? row->population * row->n / row->x : row->population;
}

/* The whole's margin when every stratum's records are multiplied: the rate is
   sum W_h p_h, and with sizes of recorded units its derivative is W_h p/p_h. */
static double margin_at(const counts *rows, double times, pm_population_kind kind)
{
  double size = 0, rate = 0, variance = 0, records = 0, strata = 0;
  for (const counts *row = rows; row->label != NULL; row++, strata++) {
    size += size_of(row, kind);
    rate += size_of(row, kind) * row->x / row->n;
    records += row->n;
  }
  for (const counts *row = rows; row->label != NULL; row++) {
    double T = size_of(row, kind), p = row->x / row->n;
    double slope = T / size * (kind == PM_POPULATION_RECORDED ? rate / size / p : 1);
    double s2 = p * (1 - p) * row->n / (row->n - 1);
    double n = fmin(times * row->n, T);
    variance += slope * slope * s2 * (1 / n - 1 / T);
  }
  return pm_t_quantile(0.025, records - strata, PM_TAIL_UPPER) * sqrt(variance);
}

static double records_at(const counts *rows, double times, pm_population_kind kind)
{
  double records = 0;
  for (; rows->label != NULL; rows++)
    records += fmin(times * rows->n, size_of(rows, kind));
  return records;
}

/* By bisection on how often. */
static double records_for(const counts *rows, double margin, pm_population_kind kind)
{
  double low = 1e-6, high = 1e6;
  for (int step = 0; step < 200; step++) {
    double middle = sqrt(low * high);
    if (margin_at(rows, middle, kind) > margin)
      low = middle;
    else
      high = middle;
  }
  return ceil(records_at(rows, high, kind) - 1e-6);
}

/* Taking strata whole where they are used up. */
START_TEST(explain_strata_what_if_whole)
{
  for (size_t d = 0; d < 8; d++) {
    pm_population_kind kind = d % 2 == 0 ? PM_POPULATION_TOTAL : PM_POPULATION_RECORDED;
    const counts *rows = designs[d / 2].rows;
    pm_strata *strata = strata_of(rows, kind);
    pm_explanation *it = explain(strata, NULL);
    for (size_t i = 0; i < 5; i++)
      ck_assert_double_eq(
          it->what_ifs[i].n,
          fmax(records_for(rows, it->what_ifs[i].margin, kind), (double)it->national_count));
    pm_explanation_free(it);
    pm_strata_free(strata);
  }
}
END_TEST

/* --------------------------------------------------------------- limits -- */

START_TEST(explain_strata_limits)
{
  pm_strata *strata = strata_of(forces, PM_POPULATION_TOTAL);
  ck_assert_int_eq(pm_strata_add_unaudited(strata, "Kent", 1705179, NULL), PM_OK);
  pm_explanation *it = explain(strata, "Leicestershire");
  assert_close(explained_limit(it, "(all)", "all-cover"), pow(0.95, 14), 1e-14, "all-cover");
  assert_close(explained_limit(it, "(all)", "observed-range"), 110.0 / 120 - 67.0 / 112, 1e-14,
               "range");
  assert_close(explained_limit(it, "(all)", "out-of-scope"), 0.5, 1e-14, "scope");
  ck_assert_str_eq(it->unit, "force");
  ck_assert_double_eq(explained_limit(it, "Leicestershire", "rank"), 3);
  ck_assert_double_eq(explained_limit(it, "Leicestershire", "rank-best"), 1);
  ck_assert_double_eq(explained_limit(it, "Leicestershire", "rank-worst"), 9);
  pm_explanation_free(it);
  pm_strata_free(strata);
}
END_TEST

/* The place is always within what it may be. */
START_TEST(explain_strata_ranks)
{
  for (size_t d = 0; d < DESIGNS; d++) {
    pm_strata *strata = strata_of(designs[d].rows, PM_POPULATION_TOTAL);
    for (size_t h = 0; h < pm_strata_count(strata) && pm_strata_count(strata) > 1; h++) {
      const char *label = pm_strata_at(strata, h)->label;
      pm_explanation *it = explain(strata, label);
      double place = explained_limit(it, label, "rank");
      ck_assert_double_le(explained_limit(it, label, "rank-best"), place);
      ck_assert_double_ge(explained_limit(it, label, "rank-worst"), place);
      ck_assert_double_le(explained_limit(it, label, "rank-apart-sidak"),
                          explained_limit(it, label, "rank-apart"));
      pm_explanation_free(it);
    }
    pm_strata_free(strata);
  }
}
END_TEST

START_TEST(explain_strata_no_spread)
{
  pm_strata *strata = strata_of(alike, PM_POPULATION_TOTAL);
  pm_explanation *it = explain(strata, "a");
  ck_assert(isnan(explained_margin(it, "(all)")));
  ck_assert(isnan(explained_margin(it, "a")));
  ck_assert_uint_eq(it->factor_count, 12);
  assert_close(explained_limit(it, "a", "rule-of-three"), pow(0.05, 1 / 5.0), 1e-14, "limit");
  ck_assert(isnan(it->what_ifs[0].n));
  ck_assert_double_eq(it->what_ifs[5].n, 29);
  ck_assert_double_eq(it->what_ifs[9].n, 100);
  pm_explanation_free(it);
  it = explain(strata, "c");
  ck_assert_double_eq(explained_margin(it, "c"), 0);
  ck_assert_double_eq(it->nationals[2].margin, 0);
  pm_explanation_free(it);
  pm_strata_free(strata);
}
END_TEST

START_TEST(explain_strata_lonely)
{
  pm_strata *strata = strata_of(lonely, PM_POPULATION_TOTAL);
  pm_explanation *it = explain(strata, "b");
  ck_assert(isnan(explained_margin(it, "b")));
  ck_assert_double_gt(explained_margin(it, "(all)"), 0);
  assert_close(explained_limit(it, "b", "rule-of-three"), 0.05, 1e-14, "limit");
  pm_explanation_free(it);
  pm_strata_free(strata);
}
END_TEST

/* ---------------------------------------------------------------- prose -- */

static size_t add_given(const pm_strata *strata, double *given)
{
  pm_estimates *estimates;
  ck_assert_int_eq(pm_estimate_counts(&estimates, strata, &plain, NULL, NULL), PM_OK);
  const pm_estimate *all = pm_estimates_at(estimates, 0);
  size_t count = 0;
  given[count++] = all->n;
  given[count++] = all->estimate;
  given[count++] = round(all->population);
  for (size_t h = 0; h < pm_strata_count(strata); h++)
    given[count++] = pm_strata_at(strata, h)->x;
  pm_estimates_free(estimates);
  return count;
}

START_TEST(explain_strata_prose)
{
  for (int kind = 0; kind < 2; kind++)
    for (size_t d = 0; d < DESIGNS; d++) {
      if (kind == 1 && designs[d].rows == endless)
        continue;
      pm_strata *strata = strata_of(designs[d].rows, (pm_population_kind)kind);
      double given[32];
      size_t count = add_given(strata, given);
      for (size_t h = 0; h <= pm_strata_count(strata); h++) {
        const char *focus = h == 0 ? NULL : pm_strata_at(strata, h - 1)->label;
        pm_explanation *it = explain(strata, focus);
        explained_check_prose(it, given, count);
        ck_assert_uint_le(it->paragraph_count, 7);
        pm_explanation_free(it);
      }
      pm_strata_free(strata);
    }
}
END_TEST

/* A margin that is smaller in spite of fewer records is not due to their number. */
START_TEST(explain_strata_prose_direction)
{
  static const counts pair[] = {
      {"a", 8000, 10000, 20000}, {"b", 5000, 10000, 1e9}, {NULL, 0, 0, 0}};
  static const char claim[] = "above all the number of records";
  pm_strata *strata = strata_of(pair, PM_POPULATION_TOTAL);
  pm_explanation *it = explain(strata, "a");
  ck_assert_double_lt(explained_margin(it, "a : (all)"), 1);
  ck_assert_ptr_null(strstr(it->paragraphs[2], claim));
  pm_explanation_free(it);
  pm_strata_free(strata);
  strata = strata_of(forces, PM_POPULATION_TOTAL);
  it = explain(strata, "Gwent");
  ck_assert_ptr_nonnull(strstr(it->paragraphs[2], claim));
  pm_explanation_free(it);
  pm_strata_free(strata);
}
END_TEST

/* -------------------------------------------------------------- refused -- */

START_TEST(explain_strata_refuses)
{
  pm_strata *strata = strata_of(forces, PM_POPULATION_TOTAL);
  pm_explain_request request = usual;
  pm_error error = {0};
  pm_explanation *it;
  request.focus = "Leicesterhire";
  ck_assert_int_eq(pm_explain_strata(&it, strata, &plain, &request, NULL, &error),
                   PM_ERROR_USAGE);
  ck_assert_ptr_null(it);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "did you mean 'Leicestershire'"));
  request.focus = "?";
  pm_error_clear(&error);
  ck_assert_int_eq(pm_explain_strata(&it, strata, &plain, &request, NULL, &error),
                   PM_ERROR_USAGE);
  ck_assert_ptr_null(strstr(error.faults[0].text, "did you mean"));
  request = (pm_explain_request){.conf = 0.1};
  ck_assert_int_eq(pm_explain_strata(&it, strata, &plain, &request, NULL, NULL),
                   PM_ERROR_USAGE);
  pm_strata_free(strata);
  strata = strata_of(forces + 14, PM_POPULATION_TOTAL);
  ck_assert_int_eq(pm_explain_strata(&it, strata, &plain, NULL, NULL, NULL), PM_ERROR_USAGE);
  pm_strata_free(strata);
  strata = strata_of(lonely, PM_POPULATION_TOTAL);
  pm_estimate_request fail = {.lonely = "fail"};
  ck_assert_int_eq(pm_explain_strata(&it, strata, &fail, NULL, NULL, NULL), PM_ERROR_DATA);
  ck_assert_ptr_null(it);
  pm_strata_free(strata);
}
END_TEST

START_TEST(explain_strata_out_of_memory)
{
  pm_strata *strata = strata_of(forces, PM_POPULATION_TOTAL);
  pm_status status = PM_ERROR_MEMORY;
  long fail_at = 0;
  while (status != PM_OK) {
    support_failing failing;
    support_failing_init(&failing, ++fail_at);
    pm_explain_request request = usual;
    request.focus = "Gwent";
    request.allocator = &failing.allocator;
    pm_error error = {0};
    pm_explanation *it = NULL;
    status = pm_explain_strata(&it, strata, &plain, &request, NULL, &error);
    ck_assert(status == PM_OK || (status == PM_ERROR_MEMORY && it == NULL));
    ck_assert_int_eq(error.count, status == PM_OK ? 0 : 1);
    pm_explanation_free(it);
    ck_assert_int_eq(failing.live, 0);
    /* An explanation is whole or not there. */
    ck_assert((status == PM_OK) == (failing.calls < fail_at));
  }
  ck_assert_int_gt(fail_at, 10);
  pm_strata_free(strata);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("explain-strata", &tcase);
  tcase_add_test(tcase, explain_strata_product);
  tcase_add_test(tcase, explain_strata_quotient);
  tcase_add_test(tcase, explain_strata_alone);
  tcase_add_test(tcase, explain_strata_oracle);
  tcase_add_test(tcase, explain_strata_difference);
  tcase_add_test(tcase, explain_strata_difference_recorded);
  tcase_add_test(tcase, explain_strata_nationals);
  tcase_add_test(tcase, explain_strata_what_if_focus);
  tcase_add_test(tcase, explain_strata_what_if_whole);
  tcase_add_test(tcase, explain_strata_limits);
  tcase_add_test(tcase, explain_strata_ranks);
  tcase_add_test(tcase, explain_strata_no_spread);
  tcase_add_test(tcase, explain_strata_lonely);
  tcase_add_test(tcase, explain_strata_prose);
  tcase_add_test(tcase, explain_strata_prose_direction);
  tcase_add_test(tcase, explain_strata_refuses);
  tcase_add_test(tcase, explain_strata_out_of_memory);
  return support_run(suite);
}
