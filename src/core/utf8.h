/* utf8.h: where one character of UTF-8 ends.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_UTF8_H
#define PM_CORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The bytes of the first character of a text of size bytes, and the character
   itself; 0 when no valid character is there (Unicode 15, table 3-7: nothing
   overlong, no surrogates, nothing beyond U+10FFFF) or size is 0. */
size_t pm_utf8_next(const char *text, size_t size, uint32_t *character);

#endif
