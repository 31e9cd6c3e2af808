/* channel.h: bytes from one thread to another, a block at a time: whoever is
   ahead waits.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_CHANNEL_H
#define PM_TABLE_CHANNEL_H

#include <plusminus/core.h>
#include <pthread.h>

enum { PM_CHANNEL_BLOCK = 1 << 16 };

typedef struct pm_channel {
  const pm_allocator *allocator;
  /* The writer's own. */
  char *block;
  size_t used;
  /* Of both, under the lock. */
  pthread_mutex_t lock;
  pthread_cond_t changed;
  char *ready;
  size_t ready_at, ready_size;
  bool is_ended;  /* nothing more will be written */
  bool is_closed; /* nothing more will be read */
} pm_channel;

/* False: out of memory. Free it in any case, once one thread alone has it. */
bool pm_channel_init(pm_channel *channel, const pm_allocator *allocator);
void pm_channel_free(pm_channel *channel);

/* The writer's side. False: nobody reads any more. */
bool pm_channel_put(pm_channel *channel, const char *bytes, size_t size);
/* The last bytes go out, and reading comes to an end. */
void pm_channel_end(pm_channel *channel);
bool pm_channel_is_closed(pm_channel *channel);

/* The reader's side: at least one byte, or 0 at the end. */
size_t pm_channel_read(pm_channel *channel, char *to, size_t room);
/* Let the writer go. */
void pm_channel_close(pm_channel *channel);

#endif
