/* check_stats.c: Stata, SPSS and SAS files are read as the CSV that they were
   made from, field by field; and what is cut, broken or none of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"
#include "stats_writer.h"

#include "table/stats_kind.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { ROWS = 10000, LONG_TEXT = 5000 };

/* A CSV made for a test, beside the scratch file. */
static char csv_path[80];

static void make_files(void)
{
  make_scratch();
  (void)snprintf(csv_path, sizeof csv_path, "%s.csv", path);
}

static void remove_files(void)
{
  remove_scratch();
  (void)unlink(csv_path); /* not every test makes one */
}

static FILE *begin_csv(const char *header)
{
  FILE *stream = fopen(csv_path, "w");
  ck_assert_ptr_nonnull(stream);
  ck_assert_int_ge(fputs(header, stream), 0);
  return stream;
}

static void write_csv(const char *text)
{
  ck_assert_int_eq(fclose(begin_csv(text)), 0);
}

static void write_many_rows(int rows)
{
  FILE *stream = begin_csv("row,force,half,note\n");
  for (int i = 0; i < rows; i++)
    ck_assert_int_gt(fprintf(stream, "%d,Force %d,%.1f,\"%.*s\"\n", i, i % 43, i / 2.0, i % 20,
                             "a\nb,c'd=efghijklmnopqr"),
                     0);
  ck_assert_int_eq(fclose(stream), 0);
}

static pm_csv *open_csv(const char *file)
{
  pm_csv *csv;
  pm_error error = {0};
  const pm_csv_request request = {.file = file};
  ck_assert_msg(pm_csv_open(&csv, &request, &error) == PM_OK, "%s", error.faults[0].text);
  return csv;
}

/* The same text, or texts of the same number. */
static bool is_same(const pm_field *one, const pm_field *other)
{
  double a, b;
  if (one->size == other->size && memcmp(one->text, other->text, one->size) == 0)
    return true;
  return pm_number_parse(one->text, one->size, &a) &&
         pm_number_parse(other->text, other->size, &b) && a == b;
}

/* The scratch file holds what the CSV does. */
static void assert_same(const char *kind, const char *csv_file)
{
  pm_error error = {0};
  const pm_field *expected, *found;
  pm_csv *csv = open_csv(csv_file), *stats = open_csv(path);
  ck_assert_uint_eq(pm_csv_columns(stats), pm_csv_columns(csv));
  for (size_t i = 0; i < pm_csv_columns(csv); i++)
    ck_assert_str_eq(pm_csv_column(stats, i), pm_csv_column(csv, i));
  do {
    ck_assert_int_eq(pm_csv_next(csv, &expected, &error), PM_OK);
    ck_assert_msg(pm_csv_next(stats, &found, &error) == PM_OK, "%s: %s", kind,
                  error.faults[0].text);
    ck_assert_msg((expected == NULL) == (found == NULL), "%s: row %lld", kind,
                  (long long)pm_csv_row(csv));
    for (size_t i = 0; expected != NULL && i < pm_csv_columns(csv); i++)
      ck_assert_msg(is_same(&expected[i], &found[i]), "%s: row %lld: '%s' is not '%s'", kind,
                    (long long)pm_csv_row(csv), found[i].text, expected[i].text);
  } while (expected != NULL);
  ck_assert_int_eq(pm_csv_rows(stats), pm_csv_rows(csv));
  pm_csv_free(stats);
  pm_csv_free(csv);
}

static void assert_all_kinds(const char *csv_file, const char *const *kinds)
{
  for (; *kinds != NULL; kinds++) {
    ck_assert(stats_write(*kinds, csv_file, path));
    assert_same(*kinds, csv_file);
  }
}

/* ------------------------------------------------------------------ content -- */

START_TEST(numbers_text_dates_and_missing_values)
{
  char file[256];
  (void)snprintf(file, sizeof file, "%s", support_path("data/stats.csv"));
  assert_all_kinds(file, stats_writer_kinds);
}
END_TEST

START_TEST(any_script_and_large_numbers)
{
  static const char *const kinds[] = {"dta118", "sav", "sav-rows", "zsav", NULL};
  char file[256];
  (void)snprintf(file, sizeof file, "%s", support_path("data/stats_wide.csv"));
  assert_all_kinds(file, kinds);
}
END_TEST

