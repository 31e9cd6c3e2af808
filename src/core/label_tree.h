/* label_tree.h: texts below texts: "Wales" below nothing, "Gwent" below "Wales".
   Each has a number, in order of first sight. Strata of several columns, clusters
   within them and combinations of domains are all paths in such a tree.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_LABEL_TREE_H
#define PM_CORE_LABEL_TREE_H

#include <plusminus/core.h>

enum {
  PM_LABEL_SLACK = 16 /* bytes behind a text's start that can be read, whatever its size */
};
#define PM_LABEL_NONE UINT32_MAX

typedef struct pm_label_tree pm_label_tree;

/* With that many nodes to begin with, which have no parent and no text. NULL: out
   of memory. */
pm_label_tree *pm_label_tree_new(const pm_allocator *allocator, uint32_t roots);
void pm_label_tree_free(pm_label_tree *tree); /* NULL is fine */

/* The node of this text below that parent, made if there is none. PM_LABEL_NONE:
   out of memory, or of numbers. The text is copied. */
uint32_t pm_label_tree_put(pm_label_tree *tree, uint32_t parent, const char *text, size_t size);

uint32_t pm_label_tree_count(const pm_label_tree *tree);
uint32_t pm_label_tree_parent(const pm_label_tree *tree, uint32_t node);  /* of a root: NONE */
const char *pm_label_tree_text(const pm_label_tree *tree, uint32_t node); /* ends in NUL, with
                                                                            slack behind it */
size_t pm_label_tree_size(const pm_label_tree *tree, uint32_t node);

#endif
