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

/* Forget where labels are, which takes most of a tree's memory, until another is put. */
void pm_label_tree_rest(pm_label_tree *tree);

/* The table, in front of what else a tree is: for what follows. */
typedef struct pm_label_table {
  pm_label_slot *slots; /* NULL: there are none */
  size_t mask;          /* slots less one */
} pm_label_table;

/* Bytes as a word. */
static inline uint64_t pm_label_word(const void *bytes)
{
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

/* What of the two words is before the end of a short text of this size. Sizes differ from
   one text to the next, and a branch on them would be guessed wrong. */
static inline void pm_label_masks(size_t size, uint64_t masks[2])
{
  static const unsigned char ends[2 * PM_LABEL_SHORT] = {
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  masks[0] = pm_label_word(ends + (PM_LABEL_SHORT - size));
  masks[1] = pm_label_word(ends + (PM_LABEL_SHORT + PM_LABEL_WORD - size));
}

/* The key of a short text: its bytes, others being 0. */
static inline pm_label_key pm_label_key_short(uint32_t parent, const char *text, size_t size)
{
  uint64_t masks[2];
  pm_label_masks(size, masks);
  return (pm_label_key){
      {pm_label_word(text) & masks[0], pm_label_word(text + PM_LABEL_WORD) & masks[1]},
      parent,
      (uint32_t)size};
}

/* Whether two texts of one size are the same. */
static inline bool pm_label_is_same_text(const char *a, const char *b, size_t size)
{
  uint64_t masks[2];
  if (size > PM_LABEL_SHORT)
    return memcmp(a, b, size) == 0;
  pm_label_masks(size, masks);
  uint64_t first = pm_label_word(a) ^ pm_label_word(b);
  uint64_t second = pm_label_word(a + PM_LABEL_WORD) ^ pm_label_word(b + PM_LABEL_WORD);
  return ((first & masks[0]) | (second & masks[1])) == 0;
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
  uint64_t differs = (a->words[0] ^ b->words[0]) | (a->words[1] ^ b->words[1]) |
                     (a->parent ^ b->parent) | (a->size ^ b->size);
  return differs == 0;
}

/* As pm_label_tree_put, for what is not in its first place. */
uint32_t pm_label_tree_search(pm_label_tree *tree, uint32_t parent, const char *text,
                              size_t size);

static inline pm_label_table pm_label_tree_table(const pm_label_tree *tree)
{
  return *(const pm_label_table *)(const void *)tree;
}

/* The node of this text below that parent if it is in its first place, where most are;
   PM_LABEL_NONE: it is not, or there is none. */
static inline uint32_t pm_label_table_glance(const pm_label_table *table, uint32_t parent,
                                             const char *text, size_t size)
{
  if (size > PM_LABEL_SHORT || table->slots == NULL)
    return PM_LABEL_NONE;
  pm_label_key key = pm_label_key_short(parent, text, size);
  const pm_label_slot *first = &table->slots[pm_label_place(&key) & table->mask];
  return pm_label_same(&first->key, &key) ? first->node : PM_LABEL_NONE;
}

/* The node of this text below that parent, made if there is none. PM_LABEL_NONE:
   out of memory, or of numbers. The text is copied. */
static inline uint32_t pm_label_tree_put(pm_label_tree *tree, uint32_t parent, const char *text,
                                         size_t size)
{
  const pm_label_table table = pm_label_tree_table(tree);
  uint32_t node = pm_label_table_glance(&table, parent, text, size);
  return node != PM_LABEL_NONE ? node : pm_label_tree_search(tree, parent, text, size);
}

uint32_t pm_label_tree_count(const pm_label_tree *tree);
uint32_t pm_label_tree_parent(const pm_label_tree *tree, uint32_t node);  /* of a root: NONE */
const char *pm_label_tree_text(const pm_label_tree *tree, uint32_t node); /* ends in NUL, with
                                                                            slack behind it */
size_t pm_label_tree_size(const pm_label_tree *tree, uint32_t node);

#endif
