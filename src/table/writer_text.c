/* writer_text.c: aligned columns for a terminal.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   Prose is wrapped. A row is not, as a wrapped row cannot be read: of a table that is
   wider than the terminal the titles are, and the text in its last column. */
#include "table/writer.h"

enum { LINE_WIDTH = 80, GAP = 2, LAST_LEAST = 30 };

/* ---------------------------------------------------------------- prose -- */

/* The bytes of the word at the start of text, and how wide it is. */
static size_t word_at(const char *text, size_t *width)
{
  size_t size = strcspn(text, " \t\r\n");
  *width = 0;
  for (size_t at = 0; at < size;) {
    pm_glyph glyph = pm_escape_next(text + at, size - at, &pm_escape_plain);
    *width += glyph.width;
    at += glyph.read;
  }
  return size;
}

static void put_part(pm_spool *spool, const char *text, size_t size)
{
  for (size_t at = 0; at < size;) {
    pm_glyph glyph = pm_escape_next(text + at, size - at, &pm_escape_plain);
    pm_spool_put(spool, glyph.text, glyph.size);
    at += glyph.read;
  }
}

/* Wrap a text from a column on, its later lines below the first. */
static void put_words(pm_spool *spool, size_t indent, const char *text)
{
  size_t column = indent;
  bool is_line_empty = true;
  for (;;) {
    text += strspn(text, " \t\r\n");
    if (*text == '\0')
      break;
    size_t width;
    size_t size = word_at(text, &width);
    if (!is_line_empty && column + 1 + width > LINE_WIDTH) {
      pm_spool_text(spool, "\n");
      pm_spool_repeat(spool, ' ', indent);
      column = indent;
    } else if (!is_line_empty) {
      pm_spool_text(spool, " ");
      column++;
    }
    put_part(spool, text, size);
    column += width;
    is_line_empty = false;
    text += size;
  }
}

/* Wrap a text, its first line after lead and the others below that. */
static void put_wrapped(pm_spool *spool, const char *lead, const char *text)
{
  pm_spool_text(spool, lead);
  put_words(spool, strlen(lead), text);
  pm_spool_text(spool, "\n");
}

/* A blank line between blocks. */
static void put_gap(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  if (!pm_spool_is_empty(body))
    pm_spool_text(body, "\n");
}

/* ---------------------------------------------------------------- table -- */

/* The columns that the first so many lanes take with the gaps behind them. */
static size_t width_of(const pm_lane *lanes, size_t count)
{
  size_t width = 0;
  for (size_t i = 0; i < count; i++)
    width += lanes[i].width + GAP;
  return width;
}

/* A part of a title that is a line of its own. */
typedef struct title_line {
  const char *text;
  size_t size, width;
} title_line;

/* As many words as fit, one at least; of size 0 when there are none. */
static title_line first_line(const char *text, size_t room)
{
  title_line line = {.text = text + strspn(text, " ")};
  for (const char *at = line.text; *at != '\0'; at += strspn(at, " ")) {
    size_t width;
    size_t size = word_at(at, &width);
    size_t all = line.size == 0 ? width : line.width + 1 + width;
    if (line.size > 0 && all > room)
      break;
    line.size = (size_t)(at - line.text) + size;
    line.width = all;
    at += size;
  }
  return line;
}

static size_t count_lines(const char *title, size_t room)
{
  size_t count = 0;
  title_line line = first_line(title, room);
  for (; line.size > 0; count++)
    line = first_line(line.text + line.size, room);
  return count;
}

static title_line line_at(const char *title, size_t room, size_t index)
{
  title_line line = first_line(title, room);
  for (; index > 0; index--)
    line = first_line(line.text + line.size, room);
  return line;
}

static size_t longest_word(const char *title)
{
  size_t most = 0;
  for (title_line line = first_line(title, 0); line.size > 0;
       line = first_line(line.text + line.size, 0))
    most = line.width > most ? line.width : most;
  return most;
}

/* Make lanes as narrow as titles in several lines let them be. */
static void narrow(const pm_writer *writer, pm_lane *lanes)
{
  size_t count = writer->sheet.count;
  for (size_t i = 0; i < count; i++) {
    pm_lane cells =
        pm_grid_measure_cells(&writer->grid, i, count, lanes[i].is_right, &pm_escape_plain);
    size_t word = longest_word(pm_grid_at(&writer->grid, i));
    lanes[i].width = word > cells.width ? word : cells.width;
  }
  size_t before = width_of(lanes, count - 1);
  pm_lane *last = &lanes[count - 1];
  if (before + last->width > LINE_WIDTH && before + LAST_LEAST <= LINE_WIDTH && !last->is_right)
    last->width = LINE_WIDTH - before;
}

