/* support.c: what the test programs share. */
#include "support.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef TESTS_DIRECTORY
#define TESTS_DIRECTORY "tests"
#endif

enum { LINE_SIZE = 65536, FIELDS_MAX = 96 };

struct support_rows {
  FILE *stream;
  int line;
  size_t columns;
  char header[LINE_SIZE];
  char current[LINE_SIZE];
  char *names[FIELDS_MAX];
  char *fields[FIELDS_MAX];
};

int support_run(Suite *suite)
{
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

Suite *support_suite(const char *name, TCase **tcase)
{
  Suite *suite = suite_create(name);
  *tcase = tcase_create(name);
  tcase_set_timeout(*tcase, 600);
  suite_add_tcase(suite, *tcase);
  return suite;
}

const char *support_path(const char *file)
{
  static char path[4096];
  snprintf(path, sizeof path, "%s/%s", TESTS_DIRECTORY, file);
  return path;
}

static size_t split(char *line, char **fields)
{
  size_t count = 0;
  line[strcspn(line, "\r\n")] = '\0';
  for (char *at = line; at != NULL; count++) {
    ck_assert_uint_lt(count, FIELDS_MAX);
    fields[count] = at;
    at = strchr(at, ',');
    if (at != NULL)
      *at++ = '\0';
  }
  return count;
}

static bool read_line(support_rows *rows, char *line)
{
  do {
    if (fgets(line, LINE_SIZE, rows->stream) == NULL)
      return false;
    rows->line++;
  } while (line[0] == '#');
  return true;
}

support_rows *support_rows_open(const char *file)
{
  support_rows *rows = calloc(1, sizeof *rows);
  ck_assert_ptr_nonnull(rows);
  rows->stream = fopen(support_path(file), "r");
  ck_assert_msg(rows->stream != NULL, "cannot open %s", support_path(file));
  ck_assert_msg(read_line(rows, rows->header), "%s has no header", file);
  rows->columns = split(rows->header, rows->names);
  return rows;
}

bool support_rows_next(support_rows *rows)
{
  if (!read_line(rows, rows->current))
    return false;
  ck_assert_msg(split(rows->current, rows->fields) == rows->columns, "line %d: field count",
                rows->line);
  return true;
}

const char *support_text(const support_rows *rows, const char *column)
{
  for (size_t i = 0; i < rows->columns; i++)
    if (strcmp(rows->names[i], column) == 0)
      return rows->fields[i];
  ck_abort_msg("no column '%s'", column);
  return NULL;
}

double support_number(const support_rows *rows, const char *column)
{
  const char *text = support_text(rows, column);
  if (text[0] == '\0' || strcmp(text, "NA") == 0)
    return (double)NAN;
  char *end;
  double value = strtod(text, &end);
  if (*end != '\0') /* an assertion that holds is a write to a file, too slow for these */
    ck_abort_msg("line %d: column '%s': '%s'", rows->line, column, text);
  return value;
}

int support_line(const support_rows *rows)
{
  return rows->line;
}

void support_rows_free(support_rows *rows)
{
  if (rows == NULL)
    return;
  ck_assert_int_eq(fclose(rows->stream), 0);
  free(rows);
}

bool support_close(double actual, double expected, double tolerance)
{
  if (isnan(expected))
    return isnan(actual);
  return actual == expected || fabs(actual - expected) <= tolerance * fabs(expected);
}

void support_assert_close(const char *file, int line, double actual, double expected,
                          double tolerance, const char *format, ...)
{
  if (support_close(actual, expected, tolerance)) {
    mark_point();
    return;
  }
  char where[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(where, sizeof where, format, arguments);
  va_end(arguments);
  ck_abort_msg("%s:%d: %s: got %.17g, expected %.17g, relative error %.3g", file, line, where,
               actual, expected, fabs(actual / expected - 1));
}

static void *failing_resize(void *context, void *block, size_t size)
{
  support_failing *failing = context;
  if (size == 0) {
    failing->live -= block != NULL;
    free(block);
    return NULL;
  }
  if (++failing->calls == failing->fail_at)
    return NULL;
  void *fresh = realloc(block, size);
  failing->live += block == NULL && fresh != NULL;
  return fresh;
}

void support_failing_init(support_failing *failing, long fail_at)
{
  *failing = (support_failing){.fail_at = fail_at};
  failing->allocator.resize = failing_resize;
  failing->allocator.context = failing;
}

void support_memory_ends(support_run_within *run, const void *context)
{
  for (long fail_at = 1;; fail_at++) {
    support_failing failing;
    support_failing_init(&failing, fail_at);
    pm_status status = run(&failing.allocator, context);
    ck_assert_int_eq(failing.live, 0);
    if (status == PM_OK)
      return;
    ck_assert_int_eq(status, PM_ERROR_MEMORY);
  }
}
