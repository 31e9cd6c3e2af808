/* apportion_heap.c: strata by what their next record is worth (a binary heap).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/apportion_heap.h"

#include <string.h>

#include "core/memory.h"

bool pm_apportion_before(const pm_stratum_plan *strata, size_t a, size_t b)
{
  const char *first = strata[a].label;
  const char *second = strata[b].label;
  int order = first != NULL && second != NULL ? strcmp(first, second) : 0;
  return order != 0 ? order < 0 : a < b;
}

static bool is_better(const apportion_heap *heap, const apportion_entry *first,
                      const apportion_entry *second)
{
  if (first->priority != second->priority)
    return first->priority > second->priority;
  return pm_apportion_before(heap->problem->strata, first->stratum, second->stratum);
}

/* The entry of this place goes down to where none below it is better. */
static void sift(apportion_heap *heap, size_t place)
{
  if (place >= heap->count)
    return;
  apportion_entry *entries = heap->entries;
  const apportion_entry moved = entries[place];
  for (size_t child; (child = 2 * place + 1) < heap->count; place = child) {
    if (child + 1 < heap->count && is_better(heap, &entries[child + 1], &entries[child]))
      child++;
    if (!is_better(heap, &entries[child], &moved))
      break;
    entries[place] = entries[child];
  }
  entries[place] = moved;
}

pm_status apportion_heap_make(apportion_heap *heap, const pm_apportion *problem)
{
  *heap = (apportion_heap){.problem = problem};
  heap->entries =
      pm_memory_resize(problem->allocator, NULL, problem->count * sizeof *heap->entries);
  if (heap->entries == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < problem->count; h++)
    if (problem->square[h] > 0 && problem->n[h] < problem->maximum[h])
      heap->entries[heap->count++] =
          (apportion_entry){apportion_priority(problem->square[h], problem->n[h] + 1), h};
  for (size_t place = heap->count / 2; place-- > 0;)
    sift(heap, place);
  return PM_OK;
}

void apportion_heap_free(apportion_heap *heap)
{
  (void)pm_memory_resize(heap->problem->allocator, heap->entries, 0);
}

void apportion_heap_drop(apportion_heap *heap)
{
  heap->entries[0] = heap->entries[--heap->count];
  sift(heap, 0);
}

void apportion_heap_renew(apportion_heap *heap)
{
  const pm_apportion *problem = heap->problem;
  size_t h = heap->entries[0].stratum;
  if (problem->n[h] >= problem->maximum[h]) {
    apportion_heap_drop(heap);
    return;
  }
  heap->entries[0].priority = apportion_priority(problem->square[h], problem->n[h] + 1);
  sift(heap, 0);
}
