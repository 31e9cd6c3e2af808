/* sheet.c: structs as rows of a table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 1024 };

static const char *text_of(const sheet_column *column, const void *item)
{
  return *(const char *const *)((const char *)item + column->offset);
}

static double number_of(const sheet_column *column, const void *item)
{
  return *(const double *)((const char *)item + column->offset);
}

/* Of two columns with one name a machine sees the last, or refuses both. */
static pm_status check_leads(const tool_output *output, const tool_sheet *sheet)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < sheet->lead_count && !output->is_for_people; i++)
    for (size_t k = 0; k < sheet->count; k++)
      if (strcmp(sheet->lead_names[i], sheet->columns[k].name) == 0)
        status =
            pm_error_add(output->run->error, PM_ERROR_DATA, NULL,
                         "column '%s': the result has a column of this name too: rename it",
                         sheet->lead_names[i]);
  return status;
}

pm_status sheet_open(sheet_view *view, tool_output *output, const tool_sheet *sheet,
                     const bool *hidden)
{
  option_store *store = output->run->store;
  size_t room = sheet->lead_count + sheet->count;
  pm_status status = check_leads(output, sheet);
  if (status != PM_OK)
    return status;
  pm_column *columns = option_store_alloc(store, room * sizeof *columns);
  *view = (sheet_view){.sheet = sheet, .output = output};
  view->shown = option_store_alloc(store, sheet->count * sizeof *view->shown);
  view->cells = option_store_alloc(store, room * sizeof *view->cells);
  if (columns == NULL || view->shown == NULL || view->cells == NULL)
    return option_memory_fault(output->run->error);
  size_t count = 0;
  for (size_t i = 0; i < sheet->lead_count; i++)
    columns[count++] = (pm_column){sheet->lead_names[i], NULL, PM_KIND_TEXT};
  for (size_t i = 0; i < sheet->count; i++) {
    const sheet_column *column = &sheet->columns[i];
    view->shown[i] = hidden == NULL || !hidden[i];
    if (view->shown[i])
      columns[count++] = (pm_column){column->name, column->title, column->kind};
  }
  return pm_writer_table(output->writer, sheet->name, sheet->title, columns, count,
                         output->run->error);
}

pm_status sheet_add(const sheet_view *view, const void *item)
{
  const tool_sheet *sheet = view->sheet;
  const char *row = item;
  const char *flag = sheet->has_flag ? *(const char *const *)(row + sheet->flag_offset) : NULL;
  pm_cell *cell = view->cells;
  for (size_t i = 0; i < sheet->lead_count; i++)
    *cell++ = pm_cell_text((*(const char *const *const *)(row + sheet->lead_offset))[i]);
  for (size_t i = 0; i < sheet->count; i++) {
    const sheet_column *column = &sheet->columns[i];
    if (!view->shown[i])
      continue;
    if (column->kind == PM_KIND_TEXT) {
      *cell++ = pm_cell_text(text_of(column, item));
      continue;
    }
    *cell = pm_cell_number(number_of(column, item));
    cell++->text = flag != NULL ? flag : column->missing;
  }
  return pm_writer_row(view->output->writer, view->cells, view->output->run->error);
}

static bool is_empty(const sheet_column *column, const void *item)
{
  if (column->kind == PM_KIND_TEXT)
    return text_of(column, item) == NULL;
  return !isfinite(number_of(column, item));
}

static bool is_same(const sheet_column *column, const void *a, const void *b)
{
  if (is_empty(column, a) || is_empty(column, b))
    return is_empty(column, a) && is_empty(column, b);
  if (column->kind == PM_KIND_TEXT)
    return strcmp(text_of(column, a), text_of(column, b)) == 0;
  return number_of(column, a) == number_of(column, b);
}

/* Is the column one that these rows can do without? */
static bool is_hidden(const sheet_column *column, const char *items, size_t size, size_t count)
{
  if (column->show != SHEET_VARYING && column->show != SHEET_FILLED)
    return column->show != SHEET_ALWAYS;
  bool has_value = false, varies = false;
  for (size_t i = 0; i < count; i++) {
    has_value |= !is_empty(column, items + i * size);
    varies |= !is_same(column, items, items + i * size);
  }
  return column->show == SHEET_FILLED ? !has_value : !varies;
}

/* Without needless zeros behind a decimal point. */
static size_t trim_zeros(char *text)
{
  size_t size = strlen(text);
  if (strchr(text, '.') == NULL)
    return size;
  while (text[size - 1] == '0')
    size--;
  if (text[size - 1] == '.')
    size--;
  text[size] = '\0';
  return size;
}

void sheet_percent(double rate, char text[PM_NUMBER_SIZE + 1])
{
  (void)pm_number_format_fixed(100 * rate, 7, text);
  memcpy(text + trim_zeros(text), "%", sizeof "%");
}

