/* crew.c: threads that share the pieces of tasks with the thread that gives
   them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "crew.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

/* Pieces claimed at once, so that claiming costs nothing beside them. */
enum { PIECES_AT_ONCE = 8 };

struct crew {
  pthread_mutex_t lock; /* of all that follows, and of the tasks' claims */
  pthread_cond_t is_given;
  pthread_cond_t is_done;
  crew_task *first, *last; /* the tasks of which there is more to claim */
  bool is_over;
  size_t helpers, started; /* threads besides the caller's */
  pthread_t threads[];
};

static size_t processors(void)
{
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (size_t)count;
}

crew *crew_new(int64_t threads)
{
  size_t helpers = (threads < 1 ? processors() : (size_t)threads) - 1;
  crew *fresh = calloc(1, sizeof *fresh + helpers * sizeof fresh->threads[0]);
  if (fresh == NULL)
    return NULL;
  *fresh = (crew){.lock = PTHREAD_MUTEX_INITIALIZER,
                  .is_given = PTHREAD_COND_INITIALIZER,
                  .is_done = PTHREAD_COND_INITIALIZER,
                  .helpers = helpers};
  return fresh;
}

/* Claim and do some pieces of the first task. The lock is held before and
   after. */
static void do_some(crew *team)
{
  crew_task *task = team->first;
  size_t begin = task->claimed;
  size_t left = task->count - begin;
  size_t end = begin + (left < PIECES_AT_ONCE ? left : PIECES_AT_ONCE);
  task->claimed = end;
  if (end == task->count)
    team->first = task->next;
  pthread_mutex_unlock(&team->lock);
  for (size_t piece = begin; piece < end; piece++)
    task->work(task->context, piece);
  pthread_mutex_lock(&team->lock);
  task->done += end - begin;
  if (task->done == task->count)
    pthread_cond_signal(&team->is_done);
}

static void *help(void *context)
{
  crew *team = context;
  pthread_mutex_lock(&team->lock);
  while (!team->is_over)
    if (team->first != NULL)
      do_some(team);
    else
      pthread_cond_wait(&team->is_given, &team->lock);
  pthread_mutex_unlock(&team->lock);
  return NULL;
}

/* As many threads as the task has work for besides the caller. */
static void start_helpers(crew *team, const crew_task *task)
{
  while (team->started < team->helpers && team->started < task->count / PIECES_AT_ONCE) {
    if (pthread_create(&team->threads[team->started], NULL, help, team) == 0)
      team->started++;
    else
      team->helpers = team->started;
  }
}

void crew_give(crew *team, crew_task *task)
{
  if (task->count == 0)
    return;
  start_helpers(team, task);
  pthread_mutex_lock(&team->lock);
  if (team->first == NULL)
    team->first = task;
  else
    team->last->next = task;
  team->last = task;
  pthread_cond_broadcast(&team->is_given);
  pthread_mutex_unlock(&team->lock);
}

void crew_finish(crew *team, crew_task *task)
{
  pthread_mutex_lock(&team->lock);
  while (task->claimed < task->count)
    do_some(team);
  while (task->done < task->count)
    pthread_cond_wait(&team->is_done, &team->lock);
  pthread_mutex_unlock(&team->lock);
}

void crew_free(crew *team)
{
  if (team == NULL)
    return;
  pthread_mutex_lock(&team->lock);
  team->is_over = true;
  pthread_cond_broadcast(&team->is_given);
  pthread_mutex_unlock(&team->lock);
  for (size_t i = 0; i < team->started; i++)
    pthread_join(team->threads[i], NULL);
  pthread_cond_destroy(&team->is_done);
  pthread_cond_destroy(&team->is_given);
  pthread_mutex_destroy(&team->lock);
  free(team);
}