START_TEST(long_text)
{
  static const char *const kinds[] = {"dta118",        "dta117", "sav",      "zsav",
                                      "sas7bdat-rows", "xpt8",   "sas7bdat", NULL};
  FILE *stream = begin_csv("before,text,after\n");
  for (int size = 1; size <= LONG_TEXT; size = size * 3 + 1) {
    ck_assert_int_gt(fprintf(stream, "%d,\"", size), 0);
    for (int i = 0; i < size; i++)
      ck_assert_int_ge(fputc("abc,\"\"d e\nx"[i % 4], stream), 0);
    ck_assert_int_gt(fprintf(stream, "\",a%d\n", size), 0);
  }
  ck_assert_int_eq(fclose(stream), 0);
  assert_all_kinds(csv_path, kinds);
}
END_TEST

START_TEST(many_rows_of_each_kind)
{
  write_many_rows(ROWS);
  assert_all_kinds(csv_path, stats_writer_kinds);
}
END_TEST

START_TEST(no_rows)
{
  write_csv("force,recorded\n");
  assert_all_kinds(csv_path, stats_writer_kinds);
}
END_TEST

/* A line of one empty field must not be taken for a blank one. */
START_TEST(one_column_with_missing_values)
{
  write_csv("x\n1\n\"\"\n\"\"\n\"\"\n\"\"\n2\n");
  assert_all_kinds(csv_path, stats_writer_kinds);
}
END_TEST

START_TEST(bad_names)
{
  write_csv("force,recorded\na,1\n");
  ck_assert(stats_write("dta118", csv_path, path));
  char bytes[8192];
  size_t size = read_scratch(bytes, sizeof bytes);
  char *name = memmem(bytes, size, "recorded", 8);
  ck_assert_ptr_nonnull(name);
  memcpy(name, "force\0\0\0", 8);
  write_scratch(bytes, size);
  assert_fault(PM_ERROR_DATA, ":1: columns 1 and 2 are both named 'force'", NULL);
}
END_TEST

/* ------------------------------------------------------------------- faults -- */

static pm_status read_cut(const char *bytes, size_t size, int64_t *rows)
{
  pm_csv *csv;
  pm_error error = {0};
  const pm_field *fields = NULL;
  const pm_csv_request request = {.file = path};
  *rows = 0;
  write_scratch(bytes, size);
  pm_status status = pm_csv_open(&csv, &request, &error);
  if (status == PM_OK) {
    while ((status = pm_csv_next(csv, &fields, &error)) == PM_OK && fields != NULL)
      ++*rows;
    pm_csv_free(csv);
  }
  ck_assert_int_eq(error.count, status != PM_OK);
  if (status != PM_OK)
    ck_assert_ptr_nonnull(strstr(error.faults[0].text, path));
  return status;
}

/* What a cut may leave unseen is what lies behind the observations; and the
   transport format does not say how many there are. */
START_TEST(cut_anywhere)
{
  static const char *const kinds[] = {"dta118", "sav", "sav-rows", "zsav", "sas7bdat"};
  enum { ROOM = 1 << 20, SHORT = 40 };
  char *bytes = malloc(ROOM);
  ck_assert_ptr_nonnull(bytes);
  write_many_rows(300);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    ck_assert(stats_write(kinds[i], csv_path, path));
    size_t size = read_scratch(bytes, ROOM);
    for (size_t kept = SHORT; kept < size; kept += 1 + size / 97) {
      int64_t rows;
      ck_assert_msg(read_cut(bytes, kept, &rows) == PM_ERROR_DATA, "%s cut at %zu of %zu",
                    kinds[i], kept, size);
    }
  }
  free(bytes);
}
END_TEST

START_TEST(cut_transport_and_old_stata)
{
  enum { ROOM = 1 << 16, MANY = 40 };
  static char bytes[ROOM];
  int64_t rows;
  write_many_rows(MANY);
  ck_assert(stats_write("xpt5", csv_path, path));
  size_t size = read_scratch(bytes, ROOM);
  ck_assert_uint_eq(size % 80, 0);
  for (size_t kept = size - 79; kept < size; kept++)
    ck_assert_int_eq(read_cut(bytes, kept, &rows), PM_ERROR_DATA);
  ck_assert_int_eq(read_cut(bytes, size, &rows), PM_OK);
  ck_assert_int_eq(rows, MANY);
  memcpy(bytes + size, bytes + 240, 80); /* its member header, once more */
  write_scratch(bytes, size + 80);
  assert_fault(PM_ERROR_DATA,
               ": this is a SAS transport file that cannot be read (it holds more than one "
               "data set); save it again, or as CSV",
               NULL);
  ck_assert(stats_write("dta108", csv_path, path));
  size = read_scratch(bytes, ROOM);
  for (size_t kept = SHOWN / 100; kept < size; kept += 11)
    ck_assert(read_cut(bytes, kept, &rows) == PM_ERROR_DATA || rows == MANY);
}
END_TEST