const char *sheet_number(double number, char text[PM_NUMBER_SIZE])
{
  enum { DECIMALS_MOST = 15 };
  bool is_whole = number == floor(number);
  int decimals = is_whole ? 0 : 2;
  while (!is_whole && decimals < DECIMALS_MOST && fabs(number) * pow(10, decimals) < 9.5)
    decimals++;
  (void)pm_number_format_fixed(number, decimals, text);
  (void)pm_number_group(text, PM_NUMBER_SIZE);
  return text;
}

const char *sheet_short(double number, char text[PM_NUMBER_SIZE])
{
  (void)sheet_number(number, text);
  (void)trim_zeros(text);
  return text;
}

/* Two decimals, or as many as it takes not to read as a zero that it is not. */
static void tell_points(double number, char text[PM_NUMBER_SIZE + 4])
{
  enum { DECIMALS_MOST = 15 };
  int decimals = 2;
  while (number != 0 && decimals < DECIMALS_MOST && fabs(number) * pow(10, decimals + 2) < 0.5)
    decimals++;
  size_t size = pm_number_format_fixed(100 * number, decimals, text);
  memcpy(text + size, " pp", sizeof " pp");
}

/* A number as the line below the table tells it. */
static void tell_number(const sheet_column *column, double number,
                        char text[PM_NUMBER_SIZE + 4])
{
  if (column->kind == PM_KIND_RATE) {
    sheet_percent(number, text);
  } else if (column->kind == PM_KIND_POINTS) {
    tell_points(number, text);
  } else {
    (void)sheet_number(column->kind == PM_KIND_COUNT ? round(number) : number, text);
  }
}

/* "; TITLE VALUE" of the first row, for each hidden column of this kind. */
static size_t tell(char *line, size_t used, const tool_sheet *sheet, const bool *hidden,
                   sheet_show show, const char *opening, const void *item)
{
  size_t before = used;
  for (size_t i = 0; i < sheet->count; i++) {
    const sheet_column *column = &sheet->columns[i];
    if (!hidden[i] || column->show != show || is_empty(column, item))
      continue;
    char number[PM_NUMBER_SIZE + 4];
    const char *value = number;
    if (column->kind == PM_KIND_TEXT)
      value = text_of(column, item);
    else
      tell_number(column, number_of(column, item), number);
    int size =
        snprintf(line + used, LINE_SIZE - used, "%s%s %s", used > before ? ", " : opening,
                 column->title != NULL ? column->title : column->name, value);
    if (size < 0 || (size_t)size >= LINE_SIZE - used - 1)
      break; /* a line that is too long ends early, at a whole value */
    used += (size_t)size;
  }
  if (used > before)
    line[used++] = '.';
  line[used] = '\0';
  return used;
}

/* What the hidden columns would have said, in a line. */
static pm_status tell_hidden(const tool_output *output, const tool_sheet *sheet,
                             const bool *hidden, const void *item)
{
  char line[LINE_SIZE];
  size_t used = tell(line, 0, sheet, hidden, SHEET_VARYING, "Throughout: ", item);
  used = tell(line, used, sheet, hidden, SHEET_ASIDE,
              used > 0 ? " Of the whole: " : "Of the whole: ", item);
  if (used == 0)
    return PM_OK;
  return pm_writer_paragraph(output->writer, line, output->run->error);
}

/* The columns that people are spared; NULL: no memory. */
static bool *find_hidden(const tool_output *output, const tool_sheet *sheet, const void *items,
                         size_t size, size_t count)
{
  bool *hidden = option_store_alloc(output->run->store, sheet->count * sizeof *hidden);
  for (size_t i = 0; hidden != NULL && i < sheet->count; i++)
    hidden[i] = output->is_for_people && is_hidden(&sheet->columns[i], items, size, count);
  return hidden;
}

pm_status sheet_tell(tool_output *output, const tool_sheet *sheet, const void *items,
                     size_t size, size_t count)
{
  const bool *hidden = find_hidden(output, sheet, items, size, count);
  if (hidden == NULL)
    return option_memory_fault(output->run->error);
  return tell_hidden(output, sheet, hidden, items);
}

pm_status sheet_write(tool_output *output, const tool_sheet *sheet, const void *items,
                      size_t size, size_t count)
{
  sheet_view view;
  const bool *hidden = find_hidden(output, sheet, items, size, count);
  if (hidden == NULL)
    return option_memory_fault(output->run->error);
  pm_status status = sheet_open(&view, output, sheet, hidden);
  for (size_t i = 0; i < count && status == PM_OK; i++)
    status = sheet_add(&view, (const char *)items + i * size);
  if (status == PM_OK && output->is_for_people && count > 0)
    status = tell_hidden(output, sheet, hidden, items);
  return status;
}
