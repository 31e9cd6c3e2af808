/* check_weights.c: records written once more with replicate weights: the same whatever the
   block, read back to the same variances, and every failure told with nothing left behind.
   tests/replicates.pl has the methods and designs.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "tally_case.h"

enum { RECORDS = 60, TEXT_SIZE = 1 << 17, WRITTEN = STATISTICS - 1 };

static const char *const route_labels[] = {"R0", "R1", "R2"};
static const double route_totals[] = {100, 150, 250};
static const pm_margin margin = {.columns = routes,
                                 .column_count = 1,
                                 .labels = route_labels,
                                 .totals = route_totals,
                                 .count = 3};
static const pm_calibration calibration = {
    .method = "poststratify", .margins = &margin, .margin_count = 1};

static const char *const crimes_column[] = {"crimes"};
static const double crimes_total = 1300;
static const pm_margin crimes = {
    .columns = crimes_column, .column_count = 1, .totals = &crimes_total, .count = 1};
static const pm_calibration to_number = {
    .method = "rake", .margins = &crimes, .margin_count = 1};

typedef struct weights_case {
  const char *name;
  const char *variance;
  const pm_calibration *calibration;
  bool has_strata, has_clusters;
} weights_case;

static const weights_case cases[] = {
    {"clusters in strata", "jkn", NULL, true, true},
    {"clusters", "jk1", NULL, false, true},
    {"calibrated clusters", "jk1", &calibration, false, true},
    {"records", "bootstrap", NULL, false, false},
    {"calibrated records", "sdr", &calibration, false, false},
    {"clusters calibrated to a number", "jk1", &to_number, false, true},
    {"records calibrated to a number", "bootstrap", &to_number, false, false},
};

enum { CASES = sizeof cases / sizeof *cases };

static pm_tally *read_case(const weights_case *own)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  pm_tally *tally = NULL;
  const pm_design design = {.strata = one_column,
                            .strata_count = own->has_strata,
                            .clusters = incident_column,
                            .cluster_count = own->has_clusters,
                            .weight = "weight"};
  const record_file file = {.name = "all.csv"};
  write_records(&file, RECORDS);
  pm_tally_request request = request_of(&design, in_folder("all.csv", path));
  request.calibration = own->calibration;
  request.keep_records = true;
  ck_assert_msg(pm_tally_read(&tally, &request, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  return tally;
}

static pm_estimate_request request_for(const weights_case *own)
{
  return (pm_estimate_request){.variance = own->variance,
                               .replicates = 20,
                               .seed = 11,
                               .calibration = own->calibration,
                               .threads = 1,
                               .differences = routes,
                               .difference_count = 1};
}

/* The names of files in the test's folder. */
typedef struct written_files {
  char from[2 * NAME_SIZE], weights[2 * NAME_SIZE], coefficients[2 * NAME_SIZE];
} written_files;

static written_files files_in_folder(void)
{
  written_files files;
  (void)in_folder("all.csv", files.from);
  (void)in_folder("weights.csv", files.weights);
  (void)in_folder("coefficients.csv", files.coefficients);
  return files;
}

static pm_status write_case(const weights_case *own, const pm_tally *tally, size_t block,
                            const pm_allocator *allocator, pm_error *error)
{
  const written_files files = files_in_folder();
  pm_estimate_request estimate = request_for(own);
  estimate.allocator = allocator;
  const pm_replicate_weights_request request = {.from = files.from,
                                                .file = files.weights,
                                                .coefficients = files.coefficients,
                                                .estimate = &estimate,
                                                .block = block,
                                                .allocator = allocator};
  return pm_replicate_weights_write(tally, &request, NULL, error);
}

static void read_text(const char *path, char text[TEXT_SIZE])
{
  FILE *in = fopen(path, "r");
  ck_assert_ptr_nonnull(in);
  size_t size = fread(text, 1, TEXT_SIZE - 1, in);
  ck_assert_uint_lt(size, TEXT_SIZE - 1);
  text[size] = '\0';
  ck_assert_int_eq(fclose(in), 0);
}