START_TEST(cut_files_are_told_with_the_row)
{
  static char bytes[1 << 16];
  write_csv("force,recorded\na,1\nb,0\nc,1\n");
  ck_assert(stats_write("sav", csv_path, path));
  size_t size = read_scratch(bytes, sizeof bytes);
  write_scratch(bytes, size - 1);
  assert_fault(PM_ERROR_DATA,
               ":4: this is an SPSS file that is cut off or broken; copy it again",
               "force|recorded/a|1/b|0");
  ck_assert(stats_write("dta118", csv_path, path));
  size = read_scratch(bytes, sizeof bytes);
  memcpy(bytes, "<stata_dta><header><release>918", 31);
  write_scratch(bytes, size);
  assert_fault(PM_ERROR_DATA,
               ": this is a Stata file that cannot be read (Invalid file, or file has "
               "unsupported features); "
               "save it again, or as CSV",
               "");
  ck_assert(stats_write("xpt8", csv_path, path));
  size = read_scratch(bytes, sizeof bytes);
  bytes[609] = '\0'; /* in the number of variables */
  write_scratch(bytes, size);
  assert_fault(PM_ERROR_DATA,
               ": this is a SAS transport file that cannot be read (a size in it is 0, or asks "
               "for more memory than there is); save it again, or as CSV",
               "");
}
END_TEST

START_TEST(changed_while_it_was_read)
{
  const struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = 1}};
  pm_error error = {0};
  const pm_field *fields;
  pm_status status;
  write_many_rows(ROWS);
  ck_assert(stats_write("sav", csv_path, path));
  pm_csv *csv = open_csv(path);
  ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
  while ((status = pm_csv_next(csv, &fields, &error)) == PM_OK && fields != NULL)
    continue;
  ck_assert_int_eq(status, PM_ERROR_IO);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "changed while it was being read"));
  pm_csv_free(csv);
}
END_TEST

START_TEST(gzip_around_it)
{
  static char bytes[1 << 16];
  write_csv("force,recorded\na,1\n");
  ck_assert(stats_write("dta118", csv_path, path));
  size_t size = read_scratch(bytes, sizeof bytes);
  write_scratch("", 0);
  append_gzip(bytes, size);
  assert_fault(PM_ERROR_DATA,
               ": this is a Stata file inside gzip; decompress it, since only a plain file of "
               "this kind can be read",
               "");
}
END_TEST

/* ---------------------------------------------------------- memory and ends -- */

START_TEST(any_allocation_may_fail)
{
  char file[256];
  (void)snprintf(file, sizeof file, "%s", support_path("data/stats.csv"));
  ck_assert(stats_write("sav", file, path));
  for (long fail_at = 1;; fail_at++) {
    support_failing failing;
    shown_text shown;
    pm_error error = {0};
    support_failing_init(&failing, fail_at);
    const pm_csv_request request = {
        .file = path, .hash = true, .allocator = &failing.allocator};
    pm_status status = show(&request, &shown, &error);
    ck_assert_int_eq(failing.live, 0);
    if (status == PM_OK) {
      ck_assert_int_lt(failing.calls, fail_at);
      ck_assert_int_gt(fail_at, 8);
      break;
    }
    ck_assert_int_eq(status, PM_ERROR_MEMORY);
  }
}
END_TEST

/* The thread is somewhere in the file, or waits for a reader. */
START_TEST(closing_before_the_end)
{
  write_many_rows(ROWS);
  for (size_t i = 0; stats_writer_kinds[i] != NULL; i++) {
    ck_assert(stats_write(stats_writer_kinds[i], csv_path, path));
    for (int rows = 0; rows <= ROWS / 2; rows = 4 * rows + 1) {
      pm_csv *csv = open_csv(path);
      const pm_field *fields;
      for (int row = 0; row < rows; row++)
        ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
      pm_csv_free(csv);
    }
  }
}
END_TEST

/* -------------------------------------------------------------------- dates -- */

static const pm_stats_kind *kind_named(const char *begin, size_t size)
{
  const pm_stats_kind *kind = pm_stats_kind_of(begin, size);
  ck_assert_ptr_nonnull(kind);
  return kind;
}

