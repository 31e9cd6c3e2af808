/* reason.c: errno in words that no locale changes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/reason.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

const char *pm_reason_text(int reason, char text[PM_REASON_SIZE])
{
  locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (plain == (locale_t)0) {
    (void)snprintf(text, PM_REASON_SIZE, "error %d", reason);
    return text;
  }
  (void)snprintf(text, PM_REASON_SIZE, "%s", strerror_l(reason, plain));
  freelocale(plain);
  return text;
}
