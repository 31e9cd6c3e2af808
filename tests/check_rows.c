/* check_rows.c: rows on their way through the tool: results that were there before,
   results computed together, and the order in which rows are written.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"
#include "tool/row_line.h"
#include "tool/row_memo.h"
#include "tool/row_tables.h"
#include "tool/tool.h"

#include <math.h>
#include <string.h>

/* -------------------------------------------------------------- memo -- */

/* The numbers of a row, and its result, that of no other row. */
static void make_memo_row(size_t row, double numbers[3], double result[2])
{
  numbers[0] = (double)(row % 1000);
  numbers[1] = (double)(row / 1000);
  numbers[2] = 5;
  result[0] = (double)row + 0.5;
  result[1] = -(double)row;
}

static bool is_remembered(row_memo *memo, size_t row)
{
  double numbers[3], result[2];
  make_memo_row(row, numbers, result);
  const void *kept = row_memo_find(memo, numbers);
  if (kept != NULL)
    ck_assert_msg(memcmp(kept, result, sizeof result) == 0, "row %zu", row);
  return kept != NULL;
}

static void remember(row_memo *memo, size_t row)
{
  double numbers[3], result[2];
  make_memo_row(row, numbers, result);
  row_memo_keep(memo, numbers, result);
}

/* Also when there are more rows than places, and what was kept is displaced. */
START_TEST(test_memo_has_what_was_kept_or_nothing)
{
  enum { MORE = 150000, LATEST = 1000 };
  option_store store = {NULL};
  row_memo memo;
  ck_assert(row_memo_make(&memo, 3, 2 * sizeof(double), &store));
  ck_assert_uint_lt(memo.place_count, MORE);
  ck_assert_uint_le(memo.place_count * memo.place_size, ROW_MEMO_MEMORY);
  ck_assert(!is_remembered(&memo, 0));
  for (size_t row = 0; row < MORE; row++) {
    remember(&memo, row);
    ck_assert(is_remembered(&memo, row));
  }
  size_t left = 0, latest = 0;
  for (size_t row = 0; row < MORE; row++) {
    bool is_left = is_remembered(&memo, row);
    left += is_left;
    latest += is_left && row >= MORE - LATEST;
  }
  ck_assert_uint_gt(memo.place_count, 0);
  ck_assert_uint_le(left, memo.place_count);
  ck_assert_uint_gt(left, memo.place_count / 2);
  ck_assert_uint_gt(latest, LATEST - LATEST / 20);
  option_store_free(&store);
}
END_TEST

START_TEST(test_memo_asked_in_vain_gives_up)
{
  option_store store = {NULL};
  row_memo memo;
  ck_assert(row_memo_make(&memo, 3, 2 * sizeof(double), &store));
  remember(&memo, 7);
  for (size_t row = 1000; row < 50000; row++)
    ck_assert(!is_remembered(&memo, row));
  ck_assert(is_remembered(&memo, 7));
  for (size_t row = 50000; row < 100000; row++)
    ck_assert(!is_remembered(&memo, row));
  ck_assert(!is_remembered(&memo, 7));
  remember(&memo, 7);
  ck_assert(!is_remembered(&memo, 7));
  option_store_free(&store);
}
END_TEST

/* ------------------------------------------------------------ tables -- */

enum { N = 100 }; /* rows that share their second number are 0, 1, ..., N */

/* How many rows come by themselves before the table of all N + 1 is begun, of MORE at
   most; then no other table is. */
static size_t rows_before_table(double share_read)
{
  enum { MORE = 1000 };
  option_store store = {NULL};
  row_tables tables;
  size_t came = 0;
  ck_assert(row_tables_make(&tables, 2, sizeof(double), &store));
  while (came < MORE) {
    const double numbers[] = {(double)(came % (N + 1)), N};
    ck_assert_ptr_null(row_tables_find(&tables, numbers));
    if (row_tables_begin(&tables, numbers, share_read) != NULL)
      break;
    came++;
  }
  const double numbers[] = {0, N};
  if (came < MORE)
    ck_assert_ptr_null(row_tables_begin(&tables, numbers, share_read));
  option_store_free(&store);
  return came;
}

START_TEST(test_a_table_is_begun_when_half_its_rows_are_to_come)
{
  static const struct {
    double share_read;
    size_t rows;
  } cases[] = {{1e-6, 3}, {0.5, 50}, {0.9, 450}, {1, 1000}, {(double)NAN, 50}};
  for (size_t i = 0; i < TOOL_COUNT(cases); i++)
    ck_assert_uint_eq(rows_before_table(cases[i].share_read), cases[i].rows);
}
END_TEST

START_TEST(test_a_table_has_its_rows_once_it_is_ready)
{
  option_store store = {NULL};
  row_tables tables;
  row_table *table = NULL;
  double numbers[] = {7, N};
  ck_assert(row_tables_make(&tables, 2, sizeof(double), &store));
  while (table == NULL)
    table = row_tables_begin(&tables, numbers, 1e-6);
  for (size_t x = 0; x <= N; x++) {
    double own = (double)x, result = own / 8;
    memcpy(row_table_result(table, &own, sizeof result), &result, sizeof result);
  }
  ck_assert_ptr_null(row_tables_find(&tables, numbers));
  table->is_ready = true;
  for (numbers[0] = 0; numbers[0] <= N; numbers[0]++) {
    const double *found = row_tables_find(&tables, numbers);
    ck_assert_ptr_nonnull(found);
    ck_assert_double_eq(*found, numbers[0] / 8);
  }
  static const double others[][2] = {{N + 1, N}, {0.5, N}, {7, N - 1}, {-1, N}, {7, N + 4096}};
  for (size_t i = 0; i < TOOL_COUNT(others); i++)
    ck_assert_ptr_null(row_tables_find(&tables, others[i]));
  option_store_free(&store);
}
END_TEST

