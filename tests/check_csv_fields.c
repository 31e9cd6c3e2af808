/* check_csv_fields.c: columns by name and fields by type.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"

/* ---------------------------------------------------------------- columns -- */

START_TEST(columns_by_name)
{
  size_t column = 99;
  pm_error error = {0};
  pm_csv *csv = open_content("force,route,x\n");
  ck_assert_int_eq(pm_csv_find(csv, "route", NULL, &column, &error), PM_OK);
  ck_assert_uint_eq(column, 1);
  ck_assert_int_eq(error.count, 0);
  ck_assert_int_eq(pm_csv_find(csv, "forse", "--strata", &column, &error), PM_ERROR_DATA);
  ck_assert_int_eq(pm_csv_find(csv, "population", NULL, &column, &error), PM_ERROR_DATA);
  assert_text_after_path(&error.faults[0],
                         ":1: no column 'forse' (--strata); did you mean 'force'? The columns "
                         "are force, route, x");
  assert_text_after_path(&error.faults[1],
                         ":1: no column 'population'; the columns are force, route, x");
  pm_csv_free(csv);
}
END_TEST

START_TEST(columns_that_were_never_split)
{
  size_t column;
  pm_error error = {0};
  pm_csv *csv = open_content("force;route;x\n");
  ck_assert_int_eq(pm_csv_find(csv, "force", "--strata", &column, &error), PM_ERROR_DATA);
  assert_text_after_path(&error.faults[0],
                         ":1: no column 'force' (--strata); the header looks separated by "
                         "semicolons: save the file with commas");
  pm_csv_free(csv);
  csv = open_content("force\troute\n");
  ck_assert_int_eq(pm_csv_find(csv, "force", NULL, &column, &error), PM_ERROR_DATA);
  ck_assert_ptr_nonnull(strstr(error.faults[1].text, "separated by tabs"));
  pm_csv_free(csv);
}
END_TEST

START_TEST(columns_too_many_to_list)
{
  char content[4096];
  size_t column;
  pm_error error = {0};
  size_t used = 0;
  for (int i = 0; i < 300; i++)
    used +=
        (size_t)snprintf(content + used, sizeof content - used, "%sc%d", i > 0 ? "," : "", i);
  pm_csv *csv = open_content(content);
  ck_assert_int_eq(pm_csv_find(csv, "zebra", NULL, &column, &error), PM_ERROR_DATA);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "the columns are c0, c1, c2, "));
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, ", ... (300 columns)"));
  pm_csv_free(csv);
}
END_TEST

/* ------------------------------------------------------------------ types -- */

typedef struct typed {
  const char *field;
  double value;      /* when it has one */
  const char *fault; /* else NULL: none */
} typed;

static const typed counts[] = {
    {"0", 0, NULL},
    {"12", 12, NULL},
    {"9007199254740992", 9007199254740992, NULL},
    {"12.0", 12, NULL},
    {"1e3", 1000, NULL},
    {"", 0, "the field is empty, not a whole number of records"},
    {"12a", 0, "'12a' is not a whole number of records"},
    {"-1", 0, "'-1' is not a whole number of records"},
    {"1.5", 0, "'1.5' is not a whole number of records"},
    {" 1", 0, "' 1' is not a whole number of records"},
    {"1,5", 0, "'1,5' is not a whole number of records: a comma is no decimal point"},
    {"NaN", 0, "'NaN' is not a whole number of records"},
    {"1e999", 0, "'1e999' is not a whole number of records"},
    {"0x10", 0, "'0x10' is not a whole number of records"},
    {"\n", 0, "'\\x0a' is not a whole number of records"},
    {"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffffff\xC3\xA9z", 0,
     "'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffffff\xC3\xA9...' is not a whole "
     "number of records"},
};

static const typed numbers[] = {
    {"-0.5", -0.5, NULL},
    {"1e-300", 1e-300, NULL},
    {"7", 7, NULL},
    {"", 0, "the field is empty, not a weight"},
    {"inf", 0, "'inf' is not a weight"},
    {"nan", 0, "'nan' is not a weight"},
    {"1e999", 0, "'1e999' is not a weight"},
    {"3%", 0, "'3%' is not a weight"},
};

