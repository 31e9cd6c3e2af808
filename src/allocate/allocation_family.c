/* allocation_family.c: the allocations as one table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/allocation_method.h"

#define PM_ALLOCATION_ROW(name) &pm_allocation_##name,
static const pm_allocation_method *const rows[] = {
#include "allocations.def"
};
#undef PM_ALLOCATION_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_allocation_family = {
    .name = "allocation",
    .title = "A fixed total or budget shared among strata",
    .count = ROW_COUNT,
    .at = row_at,
};

/* The rows begin with what is said of them, so a pointer to that is one to the
   row. */
const pm_allocation_method *pm_allocation_find(const char *name)
{
  return (const pm_allocation_method *)(const void *)pm_family_find(&pm_allocation_family,
                                                                    name);
}
