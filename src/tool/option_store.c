/* option_store.c: blocks that live as long as a run.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

typedef struct option_block {
  struct option_block *next;
  max_align_t bytes[];
} option_block;

void *option_store_alloc(option_store *store, size_t size)
{
  option_block *block = calloc(1, sizeof *block + size);
  if (block == NULL)
    return NULL;
  block->next = store->first;
  store->first = block;
  return block->bytes;
}

char *option_store_text(option_store *store, const char *text, size_t size)
{
  char *copy = option_store_alloc(store, size + 1);
  if (copy != NULL)
    memcpy(copy, text, size);
  return copy;
}

void option_store_free(option_store *store)
{
  while (store->first != NULL) {
    option_block *next = store->first->next;
    free(store->first);
    store->first = next;
  }
}

pm_status option_memory_fault(pm_error *error)
{
  return pm_error_add(error, PM_ERROR_MEMORY, NULL, "out of memory");
}
