/* check_design_file.c: designs from JSON: what is taken, and what is told of a bad one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"

#include <plusminus/estimate.h>

#define HEAD "{\"schema\": \"plusminus-design/1\""

static pm_status read_text(const char *text, const pm_design *given, pm_design_file **file,
                           pm_error *error)
{
  *error = (pm_error){.status = PM_OK};
  write_scratch(text, strlen(text));
  const pm_design_request request = {.file = path, .given = given};
  return pm_design_read(file, &request, error);
}

/* Is there a fault whose text ends so? */
static bool is_told(const pm_error *error, const char *end)
{
  for (size_t i = 0; i < pm_error_listed(error); i++) {
    const char *text = error->faults[i].text;
    if (strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0)
      return true;
  }
  return false;
}

START_TEST(test_everything_is_taken)
{
  pm_error error;
  pm_design_file *file;
  ck_assert_int_eq(
      read_text(HEAD ", \"description\": \"x\", \"strata\": [\"a\", \"b\"], \"clusters\": "
                     "\"c\", \"populations\": [\"p\", \"q\"], \"weight\": \"w\\u00e9\", "
                     "\"pps\": \"yates-grundy\", \"joint\": \"j.csv\"}\n",
                NULL, &file, &error),
      PM_OK);
  const pm_design *design = pm_design_file_design(file);
  ck_assert_uint_eq(design->strata_count, 2);
  ck_assert_str_eq(design->strata[1], "b");
  ck_assert_uint_eq(design->cluster_count, 1);
  ck_assert_str_eq(design->clusters[0], "c");
  ck_assert_uint_eq(design->population_count, 2);
  ck_assert_str_eq(design->populations[0], "p");
  ck_assert_str_eq(design->weight, "w\xC3\xA9");
  ck_assert_str_eq(design->pps, "yates-grundy");
  ck_assert_str_eq(design->joint, "/tmp/j.csv"); /* beside the scratch file */
  pm_design_file_free(file);
}
END_TEST

START_TEST(test_two_phases_are_taken)
{
  pm_error error;
  pm_design_file *file;
  ck_assert_int_eq(read_text(HEAD ", \"phase2\": \"full\", \"phase2_strata\": [\"risk\"]}",
                             NULL, &file, &error),
                   PM_OK);
  const pm_design *design = pm_design_file_design(file);
  ck_assert_str_eq(design->phase2, "full");
  ck_assert_uint_eq(design->phase2_strata_count, 1);
  ck_assert_str_eq(design->phase2_strata[0], "risk");
  pm_design_file_free(file);
}
END_TEST

START_TEST(test_options_are_added_or_agree)
{
  static const char *const strata[] = {"a", "b"};
  const pm_design given = {.strata = strata, .strata_count = 2, .weight = "w"};
  pm_error error;
  pm_design_file *file;
  ck_assert_int_eq(read_text(HEAD ", \"strata\": [\"a\", \"b\"], \"clusters\": [\"c\"]}",
                             &given, &file, &error),
                   PM_OK);
  ck_assert_str_eq(pm_design_file_design(file)->weight, "w");
  ck_assert_str_eq(pm_design_file_design(file)->clusters[0], "c");
  pm_design_file_free(file);
  ck_assert_int_eq(
      read_text(HEAD ", \"strata\": [\"b\", \"a\"], \"weight\": \"v\"}", &given, &file, &error),
      PM_ERROR_USAGE);
  ck_assert_ptr_null(file);
  ck_assert_int_eq(error.count, 2);
  ck_assert(is_told(&error, "'strata' is 'b,a', but --strata says 'a,b'"));
  ck_assert(is_told(&error, "'weight' is 'v', but --weight says 'w'"));
}
END_TEST

