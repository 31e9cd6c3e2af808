/* label_tree.c: one hash table of (parent, text), by open addressing with linear
   probing. A text of up to 16 bytes is its own key, as two words; a longer one is
   known by two words of hash, and compared in full where they agree.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/label_tree.h"

#include "core/memory.h"

#include <string.h>

enum {
  SLOTS_FIRST = 256, /* a power of two, as every later count */
  WORD = sizeof(uint64_t),
  SHORT_MOST = 2 * WORD
};

typedef struct key {
  uint64_t words[2];
  uint32_t parent;
  uint32_t size;
} key;

/* Empty when node is PM_LABEL_NONE. */
typedef struct slot {
  key key;
  uint32_t node;
} slot;

typedef struct label {
  const char *text;
  uint32_t size;
  uint32_t parent;
} label;

struct pm_label_tree {
  const pm_allocator *allocator;
  pm_arena *texts;
  label *labels;
  size_t capacity;
  uint32_t count;
  slot *slots;
  size_t mask; /* slots less one */
};

/* ---------------------------------------------------------------- keys -- */

/* Odd constants without pattern: the fractions of the golden ratio and of the
   square root of 3. */
static const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15);
static const uint64_t root_3 = UINT64_C(0xBB67AE8584CAA73B);

static uint64_t mix(uint64_t hash, uint64_t word)
{
  hash = (hash ^ word) * golden;
  return (hash ^ hash >> 32) * root_3;
}

static uint64_t word_at(const char *text, size_t size)
{
  uint64_t word;
  memcpy(&word, text, sizeof word);
  if (size >= WORD)
    return word;
  /* The bytes that come first in memory, whatever the machine's order. */
  unsigned char kept[WORD] = {0};
  memcpy(kept, text, size);
  memcpy(&word, kept, sizeof word);
  return word;
}

static void hash_long(key *made, const char *text, size_t size)
{
  uint64_t first = golden;
  uint64_t second = root_3;
  for (; size > 0;) {
    size_t step = size < WORD ? size : WORD;
    uint64_t word = word_at(text, step);
    first = mix(first, word);
    second = mix(second, word ^ first);
    text += step;
    size -= step;
  }
  made->words[0] = first;
  made->words[1] = second;
}

static key key_of(uint32_t parent, const char *text, size_t size)
{
  key made = {{0, 0}, parent, (uint32_t)size};
  if (size <= WORD) {
    made.words[0] = word_at(text, size);
  } else if (size <= SHORT_MOST) {
    made.words[0] = word_at(text, WORD);
    made.words[1] = word_at(text + WORD, size - WORD);
  } else {
    hash_long(&made, text, size);
  }
  return made;
}

static size_t place_of(const key *wanted)
{
  uint64_t hash =
      mix(wanted->words[0] ^ (uint64_t)wanted->parent << 32, wanted->words[1] + wanted->size);
  return (size_t)(hash >> 24);
}

static bool is_same(const pm_label_tree *tree, const slot *at, const key *wanted,
                    const char *text)
{
  return at->key.words[0] == wanted->words[0] && at->key.words[1] == wanted->words[1] &&
         at->key.parent == wanted->parent && at->key.size == wanted->size &&
         (wanted->size <= SHORT_MOST ||
          memcmp(tree->labels[at->node].text, text, wanted->size) == 0);
}

/* --------------------------------------------------------------- slots -- */

static bool make_slots(pm_label_tree *tree, size_t count)
{
  slot *fresh = pm_memory_resize(tree->allocator, NULL, count * sizeof *fresh);
  if (fresh == NULL)
    return false;
  slot *old = tree->slots;
  size_t old_count = old == NULL ? 0 : tree->mask + 1;
  tree->slots = fresh;
  tree->mask = count - 1;
  for (size_t i = 0; i < count; i++)
    fresh[i].node = PM_LABEL_NONE;
  for (size_t i = 0; i < old_count; i++) {
    if (old[i].node == PM_LABEL_NONE)
      continue;
    size_t at = place_of(&old[i].key) & tree->mask;
    while (fresh[at].node != PM_LABEL_NONE)
      at = (at + 1) & tree->mask;
    fresh[at] = old[i];
  }
  (void)pm_memory_resize(tree->allocator, old, 0);
  return true;
}

