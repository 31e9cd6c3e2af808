/* writer_grid.h: a table's cells as texts, kept until their widths are known.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_WRITER_GRID_H
#define PM_TABLE_WRITER_GRID_H

#include "table/spool.h"
#include "table/writer_escape.h"

/* Cells follow one another, row by row; the titles are the first row. */
typedef struct pm_grid {
  const pm_allocator *allocator;
  pm_trouble *trouble; /* borrowed */
  char *bytes;         /* the texts, each ending in a NUL */
  size_t size, capacity;
  size_t *starts; /* of each text in bytes */
  size_t count, start_capacity;
} pm_grid;

void pm_grid_init(pm_grid *grid, pm_trouble *trouble, const pm_allocator *allocator);
void pm_grid_clear(pm_grid *grid);
/* Forget the cells, keep the memory. */
void pm_grid_empty(pm_grid *grid);
/* Copy one cell behind the last. */
void pm_grid_add(pm_grid *grid, const char *text);
const char *pm_grid_at(const pm_grid *grid, size_t index);

/* How one column is laid out. Right-aligned columns align their decimal
   points: tail is the room from the point on. */
typedef struct pm_lane {
  bool is_right;
  size_t width;
  size_t tail;
} pm_lane;

/* The lane of a column of a grid that is columns wide. */
pm_lane pm_grid_measure(const pm_grid *grid, size_t column, size_t columns, bool is_right,
                        const pm_escape *escape);
/* The same without the column's title. */
pm_lane pm_grid_measure_cells(const pm_grid *grid, size_t column, size_t columns, bool is_right,
                              const pm_escape *escape);
/* Blanks to put before and after a cell to fill its lane. is_title: no point
   to align. */
typedef struct pm_padding {
  size_t before, after;
} pm_padding;
pm_padding pm_lane_padding(const pm_lane *lane, const char *text, bool is_title,
                           const pm_escape *escape);

#endif
