/* families.c: all the families of methods, in the order they are shown.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "families.h"
#include "tool.h"

#include <plusminus/allocate.h>
#include <plusminus/calibrate.h>
#include <plusminus/difference.h>
#include <plusminus/estimate.h>
#include <plusminus/interval.h>
#include <plusminus/plan.h>
#include <plusminus/table.h>
#include <string.h>

static const pm_family *const families[] = {
    &pm_interval_family,
    &pm_simultaneous_family,
    &pm_difference_family,
    &pm_stratified_difference_family,
    &pm_estimate_interval_family,
    &pm_df_family,
    &pm_lonely_family,
    &pm_pps_family,
    &pm_deff_family,
    &pm_variance_family,
    &pm_calibration_family,
    &pm_size_family,
    &pm_size_comparison_family,
    &pm_size_detection_family,
    &pm_allocation_family,
    &pm_boundary_family,
    &pm_format_family,
};

size_t families_count(void)
{
  return TOOL_COUNT(families);
}

const pm_family *families_at(size_t index)
{
  return families[index];
}

const pm_family *families_find(const char *name, pm_error *error)
{
  const char *names[TOOL_COUNT(families)];
  for (size_t i = 0; i < TOOL_COUNT(families); i++) {
    names[i] = families[i]->name;
    if (strcmp(names[i], name) == 0)
      return families[i];
  }
  const char *nearest = pm_text_nearest(name, names, TOOL_COUNT(families));
  if (nearest != NULL)
    pm_error_add(error, PM_ERROR_USAGE, NULL, "unknown family '%s'; did you mean '%s'?", name,
                 nearest);
  else
    pm_error_add(error, PM_ERROR_USAGE, NULL,
                 "unknown family '%s'; 'plusminus methods' shows them all", name);
  return NULL;
}