/* One line of the titles, of so many; each ends in the last. */
static void put_title_line(pm_writer *writer, const pm_lane *lanes, size_t index, size_t lines)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  size_t owed = 0; /* blanks, written only if something follows */
  for (size_t i = 0; i < writer->sheet.count; i++) {
    const char *title = pm_grid_at(&writer->grid, i);
    size_t above = lines - count_lines(title, lanes[i].width);
    title_line line = {.text = title};
    if (index >= above)
      line = line_at(title, lanes[i].width, index - above);
    size_t blank = lanes[i].width - line.width;
    owed += (i > 0 ? GAP : 0) + (lanes[i].is_right ? blank : 0);
    if (line.size > 0) {
      pm_spool_repeat(body, ' ', owed);
      put_part(body, line.text, line.size);
      owed = 0;
    }
    owed += lanes[i].is_right ? 0 : blank;
  }
  pm_spool_text(body, "\n");
}

static void put_titles(pm_writer *writer, const pm_lane *lanes)
{
  size_t lines = 1;
  for (size_t i = 0; i < writer->sheet.count; i++) {
    size_t own = count_lines(pm_grid_at(&writer->grid, i), lanes[i].width);
    lines = own > lines ? own : lines;
  }
  for (size_t index = 0; index < lines; index++)
    put_title_line(writer, lanes, index, lines);
}

static void put_line(pm_writer *writer, const pm_lane *lanes, size_t first)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  size_t count = writer->sheet.count;
  size_t owed = 0; /* blanks, written only if something follows */
  for (size_t i = 0; i < count; i++) {
    const char *text = pm_grid_at(&writer->grid, first + i);
    owed += i > 0 ? GAP : 0;
    if (pm_escape_width(text, &pm_escape_plain) > lanes[i].width) { /* the last one */
      pm_spool_repeat(body, ' ', owed);
      put_words(body, width_of(lanes, i), text);
      break;
    }
    pm_padding padding = pm_lane_padding(&lanes[i], text, false, &pm_escape_plain);
    owed += padding.before;
    if (*text != '\0') {
      pm_spool_repeat(body, ' ', owed);
      pm_escape_put(body, text, &pm_escape_plain);
      owed = 0;
    }
    owed += padding.after;
  }
  pm_spool_text(body, "\n");
}

static void put_rule(pm_writer *writer, const pm_lane *lanes)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  for (size_t i = 0; i < writer->sheet.count; i++) {
    pm_spool_repeat(body, ' ', i > 0 ? GAP : 0);
    pm_spool_repeat(body, '-', lanes[i].width);
  }
  pm_spool_text(body, "\n");
}

static void end(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const pm_sheet *sheet = &writer->sheet;
  pm_lane *lanes = pm_people_lanes(writer, &pm_escape_plain);
  if (lanes == NULL)
    return;
  put_gap(writer);
  if (sheet->title != NULL)
    put_wrapped(body, "", sheet->title);
  if (width_of(lanes, sheet->count) - GAP > LINE_WIDTH)
    narrow(writer, lanes);
  put_titles(writer, lanes);
  put_rule(writer, lanes);
  for (size_t at = sheet->count; at < writer->grid.count; at += sheet->count)
    put_line(writer, lanes, at);
  const char *legend = pm_people_legend(writer);
  if (legend != NULL)
    put_wrapped(body, "", legend);
}

static void paragraph(pm_writer *writer, const char *text)
{
  put_gap(writer);
  put_wrapped(&writer->parts[PM_PART_BODY], "", text);
}

static void note(pm_writer *writer, const pm_note *note)
{
  pm_spool *notes = &writer->parts[PM_PART_NOTES];
  pm_spool_text(notes, writer->notes == 0 ? "\n" : "");
  put_wrapped(notes, "Note: ", note->text);
}

const pm_writer_method pm_writer_text = {
    .about = {.name = "text",
              .title = "Aligned columns for a terminal",
              .citation = "widths: Unicode Standard Annex 11; markers: UK Government Analysis "
                          "Function",
              .use = "For reading on the spot; the default.",
              .avoid = "For programs: figures are rounded."},
    .begin = pm_people_keep_titles,
    .row = pm_people_keep_row,
    .end = end,
    .paragraph = paragraph,
    .note = note,
};
