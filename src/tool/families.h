/* families.h: all the families of methods.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_FAMILIES_H
#define TOOL_FAMILIES_H

#include <plusminus/core.h>

size_t families_count(void);
const pm_family *families_at(size_t index);
/* The family of that name; NULL, with a fault, when there is none. */
const pm_family *families_find(const char *name, pm_error *error);

#endif
