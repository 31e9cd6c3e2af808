/* error.c: faults rendered into the caller's pm_error, without allocation.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/utf8.h"

#include <plusminus/core.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* So that a long file name or column never pushes the message out of sight. */
enum { FILE_SHOWN = 200, COLUMN_SHOWN = 100 };

static const char ellipsis[] = "...";

/* A fault's text as it grows. */
typedef struct line {
  char *text;
  size_t used;
} line;

/* One character as it is shown, at `shown`, or one byte of what is none; how
   many bytes of the text that took. */
static size_t show_character(const char *text, size_t size, char shown[5], size_t *shown_size)
{
  uint32_t character = 0;
  size_t bytes = pm_utf8_next(text, size, &character);
  bool is_control = character < 0x20 || (character >= 0x7F && character < 0xA0);
  if (bytes > 0 && !is_control) {
    memcpy(shown, text, bytes);
    *shown_size = bytes;
    return bytes;
  }
  static const char digits[] = "0123456789abcdef";
  unsigned char byte = (unsigned char)text[0];
  const char escape[] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
  memcpy(shown, escape, sizeof escape);
  *shown_size = sizeof escape;
  return 1;
}

/* Append a text in at most `room` bytes, cut with an ellipsis if need be. */
static void append(line *out, const char *text, size_t room)
{
  size_t free_bytes = PM_FAULT_TEXT - 1 - out->used;
  size_t end = out->used + (room < free_bytes ? room : free_bytes);
  size_t cut = out->used; /* the last border with room for the ellipsis behind it */
  size_t left = strlen(text);
  while (left > 0) {
    char shown[5];
    size_t shown_size;
    size_t taken = show_character(text, left, shown, &shown_size);
    if (out->used + strlen(ellipsis) <= end)
      cut = out->used;
    if (out->used + shown_size > end) {
      memcpy(out->text + cut, ellipsis, strlen(ellipsis));
      out->used = cut + strlen(ellipsis);
      break;
    }
    memcpy(out->text + out->used, shown, shown_size);
    out->used += shown_size;
    text += taken;
    left -= taken;
  }
  out->text[out->used] = '\0';
}

static void append_place(line *out, const pm_place *place)
{
  char row[24] = "";
  if (place->row > 0)
    snprintf(row, sizeof row, "%s%lld", place->file != NULL ? ":" : "row ",
             (long long)place->row);
  if (place->file != NULL)
    append(out, place->file, FILE_SHOWN);
  append(out, row, sizeof row);
  if (out->used > 0)
    append(out, ": ", 2);
  if (place->column != NULL) {
    append(out, "column '", 8);
    append(out, place->column, COLUMN_SHOWN);
    append(out, "': ", 3);
  }
}

void pm_error_clear(pm_error *error)
{
  if (error != NULL)
    *error = (pm_error){.status = PM_OK};
}

pm_status pm_error_add(pm_error *error, pm_status status, const pm_place *place,
                       const char *format, ...)
{
  if (error == NULL)
    return status;
  if (error->count++ == 0)
    error->status = status;
  if (error->count > PM_FAULTS_LISTED)
    return status;
  pm_fault *fault = &error->faults[error->count - 1];
  fault->status = status;
  line out = {.text = fault->text};
  fault->text[0] = '\0';
  if (place != NULL)
    append_place(&out, place);
  /* One byte more than can be shown, so that append sees whether it is cut. */
  char message[PM_FAULT_TEXT + 1];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  append(&out, length < 0 ? format : message, PM_FAULT_TEXT);
  return status;
}

size_t pm_error_listed(const pm_error *error)
{
  return error->count < PM_FAULTS_LISTED ? (size_t)error->count : PM_FAULTS_LISTED;
}
