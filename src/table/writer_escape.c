/* writer_escape.c: text made safe for a format, and how wide it then is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/writer_escape.h"
#include "core/utf8.h"

#include <utf8proc.h>

/* U+FFFD, the replacement character. */
#define REPLACEMENT "\xEF\xBF\xBD"

enum { ROOT_SIGN = 0x221A };

const pm_escape pm_escape_plain = {.unknown = REPLACEMENT};

static pm_glyph replaced(const char *text, size_t read)
{
  size_t size = strlen(text);
  /* Replacements are ASCII, but for U+FFFD, which is one column wide. */
  size_t width = text[0] == REPLACEMENT[0] ? 1 : size;
  return (pm_glyph){text, size, read, width};
}

static pm_glyph of_ascii(const char *text, const pm_escape *escape)
{
  unsigned char byte = (unsigned char)*text;
  if (escape->of[byte] != NULL)
    return replaced(escape->of[byte], 1);
  if (byte == '\t' || byte == '\n' || byte == '\r')
    return replaced(" ", 1);
  if (byte < 0x20 || byte == 0x7F)
    return replaced(escape->unknown, 1);
  return (pm_glyph){text, 1, 1, 1};
}

pm_glyph pm_escape_next(const char *text, size_t size, const pm_escape *escape)
{
  if ((unsigned char)*text < PM_ESCAPE_ASCII)
    return of_ascii(text, escape);
  uint32_t character;
  size_t read = pm_utf8_next(text, size, &character);
  if (read == 0)
    return replaced(escape->unknown, 1);
  if (character == ROOT_SIGN && escape->root != NULL)
    return replaced(escape->root, read);
  if (character < 0xA0) /* the second block of control characters */
    return replaced(escape->unknown, read);
  int width = utf8proc_charwidth((utf8proc_int32_t)character);
  return (pm_glyph){text, read, read, width > 0 ? (size_t)width : 0};
}

void pm_escape_put(pm_spool *spool, const char *text, const pm_escape *escape)
{
  size_t left = strlen(text);
  while (left > 0) {
    pm_glyph glyph = pm_escape_next(text, left, escape);
    pm_spool_put(spool, glyph.text, glyph.size);
    text += glyph.read;
    left -= glyph.read;
  }
}

size_t pm_escape_width(const char *text, const pm_escape *escape)
{
  size_t left = strlen(text);
  size_t width = 0;
  while (left > 0) {
    pm_glyph glyph = pm_escape_next(text, left, escape);
    width += glyph.width;
    text += glyph.read;
    left -= glyph.read;
  }
  return width;
}
