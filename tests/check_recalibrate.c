/* check_recalibrate.c: a jackknife that calibrates every replicate, against the definition:
   the file written again without each sampled unit, and estimated anew.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "tally_case.h"

enum { RECORDS = 60, CLUSTER = 3 };

static const char *const late_column[] = {"is_late"};
static const char *const route_labels[] = {"R0", "R1", "R2"};
static const char *const late_labels[] = {"0", "1"};
static const double route_totals[] = {100, 150, 250};
static const double late_totals[] = {200, 300};
static const pm_margin margins[] = {
    {.columns = routes,
     .column_count = 1,
     .labels = route_labels,
     .totals = route_totals,
     .count = 3},
    {.columns = late_column,
     .column_count = 1,
     .labels = late_labels,
     .totals = late_totals,
     .count = 2},
};

/* Totals of numbers, beside those of categories and alone. */
static const char *const crimes_column[] = {"crimes"};
static const double crimes_totals[] = {1300};
static const pm_margin with_numbers[] = {
    {.columns = routes,
     .column_count = 1,
     .labels = route_labels,
     .totals = route_totals,
     .count = 3},
    {.columns = crimes_column, .column_count = 1, .totals = crimes_totals, .count = 1},
};

typedef struct calibrated_case {
  const char *name;
  pm_calibration calibration;
  size_t unit; /* records in a unit, which stand side by side */
} calibrated_case;

static const calibrated_case cases[] = {
    {"clusters, one margin",
     {.method = "poststratify", .margins = margins, .margin_count = 1},
     CLUSTER},
    {"records, one margin",
     {.method = "poststratify", .margins = margins, .margin_count = 1},
     1},
    {"clusters, two margins",
     {.method = "rake", .margins = margins, .margin_count = 2},
     CLUSTER},
    {"records, two margins", {.method = "rake", .margins = margins, .margin_count = 2}, 1},
    {"records, linear", {.method = "linear", .margins = margins, .margin_count = 2}, 1},
    {"clusters, a number",
     {.method = "linear", .margins = with_numbers, .margin_count = 2},
     CLUSTER},
    {"records, a number", {.method = "rake", .margins = with_numbers, .margin_count = 2}, 1},
    {"records, a number, linear",
     {.method = "linear", .margins = with_numbers, .margin_count = 2},
     1},
};

enum { CASES = sizeof cases / sizeof *cases };

static pm_tally_request request_for(const calibrated_case *own, char path[2 * NAME_SIZE])
{
  const pm_design design = {
      .clusters = incident_column, .cluster_count = own->unit > 1, .weight = "weight"};
  pm_tally_request request = request_of(&design, in_folder("all.csv", path));
  request.statistic_count = STATISTICS - 1; /* a quantile has no such variance */
  request.calibration = &own->calibration;
  request.keep_records = own->unit == 1;
  return request;
}

/* The records but those of one unit; unit SIZE_MAX: all. */
static void write_without(const calibrated_case *own, size_t unit)
{
  size_t order[RECORDS];
  record_file file = {.name = "all.csv", .order = order};
  for (size_t i = 0; i < RECORDS; i++)
    if (i / own->unit != unit)
      order[file.last++] = i;
  write_records(&file, RECORDS);
}

