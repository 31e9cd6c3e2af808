/* text_buffer.h: a text of bounded room that is only ever added to; what does
   not fit is cut.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_TEXT_BUFFER_H
#define TOOL_TEXT_BUFFER_H

#include <stddef.h>

typedef struct text_buffer {
  char *text; /* ends in a NUL */
  size_t room;
  size_t used;
} text_buffer;

/* An empty text in these bytes; room >= 1. */
text_buffer text_buffer_make(char *text, size_t room);
void text_add(text_buffer *buffer, const char *text);
/* One of count names: "a, b or c". */
void text_add_choice(text_buffer *buffer, const char *name, size_t index, size_t count);

#endif
