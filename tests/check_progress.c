/* check_progress.c: what a pass tells of how far it is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"

#include <math.h>
#include <plusminus/estimate.h>
#include <pthread.h>
#include <sys/stat.h>

enum { RECORDS = 200000 };

/* What was told last, and whether it ever went back. */
typedef struct told {
  pthread_t thread;
  int calls;
  int64_t records;
  double share;
} told;

static void listen(void *context, int64_t records, double share)
{
  told *heard = context;
  ck_assert(pthread_equal(pthread_self(), heard->thread));
  ck_assert_int_ge(records, heard->records);
  ck_assert(!(share < heard->share) && !(share > 1));
  heard->calls++;
  heard->records = records;
  heard->share = share;
}

static void write_records(FILE *stream)
{
  ck_assert_ptr_nonnull(stream);
  ck_assert_int_gt(fputs("ok,force\n", stream), 0);
  for (int i = 0; i < RECORDS; i++)
    ck_assert_int_gt(fprintf(stream, "%d,force %d\n", i % 2, i % 7), 0);
  ck_assert_int_eq(fclose(stream), 0);
}

static told read_records(const char *file, int64_t threads)
{
  static const pm_statistic rate = {.kind = PM_STATISTIC_RATE, .column = "ok"};
  told heard = {.thread = pthread_self()};
  const pm_tally_request request = {.file = file,
                                    .statistics = &rate,
                                    .statistic_count = 1,
                                    .threads = threads,
                                    .progress = listen,
                                    .progress_context = &heard};
  pm_error error = {.status = PM_OK};
  pm_tally *tally;
  pm_status status = pm_tally_read(&tally, &request, NULL, &error);
  ck_assert_msg(status == PM_OK, "%s", error.faults[0].text);
  ck_assert_int_eq(pm_tally_records(tally), RECORDS);
  pm_tally_free(tally);
  return heard;
}

START_TEST(test_share_of_a_file_grows_to_one)
{
  write_records(fopen(path, "wb"));
  for (int64_t threads = 1; threads <= 3; threads++) {
    told heard = read_records(path, threads);
    ck_assert_int_ge(heard.calls, 1);
    ck_assert_int_gt(heard.records, 0);
    if (threads > 1)
      continue;
    ck_assert_int_gt(heard.calls, 3);
    ck_assert_int_eq(heard.records, RECORDS);
    ck_assert(heard.share == 1);
  }
}
END_TEST

static void *feed(void *context)
{
  write_records(fopen(context, "wb"));
  return NULL;
}

START_TEST(test_a_pipe_has_no_share)
{
  pthread_t feeder;
  remove_scratch();
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  ck_assert_int_eq(pthread_create(&feeder, NULL, feed, path), 0);
  told heard = read_records(path, 1);
  ck_assert_int_eq(pthread_join(feeder, NULL), 0);
  ck_assert_int_eq(heard.records, RECORDS);
  ck_assert(isnan(heard.share));
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("progress", &tcase);
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_test(tcase, test_share_of_a_file_grows_to_one);
  tcase_add_test(tcase, test_a_pipe_has_no_share);
  return support_run(suite);
}
