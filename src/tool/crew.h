/* crew.h: threads that share the pieces of tasks with the thread that gives
   them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_CREW_H
#define TOOL_CREW_H

#include <stddef.h>
#include <stdint.h>

/* Pieces 0, 1, ..., count - 1, done in any order and several at once. */
typedef struct crew_task {
  void (*work)(void *context, size_t piece);
  void *context;
  size_t count;
  /* The crew's own; zero them first. */
  size_t claimed, done;
  struct crew_task *next;
} crew_task;

typedef struct crew crew;

/* A crew of so many threads, the caller's own among them; -1: one for each
   processor. A thread is started when there is work for it; where the system
   refuses one, there are fewer. NULL: out of memory. */
crew *crew_new(int64_t threads);

/* What was not begun is not done any more. NULL is fine. */
void crew_free(crew *team);

/* Begin a task, which stays where it is until it is finished. */
void crew_give(crew *team, crew_task *task);

/* Take part in a task until all of it is done. Tasks are finished in the order
   in which they were given. */
void crew_finish(crew *team, crew_task *task);

#endif
