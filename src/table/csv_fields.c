/* csv_fields.c: columns by name, fields by type, and what is wrong with them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/memory.h"
#include "core/utf8.h"
#include "table/csv_reader.h"

#include <stdarg.h>
#include <string.h>

enum {
  FIELD_SHOWN = 60,              /* bytes of a field that a message shows */
  LIST_SHOWN = 240,              /* bytes of a list of columns */
  LACK_SHOWN = 2 * PM_FAULT_TEXT /* more than a message: it is the one that is cut */
};

/* --------------------------------------------------------------- columns -- */

/* "a, b, c" or "a, b, ... (12 columns)". */
static void list_columns(const pm_csv *csv, char list[LIST_SHOWN])
{
  const size_t tail = sizeof ", ... (10000 columns)";
  size_t used = 0;
  list[0] = '\0';
  for (size_t i = 0; i < csv->batch.columns; i++) {
    const char *comma = i > 0 ? ", " : "";
    bool is_last = i + 1 == csv->batch.columns;
    size_t needed = strlen(comma) + strlen(csv->names[i]) + (is_last ? 1 : tail);
    if (used + needed > LIST_SHOWN) {
      (void)snprintf(list + used, LIST_SHOWN - used, "%s... (%zu columns)", comma,
                     csv->batch.columns);
      return;
    }
    used += (size_t)snprintf(list + used, LIST_SHOWN - used, "%s%s", comma, csv->names[i]);
  }
}

/* The separator that a header of one column has instead of commas, or NULL. */
static const char *other_separator(const pm_csv *csv)
{
  if (csv->batch.columns != 1)
    return NULL;
  if (strchr(csv->names[0], ';') != NULL)
    return "semicolons";
  return strchr(csv->names[0], '\t') != NULL ? "tabs" : NULL;
}

bool pm_csv_has_numbers_for_names(const pm_csv *csv)
{
  double number;
  for (size_t i = 0; i < csv->batch.columns; i++)
    if (!pm_number_parse(csv->names[i], strlen(csv->names[i]), &number))
      return false;
  return true;
}

/* "no column 'x' (--rate)", and what there is. */
static pm_status fault_no_column(const pm_csv *csv, const char *name, const char *lack,
                                 const pm_place *place, pm_error *error)
{
  const char *separator = other_separator(csv);
  if (separator != NULL)
    return pm_error_add(error, PM_ERROR_DATA, place,
                        "%s; the header looks separated by %s: save the file with commas", lack,
                        separator);
  char list[LIST_SHOWN];
  list_columns(csv, list);
  const char *nearest = pm_text_nearest(name, csv->names, csv->batch.columns);
  if (nearest == NULL)
    return pm_error_add(error, PM_ERROR_DATA, place, "%s; the columns are %s%s", lack, list,
                        pm_csv_has_numbers_for_names(csv) ? ": is the header missing?" : "");
  return pm_error_add(error, PM_ERROR_DATA, place, "%s; did you mean '%s'? The columns are %s",
                      lack, nearest, list);
}

pm_status pm_csv_find(const pm_csv *csv, const char *name, const char *option, size_t *column,
                      pm_error *error)
{
  char lack[LACK_SHOWN];
  const pm_place header = {csv->file, 1, NULL};
  if (pm_dictionary_find(csv->header, name, strlen(name), column))
    return PM_OK;
  (void)snprintf(lack, sizeof lack, "no column '%s'%s%s%s", name, option != NULL ? " (" : "",
                 option != NULL ? option : "", option != NULL ? ")" : "");
  return fault_no_column(csv, name, lack, &header, error);
}

pm_status pm_csv_find_named(const pm_csv *csv, const char *name, const pm_place *named,
                            size_t *column, pm_error *error)
{
  char lack[LACK_SHOWN];
  if (pm_dictionary_find(csv->header, name, strlen(name), column))
    return PM_OK;
  (void)snprintf(lack, sizeof lack, "%s has no column '%s'", csv->file, name);
  return fault_no_column(csv, name, lack, named, error);
}

/* ---------------------------------------------------------------- faults -- */

static pm_status fault_at(const pm_csv *csv, int64_t row, size_t column, pm_error *error,
                          const char *format, va_list values)
{
  char text[PM_FAULT_TEXT];
  const pm_place place = {csv->file, row, csv->names[column]};
  (void)vsnprintf(text, sizeof text, format, values);
  return pm_error_add(error, PM_ERROR_DATA, &place, "%s", text);
}

pm_status pm_csv_fault(const pm_csv *csv, size_t column, pm_error *error, const char *format,
                       ...)
{
  va_list values;
  va_start(values, format);
  pm_status status = fault_at(csv, pm_csv_row(csv), column, error, format, values);
  va_end(values);
  return status;
}

pm_status pm_csv_fault_at(const pm_csv *csv, int64_t row, size_t column, pm_error *error,
                          const char *format, ...)
{
  va_list values;
  va_start(values, format);
  pm_status status = fault_at(csv, row, column, error, format, values);
  va_end(values);
  return status;
}

