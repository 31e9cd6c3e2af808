/* estimate_names.c: a few names, and how many more there are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_names.h"
#include "estimate/estimate_parts.h"

enum { NAMES_LISTED = 20 }; /* more are only counted */

void pm_names_add(pm_arena *arena, pm_names *names, const char *name)
{
  if (names->count++ >= NAMES_LISTED || names->is_failed)
    return;
  if (name != NULL)
    names->text = names->text == NULL ? pm_arena_format(arena, "%s", name)
                                      : pm_arena_format(arena, "%s, %s", names->text, name);
  names->is_failed = name == NULL || names->text == NULL;
}

static void end_names(pm_arena *arena, pm_names *names)
{
  if (names->count <= NAMES_LISTED || names->is_failed)
    return;
  names->text = pm_arena_format(arena, "%s and %zu more", names->text,
                                names->count - (size_t)NAMES_LISTED);
  names->is_failed = names->text == NULL;
}

pm_status pm_names_note(pm_arena *arena, pm_names *names, const char *code,
                        const char *sentence, pm_notes *notes)
{
  end_names(arena, names);
  if (names->is_failed)
    return PM_ERROR_MEMORY;
  return names->count > 0 ? pm_notes_add(notes, code, "%s: %s", names->text, sentence) : PM_OK;
}

const char *pm_domain_name(pm_arena *arena, const char *const *labels, size_t count)
{
  const char *name = NULL;
  for (size_t c = 0; c < count; c++) {
    if (labels[c] == pm_domain_all)
      continue;
    name = name == NULL ? pm_arena_format(arena, "%s", labels[c])
                        : pm_arena_format(arena, "%s / %s", name, labels[c]);
    if (name == NULL)
      return NULL;
  }
  return name != NULL ? name : "the total";
}
