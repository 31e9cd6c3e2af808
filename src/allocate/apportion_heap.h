/* apportion_heap.h: strata by what their next record is worth.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ALLOCATE_APPORTION_HEAP_H
#define PM_ALLOCATE_APPORTION_HEAP_H

#include "allocate/apportion.h"

typedef struct apportion_entry {
  double priority; /* of record n + 1 */
  size_t stratum;
} apportion_entry;

typedef struct apportion_heap {
  const pm_apportion *problem;
  apportion_entry *entries; /* the best is the first */
  size_t count;
} apportion_heap;

/* All strata that may have another record and gain by it. PM_OK, PM_ERROR_MEMORY; free
   with apportion_heap_free. */
pm_status apportion_heap_make(apportion_heap *heap, const pm_apportion *problem);
void apportion_heap_free(apportion_heap *heap);

/* The first stratum got a record: to where it belongs now, or out. */
void apportion_heap_renew(apportion_heap *heap);
/* It gets no more. */
void apportion_heap_drop(apportion_heap *heap);

#endif