/* Is this a number once the signs between its thousands are gone: 59,178? */
static bool has_thousands(const pm_field *field)
{
  size_t digits = 0, groups = 0;
  for (size_t i = 0; i < field->size; i++) {
    char sign = field->text[i];
    if (sign >= '0' && sign <= '9') {
      digits++;
      continue;
    }
    bool is_full = groups > 0 ? digits == 3 : digits >= 1 && digits <= 3;
    if ((sign != ',' && sign != ' ' && sign != '\'') || !is_full)
      return false;
    groups++;
    digits = 0;
  }
  return groups > 0 && digits == 3;
}

/* Is this a number with a comma for its decimal point: 1,5? */
static bool has_decimal_comma(const pm_field *field)
{
  const char *comma = field->size > 0 ? memchr(field->text, ',', field->size) : NULL;
  size_t before = comma != NULL ? (size_t)(comma - field->text) : 0;
  double whole, part;
  return comma != NULL && pm_number_parse(field->text, before, &whole) &&
         pm_number_parse(comma + 1, field->size - before - 1, &part) && part >= 0;
}

static const char *hint_of(const pm_field *field)
{
  return has_thousands(field)       ? ": write its thousands without separators"
         : has_decimal_comma(field) ? ": a comma is no decimal point"
                                    : "";
}

pm_status pm_csv_fault_type_at(const pm_csv *csv, int64_t row, size_t column,
                               const pm_field *field, const char *what, pm_error *error)
{
  if (field->size == 0)
    return pm_csv_fault_at(csv, row, column, error, "the field is empty, not %s", what);
  size_t shown = 0;
  while (shown < field->size && shown < FIELD_SHOWN) {
    uint32_t character;
    size_t step = pm_utf8_next(field->text + shown, field->size - shown, &character);
    shown += step > 0 ? step : 1;
  }
  return pm_csv_fault_at(csv, row, column, error, "'%.*s%s' is not %s%s", (int)shown,
                         field->text, shown < field->size ? "..." : "", what, hint_of(field));
}

/* A field of the current record that is of the wrong type. */
static pm_status fault_type(const pm_csv *csv, size_t column, const char *what, pm_error *error)
{
  return pm_csv_fault_type_at(csv, pm_csv_row(csv), column, &csv->record[column], what, error);
}

/* ----------------------------------------------------------------- types -- */

pm_status pm_csv_count(const pm_csv *csv, size_t column, const char *what, double *value,
                       pm_error *error)
{
  const pm_field *field = &csv->record[column];
  int64_t whole = 0;
  if (!pm_integer_parse(field->text, field->size, &whole) || whole < 0)
    return fault_type(csv, column, what, error);
  *value = (double)whole;
  return PM_OK;
}

pm_status pm_csv_number(const pm_csv *csv, size_t column, const char *what, double *value,
                        pm_error *error)
{
  const pm_field *field = &csv->record[column];
  if (!pm_number_parse(field->text, field->size, value))
    return fault_type(csv, column, what, error);
  return PM_OK;
}

/* How many bytes from the start are ASCII, eight at a time. */
static size_t ascii_prefix(const char *text, size_t size)
{
  const uint64_t high_bits = UINT64_C(0x8080808080808080);
  size_t at = 0;
  for (uint64_t eight; at + sizeof eight <= size; at += sizeof eight) {
    memcpy(&eight, text + at, sizeof eight);
    if ((eight & high_bits) != 0)
      break;
  }
  while (at < size && (unsigned char)text[at] < 0x80)
    at++;
  return at;
}

/* What a text has to be, in this row. */
static pm_status check_text(const pm_csv *csv, int64_t row, size_t column,
                            const pm_field *field, pm_error *error)
{
  size_t at = ascii_prefix(field->text, field->size);
  while (at < field->size) {
    uint32_t character;
    size_t step = pm_utf8_next(field->text + at, field->size - at, &character);
    if (step == 0)
      return pm_csv_fault_at(csv, row, column, error,
                             "byte \\x%02x of the field (its number %zu) is not UTF-8; save "
                             "the file as CSV UTF-8",
                             (unsigned char)field->text[at], at + 1);
    at += step;
  }
  return PM_OK;
}

pm_status pm_csv_check_label(const pm_csv *csv, int64_t row, size_t column,
                             const pm_field *field, pm_error *error)
{
  if (field->size == 0)
    return pm_csv_fault_at(csv, row, column, error, "the field is empty");
  if (field->text[0] == ' ' || field->text[field->size - 1] == ' ')
    return pm_csv_fault_at(csv, row, column, error, "'%.*s' begins or ends with a blank",
                           (int)field->size, field->text);
  return check_text(csv, row, column, field, error);
}

pm_status pm_csv_text(const pm_csv *csv, size_t column, const char **text, pm_error *error)
{
  const pm_field *field = &csv->record[column];
  pm_status status = check_text(csv, pm_csv_row(csv), column, field, error);
  if (status == PM_OK)
    *text = field->text;
  return status;
}

pm_status pm_csv_label(const pm_csv *csv, size_t column, const char **text, pm_error *error)
{
  const pm_field *field = &csv->record[column];
  pm_status status = pm_csv_check_label(csv, pm_csv_row(csv), column, field, error);
  if (status == PM_OK)
    *text = field->text;
  return status;
}
