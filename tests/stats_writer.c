/* stats_writer.c: a CSV written as a Stata, SPSS or SAS file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "stats_writer.h"

#include <math.h>
#include <plusminus/table.h>
#include <readstat.h>
#include <stdlib.h>
#include <string.h>

enum { USER_MISSING = -99, COLUMNS_MAX = 64, TEXT_1252 = 4096 };

typedef readstat_error_t begin_writing(readstat_writer_t *writer, void *context, long rows);

typedef struct kind {
  const char *name;
  begin_writing *begin;
  uint8_t version;
  readstat_compress_t compress;
  char tag;              /* the first of the missing values beside the system's; NUL: none */
  bool has_user_missing; /* numbers that stand for missing ones */
  bool has_integers;
  bool is_1252;    /* text is in Windows-1252, not UTF-8 */
  size_t text_max; /* longer text is a strL */
  const char *date;
  double day, day_zero; /* a day's number, and how many of them 1970-01-01 is */
} kind;

#define STATA                                                                                  \
  .begin = readstat_begin_writing_dta, .has_integers = true, .date = "%td", .day = 1,          \
  .day_zero = 3653
#define SPSS                                                                                   \
  .begin = readstat_begin_writing_sav, .has_user_missing = true, .date = "EDATE10",            \
  .text_max = 30000, .day = 86400, .day_zero = 141428
#define SAS .tag = 'A', .date = "YYMMDD10", .text_max = 30000, .day = 1, .day_zero = 3653

static const kind kinds[] = {
    {.name = "dta118", STATA, .tag = 'a', .version = 118, .text_max = 2045},
    {.name = "dta117", STATA, .tag = 'a', .version = 117, .text_max = 2045, .is_1252 = true},
    {.name = "dta115", STATA, .tag = 'a', .version = 115, .text_max = 244, .is_1252 = true},
    {.name = "dta108", STATA, .version = 108, .text_max = 80, .is_1252 = true},
    {.name = "sav", SPSS, .version = 2},
    {.name = "sav-rows", SPSS, .version = 2, .compress = READSTAT_COMPRESS_ROWS},
    {.name = "zsav", SPSS, .version = 3, .compress = READSTAT_COMPRESS_BINARY},
    {.name = "sas7bdat", SAS, .begin = readstat_begin_writing_sas7bdat},
    {.name = "sas7bdat-rows",
     SAS,
     .begin = readstat_begin_writing_sas7bdat,
     .compress = READSTAT_COMPRESS_ROWS},
    {.name = "xpt5", SAS, .begin = readstat_begin_writing_xport, .version = 5},
    {.name = "xpt8", SAS, .begin = readstat_begin_writing_xport, .version = 8},
};

const char *const stats_writer_kinds[] = {"dta118",        "dta117",   "dta115", "dta108",
                                          "sav",           "sav-rows", "zsav",   "sas7bdat",
                                          "sas7bdat-rows", "xpt5",     "xpt8",   NULL};

typedef struct column {
  bool is_text, is_date, is_ref;
  double least, most;
  bool is_whole;
  size_t width;
  readstat_variable_t *variable;
} column;

typedef struct job {
  const kind *kind;
  FILE *out;
  column columns[COLUMNS_MAX];
  size_t count;
  int64_t rows;
  int missing; /* values, so many were written */
} job;

/* --------------------------------------------------------------- the types -- */

/* Days from 1970-01-01; NaN: the text is no date. One day at a time, to share
   nothing with what is tested. */
static double days_of(const pm_field *field)
{
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int year, month, day, used = 0;
  if (field->size != 10 ||
      sscanf(field->text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10)
    return NAN;
  double days = day - 1;
  for (int at = 1970; at < year; at++)
    days += 365 + ((at % 4 == 0 && at % 100 != 0) || at % 400 == 0);
  for (int at = year; at < 1970; at++)
    days -= 365 + ((at % 4 == 0 && at % 100 != 0) || at % 400 == 0);
  for (int at = 1; at < month; at++)
    days +=
        lengths[at - 1] + (at == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0));
  return days;
}

static void look_at(column *c, const pm_field *field)
{
  double value;
  if (field->size == 0)
    return;
  if (field->size > c->width)
    c->width = field->size;
  if (isnan(days_of(field)))
    c->is_date = false;
  if (!pm_number_parse(field->text, field->size, &value)) {
    c->is_text = true;
    return;
  }
  if (value < c->least)
    c->least = value;
  if (value > c->most)
    c->most = value;
  c->is_whole = c->is_whole && value == floor(value) && !(value == 0 && signbit(value));
}

