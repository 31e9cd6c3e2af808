/* replicate_run.c: replicates as they are made: in blocks, each replicate by one
   thread, the blocks' deviations then added in the replicates' order.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

#include <stdatomic.h>

enum {
  BLOCK_TOTALS = 1 << 16, /* deviations in a block, about */
  BLOCK_MOST = 4096,      /* replicates */
  CLAIMED_AT_ONCE = 16    /* replicates of a jackknife, which cost little each */
};

/* One thread's own room. */
typedef struct lane {
  struct run *run;
  double *change;            /* of the widest group's units */
  pm_replicate_total *cells; /* deviations */
} lane;

typedef struct run {
  const pm_replicates *set;
  size_t lane_count;
  lane *lanes;
  size_t first, count; /* replicates of the block */
  atomic_size_t next;  /* not yet claimed, from first */
  size_t at_once;
  pm_replicate_total *deviations; /* count x domains */
  double *coefficients;
  pm_replicate_total *totals; /* one replicate's, for the sink */
} run;

/* Sum of change x total over a segment's items. Two sums each, so that an
   addition need not wait for the one before it. */
static pm_replicate_total weigh(const pm_replicates *set, const pm_replicate_segment *segment,
                                const double *change)
{
  const uint32_t *position = set->item_position + segment->first;
  const pm_replicate_total *total = set->item_total + segment->first;
  pm_replicate_total even = {0, 0};
  pm_replicate_total odd = {0, 0};
  size_t i = 0;
  for (; i + 1 < segment->count; i += 2) {
    double a = change[position[i]];
    double b = change[position[i + 1]];
    even.x += a * total[i].x;
    even.y += a * total[i].y;
    odd.x += b * total[i + 1].x;
    odd.y += b * total[i + 1].y;
  }
  if (i < segment->count) {
    even.x += change[position[i]] * total[i].x;
    even.y += change[position[i]] * total[i].y;
  }
  return (pm_replicate_total){even.x + odd.x, even.y + odd.y};
}

/* Add a cell's deviation to its domains. */
static void spread(const pm_replicates *set, uint32_t cell, pm_replicate_total moved,
                   pm_replicate_total *domains)
{
  for (size_t i = set->cell_first[cell]; i < set->cell_first[cell + 1]; i++) {
    pm_replicate_total *domain = &domains[set->cell_domains[i]];
    domain->x += moved.x;
    domain->y += moved.y;
  }
}

/* Every unit's factor is another. */
static void make_full(const lane *mine, size_t replicate, pm_replicate_total *domains)
{
  const pm_replicates *set = mine->run->set;
  const size_t cell_count = set->table->cell_count;
  for (size_t c = 0; c < cell_count; c++)
    mine->cells[c] = (pm_replicate_total){0, 0};
  for (size_t g = 0; g < set->group_count; g++) {
    const pm_replicate_group *group = &set->groups[g];
    if (group->is_fixed)
      continue;
    pm_replicate_fill(set, group, replicate, mine->change);
    for (size_t s = 0; s < group->segment_count; s++) {
      const pm_replicate_segment *segment = &set->segments[group->first_segment + s];
      pm_replicate_total moved = weigh(set, segment, mine->change);
      mine->cells[segment->cell].x += moved.x;
      mine->cells[segment->cell].y += moved.y;
    }
  }
  for (size_t c = 0; c < cell_count; c++)
    spread(set, (uint32_t)c, mine->cells[c], domains);
}

/* One unit t of n is dropped and the others make up for it: the group's total T
   moves by (T - n t)/(n - 1). Only its cells are touched. */
static void make_drop(const lane *mine, size_t replicate, pm_replicate_total *domains)
{
  const pm_replicates *set = mine->run->set;
  const pm_replicate_table *table = set->table;
  const pm_replicate_drop *drop = &set->drops[replicate];
  const pm_replicate_group *group = &set->groups[drop->group];
  const uint32_t unit = set->units[group->first + drop->position];
  const double n = (double)group->count;
  const pm_replicate_segment *segments = set->segments + group->first_segment;
  for (size_t s = 0; s < group->segment_count; s++)
    mine->cells[segments[s].cell] = segments[s].total;
  for (size_t e = table->first[unit]; e < table->first[unit + 1]; e++) {
    const pm_replicate_entry *entry = &table->entries[e];
    mine->cells[entry->cell].x -= n * entry->total.x;
    mine->cells[entry->cell].y -= n * entry->total.y;
  }
  for (size_t s = 0; s < group->segment_count; s++) {
    pm_replicate_total moved = mine->cells[segments[s].cell];
    spread(set, segments[s].cell, (pm_replicate_total){moved.x / (n - 1), moved.y / (n - 1)},
           domains);
  }
}

