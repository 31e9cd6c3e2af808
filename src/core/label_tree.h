/* label_tree.h: texts below texts: "Wales" below nothing, "Gwent" below "Wales".
   Each has a number, in order of first sight. Strata of several columns, clusters
   within them and combinations of domains are all paths in such a tree.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_LABEL_TREE_H
#define PM_CORE_LABEL_TREE_H

#include <plusminus/core.h>

#include <string.h>

enum {
  PM_LABEL_SLACK = 16, /* bytes behind a text's start that can be read, whatever its size */
  PM_LABEL_WORD = sizeof(uint64_t),
  PM_LABEL_SHORT = 2 * PM_LABEL_WORD
};
#define PM_LABEL_NONE UINT32_MAX

typedef struct pm_label_tree pm_label_tree;

/* With that many nodes to begin with, which have no parent and no text. NULL: out
   of memory. */
pm_label_tree *pm_label_tree_new(const pm_allocator *allocator, uint32_t roots);
void pm_label_tree_free(pm_label_tree *tree); /* NULL is fine */

/* A text of up to 16 bytes is its own key, as two words; a longer one is known by two
   words of hash, and compared in full where they agree. */
typedef struct pm_label_key {
  uint64_t words[2];
  uint32_t parent;
  uint32_t size;
} pm_label_key;

/* A place of the hash table: empty when node is PM_LABEL_NONE. */
typedef struct pm_label_slot {
  pm_label_key key;
  uint32_t node;
} pm_label_slot;

/* The table, in front of what else a tree is: for what follows. */
typedef struct pm_label_table {
  pm_label_slot *slots;
  size_t mask; /* slots less one */
} pm_label_table;

/* The first `size` bytes as a word, others being 0. */
static inline uint64_t pm_label_word(const char *text, size_t size)
{
  uint64_t word;
  memcpy(&word, text, sizeof word);
  if (size >= PM_LABEL_WORD)
    return word;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return word & ((UINT64_C(1) << 8 * size) - 1);
#else
  return size == 0 ? 0 : word & ~(UINT64_MAX >> 8 * size);
#endif
}

/* The key of a short text. */
static inline pm_label_key pm_label_key_short(uint32_t parent, const char *text, size_t size)
{
  pm_label_key key = {{pm_label_word(text, size), 0}, parent, (uint32_t)size};
  if (size > PM_LABEL_WORD)
    key.words[1] = pm_label_word(text + PM_LABEL_WORD, size - PM_LABEL_WORD);
  return key;
}

static inline size_t pm_label_place(const pm_label_key *key)
{
  /* Odd constants without pattern: the fractions of the golden ratio and of the square
     root of 3. */
  uint64_t hash = (key->words[0] ^ (uint64_t)key->parent << 32) * UINT64_C(0x9E3779B97F4A7C15);
  hash = (hash ^ hash >> 32 ^ (key->words[1] + key->size)) * UINT64_C(0xBB67AE8584CAA73B);
  return (size_t)(hash >> 24);
}

static inline bool pm_label_same(const pm_label_key *a, const pm_label_key *b)
{
  return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->parent == b->parent &&
         a->size == b->size;
}

/* As pm_label_tree_put, for what is not in its first place. */
uint32_t pm_label_tree_search(pm_label_tree *tree, uint32_t parent, const char *text,
                              size_t size);

/* The node of this text below that parent, made if there is none. PM_LABEL_NONE:
   out of memory, or of numbers. The text is copied. */
static inline uint32_t pm_label_tree_put(pm_label_tree *tree, uint32_t parent, const char *text,
                                         size_t size)
{
  const pm_label_table *table = (const pm_label_table *)(const void *)tree;
  if (size <= PM_LABEL_SHORT) {
    pm_label_key key = pm_label_key_short(parent, text, size);
    const pm_label_slot *first = &table->slots[pm_label_place(&key) & table->mask];
    if (first->node != PM_LABEL_NONE && pm_label_same(&first->key, &key))
      return first->node;
  }
  return pm_label_tree_search(tree, parent, text, size);
}

uint32_t pm_label_tree_count(const pm_label_tree *tree);
uint32_t pm_label_tree_parent(const pm_label_tree *tree, uint32_t node);  /* of a root: NONE */
const char *pm_label_tree_text(const pm_label_tree *tree, uint32_t node); /* ends in NUL, with
                                                                            slack behind it */
size_t pm_label_tree_size(const pm_label_tree *tree, uint32_t node);

#endif
