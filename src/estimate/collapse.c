/* collapse.c: strata put together by size.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/collapse.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
  const pm_collapse_stratum *first = a;
  const pm_collapse_stratum *second = b;
  if (first->size != second->size)
    return first->size < second->size ? -1 : 1;
  return strcmp(first->label, second->label);
}

/* Put a group where it belongs among those that are in order. */
static void insert(pm_collapse_stratum *groups, size_t count, pm_collapse_stratum added)
{
  size_t at = count;
  for (; at > 0 && compare(&added, &groups[at - 1]) < 0; at--)
    groups[at] = groups[at - 1];
  groups[at] = added;
}

static bool is_lonely(const pm_collapse_stratum *group)
{
  return group->units == 1 && !(group->population <= 1);
}

static bool is_whole(const pm_collapse_stratum *group)
{
  return group->population <= group->units;
}

/* The next group, or else the one before; of those that were taken whole only where there
   is no other. */
static size_t neighbour(const pm_collapse_stratum *groups, size_t count, size_t k)
{
  for (size_t i = k + 1; i < count; i++)
    if (!is_whole(&groups[i]))
      return i;
  for (size_t i = k; i-- > 0;)
    if (!is_whole(&groups[i]))
      return i;
  return k + 1 < count ? k + 1 : k - 1;
}

static void take_out(pm_collapse_stratum *groups, size_t count, size_t at)
{
  memmove(groups + at, groups + at + 1, (count - at - 1) * sizeof *groups);
}

/* Group k with its neighbour, whose label it takes. */
static void merge(pm_collapse_stratum *groups, size_t count, size_t k, uint32_t *group_of,
                  size_t strata)
{
  size_t with = neighbour(groups, count, k);
  pm_collapse_stratum merged = groups[with];
  merged.size += groups[k].size;
  merged.units += groups[k].units;
  merged.population += groups[k].population;
  for (size_t i = 0; i < strata; i++)
    if (group_of[i] == groups[k].number)
      group_of[i] = merged.number;
  take_out(groups, count, k > with ? k : with);
  take_out(groups, count - 1, k > with ? with : k);
  insert(groups, count - 2, merged);
}

size_t pm_collapse(pm_collapse_stratum *strata, size_t count, uint32_t *group_of)
{
  size_t groups = count;
  for (uint32_t i = 0; i < count; i++)
    group_of[i] = i;
  qsort(strata, count, sizeof *strata, compare);
  for (size_t k = 0; k < groups && groups > 1;) {
    if (is_lonely(&strata[k])) {
      merge(strata, groups, k, group_of, count);
      groups--;
      k = 0;
    } else {
      k++;
    }
  }
  return groups;
}

void pm_collapse_add(pm_collapse_units *sum, const pm_collapse_units *more)
{
  double n = sum->n + more->n;
  double between = more->mean - sum->mean;
  if (n == 0)
    return;
  sum->squares += more->squares + between * between * (sum->n / n * more->n);
  sum->mean += between * (more->n / n);
  sum->n = n;
}
