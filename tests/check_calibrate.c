/* check_calibrate.c: what calibration must do whatever the method and the design, looped
   over the family; what it cannot do; and memory that runs out.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"
#include "support.h"

#include <math.h>
#include <plusminus/estimate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* California's schools: totals of the whole state (Lumley's api data). */
static const char *const stype[] = {"stype"};
static const char *const wide[] = {"wide"};
static const char *const api99[] = {"api99"};
static const char *const stype_labels[] = {"E", "H", "M"};
static const char *const wide_labels[] = {"0", "1"};
static const double stype_totals[] = {4421, 755, 1018};
static const double wide_totals[] = {1072, 5122};
static const double wide_sum[] = {5122};
static const double api99_sum[] = {3914069};
#define STYPE                                                                                  \
  {                                                                                            \
    .columns = stype, .column_count = 1, .labels = stype_labels, .totals = stype_totals,       \
    .count = 3                                                                                 \
  }
#define WIDE                                                                                   \
  {                                                                                            \
    .columns = wide, .column_count = 1, .labels = wide_labels, .totals = wide_totals,          \
    .count = 2                                                                                 \
  }
static const pm_margin both[] = {STYPE, WIDE};
static const pm_margin swapped[] = {WIDE, STYPE};
/* The same as both: the ones of a column of zeros and ones, as a number. */
static const pm_margin as_number[] = {
    STYPE, {.columns = wide, .column_count = 1, .totals = wide_sum, .count = 1}};
static const pm_margin with_api99[] = {
    STYPE, {.columns = api99, .column_count = 1, .totals = api99_sum, .count = 1}};

static const char *const dnum[] = {"dnum"};
static const char *const fpc[] = {"fpc"};
static const pm_design designs[] = {
    {.weight = "pw"},
    {.clusters = dnum, .cluster_count = 1, .weight = "pw"},
    {.clusters = dnum, .cluster_count = 1, .populations = fpc, .population_count = 1},
    {.strata = stype, .strata_count = 1, .weight = "pw"},
};
enum { DESIGNS = sizeof designs / sizeof *designs };

static const pm_statistic statistics[] = {
    {.kind = PM_STATISTIC_TOTAL, .column = "always"},
    {.kind = PM_STATISTIC_TOTAL, .column = "enroll"},
    {.kind = PM_STATISTIC_MEAN, .column = "acs_core"}, /* has missing values */
    {.kind = PM_STATISTIC_RATIO, .column = "acs_core", .denominator = "enroll"},
    {.kind = PM_STATISTIC_RATE, .column = "awards"},
};
enum { STATISTICS = sizeof statistics / sizeof *statistics };
static const pm_by sets[] = {{stype, 1}, {wide, 1}};

typedef struct outcome {
  pm_tally *tally;
  pm_estimates *estimates;
  pm_error error;
} outcome;

typedef struct trial {
  const char *file; /* NULL: apiclus1.csv */
  const pm_design *design;
  pm_calibration calibration;
  const pm_allocator *allocator;
  bool keep_records;
} trial;

static pm_status run(const trial *t, outcome *out)
{
  const pm_calibration *calibration = t->calibration.margin_count > 0 ? &t->calibration : NULL;
  const pm_tally_request reading = {
      .file = t->file != NULL ? t->file : support_path("data/records/apiclus1.csv"),
      .design = *t->design,
      .statistics = statistics,
      .statistic_count = STATISTICS,
      .by = sets,
      .by_count = 2,
      .calibration = calibration,
      .keep_records = t->keep_records,
      .threads = t->allocator != NULL, /* whose counts are one thread's */
      .allocator = t->allocator};
  const pm_estimate_request request = {
      .df = "design", .calibration = calibration, .allocator = t->allocator};
  *out = (outcome){.tally = NULL};
  pm_status status = pm_tally_read(&out->tally, &reading, NULL, &out->error);
  return status == PM_OK
             ? pm_estimate_tally(&out->estimates, out->tally, &request, NULL, &out->error)
             : status;
}

