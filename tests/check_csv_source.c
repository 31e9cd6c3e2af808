/* check_csv_source.c: the bytes that the CSV reader reads: gzip, pipes, files that
   cannot be read; their SHA-256; and its memory.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

/* Rows of growing numbers and labels of changing length; their bytes. */
static char *many_rows(int rows, size_t *size)
{
  char *bytes = malloc((size_t)rows * 40 + 40);
  ck_assert_ptr_nonnull(bytes);
  size_t used = (size_t)sprintf(bytes, "row,label,half\n");
  for (int i = 0; i < rows; i++)
    used += (size_t)sprintf(bytes + used, "%d,\"%.*s\n\",%.1f\n", i, i % 20,
                            "abcdefghijklmnopqrst", i / 2.0);
  *size = used;
  return bytes;
}

/* Read the scratch file as many_rows wrote it. */
static void assert_many_rows(int rows, const pm_csv_request *request)
{
  pm_csv *csv;
  const pm_field *fields;
  pm_error error = {0};
  ck_assert_msg(pm_csv_open(&csv, request, &error) == PM_OK, "%s", error.faults[0].text);
  for (int i = 0; i < rows; i++) {
    double row, half;
    const char *label;
    ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
    ck_assert_ptr_nonnull(fields);
    ck_assert_int_eq(pm_csv_count(csv, 0, "a number", &row, &error), PM_OK);
    ck_assert_int_eq(pm_csv_label(csv, 1, &label, &error), PM_OK);
    ck_assert_int_eq(pm_csv_number(csv, 2, "a number", &half, &error), PM_OK);
    ck_assert(row == i && half == i / 2.0);
    ck_assert_uint_eq(fields[1].size, (size_t)(i % 20) + 1);
    ck_assert_int_eq(pm_csv_row(csv), i + 2);
  }
  ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
  ck_assert_ptr_null(fields);
  ck_assert_int_eq(pm_csv_rows(csv), rows);
  pm_csv_free(csv);
}

/* ------------------------------------------------------------------- gzip -- */

START_TEST(gzip_members_follow_each_other)
{
  write_scratch("", 0);
  append_gzip("a,b\n1,", 6);
  append_gzip("", 0);
  append_gzip("2\n", 2);
  assert_shown("a|b/1|2");
}
END_TEST

START_TEST(gzip_of_many_blocks)
{
  enum { ROWS = 50000 };
  size_t size;
  char *bytes = many_rows(ROWS, &size);
  write_scratch("", 0);
  append_gzip(bytes, size / 3);
  append_gzip(bytes + size / 3, size - size / 3);
  free(bytes);
  const pm_csv_request request = {.file = path};
  assert_many_rows(ROWS, &request);
}
END_TEST

START_TEST(gzip_cut_anywhere)
{
  char bytes[256];
  write_scratch("", 0);
  append_gzip("a,b\n1,2\n3,4\n", 12);
  size_t size = read_scratch(bytes, sizeof bytes);
  for (size_t kept = 2; kept < size; kept++) {
    shown_text shown;
    pm_error error = {0};
    const pm_csv_request request = {.file = path};
    write_scratch(bytes, kept);
    ck_assert_int_eq(show(&request, &shown, &error), PM_ERROR_DATA);
    ck_assert_ptr_nonnull(strstr(error.faults[0].text, "cut off"));
  }
}
END_TEST

START_TEST(gzip_broken_or_followed)
{
  char bytes[256];
  write_scratch("", 0);
  append_gzip("a,b\n1,2\n3,4\n", 12);
  size_t size = read_scratch(bytes, sizeof bytes - 5);
  memcpy(bytes + size, "more\n", 5);
  write_scratch(bytes, size + 5);
  assert_fault(PM_ERROR_DATA, ":4: what follows the end of the gzip stream is not gzip",
               "a|b/1|2/3|4");
  bytes[size - 5] ^= 1; /* the length's neighbour: the check sum */
  write_scratch(bytes, size);
  assert_fault(PM_ERROR_DATA, ":4: the gzip stream is broken (incorrect data check)",
               "a|b/1|2/3|4");
  write_scratch("\x1F\x8B"
                "then no gzip",
                14);
  assert_fault(PM_ERROR_DATA, ": the gzip stream is broken (unknown compression method)", "");
  write_scratch("", 0);
  append_gzip("\x1F\x8Bzzz", 5);
  assert_fault(PM_ERROR_DATA, ": this was compressed by gzip twice; decompress it once", "");
}
END_TEST

