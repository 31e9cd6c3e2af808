/* writer_text.c: aligned columns for a terminal.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   Prose is wrapped; rows never are, as a wrapped row cannot be read. */
#include "table/writer.h"

enum { LINE_WIDTH = 80, GAP = 2 };

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

/* Wrap a text, its first line after lead and the others below that. */
static void put_wrapped(pm_spool *spool, const char *lead, const char *text)
{
  size_t indent = strlen(lead);
  size_t column = indent;
  bool is_line_empty = true;
  pm_spool_text(spool, lead);
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

static void put_line(pm_writer *writer, const pm_lane *lanes, size_t first)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  size_t owed = 0; /* blanks, written only if something follows */
  for (size_t i = 0; i < writer->sheet.count; i++) {
    const char *text = pm_grid_at(&writer->grid, first + i);
    pm_padding padding = pm_lane_padding(&lanes[i], text, first == 0, &pm_escape_plain);
    owed += (i > 0 ? GAP : 0) + padding.before;
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
  put_line(writer, lanes, 0);
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
