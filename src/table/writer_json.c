/* writer_json.c: the whole run as one JSON object.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   Rows stream: the object is laid out here, one row a line, and no tree is
   ever built. */
#include "table/json_put.h"
#include "table/writer.h"

/* `LEAD"name": ` */
static void put_key(pm_spool *spool, const char *lead, const char *name)
{
  pm_spool_text(spool, lead);
  pm_json_put_text(spool, name);
  pm_spool_text(spool, ": ");
}

/* What stands before the next element of a list: opening is the list's head,
   when this is its first. */
static void put_lead(pm_spool *spool, int64_t before, const char *opening)
{
  pm_spool_text(spool, before == 0 ? opening : ",\n    ");
}

/* ----------------------------------------------------------------- rows -- */

static void begin(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  bool is_first = writer->name_count == 1;
  put_key(body, "  ", is_first ? "rows" : writer->sheet.name);
  pm_spool_text(body, "[");
}

static void row(pm_writer *writer, const pm_cell *cells)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const pm_sheet *sheet = &writer->sheet;
  put_lead(body, sheet->rows, "\n    ");
  pm_spool_text(body, "{");
  for (size_t i = 0; i < sheet->count; i++) {
    put_key(body, i > 0 ? ", " : "", sheet->columns[i].name);
    if (sheet->columns[i].kind == PM_KIND_TEXT)
      pm_json_put_text(body, cells[i].text == NULL ? "" : cells[i].text);
    else
      pm_json_put_number(body, cells[i].number);
  }
  pm_spool_text(body, "}");
}

static void end(pm_writer *writer)
{
  pm_spool_text(&writer->parts[PM_PART_BODY], writer->sheet.rows > 0 ? "\n  ],\n" : "],\n");
}

/* ------------------------------------------------------ the rest of it -- */

static void paragraph(pm_writer *writer, const char *text)
{
  pm_spool *prose = &writer->parts[PM_PART_PROSE];
  put_lead(prose, writer->paragraphs, "  \"prose\": [\n    ");
  pm_json_put_text(prose, text);
}

static void setting(pm_writer *writer, const pm_setting *setting)
{
  pm_spool *options = &writer->parts[PM_PART_OPTIONS];
  put_lead(options, writer->settings, "  \"options\": {\n    ");
  put_key(options, "", setting->name);
  if (setting->text != NULL)
    pm_json_put_text(options, setting->text);
  else if (setting->is_flag)
    pm_spool_text(options, setting->number != 0 ? "true" : "false");
  else
    pm_json_put_number(options, setting->number);
}

static void input(pm_writer *writer, const pm_input *input)
{
  pm_spool *inputs = &writer->parts[PM_PART_INPUTS];
  put_lead(inputs, writer->inputs, "  \"inputs\": [\n    ");
  put_key(inputs, "{", "file");
  pm_json_put_text(inputs, input->file);
  put_key(inputs, ", ", "rows");
  pm_json_put_number(inputs, input->rows < 0 ? (double)NAN : (double)input->rows);
  put_key(inputs, ", ", "sha256");
  if (input->sha256 == NULL || input->sha256[0] == '\0')
    pm_spool_text(inputs, "null");
  else
    pm_json_put_text(inputs, input->sha256);
  pm_spool_text(inputs, "}");
}

static void note(pm_writer *writer, const pm_note *note)
{
  pm_spool *notes = &writer->parts[PM_PART_NOTES];
  put_lead(notes, writer->notes, "  \"notes\": [\n    ");
  put_key(notes, "{", "code");
  pm_json_put_text(notes, note->code);
  put_key(notes, ", ", "text");
  pm_json_put_text(notes, note->text);
  pm_spool_text(notes, "}");
}

static void put_text_or_null(pm_spool *spool, const char *text)
{
  if (text == NULL)
    pm_spool_text(spool, "null");
  else
    pm_json_put_text(spool, text);
  pm_spool_text(spool, ",\n");
}

static void finish(pm_writer *writer)
{
  pm_spool *parts = writer->parts;
  pm_spool *head = &parts[PM_PART_HEAD];
  put_key(head, "{\n  ", "schema");
  put_text_or_null(head, "plusminus/1");
  put_key(head, "  ", "command");
  put_text_or_null(head, writer->request.command);
  put_key(head, "  ", "version");
  put_text_or_null(head, writer->request.version);
  pm_spool_text(&parts[PM_PART_INPUTS],
                writer->inputs > 0 ? "\n  ],\n" : "  \"inputs\": [],\n");
  pm_spool_text(&parts[PM_PART_OPTIONS],
                writer->settings > 0 ? "\n  },\n" : "  \"options\": {},\n");
  if (writer->name_count == 0)
    pm_spool_text(&parts[PM_PART_BODY], "  \"rows\": [],\n");
  if (writer->paragraphs > 0)
    pm_spool_text(&parts[PM_PART_PROSE], "\n  ],\n");
  pm_spool_text(&parts[PM_PART_NOTES],
                writer->notes > 0 ? "\n  ]\n}\n" : "  \"notes\": []\n}\n");
}

const pm_writer_method pm_writer_json = {
    .about = {.name = "json",
              .title = "The whole run as one JSON object",
              .citation = "RFC 8259 (2017); schema plusminus/1",
              .use = "For programs: all tables, options, inputs and notes, and every number "
                     "reads back exactly.",
              .avoid = "For people: rates are proportions."},
    .all_tables = true,
    .begin = begin,
    .row = row,
    .end = end,
    .paragraph = paragraph,
    .setting = setting,
    .input = input,
    .note = note,
    .finish = finish,
};
