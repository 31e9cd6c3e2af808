/* channel.c: two blocks that a writer and a reader hand to each other. A lock of
   the default kind, used as here, has no failure to tell.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/channel.h"

#include "core/memory.h"

#include <string.h>

bool pm_channel_init(pm_channel *channel, const pm_allocator *allocator)
{
  *channel = (pm_channel){.allocator = allocator,
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .changed = PTHREAD_COND_INITIALIZER};
  channel->block = pm_memory_resize(allocator, NULL, PM_CHANNEL_BLOCK);
  channel->ready = pm_memory_resize(allocator, NULL, PM_CHANNEL_BLOCK);
  return channel->block != NULL && channel->ready != NULL;
}

void pm_channel_free(pm_channel *channel)
{
  (void)pthread_cond_destroy(&channel->changed);
  (void)pthread_mutex_destroy(&channel->lock);
  (void)pm_memory_resize(channel->allocator, channel->block, 0);
  (void)pm_memory_resize(channel->allocator, channel->ready, 0);
}

static void lock(pm_channel *channel)
{
  (void)pthread_mutex_lock(&channel->lock);
}

static void unlock(pm_channel *channel)
{
  (void)pthread_cond_broadcast(&channel->changed);
  (void)pthread_mutex_unlock(&channel->lock);
}

/* Swap the written block for the one that was read to its end. */
static bool hand_over(pm_channel *channel)
{
  lock(channel);
  while (channel->ready_at < channel->ready_size && !channel->is_closed)
    (void)pthread_cond_wait(&channel->changed, &channel->lock);
  char *block = channel->ready;
  channel->ready = channel->block;
  channel->ready_at = 0;
  channel->ready_size = channel->used;
  channel->block = block;
  channel->used = 0;
  bool goes_on = !channel->is_closed;
  unlock(channel);
  return goes_on;
}

bool pm_channel_put(pm_channel *channel, const char *bytes, size_t size)
{
  while (size > 0) {
    size_t room = PM_CHANNEL_BLOCK - channel->used;
    size_t part = size < room ? size : room;
    memcpy(channel->block + channel->used, bytes, part);
    channel->used += part;
    bytes += part;
    size -= part;
    if (channel->used == PM_CHANNEL_BLOCK && !hand_over(channel))
      return false;
  }
  return true;
}

void pm_channel_end(pm_channel *channel)
{
  if (channel->used > 0)
    (void)hand_over(channel);
  lock(channel);
  channel->is_ended = true;
  unlock(channel);
}

bool pm_channel_is_closed(pm_channel *channel)
{
  lock(channel);
  bool is_closed = channel->is_closed;
  unlock(channel);
  return is_closed;
}

size_t pm_channel_read(pm_channel *channel, char *to, size_t room)
{
  lock(channel);
  while (channel->ready_at == channel->ready_size && !channel->is_ended)
    (void)pthread_cond_wait(&channel->changed, &channel->lock);
  size_t left = channel->ready_size - channel->ready_at;
  size_t part = left < room ? left : room;
  if (part > 0)
    memcpy(to, channel->ready + channel->ready_at, part);
  channel->ready_at += part;
  unlock(channel);
  return part;
}

void pm_channel_close(pm_channel *channel)
{
  lock(channel);
  channel->is_closed = true;
  unlock(channel);
}