static bool look(job *j, const char *file)
{
  const pm_csv_request request = {.file = file};
  const pm_field *fields;
  pm_csv *csv;
  if (pm_csv_open(&csv, &request, NULL) != PM_OK)
    return false;
  j->count = pm_csv_columns(csv);
  for (size_t i = 0; i < j->count; i++)
    j->columns[i] = (column){.is_date = true, .is_whole = true, .least = INFINITY, .most = -1};
  while (pm_csv_next(csv, &fields, NULL) == PM_OK && fields != NULL)
    for (size_t i = 0; i < j->count; i++)
      look_at(&j->columns[i], &fields[i]);
  j->rows = pm_csv_rows(csv);
  pm_csv_free(csv);
  return true;
}

static readstat_type_t type_of(const job *j, const column *c)
{
  if (c->is_text && !c->is_date)
    return c->width > j->kind->text_max ? READSTAT_TYPE_STRING_REF : READSTAT_TYPE_STRING;
  if (!j->kind->has_integers || !c->is_whole || c->is_date)
    return READSTAT_TYPE_DOUBLE;
  return c->least >= -100 && c->most <= 100       ? READSTAT_TYPE_INT8
         : c->least >= -32000 && c->most <= 32000 ? READSTAT_TYPE_INT16
         : c->least >= -2e9 && c->most <= 2e9     ? READSTAT_TYPE_INT32
                                                  : READSTAT_TYPE_DOUBLE;
}

static void declare(job *j, readstat_writer_t *writer, size_t i, const char *name,
                    bool *is_labelled)
{
  column *c = &j->columns[i];
  readstat_type_t type = type_of(j, c);
  bool is_text = type == READSTAT_TYPE_STRING || type == READSTAT_TYPE_STRING_REF;
  c->is_text = is_text;
  c->is_ref = type == READSTAT_TYPE_STRING_REF;
  c->variable = readstat_add_variable(writer, name, type, is_text ? c->width + 1 : 8);
  if (is_text)
    return;
  readstat_variable_set_label(c->variable, "what it says");
  if (c->is_date && c->width > 0)
    readstat_variable_set_format(c->variable, j->kind->date);
  if (j->kind->has_user_missing)
    readstat_variable_add_missing_double_value(c->variable, USER_MISSING);
  if (!*is_labelled && c->is_whole) {
    readstat_label_set_t *set = readstat_add_label_set(
        writer, j->kind->has_integers ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE, "LABELS");
    if (j->kind->has_integers)
      readstat_label_int32_value(set, 1, "one");
    else
      readstat_label_double_value(set, 1, "one");
    readstat_variable_set_label_set(c->variable, set);
    *is_labelled = true;
  }
}

/* -------------------------------------------------------------- the values -- */

static readstat_error_t insert_missing(job *j, readstat_writer_t *writer, const column *c)
{
  int which = j->missing++ % 3;
  if (which > 0 && j->kind->tag != '\0')
    return readstat_insert_tagged_missing_value(
        writer, c->variable, (char)(which == 1 ? j->kind->tag : j->kind->tag + 25));
  if (which > 0 && j->kind->has_user_missing)
    return readstat_insert_double_value(writer, c->variable, USER_MISSING);
  return readstat_insert_missing_value(writer, c->variable);
}

static readstat_error_t insert_number(readstat_writer_t *writer, const column *c, double value)
{
  switch (c->variable->type) {
  case READSTAT_TYPE_INT8:
    return readstat_insert_int8_value(writer, c->variable, (int8_t)value);
  case READSTAT_TYPE_INT16:
    return readstat_insert_int16_value(writer, c->variable, (int16_t)value);
  case READSTAT_TYPE_INT32:
    return readstat_insert_int32_value(writer, c->variable, (int32_t)value);
  default:
    return readstat_insert_double_value(writer, c->variable, value);
  }
}

/* The same text in Windows-1252, for what is above U+009F in it. */
static const char *in_1252(const char *text, char *room)
{
  char *to = room;
  for (; *text != '\0'; text++)
    if ((*text & 0xE0) == 0xC0) {
      *to++ = (char)((((unsigned char)*text & 3U) << 6) | ((unsigned char)text[1] & 0x3FU));
      text++;
    } else {
      *to++ = *text;
    }
  *to = '\0';
  return room;
}

