/* support.h: what the test programs share. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <check.h>
#include <plusminus/core.h>

/* Run a suite as a program's main does: 0 when all passed. CK_* variables of
   the environment are obeyed. */
int support_run(Suite *suite);

/* A suite of one test case with a generous timeout, to add tests to. */
Suite *support_suite(const char *name, TCase **tcase);

/* The path of a file under tests/ of the source tree. The text is static. */
const char *support_path(const char *file);

/* A file of comma-separated values without quotes, as the oracles are: lines
   that begin with # are comments, then a header, then rows. */
typedef struct support_rows support_rows;
support_rows *support_rows_open(const char *file); /* under tests/; fails the test */
bool support_rows_next(support_rows *rows);
const char *support_text(const support_rows *rows, const char *column);
double support_number(const support_rows *rows, const char *column); /* NaN for "" or NA */
int support_line(const support_rows *rows);
void support_rows_free(support_rows *rows);

/* |actual - expected| <= tolerance * |expected|, or both NaN. */
bool support_close(double actual, double expected, double tolerance);

/* Fails the test with both values, the relative error and where. */
#define assert_close(actual, expected, tolerance, ...)                                         \
  support_assert_close(__FILE__, __LINE__, actual, expected, tolerance, __VA_ARGS__)
void support_assert_close(const char *file, int line, double actual, double expected,
                          double tolerance, const char *format, ...) PM_PRINTF(6, 7);

/* An allocator that refuses its allocation number fail_at (from 1; 0: never),
   and counts what is live: after a test live must be 0. */
typedef struct support_failing {
  pm_allocator allocator;
  long calls;
  long fail_at;
  long live;
} support_failing;
void support_failing_init(support_failing *failing, long fail_at);

/* Work of a test within this memory. */
typedef pm_status support_run_within(const pm_allocator *allocator, const void *context);

/* Memory ends at every allocation in turn until the work is PM_OK: each time the status is
   PM_ERROR_MEMORY, and when run returns nothing is left. */
void support_memory_ends(support_run_within *run, const void *context);

#endif