static void end(outcome *out)
{
  pm_estimates_free(out->estimates);
  pm_tally_free(out->tally);
}

static trial trial_of(int design, const char *method, const pm_margin *margins, size_t count)
{
  return (trial){.design = &designs[design],
                 .calibration = {.method = method,
                                 .margins = margins,
                                 .margin_count = count,
                                 .lower = 0.3,
                                 .upper = 3}};
}

static outcome succeed(trial t)
{
  outcome out;
  ck_assert_msg(run(&t, &out) == PM_OK, "%s: %s", t.calibration.method,
                out.error.faults[0].text);
  return out;
}

static void assert_same(const outcome *a, const outcome *b, const char *what)
{
  ck_assert_uint_eq(pm_estimates_count(a->estimates), pm_estimates_count(b->estimates));
  for (size_t i = 0; i < pm_estimates_count(a->estimates); i++) {
    const pm_estimate *one = pm_estimates_at(a->estimates, i);
    const pm_estimate *other = pm_estimates_at(b->estimates, i);
    assert_close(one->estimate, other->estimate, 1e-9, "%s: row %zu", what, i);
    ck_assert_msg(fabs(one->se - other->se) <= 1e-9 * fmax(one->se, fabs(one->estimate)),
                  "%s: row %zu: se %.15g, %.15g", what, i, one->se, other->se);
    if (one->se > 1e-9 * fabs(one->estimate)) { /* of a rate they depend on its records */
      assert_close(one->lower, other->lower, 1e-7, "%s: row %zu", what, i);
      assert_close(one->upper, other->upper, 1e-7, "%s: row %zu", what, i);
      assert_close(one->deff, other->deff, 1e-7, "%s: row %zu", what, i);
      assert_close(one->deff_parts.weighting, other->deff_parts.weighting, 1e-9, "%s: row %zu",
                   what, i);
    }
    assert_close(one->df, other->df, 0, "%s: row %zu", what, i);
    assert_close(one->clusters, other->clusters, 0, "%s: row %zu", what, i);
  }
}

static const char *method_at(int i)
{
  return pm_calibration_family.at((size_t)i)->name;
}

static bool has_one_margin(const char *method)
{
  return strcmp(method, "poststratify") == 0;
}

/* -------------------------------------------------------------------- laws -- */

/* The whole, then the categories of each margin: records add up to the totals, without any
   variance. */
START_TEST(test_totals_are_met)
{
  const char *method = method_at(_i);
  static const double totals[] = {6194, 4421, 755, 1018, 1072, 5122};
  size_t rows = has_one_margin(method) ? 4 : 6;
  for (int d = 0; d < DESIGNS; d++) {
    outcome out = succeed(trial_of(d, method, both, has_one_margin(method) ? 1 : 2));
    for (size_t i = 0; i < rows; i++) {
      const pm_estimate *row = pm_estimates_at(out.estimates, i * STATISTICS);
      assert_close(row->estimate, totals[i], 1e-11, "%s %d %zu", method, d, i);
      ck_assert_msg(row->se <= 1e-11 * totals[i], "%s %d %zu: se %g", method, d, i, row->se);
    }
    end(&out);
  }
}
END_TEST

/* With one margin there is one way to meet it. */
START_TEST(test_one_margin)
{
  for (int d = 0; d < DESIGNS; d++) {
    outcome first = succeed(trial_of(d, method_at(0), both, 1));
    outcome other = succeed(trial_of(d, method_at(_i), both, 1));
    assert_same(&first, &other, method_at(_i));
    end(&first);
    end(&other);
  }
}
END_TEST

START_TEST(test_order_of_margins)
{
  for (int d = 0; d < DESIGNS && !has_one_margin(method_at(_i)); d++) {
    outcome first = succeed(trial_of(d, method_at(_i), both, 2));
    outcome other = succeed(trial_of(d, method_at(_i), swapped, 2));
    assert_same(&first, &other, method_at(_i));
    end(&first);
    end(&other);
  }
}
END_TEST

