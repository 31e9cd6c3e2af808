/* sample_set.c: the cells of a tally sorted into domains.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample.h"

#include <stdlib.h>
#include <string.h>

typedef struct sorting {
  const pm_sample_design *design;
  const pm_tally_plan *plan;
  const pm_tally_cells *cells;
  uint64_t columns;
  pm_label_source sources[PM_TALLY_BY_MOST];
  size_t source_count;
  pm_label_tree *labels; /* the domains' own paths */
  uint32_t *domains;     /* of each cell: a node of labels, or PM_LABEL_NONE */
  uint32_t *sorted;      /* the cells */
  uint32_t *places;      /* and their leaves' */
  pm_arena *arena;
  pm_arena *scratch; /* of what only the sorting needs */
  pm_error *error;
  double unlabelled;
} sorting;

pm_label_source pm_sample_find_source(const pm_tally_plan *plan, size_t of, size_t by)
{
  const pm_tally_split *split = &plan->splits[of];
  for (size_t i = 0; i < split->count; i++)
    if (split->by[i] == by)
      return (pm_label_source){by, true, split->count - 1 - i};
  size_t depth = 0;
  while (plan->path[depth] != plan->by[by])
    depth++;
  return (pm_label_source){by, false, plan->depth - 1 - depth};
}

uint32_t pm_sample_label(const pm_label_tree *tree, const pm_label_source *from,
                         pm_cell_key key)
{
  uint32_t node = from->is_split ? key.combination : key.leaf;
  for (size_t i = 0; i < from->steps; i++)
    node = pm_label_tree_parent(tree, node);
  return node;
}

/* The records of a cell, by the statistic that most of them have. */
static double records_of(const sorting *s, uint32_t cell)
{
  const double *sums = s->cells->values + (size_t)cell * s->cells->stride;
  size_t width = s->plan->width;
  double most = 0;
  for (size_t i = 0; i < s->plan->statistic_count; i++)
    most = sums[i * width + PM_SUM_N] > most ? sums[i * width + PM_SUM_N] : most;
  return most;
}

static pm_status find_domain(sorting *s, uint32_t cell)
{
  const pm_label_tree *tree = s->design->tally->tree;
  uint32_t domain = 0;
  for (size_t i = 0; i < s->source_count; i++) {
    uint32_t node = pm_sample_label(tree, &s->sources[i], s->cells->keys[cell]);
    if (pm_label_tree_size(tree, node) == 0) {
      s->unlabelled += records_of(s, cell);
      s->domains[cell] = PM_LABEL_NONE;
      return PM_OK;
    }
    domain = pm_label_tree_put(s->labels, domain, pm_label_tree_text(tree, node),
                               pm_label_tree_size(tree, node));
    if (domain == PM_LABEL_NONE)
      return PM_ERROR_MEMORY;
  }
  s->domains[cell] = domain;
  return PM_OK;
}

/* ---------------------------------------------------------------- sorting -- */

/* Cells by a key below `keys`, cells of the same key in the order they had. */
static void sort_by(const uint32_t *key_of, size_t keys, const uint32_t *from, size_t count,
                    uint32_t *into, size_t *starts)
{
  memset(starts, 0, (keys + 1) * sizeof *starts);
  for (size_t i = 0; i < count; i++)
    starts[key_of[from[i]] + 1]++;
  for (size_t k = 0; k < keys; k++)
    starts[k + 1] += starts[k];
  for (size_t i = 0; i < count; i++)
    into[starts[key_of[from[i]]]++] = from[i];
}

/* s->sorted by domain and then by leaf; starts[d] is then where domain d ends.
 *count: how many have a domain. */
static size_t *sort_cells(const sorting *s, size_t *count)
{
  size_t cells = s->cells->count;
  size_t leaves = s->design->levels[s->design->depth].count;
  size_t domains = pm_label_tree_count(s->labels);
  size_t most = leaves > domains ? leaves : domains;
  uint32_t *places = pm_arena_alloc(s->scratch, cells * sizeof *places);
  uint32_t *labelled = pm_arena_alloc(s->scratch, cells * sizeof *labelled);
  uint32_t *by_leaf = pm_arena_alloc(s->scratch, cells * sizeof *by_leaf);
  size_t *starts = pm_arena_alloc(s->scratch, (most + 1) * sizeof *starts);
  if (places == NULL || labelled == NULL || by_leaf == NULL || starts == NULL)
    return NULL;
  *count = 0;
  for (uint32_t i = 0; i < cells; i++) {
    places[i] = s->design->places[s->cells->keys[i].leaf];
    if (s->domains[i] != PM_LABEL_NONE)
      labelled[(*count)++] = i;
  }
  sort_by(places, leaves, labelled, *count, by_leaf, starts);
  sort_by(s->domains, domains, by_leaf, *count, s->sorted, starts);
  for (size_t i = 0; i < *count; i++)
    s->places[i] = places[s->sorted[i]];
  return starts;
}