/* Each of these is one fault of its own. */
static const struct {
  const char *text, *end;
} faults[] = {
    {"{}", "there is no \"schema\": \"plusminus-design/1\""},
    {"{\"schema\": \"plusminus/1\"}",
     "the schema is 'plusminus/1', but must be 'plusminus-design/1'"},
    {"{\"schema\": 1}", "'schema' is a number, not a text"},
    {HEAD ", \"cluster\": [\"a\"]}", "a design has no 'cluster'; did you mean 'clusters'?"},
    {HEAD ", \"Strata\": [\"a\"]}", "a design has no 'Strata'; did you mean 'strata'?"},
    {HEAD ", \"strata\": {\"a\": 1}}", "'strata' is an object, not a list of columns"},
    {HEAD ", \"strata\": [[\"a\"]]}",
     "'strata' is a list with a list in it, not a list of columns"},
    {HEAD ", \"strata\": [\"a\", null]}",
     "'strata' is a list with null in it, not a list of columns"},
    {HEAD ", \"strata\": []}", "'strata' is an empty list; leave it out"},
    {HEAD ", \"weight\": true}", "'weight' is true or false, not a text"},
    {HEAD ", \"weight\": \"\"}", "'weight' has an empty text"},
    {HEAD ", \"weight\": \"w\", \"weight\": \"w\"}", "'weight' is there twice"},
    {HEAD ", \"pps\": \"brewster\"}",
     "'pps' is 'brewster', which is no method; did you mean 'brewer'?"},
    {HEAD ", \"joint\": \"j\"}", "'joint' needs 'pps'"},
    {HEAD ", \"strata\": [\"a\", \"b\", \"a\"]}",
     "'strata' names column 'a', which is a stratum or a cluster already"},
    {HEAD ", \"strata\": [\"a\"], \"clusters\": [\"a\"]}",
     "'clusters' names column 'a', which is a stratum or a cluster already"},
    {HEAD ", \"clusters\": [\"a\"], \"populations\": [\"n\", \"m\", \"k\"]}",
     "'populations' has 3 columns, but there are only 2 stages of sampling: 1 of clusters, and "
     "records within them"},
    {HEAD ", \"pps\": \"brewer\"}",
     "'pps' needs 'populations': the column of each unit's chance of being in the sample"},
    {HEAD ", \"pps\": \"yates-grundy\", \"populations\": [\"p\"]}",
     "'pps' is 'yates-grundy', which needs 'joint': the joint chances"},
    {HEAD ", \"pps\": \"brewer\", \"populations\": [\"p\"], \"joint\": \"j.csv\"}",
     "'pps' is 'brewer', which does not use joint chances: 'joint' contradicts it"},
    {HEAD ", \"phase2_strata\": [\"a\"]}", "'phase2_strata' needs 'phase2'"},
    {HEAD ", \"clusters\": [\"a\"], \"phase2\": \"b\"}",
     "'phase2' is for a first phase that drew records with equal chances within strata, and "
     "contradicts 'clusters'"},
    {"", ":1: this is not JSON from here on"},
    {HEAD "\n,\n\"strata\" [\"a\"]}", ":3: this is not JSON from here on"},
    {HEAD "} {}", ":1: this is not JSON from here on"},
    {"[]", ":1: this is JSON, but not an object: it does not begin with {"},
    {"\"text\"", ":1: this is JSON, but not an object: it does not begin with {"},
    {HEAD ",\n\"weight\": \"w\xFF\"}", ":2: this is not UTF-8"},
    {HEAD ",\n\"weight\": \"w\\u0000x\"}", ":2: there is a NUL in a text"},
};

START_TEST(test_every_fault_is_told)
{
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    pm_error error;
    pm_design_file *file;
    ck_assert_int_eq(read_text(faults[i].text, NULL, &file, &error), PM_ERROR_DATA);
    ck_assert_ptr_null(file);
    ck_assert_int_eq(error.count, 1);
    ck_assert_msg(is_told(&error, faults[i].end), "%s", error.faults[0].text);
  }
}
END_TEST

