/* targets_groups.c: strata in small groups, each with the targets that look at its strata
   alone. What such a target costs in whole records can be found by looking at the group.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/targets_problem.h"

/* Strata that may be looked through together. */
enum { GROUP_MOST = 12 };

typedef struct grouping {
  const pm_targets_problem *p;
  size_t *parent; /* of a stratum: another of its group, or itself */
  size_t *size;   /* of the group, where the stratum is its head */
  bool *is_kept;  /* of a target: all its strata are in one group */
} grouping;

static size_t head_of(grouping *g, size_t h)
{
  while (g->parent[h] != h) {
    g->parent[h] = g->parent[g->parent[h]];
    h = g->parent[h];
  }
  return h;
}

/* How many strata the groups that the target looks at have together. */
static size_t joint_size(grouping *g, size_t target)
{
  const pm_targets_problem *p = g->p;
  size_t heads[GROUP_MOST];
  size_t count = 0;
  size_t sum = 0;
  for (size_t e = p->columns[target]; e < p->columns[target + 1] && sum <= GROUP_MOST; e++) {
    size_t head = head_of(g, p->stratum[e]);
    size_t i = 0;
    while (i < count && heads[i] != head)
      i++;
    if (i < count)
      continue;
    sum += g->size[head];
    if (count < GROUP_MOST)
      heads[count++] = head;
  }
  return sum;
}

static void join(grouping *g, size_t target)
{
  const pm_targets_problem *p = g->p;
  size_t first = head_of(g, p->stratum[p->columns[target]]);
  for (size_t e = p->columns[target]; e < p->columns[target + 1]; e++) {
    size_t head = head_of(g, p->stratum[e]);
    if (head == first)
      continue;
    g->parent[head] = first;
    g->size[first] += g->size[head];
  }
  g->is_kept[target] = true;
}

/* Number the heads, and list strata and targets group by group. */
static pm_status list_groups(grouping *g, pm_targets_groups *groups, pm_arena *arena)
{
  const pm_targets_problem *p = g->p;
  size_t *number = g->size;
  for (size_t h = 0; h < p->strata; h++)
    if (g->parent[h] == h)
      number[h] = groups->count++;
  groups->starts = pm_arena_alloc(arena, (groups->count + 2) * sizeof *groups->starts);
  groups->columns = pm_arena_alloc(arena, (groups->count + 2) * sizeof *groups->columns);
  groups->strata = pm_arena_alloc(arena, p->strata * sizeof *groups->strata);
  groups->targets = pm_arena_alloc(arena, p->targets * sizeof *groups->targets);
  if (groups->starts == NULL || groups->columns == NULL || groups->strata == NULL ||
      groups->targets == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < p->strata; h++)
    groups->starts[number[head_of(g, h)] + 2]++;
  for (size_t j = 0; j < p->targets; j++)
    if (g->is_kept[j])
      groups->columns[number[head_of(g, p->stratum[p->columns[j]])] + 2]++;
  for (size_t i = 2; i < groups->count + 2; i++) {
    groups->starts[i] += groups->starts[i - 1];
    groups->columns[i] += groups->columns[i - 1];
  }
  for (size_t h = 0; h < p->strata; h++)
    groups->strata[groups->starts[number[head_of(g, h)] + 1]++] = h;
  for (size_t j = 0; j < p->targets; j++)
    if (g->is_kept[j])
      groups->targets[groups->columns[number[head_of(g, p->stratum[p->columns[j]])] + 1]++] = j;
  return PM_OK;
}

pm_status pm_targets_group(pm_targets_groups *groups, const pm_targets_problem *p,
                           pm_arena *arena)
{
  *groups = (pm_targets_groups){0};
  grouping g = {.p = p};
  g.parent = pm_arena_alloc(arena, p->strata * sizeof *g.parent);
  g.size = pm_arena_alloc(arena, p->strata * sizeof *g.size);
  g.is_kept = pm_arena_alloc(arena, p->targets * sizeof *g.is_kept);
  if (g.parent == NULL || g.size == NULL || g.is_kept == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < p->strata; h++) {
    g.parent[h] = h;
    g.size[h] = 1;
  }
  for (size_t j = 0; j < p->targets; j++)
    if (joint_size(&g, j) <= GROUP_MOST)
      join(&g, j);
  return list_groups(&g, groups, arena);
}