/* -------------------------------------------------------------- line -- */

enum { ROWS = 50000, RESULT_SIZE = sizeof(double) };

/* A row has a fault where its numbers say so. */
static bool is_faulty(const double *numbers)
{
  return numbers[0] == 13;
}

static double result_of(const double *numbers)
{
  return 1000 * numbers[0] + numbers[1];
}

static pm_status compute(const void *context, const double *numbers, void *result,
                         pm_error *error)
{
  (void)context, (void)error;
  double own = result_of(numbers);
  memcpy(result, &own, sizeof own);
  return is_faulty(numbers) ? PM_ERROR_DOMAIN : PM_OK;
}

/* A table whose rows have a fault is not computed at all. */
static pm_status compute_all(const void *context, const double *numbers, void *results)
{
  (void)context;
  double *own = results;
  for (double x = 0; x <= numbers[1]; x++)
    *own++ = result_of((const double[]){x, numbers[1]});
  return numbers[1] >= 13 ? PM_ERROR_DOMAIN : PM_OK;
}

/* What was written: so many rows, and batches; the batch at which writing fails. */
typedef struct written {
  size_t rows, batches, fails_at;
} written;

static pm_status write_batch(void *context, const row_batch *batch)
{
  written *so_far = context;
  if (++so_far->batches == so_far->fails_at)
    return PM_ERROR_IO;
  for (size_t i = 0; i < batch->count; i++) {
    const row_item *item = &batch->items[i];
    const double *result = row_batch_result(batch, i, RESULT_SIZE);
    ck_assert_int_eq(item->row, (int64_t)so_far->rows++);
    if (!is_faulty(item->numbers) && item->status == PM_OK)
      ck_assert_double_eq(*result, result_of(item->numbers));
    if (is_faulty(item->numbers))
      ck_assert_int_eq(item->status, PM_ERROR_DOMAIN);
  }
  return PM_OK;
}

static row_item item_of(size_t row)
{
  row_item item = {.row = (int64_t)row};
  item.numbers[1] = (double)(1 + row * row % 17);
  item.numbers[0] = (double)(row % (size_t)(item.numbers[1] + 1));
  return item;
}

static const struct {
  int64_t threads;
  bool is_dear, has_tables;
} lines[] = {{1, false, false}, {2, false, false}, {3, true, false},
             {1, true, true},   {2, true, true},   {5, true, true}};

static row_line *line_of(int i, written *so_far, option_store *store)
{
  const row_line_request request = {.column_count = 2,
                                    .result_size = RESULT_SIZE,
                                    .threads = lines[i].threads,
                                    .is_dear = lines[i].is_dear,
                                    .compute = compute,
                                    .compute_all = lines[i].has_tables ? compute_all : NULL,
                                    .write = write_batch,
                                    .writer = so_far};
  row_line *line = row_line_new(&request, store);
  ck_assert_ptr_nonnull(line);
  return line;
}

/* Give rows until one is not taken; how many were. */
static size_t give_rows(row_line *line, pm_status *status)
{
  size_t row = 0;
  for (*status = PM_OK; row < ROWS && *status == PM_OK; row++) {
    row_item item = item_of(row);
    ck_assert(row_batch_add(row_line_batch(line), &item, NULL, 0));
    if (row_batch_is_full(row_line_batch(line)))
      *status = row_line_give(line, (double)row / ROWS);
  }
  return row;
}

START_TEST(test_rows_are_written_in_order)
{
  option_store store = {NULL};
  written so_far = {0};
  pm_status status;
  row_line *line = line_of(_i, &so_far, &store);
  ck_assert_uint_eq(give_rows(line, &status), ROWS);
  ck_assert_int_eq(row_line_drain(line), PM_OK);
  ck_assert_uint_eq(so_far.rows, ROWS);
  ck_assert_int_eq(row_line_drain(line), PM_OK); /* of nothing */
  row_line_free(line);
  option_store_free(&store);
}
END_TEST

START_TEST(test_nothing_is_written_after_a_failure)
{
  option_store store = {NULL};
  written so_far = {.fails_at = 5};
  pm_status status;
  row_line *line = line_of(_i, &so_far, &store);
  ck_assert_uint_lt(give_rows(line, &status), ROWS);
  ck_assert_int_eq(status, PM_ERROR_IO);
  ck_assert_int_eq(row_line_drain(line), PM_ERROR_IO);
  ck_assert_uint_eq(so_far.batches, so_far.fails_at);
  row_line_free(line);
  row_line_free(NULL);
  option_store_free(&store);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("rows", &tcase);
  tcase_add_test(tcase, test_memo_has_what_was_kept_or_nothing);
  tcase_add_test(tcase, test_memo_asked_in_vain_gives_up);
  tcase_add_test(tcase, test_a_table_is_begun_when_half_its_rows_are_to_come);
  tcase_add_test(tcase, test_a_table_has_its_rows_once_it_is_ready);
  tcase_add_loop_test(tcase, test_rows_are_written_in_order, 0, TOOL_COUNT(lines));
  tcase_add_loop_test(tcase, test_nothing_is_written_after_a_failure, 0, TOOL_COUNT(lines));
  return support_run(suite);
}