static pm_estimates *estimate_file(const calibrated_case *own, const char *variance,
                                   pm_tally **tally)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  pm_estimates *estimates = NULL;
  pm_tally_request request = request_for(own, path);
  const pm_estimate_request wanted = {.variance = variance, .calibration = &own->calibration};
  ck_assert_int_eq(pm_tally_read(tally, &request, NULL, &error), PM_OK);
  ck_assert_msg(pm_estimate_tally(&estimates, *tally, &wanted, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  return estimates;
}

static const double CLOSE = 1e-9;
/* Of what is calibrated to a known total, all variance that there is. */
static const double NOTHING = 1e-24;
/* Totals of numbers are met to this part of them in every replicate. */
static const double MET = 1e-12;

/* The whole's estimates, which come first. */
START_TEST(by_definition)
{
  const calibrated_case *own = &cases[_i];
  const size_t units = RECORDS / own->unit;
  double squares[STATISTICS] = {0};
  pm_tally *whole = NULL, *tally = NULL;
  write_without(own, SIZE_MAX);
  pm_estimates *wanted = estimate_file(own, "jk1", &whole);
  for (size_t unit = 0; unit < units; unit++) {
    write_without(own, unit);
    pm_estimates *replicate = estimate_file(own, "taylor", &tally);
    for (size_t s = 0; s < STATISTICS - 1; s++) {
      double moved = pm_estimates_at(replicate, s)->estimate;
      moved -= pm_estimates_at(wanted, s)->estimate;
      squares[s] += moved * moved;
    }
    pm_estimates_free(replicate);
    pm_tally_free(tally);
  }
  for (size_t s = 0; s < STATISTICS - 1; s++) {
    double variance = (double)(units - 1) / (double)units * squares[s];
    double found = pm_estimates_at(wanted, s)->variance;
    /* The definition takes differences of numbers that are rounded. */
    double rounding = 8 * 0x1p-52 * fabs(pm_estimates_at(wanted, s)->estimate) * sqrt(variance);
    bool has_numbers = own->calibration.margins == with_numbers;
    double met = has_numbers ? MET * pm_estimates_at(wanted, s)->estimate : 0;
    ck_assert_msg(fabs(found - variance) <= CLOSE * variance + rounding + met * met + NOTHING,
                  "%s: %s: %.17g, not %.17g", own->name, pm_estimates_at(wanted, s)->variable,
                  found, variance);
  }
  ck_assert(pm_estimates_at(wanted, 1)->variance > 1e-6);
  pm_estimates_free(wanted);
  pm_tally_free(whole);
}
END_TEST

/* ----------------------------------------------------------------- threads -- */

/* Every thread makes replicates of its own: not a bit may depend on which. */
START_TEST(threads)
{
  const calibrated_case *own = &cases[_i];
  char path[2 * NAME_SIZE];
  pm_tally *tally = NULL;
  pm_estimates *one = NULL, *more = NULL;
  write_without(own, SIZE_MAX);
  const pm_tally_request request = request_for(own, path);
  pm_estimate_request wanted = {
      .variance = "jk1", .calibration = &own->calibration, .threads = 1};
  ck_assert_int_eq(pm_tally_read(&tally, &request, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_estimate_tally(&one, tally, &wanted, NULL, NULL), PM_OK);
  wanted.threads = 3;
  ck_assert_int_eq(pm_estimate_tally(&more, tally, &wanted, NULL, NULL), PM_OK);
  assert_same(more, one, 0, own->name);
  pm_estimates_free(one);
  pm_tally_free(tally);
}
END_TEST

/* ------------------------------------------------------------------ memory -- */

START_TEST(memory)
{
  const calibrated_case *own = &cases[_i];
  char path[2 * NAME_SIZE];
  pm_tally *tally = NULL;
  pm_status status = PM_ERROR_MEMORY;
  write_without(own, SIZE_MAX);
  const pm_tally_request request = request_for(own, path);
  ck_assert_int_eq(pm_tally_read(&tally, &request, NULL, NULL), PM_OK);
  for (long at = 1; status == PM_ERROR_MEMORY; at++) {
    support_failing failing;
    pm_error error = {0};
    pm_estimates *estimates = NULL;
    support_failing_init(&failing, at);
    const pm_estimate_request wanted = {.variance = "jk1",
                                        .calibration = &own->calibration,
                                        .threads = 1,
                                        .allocator = &failing.allocator};
    status = pm_estimate_tally(&estimates, tally, &wanted, NULL, &error);
    pm_estimates_free(estimates);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_eq(status, error.status);
  }
  ck_assert_int_eq(status, PM_OK);
  pm_tally_free(tally);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("recalibrate", &tcase);
  tcase_add_checked_fixture(tcase, make_folder, remove_folder);
  tcase_add_loop_test(tcase, by_definition, 0, CASES);
  tcase_add_loop_test(tcase, threads, 0, CASES);
  tcase_add_loop_test(tcase, memory, 0, CASES);
  return support_run(suite);
}
