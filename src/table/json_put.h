/* json_put.h: texts and numbers as JSON, for whoever lays out an object himself.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_JSON_PUT_H
#define PM_TABLE_JSON_PUT_H

#include "table/spool.h"

/* A string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void pm_json_put_text(pm_spool *spool, const char *text);

/* A number that reads back exactly; null when it is not finite. */
void pm_json_put_number(pm_spool *spool, double number);

#endif
