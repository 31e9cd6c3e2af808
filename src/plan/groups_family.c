/* groups_family.c: the methods for the sizes of two groups as one table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"

#define PM_SIZE_COMPARISON_ROW(name) &pm_groups_##name,
static const pm_groups_method *const rows[] = {
#include "size_comparison.def"
};
#undef PM_SIZE_COMPARISON_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_size_comparison_family = {
    .name = "size-comparison",
    .title = "How many records two groups need",
    .count = ROW_COUNT,
    .at = row_at,
};

/* The rows begin with what is said of them. */
const pm_groups_method *pm_size_comparison_find(const char *name)
{
  return (const pm_groups_method *)(const void *)pm_family_find(&pm_size_comparison_family,
                                                                name);
}

const pm_groups_method *pm_size_comparison_default(pm_groups_aim aim)
{
  return aim == PM_GROUPS_DIFFERENCE ? &pm_groups_fleiss : &pm_groups_farrington_manning;
}
