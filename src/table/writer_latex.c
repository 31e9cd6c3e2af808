/* writer_latex.c: tables to be \input into a LaTeX document.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/writer.h"

enum { ROWS_ON_A_PAGE = 40 }; /* more become a longtable, which breaks */

/* A bracket is wrapped because after \\ it would begin an optional argument;
   quotes, because "straight" ones are shorthands in some languages of babel. */
static const pm_escape latex = {
    .unknown = "?",
    .root = "\\ensuremath{\\surd}", /* text fonts lack it */

    .of = {['\\'] = "\\textbackslash{}",
           ['{'] = "\\{",
           ['}'] = "\\}",
           ['$'] = "\\$",
           ['&'] = "\\&",
           ['#'] = "\\#",
           ['%'] = "\\%",
           ['_'] = "\\_",
           ['^'] = "\\textasciicircum{}",
           ['~'] = "\\textasciitilde{}",
           ['<'] = "\\textless{}",
           ['>'] = "\\textgreater{}",
           ['|'] = "\\textbar{}",
           ['"'] = "\\textquotedbl{}",
           ['['] = "{[}",
           [']'] = "{]}"},
};

static void open(pm_writer *writer)
{
  pm_spool *head = &writer->parts[PM_PART_HEAD];
  pm_spool_text(head, "% Made by plusminus. To be \\input into a document that has\n"
                      "%   \\usepackage[T1]{fontenc}\n"
                      "%   \\usepackage{booktabs,longtable}\n");
  if (writer->request.title == NULL)
    return;
  pm_spool_text(head, "\\section*{");
  pm_escape_put(head, writer->request.title, &latex);
  pm_spool_text(head, "}\n");
}

/* ---------------------------------------------------------------- table -- */

/* A number's hyphen is a minus sign. */
static void put_cell(pm_writer *writer, size_t column, const char *text, bool is_title)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  bool is_number = !is_title && pm_people_is_right(&writer->sheet.columns[column]);
  if (is_number && text[0] == '-') {
    pm_spool_text(body, "$-$");
    text++;
  }
  pm_escape_put(body, text, &latex);
}

static void put_line(pm_writer *writer, size_t first)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  for (size_t i = 0; i < writer->sheet.count; i++) {
    pm_spool_text(body, i > 0 ? " & " : "");
    put_cell(writer, i, pm_grid_at(&writer->grid, first + i), first == 0);
  }
  pm_spool_text(body, " \\\\\n");
}

/* Rule, titles, rule. */
static void put_titles(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  pm_spool_text(body, "\\toprule\n");
  put_line(writer, 0);
  pm_spool_text(body, "\\midrule\n");
}

static void put_caption(pm_writer *writer, const char *line_end)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  if (writer->sheet.title == NULL)
    return;
  pm_spool_text(body, "\\caption{");
  pm_escape_put(body, writer->sheet.title, &latex);
  pm_spool_text(body, line_end);
}

static void put_environment(pm_writer *writer, const char *name)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  pm_spool_text(body, "\\begin{");
  pm_spool_text(body, name);
  pm_spool_text(body, "}{");
  for (size_t i = 0; i < writer->sheet.count; i++)
    pm_spool_text(body, pm_people_is_right(&writer->sheet.columns[i]) ? "r" : "l");
  pm_spool_text(body, "}\n");
}

static void put_rows(pm_writer *writer)
{
  for (size_t at = writer->sheet.count; at < writer->grid.count; at += writer->sheet.count)
    put_line(writer, at);
  pm_spool_text(&writer->parts[PM_PART_BODY], "\\bottomrule\n");
}

static void put_legend(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  const char *legend = pm_people_legend(writer);
  if (legend == NULL)
    return;
  pm_spool_text(body, "\\par{\\footnotesize ");
  pm_escape_put(body, legend, &latex);
  pm_spool_text(body, "\\par}\n");
}

static void put_long_table(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  put_environment(writer, "longtable");
  put_caption(writer, "}\\\\\n");
  put_titles(writer);
  pm_spool_text(body, "\\endfirsthead\n");
  put_titles(writer);
  pm_spool_text(body, "\\endhead\n");
  put_rows(writer);
  pm_spool_text(body, "\\end{longtable}\n");
  put_legend(writer);
}

static void put_short_table(pm_writer *writer)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  pm_spool_text(body, "\\begin{table}[htbp]\n\\centering\n");
  put_caption(writer, "}\n");
  put_environment(writer, "tabular");
  put_titles(writer);
  put_rows(writer);
  pm_spool_text(body, "\\end{tabular}\n");
  put_legend(writer);
  pm_spool_text(body, "\\end{table}\n");
}

static void end(pm_writer *writer)
{
  if (writer->trouble.status != PM_OK)
    return;
  pm_spool_text(&writer->parts[PM_PART_BODY], "\n");
  if (writer->sheet.rows > ROWS_ON_A_PAGE)
    put_long_table(writer);
  else
    put_short_table(writer);
}

/* ------------------------------------------------------- the rest of it -- */

static void paragraph(pm_writer *writer, const char *text)
{
  pm_spool *body = &writer->parts[PM_PART_BODY];
  pm_spool_text(body, "\n");
  pm_escape_put(body, text, &latex);
  pm_spool_text(body, "\n");
}

static void note(pm_writer *writer, const pm_note *note)
{
  pm_spool *notes = &writer->parts[PM_PART_NOTES];
  if (writer->notes == 0)
    pm_spool_text(notes, "\n\\paragraph{Notes}\n\\begin{itemize}\n");
  pm_spool_text(notes, "\\item ");
  pm_escape_put(notes, note->text, &latex);
  pm_spool_text(notes, "\n");
}

static void finish(pm_writer *writer)
{
  if (writer->notes > 0)
    pm_spool_text(&writer->parts[PM_PART_NOTES], "\\end{itemize}\n");
}

const pm_writer_method pm_writer_latex = {
    .about = {.name = "latex",
              .title = "Tables to be \\input into a LaTeX document",
              .citation = "booktabs (Fear 2020); longtable (Carlisle 2021)",
              .use = "For a paper or report that is typeset with LaTeX.",
              .avoid = "For programs: figures are rounded."},
    .open = open,
    .begin = pm_people_keep_titles,
    .row = pm_people_keep_row,
    .end = end,
    .paragraph = paragraph,
    .note = note,
    .finish = finish,
};
