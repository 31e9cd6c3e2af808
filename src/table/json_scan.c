/* json_scan.c: the tokens of a JSON document (RFC 8259) of known layout.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/json_scan.h"
#include "core/label_tree.h"
#include "core/memory.h"
#include "core/utf8.h"
#include "table/csv_reader.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
  NOTHING = -1, /* the end of the file, or of reading */
  TEXT_MOST = PM_CSV_FIELD_MAX,
  WORD_SIZE = 64, /* more than any number that is written takes */
  HEX_DIGITS = 4
};

pm_status pm_json_fault(pm_json_scan *scan, const char *format, ...)
{
  if (scan->status != PM_OK)
    return scan->status;
  char text[PM_FAULT_TEXT];
  va_list values;
  va_start(values, format);
  (void)vsnprintf(text, sizeof text, format, values);
  va_end(values);
  pm_place place = {scan->file, scan->line, NULL};
  scan->status = pm_error_add(scan->error, PM_ERROR_DATA, &place, "%s", text);
  return scan->status;
}

/* ------------------------------------------------------------------ bytes -- */

static void tell_stop(pm_json_scan *scan, const pm_csv_stop *stop)
{
  pm_place place = {scan->file, 0, NULL};
  scan->status = stop->status == PM_ERROR_MEMORY
                     ? pm_memory_fault(scan->error)
                     : pm_error_add(scan->error, stop->status, &place, "%s", stop->text);
}

pm_status pm_json_scan_open(pm_json_scan *scan, const char *file, const pm_allocator *allocator,
                            pm_error *error)
{
  bool is_stream = strcmp(file, "-") == 0;
  *scan = (pm_json_scan){.allocator = allocator,
                         .file = is_stream ? "standard input" : file,
                         .error = error,
                         .line = 1};
  pm_csv_stop stop = {.status = PM_OK};
  pm_csv_request request = {file, false, allocator};
  if (pm_csv_source_open(&scan->source, &request, &stop) != PM_OK)
    tell_stop(scan, &stop);
  return scan->status;
}

void pm_json_scan_close(pm_json_scan *scan)
{
  pm_csv_source_free(scan->source);
  (void)pm_memory_resize(scan->allocator, scan->text, 0);
  scan->source = NULL;
  scan->text = NULL;
}

static bool fill(pm_json_scan *scan)
{
  pm_csv_stop stop = {.status = PM_OK};
  size_t size = 0;
  if (scan->at_end || scan->status != PM_OK)
    return false;
  if (pm_csv_source_next(scan->source, &scan->at, &size, &stop) != PM_OK) {
    tell_stop(scan, &stop);
    size = 0;
  }
  scan->at_end = size == 0;
  scan->end = scan->at_end ? scan->at : scan->at + size;
  return !scan->at_end;
}

/* The byte that comes next, which stays there. */
static inline int look(pm_json_scan *scan)
{
  if (scan->status != PM_OK || (scan->at == scan->end && !fill(scan)))
    return NOTHING;
  return (unsigned char)*scan->at;
}

/* The byte at which the next token begins. */
static int look_token(pm_json_scan *scan)
{
  int byte = look(scan);
  while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') {
    scan->line += byte == '\n';
    scan->at++;
    byte = look(scan);
  }
  return byte;
}

/* Say what is there in place of what should be. */
static void refuse(pm_json_scan *scan, const char *wanted)
{
  int byte = look_token(scan);
  if (byte == NOTHING)
    (void)pm_json_fault(scan, "the file is cut off: %s should follow", wanted);
  else if (byte > ' ' && byte < 0x7F)
    (void)pm_json_fault(scan, "%s should be here, not '%c'", wanted, byte);
  else
    (void)pm_json_fault(scan, "%s should be here, not a byte \\x%02x", wanted, (unsigned)byte);
}

/* ----------------------------------------------------------- punctuation -- */

bool pm_json_take(pm_json_scan *scan, char wanted)
{
  if (look_token(scan) != wanted)
    return false;
  scan->at++;
  return true;
}

void pm_json_expect(pm_json_scan *scan, char wanted)
{
  const char text[] = {'\'', wanted, '\'', '\0'};
  if (!pm_json_take(scan, wanted))
    refuse(scan, text);
}

void pm_json_key(pm_json_scan *scan, const char *name)
{
  const char *found = pm_json_text(scan);
  if (scan->status != PM_OK)
    return;
  if (found == NULL || strcmp(found, name) != 0)
    (void)pm_json_fault(scan, "'%s' should be here, not '%s'", name,
                        found == NULL ? "null" : found);
  pm_json_expect(scan, ':');
}

void pm_json_next_key(pm_json_scan *scan, const char *name)
{
  pm_json_expect(scan, ',');
  pm_json_key(scan, name);
}

bool pm_json_more(pm_json_scan *scan, size_t *count)
{
  if (pm_json_take(scan, ']'))
    return false;
  if (look_token(scan) == NOTHING)
    refuse(scan, "']'");
  else if ((*count)++ > 0)
    pm_json_expect(scan, ',');
  return scan->status == PM_OK;
}