/* ----------------------------------------------------------------- sha256 -- */

/* FIPS 180-2, appendix B.1: the message "abc"; and of nothing but it, as a
   header, whatever gzip would make of it. */
START_TEST(sha256_of_the_file)
{
  pm_csv *csv;
  const pm_field *fields;
  const pm_csv_request request = {.file = path, .hash = true};
  write_scratch("abc", 3);
  ck_assert_int_eq(pm_csv_open(&csv, &request, NULL), PM_OK);
  ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
  ck_assert_ptr_null(fields);
  ck_assert_str_eq(pm_csv_sha256(csv),
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  pm_csv_free(csv);
}
END_TEST

/* ---------------------------------------------------------- input, output -- */

START_TEST(files_that_cannot_be_read)
{
  char text[PM_FAULT_TEXT];
  pm_csv *csv;
  pm_error error = {0};
  const pm_csv_request nowhere = {.file = "/nowhere/at/all.csv"};
  ck_assert_int_eq(pm_csv_open(&csv, &nowhere, &error), PM_ERROR_IO);
  ck_assert_ptr_null(csv);
  ck_assert_str_eq(error.faults[0].text,
                   "/nowhere/at/all.csv: cannot be opened: No such file or directory");
  pm_error_clear(&error);
  const pm_csv_request folder = {.file = "/tmp"};
  ck_assert_int_eq(pm_csv_open(&csv, &folder, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "/tmp: cannot be read: Is a directory");
  if (geteuid() == 0) /* to whom nothing is denied */
    return;
  pm_error_clear(&error);
  const pm_csv_request denied = {.file = path};
  ck_assert_int_eq(chmod(path, 0), 0);
  ck_assert_int_eq(pm_csv_open(&csv, &denied, &error), PM_ERROR_IO);
  snprintf(text, sizeof text, "%s: cannot be opened: Permission denied", path);
  ck_assert_str_eq(error.faults[0].text, text);
}
END_TEST

/* What is written to the file between the first record and the last is told,
   whether its size changes or only its time; what was there is not blamed. */
START_TEST(files_that_change)
{
  enum { ROWS = 5000 };
  for (int grows = 0; grows < 2; grows++) {
    size_t size;
    char *bytes = many_rows(ROWS, &size);
    write_scratch(bytes, size);
    free(bytes);
    pm_csv *csv;
    const pm_field *fields;
    pm_error error = {0};
    const pm_csv_request request = {.file = path};
    ck_assert_int_eq(pm_csv_open(&csv, &request, &error), PM_OK);
    ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
    struct stat before;
    ck_assert_int_eq(stat(path, &before), 0);
    struct timespec times[] = {{0, UTIME_OMIT}, before.st_mtim};
    times[1].tv_nsec ^= 1;
    if (grows != 0)
      grow_scratch("5000,\"\n\",0\n");
    else
      ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
    while (pm_csv_next(csv, &fields, &error) == PM_OK && fields != NULL)
      ;
    ck_assert_int_eq(pm_csv_rows(csv), ROWS + grows);
    ck_assert_int_eq(error.status, PM_ERROR_IO);
    assert_told_of_change(&error, ROWS + grows + 2);
    pm_csv_free(csv);
  }
}
END_TEST

static void ignore_alarm(int number)
{
  (void)number;
}

/* Standard input from a pipe that gives a few bytes at a time, while signals
   interrupt every read. */
START_TEST(standard_input_in_drops)
{
  enum { ROWS = 40 };
  int ends[2];
  size_t size;
  char *bytes = many_rows(ROWS, &size);
  ck_assert_int_eq(pipe(ends), 0);
  pid_t writer = fork();
  ck_assert_int_ge(writer, 0);
  if (writer == 0) {
    for (size_t at = 0; at < size; at += 7) {
      size_t drop = size - at < 7 ? size - at : 7;
      if (write(ends[1], bytes + at, drop) != (ssize_t)drop)
        _exit(1);
      usleep(500);
    }
    free(bytes);
    _exit(0);
  }
  ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  close(ends[0]);
  close(ends[1]);
  free(bytes);
  const struct sigaction action = {.sa_handler = ignore_alarm};
  const struct itimerval often = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
  ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
  ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
  const pm_csv_request request = {.file = "-"};
  assert_many_rows(ROWS, &request);
  ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
  int result;
  ck_assert_int_eq(waitpid(writer, &result, 0), writer);
  ck_assert_int_eq(result, 0);
}
END_TEST

START_TEST(standard_input_has_a_name)
{
  pm_csv *csv;
  pm_error error = {0};
  const pm_csv_request request = {.file = "-"};
  ck_assert_int_eq(close(STDIN_FILENO), 0);
  ck_assert_int_eq(pm_csv_open(&csv, &request, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "standard input: cannot be read: Bad file descriptor");
  write_scratch("a\n1\n", 4);
  ck_assert_ptr_nonnull(freopen(path, "r", stdin));
  ck_assert_int_eq(pm_csv_open(&csv, &request, &error), PM_OK);
  ck_assert_str_eq(pm_csv_file(csv), "standard input");
  pm_csv_free(csv);
}
END_TEST

/* ----------------------------------------------------------------- memory -- */

/* Every allocation fails once: each time it is told, and nothing is lost. */
START_TEST(every_allocation_may_fail)
{
  write_scratch("", 0);
  size_t size = 0;
  char *bytes = many_rows(4000, &size);
  if (_i == 0)
    write_scratch(bytes, size);
  else
    append_gzip(bytes, size);
  free(bytes);
  pm_status status = PM_ERROR_MEMORY;
  for (long fail_at = 1; status != PM_OK; fail_at++) {
    shown_text shown;
    pm_error error = {0};
    support_failing failing;
    support_failing_init(&failing, fail_at);
    const pm_csv_request request = {path, true, &failing.allocator};
    status = show(&request, &shown, &error);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_lt(fail_at, 100);
    if (status == PM_OK)
      ck_assert_int_gt(fail_at, 8);
    else
      ck_assert_str_eq(error.faults[0].text, "out of memory");
  }
}
END_TEST

/* Ten times the rows need not one allocation more. */
START_TEST(memory_does_not_grow)
{
  long calls[2];
  for (int i = 0; i < 2; i++) {
    support_failing failing;
    support_failing_init(&failing, 0);
    size_t size;
    char *bytes = many_rows(i == 0 ? 50000 : 500000, &size);
    write_scratch(bytes, size);
    free(bytes);
    const pm_csv_request request = {.file = path, .allocator = &failing.allocator};
    assert_many_rows(i == 0 ? 50000 : 500000, &request);
    calls[i] = failing.calls;
    ck_assert_int_eq(failing.live, 0);
  }
  ck_assert_int_eq(calls[0], calls[1]);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("csv_source", &tcase);
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_test(tcase, gzip_members_follow_each_other);
  tcase_add_test(tcase, gzip_of_many_blocks);
  tcase_add_test(tcase, gzip_cut_anywhere);
  tcase_add_test(tcase, gzip_broken_or_followed);
  tcase_add_test(tcase, sha256_of_the_file);
  tcase_add_test(tcase, files_that_cannot_be_read);
  tcase_add_test(tcase, files_that_change);
  tcase_add_test(tcase, standard_input_in_drops);
  tcase_add_test(tcase, standard_input_has_a_name);
  tcase_add_loop_test(tcase, every_allocation_may_fail, 0, 2);
  tcase_add_test(tcase, memory_does_not_grow);
  return support_run(suite);
}
