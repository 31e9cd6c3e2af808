/* boundary_family.c: the rules for boundaries as one table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/boundary_method.h"

#define PM_BOUNDARY_ROW(name) &pm_boundary_##name,
static const pm_boundary_method *const rows[] = {
#include "boundary_methods.def"
};
#undef PM_BOUNDARY_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_boundary_family = {
    .name = "strata-boundaries",
    .title = "Boundaries of strata by a size measure",
    .count = ROW_COUNT,
    .at = row_at,
};

/* The rows begin with what is said of them, so a pointer to that is one to the
   row. */
const pm_boundary_method *pm_boundary_find(const char *name)
{
  return (const pm_boundary_method *)(const void *)pm_family_find(&pm_boundary_family, name);
}
