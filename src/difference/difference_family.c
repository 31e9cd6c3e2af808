/* difference_family.c: the methods for two rates as one table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_method.h"

#define PM_DIFFERENCE_ROW(name) &pm_difference_##name,
static const pm_difference_method *const rows[] = {
#include "difference_methods.def"
};
#undef PM_DIFFERENCE_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_difference_family = {
    .name = "difference",
    .title = "Two rates compared",
    .count = ROW_COUNT,
    .at = row_at,
};

/* The rows begin with what is said of them, so a pointer to that is one to the
   row. */
const pm_difference_method *pm_difference_find(const char *name)
{
  return (const pm_difference_method *)(const void *)pm_family_find(&pm_difference_family,
                                                                    name);
}