/* Cell by cell from sums, and record by record: one answer. */
START_TEST(test_numbers_are_margins)
{
  for (int d = 0; d < DESIGNS && !has_one_margin(method_at(_i)); d++) {
    outcome cells = succeed(trial_of(d, method_at(_i), both, 2));
    outcome records = succeed(trial_of(d, method_at(_i), as_number, 2));
    assert_same(&cells, &records, method_at(_i));
    end(&cells);
    end(&records);
  }
}
END_TEST

START_TEST(test_numbers_are_met)
{
  const char *method = method_at(_i);
  static const pm_statistic total[] = {{.kind = PM_STATISTIC_TOTAL, .column = "api99"}};
  for (int d = 0; d < DESIGNS && !has_one_margin(method); d++) {
    pm_calibration calibration = trial_of(d, method, with_api99, 2).calibration;
    const pm_tally_request reading = {.file = support_path("data/records/apiclus1.csv"),
                                      .design = designs[d],
                                      .statistics = total,
                                      .statistic_count = 1,
                                      .calibration = &calibration};
    const pm_estimate_request request = {.calibration = &calibration};
    pm_tally *tally;
    pm_estimates *estimates;
    ck_assert_int_eq(pm_tally_read(&tally, &reading, NULL, NULL), PM_OK);
    ck_assert_int_eq(pm_estimate_tally(&estimates, tally, &request, NULL, NULL), PM_OK);
    const pm_estimate *row = pm_estimates_at(estimates, 0);
    assert_close(row->estimate, api99_sum[0], 1e-11, "%s", method);
    ck_assert_msg(row->se <= 1e-10 * api99_sum[0], "%s: se %g", method, row->se);
    pm_estimates_free(estimates);
    pm_tally_free(tally);
  }
}
END_TEST

/* Weights that are equal are trimmed as g is bounded; and limits that no weight comes to
   change nothing. */
START_TEST(test_trimming)
{
  const double weight = 33.84699630737305;
  for (int d = 0; d < 2; d++) {
    trial bounded = trial_of(d, "bounded", both, 2);
    bounded.calibration.lower = 0.85;
    bounded.calibration.upper = 1.7;
    trial trimmed = trial_of(d, "linear", both, 2);
    trimmed.calibration.trim_lower = 0.85 * weight;
    trimmed.calibration.trim_upper = 1.7 * weight;
    trial median = trial_of(d, "linear", both, 2);
    median.calibration.trim_lower = 0.85;
    median.calibration.trim_upper = 1.7;
    median.calibration.trim_by_median = true;
    trial wide_limits = trial_of(d, "rake", both, 2);
    wide_limits.calibration.trim_upper = 1000;
    outcome outs[] = {succeed(bounded), succeed(trimmed), succeed(median),
                      succeed(trial_of(d, "rake", both, 2)), succeed(wide_limits)};
    assert_same(&outs[0], &outs[1], "trimmed");
    assert_same(&outs[0], &outs[2], "by the median");
    assert_same(&outs[3], &outs[4], "wide limits");
    for (int i = 0; i < 5; i++)
      end(&outs[i]);
  }
}
END_TEST

/* Totals of a hundred such populations, and limits as far from every weight of the design. */
START_TEST(test_trimmed_far)
{
  static const double stypes[] = {442100, 75500, 101800}, wides[] = {107200, 512200};
  pm_margin far[] = {STYPE, WIDE};
  const double weight = 33.84699630737305;
  far[0].totals = stypes;
  far[1].totals = wides;
  trial near_trial = trial_of(0, "rake", both, 2), far_trial = trial_of(0, "rake", far, 2);
  near_trial.calibration.trim_lower = 0.85 * weight;
  near_trial.calibration.trim_upper = 1.7 * weight;
  far_trial.calibration.trim_lower = 85 * weight;
  far_trial.calibration.trim_upper = 170 * weight;
  outcome one = succeed(near_trial), other = succeed(far_trial);
  for (size_t s = 0; s < STATISTICS; s++) {
    const double scale = statistics[s].kind == PM_STATISTIC_TOTAL ? 100 : 1;
    assert_close(pm_estimates_at(other.estimates, s)->estimate,
                 scale * pm_estimates_at(one.estimates, s)->estimate, 1e-11, "%zu", s);
  }
  end(&one);
  end(&other);
}
END_TEST

