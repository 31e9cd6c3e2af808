/* label_tree.c: one hash table of (parent, text), by open addressing with linear
   probing.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/label_tree.h"

#include "core/memory.h"

#include <string.h>

enum { SLOTS_FIRST = 256 }; /* a power of two, as every later count */

typedef struct label {
  const char *text;
  uint32_t size;
  uint32_t parent;
} label;

struct pm_label_tree {
  pm_label_table table; /* first: label_tree.h looks there */
  const pm_allocator *allocator;
  pm_arena *texts;
  label *labels;
  size_t capacity;
  uint32_t count;
};

/* ---------------------------------------------------------------- keys -- */

static uint64_t mix(uint64_t hash, uint64_t word)
{
  hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  return (hash ^ hash >> 32) * UINT64_C(0xBB67AE8584CAA73B);
}

static pm_label_key hash_long(uint32_t parent, const char *text, size_t size)
{
  pm_label_key key = {{1, 2}, parent, (uint32_t)size};
  while (size > 0) {
    size_t step = size < PM_LABEL_WORD ? size : PM_LABEL_WORD;
    uint64_t word = 0;
    memcpy(&word, text, step);
    key.words[0] = mix(key.words[0], word);
    key.words[1] = mix(key.words[1], word ^ key.words[0]);
    text += step;
    size -= step;
  }
  return key;
}

static pm_label_key key_of(uint32_t parent, const char *text, size_t size)
{
  return size <= PM_LABEL_SHORT ? pm_label_key_short(parent, text, size)
                                : hash_long(parent, text, size);
}

static bool is_same(const pm_label_tree *tree, const pm_label_slot *at,
                    const pm_label_key *wanted, const char *text)
{
  return pm_label_same(&at->key, wanted) &&
         (wanted->size <= PM_LABEL_SHORT ||
          memcmp(tree->labels[at->node].text, text, wanted->size) == 0);
}

/* --------------------------------------------------------------- slots -- */

void pm_label_tree_rest(pm_label_tree *tree)
{
  (void)pm_memory_resize(tree->allocator, tree->table.slots, 0);
  tree->table = (pm_label_table){NULL, 0};
}

/* As many slots, with all labels but the roots. Those that there were go first: both
   together would be the most memory that a tree ever takes. */
static bool make_slots(pm_label_tree *tree, size_t count)
{
  pm_label_tree_rest(tree);
  pm_label_slot *fresh = pm_memory_resize(tree->allocator, NULL, count * sizeof *fresh);
  if (fresh == NULL)
    return false;
  tree->table = (pm_label_table){fresh, count - 1};
  for (size_t i = 0; i < count; i++)
    fresh[i] = (pm_label_slot){.node = PM_LABEL_NONE};
  for (uint32_t node = 0; node < tree->count; node++) {
    const label *made = &tree->labels[node];
    if (made->parent == PM_LABEL_NONE)
      continue;
    pm_label_key key = key_of(made->parent, made->text, made->size);
    size_t at = pm_label_place(&key) & tree->table.mask;
    while (fresh[at].node != PM_LABEL_NONE)
      at = (at + 1) & tree->table.mask;
    fresh[at] = (pm_label_slot){key, node};
  }
  return true;
}

/* Slots for one label more, of which at least half stay empty. */
static bool reserve_slots(pm_label_tree *tree)
{
  size_t slots = tree->table.slots == NULL ? 0 : tree->table.mask + 1, wanted = slots;
  if (wanted < SLOTS_FIRST)
    wanted = SLOTS_FIRST;
  while (wanted < 2 * ((size_t)tree->count + 1))
    wanted *= 2;
  return wanted == slots || make_slots(tree, wanted);
}

/* A copy of the text, which can be read as far as any, and ends in NUL. */
static const char *keep_text(pm_label_tree *tree, const char *text, size_t size)
{
  char *copy = pm_arena_alloc(tree->texts, size < PM_LABEL_SLACK ? PM_LABEL_SLACK : size + 1);
  if (copy != NULL && size > 0)
    memcpy(copy, text, size);
  return copy;
}

static uint32_t add(pm_label_tree *tree, const pm_label_key *made, const char *text)
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

uint32_t pm_label_tree_search(pm_label_tree *tree, uint32_t parent, const char *text,
                              size_t size)
{
  if (size >= UINT32_MAX || !reserve_slots(tree))
    return PM_LABEL_NONE;
  const pm_label_key wanted = key_of(parent, text, size);
  const size_t mask = tree->table.mask;
  size_t at = pm_label_place(&wanted) & mask;
  for (; tree->table.slots[at].node != PM_LABEL_NONE; at = (at + 1) & mask)
    if (is_same(tree, &tree->table.slots[at], &wanted, text))
      return tree->table.slots[at].node;
  uint32_t node = add(tree, &wanted, text);
  if (node != PM_LABEL_NONE)
    tree->table.slots[at] = (pm_label_slot){wanted, node};
  return node;
}

/* ------------------------------------------------------------- lifetime -- */

pm_label_tree *pm_label_tree_new(const pm_allocator *allocator, uint32_t roots)
{
  pm_label_tree *fresh = pm_memory_resize(allocator, NULL, sizeof *fresh);
  if (fresh == NULL)
    return NULL;
  *fresh = (pm_label_tree){.allocator = allocator, .texts = pm_arena_new(allocator)};
  bool is_made = fresh->texts != NULL;
  const pm_label_key none = {{0, 0}, PM_LABEL_NONE, 0};
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
  (void)pm_memory_resize(allocator, tree->table.slots, 0);
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