START_TEST(formats_of_dates)
{
  const pm_stats_kind *stata = kind_named("<stata_dta>", 11);
  const pm_stats_kind *spss = kind_named("$FL2", 4);
  const pm_stats_kind *sas = kind_named("HEADER RECORD*******LIBV8", 25);
  static const char *const stata_dates[] = {"%td", "%d", "%-td", "%tdDD/NN/CCYY", "%dD_m_Y"};
  static const char *const stata_others[] = {"%tc", "%9.0g", "%tm", "%ty", "%-9.0g", "%8.2f",
                                             "td",  "",      "%tC", "%th", "%tw"};
  for (size_t i = 0; i < sizeof stata_dates / sizeof *stata_dates; i++)
    ck_assert(stata->is_date(stata_dates[i]));
  for (size_t i = 0; i < sizeof stata_others / sizeof *stata_others; i++)
    ck_assert(!stata->is_date(stata_others[i]));
  ck_assert(spss->is_date("DATE11") && spss->is_date("SDATE10") && spss->is_date("EDATE8"));
  ck_assert(!spss->is_date("DATETIME20") && !spss->is_date("F8.2") && !spss->is_date("TIME8"));
  ck_assert(!spss->is_date("MOYR6") && !spss->is_date("YMDHMS19") && !spss->is_date("A9"));
  ck_assert(sas->is_date("DATE9") && sas->is_date("DATE") && sas->is_date("DDMMYY10."));
  ck_assert(sas->is_date("E8601DA10.") && sas->is_date("YYMMDDN8"));
  ck_assert(!sas->is_date("DATETIME19.") && !sas->is_date("BEST12") && !sas->is_date("MONYY7"));
  ck_assert(!sas->is_date("E8601DT19") && !sas->is_date("TIME8.") && !sas->is_date("YYQ6"));
}
END_TEST

/* Stata's and SAS's own examples of their numbers: 1960-01-01 is 0; SPSS's epoch
   is 1582-10-14. The rest by python3's datetime.date.toordinal. */
START_TEST(numbers_of_dates)
{
  const struct {
    const char *begin;
    double value;
    const char *text; /* NULL: none */
  } cases[] = {
      {"<stata_dta>", 0, "1960-01-01"},
      {"<stata_dta>", -1, "1959-12-31"},
      {"<stata_dta>", 59, "1960-02-29"},
      {"<stata_dta>", 60, "1960-03-01"},
      {"<stata_dta>", 51193, "2100-02-28"},
      {"<stata_dta>", 51194, "2100-03-01"},
      {"<stata_dta>", 14669, "2000-02-29"},
      {"<stata_dta>", -715509, "0001-01-01"},
      {"<stata_dta>", -715510, NULL},
      {"<stata_dta>", 2936549, "9999-12-31"},
      {"<stata_dta>", 2936550, NULL},
      {"<stata_dta>", 0.5, NULL},
      {"<stata_dta>", (double)NAN, NULL},
      {"<stata_dta>", (double)INFINITY, NULL},
      {"$FL3", 0, "1582-10-14"},
      {"$FL3", 86400, "1582-10-15"},
      {"$FL3", 86401, NULL},
      {"$FL2", 13635648000, "2014-11-18"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[PM_STATS_DATE_SIZE] = "";
    const pm_stats_kind *kind = kind_named(cases[i].begin, strlen(cases[i].begin));
    bool is_date = pm_stats_date(kind, cases[i].value, text);
    ck_assert_msg(is_date == (cases[i].text != NULL), "%.17g", cases[i].value);
    if (is_date)
      ck_assert_str_eq(text, cases[i].text);
  }
}
END_TEST

START_TEST(other_files_are_none_of_them)
{
  static const char *const texts[] = {"force,recorded\n",   "<stata", "$FL", "n\1\1\1",
                                      "HEADER RECORD*****", "x\2\1",  ""};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    ck_assert_ptr_null(pm_stats_kind_of(texts[i], strlen(texts[i])));
  ck_assert_ptr_nonnull(pm_stats_kind_of("r\2\1\0", 4));
  ck_assert_ptr_null(pm_stats_kind_of("r\2\1\0", 3));
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("stats", &tests);
  tcase_add_checked_fixture(tests, make_files, remove_files);
  tcase_add_test(tests, numbers_text_dates_and_missing_values);
  tcase_add_test(tests, any_script_and_large_numbers);
  tcase_add_test(tests, long_text);
  tcase_add_test(tests, many_rows_of_each_kind);
  tcase_add_test(tests, no_rows);
  tcase_add_test(tests, one_column_with_missing_values);
  tcase_add_test(tests, bad_names);
  tcase_add_test(tests, cut_anywhere);
  tcase_add_test(tests, cut_transport_and_old_stata);
  tcase_add_test(tests, cut_files_are_told_with_the_row);
  tcase_add_test(tests, changed_while_it_was_read);
  tcase_add_test(tests, gzip_around_it);
  tcase_add_test(tests, any_allocation_may_fail);
  tcase_add_test(tests, closing_before_the_end);
  tcase_add_test(tests, formats_of_dates);
  tcase_add_test(tests, numbers_of_dates);
  tcase_add_test(tests, other_files_are_none_of_them);
  return support_run(suite);
}