/* Limits that no weights with these totals keep. */
START_TEST(test_trimmed_too_much)
{
  trial t = trial_of(0, "linear", both, 2);
  t.calibration.trim_lower = 33;
  t.calibration.trim_upper = 35;
  outcome out;
  ck_assert_int_eq(run(&t, &out), PM_ERROR_NUMERIC);
  ck_assert_ptr_nonnull(strstr(out.error.faults[0].text, "no weights were found"));
  end(&out);
  t.calibration.trim_lower = 40;
  ck_assert_int_eq(run(&t, &out), PM_ERROR_USAGE);
  end(&out);
}
END_TEST

/* ------------------------------------------------------------ files of weights -- */

static void make_path(char path[64])
{
  strcpy(path, "/tmp/check_calibrate.XXXXXX");
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(close(file), 0);
}

static pm_status write_weights(const trial *t, const pm_tally *tally, const char *path,
                               pm_error *error)
{
  const pm_weights_request request = {
      .from = t->file != NULL ? t->file : support_path("data/records/apiclus1.csv"),
      .file = path,
      .calibration = &t->calibration,
      .allocator = t->allocator};
  return pm_weights_write(tally, &request, error);
}

/* Written and read as weights, they give the same estimates; and calibrated once more they
   stay as they are. */
START_TEST(test_weights_written)
{
  const char *method = method_at(_i);
  char path[64];
  make_path(path);
  for (int d = 0; d < DESIGNS; d++) {
    trial t = trial_of(d, method, both, has_one_margin(method) ? 1 : 2);
    t.keep_records = true;
    outcome first = succeed(t);
    pm_error error = {0};
    ck_assert_msg(write_weights(&t, first.tally, path, &error) == PM_OK, "%s",
                  error.faults[0].text);
    pm_design design = designs[d];
    design.weight = "calibrated_weight";
    trial again = {.file = path, .design = &design, .calibration = t.calibration};
    outcome second = succeed(again);
    for (size_t i = 0; i < pm_estimates_count(first.estimates); i++)
      assert_close(pm_estimates_at(second.estimates, i)->estimate,
                   pm_estimates_at(first.estimates, i)->estimate, 1e-11, "%s %zu", method, i);
    end(&first);
    end(&second);
  }
  ck_assert_int_eq(unlink(path), 0);
}
END_TEST

/* Weights times seven: the calibrated ones are the same, but for methods with bounds, which
   are about the factor. */
START_TEST(test_scale)
{
  const char *method = method_at(_i);
  char path[64];
  make_path(path);
  if (strcmp(method, "bounded") != 0 && strcmp(method, "logit") != 0) {
    FILE *file = fopen(path, "w");
    FILE *from = fopen(support_path("data/records/apiclus1.csv"), "r");
    char line[512];
    ck_assert(file != NULL && from != NULL && fgets(line, sizeof line, from) != NULL);
    fprintf(file, "seven,%s", line);
    while (fgets(line, sizeof line, from) != NULL)
      fprintf(file, "%.17g,%s", 7 * 33.84699630737305, line);
    ck_assert_int_eq(fclose(file) + fclose(from), 0);
    trial t = trial_of(0, method, both, has_one_margin(method) ? 1 : 2);
    outcome first = succeed(t);
    const pm_design design = {.weight = "seven"};
    t.design = &design;
    t.file = path;
    outcome other = succeed(t);
    assert_same(&first, &other, method);
    end(&first);
    end(&other);
  }
  ck_assert_int_eq(unlink(path), 0);
}
END_TEST