/* The strings of strL variables are declared before the first row. */
static readstat_error_t insert(job *j, readstat_writer_t *writer, const column *c,
                               const pm_field *field, int *next_ref)
{
  double value = 0;
  if (c->is_ref)
    return readstat_insert_string_ref(
        writer, c->variable,
        field->size == 0 ? NULL : readstat_get_string_ref(writer, (*next_ref)++));
  if (c->is_text && j->kind->is_1252)
    return readstat_insert_string_value(writer, c->variable,
                                        in_1252(field->text, (char[TEXT_1252]){0}));
  if (c->is_text)
    return readstat_insert_string_value(writer, c->variable, field->text);
  if (field->size == 0)
    return insert_missing(j, writer, c);
  if (c->is_date)
    value = (days_of(field) + j->kind->day_zero) * j->kind->day;
  else if (!pm_number_parse(field->text, field->size, &value))
    return READSTAT_ERROR_VALUE_TYPE_MISMATCH;
  return insert_number(writer, c, value);
}

static readstat_error_t write_rows(job *j, readstat_writer_t *writer, pm_csv *csv)
{
  const pm_field *fields;
  int next_ref = 0;
  readstat_error_t error = READSTAT_OK;
  while (error == READSTAT_OK && pm_csv_next(csv, &fields, NULL) == PM_OK && fields != NULL) {
    error = readstat_begin_row(writer);
    for (size_t i = 0; i < j->count && error == READSTAT_OK; i++)
      error = insert(j, writer, &j->columns[i], &fields[i], &next_ref);
    if (error == READSTAT_OK)
      error = readstat_end_row(writer);
  }
  return error == READSTAT_OK ? readstat_end_writing(writer) : error;
}

static bool declare_refs(const job *j, readstat_writer_t *writer, const char *file)
{
  const pm_csv_request request = {.file = file};
  const pm_field *fields;
  pm_csv *csv;
  if (pm_csv_open(&csv, &request, NULL) != PM_OK)
    return false;
  while (pm_csv_next(csv, &fields, NULL) == PM_OK && fields != NULL)
    for (size_t i = 0; i < j->count; i++)
      if (j->columns[i].is_ref && fields[i].size > 0)
        (void)readstat_add_string_ref(writer, fields[i].text);
  pm_csv_free(csv);
  return true;
}

static ssize_t write_out(const void *bytes, size_t size, void *context)
{
  return (ssize_t)fwrite(bytes, 1, size, ((job *)context)->out);
}

static readstat_error_t write_all(job *j, readstat_writer_t *writer, pm_csv *csv,
                                  const char *file)
{
  bool is_labelled = false;
  readstat_error_t error = readstat_set_data_writer(writer, write_out);
  (void)readstat_writer_set_file_timestamp(writer, 86400); /* the same bytes each time */
  (void)readstat_writer_set_compression(writer, j->kind->compress);
  if (j->kind->version != 0)
    (void)readstat_writer_set_file_format_version(writer, j->kind->version);
  for (size_t i = 0; i < j->count; i++)
    declare(j, writer, i, pm_csv_column(csv, i), &is_labelled);
  if (!declare_refs(j, writer, file))
    return READSTAT_ERROR_OPEN;
  if (error == READSTAT_OK)
    error = j->kind->begin(writer, j, (long)j->rows);
  return error == READSTAT_OK ? write_rows(j, writer, csv) : error;
}

static bool fail(const char *what, const char *why)
{
  fprintf(stderr, "%s: %s\n", what, why);
  return false;
}

bool stats_write(const char *name, const char *csv_file, const char *file)
{
  const pm_csv_request request = {.file = csv_file};
  job j = {.kind = NULL};
  pm_csv *csv;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i].name, name) == 0)
      j.kind = &kinds[i];
  if (j.kind == NULL)
    return fail(name, "no such kind");
  if (!look(&j, csv_file) || pm_csv_open(&csv, &request, NULL) != PM_OK)
    return fail(csv_file, "cannot be read");
  j.out = fopen(file, "wb");
  if (j.out == NULL)
    return fail(file, "cannot be written");
  readstat_writer_t *writer = readstat_writer_init();
  readstat_error_t error = write_all(&j, writer, csv, csv_file);
  readstat_writer_free(writer);
  pm_csv_free(csv);
  if (fclose(j.out) != 0 || error != READSTAT_OK)
    return fail(name, readstat_error_message(error));
  return true;
}
