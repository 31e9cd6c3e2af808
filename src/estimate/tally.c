/* tally.c: a tally's life.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally.h"

#include <string.h>

static pm_status make(pm_tally *tally, const pm_tally_request *request, pm_error *error)
{
  pm_tally_plan *plan = &tally->plan;
  pm_status status = pm_tally_plan_make(plan, request, error);
  if (status != PM_OK)
    return status;
  tally->tree = pm_label_tree_new(request->allocator, pm_tally_root(plan->split_count));
  tally->cells = pm_arena_alloc(plan->arena, plan->split_count * sizeof *tally->cells);
  tally->origins = pm_arena_alloc(plan->arena, plan->statistic_count * sizeof *tally->origins);
  tally->is_share =
      pm_arena_alloc(plan->arena, plan->statistic_count * sizeof *tally->is_share);
  if (tally->tree == NULL || tally->cells == NULL || tally->origins == NULL ||
      tally->is_share == NULL ||
      !pm_tally_reserve_nodes(tally->allocator, tally->tree, &tally->nodes,
                              &tally->node_capacity, 0))
    return pm_memory_fault(error);
  tally->store = (pm_tally_store){.allocator = tally->allocator,
                                  .splits = plan->split_count,
                                  .numbers = plan->number_count};
  for (size_t s = 0; s < plan->statistic_count; s++)
    tally->is_share[s] = true;
  for (size_t i = 0; i < plan->split_count; i++) {
    tally->cells[i].allocator = tally->allocator;
    tally->cells[i].stride = plan->statistic_count * plan->width;
  }
  return PM_OK;
}

pm_status pm_tally_new(pm_tally **tally, const pm_tally_request *request, pm_error *error)
{
  *tally = NULL;
  pm_tally *fresh = pm_memory_resize(request->allocator, NULL, sizeof *fresh);
  if (fresh == NULL)
    return pm_memory_fault(error);
  *fresh = (pm_tally){.allocator = request->allocator};
  pm_status status = make(fresh, request, error);
  if (status == PM_OK)
    *tally = fresh;
  else
    pm_tally_free(fresh);
  return status;
}

void pm_tally_free(pm_tally *tally)
{
  if (tally == NULL)
    return;
  const pm_allocator *allocator = tally->allocator;
  for (size_t i = 0; i < tally->plan.split_count && tally->cells != NULL; i++)
    pm_tally_cells_free(&tally->cells[i]);
  pm_tally_store_free(&tally->store);
  (void)pm_memory_resize(allocator, tally->nodes, 0);
  (void)pm_memory_resize(allocator, tally->inputs, 0);
  pm_label_tree_free(tally->tree);
  pm_tally_plan_free(&tally->plan);
  (void)pm_memory_resize(allocator, tally, 0);
}

int64_t pm_tally_records(const pm_tally *tally)
{
  return tally->records;
}

/* ----------------------------------------------------------------- inputs -- */

bool pm_tally_add_input(pm_tally *tally, const pm_tally_input *input)
{
  pm_arena *arena = tally->plan.arena;
  if (!pm_memory_reserve(tally->allocator, (void **)&tally->inputs, &tally->input_capacity,
                         tally->input_count + 1, sizeof *tally->inputs))
    return false;
  pm_tally_input copy = {pm_arena_text(arena, input->file, strlen(input->file)), input->rows,
                         pm_arena_text(arena, input->sha256, strlen(input->sha256))};
  if (copy.file == NULL || copy.sha256 == NULL)
    return false;
  tally->inputs[tally->input_count++] = copy;
  return true;
}

size_t pm_tally_input_count(const pm_tally *tally)
{
  return tally->input_count;
}

const pm_tally_input *pm_tally_input_at(const pm_tally *tally, size_t index)
{
  return &tally->inputs[index];
}

pm_place pm_tally_place(const pm_tally *tally, const pm_tally_node *node, const char *column)
{
  const char *file = node->input < tally->input_count ? tally->inputs[node->input].file : NULL;
  return (pm_place){file, node->row, column};
}
