/* calibration_family.c: the methods of calibration as a table.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

static const pm_calibration_method *const methods[] = {
#define PM_ROW(name) &pm_calibration_##name,
#include "calibrate/calibration.def"
#undef PM_ROW
};

enum { METHOD_COUNT = sizeof methods / sizeof methods[0] };

static const pm_method *method_at(size_t index)
{
  return index < METHOD_COUNT ? &methods[index]->about : NULL;
}

const pm_family pm_calibration_family = {
    .name = "calibration",
    .title = "Calibration of weights to totals of the population",
    .count = METHOD_COUNT,
    .at = method_at,
};

/* pm_method is the first member of every row, so its address is the row's. */
const pm_calibration_method *pm_calibration_find(const char *name)
{
  return (const void *)pm_family_find(&pm_calibration_family, name);
}
