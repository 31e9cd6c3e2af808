/* interval_family.c: the methods for one rate as one table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

#define PM_INTERVAL_ROW(name) &pm_interval_##name,
static const pm_interval_method *const rows[] = {
#include "methods.def"
};
#undef PM_INTERVAL_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_interval_family = {
    .name = "interval",
    .title = "Confidence interval for one rate",
    .count = ROW_COUNT,
    .at = row_at,
};

/* The rows begin with what is said of them, so a pointer to that is one to the
   row. */
const pm_interval_method *pm_interval_find(const char *name)
{
  return (const pm_interval_method *)(const void *)pm_family_find(&pm_interval_family, name);
}

const pm_interval_method *pm_interval_default(double population)
{
  return population > 0 && isfinite(population) ? &pm_interval_hypergeometric
                                                : &pm_interval_wilson;
}
