/* writer_grid.c: cells kept as texts, and the columns they are laid out in.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/writer_grid.h"
#include "core/memory.h"

void pm_grid_init(pm_grid *grid, pm_trouble *trouble, const pm_allocator *allocator)
{
  *grid = (pm_grid){.allocator = allocator, .trouble = trouble};
}

void pm_grid_clear(pm_grid *grid)
{
  (void)pm_memory_resize(grid->allocator, grid->bytes, 0);
  (void)pm_memory_resize(grid->allocator, grid->starts, 0);
  pm_grid_init(grid, grid->trouble, grid->allocator);
}

void pm_grid_empty(pm_grid *grid)
{
  grid->size = 0;
  grid->count = 0;
}

static bool reserve(pm_grid *grid, size_t size)
{
  void *bytes = grid->bytes;
  bool good = pm_memory_reserve(grid->allocator, &bytes, &grid->capacity, grid->size + size, 1);
  grid->bytes = bytes;
  if (!good)
    return false;
  void *starts = grid->starts;
  good = pm_memory_reserve(grid->allocator, &starts, &grid->start_capacity, grid->count + 1,
                           sizeof *grid->starts);
  grid->starts = starts;
  return good;
}

void pm_grid_add(pm_grid *grid, const char *text)
{
  size_t size = strlen(text) + 1;
  if (grid->trouble->status != PM_OK)
    return;
  if (!reserve(grid, size)) {
    grid->trouble->status = PM_ERROR_MEMORY;
    return;
  }
  memcpy(grid->bytes + grid->size, text, size);
  grid->starts[grid->count++] = grid->size;
  grid->size += size;
}

const char *pm_grid_at(const pm_grid *grid, size_t index)
{
  return grid->bytes + grid->starts[index];
}

/* The room that a number takes from its decimal point on; 0 for whole numbers
   and for texts. */
static size_t tail_of(const char *text)
{
  const char *point = strchr(text, '.');
  return point == NULL || text[0] == '[' ? 0 : strlen(point);
}

pm_lane pm_grid_measure_cells(const pm_grid *grid, size_t column, size_t columns, bool is_right,
                              const pm_escape *escape)
{
  pm_lane lane = {.is_right = is_right};
  size_t head = 0;
  for (size_t i = column + columns; i < grid->count; i += columns) {
    const char *text = pm_grid_at(grid, i);
    size_t width = pm_escape_width(text, escape);
    lane.width = width > lane.width ? width : lane.width;
    if (!is_right || text[0] == '[')
      continue;
    size_t tail = tail_of(text);
    lane.tail = tail > lane.tail ? tail : lane.tail;
    head = width - tail > head ? width - tail : head;
  }
  if (head + lane.tail > lane.width)
    lane.width = head + lane.tail;
  return lane;
}

pm_lane pm_grid_measure(const pm_grid *grid, size_t column, size_t columns, bool is_right,
                        const pm_escape *escape)
{
  pm_lane lane = pm_grid_measure_cells(grid, column, columns, is_right, escape);
  size_t width = pm_escape_width(pm_grid_at(grid, column), escape);
  lane.width = width > lane.width ? width : lane.width;
  return lane;
}

pm_padding pm_lane_padding(const pm_lane *lane, const char *text, bool is_title,
                           const pm_escape *escape)
{
  size_t blank = lane->width - pm_escape_width(text, escape);
  if (!lane->is_right)
    return (pm_padding){0, blank};
  size_t after = is_title || text[0] == '[' ? 0 : lane->tail - tail_of(text);
  return (pm_padding){blank - after, after};
}
