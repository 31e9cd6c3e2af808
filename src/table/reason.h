/* reason.h: the system's reason for a failure, in words.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_REASON_H
#define PM_TABLE_REASON_H

enum { PM_REASON_SIZE = 128 };

/* What errno means, in the C locale's words whatever locale is set. Returns
   text. */
const char *pm_reason_text(int reason, char text[PM_REASON_SIZE]);

#endif