void pm_json_end(pm_json_scan *scan)
{
  if (scan->status == PM_OK && look_token(scan) != NOTHING)
    refuse(scan, "the end of the file");
}

/* ------------------------------------------------------------------ words -- */

/* A number, null, true or false. */
static size_t take_word(pm_json_scan *scan, char word[WORD_SIZE])
{
  size_t size = 0;
  int byte = look_token(scan);
  while (byte != NOTHING && strchr("+-.0123456789Eaeflnrstu", byte) != NULL && byte != '\0' &&
         size + 1 < WORD_SIZE) {
    word[size++] = (char)byte;
    scan->at++;
    byte = look(scan);
  }
  word[size] = '\0';
  return size;
}

double pm_json_number(pm_json_scan *scan)
{
  char word[WORD_SIZE];
  double value = 0;
  size_t size = take_word(scan, word);
  if (size == 0)
    refuse(scan, "a number");
  else if (strcmp(word, "null") == 0)
    return (double)NAN;
  else if (!pm_number_parse(word, size, &value))
    (void)pm_json_fault(scan, "'%s' is not a number", word);
  return scan->status == PM_OK ? value : 0;
}

bool pm_json_truth(pm_json_scan *scan)
{
  char word[WORD_SIZE];
  (void)take_word(scan, word);
  bool is_true = strcmp(word, "true") == 0;
  if (!is_true && strcmp(word, "false") != 0)
    (void)pm_json_fault(scan, "'%s' is neither true nor false", word);
  return is_true && scan->status == PM_OK;
}

/* ---------------------------------------------------------------- strings -- */

static bool keep(pm_json_scan *scan, char byte)
{
  if (scan->size == TEXT_MOST) {
    (void)pm_json_fault(scan, "a text is longer than %d bytes", TEXT_MOST);
    return false;
  }
  if (!pm_memory_reserve(scan->allocator, (void **)&scan->text, &scan->capacity,
                         scan->size + 1 + PM_LABEL_SLACK, 1)) {
    scan->status = pm_memory_fault(scan->error);
    return false;
  }
  scan->text[scan->size++] = byte;
  return true;
}

static uint32_t take_hex(pm_json_scan *scan)
{
  uint32_t value = 0;
  for (int i = 0; i < HEX_DIGITS; i++) {
    static const char digits[] = "0123456789abcdef";
    int byte = look(scan);
    int lower = byte >= 'A' && byte <= 'F' ? byte + ('a' - 'A') : byte;
    const char *digit = lower > 0 ? strchr(digits, lower) : NULL;
    if (digit == NULL) {
      (void)pm_json_fault(scan, "\\u is not followed by four hexadecimal digits");
      return 0;
    }
    value = value << 4 | (uint32_t)(digit - digits);
    scan->at++;
  }
  return value;
}

/* What is written escaped is below U+0080 in the files of this program; no other is
   taken, so that a text has one spelling. */
static bool take_escape(pm_json_scan *scan)
{
  static const char names[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
  scan->at++;
  int byte = look(scan);
  if (byte == 'u') {
    scan->at++;
    uint32_t character = take_hex(scan);
    if (scan->status == PM_OK && (character == 0 || character >= 0x80))
      (void)pm_json_fault(scan, "\\u%04x is not a character that is written so", character);
    return scan->status == PM_OK && keep(scan, (char)character);
  }
  const char *name = byte > 0 ? strchr(names, byte) : NULL;
  if (name == NULL) {
    (void)pm_json_fault(scan, "the text has an escape that is none");
    return false;
  }
  scan->at++;
  return keep(scan, bytes[name - names]);
}

static bool is_utf8(const char *text, size_t size)
{
  for (size_t at = 0; at < size;) {
    uint32_t character;
    size_t step = pm_utf8_next(text + at, size - at, &character);
    if (step == 0)
      return false;
    at += step;
  }
  return true;
}

static bool take_rest(pm_json_scan *scan)
{
  for (;;) {
    int byte = look(scan);
    if (byte == '"') {
      scan->at++;
      return true;
    }
    if (byte < ' ') {
      if (byte == NOTHING)
        (void)pm_json_fault(scan, "the file is cut off within a text");
      else
        (void)pm_json_fault(scan, "the text has a control character");
      return false;
    }
    if (byte == '\\' ? !take_escape(scan) : !keep(scan, (char)byte))
      return false;
    scan->at += byte != '\\';
  }
}

const char *pm_json_text(pm_json_scan *scan)
{
  char word[WORD_SIZE];
  scan->size = 0;
  if (look_token(scan) == 'n') {
    (void)take_word(scan, word);
    if (strcmp(word, "null") != 0)
      (void)pm_json_fault(scan, "'%s' is not a text", word);
    return NULL;
  }
  if (!pm_json_take(scan, '"')) {
    refuse(scan, "a text");
    return NULL;
  }
  if (!take_rest(scan))
    return NULL;
  if (scan->size == 0 && !keep(scan, '\0'))
    return NULL;
  scan->size -= scan->size == 1 && scan->text[0] == '\0';
  scan->text[scan->size] = '\0';
  if (is_utf8(scan->text, scan->size))
    return scan->text;
  (void)pm_json_fault(scan, "the text is not UTF-8");
  return NULL;
}
