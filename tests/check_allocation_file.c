/* check_allocation_file.c: strata and size measures from files.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/allocate.h>
#include <string.h>

#include "support.h"

static const char *const key[] = {"force", "crime_type"};
static const char *const by[] = {"region", "force"};
static const char *const rates[] = {"recorded", "timely"};

static pm_allocation_file_request request_of(const char *file)
{
  return (pm_allocation_file_request){.file = support_path(file),
                                      .strata = key,
                                      .strata_count = 2,
                                      .by = by,
                                      .by_count = 2,
                                      .size = "size",
                                      .rates = rates,
                                      .rate_count = 2,
                                      .cost = "minutes",
                                      .minimum_all = 50,
                                      .maximum_all = 100,
                                      .hash = true};
}

START_TEST(strata_are_read)
{
  const pm_allocation_file_request request = request_of("../examples/plan.csv");
  pm_allocation_file *file;
  ck_assert_int_eq(pm_allocation_file_read(&file, &request, NULL), PM_OK);
  ck_assert_uint_eq(pm_allocation_file_count(file), 9);
  const pm_stratum_plan *plan = &pm_allocation_file_plans(file)[7]; /* Surrey, robbery */
  ck_assert_str_eq(plan->label, "Surrey / robbery");
  ck_assert_double_eq(plan->population, 40);
  ck_assert_double_eq(plan->minimum, 40); /* 50 do not fit: it is taken whole */
  ck_assert_double_eq(plan->mean, 0.8);
  ck_assert_double_eq(plan->spread, pm_rate_spread(0.8, 40));
  ck_assert_int_eq(plan->row, 9);
  ck_assert_int_eq(pm_stratum_state_of(plan, 40), PM_STRATUM_TAKE_ALL);
  ck_assert_int_eq(pm_allocation_file_column(file, "force"), 0);
  ck_assert_int_eq(pm_allocation_file_column(file, "region"), 2); /* force is not there twice */
  ck_assert_int_eq(pm_allocation_file_column(file, "size"), -1);
  ck_assert_str_eq(pm_allocation_file_values(file, 7)[2], "South");
  ck_assert_double_eq(pm_allocation_file_rates(file, 0)[1], 0.6);
  ck_assert_uint_eq(strlen(pm_allocation_file_sha256(file)), 64);
  pm_allocation_file_free(file);
}
END_TEST

static pm_status read_within(const pm_allocator *allocator, const void *context)
{
  (void)context;
  pm_allocation_file_request request = request_of("../examples/plan.csv");
  request.allocator = allocator;
  pm_allocation_file *file;
  pm_status status = pm_allocation_file_read(&file, &request, NULL);
  pm_allocation_file_free(file);
  return status;
}

START_TEST(memory_may_end)
{
  support_memory_ends(read_within, NULL);
}
END_TEST

START_TEST(faults_have_their_rows)
{
  pm_allocation_file_request request = request_of("golden/data/plan_faults.csv");
  static const char *const columns[] = {"force", "type"};
  static const char *const one_rate[] = {"rate"};
  request.strata = columns;
  request.by_count = 0;
  request.rates = one_rate;
  request.rate_count = 1;
  request.cost = "cost";
  request.minimum = "least";
  request.maximum = "most";
  pm_allocation_file *file;
  pm_error error = {0};
  ck_assert_int_eq(pm_allocation_file_read(&file, &request, &error), PM_ERROR_DATA);
  ck_assert_ptr_null(file);
  ck_assert_int_eq(error.count, 12);
}
END_TEST

/* Columns of domains that are not there are told where they were named; the rest is read. */
START_TEST(a_domain_may_be_missing)
{
  static const char *const wanted[] = {"regoin", "force", "kind", "region"};
  static const pm_place places[] = {
      {"goals.csv", 2, "domain"}, {"goals.csv", 3, "domain"}, {NULL, 0, NULL}, {NULL, 0, NULL}};
  pm_allocation_file_request request = request_of("../examples/plan.csv");
  request.by = wanted;
  request.by_count = 4;
  request.by_place = places;
  request.by_option = "--margin";
  pm_allocation_file *file;
  pm_error error = {0};
  ck_assert_int_eq(pm_allocation_file_read(&file, &request, &error), PM_ERROR_DATA);
  ck_assert_int_eq(error.count, 2);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "goals.csv:2: column 'domain': "));
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "no column 'regoin'; did you mean"));
  ck_assert_ptr_nonnull(
      strstr(error.faults[1].text, "plan.csv:1: no column 'kind' (--margin)"));
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(pm_allocation_file_count(file), 9);
  ck_assert_int_eq(pm_allocation_file_column(file, "kind"), -1);
  ck_assert_int_eq(pm_allocation_file_column(file, "region"), 2);
  ck_assert_str_eq(pm_allocation_file_values(file, 7)[2], "South");
  pm_allocation_file_free(file);
  request.cost = "minuts"; /* something else is missing as well */
  error = (pm_error){0};
  ck_assert_int_eq(pm_allocation_file_read(&file, &request, &error), PM_ERROR_DATA);
  ck_assert_ptr_null(file);
  ck_assert_int_eq(error.count, 3);
}
END_TEST

START_TEST(measures_are_read)
{
  pm_size_measure measure;
  pm_size_measure_request request = {.file = support_path("golden/data/units.csv"),
                                     .column = "crimes"};
  ck_assert_int_eq(pm_size_measure_read(&measure, &request, NULL), PM_OK);
  ck_assert_uint_eq(measure.count, 17);
  ck_assert_double_eq(measure.values[16], 900);
  ck_assert_str_eq(measure.sha256, "");
  pm_size_measure_free(&measure, NULL);
  for (long fail_at = 1;; fail_at++) {
    support_failing failing;
    support_failing_init(&failing, fail_at);
    request.allocator = &failing.allocator;
    pm_status status = pm_size_measure_read(&measure, &request, NULL);
    pm_size_measure_free(&measure, &failing.allocator);
    ck_assert_int_eq(failing.live, 0);
    if (status == PM_OK)
      return;
    ck_assert_int_eq(status, PM_ERROR_MEMORY);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("allocation_file", &tcase);
  tcase_add_test(tcase, strata_are_read);
  tcase_add_test(tcase, memory_may_end);
  tcase_add_test(tcase, faults_have_their_rows);
  tcase_add_test(tcase, a_domain_may_be_missing);
  tcase_add_test(tcase, measures_are_read);
  return support_run(suite);
}
