/* writer_html.c: one complete HTML document.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   It holds all it needs, prints well, and is made for screen readers too:
   captions, scopes, a region that a keyboard can scroll, no meaning in colour
   alone (WCAG 2.2; W3C WAI tables tutorial). */
#include "table/writer.h"

static const pm_escape html = {
    .unknown = "\xEF\xBF\xBD",
    .of = {['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"},
};

static const char style[] =
    "<style>\n"
    "body { color: #1a1a1a; background: #fff; font: 1rem/1.5 system-ui, sans-serif;\n"
    "  margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }\n"
    "h1 { font-size: 1.6rem; line-height: 1.25; }\n"
    "h2 { font-size: 1.2rem; }\n"
    "p, li { max-width: 44rem; }\n"
    ".table { margin: 2rem 0 0.5rem; overflow-x: auto; }\n"
    "table { border-collapse: collapse; font-variant-numeric: tabular-nums;\n"
    "  min-width: min(100%, 24rem); }\n"
    "caption { font-weight: 600; padding-bottom: 0.5rem; text-align: left; }\n"
    "th, td { border-bottom: 1px solid #b1b4b6; padding: 0.35rem 0.75rem; text-align: left;\n"
    "  vertical-align: top; }\n"
    "thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }\n"
    "tbody th { font-weight: 400; }\n"
    ".number { text-align: right; white-space: nowrap; }\n"
    ".legend { font-size: 0.875rem; margin-top: 0; }\n"
    "@media print {\n"
    "  body { font-size: 10pt; margin: 0; max-width: none; }\n"
    "  .table { overflow: visible; }\n"
    "  thead { display: table-header-group; }\n"
    "  tr { break-inside: avoid; }\n"
    "}\n"
    "</style>\n";

static void open(pm_writer *writer)
{
  pm_spool *head = &writer->parts[PM_PART_HEAD];
  const char *title = writer->request.title;
  pm_spool_text(head, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, "
                      "initial-scale=1\">\n<title>");
  pm_escape_put(head, title == NULL ? "plusminus" : title, &html);
  pm_spool_text(head, "</title>\n");
  pm_spool_text(head, style);
  pm_spool_text(head, "</head>\n<body>\n<main>\n");
  if (title != NULL) {
    pm_spool_text(head, "<h1>");
    pm_escape_put(head, title, &html);
    pm_spool_text(head, "</h1>\n");
  }
}

/* ---------------------------------------------------------------- table -- */

/* The region is scrolled by keyboard, so it takes the focus and has a name. */
static void put_opening(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const pm_sheet *sheet = &writer->sheet;
  const char *title = sheet->title == NULL ? sheet->name : sheet->title;
  pm_spool_text(body, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
  pm_escape_put(body, title, &html);
  pm_spool_text(body, "\">\n<table>\n<caption>");
  pm_escape_put(body, title, &html);
  pm_spool_text(body, "</caption>\n<thead>\n<tr>");
}

static void begin(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const pm_sheet *sheet = &writer->sheet;
  put_opening(writer);
  for (size_t i = 0; i < sheet->count; i++) {
    bool is_right = pm_people_is_right(&sheet->columns[i]);
    pm_spool_text(body,
                  is_right ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
    pm_escape_put(body, pm_people_title(writer, i), &html);
    pm_spool_text(body, "</th>");
  }
  pm_spool_text(body, "</tr>\n</thead>\n<tbody>\n");
}

/* A text in the first column names its row. */
static void row(pm_writer *writer, const pm_cell *cells)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const pm_sheet *sheet = &writer->sheet;
  pm_spool_text(body, "<tr>");
  for (size_t i = 0; i < sheet->count; i++) {
    char buffer[PM_PEOPLE_SIZE];
    bool is_right = pm_people_is_right(&sheet->columns[i]);
    bool is_name = i == 0 && !is_right;
    pm_spool_text(body, is_name    ? "<th scope=\"row\">"
                        : is_right ? "<td class=\"number\">"
                                   : "<td>");
    pm_escape_put(body, pm_people_cell(writer, i, &cells[i], buffer), &html);
    pm_spool_text(body, is_name ? "</th>" : "</td>");
  }
  pm_spool_text(body, "</tr>\n");
}

static void end(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  pm_spool_text(body, "</tbody>\n</table>\n</div>\n");
  const char *legend = pm_people_legend(writer);
  if (legend == NULL)
    return;
  pm_spool_text(body, "<p class=\"legend\">");
  pm_escape_put(body, legend, &html);
  pm_spool_text(body, "</p>\n");
}

/* ------------------------------------------------------- the rest of it -- */

static void paragraph(pm_writer *writer, const char *text)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  pm_spool_text(body, "<p>");
  pm_escape_put(body, text, &html);
  pm_spool_text(body, "</p>\n");
}

static void note(pm_writer *writer, const pm_note *note)
{
  pm_spool *notes = &writer->parts[PM_PART_NOTES];
  pm_spool_text(notes, writer->notes == 0 ? "<h2>Notes</h2>\n<ul>\n<li>" : "<li>");
  pm_escape_put(notes, note->text, &html);
  pm_spool_text(notes, "</li>\n");
}

static void finish(pm_writer *writer)
{
  pm_spool *notes = &writer->parts[PM_PART_NOTES];
  pm_spool_text(notes, writer->notes > 0 ? "</ul>\n" : "");
  pm_spool_text(notes, "</main>\n</body>\n</html>\n");
}

const pm_writer_method pm_writer_html = {
    .about = {.name = "html",
              .title = "One complete, accessible HTML document",
              .citation = "WHATWG HTML; WCAG 2.2; W3C WAI, Tables Tutorial",
              .use = "For publishing or printing: opens in any browser, needs no other file.",
              .avoid = "For programs: figures are rounded."},
    .open = open,
    .begin = begin,
    .row = row,
    .end = end,
    .paragraph = paragraph,
    .note = note,
    .finish = finish,
};
