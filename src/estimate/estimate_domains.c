/* estimate_domains.c: strata into domains, sorted by label.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_parts.h"

#include <stdlib.h>
#include <string.h>

const char pm_domain_all[] = "(all)";

pm_status pm_domain_check_label(const pm_place *place, const char *label, pm_error *error)
{
  if (strcmp(label, pm_domain_all) != 0)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DATA, place,
                      "the value '%s' is what the row of all is called; give it another name",
                      pm_domain_all);
}

/* A part with the labels that it is sorted by. */
typedef struct pm_member {
  const char *const *labels;
  size_t label_count;
  const pm_part *part;
} pm_member;

static int compare_labels(const pm_member *a, const pm_member *b)
{
  int order = 0;
  for (size_t i = 0; i < a->label_count && order == 0; i++)
    order = strcmp(a->labels[i], b->labels[i]);
  return order;
}

/* By domain, and within it by the stratum's label. */
static int compare_members(const void *left, const void *right)
{
  const pm_member *a = left;
  const pm_member *b = right;
  int order = compare_labels(a, b);
  return order != 0 ? order : strcmp(a->part->stratum->label, b->part->stratum->label);
}

typedef struct pm_split {
  const size_t *columns;
  const bool *splits;
  size_t column_count;
} pm_split;

/* The parts with their labels, sorted; NULL: out of memory. */
static pm_member *make_members(pm_arena *arena, const pm_part *parts, size_t count,
                               const pm_split *split)
{
  pm_member *members = pm_arena_alloc(arena, count * sizeof *members);
  const char **labels = pm_arena_alloc(arena, count * split->column_count * sizeof *labels);
  if (members == NULL || labels == NULL)
    return NULL;
  for (size_t i = 0; i < count; i++, labels += split->column_count) {
    for (size_t c = 0; c < split->column_count; c++)
      labels[c] = split->splits == NULL || split->splits[c]
                      ? parts[i].stratum->values[split->columns[c]]
                      : pm_domain_all;
    members[i] =
        (pm_member){.labels = labels, .label_count = split->column_count, .part = &parts[i]};
  }
  qsort(members, count, sizeof *members, compare_members);
  return members;
}

/* Room for what is computed for each of a domain's strata. */
static bool fill_domain(pm_arena *arena, pm_domain *domain, const pm_member *members)
{
  size_t count = domain->count;
  domain->labels = members[0].labels;
  domain->parts = pm_arena_alloc(arena, count * sizeof *domain->parts);
  domain->share = pm_arena_alloc(arena, count * sizeof *domain->share);
  domain->slope = pm_arena_alloc(arena, count * sizeof *domain->slope);
  domain->contribution = pm_arena_alloc(arena, count * sizeof *domain->contribution);
  if (domain->parts == NULL || domain->share == NULL || domain->slope == NULL ||
      domain->contribution == NULL)
    return false;
  for (size_t h = 0; h < count; h++) {
    domain->parts[h] = members[h].part;
    domain->measure.n += members[h].part->stratum->n;
    domain->x += members[h].part->stratum->x;
  }
  return true;
}

pm_domain_set pm_domains_make(const pm_setup *setup, const pm_part *parts,
                              const size_t *columns, const bool *splits, size_t column_count)
{
  const pm_domain_set nothing = {.domains = NULL};
  const pm_split split = {.columns = columns, .splits = splits, .column_count = column_count};
  size_t part_count = pm_strata_count(setup->strata);
  pm_member *members = make_members(setup->arena, parts, part_count, &split);
  if (members == NULL)
    return nothing;
  size_t count = 1;
  for (size_t i = 1; i < part_count; i++)
    count += compare_labels(&members[i - 1], &members[i]) != 0;
  pm_domain_set set = {.domains = pm_arena_alloc(setup->arena, count * sizeof *set.domains),
                       .count = count};
  if (set.domains == NULL)
    return nothing;
  for (size_t d = 0, first = 0; d < count; d++, first += set.domains[d - 1].count) {
    size_t end = first + 1;
    while (end < part_count && compare_labels(&members[first], &members[end]) == 0)
      end++;
    set.domains[d].count = end - first;
    if (!fill_domain(setup->arena, &set.domains[d], &members[first]))
      return nothing;
  }
  return set;
}
