/* writer_delimited.c: one table as csv or tsv.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/writer.h"

#include <math.h>

/* A field with a comma, a quote or a line's end is quoted, and its quotes are
   doubled (RFC 4180, 2.6 and 2.7). The only field of a row is also quoted when
   it is empty: readers skip empty lines. */
static void put_csv(pm_spool *spool, const char *text, bool is_alone)
{
  bool is_empty = text[0] == '\0';
  if (text[strcspn(text, ",\"\r\n")] == '\0' && !(is_empty && is_alone)) {
    pm_spool_text(spool, text);
    return;
  }
  pm_spool_text(spool, "\"");
  for (size_t size; *text != '\0'; text += size) {
    size = strcspn(text, "\"");
    if (size == 0) {
      pm_spool_text(spool, "\"\"");
      size = 1;
    } else {
      pm_spool_put(spool, text, size);
    }
  }
  pm_spool_text(spool, "\"");
}

/* The format has no quotes, and forbids tabs and line ends in a field (IANA,
   text/tab-separated-values): each becomes a blank. */
static void put_tsv(pm_spool *spool, const char *text, bool is_alone)
{
  (void)is_alone;
  for (size_t size; *text != '\0'; text += size) {
    size = strcspn(text, "\t\r\n");
    if (size == 0) {
      pm_spool_text(spool, " ");
      size = 1;
    } else {
      pm_spool_put(spool, text, size);
    }
  }
}

typedef struct dialect {
  const char *separator;
  void (*put)(pm_spool *spool, const char *text, bool is_alone);
} dialect;
static const dialect csv = {",", put_csv};
static const dialect tsv = {"\t", put_tsv};

static void begin(pm_writer *writer, const dialect *form)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const pm_sheet *sheet = &writer->sheet;
  for (size_t i = 0; i < sheet->count; i++) {
    pm_spool_text(body, i > 0 ? form->separator : "");
    form->put(body, sheet->columns[i].name, sheet->count == 1);
  }
  pm_spool_text(body, "\n");
}

/* A number has nothing to quote. */
static void put_number(pm_spool *spool, double number)
{
  char *room = pm_spool_room(spool, PM_NUMBER_SIZE);
  if (room != NULL)
    pm_spool_took(spool, pm_number_format(number, room));
}

static void row(pm_writer *writer, const pm_cell *cells, const dialect *form)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const pm_sheet *sheet = &writer->sheet;
  for (size_t i = 0; i < sheet->count; i++) {
    const pm_cell *cell = &cells[i];
    bool is_text = sheet->columns[i].kind == PM_KIND_TEXT;
    if (i > 0)
      pm_spool_put(body, form->separator, 1);
    if (!is_text && isfinite(cell->number))
      put_number(body, cell->number);
    else
      form->put(body, is_text && cell->text != NULL ? cell->text : "", sheet->count == 1);
  }
  pm_spool_put(body, "\n", 1);
}

static void begin_csv(pm_writer *writer)
{
  begin(writer, &csv);
}
static void row_csv(pm_writer *writer, const pm_cell *cells)
{
  row(writer, cells, &csv);
}
static void begin_tsv(pm_writer *writer)
{
  begin(writer, &tsv);
}
static void row_tsv(pm_writer *writer, const pm_cell *cells)
{
  row(writer, cells, &tsv);
}

static void note(pm_writer *writer, const pm_note *note)
{
  pm_spool *notes = &writer->parts[PM_PART_NOTES];
  pm_spool_text(notes, "plusminus: note: ");
  pm_escape_put(notes, note->text, &pm_escape_plain);
  pm_spool_text(notes, "\n");
}

const pm_writer_method pm_writer_csv = {
    .about = {.name = "csv",
              .title = "Comma-separated values, one table",
              .citation = "RFC 4180 (2005), with a single line feed as line end",
              .use = "For spreadsheets and scripts: every number reads back exactly.",
              .avoid = "When notes must travel with the figures: they go to standard error."},
    .one_table = true,
    .notes_aside = true,
    .begin = begin_csv,
    .row = row_csv,
    .note = note,
};

const pm_writer_method pm_writer_tsv = {
    .about = {.name = "tsv",
              .title = "Tab-separated values, one table",
              .citation = "IANA media type text/tab-separated-values",
              .use = "For cut, awk and join: no field is ever quoted.",
              .avoid = "When texts hold tabs or line ends that must survive: each becomes a "
                       "blank."},
    .one_table = true,
    .notes_aside = true,
    .begin = begin_tsv,
    .row = row_tsv,
    .note = note,
};
