/* replicate_segments.c: the entries of a table by group and cell, so that a
   replicate's total in a cell is one sum; and the domains of every cell.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

#include <math.h>
#include <stdlib.h>

/* What is known of the cells of the group at hand. */
typedef struct builder {
  pm_replicates *set;
  size_t *mark;      /* of each cell: the last group that has it, from 1 */
  size_t *segment;   /* of each cell: its segment in that group */
  uint32_t *touched; /* the group's cells */
  size_t touched_count;
  size_t segment_count, item_count;
} builder;

static int compare_cells(const void *left, const void *right)
{
  const uint32_t *a = left;
  const uint32_t *b = right;
  return (*a > *b) - (*a < *b);
}

/* The entries of the i-th unit in the order of the groups. */
static const pm_replicate_entry *entries_of(const pm_replicates *set, size_t i, size_t *count)
{
  uint32_t unit = set->units[i];
  *count = set->table->first[unit + 1] - set->table->first[unit];
  return set->table->entries + set->table->first[unit];
}

static void touch_cells(builder *made, size_t g)
{
  const pm_replicate_group *group = &made->set->groups[g];
  made->touched_count = 0;
  for (size_t i = group->first; i < group->first + group->count; i++) {
    size_t count;
    const pm_replicate_entry *entries = entries_of(made->set, i, &count);
    for (size_t e = 0; e < count; e++) {
      if (made->mark[entries[e].cell] == g + 1)
        continue;
      made->mark[entries[e].cell] = g + 1;
      made->touched[made->touched_count++] = entries[e].cell;
    }
  }
}

static size_t count_segments(builder *made)
{
  size_t count = 0;
  for (size_t g = 0; g < made->set->group_count; g++) {
    touch_cells(made, g);
    count += made->touched_count;
  }
  for (size_t c = 0; c < made->set->table->cell_count; c++)
    made->mark[c] = 0;
  return count;
}

/* The group's segments in the order of their cells, still empty. */
static void open_segments(builder *made, size_t g)
{
  pm_replicate_group *group = &made->set->groups[g];
  touch_cells(made, g);
  qsort(made->touched, made->touched_count, sizeof *made->touched, compare_cells);
  group->first_segment = made->segment_count;
  group->segment_count = made->touched_count;
  for (size_t t = 0; t < made->touched_count; t++) {
    made->segment[made->touched[t]] = made->segment_count;
    made->set->segments[made->segment_count++] =
        (pm_replicate_segment){.cell = made->touched[t]};
  }
}

/* Count the items of each segment, and say where they stand. */
static void place_items(builder *made, const pm_replicate_group *group)
{
  pm_replicate_segment *segments = made->set->segments;
  for (size_t i = group->first; i < group->first + group->count; i++) {
    size_t count;
    const pm_replicate_entry *entries = entries_of(made->set, i, &count);
    for (size_t e = 0; e < count; e++)
      segments[made->segment[entries[e].cell]].count++;
  }
  for (size_t s = group->first_segment; s < made->segment_count; s++) {
    segments[s].first = made->item_count;
    made->item_count += segments[s].count;
    segments[s].count = 0;
  }
}

static void fill_items(builder *made, const pm_replicate_group *group)
{
  pm_replicates *set = made->set;
  for (size_t i = group->first; i < group->first + group->count; i++) {
    size_t count;
    const pm_replicate_entry *entries = entries_of(set, i, &count);
    for (size_t e = 0; e < count; e++) {
      pm_replicate_segment *segment = &set->segments[made->segment[entries[e].cell]];
      size_t item = segment->first + segment->count++;
      segment->total.x += entries[e].total.x;
      segment->total.y += entries[e].total.y;
      set->item_position[item] = (uint32_t)(i - group->first);
      set->item_total[item] = entries[e].total;
    }
  }
}

/* ------------------------------------------------------------- domains -- */

