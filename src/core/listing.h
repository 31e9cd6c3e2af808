/* listing.h: a text of bounded room, put together piece by piece and cut where the room
   ends: names and numbers for one message.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_LISTING_H
#define PM_CORE_LISTING_H

#include <plusminus/core.h>

enum { PM_LISTING_SIZE = 240 };

/* Zero it first. */
typedef struct pm_listing {
  char text[PM_LISTING_SIZE];
  size_t used;
} pm_listing;

void pm_listing_add(pm_listing *list, const char *format, ...) PM_PRINTF(2, 3);

#endif
