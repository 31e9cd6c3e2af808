/* json_put.c: texts and numbers as JSON. Strings are escaped by cJSON; numbers are not
   left to it, as it prints some doubles so that they do not read back.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/json_put.h"
#include "core/utf8.h"

#include <cjson/cJSON.h>

enum { CHUNK = 240, CHARACTER = 4, LONGEST_ESCAPE = 6 };

/* Copy whole characters to a chunk, with U+FFFD for bytes that are not UTF-8
   (a file may be named so). Returns how many bytes were read. */
static size_t fill_chunk(char chunk[CHUNK + 1], const char *text, size_t size)
{
  size_t read = 0;
  size_t length = 0;
  while (read < size && length + CHARACTER <= CHUNK) {
    uint32_t character;
    size_t step = pm_utf8_next(text + read, size - read, &character);
    if (step == 0) {
      memcpy(chunk + length, "\xEF\xBF\xBD", 3);
      length += 3;
      read++;
      continue;
    }
    memcpy(chunk + length, text + read, step);
    length += step;
    read += step;
  }
  chunk[length] = '\0';
  return read;
}

/* A string with its quotes, chunk by chunk, so that cJSON needs no memory. */
void pm_json_put_text(pm_spool *spool, const char *text)
{
  size_t left = strlen(text);
  pm_spool_text(spool, "\"");
  while (left > 0) {
    char chunk[CHUNK + 1];
    char printed[CHUNK * LONGEST_ESCAPE + 16];
    size_t read = fill_chunk(chunk, text, left);
    cJSON item = {.type = cJSON_String, .valuestring = chunk};
    if (!cJSON_PrintPreallocated(&item, printed, (int)sizeof printed, false)) {
      spool->trouble->status = PM_ERROR_MEMORY;
      return;
    }
    pm_spool_put(spool, printed + 1, strlen(printed) - 2);
    text += read;
    left -= read;
  }
  pm_spool_text(spool, "\"");
}

void pm_json_put_number(pm_spool *spool, double number)
{
  char *room = pm_spool_room(spool, PM_NUMBER_SIZE);
  if (room == NULL)
    return;
  size_t size = pm_number_format(number, room);
  if (size == 0)
    pm_spool_text(spool, "null");
  else
    pm_spool_took(spool, size);
}
