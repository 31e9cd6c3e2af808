/* estimate_families.h: every row of the families of `estimate`, by name.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_FAMILIES_H
#define PM_ESTIMATE_FAMILIES_H

#include "estimate/estimate_parts.h"

#define PM_ROW(name) extern const pm_estimate_interval_method pm_estimate_interval_##name;
#include "estimate/estimate_interval.def"
#undef PM_ROW

#define PM_ROW(name) extern const pm_df_method pm_df_##name;
#include "estimate/estimate_df.def"
#undef PM_ROW

#define PM_ROW(name) extern const pm_lonely_method pm_lonely_##name;
#include "estimate/estimate_lonely.def"
#undef PM_ROW

#define PM_ROW(name) extern const pm_deff_method pm_deff_##name;
#include "estimate/estimate_deff.def"
#undef PM_ROW

#define PM_ROW(name) extern const pm_pps_method pm_pps_##name;
#include "estimate/estimate_pps.def"
#undef PM_ROW

/* The rows of those names; NULL: there is none. */
const pm_estimate_interval_method *pm_estimate_interval_find(const char *name);
const pm_df_method *pm_df_find(const char *name);
const pm_lonely_method *pm_lonely_find(const char *name);
const pm_pps_method *pm_pps_find(const char *name);
const pm_deff_method *pm_deff_find(const char *name);

/* PM_ERROR_USAGE: the family has no such row; it may suggest one. */
pm_status pm_family_refuse(const pm_family *family, const char *name, pm_error *error);

#endif