/* A file that is another one by then, or has such a column. */
START_TEST(test_weights_refused)
{
  char path[64], copy[64];
  make_path(path);
  make_path(copy);
  trial t = trial_of(0, "rake", both, 2);
  t.keep_records = true;
  outcome out = succeed(t);
  pm_error error = {0};
  ck_assert_int_eq(write_weights(&t, out.tally, path, &error), PM_OK);
  t.file = path; /* has the column */
  ck_assert_int_eq(write_weights(&t, out.tally, copy, &error), PM_ERROR_DATA);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "calibrated_weight"));
  t.file = support_path("data/records/stages.csv");
  pm_error_clear(&error);
  ck_assert_int_eq(write_weights(&t, out.tally, copy, &error), PM_ERROR_DATA);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "changed while it was read"));
  t.file = "-";
  ck_assert_int_eq(write_weights(&t, out.tally, copy, &error), PM_ERROR_USAGE);
  end(&out);
  t = trial_of(0, "rake", both, 2);
  out = succeed(t);
  ck_assert_int_eq(write_weights(&t, out.tally, copy, &error), PM_ERROR_USAGE);
  end(&out);
  FILE *empty = fopen(copy, "r");
  ck_assert_int_eq(fgetc(empty), EOF); /* nothing was written over it */
  ck_assert_int_eq(fclose(empty), 0);
  ck_assert_int_eq(unlink(path) + unlink(copy), 0);
}
END_TEST

/* --------------------------------------------------------------- the solver -- */

/* Three units of two margins of two; the cell of both second categories is empty, and no
   weights meet 3 and 3 there. */
static const uint32_t rows[] = {0, 0, 1}, columns[] = {0, 1, 0};
static const uint32_t *const categories[] = {rows, columns};
static const size_t sizes[] = {2, 2};

START_TEST(test_cannot_be_met)
{
  static const double totals[] = {1, 3, 1, 3};
  static const double weights[] = {1, 1, 1};
  double g[3];
  for (size_t m = 1; m < pm_calibration_family.count; m++) {
    const pm_calibrator c = {.method = pm_calibration_find(method_at((int)m)),
                             .range = {0.3, 3},
                             .units = 3,
                             .margins = 2,
                             .categories = categories,
                             .sizes = sizes,
                             .totals = totals,
                             .parameters = 4};
    pm_calibration_miss miss;
    pm_status status = pm_calibrate(&c, weights, g, NULL, &miss);
    if (strcmp(method_at((int)m), "linear") == 0) { /* by a weight below 0 */
      ck_assert_int_eq(status, PM_OK);
      assert_close(g[0], -2, 1e-12, "linear");
      continue;
    }
    ck_assert_msg(status == PM_ERROR_NUMERIC, "%s", method_at((int)m));
    ck_assert_uint_lt(miss.parameter, 4);
    ck_assert(fabs(miss.reached - totals[miss.parameter]) > 0.01);
  }
}
END_TEST

/* Units without weight, as replicates have them, leave the others as they are. */
START_TEST(test_units_without_weight)
{
  static const uint32_t rows4[] = {0, 0, 1, 1}, columns4[] = {0, 1, 0, 1};
  static const uint32_t *const categories4[] = {rows4, columns4};
  static const double totals[] = {10, 20, 14, 16};
  static const double weights[] = {1, 2, 3, 0};
  static const double fewer[] = {1, 2, 3};
  pm_calibrator c = {.method = pm_calibration_find("linear"),
                     .units = 4,
                     .margins = 2,
                     .categories = categories4,
                     .sizes = sizes,
                     .totals = totals,
                     .parameters = 4};
  double g[4], less[3];
  ck_assert_int_eq(pm_calibrate(&c, weights, g, NULL, NULL), PM_OK);
  c.units = 3;
  c.categories = categories;
  ck_assert_int_eq(pm_calibrate(&c, fewer, less, NULL, NULL), PM_OK);
  for (int i = 0; i < 3; i++)
    assert_close(g[i], less[i], 1e-12, "unit %d", i);
  ck_assert_double_eq(g[3], 1);
}
END_TEST

/* ------------------------------------------------------------------- faults -- */

