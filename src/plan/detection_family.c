/* detection_family.c: the methods of discovery and acceptance sampling as one
   table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "detection_method.h"

#define PM_SIZE_DETECTION_ROW(name) &pm_detection_##name,
static const pm_detection_method *const rows[] = {
#include "size_detection.def"
};
#undef PM_SIZE_DETECTION_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_size_detection_family = {
    .name = "size-detection",
    .title = "How many records discovery and acceptance sampling need",
    .count = ROW_COUNT,
    .at = row_at,
};

/* The rows begin with what is said of them. */
const pm_detection_method *pm_size_detection_find(const char *name)
{
  return (const pm_detection_method *)(const void *)pm_family_find(&pm_size_detection_family,
                                                                   name);
}

const pm_detection_method *pm_size_detection_default(double population)
{
  return population == 0 ? &pm_detection_binomial : &pm_detection_hypergeometric;
}
