/* utf8.c: where one character of UTF-8 ends.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/utf8.h"

/* The forms of a character by its first byte. least rules out overlong forms. */
static const struct form {
  unsigned char mask, lead;
  size_t bytes;
  uint32_t least;
} forms[] = {
    {0x80, 0x00, 1, 0},
    {0xE0, 0xC0, 2, 0x80},
    {0xF0, 0xE0, 3, 0x800},
    {0xF8, 0xF0, 4, 0x10000},
};

static const struct form *form_of(unsigned char lead)
{
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
    if ((lead & forms[i].mask) == forms[i].lead)
      return &forms[i];
  return NULL;
}

size_t pm_utf8_next(const char *text, size_t size, uint32_t *character)
{
  const unsigned char *bytes = (const unsigned char *)text;
  const struct form *form = size == 0 ? NULL : form_of(bytes[0]);
  if (form == NULL || form->bytes > size)
    return 0;
  uint32_t value = bytes[0] & (unsigned char)~form->mask;
  for (size_t i = 1; i < form->bytes; i++) {
    if ((bytes[i] & 0xC0) != 0x80)
      return 0;
    value = value << 6 | (bytes[i] & 0x3F);
  }
  if (value < form->least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
    return 0;
  *character = value;
  return form->bytes;
}
