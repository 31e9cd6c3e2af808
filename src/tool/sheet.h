/* sheet.h: structs as rows of a table: a column is a field's offset. Formats
   for machines get every column; people are spared those that say nothing.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_SHEET_H
#define TOOL_SHEET_H

#include "output.h"

/* When people see a column. */
typedef enum sheet_show {
  SHEET_ALWAYS,
  SHEET_VARYING, /* where its rows differ; else it is told in a line below */
  SHEET_FILLED,  /* where a row has a value in it */
  SHEET_ASIDE,   /* never; the first row's, the whole's, is told in a line below */
  SHEET_MACHINE  /* never */
} sheet_show;

/* A column: of kind PM_KIND_TEXT its field is a const char *, else a double. */
typedef struct sheet_column {
  const char *name;
  const char *title; /* NULL: the name */
  pm_kind kind;
  size_t offset;
  sheet_show show;
  const char *missing; /* the marker of a number that is not there; NULL: the writer's */
} sheet_column;

typedef struct tool_sheet {
  const char *name;
  const char *title; /* may be NULL */
  const sheet_column *columns;
  size_t count;
  /* Text columns in front, as many as the data have: their names, and the
     offset of a const char *const * with their texts. */
  const char *const *lead_names;
  size_t lead_count;
  size_t lead_offset;
  /* The offset of a const char *, the marker of whatever is missing in the
     row (NULL: the column's). */
  bool has_flag;
  size_t flag_offset;
} tool_sheet;

/* A sheet being written row by row. */
typedef struct sheet_view {
  const tool_sheet *sheet;
  tool_output *output;
  bool *shown;
  pm_cell *cells;
} sheet_view;

/* Begin the table. hidden: for each of the sheet's columns, whether to leave
   it out; NULL: none. */
pm_status sheet_open(sheet_view *view, tool_output *output, const tool_sheet *sheet,
                     const bool *hidden);
pm_status sheet_add(const sheet_view *view, const void *item);

/* The whole table of count items; for people with `show` obeyed, and a line
   of what is the same in every row. */
pm_status sheet_write(tool_output *output, const tool_sheet *sheet, const void *items,
                      size_t size, size_t count);

/* Only that line, for people, below a table of another shape that shows what varies. */
pm_status sheet_tell(tool_output *output, const tool_sheet *sheet, const void *items,
                     size_t size, size_t count);

/* A whole number as tables have it, "1,000", and any other with two significant digits at
   least. Returns text. */
const char *sheet_number(double number, char text[PM_NUMBER_SIZE]);

/* The same without needless zeros. */
const char *sheet_short(double number, char text[PM_NUMBER_SIZE]);

/* A proportion as a percentage without needless zeros: "95%", "99.9%". */
void sheet_percent(double rate, char text[PM_NUMBER_SIZE + 1]);

#endif
