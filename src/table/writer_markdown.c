/* writer_markdown.c: tables for a report that is written in Markdown.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/writer.h"

/* What would be read as markup inside a line (CommonMark 0.31, 2.4; the bar is
   GitHub's table extension). A closing bracket needs no escape when the opening
   one has it. */
static const pm_escape markdown = {
    .unknown = "\xEF\xBF\xBD",
    .of = {['\\'] = "\\\\",
           ['`'] = "\\`",
           ['*'] = "\\*",
           ['_'] = "\\_",
           ['['] = "\\[",
           ['<'] = "\\<",
           ['&'] = "\\&",
           ['|'] = "\\|",
           ['~'] = "\\~"},
};

/* A block of its own, with a blank line before it. */
static pm_spool *begin_block(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  if (!pm_spool_is_empty(body))
    pm_spool_text(body, "\n");
  return body;
}

/* A paragraph on one line, with nothing at its start that would make it a
   list, a heading or a quotation. */
static void paragraph(pm_writer *writer, const char *text)
{
  pm_spool *body = begin_block(writer);
  size_t digits = strspn(text, "0123456789");
  pm_spool_put(body, text, digits);
  text += digits;
  const char *openings = digits > 0 ? ".)" : "-+=#>";
  if (*text != '\0' && strchr(openings, *text) != NULL)
    pm_spool_text(body, "\\");
  pm_escape_put(body, text, &markdown);
  pm_spool_text(body, "\n");
}

static void put_line(pm_writer *writer, const pm_lane *lanes, size_t first)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  for (size_t i = 0; i < writer->sheet.count; i++) {
    const char *text = pm_grid_at(&writer->grid, first + i);
    pm_padding padding = pm_lane_padding(&lanes[i], text, true, &markdown);
    pm_spool_text(body, i > 0 ? " " : "| ");
    pm_spool_repeat(body, ' ', padding.before);
    pm_escape_put(body, text, &markdown);
    pm_spool_repeat(body, ' ', padding.after);
    pm_spool_text(body, " |");
  }
  pm_spool_text(body, "\n");
}

/* Dashes under the titles; a colon at their end aligns the column right. */
static void put_rule(pm_writer *writer, const pm_lane *lanes)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  for (size_t i = 0; i < writer->sheet.count; i++) {
    pm_spool_text(body, i > 0 ? "-" : "|-");
    pm_spool_repeat(body, '-', lanes[i].width);
    pm_spool_text(body, lanes[i].is_right ? ":|" : "-|");
  }
  pm_spool_text(body, "\n");
}

static void end(pm_writer *writer)
{
  const pm_sheet *sheet = &writer->sheet;
  pm_lane *lanes = pm_people_lanes(writer, &markdown);
  if (lanes == NULL)
    return;
  pm_spool *body = begin_block(writer);
  if (sheet->title != NULL) {
    pm_spool_text(body, "**");
    pm_escape_put(body, sheet->title, &markdown);
    pm_spool_text(body, "**\n\n");
  }
  put_line(writer, lanes, 0);
  put_rule(writer, lanes);
  for (size_t at = sheet->count; at < writer->grid.count; at += sheet->count)
    put_line(writer, lanes, at);
  const char *legend = pm_people_legend(writer);
  if (legend != NULL)
    paragraph(writer, legend);
}

static void note(pm_writer *writer, const pm_note *note)
{
  pm_spool *notes = &writer->parts[PM_PART_NOTES];
  pm_spool_text(notes, writer->notes == 0 ? "\nNotes:\n\n- " : "- ");
  pm_escape_put(notes, note->text, &markdown);
  pm_spool_text(notes, "\n");
}

const pm_writer_method pm_writer_markdown = {
    .about = {.name = "markdown",
              .title = "Tables and prose in Markdown",
              .citation = "CommonMark 0.31 with the tables of GitHub Flavored Markdown 0.29",
              .use = "For a report or an issue that is written in Markdown.",
              .avoid = "For programs: figures are rounded."},
    .begin = pm_people_keep_titles,
    .row = pm_people_keep_row,
    .end = end,
    .paragraph = paragraph,
    .note = note,
};
