/* text_buffer.c: a text of bounded room that is only ever added to.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "text_buffer.h"

#include <string.h>

text_buffer text_buffer_make(char *text, size_t room)
{
  text[0] = '\0';
  return (text_buffer){text, room, 0};
}

void text_add(text_buffer *buffer, const char *text)
{
  size_t size = strlen(text), left = buffer->room - 1 - buffer->used;
  if (size > left)
    for (size = left; size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80; size--)
      ; /* no part of a character */
  memcpy(buffer->text + buffer->used, text, size);
  buffer->used += size;
  buffer->text[buffer->used] = '\0';
}

void text_add_choice(text_buffer *buffer, const char *name, size_t index, size_t count)
{
  text_add(buffer, index == 0 ? "" : index + 1 < count ? ", " : " or ");
  text_add(buffer, name);
}