START_TEST(test_columns_are_looked_for)
{
  static const char text[] =
      HEAD ", \"strata\": [\"force\", \"ruote\"], \"weight\": \"heavy\"}";
  pm_error error = {.status = PM_OK};
  pm_design_file *file;
  write_scratch(text, strlen(text));
  const pm_design_request request = {.file = path,
                                     .records = support_path("../examples/records.csv")};
  ck_assert_int_eq(pm_design_read(&file, &request, &error), PM_ERROR_DATA);
  ck_assert_int_eq(error.count, 2);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "did you mean 'route'?"));
  ck_assert_ptr_nonnull(strstr(error.faults[1].text, "no column 'heavy' ('weight' of"));
}
END_TEST

START_TEST(test_a_file_that_is_cut_is_refused)
{
  static const char text[] = HEAD ", \"strata\": [\"a\", \"\\u00e9\"], \"weight\": \"w\"}";
  for (size_t size = 0; size < sizeof text - 1; size++) {
    char cut[sizeof text] = {0};
    pm_error error;
    pm_design_file *file;
    memcpy(cut, text, size);
    ck_assert_int_eq(read_text(cut, NULL, &file, &error), PM_ERROR_DATA);
    ck_assert_ptr_null(file);
  }
}
END_TEST

START_TEST(test_hostile_files_are_refused)
{
  size_t size = (1 << 20) + 10;
  char *bytes = calloc(size, 1);
  pm_error error = {.status = PM_OK};
  pm_design_file *file;
  const pm_design_request request = {.file = path};
  ck_assert_ptr_nonnull(bytes);
  write_scratch(bytes, 100); /* NULs */
  ck_assert_int_eq(pm_design_read(&file, &request, &error), PM_ERROR_DATA);
  memset(bytes, '[', size);
  write_scratch(bytes, size - 100); /* deeper than any parser goes */
  ck_assert_int_eq(pm_design_read(&file, &request, &error), PM_ERROR_DATA);
  write_scratch(bytes, size);
  ck_assert_int_eq(pm_design_read(&file, &request, &error), PM_ERROR_DATA);
  ck_assert(is_told(&error, "the file is larger than 1 MiB"));
  const pm_design_request none = {.file = "/tmp"};
  ck_assert_int_eq(pm_design_read(&file, &none, &error), PM_ERROR_IO);
  free(bytes);
}
END_TEST

START_TEST(test_memory_that_ends)
{
  static const char *const strata[] = {"b"};
  static const char text[] =
      HEAD ", \"strata\": [\"a\", \"b\"], \"weight\": [1], \"populations\": [\"p\"], "
           "\"pps\": \"brewer\"}";
  const pm_design given = {.strata = strata, .strata_count = 1};
  write_scratch(text, strlen(text));
  for (long fail_at = 1;; fail_at++) {
    support_failing failing;
    pm_error error = {.status = PM_OK};
    pm_design_file *file;
    support_failing_init(&failing, fail_at);
    const pm_design_request request = {path, &given, NULL, &failing.allocator};
    pm_status status = pm_design_read(&file, &request, &error);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_ptr_null(file);
    if (failing.calls < fail_at) {
      ck_assert_int_eq(status, PM_ERROR_DATA);
      ck_assert_int_gt(fail_at, 2);
      break;
    }
    bool is_counted = status == PM_ERROR_MEMORY || error.status == PM_ERROR_DATA;
    ck_assert(is_counted);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("design_file", &tcase);
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_test(tcase, test_everything_is_taken);
  tcase_add_test(tcase, test_two_phases_are_taken);
  tcase_add_test(tcase, test_options_are_added_or_agree);
  tcase_add_test(tcase, test_every_fault_is_told);
  tcase_add_test(tcase, test_columns_are_looked_for);
  tcase_add_test(tcase, test_a_file_that_is_cut_is_refused);
  tcase_add_test(tcase, test_hostile_files_are_refused);
  tcase_add_test(tcase, test_memory_that_ends);
  return support_run(suite);
}
