/* listing.c: a text that ends where its room does.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/listing.h"

#include <stdarg.h>
#include <stdio.h>

void pm_listing_add(pm_listing *list, const char *format, ...)
{
  va_list values;
  va_start(values, format);
  int size = vsnprintf(list->text + list->used, sizeof list->text - list->used, format, values);
  va_end(values);
  if (size > 0)
    list->used += (size_t)size;
  if (list->used >= sizeof list->text)
    list->used = sizeof list->text - 1;
}