static void make_one(const lane *mine, size_t at)
{
  const run *all = mine->run;
  const pm_replicates *set = all->set;
  pm_replicate_total *domains = all->deviations + at * set->domain_count;
  for (size_t d = 0; d < set->domain_count; d++)
    domains[d] = (pm_replicate_total){0, 0};
  all->coefficients[at] = pm_replicates_coefficient(set, all->first + at);
  if (set->method->fill != NULL)
    make_full(mine, all->first + at, domains);
  else
    make_drop(mine, all->first + at, domains);
}

/* A piece is a lane: it takes replicates of the block until none is left. */
static void work_lane(void *context, size_t piece)
{
  run *all = context;
  const lane *mine = &all->lanes[piece];
  for (;;) {
    size_t begin = atomic_fetch_add(&all->next, all->at_once);
    for (size_t at = begin; at < begin + all->at_once && at < all->count; at++)
      make_one(mine, at);
    if (begin + all->at_once >= all->count)
      return;
  }
}

/* --------------------------------------------------------------- blocks -- */

static bool make_room(run *all, size_t block, pm_arena *arena)
{
  const pm_replicates *set = all->set;
  all->lanes = pm_arena_alloc(arena, all->lane_count * sizeof *all->lanes);
  all->deviations = pm_arena_alloc(arena, block * set->domain_count * sizeof *all->deviations);
  all->coefficients = pm_arena_alloc(arena, block * sizeof *all->coefficients);
  all->totals = pm_arena_alloc(arena, set->domain_count * sizeof *all->totals);
  bool is_made = all->lanes != NULL && all->deviations != NULL && all->coefficients != NULL &&
                 all->totals != NULL;
  for (size_t i = 0; i < all->lane_count && is_made; i++) {
    lane *mine = &all->lanes[i];
    *mine =
        (lane){.run = all,
               .change = pm_arena_alloc(arena, set->widest * sizeof *mine->change),
               .cells = pm_arena_alloc(arena, set->table->cell_count * sizeof *mine->cells)};
    is_made = mine->change != NULL && mine->cells != NULL;
  }
  return is_made;
}

/* So many replicates at once that a block is worth a thread's while. */
static size_t block_of(const pm_replicates *set)
{
  size_t block = BLOCK_TOTALS / (set->domain_count > 0 ? set->domain_count : 1);
  block = block < 64 ? 64 : (block > BLOCK_MOST ? (size_t)BLOCK_MOST : block);
  return set->count < block ? set->count : block;
}

static pm_status tell(const run *all, const pm_replicate_sink *sink)
{
  const pm_replicates *set = all->set;
  pm_status status = PM_OK;
  for (size_t at = 0; sink != NULL && at < all->count && status == PM_OK; at++) {
    const pm_replicate_total *moved = all->deviations + at * set->domain_count;
    for (size_t d = 0; d < set->domain_count; d++)
      all->totals[d] =
          (pm_replicate_total){set->full[d].x + moved[d].x, set->full[d].y + moved[d].y};
    status = sink->take(sink->context, all->first + at, all->totals);
  }
  return status;
}

static pm_status make_blocks(run *all, size_t block, pm_moments *moments,
                             const pm_replicate_sink *sink)
{
  const pm_replicates *set = all->set;
  pm_status status = PM_OK;
  for (all->first = 0; all->first < set->count && status == PM_OK; all->first += all->count) {
    size_t left = set->count - all->first;
    all->count = left < block ? left : block;
    atomic_store(&all->next, 0);
    pm_crew_task task = {
        .work = work_lane, .context = all, .count = all->lane_count, .at_once = 1};
    pm_crew_run(set->crew, &task);
    const pm_moments_block made = {
        .count = all->count, .deviations = all->deviations, .coefficients = all->coefficients};
    pm_moments_add(moments, &made);
    status = tell(all, sink);
  }
  return status;
}

pm_status pm_replicates_run(pm_replicates *replicates, pm_replicate_variance *variances,
                            const pm_replicate_sink *sink, pm_error *error)
{
  const pm_replicates *set = replicates;
  const pm_moments_request request = {.domain_count = set->domain_count,
                                      .full = set->full,
                                      .mass = set->mass,
                                      .crew = set->crew,
                                      .allocator = set->allocator};
  const size_t block = block_of(set);
  run all = {.set = set,
             .lane_count = pm_crew_size(set->crew),
             .at_once = set->method->fill != NULL ? 1 : CLAIMED_AT_ONCE};
  pm_moments *moments = pm_moments_new(&request);
  pm_arena *arena = pm_arena_new(set->allocator);
  pm_status status = PM_OK;
  if (moments == NULL || arena == NULL || !make_room(&all, block, arena))
    status = pm_memory_fault(error);
  if (status == PM_OK)
    status = make_blocks(&all, block, moments, sink);
  if (status == PM_OK)
    pm_moments_finish(moments,
                      &(pm_moments_end){.scale = set->scale,
                                        .centre = set->centre,
                                        .is_random = set->method->is_random},
                      variances);
  pm_arena_free(arena);
  pm_moments_free(moments);
  return status;
}
