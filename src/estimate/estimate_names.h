/* estimate_names.h: the names of strata and domains in one note.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_NAMES_H
#define PM_ESTIMATE_NAMES_H

#include "core/memory.h"

/* Names so far as one text, "a, b and 3 more". Zero it first; text NULL: none yet, or memory
   ran out (then is_failed). */
typedef struct pm_names {
  const char *text;
  size_t count;
  bool is_failed;
} pm_names;

/* Only the first ones are listed; a NULL name says that memory ran out. */
void pm_names_add(pm_arena *arena, pm_names *names, const char *name);

/* "NAMES: sentence" under this code, if there is any name. PM_ERROR_MEMORY. */
pm_status pm_names_note(pm_arena *arena, pm_names *names, const char *code,
                        const char *sentence, pm_notes *notes);

/* The labels that set a domain apart, "Wales / theft", or "the total". NULL: out of memory. */
const char *pm_domain_name(pm_arena *arena, const char *const *labels, size_t count);

#endif