/* A copy of the text, with the slack that word_at reads behind every text. */
static const char *keep_text(pm_label_tree *tree, const char *text, size_t size)
{
  char *copy = pm_arena_alloc(tree->texts, size + PM_LABEL_SLACK);
  if (copy != NULL && size > 0)
    memcpy(copy, text, size);
  return copy;
}

static uint32_t add(pm_label_tree *tree, const key *made, const char *text)
{
  void *labels = tree->labels;
  if (tree->count == PM_LABEL_NONE - 1 ||
      !pm_memory_reserve(tree->allocator, &labels, &tree->capacity, (size_t)tree->count + 1,
                         sizeof *tree->labels))
    return PM_LABEL_NONE;
  tree->labels = labels;
  const char *copy = keep_text(tree, text, made->size);
  if (copy == NULL)
    return PM_LABEL_NONE;
  tree->labels[tree->count] = (label){copy, made->size, made->parent};
  return tree->count++;
}

uint32_t pm_label_tree_put(pm_label_tree *tree, uint32_t parent, const char *text, size_t size)
{
  if (size >= UINT32_MAX)
    return PM_LABEL_NONE;
  key wanted = key_of(parent, text, size);
  size_t at = place_of(&wanted) & tree->mask;
  for (; tree->slots[at].node != PM_LABEL_NONE; at = (at + 1) & tree->mask)
    if (is_same(tree, &tree->slots[at], &wanted, text))
      return tree->slots[at].node;
  uint32_t node = add(tree, &wanted, text);
  if (node == PM_LABEL_NONE)
    return node;
  tree->slots[at] = (slot){wanted, node};
  /* At least half of the slots stay empty. A table that cannot grow is full at
     the latest when memory has ended anyway. */
  if ((size_t)tree->count * 2 > tree->mask && !make_slots(tree, (tree->mask + 1) * 2))
    return PM_LABEL_NONE;
  return node;
}

/* ------------------------------------------------------------- lifetime -- */

pm_label_tree *pm_label_tree_new(const pm_allocator *allocator, uint32_t roots)
{
  pm_label_tree *fresh = pm_memory_resize(allocator, NULL, sizeof *fresh);
  if (fresh == NULL)
    return NULL;
  *fresh = (pm_label_tree){.allocator = allocator, .texts = pm_arena_new(allocator)};
  bool is_made = fresh->texts != NULL && make_slots(fresh, SLOTS_FIRST);
  const key none = {{0, 0}, PM_LABEL_NONE, 0};
  for (uint32_t i = 0; is_made && i < roots; i++)
    is_made = add(fresh, &none, "") != PM_LABEL_NONE;
  if (is_made)
    return fresh;
  pm_label_tree_free(fresh);
  return NULL;
}

void pm_label_tree_free(pm_label_tree *tree)
{
  if (tree == NULL)
    return;
  const pm_allocator *allocator = tree->allocator;
  pm_arena_free(tree->texts);
  (void)pm_memory_resize(allocator, tree->labels, 0);
  (void)pm_memory_resize(allocator, tree->slots, 0);
  (void)pm_memory_resize(allocator, tree, 0);
}

uint32_t pm_label_tree_count(const pm_label_tree *tree)
{
  return tree->count;
}

uint32_t pm_label_tree_parent(const pm_label_tree *tree, uint32_t node)
{
  return tree->labels[node].parent;
}

const char *pm_label_tree_text(const pm_label_tree *tree, uint32_t node)
{
  return tree->labels[node].text;
}

size_t pm_label_tree_size(const pm_label_tree *tree, uint32_t node)
{
  return tree->labels[node].size;
}
