/* estimate_reasons.c: for people, why numbers of a table are missing or are marked.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate_reasons.h"
#include "text_buffer.h"

#include <math.h>
#include <string.h>

enum { TEXT_SIZE = 1024, NAMES_SIZE = 640, NAMES_MOST = 8 };

static bool is_missing(const pm_estimate *row)
{
  return !(isfinite(row->estimate) && isfinite(row->lower) && isfinite(row->upper));
}

/* A mark has the same reason in every table, and is told below that of the rates. Limits
   without width need one as missing ones do. */
static bool needs_reason(const pm_estimate *row)
{
  bool is_marked = row->flag != NULL && strcmp(row->statistic, "rate") == 0;
  bool has_no_width = row->margin <= 0;
  return row->reason != NULL && (is_missing(row) || is_marked || has_no_width);
}

static bool is_noted(const tool_output *output, const char *reason)
{
  for (size_t i = 0; i < pm_notes_count(output->notes); i++)
    if (strstr(pm_notes_at(output->notes, i)->text, reason) != NULL)
      return true;
  return false;
}

static bool has_reason(const pm_estimate *row, const char *reason)
{
  return needs_reason(row) && strcmp(row->reason, reason) == 0;
}

/* The end of the rows with the labels of this one: of several variables there is one for
   each, and they stand together. */
static size_t domain_end(const pm_estimate *rows, size_t first, size_t count, size_t columns)
{
  size_t end = first + 1;
  for (; end < count; end++)
    for (size_t k = 0; k < columns; k++)
      if (strcmp(rows[end].labels[k], rows[first].labels[k]) != 0)
        return end;
  return end;
}

/* The variables of a domain that have a reason, unless all have: " (recorded, in_time)". */
static void add_variables(text_buffer *out, const pm_estimate *rows, size_t count,
                          const char *reason)
{
  size_t having = 0, added = 0;
  for (size_t i = 0; i < count; i++)
    having += has_reason(&rows[i], reason);
  for (size_t i = 0; i < count && having < count; i++) {
    if (!has_reason(&rows[i], reason))
      continue;
    text_add(out, added++ > 0 ? ", " : " (");
    text_add(out, rows[i].variable);
  }
  text_add(out, added > 0 ? ")" : "");
}

/* "East, Wales (recorded) and 3 more" */
static void add_names(text_buffer *out, const pm_estimate *rows, size_t count, size_t columns,
                      const char *reason)
{
  size_t found = 0;
  char more[48];
  for (size_t i = 0, end; i < count; i = end) {
    size_t holds = i;
    end = domain_end(rows, i, count, columns);
    while (holds < end && !has_reason(&rows[holds], reason))
      holds++;
    if (holds == end || found++ >= NAMES_MOST)
      continue;
    for (size_t k = 0; k < columns; k++) {
      text_add(out, k > 0 ? " / " : found > 1 ? ", " : "");
      text_add(out, rows[i].labels[k]);
    }
    add_variables(out, &rows[i], end - i, reason);
  }
  snprintf(more, sizeof more, " and %zu more", found - NAMES_MOST);
  text_add(out, found > NAMES_MOST ? more : "");
}

pm_status estimate_reasons_tell(tool_output *output, const pm_estimate *rows, size_t count,
                                size_t columns)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < count && status == PM_OK; i++) {
    bool is_told = !needs_reason(&rows[i]) || is_noted(output, rows[i].reason);
    for (size_t k = 0; k < i && !is_told; k++)
      is_told = has_reason(&rows[k], rows[i].reason);
    if (is_told)
      continue;
    char text[TEXT_SIZE], names[NAMES_SIZE]; /* long names are cut, reasons are not */
    text_buffer out = text_buffer_make(text, sizeof text);
    text_buffer who = text_buffer_make(names, sizeof names);
    text_add(&who, columns > 0            ? ""
                   : is_missing(&rows[i]) ? "Missing"
                   : rows[i].margin <= 0  ? "Margin 0"
                                          : "[u]");
    add_names(&who, rows, count, columns, rows[i].reason);
    text_add(&out, names);
    text_add(&out, ": ");
    text_add(&out, rows[i].reason);
    text_add(&out, ".");
    status = pm_writer_paragraph(output->writer, text, output->run->error);
  }
  return status;
}
