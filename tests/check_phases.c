/* check_phases.c: laws of two phases.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"

#include <math.h>
#include <plusminus/estimate.h>

enum { RECORDS = 240 };

/* area, kind, measured, y, size */
typedef struct record {
  int area, kind, measured;
  double y;
} record;

static record records[RECORDS];

/* Without a pattern that lines up with the strata. */
static void make_records(int measured_of)
{
  unsigned state = 7;
  for (int i = 0; i < RECORDS; i++) {
    state = state * 1664525 + 1013904223;
    records[i] = (record){i % 3, (int)(state >> 20) % 4, (int)(state >> 12) % 8 < measured_of,
                          (double)((state >> 8) % 1000) / 10};
  }
}

static void write_records(bool reversed)
{
  char text[RECORDS * 40] = "area,kind,measured,y,size\n";
  size_t used = strlen(text);
  for (int k = 0; k < RECORDS; k++) {
    const record *r = &records[reversed ? RECORDS - 1 - k : k];
    char y[PM_NUMBER_SIZE] = "";
    if (r->measured)
      (void)pm_number_format(r->y, y);
    used += (size_t)snprintf(text + used, sizeof text - used, "a%d,k%d,%d,%s,%d\n", r->area,
                             r->kind, r->measured, y, 400 + 100 * r->area);
  }
  write_scratch(text, used);
}

static const char *const area[] = {"area"}, *const kind[] = {"kind"}, *const size[] = {"size"};
static const pm_statistic statistics[] = {{.kind = PM_STATISTIC_TOTAL, .column = "y"},
                                          {.kind = PM_STATISTIC_MEAN, .column = "y"}};
static const pm_by by_kind = {kind, 1};

static pm_design one_phase(void)
{
  return (pm_design){
      .strata = area, .strata_count = 1, .populations = size, .population_count = 1};
}

static pm_design two_phases(void)
{
  pm_design design = one_phase();
  design.phase2 = "measured";
  design.phase2_strata = kind;
  design.phase2_strata_count = 1;
  return design;
}

static pm_status estimate(const pm_design *design, const pm_allocator *allocator,
                          pm_estimates **found, pm_error *error)
{
  const pm_tally_request request = {.file = path,
                                    .design = *design,
                                    .statistics = statistics,
                                    .statistic_count = 2,
                                    .by = &by_kind,
                                    .by_count = 1,
                                    .threads = 1,
                                    .allocator = allocator};
  const pm_estimate_request wanted = {.by = &by_kind, .by_count = 1, .allocator = allocator};
  pm_tally *tally = NULL;
  pm_notes *notes = NULL;
  *found = NULL;
  *error = (pm_error){.status = PM_OK};
  pm_status status = pm_notes_new(&notes, allocator);
  if (status == PM_OK)
    status = pm_tally_read(&tally, &request, notes, error);
  if (status == PM_OK)
    status = pm_estimate_tally(found, tally, &wanted, notes, error);
  pm_tally_free(tally);
  pm_notes_free(notes);
  return status;
}

static pm_estimates *must_estimate(pm_design design)
{
  pm_estimates *found;
  pm_error error;
  pm_status status = estimate(&design, NULL, &found, &error);
  ck_assert_msg(status == PM_OK, "%s", error.faults[0].text);
  return found;
}

/* A phase that measures all is no phase. */
START_TEST(test_all_measured_is_one_phase)
{
  make_records(8);
  write_records(false);
  pm_estimates *one = must_estimate(one_phase());
  pm_estimates *two = must_estimate(two_phases());
  ck_assert_uint_eq(pm_estimates_count(one), pm_estimates_count(two));
  ck_assert_uint_eq(pm_estimates_count(two), 10);
  for (size_t i = 0; i < pm_estimates_count(one); i++) {
    const pm_estimate *a = pm_estimates_at(one, i), *b = pm_estimates_at(two, i);
    assert_close(b->estimate, a->estimate, 1e-13, "row %zu", i);
    assert_close(b->variance, a->variance, 1e-12, "row %zu", i);
    assert_close(b->deff, a->deff, 1e-12, "row %zu", i);
    ck_assert(b->n == a->n && b->clusters == a->clusters);
  }
  pm_estimates_free(one);
  pm_estimates_free(two);
}
END_TEST

START_TEST(test_order_does_not_matter)
{
  make_records(4);
  write_records(false);
  pm_estimates *one = must_estimate(two_phases());
  write_records(true);
  pm_estimates *two = must_estimate(two_phases());
  for (size_t i = 0; i < pm_estimates_count(one); i++) {
    const pm_estimate *a = pm_estimates_at(one, i), *b = pm_estimates_at(two, i);
    assert_close(b->estimate, a->estimate, 1e-14, "row %zu", i);
    assert_close(b->variance, a->variance, 1e-12, "row %zu", i);
  }
  pm_estimates_free(one);
  pm_estimates_free(two);
}
END_TEST

/* Where the second phase's strata lie within the first's, a number that never varies has a
   total that is known, however large it is. */
START_TEST(test_what_never_varies_has_no_variance)
{
  static const char *const both[] = {"kind", "area"};
  make_records(4);
  for (int i = 0; i < RECORDS; i++)
    records[i].y = 123456789.25;
  write_records(false);
  pm_design design = two_phases();
  design.phase2_strata = both;
  design.phase2_strata_count = 2;
  pm_estimates *found = must_estimate(design);
  const pm_estimate *total = pm_estimates_at(found, 0);
  if (strcmp(total->statistic, "total") != 0)
    total = pm_estimates_at(found, 1);
  ck_assert(total->se <= 1e-12 * total->estimate);
  assert_close(total->estimate, 123456789.25 * 1500, 1e-14, "total");
  pm_estimates_free(found);
}
END_TEST

/* A number far from 0 has the variance of the same number near it. */
START_TEST(test_no_digits_cancel)
{
  static const char *const both[] = {"area", "kind"};
  double variances[2];
  for (int k = 0; k < 2; k++) {
    make_records(4);
    for (int i = 0; i < RECORDS; i++)
      records[i].y = floor(records[i].y) + (k == 0 ? 0 : 1e9);
    write_records(false);
    pm_design design = two_phases();
    design.phase2_strata = both;
    design.phase2_strata_count = 2;
    pm_estimates *found = must_estimate(design);
    variances[k] = pm_estimates_at(found, 0)->variance;
    pm_estimates_free(found);
  }
  assert_close(variances[1], variances[0], 1e-9, "shifted");
}
END_TEST

START_TEST(test_memory_that_ends)
{
  make_records(4);
  write_records(false);
  const pm_design design = two_phases();
  for (long fail_at = 1;; fail_at++) {
    support_failing failing;
    pm_estimates *found;
    pm_error error;
    support_failing_init(&failing, fail_at);
    pm_status status = estimate(&design, &failing.allocator, &found, &error);
    pm_estimates_free(found);
    ck_assert_int_eq(failing.live, 0);
    if (failing.calls < fail_at) {
      ck_assert_int_eq(status, PM_OK);
      break;
    }
    ck_assert_int_eq(status, PM_ERROR_MEMORY);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("phases", &tcase);
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_test(tcase, test_all_measured_is_one_phase);
  tcase_add_test(tcase, test_order_does_not_matter);
  tcase_add_test(tcase, test_what_never_varies_has_no_variance);
  tcase_add_test(tcase, test_no_digits_cancel);
  tcase_add_test(tcase, test_memory_that_ends);
  return support_run(suite);
}
