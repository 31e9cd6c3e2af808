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

static bool is_lonely(const pm_collapse_stratum *group)
{
  return group->units == 1 && !(group->population <= 1);
}

static bool is_whole(const pm_collapse_stratum *group)
{
  return group->population <= group->units;
}

/* A lonely stratum and its neighbour make a group that is not lonely and larger than both, and
   the next lonely stratum is larger than that neighbour: so groups are made in the order of
   their size, and all is one walk through two lists that are in order. */
typedef struct collapsing {
  pm_collapse_stratum *strata;
  size_t count;
  size_t next;        /* of strata: no neighbour is before it */
  size_t first, end;  /* groups that were made and are not passed: in the places of strata that
                         are */
  uint32_t *group_of; /* for each number: one that it was put together with, or itself */
  pm_collapse_stratum before[2]; /* the last that were passed and may be neighbours: of strata
                                    and of groups; units 0: none */
} collapsing;

/* The number of a stratum that is part of a group. */
static const uint32_t taken = UINT32_MAX;

static bool may_be_neighbour(const pm_collapse_stratum *stratum)
{
  return stratum->number != taken && !is_whole(stratum);
}

/* The next group behind stratum k that was not taken whole, which is then passed; false: there
   is none. */
static bool take_next(collapsing *c, size_t k, pm_collapse_stratum *found)
{
  for (; c->first < c->end && compare(&c->strata[c->first], &c->strata[k]) < 0; c->first++)
    c->before[1] = c->strata[c->first];
  c->next = c->next > k ? c->next : k + 1;
  while (c->next < c->count && !may_be_neighbour(&c->strata[c->next]))
    c->next++;
  bool has_group = c->first < c->end, has_stratum = c->next < c->count;
  bool is_group =
      has_group && (!has_stratum || compare(&c->strata[c->first], &c->strata[c->next]) < 0);
  if (!has_group && !has_stratum)
    return false;
  *found = c->strata[is_group ? c->first++ : c->next];
  if (!is_group)
    c->strata[c->next].number = taken;
  return true;
}

/* The last before stratum k, where there is none behind it; of those that were taken whole the
   next, if there is no other. */
static pm_collapse_stratum take_last(const collapsing *c, size_t k)
{
  const pm_collapse_stratum *stratum = &c->before[0], *group = &c->before[1];
  if (stratum->units > 0 && group->units > 0)
    return compare(stratum, group) > 0 ? *stratum : *group;
  if (stratum->units > 0 || group->units > 0)
    return stratum->units > 0 ? *stratum : *group;
  return c->strata[k + 1 < c->count ? k + 1 : k - 1];
}

/* A lonely stratum with its neighbour, whose label it takes. */
static void merge(collapsing *c, size_t k)
{
  const pm_collapse_stratum own = c->strata[k];
  pm_collapse_stratum merged;
  if (!take_next(c, k, &merged))
    merged = take_last(c, k);
  merged.size += own.size;
  merged.units += own.units;
  merged.population += own.population;
  c->group_of[own.number] = merged.number;
  c->strata[c->end++] = merged;
}

static uint32_t find_group(const uint32_t *group_of, uint32_t number)
{
  while (group_of[number] != number)
    number = group_of[number];
  return number;
}

size_t pm_collapse(pm_collapse_stratum *strata, size_t count, uint32_t *group_of)
{
  collapsing c = {.strata = strata, .count = count, .group_of = group_of};
  for (uint32_t i = 0; i < count; i++)
    group_of[i] = i;
  qsort(strata, count, sizeof *strata, compare);
  for (size_t k = 0; k < count && count - c.end > 1; k++) {
    if (strata[k].number == taken)
      continue;
    if (is_lonely(&strata[k]))
      merge(&c, k);
    else if (!is_whole(&strata[k]))
      c.before[0] = strata[k];
  }
  for (uint32_t i = 0; i < count; i++)
    group_of[i] = find_group(group_of, i);
  return count - c.end;
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