/* The domains of every cell, from the cells of every domain. */
static pm_status make_domains(pm_replicates *set, pm_error *error)
{
  const pm_replicate_table *table = set->table;
  const bool is_by_cell = table->domain_first == NULL;
  size_t links = is_by_cell ? table->cell_count : table->domain_first[table->domain_count];
  set->domain_count = is_by_cell ? table->cell_count : table->domain_count;
  set->cell_first = pm_arena_alloc(set->arena, (table->cell_count + 2) * sizeof(size_t));
  set->cell_domains = pm_arena_alloc(set->arena, links * sizeof *set->cell_domains);
  if (set->cell_first == NULL || set->cell_domains == NULL)
    return pm_memory_fault(error);
  size_t *end = set->cell_first + 1; /* of each cell's domains, once they are there */
  for (size_t i = 0; i < links; i++)
    end[(is_by_cell ? i : table->domain_cells[i]) + 1]++;
  for (size_t c = 0; c < table->cell_count; c++)
    end[c + 1] += end[c];
  for (size_t d = 0; d < set->domain_count; d++) {
    size_t first = is_by_cell ? d : table->domain_first[d];
    size_t last = is_by_cell ? d + 1 : table->domain_first[d + 1];
    for (size_t i = first; i < last; i++)
      set->cell_domains[end[is_by_cell ? i : table->domain_cells[i]]++] = (uint32_t)d;
  }
  return PM_OK;
}

static double mass_of(const pm_replicates *set, const pm_replicate_segment *segment)
{
  double mass = 0;
  for (size_t i = segment->first; i < segment->first + segment->count; i++)
    mass += fabs(set->item_total[i].x);
  return mass;
}

static pm_status sum_domains(pm_replicates *set, size_t segment_count, pm_error *error)
{
  set->full = pm_arena_alloc(set->arena, set->domain_count * sizeof *set->full);
  set->mass = pm_arena_alloc(set->arena, set->domain_count * sizeof *set->mass);
  if (set->full == NULL || set->mass == NULL)
    return pm_memory_fault(error);
  for (size_t s = 0; s < segment_count; s++) {
    const pm_replicate_segment *segment = &set->segments[s];
    double mass = mass_of(set, segment);
    for (size_t i = set->cell_first[segment->cell]; i < set->cell_first[segment->cell + 1];
         i++) {
      uint32_t d = set->cell_domains[i];
      set->full[d].x += segment->total.x;
      set->full[d].y += segment->total.y;
      set->mass[d] += mass;
    }
  }
  return PM_OK;
}

static bool make_room(builder *made)
{
  pm_replicates *set = made->set;
  const pm_replicate_table *table = set->table;
  const size_t items = table->first[table->unit_count] - table->first[0];
  made->mark = pm_arena_alloc(set->arena, table->cell_count * sizeof *made->mark);
  made->segment = pm_arena_alloc(set->arena, table->cell_count * sizeof *made->segment);
  made->touched = pm_arena_alloc(set->arena, table->cell_count * sizeof *made->touched);
  set->item_position = pm_arena_alloc(set->arena, items * sizeof *set->item_position);
  set->item_total = pm_arena_alloc(set->arena, items * sizeof *set->item_total);
  return made->mark != NULL && made->segment != NULL && made->touched != NULL &&
         set->item_position != NULL && set->item_total != NULL;
}

pm_status pm_replicate_segments_make(pm_replicates *set, pm_error *error)
{
  builder made = {.set = set};
  if (!make_room(&made))
    return pm_memory_fault(error);
  size_t count = count_segments(&made);
  set->segments = pm_arena_alloc(set->arena, count * sizeof *set->segments);
  if (set->segments == NULL)
    return pm_memory_fault(error);
  for (size_t g = 0; g < set->group_count; g++) {
    open_segments(&made, g);
    place_items(&made, &set->groups[g]);
    fill_items(&made, &set->groups[g]);
  }
  pm_status status = make_domains(set, error);
  return status == PM_OK ? sum_domains(set, count, error) : status;
}
