/* check_crew.c: threads that share the pieces of tasks.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <stdatomic.h>

enum { PIECES_MOST = 10000, TASKS = 3 };

typedef struct tally {
  atomic_int done[PIECES_MOST];
} tally;

static void note_piece(void *context, size_t piece)
{
  tally *noted = context;
  atomic_fetch_add(&noted->done[piece], 1);
}

static void assert_once(const tally *noted, size_t count)
{
  for (size_t i = 0; i < PIECES_MOST; i++)
    ck_assert_int_eq(atomic_load(&noted->done[i]), i < count ? 1 : 0);
}

static const struct {
  int64_t threads;
  size_t count, at_once;
} shares[] = {
    {1, 100, 0},     {2, 0, 0},  {2, 1, 1},   {2, 2, 1},         {4, 10000, 1},
    {4, 10000, 999}, {-1, 7, 8}, {0, 9, 100}, {100000, 1000, 1},
};

START_TEST(every_piece_is_done_once)
{
  static tally noted[TASKS];
  pm_crew *crew;
  ck_assert_int_eq(pm_crew_new(&crew, shares[_i].threads, NULL), PM_OK);
  for (int round = 0; round < 20; round++) {
    pm_crew_task tasks[TASKS] = {{.work = NULL}};
    for (size_t t = 0; t < TASKS; t++) {
      noted[t] = (tally){{0}};
      tasks[t] = (pm_crew_task){.work = note_piece,
                                .context = &noted[t],
                                .count = shares[_i].count,
                                .at_once = shares[_i].at_once};
      pm_crew_give(crew, &tasks[t]);
    }
    for (size_t t = 0; t < TASKS; t++) {
      pm_crew_finish(crew, &tasks[t]);
      assert_once(&noted[t], shares[_i].count);
    }
  }
  pm_crew_free(crew);
}
END_TEST

START_TEST(a_task_runs_with_and_without_a_crew)
{
  static tally noted;
  pm_crew *crews[2] = {NULL, NULL};
  ck_assert_int_eq(pm_crew_new(&crews[1], 2, NULL), PM_OK);
  for (size_t c = 0; c < 2; c++) {
    noted = (tally){{0}};
    pm_crew_task task = {.work = note_piece, .context = &noted, .count = 33};
    pm_crew_run(crews[c], &task);
    assert_once(&noted, 33);
    pm_crew_free(crews[c]);
  }
}
END_TEST

/* A task that is given again by what follows its last piece, so many times. */
typedef struct again {
  pm_crew *crew;
  pm_crew_task task;
  tally noted;
  int left;
  atomic_bool is_over;
} again;

static void note_again(void *context, size_t piece)
{
  note_piece(&((again *)context)->noted, piece);
}

static void give_again(void *context)
{
  again *it = context;
  if (--it->left == 0) {
    atomic_store(&it->is_over, true);
    return;
  }
  it->task.claimed = 0;
  it->task.done = 0;
  it->task.next = NULL;
  pm_crew_give(it->crew, &it->task);
}

START_TEST(what_follows_the_last_piece_may_reuse_the_task)
{
  enum { TIMES = 20 };
  static again it;
  it = (again){.left = TIMES};
  ck_assert_int_eq(pm_crew_new(&it.crew, shares[_i].threads, NULL), PM_OK);
  it.task = (pm_crew_task){.work = note_again,
                           .context = &it,
                           .count = shares[_i].count,
                           .at_once = shares[_i].at_once,
                           .then = give_again};
  if (it.task.count == 0)
    it.is_over = true;
  pm_crew_give(it.crew, &it.task);
  while (!atomic_load(&it.is_over))
    (void)pm_crew_help(it.crew);
  ck_assert(!pm_crew_help(it.crew));
  pm_crew_free(it.crew);
  for (size_t i = 0; i < shares[_i].count; i++)
    ck_assert_int_eq(atomic_load(&it.noted.done[i]), TIMES);
}
END_TEST

START_TEST(a_crew_has_the_size_that_was_asked)
{
  static const struct {
    int64_t threads;
    size_t size;
  } sizes[] = {{1, 1}, {7, 7}, {1024, 1024}, {INT64_MAX, 1024}};
  ck_assert_uint_eq(pm_crew_size(NULL), 1);
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    pm_crew *crew;
    ck_assert_int_eq(pm_crew_new(&crew, sizes[i].threads, NULL), PM_OK);
    ck_assert_uint_eq(pm_crew_size(crew), sizes[i].size);
    pm_crew_free(crew);
  }
}
END_TEST

START_TEST(memory_may_run_out)
{
  support_failing failing;
  support_failing_init(&failing, 1);
  pm_crew *crew;
  ck_assert_int_eq(pm_crew_new(&crew, 2, &failing.allocator), PM_ERROR_MEMORY);
  ck_assert_ptr_null(crew);
  support_failing_init(&failing, 0);
  ck_assert_int_eq(pm_crew_new(&crew, 2, &failing.allocator), PM_OK);
  pm_crew_free(crew);
  pm_crew_free(NULL);
  ck_assert_int_eq(failing.calls, 1);
  ck_assert_int_eq(failing.live, 0);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("crew", &tcase);
  tcase_add_loop_test(tcase, every_piece_is_done_once, 0, sizeof shares / sizeof shares[0]);
  tcase_add_loop_test(tcase, what_follows_the_last_piece_may_reuse_the_task, 0,
                      sizeof shares / sizeof shares[0]);
  tcase_add_test(tcase, a_task_runs_with_and_without_a_crew);
  tcase_add_test(tcase, a_crew_has_the_size_that_was_asked);
  tcase_add_test(tcase, memory_may_run_out);
  return support_run(suite);
}
