/* size_family.c: the rules for the size of a sample for one rate as one table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

#define PM_SIZE_ROW(name) &pm_size_##name,
static const pm_size_method *const rows[] = {
#include "sizes.def"
};
#undef PM_SIZE_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_size_family = {
    .name = "size",
    .title = "Size of a sample for one rate",
    .count = ROW_COUNT,
    .at = row_at,
};
