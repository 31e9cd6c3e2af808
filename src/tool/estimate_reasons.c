/* estimate_reasons.c: for people, why numbers of a table are missing or are marked.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate_reasons.h"
#include "text_buffer.h"

#include <math.h>
#include <string.h>

enum { TEXT_SIZE = 1024, NAMES_MOST = 8 };

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

/* Do two rows have the same labels? Of several variables there is one for each. */
static bool are_alike(const pm_estimate *a, const pm_estimate *b, size_t columns)
{
  for (size_t k = 0; k < columns; k++)
    if (strcmp(a->labels[k], b->labels[k]) != 0)
      return false;
  return true;
}

/* Was the domain of a row named for the reason already? Its rows stand together. */
static bool is_named(const pm_estimate *rows, size_t row, size_t columns, const char *reason)
{
  for (size_t i = row; i-- > 0 && are_alike(&rows[i], &rows[row], columns);)
    if (has_reason(&rows[i], reason))
      return true;
  return false;
}

/* "East, Wales and 3 more: " */
static void add_names(text_buffer *out, const pm_estimate *rows, size_t count, size_t columns,
                      const char *reason)
{
  size_t found = 0;
  char more[48];
  for (size_t i = 0; i < count; i++) {
    if (!has_reason(&rows[i], reason) || is_named(rows, i, columns, reason) ||
        found++ >= NAMES_MOST)
      continue;
    for (size_t k = 0; k < columns; k++) {
      text_add(out, k > 0 ? " / " : found > 1 ? ", " : "");
      text_add(out, rows[i].labels[k]);
    }
  }
  snprintf(more, sizeof more, " and %zu more", found - NAMES_MOST);
  text_add(out, found > NAMES_MOST ? more : "");
  text_add(out, ": ");
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
    char text[TEXT_SIZE];
    text_buffer out = text_buffer_make(text, sizeof text);
    text_add(&out, columns > 0            ? ""
                   : is_missing(&rows[i]) ? "Missing: "
                   : rows[i].margin <= 0  ? "Margin 0: "
                                          : "[u]: ");
    if (columns > 0)
      add_names(&out, rows, count, columns, rows[i].reason);
    text_add(&out, rows[i].reason);
    text_add(&out, ".");
    status = pm_writer_paragraph(output->writer, text, output->run->error);
  }
  return status;
}