START_TEST(test_refused)
{
  static const char *const other[] = {"F", "H", "M"};
  static const double negative[] = {1072, 5000};
  const pm_margin strange[] = {{.columns = stype,
                                .column_count = 1,
                                .labels = other,
                                .totals = stype_totals,
                                .count = 3}};
  static const double zero[] = {0, 5122};
  const pm_margin empty[] = {
      {.columns = wide, .column_count = 1, .labels = wide_labels, .totals = zero, .count = 2}};
  const pm_margin unequal[] = {STYPE,
                               {.columns = wide,
                                .column_count = 1,
                                .labels = wide_labels,
                                .totals = negative,
                                .count = 2}};
  const struct {
    const char *method;
    const pm_margin *margins;
    size_t count;
    pm_status status;
    const char *text;
  } cases[] = {
      {"rake", empty, 1, PM_ERROR_DATA, "a total of 'wide' is 0, and not a number above 0"},
      {"rake", strange, 1, PM_ERROR_DATA, "144 records have 'E', for which there is no total"},
      {"rake", unequal, 2, PM_ERROR_DATA,
       "'wide' add up to 6072, and those of 'stype' to 6194"},
      {"poststratify", both, 2, PM_ERROR_USAGE, "has one margin"},
      {"nonsense", both, 1, PM_ERROR_USAGE, "unknown calibration 'nonsense'"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    outcome out;
    trial t = trial_of(0, cases[i].method, cases[i].margins, cases[i].count);
    ck_assert_int_eq(run(&t, &out), cases[i].status);
    ck_assert_msg(strstr(out.error.faults[0].text, cases[i].text) != NULL, "%s",
                  out.error.faults[0].text);
    end(&out);
  }
  trial t = trial_of(0, "logit", both, 2);
  t.calibration.upper = 1;
  outcome out;
  ck_assert_int_eq(run(&t, &out), PM_ERROR_USAGE);
  end(&out);
}
END_TEST

/* Every allocation refused once: an error, and nothing lost. */
START_TEST(test_memory)
{
  static const pm_margin *const margins[] = {both, with_api99};
  char path[64];
  make_path(path);
  for (size_t m = 0; m < 2; m++) {
    pm_status status = PM_ERROR_MEMORY;
    for (long at = 1; status == PM_ERROR_MEMORY; at++) {
      support_failing failing;
      support_failing_init(&failing, at);
      trial t = trial_of(1, "rake", margins[m], 2);
      t.allocator = &failing.allocator;
      t.keep_records = true;
      outcome out;
      status = run(&t, &out);
      if (status == PM_OK)
        status = write_weights(&t, out.tally, path, NULL);
      ck_assert(status == PM_OK || status == PM_ERROR_MEMORY || status == PM_ERROR_IO);
      status = status == PM_ERROR_IO ? PM_ERROR_MEMORY : status;
      end(&out);
      ck_assert_msg(failing.live == 0, "%zu: allocation %ld: %ld lost", m, at, failing.live);
    }
  }
  ck_assert_int_eq(unlink(path), 0);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("calibrate", &tcase);
  int methods = (int)pm_calibration_family.count;
  tcase_add_loop_test(tcase, test_totals_are_met, 0, methods);
  tcase_add_loop_test(tcase, test_one_margin, 0, methods);
  tcase_add_loop_test(tcase, test_order_of_margins, 0, methods);
  tcase_add_loop_test(tcase, test_numbers_are_margins, 0, methods);
  tcase_add_loop_test(tcase, test_numbers_are_met, 0, methods);
  tcase_add_loop_test(tcase, test_weights_written, 0, methods);
  tcase_add_loop_test(tcase, test_scale, 0, methods);
  tcase_add_test(tcase, test_trimming);
  tcase_add_test(tcase, test_trimmed_far);
  tcase_add_test(tcase, test_trimmed_too_much);
  tcase_add_test(tcase, test_weights_refused);
  tcase_add_test(tcase, test_cannot_be_met);
  tcase_add_test(tcase, test_units_without_weight);
  tcase_add_test(tcase, test_refused);
  tcase_add_test(tcase, test_memory);
  return support_run(suite);
}
