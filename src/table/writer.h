/* writer.h: what the formats share: the row of the family, the writer's state.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_WRITER_H
#define PM_TABLE_WRITER_H

#include "core/memory.h"
#include "table/publish.h"
#include "table/writer_grid.h"

#include <plusminus/table.h>

/* The output is these, one after another; each format fills those it needs,
   in whatever order it learns of them. */
typedef enum pm_part {
  PM_PART_HEAD,
  PM_PART_INPUTS,
  PM_PART_OPTIONS,
  PM_PART_BODY,
  PM_PART_PROSE,
  PM_PART_NOTES,
  PM_PART_COUNT
} pm_part;

/* The table that is being written. */
typedef struct pm_sheet {
  const char *name;
  const char *title; /* NULL: none */
  const pm_column *columns;
  size_t count;
  int64_t rows;
  bool is_open;
  bool is_shown;  /* by request.table */
  unsigned marks; /* what the legend must explain: bits of writer_cell.c */
} pm_sheet;

/* A row of the family. Every operation may be NULL: the format has no use for
   it. None returns anything: trouble is kept in writer->trouble, which the
   caller looks at once after each. */
typedef struct pm_writer_method {
  pm_method about;
  bool one_table;   /* holds a single table: the one asked for, else the first */
  bool all_tables;  /* holds all of them, whatever is asked for */
  bool notes_aside; /* its notes go to request.notes */
  void (*open)(pm_writer *writer);
  void (*begin)(pm_writer *writer);
  void (*row)(pm_writer *writer, const pm_cell *cells);
  void (*end)(pm_writer *writer);
  void (*paragraph)(pm_writer *writer, const char *text);
  void (*setting)(pm_writer *writer, const pm_setting *setting);
  void (*input)(pm_writer *writer, const pm_input *input);
  void (*note)(pm_writer *writer, const pm_note *note);
  void (*finish)(pm_writer *writer);
} pm_writer_method;

struct pm_writer {
  const pm_writer_method *method;
  pm_writer_request request;
  pm_target target;
  pm_trouble trouble;
  pm_arena *arena;
  pm_spool parts[PM_PART_COUNT];
  pm_sheet sheet;
  pm_grid grid;
  const char **names; /* of all tables begun */
  size_t name_count, name_capacity;
  int64_t inputs, settings, paragraphs, notes; /* how many so far */
  bool is_closed;
};

#define PM_WRITER(name) extern const pm_writer_method pm_writer_##name;
#include "table/writers.def"
#undef PM_WRITER

/* Note that memory ended, unless there is earlier trouble. */
void pm_writer_no_memory(pm_writer *writer);

/* ---------------------------------------------- cells as people read them -- */

enum { PM_PEOPLE_SIZE = 64 };

/* The cell's text: its own, or one made in buffer. Marks that the legend must
   explain are noted in the sheet. */
const char *pm_people_cell(pm_writer *writer, size_t column, const pm_cell *cell,
                           char buffer[PM_PEOPLE_SIZE]);
/* "margin (pp)": the column's title with its unit, in the arena; "" after
   trouble. */
const char *pm_people_title(pm_writer *writer, size_t column);
/* "[z]: not applicable; pp: percentage points", in the arena; NULL when there
   is nothing to explain, or after trouble. */
const char *pm_people_legend(pm_writer *writer);
/* Text columns stand left, numbers right. */
bool pm_people_is_right(const pm_column *column);

/* For formats that must see the whole table before its first line: these are
   their `begin` and `row`; `end` then finds titles and cells in the grid. */
void pm_people_keep_titles(pm_writer *writer);
void pm_people_keep_row(pm_writer *writer, const pm_cell *cells);
/* A lane for each column of the grid, in the arena; NULL after trouble. */
pm_lane *pm_people_lanes(pm_writer *writer, const pm_escape *escape);

#endif
