/* json_object.h: a small JSON file that is one object of texts and lists of texts, such
   as settings are. What a value is instead is told to whoever asks for it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_JSON_OBJECT_H
#define PM_TABLE_JSON_OBJECT_H

#include "core/memory.h"
#include "table/sha256_hex.h"

#include <plusminus/core.h>

typedef struct pm_json_member {
  const char *name;
  bool is_list;
  const char *const *texts; /* of a list all, of a text itself */
  size_t count;
  const char *wrong; /* "a number", "a list with a number in it": why there are no texts; or
                        NULL */
} pm_json_member;

typedef struct pm_json_object {
  const pm_json_member *members; /* in the order of the file; a name may be there twice */
  size_t count;
  char sha256[PM_SHA256_HEX_SIZE]; /* of the file's bytes, in lower-case hex */
} pm_json_object;

/* Read it; everything lives in the arena. PM_ERROR_IO: it cannot be read; PM_ERROR_DATA: it
   is no JSON (with the row), no object, not UTF-8, or larger than 1 MiB. */
pm_status pm_json_object_read(pm_json_object *object, const char *file, pm_arena *arena,
                              pm_error *error);

#endif