/* ---------------------------------------------------------------- domains -- */

static const char **labels_of(const sorting *s, uint32_t domain)
{
  const char **labels = pm_arena_alloc(s->arena, (s->plan->by_count + 1) * sizeof *labels);
  if (labels == NULL)
    return NULL;
  for (size_t i = 0; i < s->plan->by_count; i++)
    labels[i] = pm_domain_all;
  for (size_t i = s->source_count; i > 0; i--) {
    const char *text = pm_label_tree_text(s->labels, domain);
    labels[s->sources[i - 1].by] =
        pm_arena_text(s->arena, text, pm_label_tree_size(s->labels, domain));
    if (labels[s->sources[i - 1].by] == NULL)
      return NULL;
    domain = pm_label_tree_parent(s->labels, domain);
  }
  return labels;
}

/* qsort has no context; the labels that a set does not split by are equal. */
typedef struct sortable {
  pm_sample_domain domain;
  size_t by_count;
} sortable;

static int compare_domains(const void *a, const void *b)
{
  const sortable *first = a;
  const sortable *second = b;
  int order = 0;
  for (size_t i = 0; i < first->by_count && order == 0; i++)
    order = strcmp(first->domain.labels[i], second->domain.labels[i]);
  return order;
}

static pm_status check_labels(const sorting *s, const char *const *labels)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < s->plan->by_count && status == PM_OK; i++) {
    const pm_place place = {s->design->tally->name, 0, s->plan->columns[s->plan->by[i]]};
    if (labels[i] != pm_domain_all)
      status = pm_domain_check_label(&place, labels[i], s->error);
  }
  return status;
}

static pm_status list_domains(pm_sample_set *set, const sorting *s)
{
  size_t count = 0;
  size_t nodes = pm_label_tree_count(s->labels);
  const size_t *ends = sort_cells(s, &count);
  sortable *list = pm_arena_alloc(s->scratch, nodes * sizeof *list);
  set->domains = pm_arena_alloc(s->arena, nodes * sizeof *set->domains);
  if (ends == NULL || list == NULL || set->domains == NULL)
    return PM_ERROR_MEMORY;
  for (uint32_t d = 0; d < nodes; d++) {
    size_t begin = d == 0 ? 0 : ends[d - 1];
    if (begin == ends[d])
      continue;
    const char **labels = labels_of(s, d);
    if (labels == NULL)
      return PM_ERROR_MEMORY;
    pm_status status = check_labels(s, labels);
    if (status != PM_OK)
      return status;
    list[set->count++] = (sortable){
        {labels, s->sorted + begin, s->places + begin, ends[d] - begin}, s->plan->by_count};
  }
  qsort(list, set->count, sizeof *list, compare_domains);
  for (size_t i = 0; i < set->count; i++)
    set->domains[i] = list[i].domain;
  return PM_OK;
}

static pm_status make(pm_sample_set *set, sorting *s)
{
  size_t cells = s->cells->count;
  if (s->labels == NULL || s->scratch == NULL)
    return PM_ERROR_MEMORY;
  s->domains = pm_arena_alloc(s->scratch, cells * sizeof *s->domains);
  s->sorted = pm_arena_alloc(s->arena, cells * sizeof *s->sorted);
  s->places = pm_arena_alloc(s->arena, cells * sizeof *s->places);
  if (s->domains == NULL || s->sorted == NULL || s->places == NULL)
    return PM_ERROR_MEMORY;
  for (size_t i = 0; i < s->plan->by_count; i++)
    if ((s->columns >> i & 1) != 0)
      s->sources[s->source_count++] = pm_sample_find_source(s->plan, set->split, i);
  for (uint32_t i = 0; i < cells; i++)
    if (find_domain(s, i) != PM_OK)
      return PM_ERROR_MEMORY;
  set->unlabelled = s->unlabelled;
  return list_domains(set, s);
}

pm_status pm_sample_set_make(pm_sample_set *set, const pm_sample_design *design, size_t index,
                             pm_arena *arena, pm_error *error)
{
  const pm_tally *tally = design->tally;
  const pm_tally_set *wanted = &tally->plan.sets[index];
  *set = (pm_sample_set){.split = wanted->table};
  sorting s = {.design = design,
               .plan = &tally->plan,
               .cells = &tally->cells[wanted->table],
               .columns = wanted->columns,
               .labels = pm_label_tree_new(tally->allocator, 1),
               .arena = arena,
               .scratch = pm_arena_new(tally->allocator),
               .error = error};
  pm_status status = make(set, &s);
  pm_label_tree_free(s.labels);
  pm_arena_free(s.scratch);
  return status == PM_ERROR_MEMORY ? pm_memory_fault(error) : status;
}