static const typed labels[] = {
    {"Leicestershire", 0, NULL},
    {"Dyfed-Powys \xE2\x80\x93 caf\xC3\xA9", 0, NULL},
    {"", 0, "the field is empty"},
    {"caf\xE9", 0,
     "byte \\xe9 of the field (its number 4) is not UTF-8; save the file as CSV UTF-8"},
    {"0123456789\xC3\xA9\xC0\x80", 0,
     "byte \\xc0 of the field (its number 13) is not UTF-8; save the file as CSV UTF-8"},
};

static pm_status get_count(const pm_csv *csv, double *value, pm_error *error)
{
  return pm_csv_count(csv, 1, "a whole number of records", value, error);
}

static pm_status get_number(const pm_csv *csv, double *value, pm_error *error)
{
  return pm_csv_number(csv, 1, "a weight", value, error);
}

static pm_status get_label(const pm_csv *csv, double *value, pm_error *error)
{
  const char *text;
  *value = 0;
  return pm_csv_label(csv, 1, &text, error);
}

typedef struct getter {
  pm_status (*get)(const pm_csv *csv, double *value, pm_error *error);
  const typed *fields;
  size_t size;
} getter;

static const getter getters[] = {
    {get_count, counts, sizeof counts / sizeof *counts},
    {get_number, numbers, sizeof numbers / sizeof *numbers},
    {get_label, labels, sizeof labels / sizeof *labels},
};

static void check_typed(const getter *type, const typed *one)
{
  char content[256], expected[PM_FAULT_TEXT];
  const pm_field *fields;
  double value = -1;
  pm_error error = {0};
  snprintf(content, sizeof content, "a,b\n1,2\n\"\n\",\"%s\"\n", one->field);
  pm_csv *csv = open_content(content);
  ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
  ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
  pm_status status = type->get(csv, &value, &error);
  ck_assert_int_eq(status, one->fault == NULL ? PM_OK : PM_ERROR_DATA);
  if (one->fault == NULL) {
    ck_assert_double_eq(value, one->value);
  } else {
    snprintf(expected, sizeof expected, ":3: column 'b': %s", one->fault);
    assert_text_after_path(&error.faults[0], expected);
  }
  ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
  pm_csv_free(csv);
}

START_TEST(typed_fields)
{
  for (size_t i = 0; i < getters[_i].size; i++)
    check_typed(&getters[_i], &getters[_i].fields[i]);
}
END_TEST

START_TEST(typed_faults_are_collected)
{
  double value;
  const pm_field *fields;
  pm_error error = {0};
  char content[1024] = "a\n";
  for (int i = 0; i < 30; i++)
    strcat(content, "x\n");
  pm_csv *csv = open_content(content);
  while (pm_csv_next(csv, &fields, &error) == PM_OK && fields != NULL)
    ck_assert_int_eq(pm_csv_number(csv, 0, "a number", &value, &error), PM_ERROR_DATA);
  ck_assert_int_eq(error.count, 30);
  ck_assert_uint_eq(pm_error_listed(&error), PM_FAULTS_LISTED);
  assert_text_after_path(&error.faults[19], ":21: column 'a': 'x' is not a number");
  ck_assert_int_eq(pm_csv_rows(csv), 30);
  pm_csv_free(csv);
}
END_TEST

START_TEST(faults_of_ones_own)
{
  const pm_field *fields;
  pm_error error = {0};
  pm_csv *csv = open_content("x,n\n5,4\n");
  ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
  ck_assert_int_eq(pm_csv_fault(csv, 0, &error, "%d is more than %s", 5, fields[1].text),
                   PM_ERROR_DATA);
  assert_text_after_path(&error.faults[0], ":2: column 'x': 5 is more than 4");
  pm_csv_free(csv);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("csv_fields", &tcase);
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_test(tcase, columns_by_name);
  tcase_add_test(tcase, columns_that_were_never_split);
  tcase_add_test(tcase, columns_too_many_to_list);
  tcase_add_loop_test(tcase, typed_fields, 0, sizeof getters / sizeof *getters);
  tcase_add_test(tcase, typed_faults_are_collected);
  tcase_add_test(tcase, faults_of_ones_own);
  return support_run(suite);
}
