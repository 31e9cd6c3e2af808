/* crew.c: threads that share the pieces of tasks with the thread that gives
   them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/memory.h"

#include <pthread.h>
#include <unistd.h>

enum {
  PIECES_AT_ONCE = 8,  /* where the task does not say */
  THREADS_MOST = 1024, /* more would only wait for a processor */
};

struct pm_crew {
  const pm_allocator *allocator;
  pthread_mutex_t lock; /* of all that follows, and of the tasks' claims */
  pthread_cond_t is_given;
  pthread_cond_t is_done;
  pm_crew_task *first, *last; /* the tasks of which there is more to claim */
  bool is_over;
  size_t helpers, started; /* threads besides the caller's */
  pthread_t threads[];
};

static size_t processors(void)
{
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (size_t)count;
}

pm_status pm_crew_new(pm_crew **crew, int64_t threads, const pm_allocator *allocator)
{
  size_t wanted = threads < 1 ? processors() : (size_t)threads;
  size_t helpers = (wanted < THREADS_MOST ? wanted : THREADS_MOST) - 1;
  *crew = NULL;
  pm_crew *fresh =
      pm_memory_resize(allocator, NULL, sizeof *fresh + helpers * sizeof fresh->threads[0]);
  if (fresh == NULL)
    return PM_ERROR_MEMORY;
  *fresh = (pm_crew){.allocator = allocator,
                     .lock = PTHREAD_MUTEX_INITIALIZER,
                     .is_given = PTHREAD_COND_INITIALIZER,
                     .is_done = PTHREAD_COND_INITIALIZER,
                     .helpers = helpers};
  *crew = fresh;
  return PM_OK;
}

size_t pm_crew_size(const pm_crew *crew)
{
  return crew == NULL ? 1 : crew->helpers + 1;
}

static size_t at_once(const pm_crew_task *task)
{
  return task->at_once > 0 ? task->at_once : PIECES_AT_ONCE;
}

/* Claim and do some pieces of the first task. The lock is held before and
   after. */
static void do_some(pm_crew *crew)
{
  pm_crew_task *task = crew->first;
  size_t begin = task->claimed;
  size_t left = task->count - begin;
  size_t end = begin + (left < at_once(task) ? left : at_once(task));
  task->claimed = end;
  if (end == task->count)
    crew->first = task->next;
  pthread_mutex_unlock(&crew->lock);
  for (size_t piece = begin; piece < end; piece++)
    task->work(task->context, piece);
  pthread_mutex_lock(&crew->lock);
  task->done += end - begin;
  if (task->done < task->count)
    return;
  pthread_cond_signal(&crew->is_done);
  if (task->then == NULL)
    return;
  pthread_mutex_unlock(&crew->lock);
  task->then(task->context);
  pthread_mutex_lock(&crew->lock);
}

static void *help(void *context)
{
  pm_crew *crew = context;
  pthread_mutex_lock(&crew->lock);
  while (!crew->is_over)
    if (crew->first != NULL)
      do_some(crew);
    else
      pthread_cond_wait(&crew->is_given, &crew->lock);
  pthread_mutex_unlock(&crew->lock);
  return NULL;
}

/* As many threads as the task has work for besides the caller's. */
static void start_helpers(pm_crew *crew, const pm_crew_task *task)
{
  size_t wanted = (task->count - 1) / at_once(task);
  while (crew->started < crew->helpers && crew->started < wanted) {
    if (pthread_create(&crew->threads[crew->started], NULL, help, crew) == 0)
      crew->started++;
    else
      crew->helpers = crew->started;
  }
}

void pm_crew_give(pm_crew *crew, pm_crew_task *task)
{
  if (task->count == 0)
    return;
  start_helpers(crew, task);
  pthread_mutex_lock(&crew->lock);
  if (crew->first == NULL)
    crew->first = task;
  else
    crew->last->next = task;
  crew->last = task;
  pthread_cond_broadcast(&crew->is_given);
  pthread_mutex_unlock(&crew->lock);
}

void pm_crew_finish(pm_crew *crew, pm_crew_task *task)
{
  pthread_mutex_lock(&crew->lock);
  while (task->claimed < task->count)
    do_some(crew);
  while (task->done < task->count)
    pthread_cond_wait(&crew->is_done, &crew->lock);
  pthread_mutex_unlock(&crew->lock);
}

bool pm_crew_help(pm_crew *crew)
{
  pthread_mutex_lock(&crew->lock);
  bool is_there = crew->first != NULL;
  if (is_there)
    do_some(crew);
  pthread_mutex_unlock(&crew->lock);
  return is_there;
}

void pm_crew_run(pm_crew *crew, pm_crew_task *task)
{
  if (crew != NULL) {
    pm_crew_give(crew, task);
    pm_crew_finish(crew, task);
    return;
  }
  for (size_t piece = 0; piece < task->count; piece++)
    task->work(task->context, piece);
}

void pm_crew_free(pm_crew *crew)
{
  if (crew == NULL)
    return;
  pthread_mutex_lock(&crew->lock);
  crew->is_over = true;
  pthread_cond_broadcast(&crew->is_given);
  pthread_mutex_unlock(&crew->lock);
  for (size_t i = 0; i < crew->started; i++)
    pthread_join(crew->threads[i], NULL);
  pthread_cond_destroy(&crew->is_done);
  pthread_cond_destroy(&crew->is_given);
  pthread_mutex_destroy(&crew->lock);
  (void)pm_memory_resize(crew->allocator, crew, 0);
}
