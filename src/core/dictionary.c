/* dictionary.c: texts to numbers, by open addressing with linear probing
   (Knuth 1998, The Art of Computer Programming 3, algorithm 6.4 L).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/dictionary.h"

#include "core/memory.h"

#include <string.h>

enum { SLOTS_FIRST = 64 }; /* a power of two, as every later count */

typedef struct entry {
  const char *text;
  size_t size;
  uint64_t hash;
} entry;

/* A place in the table: empty when number is 0, else of entry number - 1. The
   tag is half of the hash, so that a miss seldom costs a look at the text. */
typedef struct slot {
  uint32_t tag;
  uint32_t number;
} slot;

struct pm_dictionary {
  const pm_allocator *allocator;
  pm_arena *texts;
  entry *entries;
  size_t count, capacity;
  slot *slots;
  size_t slot_count;
};

pm_dictionary *pm_dictionary_new(const pm_allocator *allocator)
{
  pm_dictionary *fresh = pm_memory_resize(allocator, NULL, sizeof *fresh);
  if (fresh == NULL)
    return NULL;
  *fresh = (pm_dictionary){.allocator = allocator, .texts = pm_arena_new(allocator)};
  if (fresh->texts == NULL) {
    pm_dictionary_free(fresh);
    return NULL;
  }
  return fresh;
}

void pm_dictionary_free(pm_dictionary *dictionary)
{
  if (dictionary == NULL)
    return;
  pm_arena_free(dictionary->texts);
  (void)pm_memory_resize(dictionary->allocator, dictionary->entries, 0);
  (void)pm_memory_resize(dictionary->allocator, dictionary->slots, 0);
  (void)pm_memory_resize(dictionary->allocator, dictionary, 0);
}

/* One step of the hash: a bijection for every word, so that no text can wipe
   out what came before it; both constants are odd and without pattern (the
   golden ratio's fraction, and that of the square root of 3). */
static uint64_t mix(uint64_t hash, uint64_t word)
{
  hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  hash = (hash ^ hash >> 32) * UINT64_C(0xBB67AE8584CAA73B);
  return hash ^ hash >> 29;
}

static uint64_t hash_of(const char *text, size_t size)
{
  uint64_t hash = size;
  uint64_t word;
  for (; size >= sizeof word; text += sizeof word, size -= sizeof word) {
    memcpy(&word, text, sizeof word);
    hash = mix(hash, word);
  }
  word = 0;
  if (size > 0)
    memcpy(&word, text, size);
  return mix(hash, word);
}

/* The slot of this text, or the empty one where it belongs. */
static slot *slot_of(const pm_dictionary *dictionary, uint64_t hash, const char *text,
                     size_t size)
{
  size_t mask = dictionary->slot_count - 1;
  for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
    slot *at = &dictionary->slots[i];
    if (at->number == 0)
      return at;
    if (at->tag != (uint32_t)(hash >> 32))
      continue;
    const entry *known = &dictionary->entries[at->number - 1];
    if (known->size == size && (size == 0 || memcmp(known->text, text, size) == 0))
      return at;
  }
}

static void place(slot *slots, size_t slot_count, uint64_t hash, size_t index)
{
  size_t mask = slot_count - 1;
  size_t i = (size_t)hash & mask;
  while (slots[i].number != 0)
    i = (i + 1) & mask;
  slots[i] = (slot){.tag = (uint32_t)(hash >> 32), .number = (uint32_t)(index + 1)};
}

/* Keep at least half of the slots empty. */
static bool reserve_slot(pm_dictionary *dictionary)
{
  if (dictionary->count < dictionary->slot_count / 2)
    return true;
  size_t slot_count = dictionary->slot_count == 0 ? SLOTS_FIRST : dictionary->slot_count * 2;
  if (dictionary->count >= UINT32_MAX || slot_count > SIZE_MAX / sizeof(slot))
    return false;
  slot *slots = pm_memory_resize(dictionary->allocator, NULL, slot_count * sizeof *slots);
  if (slots == NULL)
    return false;
  memset(slots, 0, slot_count * sizeof *slots);
  for (size_t i = 0; i < dictionary->count; i++)
    place(slots, slot_count, dictionary->entries[i].hash, i);
  (void)pm_memory_resize(dictionary->allocator, dictionary->slots, 0);
  dictionary->slots = slots;
  dictionary->slot_count = slot_count;
  return true;
}

pm_status pm_dictionary_put(pm_dictionary *dictionary, const char *text, size_t size,
                            size_t *index)
{
  if (!reserve_slot(dictionary))
    return PM_ERROR_MEMORY;
  uint64_t hash = hash_of(text, size);
  slot *at = slot_of(dictionary, hash, text, size);
  if (at->number != 0) {
    *index = at->number - 1;
    return PM_OK;
  }
  if (!pm_memory_reserve(dictionary->allocator, (void **)&dictionary->entries,
                         &dictionary->capacity, dictionary->count + 1, sizeof(entry)))
    return PM_ERROR_MEMORY;
  const char *copy = pm_arena_text(dictionary->texts, text, size);
  if (copy == NULL)
    return PM_ERROR_MEMORY;
  *index = dictionary->count++;
  dictionary->entries[*index] = (entry){.text = copy, .size = size, .hash = hash};
  *at = (slot){.tag = (uint32_t)(hash >> 32), .number = (uint32_t)(*index + 1)};
  return PM_OK;
}

bool pm_dictionary_find(const pm_dictionary *dictionary, const char *text, size_t size,
                        size_t *index)
{
  if (dictionary->count == 0)
    return false;
  const slot *at = slot_of(dictionary, hash_of(text, size), text, size);
  if (at->number == 0)
    return false;
  *index = at->number - 1;
  return true;
}

size_t pm_dictionary_count(const pm_dictionary *dictionary)
{
  return dictionary->count;
}

const char *pm_dictionary_text(const pm_dictionary *dictionary, size_t index)
{
  return dictionary->entries[index].text;
}