START_TEST(any_block)
{
  static char one[TEXT_SIZE], other[TEXT_SIZE];
  const weights_case *own = &cases[_i];
  const written_files files = files_in_folder();
  pm_tally *tally = read_case(own);
  ck_assert_int_eq(write_case(own, tally, 0, NULL, NULL), PM_OK);
  read_text(files.weights, one);
  for (size_t block = 1; block < 10000; block *= 8) {
    ck_assert_int_eq(write_case(own, tally, block, NULL, NULL), PM_OK);
    read_text(files.weights, other);
    ck_assert_msg(strcmp(one, other) == 0, "%s: a block of %zu", own->name, block);
  }
  pm_tally_free(tally);
}
END_TEST

/* Of equal strata, as the one here is, the coefficients are all the same: no file has them. */
START_TEST(read_back)
{
  const weights_case *own = &cases[_i];
  const written_files files = files_in_folder();
  pm_error error = {0};
  pm_tally *tally = read_case(own), *again = NULL;
  pm_estimates *made = NULL, *found = NULL;
  pm_estimate_request request = request_for(own);
  ck_assert_int_eq(write_case(own, tally, 0, NULL, NULL), PM_OK);
  ck_assert_int_ne(access(files.coefficients, F_OK), 0);
  const pm_design design = {
      .clusters = incident_column, .cluster_count = own->has_clusters, .weight = "full_weight"};
  pm_tally_request reading = request_of(&design, files.weights);
  reading.statistic_count = WRITTEN;
  reading.replicate_weights = "rep_*";
  ck_assert_msg(pm_tally_read(&again, &reading, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  ck_assert_int_eq(pm_estimate_tally(&made, tally, &request, NULL, &error), PM_OK);
  request.calibration = NULL;
  request.replicate_scale = strcmp(own->variance, "jkn") == 0 ? 19. / 20 : 0;
  ck_assert_msg(pm_estimate_tally(&found, again, &request, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  ck_assert_int_gt(pm_estimates_at(found, 0)->variance > 0, 0);
  for (size_t s = 0; s < WRITTEN; s++) /* the whole's come first */
    assert_row(pm_estimates_at(found, s), pm_estimates_at(made, s), 1e-12, own->name);
  pm_estimates_free(made);
  pm_estimates_free(found);
  pm_tally_free(again);
  pm_tally_free(tally);
}
END_TEST

START_TEST(memory)
{
  const weights_case *own = &cases[_i];
  const written_files files = files_in_folder();
  pm_tally *tally = read_case(own);
  pm_status status = PM_ERROR_MEMORY;
  for (long at = 1; status == PM_ERROR_MEMORY; at++) {
    support_failing failing;
    pm_error error = {0};
    support_failing_init(&failing, at);
    ck_assert_int_ne(access(files.weights, F_OK), 0);
    status = write_case(own, tally, 0, &failing.allocator, &error);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_msg(status == error.status || status == PM_ERROR_IO, "allocation %ld: %d, %d", at,
                  (int)status, (int)error.status);
    if (status == PM_ERROR_IO) /* told as the reason why it cannot be written */
      status = PM_ERROR_MEMORY;
  }
  ck_assert_int_eq(status, PM_OK);
  ck_assert_int_eq(access(files.weights, F_OK), 0);
  pm_tally_free(tally);
}
END_TEST

/* And of estimates with quantiles and differences by replicates. */
START_TEST(memory_of_estimates)
{
  const weights_case *own = &cases[_i];
  pm_tally *tally = read_case(own);
  pm_status status = PM_ERROR_MEMORY;
  for (long at = 1; status == PM_ERROR_MEMORY; at++) {
    support_failing failing;
    pm_error error = {0};
    pm_estimates *estimates = NULL;
    support_failing_init(&failing, at);
    pm_estimate_request request = request_for(own);
    request.allocator = &failing.allocator;
    status = pm_estimate_tally(&estimates, tally, &request, NULL, &error);
    pm_estimates_free(estimates);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_eq(status, error.status);
  }
  ck_assert_int_eq(status, PM_OK);
  pm_tally_free(tally);
}
END_TEST

/* ------------------------------------------------------------------- faults -- */

static void expect_fault(const pm_tally *tally, const pm_replicate_weights_request *request,
                         pm_status status, const char *text)
{
  pm_error error = {0};
  ck_assert_int_eq(pm_replicate_weights_write(tally, request, NULL, &error), status);
  ck_assert_msg(strstr(error.faults[0].text, text) != NULL, "%s", error.faults[0].text);
  ck_assert_int_ne(access(request->file, F_OK), 0);
}

START_TEST(changed_since)
{
  const weights_case *own = &cases[0];
  const written_files files = files_in_folder();
  const pm_estimate_request estimate = request_for(own);
  pm_tally *tally = read_case(own);
  const pm_replicate_weights_request request = {.from = files.from,
                                                .file = files.weights,
                                                .coefficients = files.coefficients,
                                                .estimate = &estimate};
  const record_file file = {.name = "all.csv"};
  write_records(&file, RECORDS); /* the same, at another time */
  expect_fault(tally, &request, PM_ERROR_DATA, "the file changed while it was read");
  write_records(&file, RECORDS - 1);
  expect_fault(tally, &request, PM_ERROR_DATA, "the file changed while it was read");
  ck_assert_int_eq(remove(files.from), 0);
  expect_fault(tally, &request, PM_ERROR_IO, "cannot be opened");
  pm_tally_free(tally);
}
END_TEST

/* A tally that was loaded does not know that its file has changed; the fault is in its row. */
START_TEST(broken_since)
{
  const weights_case *own = &cases[0];
  const written_files files = files_in_folder();
  const pm_estimate_request estimate = request_for(own);
  char state[2 * NAME_SIZE], where[4 * NAME_SIZE];
  pm_error error = {0};
  pm_tally *read = read_case(own), *tally = NULL;
  const pm_replicate_weights_request request = {.from = files.from,
                                                .file = files.weights,
                                                .coefficients = files.coefficients,
                                                .estimate = &estimate};
  ck_assert_int_eq(pm_tally_save(read, in_folder("state.json", state), NULL, &error), PM_OK);
  ck_assert_int_eq(pm_tally_load(&tally, state, NULL, &error), PM_OK);
  FILE *file = fopen(files.from, "ab");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_gt(fputs("a,b\n", file), 0);
  ck_assert_int_eq(fclose(file), 0);
  (void)snprintf(where, sizeof where, "%s:%d: the row has 2 fields", files.from, RECORDS + 2);
  expect_fault(tally, &request, PM_ERROR_DATA, where);
  pm_tally_free(read);
  pm_tally_free(tally);
}
END_TEST

START_TEST(no_place)
{
  const weights_case *own = &cases[1];
  const written_files files = files_in_folder();
  const pm_estimate_request estimate = request_for(own);
  pm_estimate_request taylor = estimate;
  taylor.variance = "taylor";
  pm_tally *tally = read_case(own);
  pm_replicate_weights_request request = {
      .from = files.from, .file = "/no/where.csv", .estimate = &estimate};
  expect_fault(tally, &request, PM_ERROR_IO, "cannot write '/no/where.csv'");
  request.file = files.weights;
  request.from = "-";
  expect_fault(tally, &request, PM_ERROR_USAGE, "standard input");
  request.from = files.from;
  request.estimate = &taylor;
  expect_fault(tally, &request, PM_ERROR_USAGE, "variance 'taylor' makes no replicates");
  request.estimate = NULL;
  expect_fault(tally, &request, PM_ERROR_USAGE, "is not said");
  pm_tally_free(tally);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("weights", &tcase);
  tcase_add_checked_fixture(tcase, make_folder, remove_folder);
  tcase_add_loop_test(tcase, any_block, 0, CASES);
  tcase_add_loop_test(tcase, read_back, 0, CASES);
  tcase_add_loop_test(tcase, memory, 0, CASES);
  tcase_add_loop_test(tcase, memory_of_estimates, 0, CASES);
  tcase_add_test(tcase, changed_since);
  tcase_add_test(tcase, broken_since);
  tcase_add_test(tcase, no_place);
  return support_run(suite);
}
